//! Which part of a scene a chart shows, and the numbers that follow from that choice.

use serde::{Deserialize, Serialize};

use crate::{Time, Timeframe};

/// What is visible on a chart. With the scene it holds every number of the picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Visible {
    /// Time of the first visible bar.
    pub first: Time,
    /// Time of the last visible bar.
    pub last: Time,
    /// Number of visible bars, or of what is shown instead.
    pub bars: usize,
    /// Span of a visible bar: weeks where days would be too narrow; none where no bars are shown.
    pub timeframe: Option<Timeframe>,
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
    /// Lowest and highest price of the axis.
    pub prices: Option<(f64, f64)>,
}

impl Visible {
    /// A chart of other things than bars: so many of them between two times.
    pub(super) fn of_times(first: Time, last: Time, bars: usize) -> Self {
        Self {
            first,
            last,
            bars,
            timeframe: None,
            change: None,
            change_pct: None,
            comparison_return_pct: None,
            own_return_pct: None,
            price_ticks: Vec::new(),
            prices: None,
        }
    }
}
