//! A strategy file at work.

use super::bound_side::{Binder, BoundSide};
use super::side::Side;
use super::{Strategy, StrategyFile, WarmUp};
use crate::account::{Direction, Order, Portfolio};
use crate::analysis::{AnalysisConfig, AsOf};
use crate::rule::{Library, Mask};
use crate::{Bars, Result};

/// Trades by the rules of a [`StrategyFile`].
///
/// Flat, it asks the entry of each side, long first, and gives the order of the first that holds, in place of one that
/// still waits; a price that is not defined there gets it refused. In a trade, it asks the exit of that side. A stop or
/// target that speaks of the trade is told anew at every close.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleStrategy {
    sides: Vec<Side>,
    analysis: AnalysisConfig,
    /// By symbol, then by side.
    desks: Vec<Desk>,
}

/// The rules bound to one series.
#[derive(Debug, Clone, PartialEq)]
struct Desk {
    sides: Vec<BoundSide>,
    warm_up: WarmUp,
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
    pub(crate) fn order_free(&self) -> Option<(&Mask, &Mask, usize)> {
        let [desk] = self.desks.as_slice() else {
            return None;
        };
        let [side] = desk.sides.as_slice() else {
            return None;
        };
        let (enter, exit) = side.order_free()?;
        Some((enter, exit, desk.warm_up.bars))
    }
}

/// A [`RuleStrategy`] that was bound by [`RuleStrategy::bind`], one call a symbol, and needs no preparation.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    strategy: RuleStrategy,
}

impl Bound {
    /// The strategy of `file` bound to every series, which come by symbol; levels are found by the default settings.
    ///
    /// # Errors
    ///
    /// Those of [`RuleStrategy::bind`].
    pub fn to<'b>(file: &StrategyFile, series: impl IntoIterator<Item = &'b Bars>) -> Result<Self> {
        let mut strategy = RuleStrategy::new(file);
        for bars in series {
            strategy.bind(&mut Library::new(bars))?;
        }
        Ok(Self::new(strategy))
    }

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
    fn on_close(&mut self, symbol: usize, now: &AsOf<'_>, portfolio: &Portfolio) -> Vec<Order> {
        self.strategy.on_close(symbol, now, portfolio)
    }
}

impl Strategy for RuleStrategy {
    fn prepare(&mut self, series: &[&AsOf<'_>]) -> Result<()> {
        self.desks.clear();
        for first in series {
            let mut library = Library::new(first.bars()).with_analysis(self.analysis.clone());
            self.bind(&mut library)?;
        }
        Ok(())
    }

    fn warm_up(&self, symbol: usize) -> WarmUp {
        self.desks[symbol].warm_up.clone()
    }

    #[inline]
    fn on_close(&mut self, symbol: usize, now: &AsOf<'_>, portfolio: &Portfolio) -> Vec<Order> {
        let desk = &self.desks[symbol];
        if let Some(position) = portfolio.position(symbol) {
            let side = desk.side(position.direction());
            let order = side.and_then(|side| side.in_trade(now, position));
            return order.into_iter().collect();
        }
        let mut sides = desk.sides.iter();
        match sides.find(|side| side.enters().get(now.at())) {
            Some(side) => vec![Order::Cancel, Order::Enter(side.entry(now))],
            None => Vec::new(),
        }
    }
}

impl Desk {
    fn new(sides: &[Side], library: &mut Library<'_>) -> Result<Self> {
        let mut binder = Binder::new(library);
        let bind = |side| BoundSide::new(side, &mut binder);
        let sides = sides.iter().map(bind).collect::<Result<_>>()?;
        Ok(Self {
            sides,
            warm_up: binder.warm_up(),
        })
    }

    fn side(&self, direction: Direction) -> Option<&BoundSide> {
        let mut sides = self.sides.iter();
        sides.find(|side| side.direction() == direction)
    }
}
