//! The living levels of one family, and which of them a bar concerns.

use std::ops::Range;

use super::compare::SAME;
use super::{Expiry, FactLog, Live, State};

/// Most levels of one family that live at once; `user` levels are not bound.
pub(crate) const MAX_ALIVE: usize = 64;

/// Living levels of one family, by id. A slot is the place of a level in this order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Living {
    levels: Vec<Live>,
    reaches: Reaches,
    /// Slots of expired levels, rising.
    expired: Vec<usize>,
    /// Bars out of zone after which a resting level expires; `None`: never.
    patience: Option<usize>,
    is_bound: bool,
    returns: u64,
}

/// What a bar has to reach to concern each level: the prices of its zone, or the bar it is due. By slot, in columns that
/// are compared side by side.
///
/// A sieve, in numbers half as wide as those of the levels: it lets through every level that a bar concerns, and now and
/// then one whose zone it misses by a hair, to which nothing happens.
#[derive(Debug, Clone, Default)]
struct Reaches {
    low: Vec<[f32; LANES]>,
    high: Vec<[f32; LANES]>,
    due: Vec<[i32; LANES]>,
    len: usize,
}

/// Slots compared side by side.
const LANES: usize = 4;
/// Slots that a word has bits for.
const WORD: usize = u32::BITS as usize;

impl Reaches {
    fn push(&mut self, live: &Live, patience: Option<usize>) {
        if self.len.is_multiple_of(LANES) {
            self.low.push([f32::INFINITY; LANES]);
            self.high.push([f32::NEG_INFINITY; LANES]);
            self.due.push([i32::MAX; LANES]);
        }
        self.len += 1;
        self.set(self.len - 1, live, patience);
    }

    fn set(&mut self, slot: usize, live: &Live, patience: Option<usize>) {
        let zone = Coarse::of((live.zone.low(), live.zone.high()));
        self.low.as_flattened_mut()[slot] = zone.low;
        self.high.as_flattened_mut()[slot] = zone.high;
        self.set_due(slot, live, patience);
    }

    fn set_due(&mut self, slot: usize, live: &Live, patience: Option<usize>) {
        self.due.as_flattened_mut()[slot] = bar(live.due(patience));
    }

    /// Closes the gap that `slot` leaves; the last place concerns no bar from here on.
    fn remove(&mut self, slot: usize) {
        let end = self.len;
        self.len -= 1;
        let (low, high) = (self.low.as_flattened_mut(), self.high.as_flattened_mut());
        let due = self.due.as_flattened_mut();
        low.copy_within(slot + 1..end, slot);
        high.copy_within(slot + 1..end, slot);
        due.copy_within(slot + 1..end, slot);
        (low[end - 1], high[end - 1], due[end - 1]) = (f32::INFINITY, f32::NEG_INFINITY, i32::MAX);
        let groups = self.len.div_ceil(LANES);
        self.low.truncate(groups);
        self.high.truncate(groups);
        self.due.truncate(groups);
    }

    fn words(&self) -> Range<usize> {
        0..self.len.div_ceil(WORD)
    }

    /// A bit for each slot of a word: whether it meets `range` or is due earlier than bar `before`. No processor foretells
    /// which do, so signs are gathered rather than branched on.
    fn concerned(&self, word: usize, before: i32, range: Coarse) -> u32 {
        let first = word * WORD / LANES;
        let groups = first..self.low.len().min(first + WORD / LANES);
        let (lows, highs) = (&self.low[groups.clone()], &self.high[groups.clone()]);
        let dues = &self.due[groups];
        let mut bits = [0; LANES];
        for ((lows, highs), dues) in lows.iter().zip(highs).zip(dues).rev() {
            for lane in 0..LANES {
                // Negative where they overlap. Where they only touch it is 0, which counts as beyond: rounded outwards as
                // both are, prices that touch overlap here.
                let beyond = larger(lows[lane] - range.high, range.low - highs[lane]);
                let early = (dues[lane] - before).cast_unsigned();
                bits[lane] = bits[lane] << LANES | (beyond.to_bits() | early) >> (WORD - 1);
            }
        }
        let [a, b, c, d] = bits;
        a | b << 1 | c << 2 | d << 3
    }
}

/// Prices, rounded outwards.
#[derive(Debug, Clone, Copy)]
struct Coarse {
    low: f32,
    high: f32,
}

impl Coarse {
    #[expect(clippy::cast_possible_truncation, reason = "rounded to the outer side")]
    fn of((low, high): (f64, f64)) -> Self {
        Self {
            low: ((low - SAME) as f32).next_down(),
            high: ((high + SAME) as f32).next_up(),
        }
    }
}

/// A bar as these columns hold it; what comes later than that never comes.
fn bar(at: usize) -> i32 {
    i32::try_from(at).unwrap_or(i32::MAX)
}

/// As `f32::max`, but without its care for what is no number.
fn larger(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

/// Places of the ones in `bits`, rising.
fn ones(mut bits: u32) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = bits.trailing_zeros() as usize;
        (bits != 0).then(|| {
            bits &= bits - 1;
            place
        })
    })
}

