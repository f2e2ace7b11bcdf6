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
mod tests {
    use super::*;
    use crate::account::Costs;
    use crate::backtest::{BacktestConfig, Keep, sweep};
    use crate::market::testing::daily;
    use crate::{Bars, Ohlcv};

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

    fn chosen(trials: &[Trial], folds: Folds, convention: Convention) -> Vec<usize> {
        let choices = choices(trials, folds, convention).unwrap();
        choices.iter().map(|it| it.trial).collect()
    }

    #[test]
    fn the_best_of_the_past_is_chosen_and_nothing_of_the_future_is_used() {
        // The first trial is better in the first half, the second one in the other.
        let wave = |up: f64| (0..8).map(move |t| up + if t % 2 == 0 { 0.001 } else { -0.001 });
        let first: Vec<f64> = wave(0.02).chain(wave(-0.01)).collect();
        let second: Vec<f64> = wave(-0.01).chain(wave(0.02)).collect();
        let trials = [trial(0, first), trial(1, second)];
        let folds = |train| Folds {
            train,
            test: 4,
            gap: 0,
        };
        let convention = Convention::default();
        assert_eq!(chosen(&trials, folds(4), convention), [0, 0, 1]);
        assert!(choices(&trials, folds(20), convention).is_err());
    }

    #[test]
    fn what_is_ruined_is_chosen_no_more() {
        let folds = Folds {
            train: 2,
            test: 2,
            gap: 0,
        };
        let poor = vec![-0.01, -0.02, -0.01, -0.02, -0.01, -0.02];
        let ruined = vec![0.1, -1.0, 0.0, 0.0, 0.0, 0.0];
        let convention = Convention::default();
        let trials = [trial(0, ruined), trial(1, poor.clone())];
        assert_eq!(chosen(&trials, folds, convention), [1, 1]);
        // Chosen for its past and ruined in the first part that is traded.
        let tempting = vec![0.1, 0.2, -1.0, 0.0, 0.0, 0.0];
        let trials = [trial(0, tempting), trial(1, poor)];
        assert_eq!(chosen(&trials, folds, convention), [0, 1]);
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
            chosen(&trials, folds, convention)
        };
        // 9 % a year are 0.0009 a bar.
        assert_eq!((chosen(0.0), chosen(9.0)), (vec![0], vec![1]));
    }

    /// Rises and falls by turns of four days; every night after the fourth day jumps by 20 %, which only those have who
    /// hold at the close before.
    fn jumping() -> Bars {
        let mut close = 100.0_f64;
        daily((0..41).map(|day| {
            let open = if day % 4 == 0 && day > 0 {
                close * 1.2
            } else {
                close
            };
            close = open * [1.0, 1.01, 1.02, 0.97][day % 4];
            Ohlcv {
                open,
                high: open.max(close),
                low: open.min(close),
                close,
                volume: 1.0,
            }
        }))
    }

    #[test]
    fn what_is_told_is_what_could_have_been_traded() {
        let bars = jumping();
        let text = "[parameters]\nlow = 0.9\n[long]\nenter = \"close > {low} * close[1]\"\n\
                    exit = \"close < {low} * close[1]\"";
        let file = StrategyFile::parse(text, "test").unwrap();
        let grid = Grid::parse("low=0.9|1.005").unwrap();
        let config = SweepConfig {
            account: BacktestConfig {
                costs: Costs::commission(10.0),
                lot: None,
                ..BacktestConfig::default()
            },
            convention: Convention::default(),
            keep: Keep::Returns,
        };
        let trials = sweep(&bars, &file, &grid, &[0, 1], &config).unwrap();
        let folds = Folds {
            train: 11,
            test: 4,
            gap: 0,
        };
        let walk = WalkForward::of(&bars, &file, (&grid, &trials), folds, &config).unwrap();
        assert!(walk.folds.iter().all(|fold| fold.chosen == 0));
        // Decided at close 11, at the open of the jump: the first part begins in day 12 after the jump, at its open,
        // and its last return has the open of day 15. Every later part sells at its first open and buys there again.
        let (open, close) = (bars.open(), bars.close());
        let cost = 0.001;
        let bought = 1.0 / (1.0 + cost);
        let mut feasible = vec![close[12] / open[12] * bought - 1.0];
        for day in 13..=39_usize {
            let own = close[day] / close[day - 1];
            let changed = (1.0 - cost) * bought;
            let is_turn = (day - 12).is_multiple_of(4);
            feasible.push(own * if is_turn { changed } else { 1.0 } - 1.0);
        }
        assert_eq!(walk.returns.len(), feasible.len());
        for (told, feasible) in walk.returns.iter().zip(&feasible) {
            assert!((told - feasible).abs() < 1e-9, "{told} {feasible}");
        }
        // Its own history held over the night of the jump.
        assert!(trials[0].returns[11] > walk.returns[0] + 0.15);
    }
}
