//! Swing highs and lows, each known only some bars after it happened.
//!
//! [`PivotFinder`] reads bars one at a time and reports a pivot at the bar that confirms it. Nothing here knows about
//! zones.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::Role;
use super::compare::{above, at_least, at_most, below};

/// A swing high or low.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Pivot {
    /// Bar of the extreme.
    pub at: usize,
    /// Bar at whose close it was known to be one.
    pub known_at: usize,
    /// [`Role::Resistance`] for a swing high, [`Role::Support`] for a swing low.
    pub role: Role,
    /// The extreme: the bar's high or low.
    pub price: f64,
}

/// How pivots are found.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PivotRule {
    /// Directional change: a high is a pivot once price has fallen 1.5 ATR (of the high's own bar) from it; pivots
    /// alternate between highs and lows.
    #[default]
    DirectionalChange,
    /// A high above the five highs before it and not below the five after it.
    Fractal,
}

/// Reversal that confirms a directional change, in ATR.
const REVERSAL_ATR: f64 = 1.5;
/// Bars to each side of a fractal.
const FRACTAL_BARS: usize = 5;

/// A pivot in log prices.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct LogPivot {
    pub(crate) at: usize,
    pub(crate) role: Role,
    pub(crate) price: f64,
}

/// Finds the pivots of one series by one rule.
#[derive(Debug, Clone)]
pub(crate) enum PivotFinder {
    DirectionalChange(DirectionalChange),
    Fractal(Fractal),
}

impl PivotFinder {
    pub(crate) fn new(rule: PivotRule) -> Self {
        match rule {
            PivotRule::DirectionalChange => Self::DirectionalChange(DirectionalChange::default()),
            PivotRule::Fractal => Self::Fractal(Fractal::default()),
        }
    }

    /// Reads bar `at`; the pivots it confirms, a high first.
    pub(crate) fn push(
        &mut self,
        at: usize,
        high: f64,
        low: f64,
        atr: f64,
    ) -> [Option<LogPivot>; 2] {
        match self {
            Self::DirectionalChange(finder) => [finder.push(at, high, low, atr), None],
            Self::Fractal(finder) => finder.push(at, high, low),
        }
    }
}

/// An extreme so far, with the ATR of its bar. `price` is negated for a low, so that both sides read alike.
#[derive(Debug, Clone, Copy)]
struct Extreme {
    at: usize,
    price: f64,
    atr: f64,
}

/// What one bar does to the extreme that is sought.
enum Step {
    Moved,
    Confirmed,
    Nothing,
}

impl Extreme {
    /// `reach` is the bar's high and `back` its low, both negated when a low is sought.
    fn step(&self, reach: f64, back: f64) -> Step {
        if above(reach, self.price) {
            Step::Moved
        } else if at_most(back, self.price - REVERSAL_ATR * self.atr) && below(back, self.price) {
            Step::Confirmed
        } else {
            Step::Nothing
        }
    }
}

/// Pivots by directional change. At the start both a high and a low are sought; two confirmations on one bar cancel.
#[derive(Debug, Clone, Default)]
pub(crate) struct DirectionalChange {
    high: Option<Extreme>,
    low: Option<Extreme>,
    is_started: bool,
}

impl DirectionalChange {
    fn push(&mut self, at: usize, high: f64, low: f64, atr: f64) -> Option<LogPivot> {
        let top = Extreme {
            at,
            price: high,
            atr,
        };
        let bottom = Extreme {
            at,
            price: -low,
            atr,
        };
        if !self.is_started {
            *self = Self {
                high: Some(top),
                low: Some(bottom),
                is_started: true,
            };
            return None;
        }
        let high_step = self
            .high
            .map_or(Step::Nothing, |extreme| extreme.step(high, low));
        let low_step = self
            .low
            .map_or(Step::Nothing, |extreme| extreme.step(-low, -high));
        if matches!(high_step, Step::Moved) {
            self.high = Some(top);
        }
        if matches!(low_step, Step::Moved) {
            self.low = Some(bottom);
        }
        match (high_step, low_step) {
            (Step::Confirmed, Step::Confirmed) => None,
            (Step::Confirmed, _) => {
                self.low = Some(bottom);
                self.high.take().map(|e| LogPivot {
                    at: e.at,
                    role: Role::Resistance,
                    price: e.price,
                })
            }
            (_, Step::Confirmed) => {
                self.high = Some(top);
                self.low.take().map(|e| LogPivot {
                    at: e.at,
                    role: Role::Support,
                    price: -e.price,
                })
            }
            _ => None,
        }
    }
}

