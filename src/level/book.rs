//! The living levels of one family, and which of them a bar concerns.

use super::compare::SAME;
use super::{Expiry, Live, LogZone, Record, State};

/// Most levels of one family that live at once; `user` levels are not bound.
pub(crate) const MAX_ALIVE: usize = 64;

/// Living levels of one family, by id.
///
/// Beside each level stand, in columns of their own, the edges of its zone and the bar it is due, so that a bar finds
/// the levels it concerns by comparing three numbers each. With at most 64 levels this flat scan is faster than a
/// search by price with a queue of due bars, and it finds them in the order of their ids.
#[derive(Debug, Clone, Default)]
pub(crate) struct Book {
    levels: Vec<Live>,
    low: Vec<f64>,
    high: Vec<f64>,
    due: Vec<usize>,
    /// Bars out of zone after which a resting level expires; `None`: never.
    patience: Option<usize>,
    is_bound: bool,
    steps: u64,
    has_expired: bool,
}

impl Book {
    pub(crate) fn new(patience: Option<usize>, is_bound: bool) -> Self {
        Self {
            patience,
            is_bound,
            ..Self::default()
        }
    }

    /// Slots that bar `at` concerns, by id: those whose zone meets `low ..= high`, and those that are due.
    pub(crate) fn concerned(&self, at: usize, low: f64, high: f64, found: &mut Vec<usize>) {
        found.clear();
        let edges = self.low.iter().zip(&self.high).zip(&self.due);
        for (slot, ((&zone_low, &zone_high), &due)) in edges.enumerate() {
            if (zone_low <= high && zone_high >= low) || due <= at {
                found.push(slot);
            }
        }
    }

    /// The level in a slot.
    pub(crate) fn live(&mut self, slot: usize) -> &mut Live {
        &mut self.levels[slot]
    }

    /// Bars out of zone after which a resting level expires.
    pub(crate) fn patience(&self) -> Option<usize> {
        self.patience
    }

    /// Number of steps the levels have taken: equal numbers mean that nothing happened between.
    pub(crate) fn steps(&self) -> u64 {
        self.steps
    }

    /// Brings the columns in line with what happened to the level in `slot`.
    pub(crate) fn settle(&mut self, slot: usize) {
        self.steps += 1;
        let live = &self.levels[slot];
        self.due[slot] = live.due(self.patience);
        self.has_expired |= live.state == State::Expired;
    }

    /// Lets go of expired levels. Slots are numbered anew, so this comes after all steps or changes of a bar.
    pub(crate) fn sweep(&mut self) {
        if !std::mem::take(&mut self.has_expired) {
            return;
        }
        self.levels.retain(|live| live.state != State::Expired);
        for slot in 0..self.levels.len() {
            self.place(slot);
        }
        for column in [&mut self.low, &mut self.high] {
            column.truncate(self.levels.len());
        }
        self.due.truncate(self.levels.len());
    }

    /// Moves the zone of a level.
    pub(crate) fn move_to(&mut self, slot: usize, zone: LogZone) {
        self.levels[slot].zone = zone;
        self.place(slot);
    }

    /// Takes in a level that is born.
    pub(crate) fn add(&mut self, live: Live) {
        self.levels.push(live);
        self.low.push(0.0);
        self.high.push(0.0);
        self.due.push(0);
        self.place(self.levels.len() - 1);
    }

    /// Writes the columns of a slot.
    fn place(&mut self, slot: usize) {
        let live = &self.levels[slot];
        self.low[slot] = live.zone.low() - SAME;
        self.high[slot] = live.zone.high() + SAME;
        self.due[slot] = live.due(self.patience);
    }

    /// Ends the life of the level in `slot`; [`sweep`](Self::sweep) lets go of it.
    pub(crate) fn expire(&mut self, at: usize, slot: usize, reason: Expiry, record: &mut Record) {
        record.expired(at, &self.levels[slot], reason);
        self.levels[slot].state = State::Expired;
        self.has_expired = true;
    }

    /// Keeps the family within its bound: the forming or active level longest out of zone goes first, then the older.
    pub(crate) fn enforce_bound(&mut self, at: usize, record: &mut Record) {
        while self.is_bound && self.levels.len() > MAX_ALIVE {
            let resting = |live: &Live| matches!(live.state, State::Forming | State::Active);
            let resting = self
                .levels
                .iter()
                .enumerate()
                .filter(|(_, live)| resting(live));
            let Some((slot, _)) = resting.min_by_key(|(_, live)| live.quiet_since) else {
                return;
            };
            self.expire(at, slot, Expiry::Crowded, record);
            self.sweep();
        }
    }

    /// All living levels with their slots, by id.
    pub(crate) fn alive(&self) -> impl Iterator<Item = (usize, &Live)> {
        self.levels.iter().enumerate()
    }

    /// Of the levels that meet `low ..= high`, the one nearest to `centre` among those `wanted`; ties: the smaller id.
    pub(crate) fn nearest(
        &self,
        centre: f64,
        (low, high): (f64, f64),
        wanted: impl Fn(&Live) -> bool,
    ) -> Option<(usize, &Live)> {
        let meeting = self
            .alive()
            .filter(|(_, live)| live.zone.meets(low, high) && wanted(live));
        let distance = |live: &Live| (live.zone.centre - centre).abs();
        meeting.reduce(|best, next| {
            if distance(next.1) < distance(best.1) - SAME {
                next
            } else {
                best
            }
        })
    }
}
