//! Volume levels: prices at which much, or between them little, of the last year's volume changed hands.

use std::collections::VecDeque;

use chrono::{Datelike, NaiveDate};

use super::scene::{Birth, Change, Peaks, Scene};
use crate::level::compare::{SAME, at_most};
use crate::level::{Living, LogZone, Role, State};
use crate::market::Timeframe;

/// Bars whose volume is spread.
const WINDOW_BARS: usize = 250;
/// Width of a bin, in ATR.
const BIN_ATR: f64 = 0.1;
/// Standard deviation of the Gaussian, in bins: 0.2 ATR.
const SIGMA_BINS: f64 = 2.0;
/// Where the Gaussian is cut, in bins: four standard deviations.
const SMOOTH_BINS: usize = 8;
/// Bins to each side among which a peak is the largest: 1 ATR.
const REACH_BINS: usize = 10;
/// A range of more bins, which is 100,000 ATR in 250 bars, has no profile.
const MAX_BINS: usize = 1 << 20;
/// A peak this near to a living level is that level, in ATR.
const KEEP_ATR: f64 = 0.5;

/// Volume by price over the last 250 bars, made afresh from those bars alone at the first bar of each period.
///
/// ```text
/// period  days: calendar month; weeks: quarter; months: year; shorter bars: day
/// bins    of 0.1 A, the first from the lowest low upwards, the last with the highest high
/// volume  of each bar spread evenly over [l, h]; of a bar without range in its one bin
/// smooth  by a Gaussian of 0.2 A, cut at 0.8 A; nothing lies outside the bins
/// hvn     a bin with volume that is the largest within 1 A; of equal ones the lowest
/// lvn     a bin between the lowest and the highest hvn that is the smallest within 1 A; of equal ones the lowest
/// ```
///
/// A level lies at the centre of its bin. Volumes are equal where they differ by less than a billionth of the largest.
#[derive(Debug, Clone)]
pub(crate) struct VolumeProfile {
    timeframe: Timeframe,
    /// Number of the period of the bar pushed last.
    period: Option<i32>,
    is_first_of_period: bool,
    bars: VecDeque<Traded>,
}

/// One bar in log prices.
#[derive(Debug, Clone, Copy)]
struct Traded {
    high: f64,
    low: f64,
    volume: f64,
}

impl VolumeProfile {
    pub(crate) fn new(timeframe: Timeframe) -> Self {
        Self {
            timeframe,
            period: None,
            is_first_of_period: false,
            bars: VecDeque::with_capacity(WINDOW_BARS),
        }
    }

    pub(crate) fn push(&mut self, date: NaiveDate, (high, low): (f64, f64), volume: f64) {
        if self.bars.len() == WINDOW_BARS {
            self.bars.pop_front();
        }
        self.bars.push_back(Traded { high, low, volume });
        let period = Some(period(self.timeframe, date));
        self.is_first_of_period = self.period != period;
        self.period = period;
    }

    /// The peaks, if the bar pushed last is the first of a period and has 249 before it.
    pub(crate) fn peaks(&self, atr: f64) -> Option<Peaks> {
        let is_due = self.is_first_of_period && self.bars.len() == WINDOW_BARS;
        is_due.then(|| self.peaks_now(atr))
    }

    fn peaks_now(&self, atr: f64) -> Peaks {
        let lows = self.bars.iter().map(|bar| bar.low);
        let highs = self.bars.iter().map(|bar| bar.high);
        let lowest = lows.fold(f64::INFINITY, f64::min);
        let highest = highs.fold(f64::NEG_INFINITY, f64::max);
        let width = BIN_ATR * atr;
        let count = ((highest - lowest) / width).ceil().max(1.0);
        if count > MAX_BINS as f64 {
            return Peaks::default();
        }
        let mut bins = vec![0.0; whole(count)];
        for bar in &self.bars {
            let place = |price: f64| (price - lowest) / width;
            spread(&mut bins, (place(bar.low), place(bar.high)), bar.volume);
        }
        let Turns { peaks, troughs } = turns(&smoothed(&bins));
        let price = |bin: usize| lowest + (bin as f64 + 0.5) * width;
        Peaks {
            high: peaks.into_iter().map(price).collect(),
            low: troughs.into_iter().map(price).collect(),
        }
    }
}

