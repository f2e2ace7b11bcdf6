//! Steps 2 and 3 for what is wanted: entries at the open, entries inside the bar.

use std::cmp::Ordering;

use crate::account::{Beside, Direction, EntryKind, LevelsOfWhole, Life, Position};
use crate::strategy::Strategy;

use super::broker::{Meeting, SidedBar};
use super::close::{is_possible_price, snap_levels};
use super::grant::bracket;
use super::journal::{Refusal, Rejection};
use super::{Engine, WaitingEntry};

/// An entry whose price was met.
#[derive(Debug, Clone, Copy)]
pub(super) struct Touched {
    pub(super) pending: WaitingEntry,
    pub(super) at: usize,
    open: f64,
    pub(super) price: f64,
    pub(super) is_inside: bool,
}

impl Engine<'_> {
    /// Step 2, entries; returns those to be filled inside the bar, in step 3.
    pub(super) fn entries_at_open<S: Strategy + ?Sized>(&mut self, strategy: &S) -> Vec<Touched> {
        if self.pending.is_empty() {
            return Vec::new();
        }
        let (at_open, mut inside) = self.meet(strategy);
        let equity = self.portfolio.value();
        for touched in &at_open {
            if self.fill_entry(touched, equity, strategy) {
                self.exit_at_open(touched.pending.symbol);
            }
        }
        let filled = self.drop_groups();
        inside.retain(|touched| !is_in(&filled, &touched.pending) && self.lets_in(touched));
        inside
    }

    /// Whether nothing is held of the symbol of an entry touched inside the bar, or it adds to what is held. Else it is
    /// refused: whether the position is gone before the touch cannot be known.
    fn lets_in(&mut self, touched: &Touched) -> bool {
        let is_flat = self.portfolio.is_flat(touched.pending.symbol)
            || touched.pending.entry.beside != Beside::Refused;
        if !is_flat {
            self.reject(&touched.pending, Refusal::PositionOpen, (0.0, 0.0));
        }
        is_flat
    }

    /// Step 3, entries.
    pub(super) fn entries_inside<S: Strategy + ?Sized>(
        &mut self,
        inside: &[Touched],
        strategy: &S,
    ) {
        let equity = self.portfolio.value() + self.unsettled;
        for touched in inside {
            if !self.fill_entry(touched, equity, strategy) {
                continue;
            }
            let symbol = touched.pending.symbol;
            let hit = self.portfolio.position(symbol).and_then(|position| {
                let (_, row) = self.traded(symbol)?;
                let seen = SidedBar::new(position.direction, row);
                seen.left_after_entry(position, touched.price, self.config)
            });
            if let Some(hit) = hit {
                self.exit_on(symbol, hit);
            }
        }
        self.drop_groups();
    }

    /// What waits and is met at the open, and what is met inside the bar, both by rank; what is neither goes on waiting
    /// or lapses.
    fn meet<S: Strategy + ?Sized>(&mut self, strategy: &S) -> (Vec<Touched>, Vec<Touched>) {
        let (mut at_open, mut inside) = (Vec::new(), Vec::new());
        for mut pending in std::mem::take(&mut self.pending) {
            let symbol = pending.symbol;
            if self.timeline.at(symbol).is_none() {
                self.pending.push(pending);
                continue;
            }
            let Some((at, row)) = self.traded(symbol) else {
                self.reject(&pending, Refusal::NoVolume, (0.0, 0.0));
                self.wait_on(pending);
                continue;
            };
            if !self.is_good(&pending) {
                self.run.lapsed_orders += 1;
                continue;
            }
            let told = pending;
            if pending.entry.is_from_open {
                let entry = &pending.entry;
                let kind = strategy.kind_at_open(symbol, entry, row.open / entry.scale);
                let kind = kind.scaled(entry.scale);
                if !is_possible_price(kind) {
                    self.reject(&pending, Refusal::BadLevel, (0.0, 0.0));
                    continue;
                }
                pending.entry.kind = self.snapped(entry.direction, kind);
            }
            let touched = |price, is_inside| Touched {
                pending,
                at,
                open: row.open,
                price,
                is_inside,
            };
            let seen = SidedBar::new(pending.entry.direction, row);
            match self
                .config
                .fills
                .meets(&seen, pending.entry.kind, self.config)
            {
                Meeting::AtOpen(price) => at_open.push(touched(price, false)),
                Meeting::Inside(price) => inside.push(touched(price, true)),
                Meeting::Missed => self.wait_on(told),
                Meeting::Woken => {
                    if let EntryKind::StopLimit { limit, .. } = pending.entry.kind {
                        pending.entry.kind = EntryKind::Limit(limit);
                        pending.entry.is_from_open = false;
                    }
                    self.wait_on(pending);
                }
            }
        }
        at_open.sort_by(by_rank);
        inside.sort_by(by_rank);
        (at_open, inside)
    }

    /// An order not met goes on if it may. Market orders wait for the first bar that trades.
    fn wait_on(&mut self, pending: WaitingEntry) {
        let waited = pending.waited + 1;
        let is_good = match pending.entry.life {
            Life::Day => false,
            Life::Bars(bars) => waited < bars,
            Life::Days(_) | Life::GoodTillCancelled => true,
        };
        let is_market = pending.entry.kind == EntryKind::Market && !pending.entry.is_from_open;
        if is_good || is_market {
            self.pending.push(WaitingEntry { waited, ..pending });
        } else {
            self.run.lapsed_orders += 1;
        }
    }

    /// Whether an order for some calendar days may still work in the bar of now.
    fn is_good(&self, pending: &WaitingEntry) -> bool {
        match pending.entry.life {
            Life::Days(days) => {
                let age = self.timeline.time().date() - pending.since.date();
                age <= chrono::TimeDelta::days(days.into())
            }
            Life::Day | Life::Bars(_) | Life::GoodTillCancelled => true,
        }
    }

    /// Withdraws what waits of groups that have filled, and returns the groups.
    fn drop_groups(&mut self) -> Vec<(usize, u32)> {
        let filled = std::mem::take(&mut self.filled_groups);
        if !filled.is_empty() {
            self.pending.retain(|pending| !is_in(&filled, pending));
        }
        filled
    }

    /// Whether the entry filled.
    fn fill_entry<S: Strategy + ?Sized>(
        &mut self,
        touched: &Touched,
        equity: f64,
        strategy: &S,
    ) -> bool {
        let pending = &touched.pending;
        if is_in(&self.filled_groups, pending) {
            return false;
        }
        if self.has_nothing_to_do(pending) {
            return false;
        }
        match self.shares(touched, equity, strategy) {
            Ok(None) => false,
            Ok(Some(mut draft)) => {
                draft.entry.commission = self
                    .config
                    .costs
                    .commission_of(draft.shares, draft.entry.paid);
                self.portfolio.open(draft);
                self.protect_whole(touched, &draft, strategy);
                let group = pending.entry.one_of.map(|group| (pending.symbol, group));
                self.filled_groups.extend(group);
                true
            }
            Err((refusal, wanted)) => {
                self.reject(pending, refusal, (wanted, 0.0));
                false
            }
        }
    }

    /// Whether it was to add to a position that is gone.
    fn has_nothing_to_do(&mut self, pending: &WaitingEntry) -> bool {
        let is_late = matches!(pending.entry.beside, Beside::Adds { .. })
            && self.portfolio.is_flat(pending.symbol);
        self.run.lapsed_orders += usize::from(is_late);
        is_late
    }

    /// Puts the levels of the whole position where its entries say, once a unit was added.
    fn protect_whole<S: Strategy + ?Sized>(
        &mut self,
        touched: &Touched,
        draft: &Position,
        strategy: &S,
    ) {
        let WaitingEntry { symbol, entry, .. } = touched.pending;
        let Beside::Adds { levels, .. } = entry.beside else {
            return;
        };
        let price = match levels {
            LevelsOfWhole::First => return,
            LevelsOfWhole::Last => touched.price,
            LevelsOfWhole::Average => self.portfolio.entry_price(symbol).unwrap_or(touched.price),
        };
        let bracket = bracket(strategy, symbol, &entry, price);
        let tick = self.config.tick;
        if let Some(first) = self.portfolio.position_mut(symbol)
            && bracket.is_valid(price)
        {
            first.stop = bracket.stop.map(|it| it.price(price)).or(first.stop);
            first.target = bracket.target.map(|it| it.price(price)).or(first.target);
            first.is_entered_inside |= draft.is_entered_inside;
            snap_levels(first, tick);
        }
    }

    pub(super) fn reject(
        &mut self,
        pending: &WaitingEntry,
        refusal: Refusal,
        (wanted, granted): (f64, f64),
    ) {
        self.run.rejections.push(Rejection {
            time: self.timeline.time(),
            symbol: pending.symbol,
            asked: match pending.entry.direction {
                Direction::Long => "enter long",
                Direction::Short => "enter short",
            },
            refusal,
            wanted,
            granted,
        });
    }
}

/// By score, then by symbol, then by how far the price had to go from the open.
fn by_rank(a: &Touched, b: &Touched) -> Ordering {
    let distance = |touched: &Touched| (touched.price - touched.open).abs();
    b.pending
        .entry
        .score
        .total_cmp(&a.pending.entry.score)
        .then(a.pending.symbol.cmp(&b.pending.symbol))
        .then(distance(a).total_cmp(&distance(b)))
}

fn is_in(groups: &[(usize, u32)], pending: &WaitingEntry) -> bool {
    pending
        .entry
        .one_of
        .is_some_and(|group| groups.contains(&(pending.symbol, group)))
}
