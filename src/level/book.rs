//! The living levels of one family, and which of them a bar concerns.

use super::compare::SAME;
use super::{Expiry, Live, Record, State};

/// Most levels of one family that live at once; `user` levels are not bound.
pub(crate) const MAX_ALIVE: usize = 64;

/// Living levels of one family, by id. A slot is the place of a level in this order.
///
/// A bar finds the levels it concerns by comparing three numbers with each, kept close together for that. With at most
/// 64 levels this flat scan is as fast as a search by price with a queue of due bars, whose order has to be kept as
/// levels come and go, and it finds them in the order of their ids.
#[derive(Debug, Clone, Default)]
pub(crate) struct Book {
    levels: Vec<Live>,
    /// By slot.
    reaches: Vec<Reach>,
    /// Slots of expired levels, rising.
    expired: Vec<usize>,
    /// Bars out of zone after which a resting level expires; `None`: never.
    patience: Option<usize>,
    is_bound: bool,
    returns: u64,
}

/// What a bar has to reach to concern a level: the prices of its zone, or the bar it is due.
#[derive(Debug, Clone, Copy)]
struct Reach {
    low: f64,
    high: f64,
    due: usize,
}

impl Reach {
    fn of(live: &Live, patience: Option<usize>) -> Self {
        Self {
            low: live.zone.low() - SAME,
            high: live.zone.high() + SAME,
            due: live.due(patience),
        }
    }

    /// Whether the zone and `low ..= high` have a price in common.
    fn meets(&self, (low, high): (f64, f64)) -> bool {
        self.low <= high && self.high >= low
    }
}

impl Book {
    pub(crate) fn new(patience: Option<usize>, is_bound: bool) -> Self {
        Self {
            patience,
            is_bound,
            ..Self::default()
        }
    }

    /// Slots that bar `at` concerns, by id: those whose zone meets the prices of `range`, and those that are due.
    pub(crate) fn concerned(&self, at: usize, range: (f64, f64), found: &mut Vec<usize>) {
        found.clear();
        for (slot, reach) in self.reaches.iter().enumerate() {
            if reach.meets(range) || reach.due <= at {
                found.push(slot);
            }
        }
    }

    /// Bars out of zone after which a resting level expires.
    pub(crate) fn patience(&self) -> Option<usize> {
        self.patience
    }

    /// How often a level has expired or come back from a break by what prices did: equal numbers mean that the resting
    /// levels are the same ones, but for what their finder changed itself.
    pub(crate) fn returns(&self) -> u64 {
        self.returns
    }

    /// Lets something happen to the level in `slot`.
    pub(crate) fn update(&mut self, slot: usize, happen: impl FnOnce(&mut Live)) {
        let live = &mut self.levels[slot];
        let was_broken = live.state.is_broken();
        happen(live);
        self.reaches[slot] = Reach::of(live, self.patience);
        let has_expired = live.state == State::Expired;
        if has_expired {
            self.expired.push(slot);
        }
        if has_expired || was_broken && !live.state.is_broken() {
            self.returns += 1;
        }
    }

    /// Lets go of expired levels. Slots are numbered anew, so this comes after all steps or changes of a bar.
    pub(crate) fn sweep(&mut self) {
        // From the last one on: the slots of those before it stay as they are.
        while let Some(slot) = self.expired.pop() {
            self.levels.remove(slot);
            self.reaches.remove(slot);
        }
    }

    /// Takes in a level that is born.
    pub(crate) fn add(&mut self, live: Live) {
        self.reaches.push(Reach::of(&live, self.patience));
        self.levels.push(live);
    }

    /// Ends the life of the level in `slot`; [`sweep`](Self::sweep) lets go of it.
    pub(crate) fn expire(&mut self, at: usize, slot: usize, reason: Expiry, record: &mut Record) {
        record.expired(at, &self.levels[slot], reason);
        self.levels[slot].state = State::Expired;
        self.expired.push(slot);
    }

    /// Keeps the family within its bound: the forming or active level longest out of zone goes first, then the older.
    pub(crate) fn enforce_bound(&mut self, at: usize, record: &mut Record) {
        while self.is_bound && self.levels.len() > MAX_ALIVE {
            let resting = |live: &Live| matches!(live.state, State::Forming | State::Active);
            let resting = self.alive().filter(|(_, live)| resting(live));
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

    /// Of the levels that meet the prices of `range`, the one nearest to `centre` among those `wanted`; ties: the
    /// smaller id.
    pub(crate) fn nearest(
        &self,
        centre: f64,
        range: (f64, f64),
        wanted: impl Fn(&Live) -> bool,
    ) -> Option<(usize, &Live)> {
        let meeting = self
            .reaches
            .iter()
            .zip(self.alive())
            .filter(|(reach, (_, live))| reach.meets(range) && wanted(live))
            .map(|(_, level)| level);
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
