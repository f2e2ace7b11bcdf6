//! What stands on the price pane beside the bars: zones, breaks, boxes, lines, flags.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::Zone;
use crate::claim::Answer;
use crate::market::HappeningKind;

/// What a zone is to the price, from a bar on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ZoneRole {
    /// Price meets it from below.
    Resistance,
    /// Price meets it from above.
    Support,
    /// A resistance that price has closed above.
    BrokenResistance,
    /// A support that price has closed below.
    BrokenSupport,
}

impl ZoneRole {
    /// Whether price lies below the zone or came from there.
    pub fn is_resistance(self) -> bool {
        matches!(self, Self::Resistance | Self::BrokenResistance)
    }

    /// Whether it stands in the way upwards: a resistance, or a support that price has closed below.
    pub fn acts_as_resistance(self) -> bool {
        matches!(self, Self::Resistance | Self::BrokenSupport)
    }

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Resistance => "Resistance",
            Self::Support => "Support",
            Self::BrokenResistance => "Broken resistance",
            Self::BrokenSupport => "Broken support",
        }
    }
}

/// From which bar on a zone has a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleSpan {
    /// First bar.
    pub from: usize,
    /// Its date, also where a bar of the scene is a week.
    pub date: NaiveDate,
    /// The role from there to the next span.
    pub role: ZoneRole,
}

/// A counted fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// The number.
    pub count: usize,
    /// The number with what it counts, such as `7 highs` or `252-bar high`.
    pub text: String,
}

/// A price zone with its evidence. The counts come from the engine, never from what is visible.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ZoneMark {
    /// Identity of the level.
    pub id: String,
    /// How it was found.
    pub family: String,
    /// State of the level in the words of the state machine.
    pub state: String,
    /// Lower edge.
    pub low: f64,
    /// Upper edge.
    pub high: f64,
    /// Bar of the oldest evidence.
    pub formed_at: Option<usize>,
    /// Bar at whose close it became known: it is drawn from here on.
    pub known_at: usize,
    /// Its date, also where a bar of the scene is a week.
    pub known_on: NaiveDate,
    /// Its roles, oldest first; the first begins at or before `known_at`.
    pub spans: Vec<RoleSpan>,
    /// Counted evidence, such as highs and tests.
    pub evidence: Vec<Counted>,
    /// How often price has tested it.
    pub tests: usize,
    /// Bars that touched it since it was known, tests among them, oldest first; what it was made of began at `formed_at`.
    pub touches: Vec<usize>,
    /// Session of the last touch.
    pub last_touch: Option<NaiveDate>,
}

impl ZoneMark {
    pub(super) fn indices(&self) -> impl Iterator<Item = usize> {
        let spans = self.spans.iter().map(|span| span.from);
        spans
            .chain(self.touches.iter().copied())
            .chain(self.formed_at)
            .chain([self.known_at])
    }

    /// The price in its middle.
    pub(in crate::chart) fn middle(&self) -> f64 {
        f64::midpoint(self.low, self.high)
    }

    /// Between its edges.
    pub(in crate::chart) fn bounds(&self) -> Zone {
        Zone {
            low: self.low,
            high: self.high,
        }
    }

    /// The role at the last bar.
    pub fn role(&self) -> ZoneRole {
        self.spans
            .last()
            .map_or(ZoneRole::Resistance, |span| span.role)
    }
}

/// Which way a break went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// Above a resistance.
    Up,
    /// Below a support.
    Down,
}

/// What became of a break.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BreakOutcome {
    /// The word of the state machine, such as `failed`.
    pub word: String,
    /// The bar at whose close it was known.
    pub at: usize,
    /// Its date, also where a bar of the scene is a week.
    pub date: NaiveDate,
    /// That close.
    pub close: f64,
    /// Whether the break did not last.
    pub is_failure: bool,
}

/// Volume of a bar against its average before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RelativeVolume {
    /// Volume over the average.
    pub ratio: f64,
    /// The average, such as `50-day average`.
    pub against: String,
}

