//! The kinds of levels by name.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

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
