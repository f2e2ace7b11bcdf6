//! Closes between which nothing can fill, passed over in a row.
//!
//! What happens at each of them is what `Engine::bar` does at a bar without orders that comes to no level: steps 1 to 3
//! find nothing to do, and the position is marked and the strategy asked by the same functions.

use crate::account::{Close, Direction, Position};
use crate::strategy::Strategy;

use super::Engine;

impl Engine<'_> {
    /// Goes on to the next bar in which something may happen before the close.
    #[inline]
    pub(super) fn pass_quiet_closes<S: Strategy + ?Sized>(&mut self, strategy: &mut S) {
        if !self.pending.is_empty() || self.config.costs.interest_pct > 0.0 {
            return;
        }
        let is_alone = self.calendar.symbols() == 1;
        if self.portfolio.held().is_empty() {
            self.portfolio.set_equity(self.portfolio.cash());
            if is_alone {
                self.idle_alone(strategy);
            } else {
                self.idle();
            }
        } else if is_alone && self.portfolio.position(0).is_some_and(is_long) {
            self.hold_alone(strategy);
        }
    }

    /// With nothing held the cash is the equity of every close up to the next decision.
    fn idle(&mut self) {
        let end = self.end_of_quiet();
        let next = self.due.iter().fold(end, |next, due| next.min(*due));
        self.fill_up_to(next);
    }

    /// As [`Engine::idle`], with the decisions of the only series, up to one that gives an order.
    #[inline]
    fn idle_alone<S: Strategy + ?Sized>(&mut self, strategy: &mut S) {
        let end = self.end_of_quiet();
        while self.due[0] < end {
            let at = self.due[0];
            self.calendar.go_to(at);
            if self.ask(strategy, 0, at) {
                self.fill_up_to(at + 1);
                return;
            }
        }
        self.fill_up_to(end);
    }

    /// The closes of a long position of the only series, up to a bar that comes to a level or a decision that gives an
    /// order.
    #[inline]
    fn hold_alone<S: Strategy + ?Sized>(&mut self, strategy: &mut S) {
        let end = self.end_of_quiet();
        let mut now = self.calendar.now();
        while now < end {
            let guard = self.guards[0];
            let is_reached = |bar: Close| guard.is_reached(bar.high, bar.low);
            if self.calendar.close(0).is_none_or(is_reached) {
                return;
            }
            let equity = self.portfolio.cash() + self.mark_position(0);
            self.portfolio.set_equity(equity);
            self.run.equity.push(equity);
            self.run.exposed_bars += 1;
            let has_order = self.due[0] == now && self.ask(strategy, 0, now);
            now += 1;
            self.calendar.go_to(now);
            if has_order {
                return;
            }
        }
    }

    /// The first moment, from now on, of which more than its close is to be looked at.
    #[inline]
    fn end_of_quiet(&self) -> usize {
        self.calendar.action_due().min(self.calendar.len())
    }

    /// Goes on to `moment`; the equity of every close before it that has none yet is the cash.
    #[inline]
    fn fill_up_to(&mut self, moment: usize) {
        self.run.equity.resize(moment, self.portfolio.cash());
        self.calendar.go_to(moment);
    }
}

fn is_long(position: &Position) -> bool {
    position.direction == Direction::Long
}