/// Pivots by comparison with five bars to each side.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fractal {
    window: VecDeque<(f64, f64)>,
}

impl Fractal {
    fn push(&mut self, at: usize, high: f64, low: f64) -> [Option<LogPivot>; 2] {
        if self.window.len() == 2 * FRACTAL_BARS + 1 {
            self.window.pop_front();
        }
        self.window.push_back((high, low));
        if self.window.len() < 2 * FRACTAL_BARS + 1 {
            return [None, None];
        }
        let (top, bottom) = self.window[FRACTAL_BARS];
        let at = at - FRACTAL_BARS;
        let before = self.window.range(..FRACTAL_BARS);
        let after = self.window.range(FRACTAL_BARS + 1..);
        let is_top = before.clone().all(|bar| above(top, bar.0))
            && after.clone().all(|bar| at_least(top, bar.0));
        let is_bottom = before.clone().all(|bar| below(bottom, bar.1))
            && after.clone().all(|bar| at_most(bottom, bar.1));
        [
            is_top.then_some(LogPivot {
                at,
                role: Role::Resistance,
                price: top,
            }),
            is_bottom.then_some(LogPivot {
                at,
                role: Role::Support,
                price: bottom,
            }),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs one-price bars with an ATR of 1 through a rule; each pivot with the bar that confirmed it.
    fn pivots(rule: PivotRule, prices: &[f64]) -> Vec<(usize, Role, usize)> {
        let mut finder = PivotFinder::new(rule);
        let mut all = Vec::new();
        for (at, &price) in prices.iter().enumerate() {
            let found = finder.push(at, price, price, 1.0);
            all.extend(
                found
                    .iter()
                    .flatten()
                    .map(|pivot| (pivot.at, pivot.role, at)),
            );
        }
        all
    }

    #[test]
    fn a_reversal_of_one_and_a_half_atr_confirms_a_pivot_and_they_alternate() {
        use Role::{Resistance, Support};
        // High 3 at bar 3; 1.6 is not 1.5 below it, 1.5 is. Low 1 at bar 6; 2.5 is 1.5 above it.
        let found = pivots(
            PivotRule::DirectionalChange,
            &[0.0, 1.0, 2.0, 3.0, 1.6, 1.5, 1.0, 2.0, 2.5],
        );
        assert_eq!(
            found,
            [(0, Support, 2), (3, Resistance, 5), (6, Support, 8)]
        );
    }

    #[test]
    fn a_flat_market_has_no_pivots() {
        assert_eq!(pivots(PivotRule::DirectionalChange, &[1.0; 40]), []);
        let mut finder = PivotFinder::new(PivotRule::DirectionalChange);
        for at in 0..40 {
            assert_eq!(finder.push(at, 1.0, 1.0, 0.0), [None, None]);
        }
    }

    #[test]
    fn two_confirmations_on_one_bar_cancel() {
        let mut finder = DirectionalChange::default();
        assert_eq!(finder.push(0, 4.0, 0.0, 1.0), None);
        // An inside bar that is 1.5 below the high and 1.5 above the low.
        assert_eq!(finder.push(1, 3.0, 1.0, 1.0), None);
        // Only the high's reversal is met.
        let pivot = finder.push(2, 1.2, 0.5, 1.0).unwrap();
        assert_eq!((pivot.at, pivot.role), (0, Role::Resistance));
    }

    #[test]
    fn a_fractal_is_known_five_bars_later_and_the_first_of_equals_wins() {
        let prices = [1.0, 1.1, 1.2, 1.3, 1.4, 2.0, 2.0, 1.4, 1.3, 1.2, 1.1, 1.0];
        assert_eq!(
            pivots(PivotRule::Fractal, &prices),
            [(5, Role::Resistance, 10)]
        );
    }
}
