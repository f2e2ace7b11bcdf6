//! Steps 1 to 3 for what is held: cash flows, exits at the open, exits inside the bar.

use crate::Time;
use crate::account::{Cause, CorporateKind, Direction, Fill, Position};

use super::broker::{Hit, Seen};
use super::{Engine, Pending};

const SECONDS_A_YEAR: f64 = 365.0 * 86_400.0;

impl Engine<'_> {
    /// Dividends and splits of today's bars.
    pub(super) fn corporate_actions(&mut self) {
        if !self.calendar.has_actions() {
            return;
        }
        for index in 0..self.calendar.present().len() {
            let symbol = self.calendar.present()[index];
            while let Some(action) = self.calendar.due_action(symbol) {
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
                *pending = Pending {
                    entry: pending.entry.scaled(1.0 / ratio),
                    ..*pending
                };
            }
        }
    }

    /// Borrowed shares cost, and cash may earn, by the calendar day.
    pub(super) fn carry(&mut self, time: Time) {
        let costs = &self.config.costs;
        if costs.interest_pct > 0.0 {
            self.earn_interest(time, costs.interest_pct);
        }
        if costs.borrow_pct > 0.0 && self.portfolio.short_value() > 0.0 {
            for index in 0..self.portfolio.held().len() {
                let symbol = self.portfolio.held()[index];
                if let Some(position) = self.portfolio.position_mut(symbol) {
                    let cost = borrow_cost(position, time, costs.borrow_pct);
                    position.borrow += cost;
                    position.charged = time;
                    self.portfolio.add_cash(-cost);
                }
            }
        }
    }

    fn earn_interest(&mut self, time: Time, pct: f64) {
        if let Some(&last) = self.run.time.last() {
            let years = (time - last).num_seconds() as f64 / SECONDS_A_YEAR;
            let interest = self.portfolio.cash().max(0.0) * (pct / 100.0) * years;
            self.run.interest += interest;
            self.portfolio.add_cash(interest);
        }
    }

    /// Step 2, exits: decided at the last close, or at a level the open has passed.
    pub(super) fn exits_at_open(&mut self, time: Time) {
        let mut index = 0;
        while let Some(&symbol) = self.portfolio.held().get(index) {
            let left = self.exit_at_open(symbol, time);
            index += usize::from(!left);
        }
        self.settle();
    }

    /// Whether the position in `symbol` was closed at the open.
    pub(super) fn exit_at_open(&mut self, symbol: usize, time: Time) -> bool {
        let (Some(position), Some((_, row))) = (
            self.portfolio.position(symbol),
            self.calendar.traded(symbol),
        ) else {
            return false;
        };
        let passed = || Seen::new(position.direction, row).passed_at_open(position);
        let Some(cause) = position.leaving.or_else(passed) else {
            return false;
        };
        self.exit(symbol, time, row.open, cause);
        true
    }

    /// Step 3, exits: stop, then target, of every position that was there at the open.
    pub(super) fn exits_inside(&mut self, time: Time) {
        let mut index = 0;
        while let Some(&symbol) = self.portfolio.held().get(index) {
            let hit = self.portfolio.position(symbol).and_then(|position| {
                let (_, row) = self.calendar.traded(symbol)?;
                Seen::new(position.direction, row).reached(position, self.config)
            });
            match hit {
                Some(hit) => {
                    if let Some(open) = self.calendar.traded(symbol).map(|(_, row)| row.open) {
                        self.see(symbol, open);
                    }
                    self.exit_on(symbol, time, hit);
                }
                None => index += 1,
            }
        }
    }

    pub(super) fn exit_on(&mut self, symbol: usize, time: Time, hit: Hit) {
        self.run.ambiguous_exits += usize::from(hit.is_ambiguous);
        self.exit(symbol, time, hit.price, hit.cause);
    }

    /// Closes the position at `price`; the money waits in `unsettled`.
    pub(super) fn exit(&mut self, symbol: usize, time: Time, price: f64, cause: Cause) {
        let Some(at) = self.calendar.last_at(symbol) else {
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
        self.unsettled += self.portfolio.close(symbol, fill);
    }

    pub(super) fn see(&mut self, symbol: usize, price: f64) {
        if let Some(position) = self.portfolio.position_mut(symbol) {
            position.saw(price);
        }
    }

    /// Money from exits becomes cash.
    pub(super) fn settle(&mut self) {
        if self.unsettled != 0.0 {
            self.portfolio.add_cash(self.unsettled);
            self.unsettled = 0.0;
        }
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
