//! A bar's time as people write it.

use crate::{Bars, Timeframe};

/// The date of bar `at`, and the minute where bars are shorter than a day; empty where there is no such bar.
pub fn when(bars: &Bars, at: usize) -> String {
    let format = if bars.timeframe() < Timeframe::Day {
        "%Y-%m-%d %H:%M"
    } else {
        "%Y-%m-%d"
    };
    bars.get(at)
        .map(|bar| bar.time().format(format).to_string())
        .unwrap_or_default()
}
