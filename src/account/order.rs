//! What a strategy asks the broker for.

use serde::{Deserialize, Serialize};

use super::{Bracket, ExitPrice, Size, Trail};

/// Which way a position earns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Earns when the price rises.
    Long,
    /// Earns when the price falls.
    Short,
}

impl Direction {
    /// 1 for long, -1 for short.
    pub fn sign(self) -> f64 {
        match self {
            Self::Long => 1.0,
            Self::Short => -1.0,
        }
    }

    /// The name in tables and files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Long => "long",
            Self::Short => "short",
        }
    }
}

/// At which price an entry wants in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum EntryKind {
    /// At the next open, whatever it is.
    Market,
    /// At this price or better.
    Limit(f64),
    /// At the market once this price is reached: above for a purchase, below for a short sale.
    Stop(f64),
    /// As a limit order once the stop is reached.
    StopLimit {
        /// The price that wakes the order.
        stop: f64,
        /// The price it then insists on.
        limit: f64,
    },
}

impl EntryKind {
    /// The same prices multiplied by `factor`.
    pub(crate) fn scaled(self, factor: f64) -> Self {
        match self {
            Self::Market => Self::Market,
            Self::Limit(price) => Self::Limit(price * factor),
            Self::Stop(price) => Self::Stop(price * factor),
            Self::StopLimit { stop, limit } => Self::StopLimit {
                stop: stop * factor,
                limit: limit * factor,
            },
        }
    }
}

/// How long an order that does not fill stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    /// For the next bar only.
    Day,
    /// For so many bars.
    Bars(u32),
    /// For the bars of so many calendar days after the decision.
    Days(u32),
    /// Until it fills or is withdrawn.
    GoodTillCancelled,
}

/// What an entry does beside a position that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Beside {
    /// It is refused.
    #[default]
    Refused,
    /// It adds a unit to a position of its direction, and nothing where there is none.
    Adds {
        /// Units of the position, at most.
        most: u32,
        /// Which stop and target the whole has then.
        levels: LevelsOfWhole,
    },
    /// It sets the size of the position: what is missing is bought, what is too much is sold.
    Sets,
}

/// Which stop and target a position of several units has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LevelsOfWhole {
    /// Those of the unit that came last.
    #[default]
    Last,
    /// Those of the first unit, for good.
    First,
    /// Those told for the average price of all units.
    Average,
}

/// A wish to open a position, with the levels that protect it.
///
/// ```
/// use strandline::account::{Entry, Size};
///
/// let entry = Entry::long(Size::Shares(10.0)).limit(97.0).stop(95.0).target(103.0);
/// # let _ = entry;
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    /// Which way.
    pub direction: Direction,
    /// At which price.
    pub kind: EntryKind,
    /// For how long; a market order waits for the first bar that trades.
    pub life: Life,
    /// How much, settled at the fill.
    pub size: Size,
    /// Protection from the moment of the fill.
    pub bracket: Bracket,
    /// Rank among the entries of one bar, highest first; on equal scores the symbol decides.
    pub score: f64,
    /// Orders of one symbol with the same number cancel each other: the first that fills withdraws the rest.
    pub one_of: Option<u32>,
    /// What it does beside a position that is open.
    pub beside: Beside,
    /// Whether it gives way to an entry of its symbol that waits already.
    pub gives_way: bool,
    /// Whether its price hangs on the open of the bar on which it works: it is asked for there
    /// ([`Strategy::kind_at_open`](crate::strategy::Strategy::kind_at_open)).
    pub is_from_open: bool,
    /// Index of the bar at whose close it was decided; a run sets it.
    pub decided: usize,
    /// By what splits have multiplied prices since then; a run keeps it.
    pub scale: f64,
}

impl Entry {
    /// A purchase at the next open.
    pub fn long(size: Size) -> Self {
        Self::new(Direction::Long, size)
    }

    /// A short sale at the next open.
    pub fn short(size: Size) -> Self {
        Self::new(Direction::Short, size)
    }

    /// An entry at the next open.
    pub fn new(direction: Direction, size: Size) -> Self {
        Self {
            direction,
            kind: EntryKind::Market,
            life: Life::Day,
            size,
            bracket: Bracket::default(),
            score: 0.0,
            one_of: None,
            beside: Beside::Refused,
            gives_way: false,
            is_from_open: false,
            decided: 0,
            scale: 1.0,
        }
    }

    /// In at `price` or better.
    #[must_use]
    pub fn limit(mut self, price: f64) -> Self {
        self.kind = EntryKind::Limit(price);
        self
    }

    /// In once `price` is reached.
    #[must_use]
    pub fn on_stop(mut self, price: f64) -> Self {
        self.kind = EntryKind::Stop(price);
        self
    }

    /// In at `limit` or better once `stop` is reached.
    #[must_use]
    pub fn on_stop_limit(mut self, stop: f64, limit: f64) -> Self {
        self.kind = EntryKind::StopLimit { stop, limit };
        self
    }

    /// Out at `price` if it goes wrong.
    #[must_use]
    pub fn stop(mut self, price: f64) -> Self {
        self.bracket.stop = Some(ExitPrice::at(price));
        self
    }

    /// Out at `price` if it goes well.
    #[must_use]
    pub fn target(mut self, price: f64) -> Self {
        self.bracket.target = Some(ExitPrice::at(price));
        self
    }

    /// A stop that follows the best price.
    #[must_use]
    pub fn trail(mut self, trail: Trail) -> Self {
        self.bracket.trail = Some(trail);
        self
    }

    /// Stays until it fills or is withdrawn.
    #[must_use]
    pub fn good_till_cancelled(mut self) -> Self {
        self.life = Life::GoodTillCancelled;
        self
    }

    /// Rank among the entries of one bar.
    #[must_use]
    pub fn score(mut self, score: f64) -> Self {
        self.score = score;
        self
    }

    /// The same order after a split that multiplies prices by `factor`.
    pub(crate) fn scaled(mut self, factor: f64) -> Self {
        self.kind = self.kind.scaled(factor);
        self.size = self.size.scaled(factor);
        self.bracket = self.bracket.scaled(factor);
        self.scale *= factor;
        self
    }

    /// Part of a group of which at most one fills.
    #[must_use]
    pub fn one_of(mut self, group: u32) -> Self {
        self.one_of = Some(group);
        self
    }
}

/// What is decided at a close and done from the next bar on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Order {
    /// Open a position.
    Enter(Entry),
    /// Close the position at the next open.
    Exit,
    /// Sell a part of the open position at the next open; cover it, of a short one.
    Reduce {
        /// Part of the shares that are held then.
        frac: f64,
        /// A number below 32 that the position remembers, so that a part is sold once.
        part: u32,
    },
    /// Replace the levels of the open position.
    Protect(Bracket),
    /// Withdraw the entries of this symbol that still wait.
    Cancel,
    /// Withdraw those of one direction.
    Withdraw(Direction),
}
