//! A round trip.

use serde::Serialize;

use super::{Cause, Direction, Fill};

/// A position from its entry to its exit; one that is still open ends in a mark, not in a fill.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Trade {
    /// Index of the symbol in the run.
    pub symbol: usize,
    /// Which way.
    pub direction: Direction,
    /// How many shares.
    pub shares: f64,
    /// How it began.
    pub entry: Fill,
    /// How it ended, or the mark at the last close.
    pub exit: Fill,
    /// Dividends received (paid, for a short position: below 0).
    pub dividends: f64,
    /// Cost of borrowed shares.
    pub borrow: f64,
    /// The best price that was surely traded in between.
    pub best: f64,
    /// The worst price that was surely traded in between.
    pub worst: f64,
    /// The protective stop at the entry, if there was one.
    pub initial_stop: Option<f64>,
}

impl Trade {
    /// Whether it was not closed by the end of the data.
    pub fn is_open(&self) -> bool {
        self.exit.cause == Cause::OpenAtEnd
    }

    /// Whether the entry opened beyond its own stop or target and left at the same open.
    pub fn is_in_and_out_at_the_open(&self) -> bool {
        self.entry.at == self.exit.at
            && matches!(self.exit.cause, Cause::StopGap | Cause::TargetGap)
    }

    /// Commission of both sides, in money.
    pub fn commission(&self) -> f64 {
        self.entry.commission + self.exit.commission
    }

    /// What spread and slippage took, in money.
    pub fn slippage(&self) -> f64 {
        self.shares
            * ((self.entry.paid - self.entry.price).abs()
                + (self.exit.paid - self.exit.price).abs())
    }

    /// Profit in money, net of all costs.
    pub fn pnl(&self) -> f64 {
        self.direction.sign() * self.shares * (self.exit.paid - self.entry.paid) - self.commission()
            + self.dividends
            - self.borrow
    }

    /// Profit as a part of the money at the entry.
    pub fn return_frac(&self) -> f64 {
        self.pnl() / (self.shares * self.entry.paid)
    }

    /// Profit in units of the money first put at risk, `shares * |entry - stop|`; `None` without a stop or at no
    /// distance from it.
    pub fn r_multiple(&self) -> Option<f64> {
        let risk = self.shares * (self.entry.price - self.initial_stop?).abs();
        (risk > 0.0).then(|| self.pnl() / risk)
    }

    /// Maximum favourable excursion: the best move, as a part of the entry price, at least 0.
    pub fn mfe_frac(&self) -> f64 {
        (self.direction.sign() * (self.best - self.entry.price) / self.entry.price).max(0.0)
    }

    /// Maximum adverse excursion: the worst move, as a part of the entry price, at most 0.
    pub fn mae_frac(&self) -> f64 {
        (self.direction.sign() * (self.worst - self.entry.price) / self.entry.price).min(0.0)
    }

    /// Bars from the entry to the exit; 0 within one bar.
    pub fn bars_held(&self) -> usize {
        self.exit.at - self.entry.at
    }
}
