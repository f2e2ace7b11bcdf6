//! Volume levels: prices at which much, or between them little, of the last year's volume changed hands.

use std::collections::VecDeque;

use super::{Birth, Change, Scene};
use crate::level::compare::{SAME, at_least, at_most};
use crate::level::{Living, LogZone, Role, State};

/// Bars whose volume is spread.
const WINDOW_BARS: usize = 250;
/// The profile is looked at on every 21st bar, on fixed bars, never when asked.
const EVERY_BARS: usize = 21;
/// Width of a bin, in ATR.
const BIN_ATR: f64 = 0.1;
/// Bins to each side that a peak rises above: 1 ATR.
const REACH_BINS: usize = 10;
/// Weights of the Gaussian of 2 bins (0.2 ATR), from its centre out to four standard deviations, before normalizing.
const SMOOTH_BINS: usize = 8;
/// More bins than this (a range of 400 ATR in a year) are no profile.
const MAX_BINS: usize = 4096;
/// A peak this near to a living level is that level, in ATR.
const KEEP_ATR: f64 = 0.5;

/// The peaks and troughs of the volume profile at one bar, as log prices.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Peaks {
    high: Vec<f64>,
    low: Vec<f64>,
}

/// Volume by price over the last 250 bars.
///
/// ```text
/// each bar's volume is spread evenly over [l, h] into bins of 0.1 A, then smoothed by a Gaussian of 0.2 A
/// hvn: a bin above all others within 1 A      lvn: a bin below all others within 1 A, between two hvn
/// ```
///
/// The grid of bins is centred on the close of the bar that made it and made anew when A has halved or doubled.
#[derive(Debug, Clone)]
pub(crate) struct VolumeProfile {
    bars: VecDeque<(f64, f64, f64)>,
    grid: Option<Grid>,
    kernel: [f64; SMOOTH_BINS + 1],
    raw: Vec<f64>,
    /// Change of density at the lower edge of each bin, by the bars that span it whole.
    steps: Vec<f64>,
    padded: Vec<f64>,
    smooth: Vec<f64>,
}

#[derive(Debug, Clone, Copy)]
struct Grid {
    origin: f64,
    atr: f64,
}

impl Grid {
    fn bin(&self) -> f64 {
        BIN_ATR * self.atr
    }

    /// How many bins make up one unit of log price.
    fn bins(&self) -> f64 {
        1.0 / self.bin()
    }

    /// Where a price lies, in bins from the origin; bin `k` spans `k - 0.5 .. k + 0.5`.
    fn place(&self, price: f64) -> f64 {
        (price - self.origin) * self.bins()
    }
}

impl VolumeProfile {
    pub(crate) fn new() -> Self {
        let weight = |distance: usize| (-0.5 * (distance as f64 / 2.0).powi(2)).exp();
        let sum = weight(0) + 2.0 * (1..=SMOOTH_BINS).map(weight).sum::<f64>();
        Self {
            bars: VecDeque::with_capacity(WINDOW_BARS),
            grid: None,
            kernel: std::array::from_fn(|distance| weight(distance) / sum),
            raw: Vec::new(),
            steps: Vec::new(),
            padded: Vec::new(),
            smooth: Vec::new(),
        }
    }

    pub(crate) fn push(&mut self, high: f64, low: f64, volume: f64) {
        if self.bars.len() == WINDOW_BARS {
            self.bars.pop_front();
        }
        self.bars.push_back((high, low, volume));
    }

    /// Whether the profile is looked at on bar `at`.
    pub(crate) fn is_due(at: usize) -> bool {
        at % EVERY_BARS == EVERY_BARS - 1 && at + 1 >= WINDOW_BARS
    }

    /// The peaks at the bar pushed last, which must be a due one.
    pub(crate) fn peaks(&mut self, close: f64, atr: f64) -> Peaks {
        let grid = match self.grid {
            Some(grid) if atr < 2.0 * grid.atr && atr > 0.5 * grid.atr => grid,
            _ => *self.grid.insert(Grid { origin: close, atr }),
        };
        let Some(first) = self.fill(grid) else {
            return Peaks::default();
        };
        self.smooth();
        let price = |index: f64| grid.origin + (index + first) * grid.bin();
        let Peaks { high, low } = turns(&self.smooth);
        let between = |index: &f64| {
            high.iter().any(|high| high < index) && high.iter().any(|high| high > index)
        };
        Peaks {
            low: low.into_iter().filter(between).map(price).collect(),
            high: high.into_iter().map(price).collect(),
        }
    }

