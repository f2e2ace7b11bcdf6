//! Support and resistance: where price turned.
//!
//! A [`Level`] is a price [`Zone`] with an identity and a life. It is born by one [`Family`] of rules from finished
//! bars, and everything that happens to it later is a [`Fact`] dated with the bar at whose close it was known. Prices
//! are compared as logs and distances are measured in the ATR of log prices, so that scaled and mirrored series give
//! the same facts.
//!
//! `Tracker` reads the bars one at a time: the state machine carries each living level through the bar, then each family
//! says what becomes known at its close. Nothing here knows about orders, charts or files.

mod atr;
pub(crate) mod compare;
mod consolidation;
pub(crate) mod extremes;
mod fact;
mod fact_log;
mod facts;
mod family;
mod key;
mod live;
mod living;
mod moment;
mod pivot;
mod state_machine;
mod tracker;
mod zone;

use serde::{Deserialize, Serialize};

pub(crate) use atr::LogAtr;
pub use consolidation::{Consolidation, LENGTHS, TIGHT};
pub(crate) use consolidation::{box_of, is_said, taus};
pub use fact::{Expiry, Fact, FactKind};
pub(crate) use fact_log::{FactLog, Note};
pub use facts::{Facts, FactsIter};
pub use family::Family;
pub use family::UserLevel;
pub(crate) use family::{Change, Finder, Scene, VolumeProfile, round_step};
pub use key::LevelKey;
pub(crate) use live::{DRIFT_ATR, FLIP_BARS, Live, SETTLING_BARS};
pub(crate) use living::Living;
pub(crate) use moment::Moment;
pub(crate) use pivot::{LogPivot, PivotFinder};
pub use pivot::{Pivot, PivotRule};
pub(crate) use state_machine::{MARGIN_ATR, advance};
pub(crate) use tracker::Tracker;
pub(crate) use zone::LogZone;
pub use zone::Zone;

/// Number of a level within one analysis: by birth, never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LevelId(pub u32);

impl std::fmt::Display for LevelId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// What a level is to the price: the side it is approached from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Approached from below.
    Resistance,
    /// Approached from above.
    Support,
}

impl Role {
    /// The role on the other side.
    #[must_use]
    pub fn flipped(self) -> Self {
        match self {
            Self::Resistance => Self::Support,
            Self::Support => Self::Resistance,
        }
    }

    /// The word used in every output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Resistance => "resistance",
            Self::Support => "support",
        }
    }

    /// `price` itself for a resistance, negated for a support: both sides then read alike.
    pub(crate) fn seen(self, price: f64) -> f64 {
        match self {
            Self::Resistance => price,
            Self::Support => -price,
        }
    }
}

impl std::fmt::Display for Role {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

/// Where a level stands in its life. Told for a resistance; a support is its mirror.
///
/// | state | entered when |
/// |---|---|
/// | `forming` | a swing zone has one pivot; not listed |
/// | `active` | known, nothing under way |
/// | `testing` | a bar met the zone and closed within 1 ATR of its centre on the approach side |
/// | `broken` | one close beyond the zone |
/// | `confirmed` | a second close beyond within 10 bars, or one close more than 0.5 ATR beyond |
/// | `sustained` | 10 bars after the break, confirmed, without a close back through the zone |
/// | `expired` | final |
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// One pivot so far.
    Forming,
    /// Known, nothing under way.
    Active,
    /// Price is at the zone.
    Testing,
    /// One close beyond.
    Broken,
    /// The break has a second close or a margin.
    Confirmed,
    /// The break has lasted.
    Sustained,
    /// The level is no more.
    Expired,
}

impl State {
    /// The word used in every output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Forming => "forming",
            Self::Active => "active",
            Self::Testing => "testing",
            Self::Broken => "broken",
            Self::Confirmed => "confirmed",
            Self::Sustained => "sustained",
            Self::Expired => "expired",
        }
    }

    /// Whether price has closed beyond the level and not come back.
    pub fn is_broken(self) -> bool {
        matches!(self, Self::Broken | Self::Confirmed | Self::Sustained)
    }
}

impl std::fmt::Display for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

/// A level as it was when it became known. What happened to it since is in its facts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Level {
    /// Its number.
    pub id: LevelId,
    /// The rules it was born by.
    pub family: Family,
    /// What it was to the price when it became known.
    pub role: Role,
    /// The zone when it became known.
    pub born: Zone,
    /// Bar at whose close it became known.
    pub known_at: usize,
    /// First bar of the evidence it was born from: the first pivot, the oldest high of a shelf, the extreme.
    pub first_at: usize,
    /// What it was born from, counted: pivots of a swing level, highs (lows) of a shelf, bars of an extreme's window.
    pub count: u32,
}
