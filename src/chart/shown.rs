//! Which part of a scene a chart shows, and the numbers that follow from that choice.

use serde::{Deserialize, Serialize};

use crate::{Time, Timeframe};

/// What is visible on a chart. With the scene it holds every number of the picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    /// Time of the first visible bar.
    pub first: Time,
    /// Time of the last visible bar.
    pub last: Time,
    /// Number of visible bars.
    pub bars: usize,
    /// Span of a visible bar: weeks where days would be too narrow.
    pub timeframe: Timeframe,
    /// Last close less the one before.
    pub change: Option<f64>,
    /// The same in percent.
    pub change_pct: Option<f64>,
    /// Return of the comparison over the visible bars, in percent.
    pub comparison_return_pct: Option<f64>,
    /// Return of the series over the same bars, in percent.
    pub own_return_pct: Option<f64>,
    /// Prices labelled on the axis.
    pub price_ticks: Vec<f64>,
}
