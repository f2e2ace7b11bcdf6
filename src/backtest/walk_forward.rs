//! Choosing on the past, trading the future, again and again.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;

use super::metrics::{Convention, Moments, returns};
use super::sweep::{SweepConfig, Trial};
use super::{Grid, Input, run};
use crate::account::{Bracket, Entry, EntryKind, Order, Portfolio};
use crate::analysis::AsOf;
use crate::rule::Library;
use crate::strategy::{RuleStrategy, Strategy, StrategyFile};
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
    /// In every fold the trial with the best Sharpe ratio of the training part, over the risk-free rate, is traded; one
    /// that was ruined by then only if all are. The `trials` are those of `grid` over `input`, with their returns.
    ///
    /// What is traded is what could have been: the choice is made at the close at which the training part and the gap
    /// end; at the next open what is held is sold, and the chosen variant begins from flat, with what its rules decided
    /// at that close. All of it is one run through the account, with the costs of every change. Where it is ruined,
    /// nothing is left to trade afterwards: the returns are 0 from there on.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] if a part has no bars, [`Error::Insufficient`] if the history does not hold one fold, and
    /// those of [`run`].
    pub fn of<'a>(
        input: impl Into<Input<'a>>,
        file: &StrategyFile,
        (grid, trials): (&Grid, &[Trial]),
        folds: Folds,
        config: &SweepConfig,
    ) -> Result<Self> {
        let choices = choices(trials, folds, config.convention)?;
        let input = input.into();
        let mut relay = Relay::new(input, file, (grid, trials), &choices)?;
        let run = run(&[input], &mut relay, &config.account)?;
        let curve = returns(&run.equity);
        let mut walk = Self {
            folds: Vec::with_capacity(choices.len()),
            returns: Vec::new(),
            efficiency: None,
        };
        for choice in choices {
            let part = &curve[choice.test.clone()];
            walk.folds.push(Fold {
                start: choice.test.start,
                chosen: choice.trial,
                mean_before: mean(&trials[choice.trial].returns[choice.train]),
                mean_after: mean(part),
            });
            walk.returns.extend_from_slice(part);
        }
        let before: f64 = walk.folds.iter().map(|fold| fold.mean_before).sum();
        let after: f64 = walk.folds.iter().map(|fold| fold.mean_after).sum();
        walk.efficiency = (before > 0.0).then(|| after / before);
        Ok(walk)
    }
}

/// Which trial is traded where.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Choice {
    train: Range<usize>,
    test: Range<usize>,
    trial: usize,
}

fn choices(trials: &[Trial], folds: Folds, convention: Convention) -> Result<Vec<Choice>> {
    if folds.train < 2 || folds.test == 0 {
        let value = format!("{},{}", folds.train, folds.test);
        return Err(Error::parameter(
            "walk-forward",
            value,
            "must be at least 2,1",
        ));
    }
    let bars = trials.iter().map(|trial| trial.returns.len()).min();
    let bars = bars.unwrap_or(0);
    let need = folds.train + folds.gap + folds.test;
    if bars < need {
        return Err(Error::Insufficient {
            what: format!("{} trials", trials.len()),
            have: bars,
            need,
            purpose: "one fold of the walk-forward".into(),
        });
    }
    let starts = (0..=bars - need).step_by(folds.test);
    Ok(starts
        .map(|first| {
            let train = first..first + folds.train;
            let start = train.end + folds.gap;
            Choice {
                test: start..start + folds.test,
                trial: best_of(trials, &train, convention),
                train,
            }
        })
        .collect())
}

/// The trial that did best in the part `train`, the first of equals.
fn best_of(trials: &[Trial], train: &Range<usize>, convention: Convention) -> usize {
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
    (0..trials.len())
        .max_by(|&a, &b| ratios[a].total_cmp(&ratios[b]).then(b.cmp(&a)))
        .unwrap_or(0)
}

fn mean(part: &[f64]) -> f64 {
    part.iter().sum::<f64>() / part.len().max(1) as f64
}

/// One variant after the other, each from flat.
struct Relay {
    /// Those that were chosen, bound to the series.
    runners: Vec<RuleStrategy>,
    /// At which close which of them takes over; rising.
    turns: Vec<(usize, usize)>,
    /// Turns that are over or under way.
    taken: usize,
}

impl Relay {
    fn new(
        input: Input<'_>,
        file: &StrategyFile,
        (grid, trials): (&Grid, &[Trial]),
        choices: &[Choice],
    ) -> Result<Self> {
        let mut library = Library::new(input.bars());
        let mut runners = Vec::new();
        let mut places = BTreeMap::new();
        let mut turns = Vec::new();
        for choice in choices {
            let place = if let Some(&place) = places.get(&choice.trial) {
                place
            } else {
                let values = grid.parameters(trials[choice.trial].index);
                let mut runner = RuleStrategy::new(&file.vary(&values)?);
                runner.bind(&mut library)?;
                runners.push(runner);
                places.insert(choice.trial, runners.len() - 1);
                runners.len() - 1
            };
            // The return of number t is that from close t to close t + 1.
            turns.push((choice.test.start, place));
        }
        Ok(Self {
            runners,
            turns,
            taken: 0,
        })
    }
}

impl Relay {
    /// Whose turn it is.
    fn runner(&self) -> Option<&RuleStrategy> {
        let (_, place) = self.turns.get(self.taken.checked_sub(1)?)?;
        self.runners.get(*place)
    }
}

impl Strategy for Relay {
    fn prepare(&mut self, _: &[&AsOf<'_>]) -> Result<()> {
        self.taken = 0;
        Ok(())
    }

    fn on_close(&mut self, symbol: usize, now: &AsOf<'_>, portfolio: &Portfolio) -> Vec<Order> {
        let at = now.at();
        let is_turn = self.turns.get(self.taken).is_some_and(|turn| turn.0 <= at);
        self.taken += usize::from(is_turn);
        let Some(runner) = self.runner() else {
            return Vec::new();
        };
        let is_warm = at >= runner.warm_up(symbol).bars;
        let side = runner.asks(symbol, at).filter(|_| is_warm);
        if !is_turn {
            return match side {
                _ if !is_warm => Vec::new(),
                side => runner.decide(symbol, side, now, portfolio),
            };
        }
        let mut orders = vec![Order::Cancel];
        if !portfolio.is_flat(symbol) {
            orders.push(Order::Exit);
        }
        let flat = Portfolio::new(portfolio.equity(), portfolio.symbols());
        orders.extend(runner.decide(symbol, side, now, &flat));
        orders
    }

    fn kind_at_open(&self, symbol: usize, entry: &Entry, open: f64) -> EntryKind {
        let runner = self.runner();
        runner.map_or(entry.kind, |it| it.kind_at_open(symbol, entry, open))
    }

    fn bracket_at_fill(&self, symbol: usize, entry: &Entry, price: f64) -> Bracket {
        let runner = self.runner();
        runner.map_or(entry.bracket, |it| it.bracket_at_fill(symbol, entry, price))
    }
}

/// Whether nothing is left after such a return.
fn is_ruin(value: f64) -> bool {
    value <= -1.0
}

#[cfg(test)]
mod tests;
