//! What a finder sees, and what it answers.

use chrono::NaiveDate;

use crate::level::compare::{above, below};
use crate::level::extremes::Extremes;
use crate::level::{LogPivot, LogZone, Role, State};

/// What a finder sees at the close of a bar, in log prices. `atr` is the one that includes this bar.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) at: usize,
    pub(crate) date: NaiveDate,
    pub(crate) close: f64,
    pub(crate) atr: f64,
    /// The role a level at the close itself has: the side the last different close lay on.
    pub(crate) came_from: Role,
    pub(crate) tick: Option<f64>,
    /// The traded bars by the clock that `at` and all places in time are told by.
    pub(crate) traded: &'a [usize],
    pub(crate) pivots: &'a [LogPivot],
    pub(crate) extremes: &'a Extremes,
    pub(crate) peaks: Option<&'a Peaks>,
}

impl Scene<'_> {
    /// The role of a zone by the side the close lies on; inside the zone, by the side of its centre.
    pub(crate) fn role_of(&self, zone: LogZone) -> Role {
        if below(self.close, zone.centre) {
            Role::Resistance
        } else if above(self.close, zone.centre) {
            Role::Support
        } else {
            self.came_from
        }
    }
}

/// The peaks of the volume profile at one bar and the troughs between them, as log prices, rising.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Peaks {
    pub(crate) high: Vec<f64>,
    pub(crate) low: Vec<f64>,
}

/// A level that is born at this close.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Birth {
    pub(crate) role: Role,
    pub(crate) state: State,
    pub(crate) zone: LogZone,
    pub(crate) first_at: usize,
    pub(crate) count: u32,
}

/// What a finder wants done to the living levels of its family.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Change {
    Born(Birth),
    /// A pivot at `price` joins the level in `slot`.
    Joined {
        slot: usize,
        price: f64,
    },
    Redrawn {
        slot: usize,
        zone: LogZone,
        count: u32,
    },
    Labelled {
        slot: usize,
        count: u32,
    },
    Superseded {
        slot: usize,
    },
}