/// A close beyond a zone, with its reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BreakMark {
    /// Identity of the level that broke.
    pub zone: String,
    /// The bar.
    pub at: usize,
    /// Its date, also where a bar of the scene is a week.
    pub date: NaiveDate,
    /// Which way.
    pub direction: Way,
    /// Whether the bar also opened beyond the zone.
    pub is_gap: bool,
    /// The close.
    pub close: f64,
    /// The edge of the zone that it closed beyond.
    pub edge: f64,
    /// How far beyond the edge it closed, in percent of the edge.
    pub beyond_pct: f64,
    /// Volume of the bar, if the series has one and enough history.
    pub volume: Option<RelativeVolume>,
    /// What became of it, as far as known.
    pub outcome: Option<BreakOutcome>,
}

impl BreakMark {
    pub(super) fn indices(&self) -> impl Iterator<Item = usize> {
        let outcome = self.outcome.iter().map(|outcome| outcome.at);
        outcome.chain([self.at])
    }
}

/// A stretch in which price went sideways.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RangeBox {
    /// First bar.
    pub start: usize,
    /// Last bar.
    pub end: usize,
    /// Lowest low.
    pub low: f64,
    /// Highest high.
    pub high: f64,
    /// Number of bars.
    pub bars: usize,
    /// Height in percent of the lowest low.
    pub height_pct: f64,
    /// Share of the stretches of this length before it that were wider, in percent.
    pub tighter_than_pct: Option<f64>,
}

impl RangeBox {
    /// The stretch from bar `start` to bar `end`, both included, between two prices.
    pub fn new((start, end): (usize, usize), (low, high): (f64, f64)) -> Self {
        Self {
            start,
            end,
            low,
            high,
            bars: end + 1 - start,
            height_pct: 100.0 * (high / low - 1.0),
            tighter_than_pct: None,
        }
    }
}

/// What a single price is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineKind {
    /// Where a measured move would end.
    Target,
    /// The close that would refute the picture.
    Invalidation,
    /// The close that would be a break.
    Trigger,
    /// What somebody claimed.
    Claim,
    /// A price somebody asked for.
    Given,
    /// A high or low of the year or of all bars.
    Landmark,
}

impl LineKind {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Target => "Measured move",
            Self::Invalidation => "Invalidation",
            Self::Trigger => "Trigger",
            Self::Claim => "Claim",
            Self::Given => "Level",
            Self::Landmark => "Extreme",
        }
    }
}

/// A single price.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PriceLine {
    /// What it is.
    pub kind: LineKind,
    /// The price.
    pub price: f64,
    /// First bar it is drawn at.
    pub from: usize,
    /// Words in place of the kind's name.
    pub text: Option<String>,
    /// Whether the bars bear out a claim; `None` for one that was not judged and for other lines.
    #[serde(default)]
    pub verdict: Option<Answer>,
}

impl PriceLine {
    /// The words given for it, else its kind with the answer to a claim: `Claim supported`.
    pub fn name(&self) -> String {
        self.text.clone().unwrap_or_else(|| self.judged())
    }

    /// Its kind, with the answer to a claim.
    pub fn judged(&self) -> String {
        let name = self.kind.name();
        match self
            .verdict
            .filter(|answer| *answer != Answer::NotAPriceFact)
        {
            Some(answer) => format!("{name} {}", answer.name()),
            None => name.to_owned(),
        }
    }
}

/// A round trip of a backtest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TradeMark {
    /// Up for shares bought first, down for shares sold short.
    pub direction: Way,
    /// Bar and price of the entry.
    pub entry: (usize, f64),
    /// Bar and price of the exit; none while the position is open.
    pub exit: Option<(usize, f64)>,
    /// What it returned, in percent of the entry, costs included.
    pub return_pct: Option<f64>,
}

impl TradeMark {
    pub(super) fn indices(&self) -> impl Iterator<Item = usize> {
        [self.entry.0]
            .into_iter()
            .chain(self.exit.map(|(at, _)| at))
    }
}

/// An event at the session in which it took effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flag {
    /// The bar.
    pub at: usize,
    /// What it is.
    pub kind: HappeningKind,
    /// What happened, in words.
    pub text: String,
    /// The day it happened on, where the venue was closed: the flag is hollow then.
    #[serde(default)]
    pub closed_on: Option<NaiveDate>,
}
