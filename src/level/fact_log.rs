//! The log of what became known.
//!
//! A series makes some ten facts a bar, so they are kept small: eight bytes a fact say what happened and to whom. What
//! it tells besides, a zone or a count, lies in a table of its kind, and its bar follows from its place. Readers see
//! none of this: [`Facts`](super::Facts) hands out whole [`Fact`]s.

use super::{Expiry, Fact, FactKind, Family, Level, LevelId, Live, Role, State, Zone};

/// Everything that became known, in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct FactLog {
    entries: Vec<Entry>,
    /// Number of facts up to and with each bar.
    ends: Vec<usize>,
    levels: Vec<Level>,
    /// Zones, roles and counts that changed.
    redraws: Vec<Redraw>,
    /// Consolidations that price left.
    boxes: Vec<LeftBox>,
    next_id: u32,
}

/// A fact but for its bar: what happened, and the number of the level or a place in the table of its kind.
#[derive(Debug, Clone, Copy)]
struct Entry {
    note: Note,
    whom: u32,
}

/// [`FactKind`] without the figures that lie in tables.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Note {
    /// Its figures are the level's own.
    Formed,
    Merged,
    Redrawn,
    Labelled,
    RangeLeft,
    Test,
    Touch,
    Rejection,
    Pierce,
    Testing,
    Cleared,
    Break,
    GapBreak,
    Confirmed,
    Sustained,
    Failed,
    Lapsed,
    Lost,
    RetestHeld,
    Flipped {
        role: Role,
    },
    Expired {
        reason: Expiry,
    },
}

#[derive(Debug, Clone, Copy)]
struct Redraw {
    zone: Zone,
    level: LevelId,
    count: u32,
    role: Role,
}

#[derive(Debug, Clone, Copy)]
struct LeftBox {
    zone: Zone,
    bars: u32,
    is_up: bool,
}

impl FactLog {
    pub(crate) fn next_id(&mut self) -> LevelId {
        let id = LevelId(self.next_id);
        self.next_id += 1;
        id
    }

    /// Notes that something happened to a level that is known.
    pub(crate) fn note(&mut self, live: &Live, note: Note) {
        let whom = live.id.0;
        self.entries.push(Entry { note, whom });
    }

    /// [`note`](Self::note) where `is_so`, without a branch: what prices do to a level cannot be foretold.
    pub(crate) fn note_if(&mut self, is_so: bool, live: &Live, note: Note) {
        self.note(live, note);
        self.entries
            .truncate(self.entries.len() - usize::from(!is_so));
    }

    pub(crate) fn expired(&mut self, live: &Live, reason: Expiry) {
        if live.state != State::Forming {
            self.note(live, Note::Expired { reason });
        }
    }

    /// Lists a level that is known from the close of this bar on, with the first bar of its evidence.
    pub(crate) fn formed(&mut self, family: Family, live: &Live, first_at: usize) {
        let whom = place(&self.levels);
        self.levels.push(Level {
            id: live.id,
            family,
            role: live.role,
            born: live.zone.price(),
            known_at: self.bars(),
            first_at,
            count: live.count,
        });
        let note = Note::Formed;
        self.entries.push(Entry { note, whom });
    }

    /// Notes the zone, role and count of a level after a change: `Merged`, `Redrawn` or `Labelled`.
    pub(crate) fn redrawn(&mut self, live: &Live, note: Note) {
        let whom = place(&self.redraws);
        self.redraws.push(Redraw {
            zone: live.zone.price(),
            level: live.id,
            count: live.count,
            role: live.role,
        });
        self.entries.push(Entry { note, whom });
    }

    pub(crate) fn range_left(&mut self, zone: Zone, bars: u32, is_up: bool) {
        let whom = place(&self.boxes);
        self.boxes.push(LeftBox { zone, bars, is_up });
        let note = Note::RangeLeft;
        self.entries.push(Entry { note, whom });
    }

    /// Ends a bar: what is noted from here on was known at the close of the next one.
    pub(crate) fn end_bar(&mut self) {
        self.ends.push(self.entries.len());
    }

    /// Number of bars that were ended.
    pub(crate) fn bars(&self) -> usize {
        self.ends.len()
    }

    /// All levels that became known, by the bar that made them known, then birth.
    pub(crate) fn levels(&self) -> &[Level] {
        &self.levels
    }

    /// Index in [`levels`](Self::levels) of each id; `None` for a level that never became known.
    pub(crate) fn index_by_id(&self) -> Vec<Option<usize>> {
        let mut by_id = vec![None; self.next_id as usize];
        for (index, level) in self.levels.iter().enumerate() {
            by_id[level.id.0 as usize] = Some(index);
        }
        by_id
    }

    /// Number of facts known at the close of bar `at`; past the end, at the last bar.
    pub(super) fn known_at(&self, at: usize) -> usize {
        let last = self.ends.last();
        self.ends.get(at).or(last).copied().unwrap_or(0)
    }

    /// Number of bars before the one that made the fact at `place` known.
    pub(super) fn bar_of(&self, place: usize) -> usize {
        self.ends.partition_point(|&end| end <= place)
    }

    /// The fact at `place`, which bar `at` made known.
    pub(super) fn fact(&self, place: usize, at: usize) -> Fact {
        let Entry { note, whom } = self.entries[place];
        let index = whom as usize;
        let about = |kind: FactKind| (Some(LevelId(whom)), kind);
        let drawn = |kind: fn(&Redraw) -> FactKind| {
            let redraw = &self.redraws[index];
            (Some(redraw.level), kind(redraw))
        };
        let (level, kind) = match note {
            Note::Formed => {
                let level = &self.levels[index];
                let (zone, role, count) = (level.born, level.role, level.count);
                (Some(level.id), FactKind::Formed { zone, role, count })
            }
            Note::Merged => drawn(
                |&Redraw {
                     zone, role, count, ..
                 }| FactKind::Merged { zone, role, count },
            ),
            Note::Redrawn => drawn(|&Redraw { zone, count, .. }| FactKind::Redrawn { zone, count }),
            Note::Labelled => drawn(|&Redraw { count, .. }| FactKind::Labelled { count }),
            Note::RangeLeft => {
                let LeftBox { zone, bars, is_up } = self.boxes[index];
                (None, FactKind::RangeLeft { is_up, zone, bars })
            }
            Note::Test => about(FactKind::Test),
            Note::Touch => about(FactKind::Touch),
            Note::Rejection => about(FactKind::Rejection),
            Note::Pierce => about(FactKind::Pierce),
            Note::Testing => about(FactKind::Testing),
            Note::Cleared => about(FactKind::Cleared),
            Note::Break => about(FactKind::Break),
            Note::GapBreak => about(FactKind::GapBreak),
            Note::Confirmed => about(FactKind::Confirmed),
            Note::Sustained => about(FactKind::Sustained),
            Note::Failed => about(FactKind::Failed),
            Note::Lapsed => about(FactKind::Lapsed),
            Note::Lost => about(FactKind::Lost),
            Note::RetestHeld => about(FactKind::RetestHeld),
            Note::Flipped { role } => about(FactKind::Flipped { role }),
            Note::Expired { reason } => about(FactKind::Expired { reason }),
        };
        Fact { at, level, kind }
    }
}

/// The place of what is pushed next.
fn place<T>(table: &[T]) -> u32 {
    u32::try_from(table.len()).unwrap_or(u32::MAX)
}
