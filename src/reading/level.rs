//! One level at a close: its zone, what is counted about it, and since when it was known.

use serde::Serialize;

use super::{RoundNumber, When, rounded};
use crate::analysis::Label;
use crate::{AsOf, Family, LevelId, LevelKey, Role, Standing, State, Timeframe, Zone};

/// A level at the close of a bar. Counted facts, no grade: a hold rate means nothing without its control.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LevelRow {
    /// Its number inside this analysis.
    #[serde(skip)]
    pub id: LevelId,
    /// Its name outside this analysis.
    pub key: LevelKey,
    /// Span of the bars it was found on.
    pub timeframe: Timeframe,
    /// What it is to the price.
    pub role: Role,
    /// Rule it was born by.
    pub family: Family,
    /// Where it stands in its life.
    pub state: State,
    /// `approach`, or the last thing that happened to it.
    pub label: &'static str,
    /// Lower edge of the zone.
    pub low: f64,
    /// Upper edge of the zone.
    pub high: f64,
    /// Where the zone lies to the nearest round number.
    pub round: Option<RoundNumber>,
    /// From the close to the middle of the zone in ATR of log prices: above 0 where the level is above the close.
    pub dist_atr: Option<f64>,
    /// What it was found by: pivots of a swing, highs (lows) of a shelf, bars of an extreme's window.
    pub count: u32,
    /// The role in which it was counted: the highs of a resistance, the lows of a support.
    pub counted_as: Role,
    /// Visits since it was known.
    pub tests: usize,
    /// Visits and the touches during them.
    pub touches: usize,
    /// The bar of the last of these.
    pub last_touch: Option<When>,
    /// Bars since then.
    pub bars_since_touch: Option<usize>,
    /// The first bar it was found from.
    pub first: When,
    /// The bar at whose close it became known.
    pub known_at: When,
    /// Bars since then.
    pub bars_known: usize,
    /// The bar at whose close it came to its state.
    pub state_since: When,
    /// Bars since then.
    pub bars_in_state: usize,
    /// The break that is under way or last was.
    pub broke_at: Option<When>,
    /// The bar at whose close that break was confirmed.
    pub confirmed_at: Option<When>,
    /// A close beyond this breaks it.
    pub trigger: f64,
    /// A close beyond this undoes a break of it.
    pub invalidation: f64,
}

impl LevelRow {
    /// The level as it stood at `now`.
    pub fn new(now: &AsOf<'_>, standing: &Standing) -> Self {
        let when = |at| When::new(now.bars(), at);
        let level = &standing.level;
        let is_above = now
            .bar()
            .is_some_and(|bar| standing.zone.centre() >= bar.close());
        let sign = if is_above { 1.0 } else { -1.0 };
        let visits = [standing.tests.last(), standing.touches.last()];
        let last = visits.into_iter().flatten().map(|visit| visit.at).max();
        let basis = now.bars().basis();
        Self {
            id: level.id,
            key: now.key(standing),
            timeframe: now.bars().timeframe(),
            role: standing.role,
            family: level.family,
            state: standing.state,
            label: match now.label(standing) {
                Label::Approach => "approach",
                Label::Last(fact) => fact,
            },
            low: rounded(standing.zone.low),
            high: rounded(standing.zone.high),
            round: RoundNumber::near(standing.zone, basis, now.atr_log().unwrap_or_default()),
            dist_atr: now.dist_atr(standing).map(|dist| rounded(sign * dist)),
            count: standing.count,
            counted_as: standing.counted,
            tests: standing.tests.len(),
            touches: standing.tests.len() + standing.touches.len(),
            last_touch: last.map(when),
            bars_since_touch: last.map(|at| now.at() - at),
            first: when(level.first_at),
            known_at: when(level.known_at),
            bars_known: now.at() - level.known_at,
            state_since: when(standing.state_since),
            bars_in_state: now.at() - standing.state_since,
            broke_at: standing.broke_at.map(when),
            confirmed_at: standing.confirmed_at.map(when),
            trigger: rounded(standing.trigger()),
            invalidation: rounded(standing.invalidation()),
        }
    }

    /// Its zone.
    pub fn zone(&self) -> Zone {
        Zone {
            low: self.low,
            high: self.high,
        }
    }

    /// Whether the two zones have a price in common.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.low <= other.high && other.low <= self.high
    }
}
