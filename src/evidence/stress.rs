//! Cost stress: what is left of a strategy when trading costs more.

use serde::Serialize;

use crate::Result;
use crate::account::Costs;
use crate::backtest::{BacktestConfig, Input, run};
use crate::strategy::Strategy;

/// Costs a side that are tried, in basis points of the traded value.
const STEPS: [f64; 5] = [0.0, 5.0, 10.0, 20.0, 50.0];
/// Cost beyond which no break-even is sought: 100 % a side.
const MOST_BPS: f64 = 10_000.0;
/// How closely it is told.
const WITHIN_BPS: f64 = 0.1;

/// The result at other costs. A cost is everything a side pays, in basis points of the traded value, stops like all
/// others; borrowing and interest stay as they are.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CostStress {
    /// Total return at 0, 5, 10, 20 and 50 basis points a side.
    pub steps: Vec<StressStep>,
    /// Cost a side at which nothing is left, to 0.1 basis points; `None` if there is nothing before costs either, or
    /// if something is left at 100 % a side.
    pub break_even_bps: Option<f64>,
}

/// The result at one cost.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct StressStep {
    /// Cost a side, in basis points.
    pub bps: f64,
    /// Final equity over starting cash, less 1.
    pub total_return: f64,
}

impl CostStress {
    /// Runs `strategy` over `inputs` at each cost, and at as many more as it takes to find where nothing is left.
    ///
    /// # Errors
    ///
    /// Those of [`run`].
    pub fn of<S: Strategy + ?Sized>(
        inputs: &[Input<'_>],
        strategy: &mut S,
        config: &BacktestConfig,
    ) -> Result<Self> {
        let mut total_return = |bps: f64| -> Result<f64> {
            let config = BacktestConfig {
                costs: Costs {
                    borrow_pct: config.costs.borrow_pct,
                    interest_pct: config.costs.interest_pct,
                    ..Costs::commission(bps)
                },
                ..config.clone()
            };
            let run = run(inputs, strategy, &config)?;
            Ok(run.final_equity() / run.cash - 1.0)
        };
        let steps = STEPS
            .iter()
            .map(|&bps| {
                Ok(StressStep {
                    bps,
                    total_return: total_return(bps)?,
                })
            })
            .collect::<Result<Vec<_>>>()?;
        let break_even_bps = if steps[0].total_return > 0.0 {
            break_even(&steps, total_return)?
        } else {
            None
        };
        Ok(Self {
            steps,
            break_even_bps,
        })
    }
}

/// Where the return changes its sign: doubled until it has, then halved.
fn break_even(
    steps: &[StressStep],
    mut total_return: impl FnMut(f64) -> Result<f64>,
) -> Result<Option<f64>> {
    let is_left = |step: &&StressStep| step.total_return > 0.0;
    let mut low = steps
        .iter()
        .take_while(is_left)
        .last()
        .map_or(0.0, |it| it.bps);
    let lost = steps.iter().find(|step| step.bps > low);
    let mut high = match lost {
        Some(step) => step.bps,
        None => loop {
            let high = (2.0 * low).min(MOST_BPS);
            if total_return(high)? <= 0.0 {
                break high;
            }
            if high >= MOST_BPS {
                return Ok(None);
            }
            low = high;
        },
    };
    while high - low > WITHIN_BPS {
        let middle = f64::midpoint(low, high);
        if total_return(middle)? > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    Ok(Some(f64::midpoint(low, high)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Ohlcv;
    use crate::account::{Entry, Order, Portfolio, Size};
    use crate::analysis::AsOf;
    use crate::market::testing::daily;

    /// Buys for the second bar and sells for the third.
    struct Once;

    impl Strategy for Once {
        fn on_close(&mut self, _: usize, now: &AsOf<'_>, _: &Portfolio) -> Vec<Order> {
            match now.at() {
                0 => vec![Order::Enter(Entry::long(Size::EquityPct(100.0)))],
                1 => vec![Order::Exit],
                _ => Vec::new(),
            }
        }
    }

    fn stress(prices: [f64; 3]) -> CostStress {
        let config = BacktestConfig {
            lot: None,
            ..BacktestConfig::default()
        };
        let bars = daily(prices.map(Ohlcv::flat));
        CostStress::of(&[Input::new(&bars)], &mut Once, &config).unwrap()
    }

    #[test]
    fn a_round_trip_of_one_percent_breaks_even_at_about_fifty_basis_points_a_side() {
        // (1 - c) / (1 + c) * 1.01 = 1 for c = 0.01 / 2.01 = 49.75 basis points.
        let found = stress([100.0, 100.0, 101.0]);
        let at = found.break_even_bps.unwrap();
        assert!((at - 49.75).abs() <= WITHIN_BPS, "{at}");
        assert!((found.steps[0].total_return - 0.01).abs() < 1e-12);
        assert!(found.steps[4].total_return < 0.0);
    }

    #[test]
    fn what_loses_before_costs_has_no_break_even_and_a_large_gain_a_far_one() {
        assert_eq!(stress([100.0, 100.0, 99.0]).break_even_bps, None);
        // 3 (1 - c) / (1 + c) = 1 for c = 1 / 2.
        let far = stress([100.0, 100.0, 300.0]).break_even_bps.unwrap();
        assert!((far - 5000.0).abs() <= WITHIN_BPS, "{far}");
    }
}
