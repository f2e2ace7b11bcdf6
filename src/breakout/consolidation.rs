//! Consolidations: stretches of bars that went nowhere, measured against what a random walk would cover.

use std::array;

use serde::{Deserialize, Serialize};

use crate::level::compare::{above, at_most, below};
use crate::level::extremes::Extremes;
use crate::level::{LogZone, Role, Zone};

/// Lengths looked at, in bars. A fixed few: scanning every length flips between neighbours from day to day.
pub const LENGTHS: [usize; 6] = [10, 15, 20, 30, 60, 120];

/// A range this wide or less, in ATR per root of its bars, is a consolidation.
pub const TIGHT: f64 = 0.80;

/// How far outside the box a close has left it, in ATR.
pub(crate) const LEFT_ATR: f64 = 0.1;

/// A range of the last bars that is narrow for its length.
///
/// ```text
/// tau(n) = (HH[n] - LL[n]) / (A sqrt(n)) <= 0.80       HH, LL: log of the highest high, lowest low of the last n bars
/// n = the longest of 10, 15, 20, 30, 60, 120 that holds
/// ```
///
/// True on about half of all bars, so it is never shown without its percentile.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Consolidation {
    /// First bar of the range.
    pub start: usize,
    /// Length in bars; the last one is the bar it was asked for.
    pub bars: usize,
    /// Lowest low and highest high.
    pub zone: Zone,
    /// Height of the range in ATR of log prices.
    pub height_atr: f64,
    /// tau of its length.
    pub tau: f64,
    /// Share of the ranges of this length, at the closes up to this bar, that were wider, in percent; `None` while there
    /// is no earlier one.
    pub narrower_than_pct: Option<f64>,
    /// Number of these closes: those of five years of days, weeks or months, or of as many intraday bars as five years
    /// have days; fewer where the history is shorter.
    pub ranked_among: usize,
}

/// The consolidation of one bar, in log prices.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct LogBox {
    pub(crate) zone: LogZone,
    pub(crate) bars: usize,
    pub(crate) tau: f64,
}

/// The longest box that holds at the bar `extremes` read last.
pub(crate) fn box_of(extremes: &Extremes, atr: f64) -> Option<LogBox> {
    let edges = edges(extremes, LENGTHS);
    let boxes = LENGTHS.iter().zip(edges).rev();
    let mut boxes = boxes.filter_map(|(&bars, edges)| range(bars, edges?, atr));
    boxes.find(|range| at_most(range.tau, TIGHT))
}

/// Whether `close` lies outside the last bars of the shortest length, which every box contains.
pub(crate) fn is_outside_shortest(extremes: &Extremes, close: f64) -> bool {
    let [shortest, ..] = LENGTHS;
    let [edges] = edges(extremes, [shortest]);
    edges.is_some_and(|(low, high)| close < low || close > high)
}

/// tau of every length at the bar `extremes` read last.
pub(crate) fn taus(extremes: &Extremes, atr: f64) -> [Option<f64>; LENGTHS.len()] {
    let edges = edges(extremes, LENGTHS);
    array::from_fn(|index| range(LENGTHS[index], edges[index]?, atr).map(|range| range.tau))
}

/// Lowest low and highest high of the last bars, for each length.
fn edges<const N: usize>(extremes: &Extremes, lengths: [usize; N]) -> [Option<(f64, f64)>; N] {
    let highs = extremes.of_last(lengths, Role::Resistance);
    let lows = extremes.of_last(lengths, Role::Support);
    array::from_fn(|index| Some((-lows[index]?.1, highs[index]?.1)))
}

fn range(bars: usize, (low, high): (f64, f64), atr: f64) -> Option<LogBox> {
    if at_most(atr, 0.0) {
        return None;
    }
    Some(LogBox {
        zone: LogZone::between(low, high),
        bars,
        tau: (high - low) / (atr * (bars as f64).sqrt()),
    })
}

/// Whether `close` has left the box that was there one bar earlier, and to which side: `Some(true)` is up.
pub(crate) fn has_left(range: &LogBox, close: f64, atr_before: f64) -> Option<bool> {
    let margin = LEFT_ATR * atr_before;
    if above(close, range.zone.high() + margin) {
        Some(true)
    } else if below(close, range.zone.low() - margin) {
        Some(false)
    } else {
        None
    }
}
