//! A level while it lives, as the trackers keep it, and the record of what became known.

use super::{Expiry, Fact, FactKind, Family, Level, LevelId, LogZone, Role, State, Zone};

/// How far a zone that moves may go from where it was born, in ATR at birth.
pub(crate) const DRIFT_ATR: f64 = 0.25;
/// Bars within which a break is confirmed or fails, and after which it may be sustained.
pub(crate) const SETTLING_BARS: usize = 10;
/// Bars after its confirmation at which a sustained level changes its role, and within which a retest counts.
pub(crate) const FLIP_BARS: usize = 30;

/// What the trackers need to know of a level that is alive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Live {
    pub(crate) id: LevelId,
    pub(crate) role: Role,
    /// The role it was born in: whether an extreme or shelf is one of highs or of lows.
    pub(crate) born_role: Role,
    pub(crate) state: State,
    pub(crate) zone: LogZone,
    /// Centre and ATR at birth: what a zone that moves is held to.
    pub(crate) birth_centre: f64,
    pub(crate) birth_atr: f64,
    pub(crate) first_at: usize,
    /// Pivots, highs (lows), or bars of the window.
    pub(crate) count: u32,
    /// Last bar in zone, birth, or return to active: bars out of zone are counted from here.
    pub(crate) quiet_since: usize,
    pub(crate) broke_at: usize,
    pub(crate) confirmed_at: usize,
    pub(crate) is_retested: bool,
}

impl Live {
    /// Whether a pivot or a run of highs may still move it.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.state, State::Forming | State::Active | State::Testing)
    }

    /// The zone as a level of this role meets it, told as for a resistance.
    pub(crate) fn seen(&self) -> LogZone {
        LogZone {
            centre: self.role.seen(self.zone.centre),
            ..self.zone
        }
    }

    /// The first bar that has to ask the level even if it does not meet its zone.
    pub(crate) fn due(&self, patience: Option<usize>) -> usize {
        match self.state {
            State::Forming | State::Active => {
                patience.map_or(usize::MAX, |bars| self.quiet_since + bars)
            }
            // A test ends, and a break is confirmed, by closes that need not meet the zone.
            State::Testing | State::Broken => 0,
            State::Confirmed => self.broke_at + SETTLING_BARS,
            State::Sustained => self.confirmed_at + FLIP_BARS,
            State::Expired => usize::MAX,
        }
    }

    /// Back to `active`: bars out of zone are counted anew.
    pub(crate) fn rest(&mut self, at: usize) {
        self.state = State::Active;
        self.quiet_since = at;
        self.is_retested = false;
    }
}

/// Everything that became known, in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Record {
    pub(crate) facts: Vec<Fact>,
    pub(crate) levels: Vec<Level>,
    next_id: u32,
}

impl Record {
    pub(crate) fn next_id(&mut self) -> LevelId {
        let id = LevelId(self.next_id);
        self.next_id += 1;
        id
    }

    /// Index in `levels` of each id; `None` for a level that never became known.
    pub(crate) fn index_by_id(&self) -> Vec<Option<usize>> {
        let mut by_id = vec![None; self.next_id as usize];
        for (index, level) in self.levels.iter().enumerate() {
            by_id[level.id.0 as usize] = Some(index);
        }
        by_id
    }

    pub(crate) fn note(&mut self, at: usize, live: &Live, kind: FactKind) {
        self.facts.push(Fact {
            at,
            level: Some(live.id),
            kind,
        });
    }

    pub(crate) fn expired(&mut self, at: usize, live: &Live, reason: Expiry) {
        if live.state != State::Forming {
            self.note(at, live, FactKind::Expired { reason });
        }
    }

    /// Lists a level that is known from the close of `at` on.
    pub(crate) fn formed(&mut self, at: usize, family: Family, live: &Live) {
        let Live {
            id,
            role,
            first_at,
            count,
            ..
        } = *live;
        let born: Zone = live.zone.price();
        self.levels.push(Level {
            id,
            family,
            role,
            born,
            known_at: at,
            first_at,
            count,
        });
        self.note(
            at,
            live,
            FactKind::Formed {
                zone: born,
                role,
                count,
            },
        );
    }
}
