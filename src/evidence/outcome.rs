//! What became of a price that came to a zone: turned back or went through.
//!
//! Told for a resistance in log prices; a support is its mirror. With the zone `x - w ..= x + w`, A the ATR of log prices
//! of the bar before the entry:
//!
//! ```text
//! k1    held if a close <= x - A comes before a close >= x + A, on the 20 bars after the entry
//! k2    the same with 2 A
//! day   held if the bar of the entry itself closes below x
//! ```
//!
//! An entry after which neither barrier is met within the 20 bars counts as not held. Source: the bounce of C. L. Osler,
//! "Support for Resistance", Federal Reserve Bank of New York Economic Policy Review, 2000, with barriers in ATR.

use serde::{Deserialize, Serialize};

use crate::analysis::Analysis;
use crate::level::{LogZone, Role};

/// Bars after the entry within which a barrier must be met.
const HORIZON_BARS: usize = 20;

/// Which outcome is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// 1 ATR back before 1 ATR beyond.
    K1,
    /// 2 ATR back before 2 ATR beyond.
    K2,
    /// The bar of the entry closes on the side it came from.
    Day,
}

impl Measure {
    /// Every measure.
    pub const ALL: [Self; 3] = [Self::K1, Self::K2, Self::Day];

    /// The word used in every output.
    pub fn name(self) -> &'static str {
        match self {
            Self::K1 => "k1",
            Self::K2 => "k2",
            Self::Day => "day",
        }
    }
}

/// How one entry ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// Whether the zone held.
    pub held: bool,
    /// The bar at whose close that was known.
    pub closed_at: usize,
}

/// Where price first met a zone, and how that ended by each measure; `None` while it has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Met {
    pub(super) at: usize,
    pub(super) outcomes: [Option<Outcome>; 3],
}

/// The prices of a series as a zone on one side sees them: everything reads as below a resistance.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen<'a> {
    analysis: &'a Analysis,
    role: Role,
}

impl<'a> Seen<'a> {
    pub(super) fn new(analysis: &'a Analysis, role: Role) -> Self {
        Self { analysis, role }
    }

    fn open(&self, at: usize) -> Option<f64> {
        Some(self.role.seen(self.analysis.bars().open().get(at)?.ln()))
    }

    fn close(&self, at: usize) -> Option<f64> {
        Some(self.role.seen(self.analysis.bars().close().get(at)?.ln()))
    }

    /// The end of the bar that is nearer to the zone.
    fn reach(&self, at: usize) -> Option<f64> {
        let bars = self.analysis.bars();
        let column = match self.role {
            Role::Resistance => bars.high(),
            Role::Support => bars.low(),
        };
        Some(self.role.seen(column.get(at)?.ln()))
    }

    /// What became of `zone`, known at bar `known`, at the first bar of the next `window` that meets it. `None` where no
    /// bar does, or where one opens beyond it: a gap says nothing about a zone that was never traded at.
    pub(super) fn meet(&self, zone: LogZone, known: usize, window: usize) -> Option<Met> {
        let centre = self.role.seen(zone.centre);
        let (near, far) = (centre - zone.half, centre + zone.half);
        let mut bars = known + 1..=known + window;
        let at = bars.find(|&at| self.reach(at).is_some_and(|reach| reach >= near))?;
        if self.open(at)? > far {
            return None;
        }
        let atr = self.analysis.atr_log(at - 1).filter(|&atr| atr > 0.0)?;
        let day = Outcome {
            held: self.close(at)? < centre,
            closed_at: at,
        };
        let barrier = |k: f64| self.first_barrier(at, centre, k * atr);
        Some(Met {
            at,
            outcomes: [barrier(1.0), barrier(2.0), Some(day)],
        })
    }

    fn first_barrier(&self, entry: usize, centre: f64, away: f64) -> Option<Outcome> {
        for at in entry + 1..=entry + HORIZON_BARS {
            let close = self.close(at)?;
            let (back, beyond) = (close <= centre - away, close >= centre + away);
            if back || beyond {
                return Some(Outcome {
                    held: back,
                    closed_at: at,
                });
            }
        }
        Some(Outcome {
            held: false,
            closed_at: entry + HORIZON_BARS,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::testing::{builder, day};
    use crate::{AnalysisConfig, Ohlcv, analyze};

    /// Fifteen bars of range 1 % around 100, then the given rows of open, high, low and close.
    fn after_calm(rows: &[[f64; 4]]) -> Analysis {
        let mut bars = builder();
        for at in 0..15 {
            bars.push(day(at + 1), row([100.0, 100.5, 99.5, 100.0]))
                .unwrap();
        }
        for (at, prices) in (16..).zip(rows) {
            bars.push(day(at), row(*prices)).unwrap();
        }
        analyze(&bars.build(), &AnalysisConfig::default()).unwrap()
    }

    fn row([open, high, low, close]: [f64; 4]) -> Ohlcv {
        Ohlcv {
            open,
            high,
            low,
            close,
            volume: 1.0,
        }
    }

    fn zone(low: f64, high: f64) -> LogZone {
        LogZone::between(low.ln(), high.ln())
    }

    #[test]
    fn a_close_one_atr_back_before_one_beyond_is_held() {
        // ATR is about 1 %: the centre is 102, its barriers about 101 and 103.
        let analysis = after_calm(&[
            [100.0, 102.0, 100.0, 101.5],
            [101.5, 102.5, 101.5, 102.4],
            [102.4, 102.4, 100.5, 100.8],
            [100.8, 103.5, 100.8, 103.4],
        ]);
        let met = Seen::new(&analysis, Role::Resistance).meet(zone(101.8, 102.2), 14, 10);
        let met = met.unwrap();
        assert_eq!(met.at, 15);
        let at = |held, closed_at| Some(Outcome { held, closed_at });
        // The barrier of two ATR is met by nothing yet.
        assert_eq!(met.outcomes, [at(true, 17), None, at(true, 15)]);
    }

    #[test]
    fn a_support_is_the_mirror_and_a_gap_through_is_no_entry() {
        let analysis = after_calm(&[[99.0, 99.0, 97.9, 98.2], [98.2, 98.2, 96.5, 96.8]]);
        let support = Seen::new(&analysis, Role::Support);
        let met = support.meet(zone(97.8, 98.2), 14, 10).unwrap();
        let at = |held, closed_at| Some(Outcome { held, closed_at });
        assert_eq!((met.at, met.outcomes[0]), (15, at(false, 16)));
        // It closed at 98.2, above the centre of 98.
        assert_eq!(met.outcomes[2], at(true, 15));
        let gap = after_calm(&[[97.0, 97.5, 96.5, 97.4]]);
        let support = Seen::new(&gap, Role::Support);
        assert_eq!(support.meet(zone(97.8, 98.2), 14, 10), None);
    }

    #[test]
    fn twenty_bars_without_a_barrier_are_not_held() {
        let calm = [[101.9, 102.0, 101.8, 101.9]; 25];
        let analysis = after_calm(&calm);
        let met = Seen::new(&analysis, Role::Resistance).meet(zone(101.95, 102.1), 14, 10);
        let k1 = met.unwrap().outcomes[0].unwrap();
        assert_eq!((k1.held, k1.closed_at), (false, 15 + HORIZON_BARS));
    }
}
