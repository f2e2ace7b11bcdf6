//! Random entries: what the strategy's own exits would have earned from other dates.

use std::collections::VecDeque;

use rayon::prelude::*;
use serde::Serialize;

use super::draws::Draws;
use super::random::Random;
use super::relative::appraisal;
use crate::account::{Bracket, Entry, EntryKind, Order, Portfolio};
use crate::analysis::AsOf;
use crate::backtest::metrics::{Convention, Moments, returns, sharpe};
use crate::backtest::{BacktestConfig, Input, Run, run};
use crate::strategy::{RuleStrategy, Strategy, WarmUp};
use crate::{Bars, Result, Time};

/// Shifts of time that must be there to draw from.
const FEWEST_SHIFTS: usize = 20;

/// How a run compares with runs that enter at random dates.
///
/// Every decision to enter is moved in time, all by one shift for all symbols and variants, around the end of the
/// history to its beginning; from there the strategy's own orders, stops, targets and exits run through the same
/// account. So the number of decisions, their clusters, the costs and the ways out stay, and only the dates know nothing.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RandomEntries {
    /// Share of the random runs with a lower appraisal ratio ([`Relative`](super::Relative)), open trades at their
    /// marks on both sides; ties count half.
    pub beaten: f64,
    /// Number of random runs.
    pub runs: usize,
    /// Variants of which the best, by Sharpe ratio, was taken on both sides.
    pub variants: usize,
}

/// What is compared.
#[derive(Debug, Clone, Copy)]
pub struct Contest<'a> {
    /// The series, by symbol.
    pub inputs: &'a [Input<'a>],
    /// The variants among which the run was chosen, bound to the series; one if there was no choice.
    pub variants: &'a [RuleStrategy],
    /// Returns of holding, over the same closes.
    pub market: &'a [f64],
    /// The account.
    pub config: &'a BacktestConfig,
    /// By which the best is found.
    pub convention: Convention,
}

impl RandomEntries {
    /// Compares the best of the variants with the best of them at shifted dates. `None` where there is no elsewhere:
    /// no entry was decided, or one at nearly every close, or there are fewer than 20 shifts that are longer than a
    /// usual trade.
    ///
    /// # Errors
    ///
    /// Those of [`run`].
    pub fn of(contest: Contest<'_>, draws: Draws<'_>) -> Result<Option<Self>> {
        let plans = contest
            .variants
            .par_iter()
            .map(|strategy| Plan::of(contest, strategy))
            .collect::<Result<Vec<Plan<'_>>>>()?;
        let Some(shifts) = shifts(contest, &plans).filter(|_| draws.count > 0) else {
            return Ok(None);
        };
        let own = best(plans.iter().map(|plan| plan.own));
        let others = (0..draws.count as u64)
            .into_par_iter()
            .map(|number| {
                let mut random = Random::new(draws.seed, number);
                let shift = shifts.0 + random.below(shifts.1 - shifts.0);
                let scores: Result<Vec<Score>> =
                    plans.iter().map(|plan| plan.at(contest, shift)).collect();
                (draws.told)();
                Ok(best(scores?.into_iter()))
            })
            .collect::<Result<Vec<f64>>>()?;
        let score = |other: &f64| match own.total_cmp(other) {
            std::cmp::Ordering::Greater => 1.0,
            std::cmp::Ordering::Equal => 0.5,
            std::cmp::Ordering::Less => 0.0,
        };
        Ok(Some(Self {
            beaten: others.iter().map(score).sum::<f64>() / draws.count as f64,
            runs: draws.count,
            variants: plans.len(),
        }))
    }
}

/// What a run is chosen by, and what it is judged by.
#[derive(Debug, Clone, Copy)]
struct Score {
    sharpe: f64,
    appraisal: f64,
}

impl Score {
    fn of(run: &Run, contest: Contest<'_>) -> Self {
        let returns = returns(&run.equity);
        let sharpe = sharpe(&Moments::of(&returns), contest.convention);
        Self {
            sharpe: sharpe.unwrap_or(f64::NEG_INFINITY),
            appraisal: appraisal(&returns, contest.market, contest.convention),
        }
    }
}

/// The appraisal ratio of the one that would have been chosen.
fn best(scores: impl Iterator<Item = Score>) -> f64 {
    scores
        .max_by(|a, b| a.sharpe.total_cmp(&b.sharpe))
        .map_or(0.0, |score| score.appraisal)
}

/// One variant: what it decided, and how it did.
struct Plan<'a> {
    strategy: &'a RuleStrategy,
    own: Score,
    /// By symbol, rising.
    decided: Vec<Vec<Decision>>,
    /// By symbol.
    places: Vec<Places>,
    /// Moments at which any symbol decides: the first, and the one after the last.
    span: (usize, usize),
    /// Bars that the longest but one in ten trades lasted.
    usual_bars: usize,
}

