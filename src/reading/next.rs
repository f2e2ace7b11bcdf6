//! What a close to either side would change: the next steps of the state machine, with prices.

use serde::Serialize;

use super::pick::next;
use super::{Row, When, rounded};
use crate::level::{FLIP_BARS, MARGIN_ATR, SETTLING_BARS};
use crate::{AsOf, LevelKey, Role, State, Zone};

/// What a close beyond the next level of one side would change.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Outlook {
    /// It would break a level.
    Break(NextBreak),
    /// It would undo a break.
    Undo(WayBack),
    /// There is no level on that side.
    None {
        /// Why.
        reason: NoNext,
    },
}

/// What it takes to break a level.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NextBreak {
    /// The level.
    pub level: LevelKey,
    /// Its role.
    pub role: Role,
    /// Its zone.
    pub zone: Zone,
    /// A close beyond this breaks it; a second one confirms the break.
    pub beyond: f64,
    /// A close beyond this breaks and confirms it at once.
    pub confirmed_beyond: f64,
    /// Bars within which the second close counts, and after which a confirmed break is sustained.
    pub within_bars: usize,
    /// A close beyond this on the way back undoes the break.
    pub undone_beyond: f64,
}

/// What it takes to undo a break.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WayBack {
    /// The broken level.
    pub level: LevelKey,
    /// Its role before the break.
    pub role: Role,
    /// Its zone.
    pub zone: Zone,
    /// Its state.
    pub state: State,
    /// Bar of the break.
    pub broke_at: When,
    /// A close beyond this undoes the break.
    pub beyond: f64,
    /// Whether the break would have failed, at the next close; it would be lost where it is older than ten bars.
    pub would_fail: bool,
    /// What the break comes to otherwise.
    pub pending: Pending,
}

/// What a break comes to if nothing undoes it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Pending {
    /// Confirmed by a close beyond a price within so many bars, else it lapses.
    Confirmation {
        /// The far edge of the zone.
        beyond: f64,
        /// Bars that are left.
        bars: usize,
    },
    /// Sustained after so many bars.
    Sustained {
        /// Bars that are left.
        bars: usize,
    },
    /// The level changes its role after so many bars.
    Flip {
        /// Bars that are left.
        bars: usize,
    },
}

/// Why nothing is next on a side.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NoNext {
    /// No living level lies there.
    NoLevel,
    /// There is no ATR above 0 to measure levels by.
    NoAtr,
}

impl Outlook {
    /// The level that would change.
    pub fn level(&self) -> Option<&LevelKey> {
        match self {
            Self::Break(next) => Some(&next.level),
            Self::Undo(back) => Some(&back.level),
            Self::None { .. } => None,
        }
    }

    /// What a close above (`Role::Resistance`) or below (`Role::Support`) would change.
    pub(super) fn of(now: &AsOf<'_>, rows: &[Row], role: Role) -> Self {
        let Some(atr) = now.atr_log().filter(|&atr| atr > 0.0) else {
            let reason = NoNext::NoAtr;
            return Self::None { reason };
        };
        match next(rows, role).map(|index| &rows[index]) {
            Some(row) if row.is_former() => Self::Undo(WayBack::of(now, row)),
            Some(row) => Self::Break(NextBreak::of(row, role.seen(MARGIN_ATR * atr))),
            None => Self::None {
                reason: NoNext::NoLevel,
            },
        }
    }
}

impl NextBreak {
    /// The break of a resting or tested level; `margin` points away from the close, in log prices.
    fn of(row: &Row, margin: f64) -> Self {
        let level = &row.level;
        Self {
            level: level.key.clone(),
            role: level.role,
            zone: level.zone(),
            beyond: level.trigger,
            confirmed_beyond: rounded(level.trigger * margin.exp()),
            within_bars: SETTLING_BARS,
            undone_beyond: level.invalidation,
        }
    }
}

impl WayBack {
    /// The way back of a break that goes on.
    fn of(now: &AsOf<'_>, row: &Row) -> Self {
        let level = &row.level;
        let broke_at = level.broke_at.unwrap_or(level.known_at);
        let settled = now.bars_left(broke_at.at, SETTLING_BARS);
        let pending = match level.state {
            State::Broken => Pending::Confirmation {
                beyond: level.trigger,
                bars: settled,
            },
            State::Confirmed => Pending::Sustained {
                bars: settled.max(1),
            },
            _ => {
                let confirmed_at = level.confirmed_at.unwrap_or(broke_at);
                let bars = now.bars_left(confirmed_at.at, FLIP_BARS).max(1);
                Pending::Flip { bars }
            }
        };
        Self {
            level: level.key.clone(),
            role: level.role,
            zone: level.zone(),
            state: level.state,
            broke_at,
            beyond: level.invalidation,
            would_fail: settled > 0,
            pending,
        }
    }
}
