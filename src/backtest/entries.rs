//! Steps 2 and 3 for what is wanted: entries at the open, entries inside the bar, and how many shares.

use std::cmp::Ordering;

use crate::account::{Cause, Direction, Entry, EntryKind, Fill, Life, Position, SizeBasis};

use super::broker::{Meeting, SidedBar};
use super::close::snap_levels;
use super::journal::{Refusal, Rejection};
use super::{Engine, Fills, WaitingEntry};

/// An entry whose price was met.
#[derive(Debug, Clone, Copy)]
pub(super) struct Touched {
    pending: WaitingEntry,
    at: usize,
    open: f64,
    price: f64,
    is_inside: bool,
}

impl Engine<'_> {
    /// Step 2, entries; returns those to be filled inside the bar, in step 3.
    pub(super) fn entries_at_open(&mut self) -> Vec<Touched> {
        if self.pending.is_empty() {
            return Vec::new();
        }
        let (at_open, mut inside) = self.meet();
        let equity = self.portfolio.value();
        for touched in &at_open {
            if self.fill_entry(touched, equity) {
                self.exit_at_open(touched.pending.symbol);
            }
        }
        let filled = self.drop_groups();
        inside.retain(|touched| !is_in(&filled, &touched.pending) && self.lets_in(touched));
        inside
    }

    /// Whether nothing is held of the symbol of an entry touched inside the bar. Else it is refused: whether the
    /// position is gone before the touch cannot be known.
    fn lets_in(&mut self, touched: &Touched) -> bool {
        let is_flat = self.portfolio.is_flat(touched.pending.symbol);
        if !is_flat {
            self.reject(&touched.pending, Refusal::PositionOpen, (0.0, 0.0));
        }
        is_flat
    }

    /// Step 3, entries.
    pub(super) fn entries_inside(&mut self, inside: &[Touched]) {
        let equity = self.portfolio.value() + self.unsettled;
        for touched in inside {
            if !self.fill_entry(touched, equity) {
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
    fn meet(&mut self) -> (Vec<Touched>, Vec<Touched>) {
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
            let touched = |price, is_inside| Touched {
                pending,
                at,
                open: row.open,
                price,
                is_inside,
            };
            let seen = SidedBar::new(pending.entry.direction, row);
            match seen.entry(pending.entry.kind, self.config.limit_through) {
                Meeting::AtOpen(price) => at_open.push(touched(price, false)),
                Meeting::Inside(price) => inside.push(touched(price, true)),
                Meeting::Missed => self.wait_on(pending),
                Meeting::Woken => {
                    if let EntryKind::StopLimit { limit, .. } = pending.entry.kind {
                        pending.entry.kind = EntryKind::Limit(limit);
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
        if pending.entry.life == Life::GoodTillCancelled || pending.entry.kind == EntryKind::Market
        {
            self.pending.push(pending);
        } else {
            self.run.lapsed_orders += 1;
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
    fn fill_entry(&mut self, touched: &Touched, equity: f64) -> bool {
        let pending = &touched.pending;
        if is_in(&self.filled_groups, pending) {
            return false;
        }
        match self.shares(touched, equity) {
            Ok(mut draft) => {
                draft.entry.commission =
                    draft.shares * draft.entry.paid * self.config.costs.commission_frac();
                self.portfolio.open(draft);
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

    /// The position as it would be, but for the number of shares.
    fn draft(&self, touched: &Touched) -> Position {
        let WaitingEntry { symbol, entry } = touched.pending;
        let cause = cause(entry.kind);
        let costs = &self.config.costs;
        let paid = costs.paid(touched.price, entry.direction.sign(), cause.is_stop());
        let fill = Fill {
            at: touched.at,
            time: self.timeline.time(),
            price: touched.price,
            paid,
            commission: 0.0,
            cause,
        };
        let mut draft = Position::open(symbol, entry.direction, 0.0, fill, &entry.bracket);
        snap_levels(&mut draft, self.config.tick);
        draft.initial_stop = draft.stop;
        draft.is_entered_inside = touched.is_inside || self.config.fills == Fills::NextClose;
        draft
    }

    /// The position with as many shares as the account grants; cuts are written down, refusals are returned with what
    /// was wanted.
    fn shares(&mut self, touched: &Touched, equity: f64) -> Result<Position, (Refusal, f64)> {
        let WaitingEntry { symbol, entry } = touched.pending;
        if let Some(refusal) = self.standing_refusal(symbol, &entry, touched.price) {
            return Err((refusal, 0.0));
        }
        let mut draft = self.draft(touched);
        if draft.stop == Some(0.0) || draft.target == Some(0.0) {
            // A tick above the price leaves nothing of it.
            return Err((Refusal::BadLevel, 0.0));
        }
        let basis = SizeBasis {
            equity,
            price: touched.price,
            outlay: draft.entry.paid * (1.0 + self.config.costs.commission_frac()),
            stop: draft.stop,
            kelly: self.portfolio.kelly(),
        };
        let wanted = entry
            .size
            .shares(&basis)
            .ok_or((Refusal::SizeUnknown, 0.0))?;
        let whole = self.config.in_lots(wanted);
        let (limit, refusal) = self.tightest_limit(touched, &basis, draft.entry.paid);
        let granted = whole.min(self.config.in_lots(limit));
        if granted <= 0.0 {
            let refusal = if whole <= 0.0 {
                Refusal::BelowOneLot
            } else {
                refusal
            };
            return Err((refusal, wanted));
        }
        if granted < whole {
            self.reject(&touched.pending, refusal, (whole, granted));
        }
        draft.shares = granted;
        Ok(draft)
    }

    fn standing_refusal(&self, symbol: usize, entry: &Entry, price: f64) -> Option<Refusal> {
        let has_room = self
            .config
            .max_positions
            .is_none_or(|max| self.portfolio.held().len() < max);
        if !self.portfolio.is_flat(symbol) {
            Some(Refusal::PositionOpen)
        } else if entry.direction == Direction::Short && !self.config.allow_short {
            Some(Refusal::ShortsNotAllowed)
        } else if !has_room {
            Some(Refusal::MaxPositions)
        } else if !entry.bracket.is_valid(price) {
            Some(Refusal::BadLevel)
        } else {
            None
        }
    }

    /// Money that may be spent: it must be there whether an exit of this bar came before or after the entry.
    fn free(&self) -> f64 {
        let margin = self.config.margin.initial_frac() * self.portfolio.short_value();
        (self.portfolio.cash() + self.unsettled - self.freed - margin).max(0.0)
    }

    /// The most shares that cash, margin, weight and volume allow, and which of them is the tightest.
    fn tightest_limit(&self, touched: &Touched, basis: &SizeBasis, paid: f64) -> (f64, Refusal) {
        let margin = self.config.margin.initial_frac();
        let free = self.free();
        let by_money = match touched.pending.entry.direction {
            Direction::Long => (free / basis.outlay, Refusal::Cash),
            Direction::Short => {
                // The sale brings its price less commission; the margin of the new shares must then be covered.
                let bound_a_share = margin * basis.price - (2.0 * paid - basis.outlay);
                if bound_a_share > 0.0 {
                    (free / bound_a_share, Refusal::Margin)
                } else {
                    (f64::INFINITY, Refusal::Margin)
                }
            }
        };
        let by_weight = self.config.max_weight_pct.map(|pct| {
            let shares = basis.equity * pct / 100.0 / basis.outlay;
            (shares.max(0.0), Refusal::MaxWeight)
        });
        let volume = self.timeline.volume(touched.pending.symbol);
        let by_volume = self
            .config
            .volume_cap_pct
            .zip(volume)
            .map(|(pct, volume)| (volume * pct / 100.0, Refusal::VolumeCap));
        [by_weight, by_volume]
            .into_iter()
            .flatten()
            .fold(by_money, |tightest, limit| {
                if limit.0 < tightest.0 {
                    limit
                } else {
                    tightest
                }
            })
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

/// Why an entry of this kind fills.
fn cause(kind: EntryKind) -> Cause {
    match kind {
        EntryKind::Market => Cause::Signal,
        EntryKind::Limit(_) | EntryKind::StopLimit { .. } => Cause::Limit,
        EntryKind::Stop(_) => Cause::StopEntry,
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
