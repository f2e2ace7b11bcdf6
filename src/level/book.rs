//! The living levels of one family, found by price and by the bar they are due.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::{Expiry, LevelId, Live, LogZone, Record, State};

/// Most levels of one family that live at once; `user` levels are not bound.
pub(crate) const MAX_ALIVE: usize = 64;

/// Living levels of one family.
///
/// Levels stay in their slot; `order` keeps the slots sorted by centre, so that those a bar meets are found by binary
/// search; `awake` lists those that every bar has to ask; `due` those that expire if nothing visits them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Book {
    slots: Vec<Option<Live>>,
    order: Vec<(f64, usize)>,
    widest: f64,
    awake: Vec<usize>,
    due: BinaryHeap<Reverse<(usize, LevelId, usize)>>,
    /// Bars out of zone after which a resting level expires; `None`: never.
    patience: Option<usize>,
    is_bound: bool,
}

impl Book {
    pub(crate) fn new(patience: Option<usize>, is_bound: bool) -> Self {
        Self {
            patience,
            is_bound,
            ..Self::default()
        }
    }

    /// Slots that bar `at` may concern, by id: those whose zone meets `low ..= high`, those awake, those due.
    pub(crate) fn concerned(&mut self, at: usize, low: f64, high: f64, found: &mut Vec<usize>) {
        found.clear();
        found.extend_from_slice(&self.awake);
        let first = self
            .order
            .partition_point(|&(centre, _)| centre < low - self.widest);
        for &(_, slot) in self.order[first..]
            .iter()
            .take_while(|(centre, _)| *centre <= high + self.widest)
        {
            let is_new = self.slots[slot]
                .as_ref()
                .is_some_and(|live| !live.state.is_awake() && live.zone.meets(low, high));
            if is_new {
                found.push(slot);
            }
        }
        while let Some(&Reverse((bar, id, slot))) = self.due.peek() {
            if bar > at {
                break;
            }
            self.due.pop();
            self.recheck(at, id, slot, found);
        }
        if found.len() > 1 {
            found.sort_unstable_by_key(|&slot| self.slots[slot].as_ref().map(|live| live.id));
        }
    }

    /// A level came due: if something visited it since, it is due later; otherwise this bar concerns it.
    fn recheck(&mut self, at: usize, id: LevelId, slot: usize, found: &mut Vec<usize>) {
        let Some(live) = self.slots[slot].as_ref().filter(|live| live.id == id) else {
            return;
        };
        let Some(patience) = self.patience else {
            return;
        };
        if live.state.is_awake() {
            return;
        }
        let due = live.quiet_since + patience;
        if due > at {
            self.due.push(Reverse((due, id, slot)));
        } else {
            self.due.push(Reverse((at + 1, id, slot)));
            if !found.contains(&slot) {
                found.push(slot);
            }
        }
    }

    /// The level in a slot that [`concerned`](Self::concerned) or [`nearest`](Self::nearest) named.
    pub(crate) fn live(&mut self, slot: usize) -> &mut Live {
        self.slots[slot]
            .as_mut()
            .expect("slots are named only while their level lives")
    }

    /// Bars out of zone after which a resting level expires.
    pub(crate) fn patience(&self) -> Option<usize> {
        self.patience
    }

    /// Brings the lists in line with what a step did to the level in `slot`.
    pub(crate) fn settle(&mut self, slot: usize) {
        let state = self.live(slot).state;
        let listed = self.awake.iter().position(|&awake| awake == slot);
        match (listed, state.is_awake()) {
            (None, true) => self.awake.push(slot),
            (Some(index), false) => {
                self.awake.swap_remove(index);
                self.wait(slot);
            }
            _ => {}
        }
        if state == State::Expired {
            self.remove(slot);
        }
    }

    /// Moves the zone of a level.
    pub(crate) fn move_to(&mut self, slot: usize, zone: LogZone) {
        self.live(slot).zone = zone;
        self.order.retain(|&(_, other)| other != slot);
        self.insert_order(slot, zone);
    }

    /// Takes in a level that is born at `at`.
    pub(crate) fn add(&mut self, live: Live) {
        let slot = self
            .slots
            .iter()
            .position(Option::is_none)
            .unwrap_or_else(|| {
                self.slots.push(None);
                self.slots.len() - 1
            });
        self.insert_order(slot, live.zone);
        self.slots[slot] = Some(live);
        self.wait(slot);
    }

    /// Notes when the resting level in `slot` is due unless something visits it.
    fn wait(&mut self, slot: usize) {
        let Live {
            id, quiet_since, ..
        } = *self.live(slot);
        if let Some(patience) = self.patience {
            self.due.push(Reverse((quiet_since + patience, id, slot)));
        }
    }

    /// Keeps the family within its bound: the forming or active level longest out of zone goes first, then the older.
    pub(crate) fn enforce_bound(&mut self, at: usize, record: &mut Record) {
        while self.is_bound && self.order.len() > MAX_ALIVE {
            let resting = self
                .alive()
                .filter(|(_, live)| matches!(live.state, State::Forming | State::Active));
            let Some((slot, live)) = resting.min_by_key(|(_, live)| (live.quiet_since, live.id))
            else {
                return;
            };
            record.expired(at, live, Expiry::Crowded);
            self.remove(slot);
        }
    }

    /// Ends the life of the level in `slot`.
    pub(crate) fn remove(&mut self, slot: usize) {
        self.slots[slot] = None;
        self.order.retain(|&(_, other)| other != slot);
        self.awake.retain(|&other| other != slot);
        let halves = self
            .order
            .iter()
            .filter_map(|&(_, slot)| self.slots[slot].as_ref())
            .map(|live| live.zone.half);
        self.widest = halves.fold(0.0, f64::max);
    }

    /// All living levels with their slots, by centre.
    pub(crate) fn alive(&self) -> impl Iterator<Item = (usize, &Live)> {
        self.order
            .iter()
            .filter_map(|&(_, slot)| self.slots[slot].as_ref().map(|live| (slot, live)))
    }

    /// The living level nearest to `centre` among those `wanted`; ties: the smaller id.
    pub(crate) fn nearest(
        &self,
        centre: f64,
        wanted: impl Fn(&Live) -> bool,
    ) -> Option<(usize, &Live)> {
        let distance = |live: &Live| (live.zone.centre - centre).abs();
        self.alive()
            .filter(|(_, live)| wanted(live))
            .min_by(|(_, a), (_, b)| {
                let (a_far, b_far) = (distance(a), distance(b));
                if (a_far - b_far).abs() <= super::compare::SAME {
                    a.id.cmp(&b.id)
                } else {
                    a_far.total_cmp(&b_far)
                }
            })
    }

    fn insert_order(&mut self, slot: usize, zone: LogZone) {
        let at = self
            .order
            .partition_point(|&(centre, _)| centre < zone.centre);
        self.order.insert(at, (zone.centre, slot));
        self.widest = self.widest.max(zone.half);
    }
}
