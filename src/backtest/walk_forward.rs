//! Choosing on the past, trading the future, again and again.

use std::ops::Range;

use serde::Serialize;

use super::metrics::{Convention, Moments};
use super::sweep::Trial;
use crate::{Error, Result};

/// Bars of one fold: choose on `train` of them, then trade `test` of them, and move on by `test`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Folds {
    /// Bars to choose on.
    pub train: usize,
    /// Bars to trade.
    pub test: usize,
    /// Bars left out between the two, so that a trade of the one does not reach into the other.
    pub gap: usize,
}

/// One choice and what it earned afterwards.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fold {
    /// First return of the trading part.
    pub start: usize,
    /// Index of the chosen trial in the list of trials.
    pub chosen: usize,
    /// Mean return of a bar in the part it was chosen on.
    pub mean_before: f64,
    /// Mean return of a bar in the part it was traded in.
    pub mean_after: f64,
}

/// A history traded by what had been best before.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WalkForward {
    /// The folds, oldest first.
    pub folds: Vec<Fold>,
    /// Returns of all trading parts, one after the other.
    pub returns: Vec<f64>,
    /// Mean return after the choices over mean return before them; `None` if the latter is not above 0.
    pub efficiency: Option<f64>,
}

impl WalkForward {
    /// Over trials with returns of the same closes: in every fold the trial with the best Sharpe ratio of the training
    /// part, over the risk-free rate of `convention`, is traded, one that was ruined by then only if all are. A trial's returns in a trading part are those of its
    /// own history, positions held at the start of the part included. Where the traded one is ruined, nothing is left to
    /// trade afterwards: the returns are 0 from there on.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] if a part has no bars, [`Error::Insufficient`] if the history does not hold one fold.
    pub fn of(trials: &[Trial], folds: Folds, convention: Convention) -> Result<Self> {
        if folds.train < 2 || folds.test == 0 {
            let value = format!("{},{}", folds.train, folds.test);
            return Err(Error::parameter(
                "walk-forward",
                value,
                "must be at least 2,1",
            ));
        }
        let bars = trials
            .iter()
            .map(|trial| trial.returns.len())
            .min()
            .unwrap_or(0);
        let need = folds.train + folds.gap + folds.test;
        if bars < need {
            return Err(Error::Insufficient {
                what: format!("{} trials", trials.len()),
                have: bars,
                need,
                purpose: "one fold of the walk-forward".into(),
            });
        }
        let mut walk = Self {
            folds: Vec::new(),
            returns: Vec::new(),
            efficiency: None,
        };
        let mut train = 0;
        while train + need <= bars {
            let start = train + folds.train + folds.gap;
            let end = (start + folds.test).min(bars);
            walk.fold(trials, (train..train + folds.train, start..end), convention);
            train += folds.test;
        }
        if let Some(ruin) = walk.returns.iter().position(|value| is_ruin(*value)) {
            walk.returns[ruin + 1..].fill(0.0);
        }
        let before: f64 = walk.folds.iter().map(|fold| fold.mean_before).sum();
        let after: f64 = walk.folds.iter().map(|fold| fold.mean_after).sum();
        walk.efficiency = (before > 0.0).then(|| after / before);
        Ok(walk)
    }

    fn fold(
        &mut self,
        trials: &[Trial],
        (train, test): (Range<usize>, Range<usize>),
        convention: Convention,
    ) {
        let ratio = |trial: &Trial| {
            if trial.returns[..train.end].iter().any(|it| is_ruin(*it)) {
                return f64::NEG_INFINITY;
            }
            let moments = Moments::of(&trial.returns[train.clone()]);
            let deviation = moments.deviation.unwrap_or(0.0);
            if deviation > 0.0 {
                (moments.mean.unwrap_or(0.0) - convention.risk_free_a_bar()) / deviation
            } else {
                0.0
            }
        };
        let ratios: Vec<f64> = trials.iter().map(ratio).collect();
        let chosen = (0..trials.len())
            .max_by(|&a, &b| ratios[a].total_cmp(&ratios[b]).then(b.cmp(&a)))
            .unwrap_or(0);
        let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len().max(1) as f64;
        let own = &trials[chosen].returns;
        self.folds.push(Fold {
            start: test.start,
            chosen,
            mean_before: mean(&own[train]),
            mean_after: mean(&own[test.clone()]),
        });
        self.returns.extend_from_slice(&own[test]);
    }
}

