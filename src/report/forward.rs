//! A walk-forward, as it is told.

use serde::Serialize;

use super::trades::curve_sheet;
use crate::Time;
use crate::backtest::metrics::{Convention, Moments, sharpe};
use crate::backtest::{Fold, Trial, WalkForward};
use crate::data::Sheet;
use crate::text::Medium::Screen;
use crate::text::{fit, moment};

/// The walk-forward in figures, and the curve that is stitched together from its trading parts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Forward {
    /// The choices, oldest first.
    pub folds: Vec<FoldRow>,
    /// Variants that were chosen at least once.
    pub different: usize,
    /// Return over all trading parts.
    pub total_return: f64,
    /// Yearly Sharpe ratio of the stitched returns.
    pub sharpe: Option<f64>,
    /// Mean return after the choices over mean return before.
    pub efficiency: Option<f64>,
    /// Close and return of every bar of the trading parts.
    #[serde(skip)]
    returns: Vec<(Time, f64)>,
}

/// One choice.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FoldRow {
    /// Close of the first bar that it was traded on.
    pub from: String,
    /// Close of the last one.
    pub to: String,
    /// Values of the parameters that were chosen.
    pub values: Vec<f64>,
    /// Mean return of the part it was chosen on, times bars a year.
    pub before: f64,
    /// Mean return of the part it was traded in, times bars a year.
    pub after: f64,
}

impl Forward {
    /// The figures of `walk` over `trials`, whose curves have a close at each of `times`.
    pub fn new(walk: &WalkForward, trials: &[Trial], times: &[Time], by: Convention) -> Self {
        let start = walk.folds.first().map_or(0, |fold| fold.start);
        // The return of number t is that from close t to close t + 1.
        let closes = times.iter().skip(start + 1).copied();
        let returns: Vec<(Time, f64)> = closes.zip(walk.returns.iter().copied()).collect();
        let mut chosen: Vec<usize> = walk.folds.iter().map(|fold| fold.chosen).collect();
        chosen.sort_unstable();
        chosen.dedup();
        let close = |at: usize| returns.get(at).map(|(time, _)| moment(*time));
        let row = |fold: &Fold, end: usize| FoldRow {
            from: close(fold.start - start).unwrap_or_default(),
            to: close((end - start).saturating_sub(1)).unwrap_or_default(),
            values: trials[fold.chosen].values.clone(),
            before: fold.mean_before * by.bars_a_year,
            after: fold.mean_after * by.bars_a_year,
        };
        let ends = walk.folds.iter().skip(1).map(|fold| fold.start);
        let ends = ends.chain([start + returns.len()]);
        let growth = |(_, value): &(Time, f64)| 1.0 + value;
        Self {
            folds: walk
                .folds
                .iter()
                .zip(ends)
                .map(|(fold, end)| row(fold, end))
                .collect(),
            different: chosen.len(),
            total_return: returns.iter().map(growth).product::<f64>() - 1.0,
            sharpe: sharpe(&Moments::of(&walk.returns), by),
            efficiency: walk.efficiency,
            returns,
        }
    }

    /// The stitched curve that begins with `cash`, a row a close.
    pub fn sheet(&self, cash: f64) -> Sheet {
        let mut equity = cash;
        let curve = self.returns.iter().map(|(time, value)| {
            equity *= 1.0 + value;
            (*time, equity)
        });
        curve_sheet(&curve.collect::<Vec<_>>())
    }

    pub(super) fn text(&self) -> String {
        let sharpe = self.sharpe.map(|it| Screen.fixed(it, 3));
        let efficiency = self
            .efficiency
            .map(|it| format!("{} %", Screen.fixed(it * 100.0, 0)));
        let line = format!(
            "walk-forward: {} choices on the past ({} different), traded afterwards: return {} %, Sharpe {}; \
             earned after the choice, of what was earned before it: {}",
            self.folds.len(),
            self.different,
            Screen.fixed(self.total_return * 100.0, 1),
            sharpe.unwrap_or_else(|| "not defined".into()),
            efficiency.unwrap_or_else(|| "not defined, nothing was earned before".into()),
        );
        fit(&line, "  ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stitched_curve_has_the_closes_of_the_trading_parts() {
        let returns = vec![0.01, 0.02, 0.01, 0.5, 0.25, -0.5, 1.0];
        let trial = Trial {
            index: 0,
            values: vec![3.0],
            final_equity: 1.0,
            sharpe: None,
            max_drawdown: 0.0,
            closed_trades: 0,
            exposure: 0.0,
            returns,
        };
        let times: Vec<Time> = (1..=8)
            .filter_map(|day| chrono::NaiveDate::from_ymd_opt(2024, 1, day))
            .map(Time::from)
            .collect();
        let fold = |start| Fold {
            start,
            chosen: 0,
            mean_before: 0.01,
            mean_after: 0.02,
        };
        let walk = WalkForward {
            folds: vec![fold(3), fold(5)],
            returns: trial.returns[3..].to_vec(),
            efficiency: None,
        };
        let forward = Forward::new(&walk, &[trial], &times, Convention::default());
        let spans: Vec<(&str, &str)> = forward
            .folds
            .iter()
            .map(|fold| (fold.from.as_str(), fold.to.as_str()))
            .collect();
        // The fourth return is that of the fifth close.
        assert_eq!(
            spans,
            [("2024-01-05", "2024-01-06"), ("2024-01-07", "2024-01-08")]
        );
        let csv = String::from_utf8(forward.sheet(100.0).csv().unwrap()).unwrap();
        assert_eq!(
            csv.lines().collect::<Vec<_>>(),
            [
                "time,equity",
                "2024-01-05,150",
                "2024-01-06,187.5",
                "2024-01-07,93.75",
                "2024-01-08,187.5"
            ]
        );
        assert_eq!(forward.different, 1);
    }
}
