//! What came of a claim: the only place that looks beyond the as-of bar, and only when asked to.

use serde::Serialize;

use super::context::Seen;
use super::levels::TOLERANCE_PCT;
use super::matching::band_of;
use super::touches::Band;
use super::verdict::Verdict;
use crate::claim::{Basis, Claim, Kind, Plan, Price};
use crate::level::UserLevel;
use crate::reading::{When, rounded};
use crate::{AnalysisConfig, Bars, FactKind, Family, Role, Zone, analyze};

/// What happened between the as-of bar and a later one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outcome {
    /// The later bar.
    pub to: When,
    /// Its close.
    pub close: f64,
    /// From the as-of close to it, in percent.
    pub change_pct: f64,
    /// The highest high on the way, in percent of the as-of close.
    pub best_pct: f64,
    /// The lowest low on the way, in percent of the as-of close.
    pub worst_pct: f64,
    /// What became of a level, condition or plan.
    pub resolution: Option<Resolution>,
    /// What happened at its price, oldest first.
    pub events: Vec<OutcomeEvent>,
}

/// Something that happened at a claim's price.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct OutcomeEvent {
    /// What: a word of the level facts, or `reached`, `target_reached`, `stopped`.
    pub what: &'static str,
    /// The bar.
    pub at: When,
    /// Its close.
    pub close: f64,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Resolution {
    /// No close beyond, no visit.
    NotReached,
    /// Price came to it and no close passed it.
    Held,
    /// A close beyond, too young or too few for more.
    Broken,
    /// A break that was confirmed.
    Confirmed,
    /// A break that lasted.
    Sustained,
    /// A break that came back.
    Failed,
    /// The condition came true and its target was reached.
    TargetReached,
    /// The condition came true, its target was not reached.
    TargetNotReached,
    /// The planned price was traded.
    Traded,
}

/// What came of a claim up to the bar it is scored to.
pub(super) fn outcome(claim: &Claim, seen: &Seen<'_>, verdict: &Verdict) -> Option<Outcome> {
    if matches!(claim.kind, Kind::External | Kind::Promotional) {
        return None;
    }
    let to = seen.score_to()?;
    let bars = seen.analysis().bars();
    let close = seen.last_close();
    let first = seen.at() + 1;
    let high = bars.high()[first..=to]
        .iter()
        .copied()
        .fold(f64::MIN, f64::max);
    let low = bars.low()[first..=to]
        .iter()
        .copied()
        .fold(f64::MAX, f64::min);
    let pct = |price: f64| rounded(100.0 * (price / close - 1.0));
    let mut outcome = Outcome {
        to: When::new(bars, to),
        close: rounded(bars.close()[to]),
        change_pct: pct(bars.close()[to]),
        best_pct: pct(high),
        worst_pct: pct(low),
        resolution: None,
        events: Vec::new(),
    };
    let scored = Scored { claim, seen, to };
    let is_plan = claim.plan.is_some_and(|plan| plan != Plan::Watch);
    match (claim.kind, claim.price.or(claim.target)) {
        (Kind::Conditional, Some(price)) => scored.at_level(&price, verdict, &mut outcome),
        (Kind::Target, Some(price)) => scored.planned(&price, &mut outcome),
        (kind, Some(price)) if is_of_level(kind) && is_plan => scored.planned(&price, &mut outcome),
        (kind, Some(price)) if is_of_level(kind) => {
            scored.at_level(&price, verdict, &mut outcome);
        }
        _ => {}
    }
    Some(outcome)
}

/// A claim, as of a bar, scored to a later one.
struct Scored<'a, 'b> {
    claim: &'a Claim,
    seen: &'a Seen<'b>,
    to: usize,
}

fn is_of_level(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Level | Kind::Testing | Kind::Break | Kind::Sustained | Kind::Failed | Kind::Hold
    )
}

fn event(bars: &Bars, what: &'static str, at: usize) -> OutcomeEvent {
    OutcomeEvent {
        what,
        at: When::new(bars, at),
        close: rounded(bars.close()[at]),
    }
}

impl Scored<'_, '_> {
    fn bars(&self) -> &Bars {
        self.seen.analysis().bars()
    }

    /// The first bar at which price came to `price`, of those from `first` on.
    fn reached(&self, first: usize, price: &Price, is_above: bool) -> Option<usize> {
        let bars = self.bars();
        (first..=self.to).find(|&at| {
            if is_above {
                bars.high()[at] >= price.low
            } else {
                bars.low()[at] <= price.high
            }
        })
    }

