//! Consolidations: stretches of bars that went nowhere, measured against what a random walk would cover.

use std::array;

use serde::{Deserialize, Serialize};

use crate::level::compare::{above, at_most, below};
use crate::level::extremes::RollingMax;
use crate::level::{LogZone, Zone};

/// Lengths looked at, in bars. A fixed few: scanning every length flips between neighbours from day to day.
pub const LENGTHS: [usize; 6] = [10, 15, 20, 30, 60, 120];

/// A range this wide or less, in ATR per root of its bars, is a consolidation.
pub const TIGHT: f64 = 0.80;

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
    /// Share of the ranges of this length, over the five years up to this bar, that were wider, in percent; `None`
    /// while there is no earlier one.
    pub narrower_than_pct: Option<f64>,
}

/// The consolidation of one bar, in log prices.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct LogBox {
    pub(crate) zone: LogZone,
    pub(crate) bars: usize,
    pub(crate) tau: f64,
}

/// Finds the box of each bar in one pass.
#[derive(Debug, Clone)]
pub(crate) struct BoxFinder {
    highs: RollingMax,
    lows: RollingMax,
    bars: usize,
}

impl BoxFinder {
    pub(crate) fn new() -> Self {
        let longest = LENGTHS[LENGTHS.len() - 1];
        Self {
            highs: RollingMax::new(longest),
            lows: RollingMax::new(longest),
            bars: 0,
        }
    }

    pub(crate) fn push(&mut self, at: usize, high: f64, low: f64) {
        self.highs.push(at, high);
        self.lows.push(at, -low);
        self.bars += 1;
    }

    /// The longest box that holds at the bar pushed last.
    pub(crate) fn current(&self, atr: f64) -> Option<LogBox> {
        LENGTHS
            .iter()
            .rev()
            .filter_map(|&bars| self.range(bars, atr))
            .find(|range| at_most(range.tau, TIGHT))
    }

    /// tau of every length at the bar pushed last.
    pub(crate) fn taus(&self, atr: f64) -> [Option<f64>; LENGTHS.len()] {
        array::from_fn(|index| self.range(LENGTHS[index], atr).map(|range| range.tau))
    }

    fn range(&self, bars: usize, atr: f64) -> Option<LogBox> {
        if self.bars < bars || at_most(atr, 0.0) {
            return None;
        }
        let (_, high) = self.highs.of_last(bars)?;
        let (_, negated_low) = self.lows.of_last(bars)?;
        let zone = LogZone::between(-negated_low, high);
        Some(LogBox {
            zone,
            bars,
            tau: (high + negated_low) / (atr * (bars as f64).sqrt()),
        })
    }
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