    /// Fills the bins; the number of the first one.
    fn fill(&mut self, grid: Grid) -> Option<f64> {
        let lowest = self
            .bars
            .iter()
            .map(|bar| bar.1)
            .fold(f64::INFINITY, f64::min);
        let highest = self
            .bars
            .iter()
            .map(|bar| bar.0)
            .fold(f64::NEG_INFINITY, f64::max);
        let first = grid.place(lowest).round();
        let bins = grid.place(highest).round() - first + 1.0;
        if !(1.0..=MAX_BINS as f64).contains(&bins) {
            return None;
        }
        let bins = index(bins, MAX_BINS);
        self.raw.clear();
        self.raw.resize(bins, 0.0);
        self.steps.clear();
        self.steps.resize(bins, 0.0);
        for &(high, low, volume) in &self.bars {
            let (from, to) = (
                grid.place(low) - first + 0.5,
                grid.place(high) - first + 0.5,
            );
            spread(&mut self.raw, &mut self.steps, (from, to), volume);
        }
        let mut density = 0.0;
        for (bin, step) in self.raw.iter_mut().zip(&self.steps) {
            density += step;
            *bin += density;
        }
        Some(first)
    }

    fn smooth(&mut self) {
        let Self {
            raw,
            padded,
            smooth,
            kernel,
            ..
        } = self;
        // Empty bins on both sides stand for what lies outside.
        let padding = [0.0; SMOOTH_BINS];
        padded.clear();
        padded.extend(padding.iter().chain(&*raw).chain(&padding));
        smooth.clear();
        smooth.extend(raw.iter().map(|volume| kernel[0] * volume));
        for (distance, weight) in kernel.iter().enumerate().skip(1) {
            let below = &padded[SMOOTH_BINS - distance..];
            let above = &padded[SMOOTH_BINS + distance..];
            // Both neighbours are added before weighing, so that a mirrored profile has the same bits.
            for ((smooth, below), above) in smooth.iter_mut().zip(below).zip(above) {
                *smooth += weight * (below + above);
            }
        }
    }
}

/// `value` as an index up to `last`.
fn index(value: f64, last: usize) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast takes what is below 0 as 0"
    )]
    let index = value as u32;
    (index as usize).min(last)
}

/// Adds `volume` evenly over `from ..= to`, in bins counted from the lower edge of the first: to the bins at both ends
/// their part, and to those between by the steps where they begin and end.
fn spread(bins: &mut [f64], steps: &mut [f64], (from, to): (f64, f64), volume: f64) {
    let last = bins.len() - 1;
    let (lower, upper) = (index(from, last), index(to, last));
    if lower == upper {
        bins[lower] += volume;
        return;
    }
    let density = volume / (to - from);
    bins[lower] += density * (lower as f64 + 1.0 - from);
    bins[upper] += density * (to - upper as f64);
    steps[lower + 1] += density;
    steps[upper] -= density;
}

/// Places that lie above all others within reach, and those that lie below, in bins; a plateau counts by its middle.
fn turns(values: &[f64]) -> Peaks {
    let same = SAME * values.iter().copied().fold(0.0, f64::max);
    let mut turns = Peaks::default();
    let mut start = 0;
    while let Some(&value) = values.get(start) {
        let neighbours = (
            start.checked_sub(1).map(|at| values[at]),
            values.get(start + 1),
        );
        if let (Some(before), Some(&after)) = neighbours
            && (before + same < value && value + same < after
                || before > value + same && value > after + same)
        {
            // On a slope there is no turn.
            start += 1;
            continue;
        }
        let (before, from_here) = values.split_at(start);
        let equal = |other: &&f64| (*other - value).abs() <= same;
        let len = 1 + from_here[1..].iter().take_while(equal).count();
        let before = &before[start.saturating_sub(REACH_BINS)..];
        let after = &from_here[len..from_here.len().min(len + REACH_BINS)];
        let is_above_all = |sign: f64| {
            let is_above = |other: &f64| sign * value > sign * other + same;
            after.iter().all(is_above) && before.iter().all(is_above)
        };
        let middle = start as f64 + (len - 1) as f64 / 2.0;
        if value > same && is_above_all(1.0) {
            turns.high.push(middle);
        }
        if is_above_all(-1.0) {
            turns.low.push(middle);
        }
        start += len;
    }
    turns
}