/// Number of the period that decides when a profile is made.
fn period(timeframe: Timeframe, date: NaiveDate) -> i32 {
    match timeframe {
        Timeframe::Minutes(_) => date.num_days_from_ce(),
        Timeframe::Day => 12 * date.year() + date.month0().cast_signed(),
        Timeframe::Week => 4 * date.year() + (date.month0() / 3).cast_signed(),
        Timeframe::Month => date.year(),
    }
}

/// The whole part of a number of bins, at least 0.
fn whole(bins: f64) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast takes what is below 0 as 0, and there are at most MAX_BINS"
    )]
    let bins = bins as u32;
    bins as usize
}

/// Adds `volume` evenly over `low ..= high`, in bins from the lower edge of the first.
fn spread(bins: &mut [f64], (low, high): (f64, f64), volume: f64) {
    let last = bins.len() - 1;
    let (first, end) = (whole(low).min(last), whole(high).min(last));
    if first == end {
        bins[first] += volume;
        return;
    }
    let density = volume / (high - low);
    bins[first] += density * ((first + 1) as f64 - low);
    bins[end] += density * (high - end as f64);
    for bin in &mut bins[first + 1..end] {
        *bin += density;
    }
}

/// Each bin with its neighbours, weighed by the Gaussian.
fn smoothed(bins: &[f64]) -> Vec<f64> {
    let weight = |distance: usize| (-0.5 * (distance as f64 / SIGMA_BINS).powi(2)).exp();
    let weights: [f64; SMOOTH_BINS + 1] = std::array::from_fn(weight);
    let padding = [0.0; SMOOTH_BINS];
    let padded = [&padding, bins, &padding].concat();
    let windows = padded.windows(2 * SMOOTH_BINS + 1);
    let sum = |window: &[f64]| {
        let (below, above) = window.split_at(SMOOTH_BINS);
        let pairs = below.iter().rev().zip(&above[1..]);
        let weighed = pairs
            .zip(&weights[1..])
            .map(|((a, b), weight)| weight * (a + b));
        above[0] + weighed.sum::<f64>()
    };
    windows.map(sum).collect()
}

/// Bins that stand out, rising.
#[derive(Debug, PartialEq)]
struct Turns {
    peaks: Vec<usize>,
    troughs: Vec<usize>,
}

fn turns(values: &[f64]) -> Turns {
    let same = SAME * values.iter().copied().fold(0.0, f64::max);
    let peaks = (0..values.len()).filter(|&bin| {
        let value = values[bin];
        value > same
            && before(values, bin).all(|other| value > other + same)
            && after(values, bin).all(|other| value >= other - same)
    });
    let peaks: Vec<usize> = peaks.collect();
    let between = match peaks[..] {
        [first, .., last] => first + 1..last,
        _ => 0..0,
    };
    let troughs = between.filter(|&bin| {
        let value = values[bin];
        before(values, bin).all(|other| value < other - same)
            && after(values, bin).all(|other| value <= other + same)
    });
    Turns {
        troughs: troughs.collect(),
        peaks,
    }
}

/// The bins within reach below `bin`, the nearest first.
fn before(values: &[f64], bin: usize) -> impl Iterator<Item = f64> {
    let reach = bin.saturating_sub(REACH_BINS)..bin;
    values[reach].iter().rev().copied()
}

