//! Steps 1 to 3 for what is held: cash flows, exits at the open, exits inside the bar.

use crate::Time;
use crate::account::{Beside, Cause, CorporateKind, Direction, Fill, Position};

use super::broker::{Hit, SidedBar};
use super::journal::Refusal;
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
        let mut sum = 0.0;
        self.portfolio.each_unit(symbol, |unit| {
            let money = unit.direction.sign() * unit.shares * amount;
            unit.dividends += money;
            sum += money;
        });
        self.portfolio.add_cash(sum);
    }

    fn split(&mut self, symbol: usize, ratio: f64) {
        self.portfolio.each_unit(symbol, |unit| unit.split(ratio));
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
            let mut sum = 0.0;
            self.portfolio.each_unit(symbol, |unit| {
                let cost = borrow_cost(unit, time, pct);
                unit.borrow += cost;
                unit.charged = time;
                sum += cost;
            });
            self.portfolio.add_cash(-sum);
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
        self.sell_down();
        self.settle();
    }

    /// Sells what is too much for an order that sets the size of a position: all of it, if that is to be on the other side.
    fn sell_down(&mut self) {
        let sets = |waiting: &&WaitingEntry| waiting.entry.beside == Beside::Sets;
        let orders: Vec<WaitingEntry> = self.pending.iter().filter(sets).copied().collect();
        for WaitingEntry { symbol, entry, .. } in orders {
            let (Some(position), Some((_, row))) =
                (self.portfolio.position(symbol), self.traded(symbol))
            else {
                continue;
            };
            if position.direction != entry.direction {
                self.exit(symbol, self.timeline.time(), row.open, Cause::Signal);
                continue;
            }
            let mut as_new = *position;
            as_new.entry.price = row.open;
            as_new.entry.paid = self
                .config
                .costs
                .paid(row.open, entry.direction.sign(), false);
            let basis = self.basis(&as_new, self.portfolio.value());
            let wanted = entry.size.shares(&basis).unwrap_or(0.0);
            let too_much = self.portfolio.shares(symbol) - wanted;
            let lots = self.config.in_lots(too_much);
            if lots > 0.0 {
                self.reduce(symbol, lots, row.open);
            }
        }
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
        } else if position.reducing > 0.0 {
            let frac = position.reducing;
            let wanted = self.config.in_lots(self.portfolio.shares(symbol) * frac);
            self.reduce(symbol, wanted, row.open);
        }
    }

    /// Sells so many shares of the position at the open, the oldest first; all of them if there are no more.
    pub(super) fn reduce(&mut self, symbol: usize, shares: f64, price: f64) {
        if let Some(position) = self.portfolio.position_mut(symbol) {
            position.reducing = 0.0;
        }
        let time = self.timeline.time();
        if shares <= 0.0 {
            self.refuse(symbol, "sell a part", Refusal::BelowOneLot);
        } else if shares >= self.portfolio.shares(symbol) {
            self.exit(symbol, time, price, Cause::Signal);
        } else if let Some(fill) = self.exit_fill(symbol, time, price, (shares, Cause::Signal)) {
            self.see(symbol, price);
            let money = self.portfolio.reduce(symbol, shares, fill);
            self.unsettled += money;
            self.freed += money.max(0.0);
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
        self.see(symbol, price);
        let shares = self.portfolio.shares(symbol);
        let Some(fill) = self.exit_fill(symbol, time, price, (shares, cause)) else {
            return;
        };
        // A waiting order that would have added to the position has nothing left to add to.
        self.pending.retain(|waiting| {
            waiting.symbol != symbol || !matches!(waiting.entry.beside, Beside::Adds { .. })
        });
        let value = self.portfolio.value_of(symbol);
        let margin = self.config.margin.initial_frac() * (-value).max(0.0);
        let money = self.portfolio.close(symbol, fill);
        self.unsettled += money;
        self.freed += (money + margin).max(0.0);
    }

    /// The fill that ends so many shares of the position.
    fn exit_fill(
        &self,
        symbol: usize,
        time: Time,
        price: f64,
        (shares, cause): (f64, Cause),
    ) -> Option<Fill> {
        let at = self.timeline.last_at(symbol)?;
        let position = self.portfolio.position(symbol)?;
        let costs = &self.config.costs;
        let paid = costs.paid(price, -position.direction.sign(), cause.is_stop());
        Some(Fill {
            at,
            time,
            price,
            paid,
            commission: costs.commission_of(shares, paid),
            cause,
        })
    }

    pub(super) fn see(&mut self, symbol: usize, price: f64) {
        self.portfolio.each_unit(symbol, |unit| unit.saw(price));
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
