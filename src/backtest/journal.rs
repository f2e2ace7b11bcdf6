//! What a run writes down: the curve, the trades, and every order that was cut or refused.

use serde::Serialize;

use crate::account::{Order, Trade};
use crate::strategy::WarmUp;
use crate::{Symbol, Time};

/// Why an order was cut or refused.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// Cash did not suffice.
    Cash,
    /// Cash would not cover the margin of the short positions.
    Margin,
    /// Short sales are not allowed.
    ShortsNotAllowed,
    /// There is a position in this symbol already.
    PositionOpen,
    /// There is no position to close or to protect.
    NoPosition,
    /// The number of shares cannot be told: a risk without a stop, or a value that is not a number above 0.
    SizeUnknown,
    /// Less than one lot.
    BelowOneLot,
    /// A price of the order or of its levels is not a number above 0.
    BadLevel,
    /// The bar's volume allows no more.
    VolumeCap,
    /// The number of positions allows no more.
    MaxPositions,
    /// The weight allowed to one position allows no more.
    MaxWeight,
    /// The bar has no volume: what lasts waits on.
    NoVolume,
    /// A maintenance margin was not met: the position is covered at the next open.
    MarginCall,
}

impl Refusal {
    /// What to tell the user.
    pub fn text(self) -> &'static str {
        match self {
            Self::Cash => "cash did not suffice",
            Self::Margin => "cash would not cover the margin",
            Self::ShortsNotAllowed => "short sales are not allowed (allow_short)",
            Self::PositionOpen => "a position is open already",
            Self::NoPosition => "no position is open",
            Self::SizeUnknown => "the size cannot be told (a risk needs a stop)",
            Self::BelowOneLot => "less than one lot",
            Self::BadLevel => "a price is not a number above 0",
            Self::VolumeCap => "the bar's volume allows no more",
            Self::MaxPositions => "the number of positions allows no more",
            Self::MaxWeight => "the weight of one position allows no more",
            Self::NoVolume => "nothing traded in this bar",
            Self::MarginCall => "maintenance margin not met: covered at the next open",
        }
    }
}

/// An order that was cut or refused.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rejection {
    /// When.
    pub time: Time,
    /// Index of the symbol in the run.
    pub symbol: usize,
    /// What was asked for.
    pub asked: &'static str,
    /// Why it was not done, or not all of it.
    pub refusal: Refusal,
    /// Shares wanted; 0 where no number was asked for.
    pub wanted: f64,
    /// Shares granted.
    pub granted: f64,
}

/// A finished backtest.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The symbols, in the order of the indices in trades and rejections.
    pub symbols: Vec<Symbol>,
    /// Time of every bar of the timeline.
    pub time: Vec<Time>,
    /// Equity at every close.
    pub equity: Vec<f64>,
    /// Cash at the start.
    pub cash: f64,
    /// Cash at the end.
    pub cash_at_end: f64,
    /// Closed trades, by exit.
    pub closed: Vec<Trade>,
    /// Open trades, marked at the last close, by symbol.
    pub open: Vec<Trade>,
    /// Orders that were cut or refused, oldest first.
    pub rejections: Vec<Rejection>,
    /// What was decided at the last close and waits for the next open, with the index of the symbol.
    pub next_open: Vec<(usize, Order)>,
    /// Closes with a position.
    pub exposed_bars: usize,
    /// Exits on bars that reached stop and target: on another path they would have ended differently.
    pub ambiguous_exits: usize,
    /// Entries that were not reached and lapsed, which is no fault of theirs.
    pub lapsed_orders: usize,
    /// Interest received on cash.
    pub interest: f64,
    /// Until when each symbol had no decision.
    pub warm_up: Vec<WarmUp>,
}

impl Run {
    /// A run of so many moments that has not begun.
    pub(super) fn new(
        symbols: Vec<Symbol>,
        warm_up: Vec<WarmUp>,
        cash: f64,
        moments: usize,
    ) -> Self {
        Self {
            symbols,
            time: Vec::new(),
            equity: Vec::with_capacity(moments),
            cash,
            cash_at_end: cash,
            closed: Vec::new(),
            open: Vec::new(),
            rejections: Vec::new(),
            next_open: Vec::new(),
            exposed_bars: 0,
            ambiguous_exits: 0,
            lapsed_orders: 0,
            interest: 0.0,
            warm_up,
        }
    }

    /// Equity at the last close; the starting cash where there is no bar.
    pub fn final_equity(&self) -> f64 {
        self.equity.last().copied().unwrap_or(self.cash)
    }

    /// All trades: closed, then open.
    pub fn trades(&self) -> impl Iterator<Item = &Trade> {
        self.closed.iter().chain(&self.open)
    }
}
