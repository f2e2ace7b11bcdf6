//! The living levels of one family, and which of them a bar concerns.

use super::compare::SAME;
use super::{Expiry, Live, Record, State};

/// Most levels of one family that live at once; `user` levels are not bound.
pub(crate) const MAX_ALIVE: usize = 64;

/// Living levels of one family, by id. A slot is the place of a level in this order.
///
/// A bar concerns few of them: those whose zone it meets, and those that are due. They are found among the *watched*
/// ones: the levels within a few ATR of price, and those due before long. The others are looked at again when price
/// leaves the stretch around which was watched, or when the first of them is due, which is once in some five bars.
#[derive(Debug, Clone, Default)]
pub(crate) struct Book {
    levels: Vec<Live>,
    /// By slot.
    reaches: Vec<Reach>,
    watch: Watch,
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

    /// 1 if it concerns bar `at`, which reached `low ..= high`, else 0: without a branch, since no processor foretells which.
    fn concerns(&self, at: usize, (low, high): (f64, f64)) -> u64 {
        u64::from(self.low <= high) & u64::from(self.high >= low) | u64::from(self.due <= at)
    }
}

/// The levels that a bar can concern while it stays within `low ..= high` and comes before `until`.
#[derive(Debug, Clone)]
struct Watch {
    /// Rising.
    slots: Vec<usize>,
    low: f64,
    high: f64,
    until: usize,
}

impl Default for Watch {
    /// Of nothing, and at an end.
    fn default() -> Self {
        Self {
            slots: Vec::new(),
            low: f64::INFINITY,
            high: f64::NEG_INFINITY,
            until: 0,
        }
    }
}

impl Watch {
    /// How far around a bar is watched, in ATR, and for how long ahead.
    const AROUND_ATR: f64 = 1.0;
    const AHEAD_BARS: usize = 5;

    fn holds(&self, (low, high): (f64, f64)) -> bool {
        self.low <= low && high <= self.high
    }

    /// Begins anew around `range` at bar `at`.
    fn begin(&mut self, reaches: &[Reach], at: usize, (low, high): (f64, f64), atr: f64) {
        let around = Self::AROUND_ATR * atr;
        (self.low, self.high) = (low - around, high + around);
        self.until = usize::MAX;
        self.slots.clear();
        for (slot, reach) in reaches.iter().enumerate() {
            if reach.meets((self.low, self.high)) || reach.due <= at + Self::AHEAD_BARS {
                self.slots.push(slot);
            } else {
                self.until = self.until.min(reach.due);
            }
        }
    }

    fn add(&mut self, slot: usize) {
        if let Err(place) = self.slots.binary_search(&slot) {
            self.slots.insert(place, slot);
        }
    }

    /// Forgets `slot`; those after it are one less from here on.
    fn remove(&mut self, slot: usize) {
        self.slots.retain(|&other| other != slot);
        for other in &mut self.slots {
            *other -= usize::from(*other > slot);
        }
    }
}

/// Places of the ones in `bits`, rising.
fn ones(mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = bits.trailing_zeros() as usize;
        (bits != 0).then(|| {
            bits &= bits - 1;
            place
        })
    })
}

impl Book {
    pub(crate) fn new(patience: Option<usize>, is_bound: bool) -> Self {
        Self {
            patience,
            is_bound,
            ..Self::default()
        }
    }

    /// Lets `happen` to each level that bar `at` concerns, by id: those whose zone meets the prices of `range`, and those
    /// that are due. It is handed the family's patience.
    pub(crate) fn each_concerned(
        &mut self,
        at: usize,
        range: (f64, f64),
        atr: f64,
        mut happen: impl FnMut(&mut Live, Option<usize>),
    ) {
        if at >= self.watch.until || !self.watch.holds(range) {
            self.watch.begin(&self.reaches, at, range, atr);
        }
        for slots in self.watch.slots.chunks(u64::BITS as usize) {
            let bits = slots.iter().rev().fold(0, |bits, &slot| {
                bits << 1 | self.reaches[slot].concerns(at, range)
            });
            for index in ones(bits) {
                let slot = slots[index];
                let live = &mut self.levels[slot];
                let was_broken = live.state.is_broken();
                happen(live, self.patience);
                self.reaches[slot].due = live.due(self.patience);
                let has_expired = live.state == State::Expired;
                if has_expired {
                    self.expired.push(slot);
                }
                let is_back = was_broken && !live.state.is_broken();
                self.returns += u64::from(has_expired || is_back);
            }
        }
        self.sweep();
    }

    /// How often a level has expired or come back from a break by what prices did: equal numbers mean that the resting
    /// levels are the same ones, but for what their finder changed itself.
    pub(crate) fn returns(&self) -> u64 {
        self.returns
    }

    /// Lets something happen to the level in `slot` that may move its zone.
    pub(crate) fn update(&mut self, slot: usize, happen: impl FnOnce(&mut Live)) {
        let live = &mut self.levels[slot];
        happen(live);
        self.reaches[slot] = Reach::of(live, self.patience);
        self.watch.add(slot);
    }

    /// Lets go of expired levels. Slots are numbered anew, so this comes after all steps or changes of a bar.
    pub(crate) fn sweep(&mut self) {
        // From the last one on: the slots of those before it stay as they are.
        while let Some(slot) = self.expired.pop() {
            self.levels.remove(slot);
            self.reaches.remove(slot);
            self.watch.remove(slot);
        }
    }

    /// Takes in a level that is born.
    pub(crate) fn add(&mut self, live: Live) {
        self.watch.slots.push(self.levels.len());
        self.reaches.push(Reach::of(&live, self.patience));
        self.levels.push(live);
    }

    /// Ends the life of the level in `slot`; [`sweep`](Self::sweep) lets go of it.
    pub(crate) fn expire(&mut self, slot: usize, reason: Expiry, record: &mut Record) {
        record.expired(&self.levels[slot], reason);
        self.levels[slot].state = State::Expired;
        self.expired.push(slot);
    }

    /// Keeps the family within its bound: the forming or active level longest out of zone goes first, then the older.
    pub(crate) fn enforce_bound(&mut self, record: &mut Record) {
        while self.is_bound && self.levels.len() > MAX_ALIVE {
            let resting = |live: &Live| matches!(live.state, State::Forming | State::Active);
            let resting = self.alive().filter(|(_, live)| resting(live));
            let Some((slot, _)) = resting.min_by_key(|(_, live)| live.quiet_since) else {
                return;
            };
            self.expire(slot, Expiry::Crowded, record);
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
        let mut best = None;
        let mut least = f64::INFINITY;
        let mut look = |slot: usize, reach: &Reach| {
            let live = &self.levels[slot];
            let distance = (live.zone.centre - centre).abs();
            if reach.meets(range) && distance < least - SAME && wanted(live) {
                (best, least) = (Some((slot, live)), distance);
            }
        };
        if self.watch.holds(range) {
            let watched = self.watch.slots.iter();
            watched.for_each(|&slot| look(slot, &self.reaches[slot]));
        } else {
            let all = self.reaches.iter().enumerate();
            all.for_each(|(slot, reach)| look(slot, reach));
        }
        best
    }
}