impl Living {
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
        mut happen: impl FnMut(&mut Live, Option<usize>),
    ) {
        let (next, range) = (bar(at).saturating_add(1), Coarse::of(range));
        for word in self.reaches.words() {
            for bit in ones(self.reaches.concerned(word, next, range)) {
                let slot = word * WORD + bit;
                let live = &mut self.levels[slot];
                let was_broken = live.state.is_broken();
                happen(live, self.patience);
                self.reaches.set_due(slot, live, self.patience);
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
        self.reaches.set(slot, live, self.patience);
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
        self.reaches.push(&live, self.patience);
        self.levels.push(live);
    }

    /// Ends the life of the level in `slot`; [`sweep`](Self::sweep) lets go of it.
    pub(crate) fn expire(&mut self, slot: usize, reason: Expiry, log: &mut FactLog) {
        log.expired(&self.levels[slot], reason);
        self.levels[slot].state = State::Expired;
        self.expired.push(slot);
    }

    /// Keeps the family within its bound: the forming or active level longest out of zone goes first, then the older.
    pub(crate) fn enforce_bound(&mut self, log: &mut FactLog) {
        while self.is_bound && self.levels.len() > MAX_ALIVE {
            let resting = |live: &Live| matches!(live.state, State::Forming | State::Active);
            let resting = self.alive().filter(|(_, live)| resting(live));
            let Some((slot, _)) = resting.min_by_key(|(_, live)| live.quiet_since) else {
                return;
            };
            self.expire(slot, Expiry::Crowded, log);
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
        let coarse = Coarse::of(range);
        for word in self.reaches.words() {
            for bit in ones(self.reaches.concerned(word, 0, coarse)) {
                let slot = word * WORD + bit;
                let live = &self.levels[slot];
                let distance = (live.zone.centre - centre).abs();
                if distance < least - SAME && live.zone.meets(range.0, range.1) && wanted(live) {
                    (best, least) = (Some((slot, live)), distance);
                }
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::level::{LevelId, LogZone, Role};

    fn live(id: usize, (low, high): (f64, f64), quiet_since: usize) -> Live {
        let zone = LogZone::between(low, high);
        Live {
            id: LevelId(u32::try_from(id).unwrap()),
            role: Role::Resistance,
            born_role: Role::Resistance,
            state: State::Active,
            zone,
            birth_centre: zone.centre,
            birth_atr: 0.1,
            first_at: 0,
            count: 1,
            quiet_since,
            broke_at: 0,
            confirmed_at: 0,
            is_retested: false,
        }
    }

    proptest! {
        /// Up to 150 levels, some of which expire on the way, and bars of many heights.
        #[test]
        fn every_level_that_a_bar_meets_or_is_due_is_asked_in_order(
            levels in prop::collection::vec((0u32..100, 0usize..40), 1..150),
            expire in prop::collection::vec(0usize..150, 0..40),
            (at, low, height) in (10usize..80, 0u32..100, 0u32..20),
        ) {
            let mut living = Living::new(Some(30), false);
            let mut log = FactLog::default();
            let mut expected: Vec<Live> = Vec::new();
            for (id, &(low, quiet_since)) in levels.iter().enumerate() {
                let low = f64::from(low);
                let live = live(id, (low, low + 0.1), quiet_since);
                living.add(live);
                expected.push(live);
            }
            for slot in expire {
                if slot < expected.len() {
                    living.expire(slot, Expiry::Superseded, &mut log);
                    living.sweep();
                    expected.remove(slot);
                }
            }
            let range = (f64::from(low), f64::from(low + height));
            let is_concerned = |live: &&Live| {
                live.zone.meets(range.0, range.1) || live.quiet_since + 30 <= at
            };
            let expected: Vec<LevelId> =
                expected.iter().filter(is_concerned).map(|live| live.id).collect();
            let mut asked = Vec::new();
            living.each_concerned(at, range, |live, _| asked.push(live.id));
            prop_assert_eq!(asked, expected);
        }

        /// Log prices from far below one to far above, a hair of a few 1e-10 to some 1e-5 apart: the sieve may let through
        /// what the bar misses by less than its numbers can tell, and nothing else.
        #[test]
        fn no_level_that_a_bar_meets_by_a_hair_is_passed_over(
            (base, hair) in (
                prop::sample::select(vec![-115.0, -4.6, 0.0, 1e-3, 4.6, 115.0]),
                prop::sample::select(vec![3e-10, 1e-9, 1e-7, 1e-5]),
            ),
            levels in prop::collection::vec((-20i32..20, 0i32..4), 1..80),
            (low, height) in (-20i32..20, 0i32..6),
        ) {
            let price = |hairs: i32| base + f64::from(hairs) * hair;
            let mut living = Living::new(None, false);
            let levels: Vec<Live> = levels
                .into_iter()
                .enumerate()
                .map(|(id, (low, height))| live(id, (price(low), price(low + height)), 0))
                .collect();
            for live in &levels {
                living.add(*live);
            }
            let (low, high) = (price(low), price(low + height));
            let mut asked = Vec::new();
            living.each_concerned(9, (low, high), |live, _| asked.push(live.id));
            // Two steps of an f32 of this size, for each of the two.
            let blur = 4.0 * f64::from(f32::EPSILON) * base.abs().max(1e-3) + 4.0 * SAME;
            for live in &levels {
                let is_asked = asked.contains(&live.id);
                prop_assert!(is_asked || !live.zone.meets(low, high), "{}", live.id);
                let is_near = live.zone.meets(low - blur, high + blur);
                prop_assert!(is_near || !is_asked, "{}", live.id);
            }
        }
    }
}
