//! A strategy file at work.

use super::bound_side::{Binder, BoundSide};
use super::side::Side;
use super::{Strategy, StrategyFile, WarmUp};
use crate::account::{Direction, Order, Portfolio};
use crate::analysis::{AnalysisConfig, AsOf};
use crate::rule::{Library, Mask};
use crate::{Bars, Error, Result};

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
    bound: Vec<BoundRules>,
    /// Whether they were bound by [`RuleStrategy::bind`], for all runs to come.
    is_bound: bool,
}

/// The rules bound to one series.
#[derive(Debug, Clone, PartialEq)]
struct BoundRules {
    sides: Vec<BoundSide>,
    warm_up: WarmUp,
}

impl RuleStrategy {
    /// The strategy of a file; levels are found by the default settings.
    pub fn new(file: &StrategyFile) -> Self {
        Self::of_sides(file.sides().to_vec())
    }

    /// The strategy of a file bound to every series, which come by symbol, so that many runs share the columns.
    ///
    /// # Errors
    ///
    /// Those of [`RuleStrategy::bind`].
    pub fn bound_to<'b>(
        file: &StrategyFile,
        series: impl IntoIterator<Item = &'b Bars>,
    ) -> Result<Self> {
        let mut strategy = Self::new(file);
        for bars in series {
            strategy.bind(&mut Library::new(bars))?;
        }
        Ok(strategy)
    }

    /// The strategy of these sides.
    pub(crate) fn of_sides(sides: Vec<Side>) -> Self {
        Self {
            sides,
            analysis: AnalysisConfig::default(),
            bound: Vec::new(),
            is_bound: false,
        }
    }

    /// Finds levels by these settings.
    #[must_use]
    pub fn with_analysis(mut self, config: AnalysisConfig) -> Self {
        self.analysis = config;
        self
    }

    /// Binds the rules to the bars of `library`, one call a symbol, so that many strategies share columns. Runs are then
    /// over these series, and prepare nothing.
    ///
    /// # Errors
    ///
    /// Those of [`Rule::bind`](crate::rule::Rule::bind).
    pub fn bind(&mut self, library: &mut Library<'_>) -> Result<()> {
        self.bound.push(BoundRules::new(&self.sides, library)?);
        self.is_bound = true;
        Ok(())
    }

    /// The masks of entry and exit and the first bar with a decision, if the strategy (bound to one series) does nothing
    /// but buy with all the money at the open and sell at the open.
    pub(crate) fn order_free(&self) -> Option<(&Mask, &Mask, usize)> {
        let [rules] = self.bound.as_slice() else {
            return None;
        };
        let [side] = rules.sides.as_slice() else {
            return None;
        };
        let (enter, exit) = side.order_free()?;
        Some((enter, exit, rules.warm_up.bars))
    }
}

impl Strategy for RuleStrategy {
    fn prepare(&mut self, series: &[&AsOf<'_>]) -> Result<()> {
        if self.is_bound {
            let rule = "must be those that the rules were bound to";
            let is_as_bound = self.bound.len() == series.len();
            let refused = || Error::parameter("series", series.len(), rule);
            return is_as_bound.then_some(()).ok_or_else(refused);
        }
        let bind = |first: &&AsOf<'_>| {
            let library = Library::new(first.bars());
            BoundRules::new(
                &self.sides,
                &mut library.with_analysis(self.analysis.clone()),
            )
        };
        self.bound = series.iter().map(bind).collect::<Result<_>>()?;
        Ok(())
    }

    fn warm_up(&self, symbol: usize) -> WarmUp {
        self.bound[symbol].warm_up.clone()
    }

    #[inline]
    fn on_close(&mut self, symbol: usize, now: &AsOf<'_>, portfolio: &Portfolio) -> Vec<Order> {
        let rules = &self.bound[symbol];
        if let Some(position) = portfolio.position(symbol) {
            let side = rules.side(position.direction());
            let order = side.and_then(|side| side.in_trade(now, position));
            return order.into_iter().collect();
        }
        let mut sides = rules.sides.iter();
        match sides.find(|side| side.enters().get(now.at())) {
            Some(side) => vec![Order::Cancel, Order::Enter(side.entry(now))],
            None => Vec::new(),
        }
    }
}

impl BoundRules {
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