/// The bins within reach above `bin`, the nearest first.
fn after(values: &[f64], bin: usize) -> impl Iterator<Item = f64> {
    values[bin + 1..].iter().take(REACH_BINS).copied()
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

    /// A peak keeps the living levels near it, whatever their state; others are born. A level without a peak expires,
    /// unless it is broken.
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
#[expect(clippy::float_cmp, reason = "these values are exact")]
mod tests {
    use super::*;

    #[test]
    fn volume_is_spread_evenly_and_none_is_lost() {
        let mut bins = [0.0; 4];
        // From the middle of bin 0 to a quarter into bin 2: 0.5 + 1 + 0.25 bins for 7 shares, 4 a bin.
        spread(&mut bins, (0.5, 2.25), 7.0);
        assert_eq!(bins, [2.0, 4.0, 1.0, 0.0]);
        spread(&mut bins, (3.5, 3.5), 5.0);
        // The highest high lies on the upper edge of the last bin.
        spread(&mut bins, (4.0, 4.0), 1.0);
        assert_eq!(bins, [2.0, 4.0, 1.0, 6.0]);
    }

    #[test]
    fn a_bin_is_smoothed_over_four_standard_deviations_and_not_beyond() {
        let mut bins = vec![0.0; 30];
        bins[10] = 1.0;
        let smooth = smoothed(&bins);
        let is_near = |bin: usize, value: f64| (smooth[bin] - value).abs() < 1e-15;
        assert!(is_near(10, 1.0) && is_near(12, (-0.5f64).exp()) && is_near(8, (-0.5f64).exp()));
        assert!(is_near(18, (-8.0f64).exp()) && is_near(19, 0.0) && is_near(1, 0.0));
    }

    #[test]
    fn the_lowest_of_equal_bins_stands_out_and_troughs_lie_between_peaks() {
        let mut values = vec![1.0; 50];
        (values[12], values[13], values[14]) = (5.0, 5.0, 5.0);
        values[20] = 4.0;
        values[40] = 3.0;
        (values[30], values[31], values[5]) = (0.5, 0.5, 0.2);
        let expected = Turns {
            // The first bin of the level ground has nothing larger within reach, and none as large below it.
            peaks: vec![0, 12, 40],
            troughs: vec![5, 30],
        };
        assert_eq!(turns(&values), expected);
        let none = Turns {
            peaks: vec![],
            troughs: vec![],
        };
        assert_eq!(turns(&[0.0; 30]), none);
    }

    #[test]
    fn a_profile_is_made_at_the_first_bar_of_a_period_that_has_250() {
        let start = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
        let due = |timeframe: Timeframe, step: u64, bars: u64| {
            let mut profile = VolumeProfile::new(timeframe);
            let dates = (0..bars).map(|bar| start + chrono::Days::new(step * bar));
            let mut due = Vec::new();
            for date in dates {
                profile.push(date, (1.1, 1.0), 5.0);
                due.extend(profile.peaks(0.01).map(|_| date.to_string()));
            }
            due
        };
        // Day 250 is 2024-09-06, week 250 that of 2028-10-09: the month, and the quarter, that begin before are skipped.
        let months = ["2024-10-01", "2024-11-01", "2024-12-01"];
        assert_eq!(due(Timeframe::Day, 1, 350), months);
        assert_eq!(due(Timeframe::Week, 7, 262), ["2029-01-01"]);
        assert_eq!(due(Timeframe::Month, 30, 262), ["2045-01-10"]);
        assert_eq!(due(Timeframe::Minutes(60), 1, 251).len(), 2);
    }

    #[test]
    fn two_prices_with_volume_are_two_peaks_with_a_trough_between() {
        let mut profile = VolumeProfile::new(Timeframe::Minutes(5));
        let start = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
        for at in 0..WINDOW_BARS {
            let price = if at % 2 == 0 { 1.0 } else { 1.5 };
            let date = start + chrono::Days::new(at as u64);
            profile.push(date, (price + 0.05, price - 0.05), 100.0);
        }
        let peaks = profile.peaks(0.1).unwrap();
        let is_near = |a: f64, b: f64| (a - b).abs() < 0.011;
        assert!(
            peaks.high.len() == 2 && is_near(peaks.high[0], 1.0) && is_near(peaks.high[1], 1.5),
            "{peaks:?}"
        );
        assert!(
            peaks.low.len() == 1 && (1.05..1.45).contains(&peaks.low[0]),
            "{peaks:?}"
        );
    }
}
