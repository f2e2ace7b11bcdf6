//! Steps 4 to 6: mark, trail, decide; and the end of the data.

use crate::account::{
    Bracket, Cause, Direction, Entry, EntryKind, Fill, Order, Position, part_bit,
};
use crate::strategy::Strategy;

use super::broker::{Rounding, snap};
use super::journal::{Refusal, Rejection, Run};
use super::{Engine, Fills, WaitingEntry};

impl Engine<'_> {
    /// Steps 4 and 5.
    #[inline]
    pub(super) fn mark(&mut self) {
        if self.portfolio.held().is_empty() {
            self.portfolio.set_equity(self.portfolio.cash());
        } else {
            let value = self.mark_positions();
            self.portfolio.set_equity(value);
            self.run.exposed_bars += 1;
            if self.portfolio.has_shorts() {
                self.check_margin();
            }
        }
        self.run.equity.push(self.portfolio.equity());
    }

    /// Marks every position, and returns cash and positions at their marks.
    fn mark_positions(&mut self) -> f64 {
        let mut value = self.portfolio.cash();
        for place in 0..self.portfolio.held().len() {
            let symbol = self.portfolio.held()[place];
            let Some(position) = self.portfolio.position_mut(symbol) else {
                continue;
            };
            if let Some(bar) = self.timeline.close(symbol) {
                position.mark_at(bar);
                position.follow();
                snap_levels(position, self.config.tick);
                self.portfolio.each_added(symbol, |unit| unit.mark_at(bar));
            }
            value += self.portfolio.value_of(symbol);
        }
        value
    }

    /// Short positions must be covered by cash and long positions, else all of them are bought back at the next open.
    fn check_margin(&mut self) {
        let time = self.timeline.time();
        let short = self.portfolio.short_value();
        let cover = self.portfolio.cash() + self.portfolio.long_value();
        if cover >= short * self.config.margin.maintenance_pct / 100.0 {
            return;
        }
        for index in 0..self.portfolio.held().len() {
            let symbol = self.portfolio.held()[index];
            if let Some(position) = self.portfolio.position_mut(symbol)
                && position.direction == Direction::Short
                && position.leaving.is_none()
            {
                position.leaving = Some(Cause::MarginCall);
                let shares = self.portfolio.shares(symbol);
                self.run.rejections.push(Rejection {
                    time,
                    symbol,
                    asked: "hold short",
                    refusal: Refusal::MarginCall,
                    wanted: shares,
                    granted: 0.0,
                });
            }
        }
    }

    /// Step 6: asks for every symbol that has a bar now and is warm.
    #[inline]
    pub(super) fn decide<S: Strategy + ?Sized>(&mut self, strategy: &mut S) {
        for symbol in 0..self.timeline.symbols() {
            let Some(at) = self.timeline.decision(symbol) else {
                continue;
            };
            let now = self.replays[symbol].advance_to(at);
            let orders = strategy.on_close(symbol, now, &self.portfolio);
            if !orders.is_empty() {
                self.accept(symbol, orders);
            }
        }
    }

    /// Takes the orders of one close; what makes no sense is refused at once.
    #[cold]
    fn accept(&mut self, symbol: usize, orders: Vec<Order>) {
        for order in orders {
            let is_done = match order {
                Order::Enter(entry) => self.accept_entry(symbol, entry),
                Order::Exit => self.portfolio.position_mut(symbol).is_some_and(|position| {
                    position.leaving.get_or_insert(Cause::Signal);
                    true
                }),
                Order::Reduce { frac, part } => self.accept_part(symbol, frac, part),
                Order::Protect(bracket) => self.accept_bracket(symbol, &bracket),
                Order::Cancel => {
                    self.pending.retain(|pending| pending.symbol != symbol);
                    true
                }
                Order::Withdraw(direction) => {
                    self.pending.retain(|pending| {
                        pending.symbol != symbol || pending.entry.direction != direction
                    });
                    true
                }
            };
            if !is_done {
                let asked = match order {
                    Order::Protect(_) => "protect",
                    Order::Reduce { .. } => "sell a part",
                    _ => "exit",
                };
                self.refuse(symbol, asked, Refusal::NoPosition);
            }
        }
    }

    /// An entry with prices that cannot be is refused here, which also counts as done.
    fn accept_entry(&mut self, symbol: usize, entry: Entry) -> bool {
        if entry.gives_way && self.pending.iter().any(|it| it.symbol == symbol) {
            return true;
        }
        let decided = self.timeline.last_at(symbol).unwrap_or(0);
        let pending = WaitingEntry {
            symbol,
            entry: Entry {
                kind: self.snapped(entry.direction, entry.kind),
                decided,
                scale: 1.0,
                ..entry
            },
            since: self.timeline.time(),
            waited: 0,
        };
        let is_possible = entry.score.is_finite()
            && entry.bracket.is_told()
            && match pending.entry.kind {
                _ if entry.is_from_open => true,
                kind => is_possible_price(kind),
            };
        if is_possible {
            self.pending.push(pending);
        } else {
            self.reject(&pending, Refusal::BadLevel, (0.0, 0.0));
        }
        true
    }

    /// A part that cannot be told is refused here, which also counts as done.
    fn accept_part(&mut self, symbol: usize, frac: f64, part: u32) -> bool {
        let Some(position) = self.portfolio.position_mut(symbol) else {
            return false;
        };
        if frac.is_finite() && frac > 0.0 {
            position.parts |= part_bit(part);
            // What is left by one part is what the next is a part of.
            position.reducing = 1.0 - (1.0 - position.reducing) * (1.0 - frac.min(1.0));
        } else {
            self.refuse(symbol, "sell a part", Refusal::SizeUnknown);
        }
        true
    }

    fn accept_bracket(&mut self, symbol: usize, bracket: &Bracket) -> bool {
        let tick = self.config.tick;
        let Some(position) = self.portfolio.position_mut(symbol) else {
            return false;
        };
        if bracket.is_valid(position.entry.price) {
            position.protect(bracket);
            snap_levels(position, tick);
        } else {
            self.refuse(symbol, "protect", Refusal::BadLevel);
        }
        true
    }

    pub(super) fn refuse(&mut self, symbol: usize, asked: &'static str, refusal: Refusal) {
        self.run.rejections.push(Rejection {
            time: self.timeline.time(),
            symbol,
            asked,
            refusal,
            wanted: 0.0,
            granted: 0.0,
        });
    }

    pub(super) fn snapped(&self, direction: Direction, kind: EntryKind) -> EntryKind {
        let tick = self.config.tick;
        let (favourable, adverse) = roundings(direction);
        let limit = |price| snap(price, tick, favourable);
        let stop = |price| snap(price, tick, adverse);
        match kind {
            EntryKind::Market => EntryKind::Market,
            EntryKind::Limit(price) => EntryKind::Limit(limit(price)),
            EntryKind::Stop(price) => EntryKind::Stop(stop(price)),
            EntryKind::StopLimit {
                stop: wake,
                limit: at,
            } => EntryKind::StopLimit {
                stop: stop(wake),
                limit: limit(at),
            },
        }
    }

    /// What is left when the bars are over: marks, or closes if the run was told so.
    pub(super) fn finish(mut self) -> Run {
        if self.config.close_at_end {
            self.close_everything();
        }
        let mut next_open: Vec<(usize, Order)> = Vec::new();
        for symbol in 0..self.run.symbols.len() {
            if let Some(position) = self.portfolio.position(symbol) {
                if position.leaving.is_some() {
                    next_open.push((symbol, Order::Exit));
                } else if position.reducing > 0.0 {
                    let frac = position.reducing;
                    next_open.push((symbol, Order::Reduce { frac, part: 0 }));
                }
            }
            let entries = self
                .pending
                .iter()
                .filter(|pending| pending.symbol == symbol);
            next_open.extend(entries.map(|pending| (symbol, Order::Enter(pending.entry))));
            for position in self.portfolio.units(symbol) {
                let mark = Fill {
                    at: self.timeline.last_at(symbol).unwrap_or(position.entry.at),
                    time: self
                        .timeline
                        .last_time(symbol)
                        .unwrap_or(position.entry.time),
                    price: position.mark,
                    paid: position.mark,
                    commission: 0.0,
                    cause: Cause::OpenAtEnd,
                };
                self.run.open.push(position.into_trade(mark));
            }
        }
        self.run.next_open = next_open;
        self.run.cash_at_end = self.portfolio.cash();
        self.run.closed = self.portfolio.into_closed();
        self.run.time = self.timeline.into_times();
        self.run
    }

    fn last_open(&self, symbol: usize) -> Option<f64> {
        let at = self.timeline.last_at(symbol)?;
        Some(self.timeline.bars(symbol).open()[at])
    }

    fn close_everything(&mut self) {
        while let Some(&symbol) = self.portfolio.held().first() {
            let Some(position) = self.portfolio.position(symbol) else {
                break;
            };
            let time = self.timeline.last_time(symbol);
            let time = time.unwrap_or(position.entry.time);
            let price = match self.config.fills {
                Fills::BacktestingPy => self.last_open(symbol).unwrap_or(position.mark),
                _ => position.mark,
            };
            self.exit(symbol, time, price, Cause::CloseAtEnd);
        }
        self.settle();
        if let Some(last) = self.run.equity.last_mut() {
            *last = self.portfolio.cash();
        }
    }
}

/// Whether the prices of an order are numbers above 0.
pub(super) fn is_possible_price(kind: EntryKind) -> bool {
    let is_price = |price: f64| price.is_finite() && price > 0.0;
    match kind {
        EntryKind::Market => true,
        EntryKind::Limit(price) | EntryKind::Stop(price) => is_price(price),
        EntryKind::StopLimit { stop, limit } => is_price(stop) && is_price(limit),
    }
}

/// Puts the levels of a position on the tick.
pub(super) fn snap_levels(position: &mut Position, tick: Option<f64>) {
    if tick.is_some() {
        let (favourable, adverse) = roundings(position.direction);
        position.stop = position.stop.map(|price| snap(price, tick, favourable));
        position.target = position.target.map(|price| snap(price, tick, adverse));
    }
}

/// Prices a trader would wait for (limit, protective stop) and prices he would chase (stop entry, target).
fn roundings(direction: Direction) -> (Rounding, Rounding) {
    match direction {
        Direction::Long => (Rounding::Down, Rounding::Up),
        Direction::Short => (Rounding::Up, Rounding::Down),
    }
}
