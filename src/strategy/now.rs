//! What a strategy sees, and where it puts its orders.

use crate::account::Order;
use crate::{Bar, Bars, Time};

/// One series as it stands at a close: the bars up to now and none after.
#[derive(Debug, Clone, Copy)]
pub struct Now<'a> {
    bars: &'a Bars,
    symbol: usize,
    at: usize,
}

impl<'a> Now<'a> {
    /// The close of bar `at`; the bar must exist.
    pub(crate) fn new(bars: &'a Bars, symbol: usize, at: usize) -> Self {
        debug_assert!(at < bars.len());
        Self { bars, symbol, at }
    }

    /// The series itself, later bars included: for rules that are known to look back only.
    pub(crate) fn bars(self) -> &'a Bars {
        self.bars
    }

    /// Index of the symbol in the run; symbols are in alphabetical order.
    #[inline]
    pub fn symbol(self) -> usize {
        self.symbol
    }

    /// Index of the bar that has just closed.
    #[inline]
    pub fn at(self) -> usize {
        self.at
    }

    /// When that bar is.
    pub fn time(self) -> Time {
        self.bars.time()[self.at]
    }

    /// The bar that has just closed.
    #[expect(
        clippy::missing_panics_doc,
        reason = "a `Now` is only made for a bar that exists"
    )]
    pub fn bar(self) -> Bar<'a> {
        self.bars
            .get(self.at)
            .expect("a close is made for a bar that exists")
    }

    /// The bar `ago` bars before the one that has just closed, if there is one.
    pub fn ago(self, ago: usize) -> Option<Bar<'a>> {
        self.bars.get(self.at.checked_sub(ago)?)
    }

    /// Opens up to now.
    pub fn opens(self) -> &'a [f64] {
        &self.bars.open()[..=self.at]
    }

    /// Highs up to now.
    pub fn highs(self) -> &'a [f64] {
        &self.bars.high()[..=self.at]
    }

    /// Lows up to now.
    pub fn lows(self) -> &'a [f64] {
        &self.bars.low()[..=self.at]
    }

    /// Closes up to now, the one of this bar last.
    pub fn closes(self) -> &'a [f64] {
        &self.bars.close()[..=self.at]
    }
}

/// Takes the orders of one strategy at one close.
#[derive(Debug)]
pub struct Orders<'a> {
    list: &'a mut Vec<Order>,
}

impl<'a> Orders<'a> {
    /// A sink that appends to `list`.
    pub fn new(list: &'a mut Vec<Order>) -> Self {
        Self { list }
    }

    /// Hands in an order.
    pub fn push(&mut self, order: Order) {
        self.list.push(order);
    }
}
