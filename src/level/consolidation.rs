//! Consolidations: stretches of bars that went nowhere, measured against what a random walk would cover.

use serde::{Deserialize, Serialize};

use super::compare::{above, at_least, at_most, below};
use super::extremes::{Extremes, Window};
use super::{LogZone, Role, Zone};

/// Lengths looked at, in bars. A fixed few: scanning every length flips between neighbours from day to day.
pub const LENGTHS: [usize; 6] = [10, 15, 20, 30, 60, 120];

/// The windows of these lengths.
const WINDOWS: [Window; LENGTHS.len()] = {
    let [a, b, c, d, e, f] = LENGTHS;
    [
        Window::of(a),
        Window::of(b),
        Window::of(c),
        Window::of(d),
        Window::of(e),
        Window::of(f),
    ]
};

/// A range this wide or less, in ATR per root of its bars, is a consolidation.
pub const TIGHT: f64 = 0.80;

/// Share of earlier ranges that must have been wider for the word consolidation, in percent.
const SAID_PCT: f64 = 75.0;

/// How far outside the box a close has left it, in ATR.
const LEFT_ATR: f64 = 0.1;

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
    /// Share of the ranges of this length, at the closes before this bar, that were wider in percent of the price, in
    /// percent; `None` while there is no earlier one.
    pub wider_pct: Option<f64>,
    /// Share of them that were wider in ATR, that is by tau, in percent.
    pub wider_for_atr_pct: Option<f64>,
    /// Number of these closes: those of five years of days, weeks or months, or of as many intraday bars as five years
    /// have days, 1,260 or 1,825 where it is traded on weekends too; fewer where the history is shorter.
    pub ranked_among: usize,
}

impl Consolidation {
    /// Whether it may be called one: tau is at most the 25th percentile of those before. True of half of all bars, the box
    /// alone is but a range.
    pub fn is_tight(&self) -> bool {
        self.wider_for_atr_pct.is_some_and(is_said)
    }
}

/// Whether the word consolidation is said of a range than which that share of those before was wider.
pub(crate) fn is_said(wider_pct: f64) -> bool {
    at_least(wider_pct, SAID_PCT)
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
    let mut boxes = WINDOWS
        .iter()
        .rev()
        .filter_map(|&window| range(extremes, window, atr));
    boxes.find(|range| at_most(range.tau, TIGHT))
}

/// Whether `close` lies outside the last bars of the shortest length, which every box contains.
pub(crate) fn is_outside_shortest(extremes: &Extremes, close: f64) -> bool {
    let [shortest, ..] = WINDOWS;
    edges(extremes, shortest).is_some_and(|(low, high)| close < low || close > high)
}

/// tau of every length at the bar `extremes` read last.
pub(crate) fn taus(extremes: &Extremes, atr: f64) -> [Option<f64>; LENGTHS.len()] {
    WINDOWS.map(|window| range(extremes, window, atr).map(|range| range.tau))
}

/// Lowest low and highest high of a window.
fn edges(extremes: &Extremes, window: Window) -> Option<(f64, f64)> {
    let (_, high) = extremes.of_last(window, Role::Resistance)?;
    let (_, low) = extremes.of_last(window, Role::Support)?;
    Some((-low, high))
}

fn range(extremes: &Extremes, window: Window, atr: f64) -> Option<LogBox> {
    let (low, high) = edges(extremes, window)?;
    if at_most(atr, 0.0) {
        return None;
    }
    let bars = window.bars();
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
