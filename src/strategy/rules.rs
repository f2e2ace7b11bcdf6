//! A strategy file at work.

use super::binder::Binder;
use super::bound_side::{BoundSide, in_position};
use super::side::Side;
use super::{Strategy, StrategyFile, WarmUp};
use crate::account::{Bracket, Direction, Entry, EntryKind, Order, Portfolio};
use crate::analysis::{AnalysisConfig, AsOf};
use crate::rule::{Library, Mask};
use crate::{Bars, Error, Result};

/// Trades by the rules of a [`StrategyFile`].
///
/// Flat, it asks the entry of each side, long first, and gives the order of the first that holds, in place of one that
/// still waits; a price that is not defined there gets it refused. In a trade, it asks the exit of that side; where that
/// holds and the entry of the other side too, it orders both, to turn round at one open. Else it tells the levels anew
/// that move, sells parts that are due, and adds units that are asked for.
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
    first_of_columns: usize,
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

    /// The first side whose entry holds at the close of bar `at`.
    #[inline]
    pub(crate) fn asks(&self, symbol: usize, at: usize) -> Option<usize> {
        let mut sides = self.bound[symbol].sides.iter();
        sides.position(|side| side.enters().get(at))
    }

    /// The side that trades in this direction.
    pub(crate) fn side_of(&self, symbol: usize, direction: Direction) -> Option<usize> {
        let mut sides = self.bound[symbol].sides.iter();
        sides.position(|side| side.direction() == direction)
    }

    /// What is ordered at the close of `now` if the entry of the side `asked` holds there and no other, whatever the
    /// rules say.
    pub(crate) fn decide(
        &self,
        symbol: usize,
        asked: Option<usize>,
        now: &AsOf<'_>,
        portfolio: &Portfolio,
    ) -> Vec<Order> {
        self.bound[symbol].orders(symbol, |side, _| Some(side) == asked, now, portfolio)
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

    fn first_of_columns(&self, symbol: usize) -> usize {
        self.bound[symbol].first_of_columns
    }

    #[inline]
    fn on_close(&mut self, symbol: usize, now: &AsOf<'_>, portfolio: &Portfolio) -> Vec<Order> {
        let at = now.at();
        self.bound[symbol].orders(symbol, |_, side| side.enters().get(at), now, portfolio)
    }

    fn kind_at_open(&self, symbol: usize, entry: &Entry, open: f64) -> EntryKind {
        let side = self.bound[symbol].side(entry.direction);
        side.map_or(entry.kind, |side| side.kind_at_open(entry, open))
    }

    fn bracket_at_fill(&self, symbol: usize, entry: &Entry, price: f64) -> Bracket {
        let side = self.bound[symbol].side(entry.direction);
        side.map_or(entry.bracket, |side| side.bracket_at_fill(entry, price))
    }
}

impl BoundRules {
    fn new(sides: &[Side], library: &mut Library<'_>) -> Result<Self> {
        let mut binder = Binder::new(library);
        let bind = |side| BoundSide::new(side, &mut binder);
        let sides = sides.iter().map(bind).collect::<Result<_>>()?;
        let (warm_up, first_of_columns) = binder.warm_up();
        Ok(Self {
            sides,
            warm_up,
            first_of_columns,
        })
    }

    /// What is ordered at the close of `now` where `enters` tells, by number, which sides want in.
    #[inline]
    fn orders(
        &self,
        symbol: usize,
        enters: impl Fn(usize, &BoundSide) -> bool,
        now: &AsOf<'_>,
        portfolio: &Portfolio,
    ) -> Vec<Order> {
        let mut wanted = self
            .sides
            .iter()
            .enumerate()
            .filter(|(number, side)| enters(*number, side))
            .map(|(_, side)| side);
        let Some(position) = portfolio.position(symbol) else {
            return match wanted.next() {
                Some(side) => side.enter(now),
                None => self.withdrawn(now),
            };
        };
        let Some(side) = self.side(position.direction()) else {
            return Vec::new();
        };
        let known = in_position(position, portfolio, now.at());
        if !side.leaves(now, &known) {
            return side.in_trade(now, (position, portfolio), &known);
        }
        let mut orders = vec![Order::Exit];
        let other = wanted.find(|it| it.direction() != side.direction());
        orders.extend(other.into_iter().flat_map(|other| other.enter(now)));
        orders
    }

    /// What is withdrawn while nothing is held and nothing wants in.
    fn withdrawn(&self, now: &AsOf<'_>) -> Vec<Order> {
        let cancelled = self.sides.iter().filter(|side| side.cancels(now.at()));
        cancelled
            .map(|side| Order::Withdraw(side.direction()))
            .collect()
    }

    fn side(&self, direction: Direction) -> Option<&BoundSide> {
        let mut sides = self.sides.iter();
        sides.find(|side| side.direction() == direction)
    }
}