    /// A planned price: whether it was traded.
    fn planned(&self, price: &Price, outcome: &mut Outcome) {
        let is_above = price.low >= self.seen.last_close();
        let reached = self.reached(self.seen.at() + 1, price, is_above);
        let what = match self.claim.plan {
            Some(Plan::Stop) => "stopped",
            Some(Plan::Target) => "target_reached",
            _ => "reached",
        };
        outcome.resolution = Some(match reached {
            Some(_) => Resolution::Traded,
            None => Resolution::NotReached,
        });
        let events = reached.map(|at| event(self.bars(), what, at));
        outcome.events.extend(events);
    }

    /// What the facts of the engine say about the level that was meant, or about the stated price as a level of its own.
    fn at_level(&self, price: &Price, verdict: &Verdict, outcome: &mut Outcome) {
        let seen = self.seen;
        let band = band_of(self.claim, price, seen.last_close());
        let kinds = match seen.level_at(band, TOLERANCE_PCT) {
            Some(standing) => {
                let later = seen.analysis().as_of(self.to);
                let facts = later.facts_of(standing.level.id);
                let after = facts.filter(|fact| fact.at > seen.at());
                after.map(|fact| (fact.at, fact.kind)).collect()
            }
            None => self.of_own_level(band),
        };
        let told = kinds.iter().filter(|(_, kind)| is_told(*kind));
        let events = told.map(|&(at, kind)| event(self.bars(), kind.name(), at));
        outcome.events = events.collect();
        outcome.resolution = Some(resolved(&kinds));
        if self.claim.kind == Kind::Conditional {
            self.condition(band, verdict, outcome);
        }
    }

    /// Facts about the stated price given to the engine as a level.
    fn of_own_level(&self, band: Band) -> Vec<(usize, FactKind)> {
        let mut config = AnalysisConfig::of([Family::User]);
        config.user.push(UserLevel {
            zone: Zone {
                low: band.low,
                high: band.high,
            },
            since: Some(self.seen.today()),
        });
        let Ok(analysis) = analyze(&self.bars().prefix(self.to + 1), &config) else {
            return Vec::new();
        };
        let facts = analysis.facts();
        let is_later = |at: usize| at > self.seen.at();
        let after = facts
            .iter()
            .filter(|fact| is_later(fact.at) && fact.level.is_some());
        after.map(|fact| (fact.at, fact.kind)).collect()
    }

    /// Whether the condition came true, and its target after it.
    fn condition(&self, band: Band, verdict: &Verdict, outcome: &mut Outcome) {
        let bars = self.bars();
        let trigger = verdict.trigger.unwrap_or(band.high);
        let is_up = band.role == Role::Resistance;
        let is_met = |at: &usize| {
            let price = match (self.claim.basis, is_up) {
                (Some(Basis::Intraday), true) => bars.high()[*at],
                (Some(Basis::Intraday), false) => bars.low()[*at],
                _ => bars.close()[*at],
            };
            if is_up {
                price > trigger
            } else {
                price < trigger
            }
        };
        let met = (self.seen.at() + 1..=self.to).find(is_met);
        let (Some(target), Some(met)) = (self.claim.target, met) else {
            return;
        };
        let reached = self.reached(met, &target, is_up);
        let events = reached.map(|at| event(bars, "target_reached", at));
        outcome.events.extend(events);
        outcome.events.sort_by_key(|event| event.at.at);
        outcome.resolution = Some(match reached {
            Some(_) => Resolution::TargetReached,
            None => Resolution::TargetNotReached,
        });
    }
}

fn is_told(kind: FactKind) -> bool {
    matches!(
        kind,
        FactKind::Test
            | FactKind::Rejection
            | FactKind::Pierce
            | FactKind::Break
            | FactKind::GapBreak
            | FactKind::Confirmed
            | FactKind::Sustained
            | FactKind::Failed
            | FactKind::Lapsed
            | FactKind::Lost
            | FactKind::RetestHeld
    )
}

/// What became of the first break; without one, whether price came at all.
fn resolved(kinds: &[(usize, FactKind)]) -> Resolution {
    let Some(broke) = kinds.iter().position(|(_, kind)| kind.is_break()) else {
        let came = kinds.iter().any(|(_, kind)| {
            matches!(
                kind,
                FactKind::Test | FactKind::Touch | FactKind::Rejection | FactKind::Pierce
            )
        });
        return if came {
            Resolution::Held
        } else {
            Resolution::NotReached
        };
    };
    let mut resolution = Resolution::Broken;
    for (_, kind) in kinds.iter().skip(broke + 1) {
        resolution = match kind {
            FactKind::Confirmed => Resolution::Confirmed,
            FactKind::Sustained => return Resolution::Sustained,
            FactKind::Failed => return Resolution::Failed,
            _ => continue,
        };
    }
    resolution
}
