//! Whether a strategy looks ahead: everything it does is done again with the future cut off.

use crate::account::{Bracket, Entry, EntryKind, Order, Portfolio};
use crate::analysis::AsOf;
use crate::strategy::{Strategy, WarmUp};
use crate::{Bars, Result, Time};

use super::{BacktestConfig, Input, run};

/// A bar on which a strategy decides otherwise when the bars after it are not there.
#[derive(Debug, Clone, PartialEq)]
pub struct Leak {
    /// Index of the bar.
    pub at: usize,
    /// When it is.
    pub time: Time,
    /// What it orders when the series ends with this bar.
    pub without_future: Vec<Order>,
    /// What it orders when the later bars are there.
    pub with_future: Vec<Order>,
}

/// Looks for the first bar on which the strategy that `make` makes of a series decides otherwise when the series ends
/// there, trying every bar up to `cuts` of them, spread evenly, and every bar on which it gave an order.
///
/// Nothing that a strategy is given shows later bars, but one that was made of a series may keep them. If it looks ahead
/// to withhold an order, it differs only at the bar where it does: `cuts` as many as there are bars find that too.
///
/// A decision at the close of a bar may use nothing after it, so for every cut the decisions up to the cut, and with
/// them all fills, must be those of the whole series. `None` if they are.
///
/// # Errors
///
/// Those of `make` and [`run`], for the whole series: a strategy that cannot be made of a part of it gives no orders
/// there.
pub fn audit<S: Strategy>(
    bars: &Bars,
    make: impl Fn(&Bars) -> Result<S>,
    config: &BacktestConfig,
    cuts: usize,
) -> Result<Option<Leak>> {
    let whole = decisions(bars, &make, config)?;
    let step = (bars.len() / cuts.max(1)).max(1);
    let mut cuts: Vec<usize> = (0..bars.len()).step_by(step).collect();
    cuts.extend(whole.iter().map(|(at, _)| *at));
    cuts.sort_unstable();
    cuts.dedup();
    for last in cuts {
        let part = bars.prefix(last + 1);
        let told = decisions(&part, &make, config).unwrap_or_default();
        let known = &whole[..whole.partition_point(|(at, _)| *at <= last)];
        if told == known {
            continue;
        }
        return Ok(Some(first_difference(bars, &told, known)));
    }
    Ok(None)
}

/// The first bar on which the two lists of decisions differ; they do.
fn first_difference(bars: &Bars, told: &[Decision], known: &[Decision]) -> Leak {
    let orders = |list: &[Decision], at: usize| {
        let found = list.iter().find(|(bar, _)| *bar == at);
        found.map(|(_, orders)| orders.clone()).unwrap_or_default()
    };
    let at = told
        .iter()
        .chain(known)
        .map(|(at, _)| *at)
        .filter(|at| orders(told, *at) != orders(known, *at))
        .min()
        .unwrap_or(0);
    Leak {
        at,
        time: bars.time()[at],
        without_future: orders(told, at),
        with_future: orders(known, at),
    }
}

/// The orders of one close.
type Decision = (usize, Vec<Order>);

fn decisions<S: Strategy>(
    bars: &Bars,
    make: impl Fn(&Bars) -> Result<S>,
    config: &BacktestConfig,
) -> Result<Vec<Decision>> {
    let mut recorder = Recorder {
        strategy: make(bars)?,
        decisions: Vec::new(),
    };
    run(&[Input::new(bars)], &mut recorder, config)?;
    Ok(recorder.decisions)
}

/// Notes what another strategy orders.
struct Recorder<S> {
    strategy: S,
    decisions: Vec<Decision>,
}

impl<S: Strategy> Strategy for Recorder<S> {
    fn prepare(&mut self, series: &[&AsOf<'_>]) -> Result<()> {
        self.strategy.prepare(series)
    }

    fn warm_up(&self, symbol: usize) -> WarmUp {
        self.strategy.warm_up(symbol)
    }

    fn first_of_columns(&self, symbol: usize) -> usize {
        self.strategy.first_of_columns(symbol)
    }

    fn kind_at_open(&self, symbol: usize, entry: &Entry, open: f64) -> EntryKind {
        self.strategy.kind_at_open(symbol, entry, open)
    }

    fn bracket_at_fill(&self, symbol: usize, entry: &Entry, price: f64) -> Bracket {
        self.strategy.bracket_at_fill(symbol, entry, price)
    }

    fn on_close(&mut self, symbol: usize, now: &AsOf<'_>, portfolio: &Portfolio) -> Vec<Order> {
        let orders = self.strategy.on_close(symbol, now, portfolio);
        if !orders.is_empty() {
            self.decisions.push((now.at(), orders.clone()));
        }
        orders
    }
}
