//! A level while it lives, as the trackers keep it.

use super::{LevelId, LogZone, Role, State};

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
        let unvisited = patience.map_or(usize::MAX, |bars| self.quiet_since + bars);
        let settled = self.broke_at + SETTLING_BARS;
        let flipped = self.confirmed_at + FLIP_BARS;
        // A test ends, and a break is confirmed, by closes that need not meet the zone: those are always due.
        let (always, never) = (0, usize::MAX);
        // Looked up rather than matched: which state it is cannot be foretold.
        [
            unvisited, unvisited, always, always, settled, flipped, never,
        ][self.state as usize]
    }

    /// Back to `active`: bars out of zone are counted anew.
    pub(crate) fn rest(&mut self, at: usize) {
        self.state = State::Active;
        self.quiet_since = at;
        self.is_retested = false;
    }
}