/// The finder of one of the two volume families.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peaked {
    of: fn(&Peaks) -> &[f64],
}

impl Peaked {
    /// Where much volume changed hands.
    pub(super) const HIGH: Self = Self {
        of: |peaks| &peaks.high,
    };
    /// Where little did.
    pub(super) const LOW: Self = Self {
        of: |peaks| &peaks.low,
    };

    pub(super) fn find(self, scene: &Scene<'_>, living: &Living, changes: &mut Vec<Change>) {
        let Some(peaks) = scene.peaks.map(self.of) else {
            return;
        };
        let near = |a: f64, b: f64| at_most((a - b).abs(), KEEP_ATR * scene.atr);
        for (slot, live) in living.alive().filter(|(_, live)| !live.state.is_broken()) {
            if !peaks.iter().any(|&peak| near(peak, live.zone.centre)) {
                changes.push(Change::Superseded { slot });
            }
        }
        let is_new = |peak: &&f64| {
            !living
                .alive()
                .any(|(_, live)| near(**peak, live.zone.centre))
        };
        let mut births: Vec<Birth> = peaks
            .iter()
            .filter(is_new)
            .map(|&peak| birth(scene, peak))
            .collect();
        let distance = |birth: &Birth| (birth.zone.centre - scene.close).abs();
        births.sort_by(|a, b| {
            a.role
                .cmp(&b.role)
                .then(distance(a).total_cmp(&distance(b)))
        });
        changes.extend(births.into_iter().map(Change::Born));
    }
}

fn birth(scene: &Scene<'_>, peak: f64) -> Birth {
    debug_assert!(at_least(scene.atr, 0.0) && scene.at + 1 >= WINDOW_BARS);
    let zone = LogZone::at_birth(peak, scene.atr, scene.tick);
    let role: Role = scene.role_of(zone);
    Birth {
        role,
        state: State::Active,
        zone,
        first_at: scene.at + 1 - WINDOW_BARS,
        count: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn volume_is_spread_evenly_and_none_is_lost() {
        let (mut bins, mut steps) = ([0.0; 4], [0.0; 4]);
        // From the middle of bin 0 to a quarter into bin 2: 0.5 + 1 + 0.25 bins for 7 shares, 4 a bin.
        spread(&mut bins, &mut steps, (0.5, 2.25), 7.0);
        assert_eq!((bins, steps), ([2.0, 0.0, 1.0, 0.0], [0.0, 4.0, -4.0, 0.0]));
        spread(&mut bins, &mut steps, (3.5, 3.5), 5.0);
        assert_eq!((bins, steps), ([2.0, 0.0, 1.0, 5.0], [0.0, 4.0, -4.0, 0.0]));
    }

    #[test]
    fn a_summit_rises_above_all_within_reach_and_a_plateau_counts_by_its_middle() {
        let mut values = vec![1.0; 50];
        (values[12], values[13], values[14]) = (5.0, 5.0, 5.0);
        values[20] = 4.0;
        values[40] = 3.0;
        values[30] = 0.5;
        let Peaks { high, low } = turns(&values);
        assert_eq!((high, low), (vec![13.0, 40.0], vec![30.0]));
    }

    #[test]
    fn two_prices_with_volume_are_two_nodes_with_a_gap_between() {
        let mut profile = VolumeProfile::new();
        for at in 0..WINDOW_BARS {
            let price = if at % 2 == 0 { 1.0 } else { 1.5 };
            profile.push(price + 0.05, price - 0.05, 100.0);
            profile.push(1.25, 1.25, if at % 50 == 0 { 1.0 } else { 0.0 });
        }
        let peaks = profile.peaks(1.5, 0.1);
        assert_eq!(peaks.high.len(), 3);
        assert!(
            (peaks.high[0] - 1.0).abs() < 0.01 && (peaks.high[2] - 1.5).abs() < 0.01,
            "{peaks:?}"
        );
        assert!(peaks.low.iter().all(|low| (1.05..1.45).contains(low)));
    }
}
