//! The answer to a claim, with what it rests on.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::fact::Fact;
use super::grid::Sensitivity;
use super::outcome::Outcome;
use crate::claim::Side;
use crate::reading::When;

/// Whether a claim holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The bars say so.
    Supported,
    /// The bars say otherwise.
    Refuted,
    /// The bars do not tell, or it depends on the definition.
    Undetermined,
    /// Nothing that prices could tell.
    NotAPriceFact,
}

impl Answer {
    /// Its word in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Supported => "supported",
            Self::Refuted => "refuted",
            Self::Undetermined => "undetermined",
            Self::NotAPriceFact => "not_a_price_fact",
        }
    }

    /// Supported or refuted.
    pub const fn is_decided(self) -> bool {
        matches!(self, Self::Supported | Self::Refuted)
    }
}

/// What a claim was taken to mean.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Definition {
    /// A stated value is right if the true one rounds to it at its own precision; after "about", if it is within 1 %.
    StatedValue,
    /// Price turned at the price twice in 252 bars, or a level of the engine lies there, and the close is on its side.
    Level {
        /// How far from the price counts as at it, in percent.
        tolerance_pct: f64,
    },
    /// A bar came to the price within so many bars and the close stayed near.
    Testing {
        /// How far from the price counts as at it, in percent.
        tolerance_pct: f64,
        /// The last bars looked at.
        bars: usize,
    },
    /// Visits are counted apart where a bar between them did not come to the price.
    Visits {
        /// How far from the price counts as at it, in percent.
        tolerance_pct: f64,
    },
    /// A bar came to the price and no close passed it.
    Hold {
        /// How far from the price counts as at it, in percent.
        tolerance_pct: f64,
    },
    /// A close beyond the price.
    Close,
    /// A trade beyond the price.
    Trade,
    /// A break with a second close, no close back, and ten bars gone.
    Sustained,
    /// A close back through the price within ten bars of a break.
    Failed,
    /// All closes inside the stated range.
    Inside,
    /// The engine's consolidation: a range of 10 to 120 bars tight for its length and rare.
    Consolidation,
    /// The highest or lowest of the period, the day included.
    Extreme,
    /// Closes each above (below) the one before.
    Streak,
    /// From the close before the period to its last close.
    Change,
    /// The open against the close before.
    Gap,
    /// Close against average.
    AgainstAverage,
    /// One average crosses another.
    Cross,
    /// The study against its usual bounds.
    StudyBounds,
    /// The study against its value some bars before.
    StudySlope,
    /// Volume against its mean of some bars.
    RelativeVolume,
    /// At least half of five measures agree: price and its 50-bar mean, that mean's slope, 50 over 200, the last pivots,
    /// the change over 63 bars.
    Trend,
    /// It looks ahead; the close of today decides nothing.
    Forward,
    /// The session in which news of a day could first be traded on.
    EffectiveSession,
}

/// The answer to a claim and what it rests on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Verdict {
    /// Whether it holds.
    pub answer: Answer,
    /// The side of the claim, or the one that price gives a claim without.
    pub side: Option<Side>,
    /// What decides it, the most telling first.
    pub facts: Vec<Fact>,
    /// What it was taken to mean.
    pub definition: Option<Definition>,
    /// The answer under other definitions.
    pub sensitivity: Option<Sensitivity>,
    /// A close beyond this would make (or made) it a break.
    pub trigger: Option<f64>,
    /// A close beyond this would undo that.
    pub invalidation: Option<f64>,
    /// What came after.
    pub outcome: Option<Outcome>,
    /// The day the claim names, the last one of several; `None` for the as-of date and for stretches of days.
    pub on: Option<NaiveDate>,
    /// The first bar that was looked at.
    #[serde(skip)]
    pub from: Option<usize>,
}

impl Verdict {
    /// The first bar of the most telling fact that has one: a picture of the claim begins before it.
    pub fn begins_at(&self) -> Option<When> {
        let mut bars = self.facts.iter().map(Fact::bars);
        bars.find(|bars| !bars.is_empty())?.into_iter().min()
    }

    pub(super) fn new(answer: Answer, definition: Definition) -> Self {
        Self {
            answer,
            side: None,
            facts: Vec::new(),
            definition: Some(definition),
            sensitivity: None,
            trigger: None,
            invalidation: None,
            outcome: None,
            on: None,
            from: None,
        }
    }

    pub(super) fn undetermined(facts: impl IntoIterator<Item = Fact>) -> Self {
        Self {
            definition: None,
            ..Self::new(Answer::Undetermined, Definition::Forward)
        }
        .because(facts)
    }

    pub(super) fn no_price_fact() -> Self {
        Self {
            definition: None,
            ..Self::new(Answer::NotAPriceFact, Definition::Forward)
        }
    }

    /// True under `default`; undetermined where not that but another definition of the grid makes it true.
    pub(super) fn judged(default: bool, grid: Sensitivity, definition: Definition) -> Self {
        let answer = match (default, grid.holds() > 0) {
            (true, _) => Answer::Supported,
            (false, true) => Answer::Undetermined,
            (false, false) => Answer::Refuted,
        };
        Self {
            sensitivity: Some(grid),
            ..Self::new(answer, definition)
        }
    }

    pub(super) fn of(is_true: bool, definition: Definition) -> Self {
        let answer = if is_true {
            Answer::Supported
        } else {
            Answer::Refuted
        };
        Self::new(answer, definition)
    }

    pub(super) fn because(mut self, facts: impl IntoIterator<Item = Fact>) -> Self {
        self.facts.extend(facts);
        self
    }

    pub(super) fn on_side(self, side: Option<Side>) -> Self {
        Self { side, ..self }
    }

    pub(super) fn looking_from(self, from: usize) -> Self {
        let from = self.from.map_or(from, |old| old.min(from));
        Self {
            from: Some(from),
            ..self
        }
    }
}
