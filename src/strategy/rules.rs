//! A strategy file at work.

use super::desk::Desk;
use super::side::Side;
use super::{Now, Orders, Strategy, StrategyFile, WarmUp};
use crate::account::Portfolio;
use crate::analysis::AnalysisConfig;
use crate::rule::{Library, Mask};
use crate::{Bars, Result};

/// Trades by the rules of a [`StrategyFile`].
///
/// Flat, it asks the entry of each side, long first, and gives the first order that can be told; in a trade, it asks the
/// exit of that side. A stop or target that speaks of the trade is told anew at every close.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleStrategy {
    sides: Vec<Side>,
    analysis: AnalysisConfig,
    /// By symbol, then by side.
    desks: Vec<Desk>,
}

impl RuleStrategy {
    /// The strategy of a file; levels are found by the default settings.
    pub fn new(file: &StrategyFile) -> Self {
        Self::of_sides(file.sides().to_vec())
    }

    /// The strategy of these sides.
    pub(crate) fn of_sides(sides: Vec<Side>) -> Self {
        Self {
            sides,
            analysis: AnalysisConfig::default(),
            desks: Vec::new(),
        }
    }

    /// Finds levels by these settings.
    #[must_use]
    pub fn with_analysis(mut self, config: AnalysisConfig) -> Self {
        self.analysis = config;
        self
    }

    /// Binds the rules to the bars of `library`, in place of [`Strategy::prepare`], so that many strategies share
    /// columns.
    ///
    /// # Errors
    ///
    /// Those of [`Rule::bind`](crate::rule::Rule::bind).
    pub fn bind(&mut self, library: &mut Library<'_>) -> Result<()> {
        let desk = Desk::new(&self.sides, library)?;
        self.desks.push(desk);
        Ok(())
    }
}

impl RuleStrategy {
    /// The masks of entry and exit and the first bar with a decision, if the strategy (bound to one series) does nothing
    /// but buy with all the money at the open and sell at the open.
    pub fn order_free(&self) -> Option<(&Mask, &Mask, usize)> {
        let [desk] = self.desks.as_slice() else {
            return None;
        };
        desk.order_free()
    }
}

/// A [`RuleStrategy`] that was bound by [`RuleStrategy::bind`], one call a symbol, and needs no preparation.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    strategy: RuleStrategy,
}

impl Bound {
    /// Takes a strategy as it is bound.
    pub fn new(strategy: RuleStrategy) -> Self {
        Self { strategy }
    }
}

impl Strategy for Bound {
    fn warm_up(&self, symbol: usize) -> WarmUp {
        self.strategy.warm_up(symbol)
    }

    #[inline]
    fn on_close(&mut self, now: Now<'_>, portfolio: &Portfolio, orders: &mut Orders<'_>) {
        self.strategy.on_close(now, portfolio, orders);
    }

    #[inline]
    fn next_decision(&self, symbol: usize, at: usize, portfolio: &Portfolio) -> usize {
        self.strategy.next_decision(symbol, at, portfolio)
    }
}

impl Strategy for RuleStrategy {
    fn prepare(&mut self, bars: &[&Bars]) -> Result<()> {
        self.desks.clear();
        for bars in bars {
            let mut library = Library::new(bars).with_analysis(self.analysis.clone());
            self.bind(&mut library)?;
        }
        Ok(())
    }

    fn warm_up(&self, symbol: usize) -> WarmUp {
        self.desks[symbol].warm_up().clone()
    }

    #[inline]
    fn on_close(&mut self, now: Now<'_>, portfolio: &Portfolio, orders: &mut Orders<'_>) {
        let desk = &self.desks[now.symbol()];
        match portfolio.position(now.symbol()) {
            Some(position) => desk.in_trade(now, position, orders),
            None => desk.flat(now, orders),
        }
    }

    fn next_decision(&self, symbol: usize, at: usize, portfolio: &Portfolio) -> usize {
        let next = self.desks[symbol].next_decision(at, portfolio.position(symbol));
        next.unwrap_or(usize::MAX)
    }
}
