//! Steps 1 to 3 for what is held: cash flows, exits at the open, exits inside the bar.

use crate::Time;
use crate::account::{Cause, CorporateKind, Direction, Fill, Position};

use super::broker::{Hit, SidedBar};
use super::{Engine, WaitingEntry};

const SECONDS_A_YEAR: f64 = 365.0 * 86_400.0;

impl Engine<'_> {
    /// Dividends and splits of today's bars.
    pub(super) fn corporate_actions(&mut self) {
        for symbol in 0..self.timeline.symbols() {
            while let Some(action) = self.timeline.due_action(symbol) {
                match action.kind {
                    CorporateKind::Dividend(amount) => self.dividend(symbol, amount),
                    CorporateKind::Split(ratio) => self.split(symbol, ratio),
                }
            }
        }
    }

    fn dividend(&mut self, symbol: usize, amount: f64) {
        if let Some(position) = self.portfolio.position_mut(symbol) {
            let money = position.direction.sign() * position.shares * amount;
            position.dividends += money;
            self.portfolio.add_cash(money);
        }
    }

    fn split(&mut self, symbol: usize, ratio: f64) {
        if let Some(position) = self.portfolio.position_mut(symbol) {
            position.split(ratio);
        }
        for pending in &mut self.pending {
            if pending.symbol == symbol {
                *pending = WaitingEntry {
                    entry: pending.entry.scaled(1.0 / ratio),
                    ..*pending
                };
            }
        }
    }

    /// Borrowed shares cost, and cash may earn, by the calendar day.
    pub(super) fn carry(&mut self) {
        let costs = &self.config.costs;
        if costs.interest_pct > 0.0 {
            self.earn_interest(costs.interest_pct);
        }
        if costs.borrow_pct > 0.0 && self.portfolio.has_shorts() {
            self.pay_for_borrowed_shares(costs.borrow_pct);
        }
    }

    fn earn_interest(&mut self, pct: f64) {
        if let Some(span) = self.timeline.since_last() {
            let years = span.num_seconds() as f64 / SECONDS_A_YEAR;
            let interest = self.portfolio.cash().max(0.0) * (pct / 100.0) * years;
            self.run.interest += interest;
            self.portfolio.add_cash(interest);
        }
    }

    fn pay_for_borrowed_shares(&mut self, pct: f64) {
        let time = self.timeline.time();
        for index in 0..self.portfolio.held().len() {
            let symbol = self.portfolio.held()[index];
            if let Some(position) = self.portfolio.position_mut(symbol) {
                let cost = borrow_cost(position, time, pct);
                position.borrow += cost;
                position.charged = time;
                self.portfolio.add_cash(-cost);
            }
        }
    }

    /// Whether any position may be left in this bar.
    pub(super) fn may_exit(&self) -> bool {
        self.portfolio.held().iter().any(|&symbol| {
            let position = self.portfolio.position(symbol);
            let bar = self.timeline.close(symbol);
            position
                .zip(bar)
                .is_some_and(|(position, bar)| position.may_end(bar))
        })
    }

    /// Step 2, exits: decided at the last close, or at a level the open has passed.
    pub(super) fn exits_at_open(&mut self) {
        self.each_held(Self::exit_at_open);
        self.settle();
    }

    /// Calls `visit` for every symbol held; a visit may close the position and no other.
    fn each_held(&mut self, visit: impl Fn(&mut Self, usize)) {
        let mut place = 0;
        while let Some(&symbol) = self.portfolio.held().get(place) {
            visit(self, symbol);
            place += usize::from(!self.portfolio.is_flat(symbol));
        }
    }

    /// Closes the position in `symbol` if it is to be left at the open.
    pub(super) fn exit_at_open(&mut self, symbol: usize) {
        let (Some(position), Some((at, row))) =
            (self.portfolio.position(symbol), self.traded(symbol))
        else {
            return;
        };
        let seen = SidedBar::new(position.direction, row);
        let passed = || seen.left_at_open(position, at, self.config);
        if let Some(cause) = position.leaving.or_else(passed) {
            self.exit(symbol, self.timeline.time(), row.open, cause);
        }
    }

    /// Step 3, exits: stop, then target, of every position that was there at the open.
    pub(super) fn exits_inside(&mut self) {
        self.each_held(Self::exit_inside);
    }

    fn exit_inside(&mut self, symbol: usize) {
        let (Some(position), Some((at, row))) =
            (self.portfolio.position(symbol), self.traded(symbol))
        else {
            return;
        };
        let seen = SidedBar::new(position.direction, row);
        if let Some(hit) = seen.left_inside(position, at, self.config) {
            self.see(symbol, row.open);
            self.exit_on(symbol, hit);
        }
    }

    pub(super) fn exit_on(&mut self, symbol: usize, hit: Hit) {
        self.run.ambiguous_exits += usize::from(hit.is_ambiguous);
        self.exit(symbol, self.timeline.time(), hit.price, hit.cause);
    }

    /// Closes the position at `price`; the money waits in `unsettled`.
    pub(super) fn exit(&mut self, symbol: usize, time: Time, price: f64, cause: Cause) {
        let Some(at) = self.timeline.last_at(symbol) else {
            return;
        };
        self.see(symbol, price);
        let Some(position) = self.portfolio.position(symbol) else {
            return;
        };
        let costs = &self.config.costs;
        let paid = costs.paid(price, -position.direction.sign(), cause.is_stop());
        let fill = Fill {
            at,
            time,
            price,
            paid,
            commission: position.shares * paid * costs.commission_frac(),
            cause,
        };
        let margin = self.config.margin.initial_frac() * (-position.value()).max(0.0);
        let money = self.portfolio.close(symbol, fill);
        self.unsettled += money;
        self.freed += (money + margin).max(0.0);
    }

    pub(super) fn see(&mut self, symbol: usize, price: f64) {
        if let Some(position) = self.portfolio.position_mut(symbol) {
            position.saw(price);
        }
    }

    /// Money from exits becomes cash.
    pub(super) fn settle(&mut self) {
        self.portfolio.add_cash(std::mem::take(&mut self.unsettled));
        self.freed = 0.0;
    }
}

/// What holding a short position cost since it was last charged.
fn borrow_cost(position: &Position, time: Time, pct: f64) -> f64 {
    if position.direction == Direction::Long {
        return 0.0;
    }
    let seconds = (time - position.charged).num_seconds() as f64;
    position.shares * position.mark * (pct / 100.0) * (seconds / SECONDS_A_YEAR)
}
