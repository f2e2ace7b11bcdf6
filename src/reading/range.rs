//! The range price is in, and the one it left.

use serde::Serialize;

use super::{RECENT_BARS, When, rounded};
use crate::{AsOf, FactKind, Zone};

/// A stretch of the last bars that is narrow for its length.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Range {
    /// Its first bar.
    pub first: When,
    /// Its length in bars.
    pub bars: usize,
    /// Its lowest low.
    pub low: f64,
    /// Its highest high.
    pub high: f64,
    /// Its height in percent of the lowest low.
    pub height_pct: f64,
    /// Its height in ATR of log prices.
    pub height_atr: f64,
    /// Share of the ranges of its length at earlier closes that were wider in percent.
    pub wider_pct: Option<f64>,
    /// Share of them that were wider in ATR.
    pub wider_for_atr_pct: Option<f64>,
    /// Number of these closes.
    pub ranked_among: usize,
    /// Whether it may be called a consolidation: at least three quarters of these ranges were wider in ATR.
    pub is_consolidation: bool,
    /// Its upper edge moved up by its height: the measured move.
    pub measured_up: f64,
    /// Its lower edge moved down by its height.
    pub measured_down: f64,
}

/// A range that price closed outside of, on one of the last bars.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeftRange {
    /// The bar of that close.
    pub at: When,
    /// Length of the range in bars.
    pub bars: usize,
    /// Its lowest low.
    pub low: f64,
    /// Its highest high.
    pub high: f64,
    /// Whether price left it upwards.
    pub is_up: bool,
    /// The edge price left by, moved by the height of the range: the measured move.
    pub measured: f64,
    /// What became of the move.
    pub progress: Progress,
}

/// What became of a measured move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// The last close lies between the edge and the target.
    Open,
    /// The last close lies beyond the target.
    Reached,
    /// The last close lies inside the range or beyond its other edge.
    Back,
}

/// Where a range leads if price leaves it: its edge moved by its height in log prices, as all distances are measured.
///
/// ```text
/// up = high * high / low      down = low * low / high
/// ```
fn measured_move(zone: Zone, is_up: bool) -> f64 {
    let height = zone.high / zone.low;
    rounded(if is_up {
        zone.high * height
    } else {
        zone.low / height
    })
}

/// The range price is in.
pub(super) fn current(now: &AsOf<'_>) -> Option<Range> {
    let range = now.consolidation()?;
    Some(Range {
        first: When::new(now.bars(), range.start),
        bars: range.bars,
        low: rounded(range.zone.low),
        high: rounded(range.zone.high),
        height_pct: rounded(100.0 * (range.zone.high / range.zone.low - 1.0)),
        height_atr: rounded(range.height_atr),
        wider_pct: range.wider_pct.map(rounded),
        wider_for_atr_pct: range.wider_for_atr_pct.map(rounded),
        ranked_among: range.ranked_among,
        is_consolidation: range.is_tight(),
        measured_up: measured_move(range.zone, true),
        measured_down: measured_move(range.zone, false),
    })
}

/// The range that price left last, if that was on one of the last bars.
pub(super) fn left(now: &AsOf<'_>) -> Option<LeftRange> {
    let recent = now.facts_since((now.at() + 1).saturating_sub(RECENT_BARS));
    let (at, is_up, zone, bars) = recent.iter().rev().find_map(|fact| match fact.kind {
        FactKind::RangeLeft { is_up, zone, bars } => Some((fact.at, is_up, zone, bars)),
        _ => None,
    })?;
    let close = now.bar()?.close();
    let measured = measured_move(zone, is_up);
    let (edge, sign) = if is_up {
        (zone.high, 1.0)
    } else {
        (zone.low, -1.0)
    };
    let progress = match close {
        close if sign * close >= sign * measured => Progress::Reached,
        close if sign * close >= sign * edge => Progress::Open,
        _ => Progress::Back,
    };
    Some(LeftRange {
        at: When::new(now.bars(), at),
        bars: bars as usize,
        low: rounded(zone.low),
        high: rounded(zone.high),
        is_up,
        measured,
        progress,
    })
}

impl Range {
    /// Its lowest low and highest high.
    pub fn zone(&self) -> Zone {
        Zone {
            low: self.low,
            high: self.high,
        }
    }
}

impl LeftRange {
    /// Its lowest low and highest high.
    pub fn zone(&self) -> Zone {
        Zone {
            low: self.low,
            high: self.high,
        }
    }
}
