//! How many shares an entry is granted: what it wants, and what cash, margin, weight and volume allow.

use crate::account::{
    Beside, Bracket, Cause, Direction, Entry, EntryKind, Fill, Position, SizeBasis,
};
use crate::strategy::Strategy;

use super::close::snap_levels;
use super::entries::Touched;
use super::journal::Refusal;
use super::{Engine, Fills, WaitingEntry};

impl Engine<'_> {
    /// What is known of an entry when its size is settled.
    pub(super) fn basis(&self, draft: &Position, equity: f64) -> SizeBasis {
        SizeBasis {
            equity,
            price: draft.entry.price,
            paid: draft.entry.paid,
            costs: self.config.costs,
            stop: draft.stop,
            kelly: self.portfolio.kelly(),
        }
    }

    /// The position as it would be, but for the number of shares.
    fn draft(&self, touched: &Touched, bracket: &Bracket) -> Position {
        let WaitingEntry { symbol, entry, .. } = touched.pending;
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
        let mut draft = Position::open(symbol, entry.direction, 0.0, fill, bracket);
        draft.decided = entry.decided;
        snap_levels(&mut draft, self.config.tick);
        draft.initial_stop = draft.stop;
        draft.is_entered_inside = touched.is_inside || self.config.fills == Fills::NextClose;
        draft
    }

    /// The position with as many shares as the account grants; cuts are written down, refusals are returned with what
    /// was wanted.
    pub(super) fn shares<S: Strategy + ?Sized>(
        &mut self,
        touched: &Touched,
        equity: f64,
        strategy: &S,
    ) -> Result<Option<Position>, (Refusal, f64)> {
        let WaitingEntry { symbol, entry, .. } = touched.pending;
        if let Some(refusal) = self.standing_refusal(symbol, &entry) {
            return Err((refusal, 0.0));
        }
        let bracket = bracket(strategy, symbol, &entry, touched.price);
        let mut draft = self.draft(touched, &bracket);
        let is_valid = bracket.is_valid(touched.price);
        if !is_valid || draft.stop == Some(0.0) || draft.target == Some(0.0) {
            // A tick above the price leaves nothing of it.
            return Err((Refusal::BadLevel, 0.0));
        }
        let basis = self.basis(&draft, equity);
        let wanted = entry
            .size
            .shares(&basis)
            .ok_or((Refusal::SizeUnknown, 0.0))?;
        let wanted = match entry.beside {
            Beside::Sets => wanted - self.portfolio.shares(symbol),
            _ => wanted,
        };
        let whole = self.config.in_lots(wanted);
        if whole <= 0.0 && entry.beside == Beside::Sets {
            return Ok(None);
        }
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
        Ok(Some(draft))
    }

    fn standing_refusal(&self, symbol: usize, entry: &Entry) -> Option<Refusal> {
        let has_room = self
            .config
            .max_positions
            .is_none_or(|max| self.portfolio.held().len() < max);
        if !self.portfolio.is_flat(symbol) {
            (!self.adds(symbol, entry)).then_some(Refusal::PositionOpen)
        } else if entry.direction == Direction::Short && !self.config.allow_short {
            Some(Refusal::ShortsNotAllowed)
        } else if !has_room {
            Some(Refusal::MaxPositions)
        } else {
            None
        }
    }

    /// Whether the entry adds to the position that is there.
    fn adds(&self, symbol: usize, entry: &Entry) -> bool {
        let Some(position) = self.portfolio.position(symbol) else {
            return false;
        };
        position.direction == entry.direction
            && position.leaving.is_none()
            && match entry.beside {
                Beside::Refused => false,
                Beside::Adds { most, .. } => self.portfolio.units(symbol).count() < most as usize,
                Beside::Sets => true,
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
            Direction::Long => (basis.costs.shares_for(free, paid), Refusal::Cash),
            Direction::Short => {
                // The sale brings its price less commission; the margin of the new shares must then be covered.
                let outlay =
                    paid * (1.0 + basis.costs.commission_frac()) + basis.costs.commission_per_share;
                let bound_a_share = margin * basis.price - (2.0 * paid - outlay);
                if bound_a_share > 0.0 {
                    (free / bound_a_share, Refusal::Margin)
                } else {
                    (f64::INFINITY, Refusal::Margin)
                }
            }
        };
        let by_weight = self.config.max_weight_pct.map(|pct| {
            let held = self.portfolio.value_of(touched.pending.symbol).abs();
            let shares = basis
                .costs
                .shares_for(basis.equity * pct / 100.0 - held, paid);
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
}

/// The levels of an entry that fills at `price`, those told at the fill included.
pub(super) fn bracket<S: Strategy + ?Sized>(
    strategy: &S,
    symbol: usize,
    entry: &Entry,
    price: f64,
) -> Bracket {
    if entry.bracket.is_open() {
        let told = strategy.bracket_at_fill(symbol, entry, price / entry.scale);
        return told.scaled(entry.scale);
    }
    entry.bracket
}

/// Why an entry of this kind fills.
fn cause(kind: EntryKind) -> Cause {
    match kind {
        EntryKind::Market => Cause::Signal,
        EntryKind::Limit(_) | EntryKind::StopLimit { .. } => Cause::Limit,
        EntryKind::Stop(_) => Cause::StopEntry,
    }
}
