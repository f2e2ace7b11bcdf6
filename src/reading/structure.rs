//! The prices a reader of a chart looks for first: highs and lows of the year and of all bars.

use chrono::Days;
use serde::Serialize;

use super::{When, rounded};
use crate::{AsOf, LevelKey};

/// Days of a year as the field counts it: 52 weeks.
const YEAR_DAYS: u64 = 364;

/// A high or low of a long stretch.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Landmark {
    /// Which one.
    pub kind: LandmarkKind,
    /// The price.
    pub price: f64,
    /// The last bar that reached it.
    pub at: When,
    /// The level that speaks for the row it lies in.
    pub level: Option<LevelKey>,
}

/// What a landmark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LandmarkKind {
    /// The highest high of all bars.
    HighOfAll,
    /// The lowest low of all bars.
    LowOfAll,
    /// The highest high of 52 weeks.
    HighOfYear,
    /// The lowest low of 52 weeks.
    LowOfYear,
}

impl LandmarkKind {
    /// Whether it is a high.
    pub fn is_high(self) -> bool {
        matches!(self, Self::HighOfAll | Self::HighOfYear)
    }
}

/// The landmarks of the bars up to `now`: those of the year only where the bars reach back a year, and only where they are
/// not those of all bars.
pub(super) fn landmarks(now: &AsOf<'_>) -> Vec<Landmark> {
    let bars = now.bars();
    let Some(today) = now.date() else {
        return Vec::new();
    };
    let year_ago = today.checked_sub_days(Days::new(YEAR_DAYS));
    let first = year_ago.map_or(0, |date| {
        let after = bars.time()[..=now.at()].partition_point(|time| time.date() <= date);
        after.min(now.at())
    });
    let mut found = vec![
        landmark(now, 0, LandmarkKind::HighOfAll),
        landmark(now, 0, LandmarkKind::LowOfAll),
    ];
    for kind in [LandmarkKind::HighOfYear, LandmarkKind::LowOfYear] {
        let of_year = landmark(now, first, kind);
        if first > 0
            && found
                .iter()
                .all(|other| other.at != of_year.at || other.kind.is_high() != kind.is_high())
        {
            found.push(of_year);
        }
    }
    found
}

/// The highest high or lowest low from bar `first` on; of equal ones the last.
fn landmark(now: &AsOf<'_>, first: usize, kind: LandmarkKind) -> Landmark {
    let bars = now.bars();
    let range = first..=now.at();
    let at = if kind.is_high() {
        let highs = &bars.high()[range.clone()];
        range.max_by(|&a, &b| highs[a - first].total_cmp(&highs[b - first]))
    } else {
        let lows = &bars.low()[range.clone()];
        range
            .rev()
            .min_by(|&a, &b| lows[a - first].total_cmp(&lows[b - first]))
    };
    let at = at.unwrap_or(first);
    let price = if kind.is_high() {
        bars.high()[at]
    } else {
        bars.low()[at]
    };
    Landmark {
        kind,
        price: rounded(price),
        at: When::new(bars, at),
        level: None,
    }
}
