//! What is under way at a level, and how much it matters.

use serde::Serialize;

use super::{When, printed};
use crate::analysis::Label;
use crate::{AsOf, Fact, FactKind, LevelId, Standing, State, Zone};

/// Bars for which what has ended is news.
pub const RECENT_BARS: usize = 5;
/// Bars for which a crossing comes before a test that goes on.
const TODAY_BARS: usize = 2;

/// What is under way at a level.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum UnderWay {
    /// Price is at the zone.
    Testing {
        /// Since that bar.
        since: When,
    },
    /// A close lies beyond the zone.
    Broken {
        /// Bar of the break.
        at: When,
        /// `broken`, `confirmed` or, on the last bars only, `sustained`.
        state: State,
        /// Bar at which it came to that state.
        since: When,
    },
    /// A close came back through the zone within ten bars of the break.
    Failed {
        /// Bar of the break.
        broke_at: When,
        /// The zone that was broken, where it has been drawn anew since.
        zone_then: Option<Zone>,
        /// Bar of that close, one of the last.
        at: When,
    },
    /// A close came back through the zone later than that.
    Lost {
        /// Bar of the break.
        broke_at: When,
        /// The zone that was broken, where it has been drawn anew since.
        zone_then: Option<Zone>,
        /// Bar of that close, one of the last.
        at: When,
    },
    /// After a break that lasted the level changed its role.
    Flipped {
        /// Bar of the break.
        broke_at: When,
        /// Bar of the change, one of the last.
        at: When,
    },
    /// Price came at least 1 ATR nearer within five bars and is 0.75 to 2 ATR away.
    Approach,
}

/// How much it matters, the most telling first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// Price closed beyond the level, or came back, on this bar or the one before; what goes on comes first.
    Crossed { age: usize, is_over: bool },
    /// It was broken within the last bars and the break goes on.
    Fresh { age: usize },
    /// Price is at it.
    Testing,
    /// It was broken before that and the break has not lasted yet.
    Broken,
    /// A break ended within the last bars.
    Over { age: usize },
    /// A break has lasted, on one of the last bars.
    Lasted,
    /// Price comes nearer.
    Approached,
    /// Nothing is under way.
    Resting,
}

impl Weight {
    fn of_break(age: usize) -> Self {
        match age {
            0..TODAY_BARS => Self::Crossed {
                age,
                is_over: false,
            },
            age if age < RECENT_BARS => Self::Fresh { age },
            _ => Self::Broken,
        }
    }

    fn of_end(age: usize) -> Self {
        if age < TODAY_BARS {
            Self::Crossed { age, is_over: true }
        } else {
            Self::Over { age }
        }
    }
}

/// What the facts of the last bars ended, by level.
pub(super) struct Ends(Vec<(LevelId, Fact)>);

impl Ends {
    pub(super) fn of(now: &AsOf<'_>) -> Self {
        let recent = now.facts_since((now.at() + 1).saturating_sub(RECENT_BARS));
        let decisive = recent.iter().filter(|fact| {
            matches!(
                fact.kind,
                FactKind::Break
                    | FactKind::GapBreak
                    | FactKind::Failed
                    | FactKind::Lost
                    | FactKind::Sustained
                    | FactKind::Flipped { .. }
            )
        });
        Self(
            decisive
                .filter_map(|fact| Some((fact.level?, fact)))
                .collect(),
        )
    }

    /// The last of them about one level.
    fn last(&self, id: LevelId) -> Option<Fact> {
        let of_it = self.0.iter().rfind(|(level, _)| *level == id);
        of_it.map(|(_, fact)| *fact)
    }
}

/// What is under way at `standing`, and its weight.
pub(super) fn under_way(
    now: &AsOf<'_>,
    standing: &Standing,
    ends: &Ends,
) -> (Weight, Option<UnderWay>) {
    let when = |at| When::new(now.bars(), at);
    let age = |at: usize| now.at() - at;
    let broke_at = standing.broke_at.unwrap_or(standing.level.known_at);
    let broken_zone = standing.last_break.map(|broke| broke.zone);
    let zone_then = broken_zone
        .filter(|zone| *zone != standing.zone)
        .map(printed);
    let end = ends.last(standing.level.id);
    match (standing.state, end.map(|fact| (fact.at, fact.kind))) {
        (State::Broken | State::Confirmed | State::Sustained, _) => broken(now, standing, broke_at),
        (_, Some((at, FactKind::Failed))) => {
            let failed = UnderWay::Failed {
                broke_at: when(broke_at),
                zone_then,
                at: when(at),
            };
            (Weight::of_end(age(at)), Some(failed))
        }
        (_, Some((at, FactKind::Lost))) => {
            let lost = UnderWay::Lost {
                broke_at: when(broke_at),
                zone_then,
                at: when(at),
            };
            (Weight::of_end(age(at)), Some(lost))
        }
        (State::Testing, _) => {
            let since = when(standing.state_since);
            (Weight::Testing, Some(UnderWay::Testing { since }))
        }
        (_, Some((at, FactKind::Flipped { .. }))) => {
            let flipped = UnderWay::Flipped {
                broke_at: when(broke_at),
                at: when(at),
            };
            (Weight::Lasted, Some(flipped))
        }
        _ if now.label(standing) == Label::Approach => {
            (Weight::Approached, Some(UnderWay::Approach))
        }
        _ => (Weight::Resting, None),
    }
}

/// A break that goes on.
fn broken(now: &AsOf<'_>, standing: &Standing, broke_at: usize) -> (Weight, Option<UnderWay>) {
    let age = now.at() - broke_at;
    let is_news = now.at() - standing.state_since < RECENT_BARS;
    let weight = match standing.state {
        State::Sustained if is_news => Weight::Lasted,
        State::Sustained => return (Weight::Resting, None),
        _ => Weight::of_break(age),
    };
    let broken = UnderWay::Broken {
        at: When::new(now.bars(), broke_at),
        state: standing.state,
        since: When::new(now.bars(), standing.state_since),
    };
    (weight, Some(broken))
}