/// Whether nothing is left after such a return.
fn is_ruin(value: f64) -> bool {
    value <= -1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trial(index: usize, returns: Vec<f64>) -> Trial {
        Trial {
            index,
            values: Vec::new(),
            final_equity: 1.0,
            sharpe: None,
            max_drawdown: 0.0,
            closed_trades: 0,
            exposure: 0.0,
            returns,
        }
    }

    #[test]
    fn the_best_of_the_past_is_traded_and_nothing_of_the_future_is_used() {
        // The first trial is better in the first half, the second one in the other.
        let wave = |up: f64| (0..8).map(move |t| up + if t % 2 == 0 { 0.001 } else { -0.001 });
        let first: Vec<f64> = wave(0.02).chain(wave(-0.01)).collect();
        let second: Vec<f64> = wave(-0.01).chain(wave(0.02)).collect();
        let trials = [trial(0, first.clone()), trial(1, second.clone())];
        let folds = Folds {
            train: 4,
            test: 4,
            gap: 0,
        };
        let walk = WalkForward::of(&trials, folds, Convention::default()).unwrap();
        let chosen: Vec<usize> = walk.folds.iter().map(|fold| fold.chosen).collect();
        assert_eq!(chosen, [0, 0, 1]);
        assert_eq!(walk.returns[..4], first[4..8]);
        assert_eq!(walk.returns[8..], second[12..16]);
        assert!(
            WalkForward::of(
                &trials,
                Folds {
                    train: 20,
                    test: 4,
                    gap: 0
                },
                Convention::default()
            )
            .is_err()
        );
    }

    #[test]
    fn what_is_ruined_is_traded_no_more() {
        let folds = Folds {
            train: 2,
            test: 2,
            gap: 0,
        };
        let poor = vec![-0.01, -0.02, -0.01, -0.02, -0.01, -0.02];
        let ruined = vec![0.1, -1.0, 0.0, 0.0, 0.0, 0.0];
        let trials = [trial(0, ruined), trial(1, poor.clone())];
        let walk = WalkForward::of(&trials, folds, Convention::default()).unwrap();
        assert!(walk.folds.iter().all(|fold| fold.chosen == 1));
        // Chosen for its past and ruined in the first part that is traded.
        let tempting = vec![0.1, 0.2, -1.0, 0.0, 0.0, 0.0];
        let trials = [trial(0, tempting), trial(1, poor)];
        let walk = WalkForward::of(&trials, folds, Convention::default()).unwrap();
        let chosen: Vec<usize> = walk.folds.iter().map(|fold| fold.chosen).collect();
        assert_eq!(chosen, [0, 1]);
        assert_eq!(walk.returns, [-1.0, 0.0, 0.0, 0.0]);
    }

    #[test]
    fn the_choice_is_by_what_was_earned_over_the_risk_free_rate() {
        // Means 0.001 and 0.01 a bar, and deviations as 1 to 20.
        let wave = |mean: f64, swing: f64| (0..6).map(move |t| mean + [swing, -swing][t % 2]);
        let calm: Vec<f64> = wave(0.001, 0.0005).collect();
        let rough: Vec<f64> = wave(0.01, 0.01).collect();
        let trials = [trial(0, calm), trial(1, rough)];
        let folds = Folds {
            train: 4,
            test: 2,
            gap: 0,
        };
        let chosen = |risk_free_pct| {
            let convention = Convention {
                bars_a_year: 100.0,
                risk_free_pct,
            };
            let walk = WalkForward::of(&trials, folds, convention).unwrap();
            walk.folds[0].chosen
        };
        // 9 % a year are 0.0009 a bar.
        assert_eq!((chosen(0.0), chosen(9.0)), (0, 1));
    }
}
