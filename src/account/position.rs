//! What is held of one symbol.

use super::{Bracket, Cause, Direction, Fill, Trade, Trail};
use crate::Time;

/// What a position is marked by: one bar when it has closed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Close {
    pub(crate) at: usize,
    pub(crate) high: f64,
    pub(crate) low: f64,
    /// The close itself.
    pub(crate) price: f64,
}

/// An open position: its entry, its levels, what happened to it since.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    pub(crate) symbol: usize,
    pub(crate) direction: Direction,
    pub(crate) shares: f64,
    pub(crate) entry: Fill,
    pub(crate) stop: Option<f64>,
    pub(crate) target: Option<f64>,
    pub(crate) trail: Option<Trail>,
    pub(crate) initial_stop: Option<f64>,
    pub(crate) best: f64,
    pub(crate) worst: f64,
    pub(crate) mark: f64,
    /// Until when borrowed shares were paid for.
    pub(crate) charged: Time,
    pub(crate) dividends: f64,
    pub(crate) borrow: f64,
    pub(crate) leaving: Option<Cause>,
    /// Which part of it is to be left at the next open.
    pub(crate) reducing: f64,
    /// Parts that were sold, a bit each.
    pub(crate) parts: u32,
    /// The bar at whose close the entry was decided.
    pub(crate) decided: usize,
    /// Whether it was opened inside a bar, so that the bar's extremes may have come before.
    pub(crate) is_entered_inside: bool,
}

impl Position {
    /// A position just opened by `entry`; levels that depend on the entry price are settled here.
    pub(crate) fn open(
        symbol: usize,
        direction: Direction,
        shares: f64,
        entry: Fill,
        bracket: &Bracket,
    ) -> Self {
        let mut position = Self {
            symbol,
            direction,
            shares,
            entry,
            stop: None,
            target: None,
            trail: None,
            initial_stop: None,
            best: entry.price,
            worst: entry.price,
            mark: entry.price,
            charged: entry.time,
            is_entered_inside: false,
            dividends: 0.0,
            borrow: 0.0,
            leaving: None,
            reducing: 0.0,
            parts: 0,
            decided: entry.at.saturating_sub(1),
        };
        position.protect(bracket);
        position.initial_stop = position.stop;
        position
    }

    /// Index of the symbol in the run.
    pub fn symbol(&self) -> usize {
        self.symbol
    }

    /// Which way.
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// How many shares, above 0 either way.
    pub fn shares(&self) -> f64 {
        self.shares
    }

    /// How it began.
    pub fn entry(&self) -> &Fill {
        &self.entry
    }

    /// The stop as it stands, the trailing one included.
    pub fn stop(&self) -> Option<f64> {
        self.stop
    }

    /// The target as it stands.
    pub fn target(&self) -> Option<f64> {
        self.target
    }

    /// Index of the bar at whose close the entry was decided.
    pub fn decided(&self) -> usize {
        self.decided
    }

    /// Whether the part of this number was sold, or is to be sold at the next open.
    pub fn has_sold(&self, part: u32) -> bool {
        self.parts & part_bit(part) != 0
    }

    /// The best price surely traded since the entry.
    pub fn best(&self) -> f64 {
        self.best
    }

    /// The worst price surely traded since the entry.
    pub fn worst(&self) -> f64 {
        self.worst
    }

    /// The price at which it stands in the books: the last close.
    pub fn mark(&self) -> f64 {
        self.mark
    }

    /// Value at the mark; below 0 for a short position.
    #[inline]
    pub fn value(&self) -> f64 {
        self.direction.sign() * self.shares * self.mark
    }

    /// Whether a bar of these extremes may end it: by an order to leave, or by reaching or passing a level.
    #[inline]
    pub(crate) fn may_end(&self, bar: Close) -> bool {
        let (below, above) = match self.direction {
            Direction::Long => (self.stop, self.target),
            Direction::Short => (self.target, self.stop),
        };
        self.leaving.is_some()
            || self.reducing > 0.0
            || below.is_some_and(|price| bar.low <= price)
            || above.is_some_and(|price| bar.high >= price)
    }

    /// Replaces the levels.
    pub(crate) fn protect(&mut self, bracket: &Bracket) {
        let entry = self.entry.price;
        self.stop = bracket.stop.map(|level| level.price(entry));
        self.target = bracket.target.map(|level| level.price(entry));
        self.trail = bracket.trail;
        self.follow();
    }

    /// Moves the trailing stop up to the best price, never back.
    pub(crate) fn follow(&mut self) {
        if let Some(trail) = self.trail {
            let sign = self.direction.sign();
            let level = trail.price(self.best, sign);
            self.stop = match self.stop {
                Some(stop) if sign * stop >= sign * level => Some(stop),
                _ => Some(level),
            };
        }
    }

    /// Notes a price that was surely traded while the position was held.
    pub(crate) fn saw(&mut self, price: f64) {
        let sign = self.direction.sign();
        if sign * price > sign * self.best {
            self.best = price;
        }
        if sign * price < sign * self.worst {
            self.worst = price;
        }
    }

    /// Marks it at the close of a bar.
    #[inline]
    pub(crate) fn mark_at(&mut self, bar: Close) {
        self.mark = bar.price;
        if self.is_entered_inside && self.entry.at == bar.at {
            // Only the entry and the close surely came after the entry.
            self.saw(bar.price);
            return;
        }
        let (best, worst) = match self.direction {
            Direction::Long => (self.best.max(bar.high), self.worst.min(bar.low)),
            Direction::Short => (self.best.min(bar.low), self.worst.max(bar.high)),
        };
        (self.best, self.worst) = (best, worst);
    }

    /// Restates everything after a split of `ratio` new shares for one old.
    pub(crate) fn split(&mut self, ratio: f64) {
        self.shares *= ratio;
        for price in [
            &mut self.entry.price,
            &mut self.entry.paid,
            &mut self.best,
            &mut self.worst,
            &mut self.mark,
        ] {
            *price /= ratio;
        }
        for level in [&mut self.stop, &mut self.target, &mut self.initial_stop] {
            *level = level.map(|price| price / ratio);
        }
        self.trail = self.trail.map(|trail| trail.scaled(1.0 / ratio));
    }

    /// Takes so many shares out of it, with their part of what it has cost and brought so far.
    pub(crate) fn take(&mut self, shares: f64) -> Self {
        let frac = shares / self.shares;
        let mut taken = *self;
        taken.shares = shares;
        self.shares -= shares;
        let halves = [
            (&mut taken.dividends, &mut self.dividends),
            (&mut taken.borrow, &mut self.borrow),
            (&mut taken.entry.commission, &mut self.entry.commission),
        ];
        for (taken, left) in halves {
            *taken *= frac;
            *left -= *taken;
        }
        taken
    }

    /// The round trip that ends in `exit`.
    pub(crate) fn into_trade(self, exit: Fill) -> Trade {
        Trade {
            symbol: self.symbol,
            direction: self.direction,
            shares: self.shares,
            entry: self.entry,
            exit,
            dividends: self.dividends,
            borrow: self.borrow,
            best: self.best,
            worst: self.worst,
            initial_stop: self.initial_stop,
        }
    }
}

/// The bit of a part; numbers from 32 on share the last.
pub(crate) fn part_bit(part: u32) -> u32 {
    1 << part.min(31)
}