/// An entry that was decided.
#[derive(Debug, Clone, Copy)]
struct Decision {
    at: usize,
    side: usize,
    entry: Entry,
    /// Whether it was filled at the next bar. If it was, it waits elsewhere until nothing is held, so that as many
    /// trades are made.
    is_filled: bool,
}

/// Where the decisions of a symbol may lie.
struct Places {
    /// Moment of each bar.
    moments: Vec<usize>,
    /// The first bar that may decide.
    first: usize,
    /// The last but one bar: what is decided at the last close is not done.
    end: usize,
}

impl Places {
    fn of(bars: &Bars, axis: &[Time], first: usize) -> Self {
        let place = |time: &Time| axis.partition_point(|it| it < time);
        Self {
            moments: bars.time().iter().map(place).collect(),
            first,
            end: bars.len().saturating_sub(1),
        }
    }

    /// The first bar that may decide at `moment` or later, else the first of all.
    fn from(&self, moment: usize) -> usize {
        let at = self.moments.partition_point(|it| *it < moment);
        if at < self.end && at >= self.first {
            at
        } else {
            self.first
        }
    }
}

impl<'a> Plan<'a> {
    fn of(contest: Contest<'_>, strategy: &'a RuleStrategy) -> Result<Self> {
        let mut recorder = Recorder {
            strategy: strategy.clone(),
            decided: vec![Vec::new(); contest.inputs.len()],
        };
        let run = run(contest.inputs, &mut recorder, contest.config)?;
        let mut decided = recorder.decided;
        for trade in run.trades() {
            let all = &mut decided[trade.symbol];
            let before = all.partition_point(|it| it.at < trade.entry.at);
            if let Some(last) = before.checked_sub(1) {
                all[last].is_filled = true;
            }
        }
        let places: Vec<Places> = contest
            .inputs
            .iter()
            .enumerate()
            .map(|(symbol, input)| {
                let first = run.warm_up.get(symbol).map_or(0, |it| it.bars);
                Places::of(input.bars(), &run.time, first)
            })
            .collect();
        let used = || places.iter().filter(|it| it.first < it.end);
        let span = (
            used().map(|it| it.moments[it.first]).min().unwrap_or(0),
            used().map(|it| it.moments[it.end]).max().unwrap_or(0),
        );
        let mut held: Vec<usize> = run.trades().map(crate::account::Trade::bars_held).collect();
        held.sort_unstable();
        Ok(Self {
            strategy,
            own: Score::of(&run, contest),
            decided,
            places,
            span,
            usual_bars: held.get(held.len() * 9 / 10).copied().unwrap_or(0),
        })
    }

    /// Whether moving its decisions would change them: not if there are none, or one at nearly every close.
    fn is_movable(&self) -> bool {
        let decided: usize = self.decided.iter().map(Vec::len).sum();
        let places = self.places.iter();
        let closes: usize = places.map(|it| it.end.saturating_sub(it.first)).sum();
        decided > 0 && decided * 5 <= closes * 4
    }

    /// The score with all decisions moved by `shift` moments.
    fn at(&self, contest: Contest<'_>, shift: usize) -> Result<Score> {
        let (start, end) = self.span;
        let length = end.saturating_sub(start).max(1);
        let due = self.decided.iter().zip(&self.places);
        let due = due.map(|(decided, places)| {
            let mut due: Vec<(usize, Decision)> = decided
                .iter()
                .map(|decision| {
                    let own = places.moments[decision.at].saturating_sub(start);
                    (places.from(start + (own + shift) % length), *decision)
                })
                .collect();
            due.sort_by_key(|(at, _)| *at);
            due
        });
        let mut elsewhere = Elsewhere {
            strategy: self.strategy,
            next: vec![0; contest.inputs.len()],
            waiting: vec![VecDeque::new(); contest.inputs.len()],
            due: due.collect(),
        };
        let run = run(contest.inputs, &mut elsewhere, contest.config)?;
        Ok(Score::of(&run, contest))
    }
}

/// The shifts to draw from: longer than a usual trade in both directions, so that no random run is nearly the run itself.
fn shifts(contest: Contest<'_>, plans: &[Plan<'_>]) -> Option<(usize, usize)> {
    if contest.market.is_empty() || !plans.iter().any(Plan::is_movable) {
        return None;
    }
    let length = plans.iter().map(|it| it.span.1 - it.span.0).max()?;
    let usual = plans.iter().map(|it| it.usual_bars).max()?;
    let near = usual.clamp(1, (length / 4).max(1));
    let far = length.saturating_sub(near);
    (far >= near + FEWEST_SHIFTS).then_some((near, far))
}

