//! The kinds of levels, one a file: by what rule a price becomes one.
//!
//! A [`Finder`] reads every bar and, at its close, looks at the living levels of its family as the events of the bar
//! left them; it answers with [`Change`]s and touches nothing itself, so that no birth of a bar sees another one.
//! Families never look at each other: the facts of one are the same alone and beside the others.

mod extreme;
mod profile;
mod round;
mod shelf;
mod swing;
mod user;

use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::compare::{above, below};
use super::extremes::Extremes;
use super::{Living, LogPivot, LogZone, Role, State};
use crate::{Error, Result};

use extreme::Extreme;
use profile::Peaked;
pub(crate) use profile::{Peaks, VolumeProfile};
use round::Round;
pub(crate) use round::step as round_step;
use shelf::Shelf;
use user::User;
pub use user::UserLevel;

/// The rules a level can be born by.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// Swing highs and lows that turned at one price; known at the second one.
    Swing,
    /// At least four highs (lows) of the last 60 bars so close together that chance does not explain it.
    Shelf,
    /// The highest high (lowest low) of the last 20, 55 or 252 bars; known five bars later.
    Extreme,
    /// A price at which much of the volume of 250 bars changed hands; looked for at the first bar of a month, of a
    /// quarter on weekly bars, of a year on monthly ones, of a day on shorter ones.
    Hvn,
    /// A price between two of those at which little did.
    Lvn,
    /// A round number; on raw prices only.
    Round,
    /// A price the user gave.
    User,
}

impl Family {
    /// All families, in the order in which levels of one bar are numbered.
    pub const ALL: [Self; 7] = [
        Self::Swing,
        Self::Shelf,
        Self::Extreme,
        Self::Hvn,
        Self::Lvn,
        Self::Round,
        Self::User,
    ];

    /// The word used in every output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Swing => "swing",
            Self::Shelf => "shelf",
            Self::Extreme => "extreme",
            Self::Hvn => "hvn",
            Self::Lvn => "lvn",
            Self::Round => "round",
            Self::User => "user",
        }
    }

    /// Bars out of zone after which a resting level expires; `None`: never.
    pub(crate) fn patience(self) -> Option<usize> {
        match self {
            Self::Shelf => Some(120),
            Self::User => None,
            _ => Some(250),
        }
    }
}

impl std::fmt::Display for Family {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Family {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let named = Self::ALL.into_iter().find(|family| family.name() == text);
        let rule = "must be one of swing, shelf, extreme, hvn, lvn, round, user";
        named.ok_or_else(|| Error::parameter("family", text, rule))
    }
}

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

/// Finds the levels of one family.
#[derive(Debug, Clone)]
pub(crate) enum Finder {
    Swing,
    Shelf(Box<Shelf>),
    Extreme(Extreme),
    Peaked(Peaked),
    Round(Round),
    User(User),
}

impl Finder {
    pub(crate) fn new(family: Family, given: &[UserLevel]) -> Self {
        match family {
            Family::Swing => Self::Swing,
            Family::Shelf => Self::Shelf(Box::new(Shelf::new())),
            Family::Extreme => Self::Extreme(Extreme::default()),
            Family::Hvn => Self::Peaked(Peaked::HIGH),
            Family::Lvn => Self::Peaked(Peaked::LOW),
            Family::Round => Self::Round(Round::default()),
            Family::User => Self::User(User::new(given)),
        }
    }

    /// Reads a bar, whether or not there is an ATR yet.
    pub(crate) fn push(&mut self, at: usize, high: f64, low: f64) {
        match self {
            Self::Shelf(finder) => finder.push(at, high, low),
            Self::Swing | Self::Extreme(_) | Self::Peaked(_) | Self::Round(_) | Self::User(_) => {}
        }
    }

    /// What becomes known at the close of the bar pushed last. Births are in order: resistance first.
    pub(crate) fn find(&mut self, scene: &Scene<'_>, living: &Living, changes: &mut Vec<Change>) {
        match self {
            Self::Swing => swing::find(scene, living, changes),
            Self::Shelf(finder) => finder.find(scene, living, changes),
            Self::Extreme(finder) => finder.find(scene, living, changes),
            Self::Peaked(finder) => finder.find(scene, living, changes),
            Self::Round(finder) => finder.find(scene, living, changes),
            Self::User(finder) => finder.find(scene, changes),
        }
    }
}
