//! An order that was carried out.

use serde::{Deserialize, Serialize};

use crate::Time;

/// Why a fill happened.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// A market order decided at the close before.
    Signal,
    /// An entry at its limit or better.
    Limit,
    /// An entry on reaching its stop.
    StopEntry,
    /// The protective stop was reached inside the bar.
    Stop,
    /// The bar opened at or beyond the protective stop.
    StopGap,
    /// The target was reached inside the bar.
    Target,
    /// The bar opened at or beyond the target.
    TargetGap,
    /// A short position no longer met its maintenance margin.
    MarginCall,
    /// Closed at the last close because the run was told to.
    CloseAtEnd,
    /// Not a fill: the position is open and marked at the last close.
    OpenAtEnd,
}

impl Cause {
    /// The name in tables and files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Signal => "signal",
            Self::Limit => "limit",
            Self::StopEntry => "stop-entry",
            Self::Stop => "stop",
            Self::StopGap => "stop-gap",
            Self::Target => "target",
            Self::TargetGap => "target-gap",
            Self::MarginCall => "margin-call",
            Self::CloseAtEnd => "close-at-end",
            Self::OpenAtEnd => "open-at-end",
        }
    }

    /// Whether a stop order became a market order, which pays more slippage.
    pub fn is_stop(self) -> bool {
        matches!(self, Self::Stop | Self::StopGap | Self::StopEntry)
    }
}

/// A price at which shares changed hands.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Fill {
    /// Index of the bar in the series of its symbol.
    pub at: usize,
    /// When that bar is.
    pub time: Time,
    /// The price before costs; it lies inside the bar.
    pub price: f64,
    /// The price after spread and slippage.
    pub paid: f64,
    /// Commission in money.
    pub commission: f64,
    /// Why.
    pub cause: Cause,
}
