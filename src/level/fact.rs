//! What prices did, each dated with the bar that made it known.

use serde::{Deserialize, Serialize};

use super::{LevelId, Role, Zone};

/// Something that happened and will not change.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// Bar at whose close it was known.
    pub at: usize,
    /// The level it happened to; `None` for a fact about a consolidation.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub level: Option<LevelId>,
    /// What happened.
    #[serde(flatten)]
    pub kind: FactKind,
}

/// Why a level is no more.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expiry {
    /// No bar met the zone for 250 bars (a shelf: 120).
    Unvisited,
    /// Its family's rule no longer names it: the extreme was passed, the volume peak is gone.
    Superseded,
    /// Its family held 64 levels and this one was out of zone longest.
    Crowded,
}

/// What can happen. Told for a resistance; a support is its mirror. `A` is the ATR of log prices one bar earlier.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FactKind {
    /// The level became known.
    Formed {
        /// Its zone.
        zone: Zone,
        /// Its role.
        role: Role,
        /// Pivots, highs (lows) or bars it was born from.
        count: u32,
    },
    /// A pivot joined a swing level and moved its zone.
    Merged {
        /// The zone from here on.
        zone: Zone,
        /// The role from here on.
        role: Role,
        /// Pivots in it.
        count: u32,
    },
    /// A shelf took in another high and its zone was drawn anew.
    Redrawn {
        /// The zone from here on.
        zone: Zone,
        /// Highs (lows) in it.
        count: u32,
    },
    /// An extreme became the extreme of another window.
    Labelled {
        /// Bars of that window.
        count: u32,
    },
    /// Price came from below and met the zone of an active level.
    Test,
    /// Price came from below and met the zone of a level that was already being tested.
    Touch,
    /// The bar of a test or touch closed below the zone.
    Rejection,
    /// The high passed the zone, the close did not.
    Pierce,
    /// The level is being tested: a bar met the zone and closed less than 1 A below its centre.
    Testing,
    /// The test is over: a close at least 1 A below the centre, or five bars out of zone.
    Cleared,
    /// A close above the zone.
    Break,
    /// A close above the zone on a bar that also opened above it.
    GapBreak,
    /// A second close above the zone within 10 bars of the break, or one more than 0.5 A above it.
    Confirmed,
    /// 10 bars after the break or later, confirmed, with no close below the zone since.
    Sustained,
    /// A close below the zone within 10 bars of the break: a bull trap (bear trap for a support).
    Failed,
    /// 10 bars after the break, neither confirmed nor failed.
    Lapsed,
    /// A close below the zone later than that.
    Lost,
    /// After confirmation, price came back to the zone and closed above it; the first time only.
    RetestHeld,
    /// 30 bars after its confirmation a sustained level changed its role.
    Flipped {
        /// The role from here on.
        role: Role,
    },
    /// The level is no more.
    Expired {
        /// Why.
        reason: Expiry,
    },
    /// A close more than 0.1 A outside the consolidation that was there one bar earlier.
    RangeLeft {
        /// Whether the close is above it.
        is_up: bool,
        /// The consolidation's lowest low and highest high.
        zone: Zone,
        /// Its length in bars.
        bars: u32,
    },
}

impl FactKind {
    /// Whether price closed beyond the zone, with a gap or without.
    pub fn is_break(self) -> bool {
        matches!(self, Self::Break | Self::GapBreak)
    }

    /// The word used in every output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Formed { .. } => "formed",
            Self::Merged { .. } => "merged",
            Self::Redrawn { .. } => "redrawn",
            Self::Labelled { .. } => "labelled",
            Self::Test => "test",
            Self::Touch => "touch",
            Self::Rejection => "rejection",
            Self::Pierce => "pierce",
            Self::Testing => "testing",
            Self::Cleared => "cleared",
            Self::Break => "break",
            Self::GapBreak => "gap_break",
            Self::Confirmed => "confirmed",
            Self::Sustained => "sustained",
            Self::Failed => "failed",
            Self::Lapsed => "lapsed",
            Self::Lost => "lost",
            Self::RetestHeld => "retest_held",
            Self::Flipped { .. } => "flipped",
            Self::Expired { .. } => "expired",
            Self::RangeLeft { .. } => "range_left",
        }
    }
}