/// Trades as the rules say and writes down what they decide.
struct Recorder {
    strategy: RuleStrategy,
    decided: Vec<Vec<Decision>>,
}

impl Strategy for Recorder {
    fn warm_up(&self, symbol: usize) -> WarmUp {
        self.strategy.warm_up(symbol)
    }

    fn first_of_columns(&self, symbol: usize) -> usize {
        self.strategy.first_of_columns(symbol)
    }

    fn on_close(&mut self, symbol: usize, now: &AsOf<'_>, portfolio: &Portfolio) -> Vec<Order> {
        let orders = self.strategy.on_close(symbol, now, portfolio);
        // A unit that is added to what is held is no entry.
        let is_from_flat = portfolio.is_flat(symbol) || orders.contains(&Order::Exit);
        if let Some(entry) = entered(&orders).filter(|_| is_from_flat)
            && let Some(side) = self.strategy.side_of(symbol, entry.direction)
        {
            self.decided[symbol].push(Decision {
                at: now.at(),
                side,
                entry,
                is_filled: false,
            });
        }
        orders
    }

    fn kind_at_open(&self, symbol: usize, entry: &Entry, open: f64) -> EntryKind {
        self.strategy.kind_at_open(symbol, entry, open)
    }

    fn bracket_at_fill(&self, symbol: usize, entry: &Entry, price: f64) -> Bracket {
        self.strategy.bracket_at_fill(symbol, entry, price)
    }
}

/// Trades as the rules say, but for the dates at which it enters.
struct Elsewhere<'a> {
    strategy: &'a RuleStrategy,
    /// By symbol, when which decision is due; rising.
    due: Vec<Vec<(usize, Decision)>>,
    /// By symbol, the next of them.
    next: Vec<usize>,
    /// By symbol, what was due while something was held.
    waiting: Vec<VecDeque<Decision>>,
}

impl Strategy for Elsewhere<'_> {
    fn warm_up(&self, symbol: usize) -> WarmUp {
        self.strategy.warm_up(symbol)
    }

    fn first_of_columns(&self, symbol: usize) -> usize {
        self.strategy.first_of_columns(symbol)
    }

    fn on_close(&mut self, symbol: usize, now: &AsOf<'_>, portfolio: &Portfolio) -> Vec<Order> {
        let is_flat = portfolio.is_flat(symbol);
        let waiting = &mut self.waiting[symbol];
        let mut asked = None;
        while let Some((_, decision)) = self.due[symbol]
            .get(self.next[symbol])
            .filter(|(at, _)| *at <= now.at())
        {
            self.next[symbol] += 1;
            match asked {
                None if is_flat => asked = Some(*decision),
                _ if decision.is_filled => waiting.push_back(*decision),
                _ => {}
            }
        }
        if asked.is_none() && is_flat {
            asked = waiting.pop_front();
        }
        let side = asked.map(|it| it.side);
        let mut orders = self.strategy.decide(symbol, side, now, portfolio);
        if let Some(decision) = asked {
            repair(&mut orders, &decision, now);
        }
        orders
    }

    fn kind_at_open(&self, symbol: usize, entry: &Entry, open: f64) -> EntryKind {
        self.strategy.kind_at_open(symbol, entry, open)
    }

    fn bracket_at_fill(&self, symbol: usize, entry: &Entry, price: f64) -> Bracket {
        let bracket = self.strategy.bracket_at_fill(symbol, entry, price);
        if bracket.is_told() {
            bracket
        } else {
            entry.bracket
        }
    }
}

/// A price that speaks of a level that is not here is as far from the close as it was at its own date.
fn repair(orders: &mut [Order], decision: &Decision, now: &AsOf<'_>) {
    let close = now.bars().close();
    let factor = close[now.at()] / close[decision.at];
    for order in orders {
        if let Order::Enter(entry) = order
            && !is_told(entry)
        {
            *entry = Entry {
                decided: entry.decided,
                ..decision.entry.scaled(factor)
            };
        }
    }
}

fn is_told(entry: &Entry) -> bool {
    let is_priced = match entry.kind {
        EntryKind::Market => true,
        EntryKind::Limit(price) | EntryKind::Stop(price) => price.is_finite(),
        EntryKind::StopLimit { stop, limit } => stop.is_finite() && limit.is_finite(),
    };
    is_priced && entry.bracket.is_told()
}

fn entered(orders: &[Order]) -> Option<Entry> {
    orders.iter().find_map(|order| match order {
        Order::Enter(entry) => Some(*entry),
        _ => None,
    })
}
