//! How often levels held, beside how often arbitrary prices did.
//!
//! A rate is never told alone. [`Tally`] counts entries by calendar quarter and by stratum (12 distances, 2 sides);
//! [`Rate::of`] compares levels with arbitrary prices inside the strata:
//!
//! ```text
//! p      = levels that held / levels that were reached
//! p_ctrl = sum over strata of (levels in it / all levels) x (share of its arbitrary prices that held)
//! lift   = p - p_ctrl
//! ```
//!
//! The interval of the lift is the middle of resampled histories that draw whole calendar quarters, of all series together, in
//! which the outcomes became known:
//! markets move together, so entries of one quarter are not independent. The effective number of entries is the number
//! times the variance that independent entries would have over that of the resampled lifts, at most the number.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::control::{DISTANCE_BINS, Entry};
use super::{Interval, Measure, Random, normal};
use crate::backtest::metrics::quantile;
use crate::level::Role;

/// Distances times sides.
const STRATA: usize = 2 * DISTANCE_BINS;
/// Resampled histories.
pub(super) const RESAMPLES: u64 = 1000;

/// Levels and arbitrary prices of one stratum.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Counts {
    levels: f64,
    levels_held: f64,
    controls: f64,
    controls_held: f64,
}

impl Counts {
    fn add(&mut self, other: &Self, times: f64) {
        self.levels += times * other.levels;
        self.levels_held += times * other.levels_held;
        self.controls += times * other.controls;
        self.controls_held += times * other.controls_held;
    }
}

/// Entries counted by quarter and stratum.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tally {
    quarters: BTreeMap<i32, BTreeMap<usize, Counts>>,
}

impl Tally {
    /// Counts `entries` by `measure`: those whose outcome was known before bar `before`.
    pub fn of<'e>(
        entries: impl IntoIterator<Item = &'e Entry>,
        measure: Measure,
        before: usize,
    ) -> Self {
        let mut tally = Self::default();
        for entry in entries {
            tally.count(entry, measure, before);
        }
        tally
    }

    /// Counts one entry.
    pub fn count(&mut self, entry: &Entry, measure: Measure, before: usize) {
        let outcome = entry.outcome(measure);
        let Some((outcome, quarter)) = outcome.filter(|(it, _)| it.closed_at < before) else {
            return;
        };
        let side = usize::from(entry.role == Role::Support);
        let strata = self.quarters.entry(quarter).or_default();
        let counts = strata.entry(side * DISTANCE_BINS + entry.bin).or_default();
        let held = f64::from(u8::from(outcome.held));
        if entry.is_control {
            counts.controls += 1.0;
            counts.controls_held += held;
        } else {
            counts.levels += 1.0;
            counts.levels_held += held;
        }
    }

    /// Adds what another series counted.
    pub fn add(&mut self, other: &Self) {
        for (quarter, strata) in &other.quarters {
            let own = self.quarters.entry(*quarter).or_default();
            for (stratum, counts) in strata {
                own.entry(*stratum).or_default().add(counts, 1.0);
            }
        }
    }

    /// One row a quarter: levels, those that held, those that would have by the shares of arbitrary prices of the same
    /// quarter and stratum, and arbitrary prices. Strata without an arbitrary price are left out.
    pub(super) fn quarters(&self) -> impl Iterator<Item = (i32, Expected)> + '_ {
        self.quarters.iter().map(|(quarter, strata)| {
            let mut row = Expected::default();
            for counts in strata.values().filter(|counts| counts.controls > 0.0) {
                row.levels += counts.levels;
                row.held += counts.levels_held;
                row.foreseen += counts.levels * counts.controls_held / counts.controls;
                row.controls += counts.controls;
            }
            (*quarter, row)
        })
    }

    fn blocks(&self) -> Vec<Vec<(usize, Counts)>> {
        let block =
            |strata: &BTreeMap<usize, Counts>| strata.iter().map(|(&at, &it)| (at, it)).collect();
        self.quarters.values().map(block).collect()
    }
}

/// One quarter: levels, how many held, and how many of as many arbitrary prices would have.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Expected {
    pub(super) levels: f64,
    pub(super) held: f64,
    pub(super) foreseen: f64,
    pub(super) controls: f64,
}

/// How a rate at levels compares with that at arbitrary prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edge {
    /// The interval of the lift holds 0, or the lift is no larger than what the method finds where nothing is.
    None,
    /// Levels held more often.
    More,
    /// Levels held less often.
    Less,
}

/// How often levels held and how often arbitrary prices did, as shares of 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rate {
    /// Levels that were reached and whose outcome is known.
    pub n: usize,
    /// As many independent ones would tell as much.
    pub effective_n: f64,
    /// Arbitrary prices they are compared with.
    pub controls: usize,
    /// Share of the levels that held.
    pub rate: f64,
    /// Share of the arbitrary prices that held, weighted as the levels are.
    pub control: f64,
    /// The first less the second.
    pub lift: f64,
    /// Middle 95 % of the resampled lifts.
    pub lift_95: Interval,
    /// Middle 80 % of them.
    pub lift_80: Interval,
    /// Probability of a lift as large as this if there were none, by a normal distribution of the resampled lifts.
    pub p_value: f64,
}

impl Rate {
    /// Compares what `tally` counted. `None` without a level or without an arbitrary price in its strata, or from fewer
    /// than 2 quarters, of which there is no interval.
    pub fn of(tally: &Tally, seed: u64) -> Option<Self> {
        Self::of_blocks(&tally.blocks(), seed)
    }

    /// Compares quarters of which the expected number of arbitrary prices is known already.
    pub(super) fn of_quarters(quarters: &[Expected], seed: u64) -> Option<Self> {
        let block = |it: &Expected| {
            // One stratum, in which the share of arbitrary prices is the expected one.
            let counts = Counts {
                levels: it.levels,
                levels_held: it.held,
                controls: it.levels,
                controls_held: it.foreseen,
            };
            vec![(0, counts)]
        };
        let blocks: Vec<_> = quarters.iter().map(block).collect();
        let controls: f64 = quarters.iter().map(|it| it.controls).sum();
        let rate = Self::of_blocks(&blocks, seed)?;
        Some(Self {
            controls: whole(controls),
            ..rate
        })
    }

    fn of_blocks(blocks: &[Vec<(usize, Counts)>], seed: u64) -> Option<Self> {
        if blocks.len() < 2 {
            return None;
        }
        let mut all = [Counts::default(); STRATA];
        for (stratum, counts) in blocks.iter().flatten() {
            all[*stratum].add(counts, 1.0);
        }
        let (n, controls, rate, control) = compare(&all)?;
        let lifts = resampled(blocks, seed);
        let middle = |share: f64| {
            let tail = (1.0 - share) / 2.0;
            Some(Interval {
                low: quantile(&lifts, tail)?,
                high: quantile(&lifts, 1.0 - tail)?,
            })
        };
        let variance = normal::variance(&lifts);
        let lift = rate - control;
        let independent = rate * (1.0 - rate) / n + control * (1.0 - control) / controls.max(1.0);
        let share = if variance > 0.0 {
            (independent / variance).min(1.0)
        } else {
            1.0
        };
        Some(Self {
            n: whole(n),
            effective_n: (n * share).round(),
            controls: whole(controls),
            rate,
            control,
            lift,
            lift_95: middle(0.95)?,
            lift_80: middle(0.80)?,
            p_value: normal::two_sided(lift, &lifts),
        })
    }

    /// Whether levels did better or worse than arbitrary prices: where the 95 % interval leaves 0 out and the lift is
    /// larger than `floor`, the largest lift the method finds where nothing is.
    pub fn edge(&self, floor: f64) -> Edge {
        if self.lift.abs() <= floor || self.lift_95.low <= 0.0 && self.lift_95.high >= 0.0 {
            Edge::None
        } else if self.lift > 0.0 {
            Edge::More
        } else {
            Edge::Less
        }
    }
}

/// Levels, arbitrary prices, and the two rates over strata that have both.
fn compare(all: &[Counts; STRATA]) -> Option<(f64, f64, f64, f64)> {
    let (mut n, mut controls, mut held, mut expected) = (0.0, 0.0, 0.0, 0.0);
    for counts in all {
        if counts.levels > 0.0 && counts.controls > 0.0 {
            n += counts.levels;
            controls += counts.controls;
            held += counts.levels_held;
            expected += counts.levels * counts.controls_held / counts.controls;
        }
    }
    (n > 0.0).then(|| (n, controls, held / n, expected / n))
}

/// The lifts of histories made of as many quarters, drawn with replacement.
fn resampled(blocks: &[Vec<(usize, Counts)>], seed: u64) -> Vec<f64> {
    let mut lifts = Vec::new();
    for number in 0..RESAMPLES {
        let mut random = Random::new(seed, number);
        let mut times = vec![0.0; blocks.len()];
        for _ in 0..blocks.len() {
            times[random.below(blocks.len())] += 1.0;
        }
        let mut all = [Counts::default(); STRATA];
        for (block, &times) in blocks.iter().zip(&times).filter(|(_, times)| **times > 0.0) {
            for (stratum, counts) in block {
                all[*stratum].add(counts, times);
            }
        }
        if let Some((_, _, rate, control)) = compare(&all) {
            lifts.push(rate - control);
        }
    }
    lifts
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts kept as floating point"
)]
fn whole(count: f64) -> usize {
    count.round() as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Outcome;
    use crate::level::Family;

    /// An entry of step `bin` in quarter `quarter` that closed on bar 10.
    fn entry(is_control: bool, bin: usize, quarter: i32, held: bool) -> Entry {
        let outcome = Outcome {
            held,
            closed_at: 10,
        };
        Entry {
            family: Family::Swing,
            role: Role::Resistance,
            tests: 0,
            is_control,
            at: 5,
            date: "2024-01-05".parse().unwrap(),
            bin,
            contexts: [None; 3],
            outcomes: [Some((outcome, quarter)), None, None],
        }
    }

    fn tally(groups: &[(bool, usize, usize, usize)]) -> Tally {
        let mut tally = Tally::default();
        for &(is_control, bin, held, all) in groups {
            for place in 0..all {
                let quarter = i32::try_from(place % 8).unwrap();
                tally.count(
                    &entry(is_control, bin, quarter, place < held),
                    Measure::K1,
                    11,
                );
            }
        }
        tally
    }

    #[test]
    fn levels_are_compared_with_prices_at_the_same_distance() {
        // Levels: 30 of 40 near, 20 of 40 far. Prices: 60 of 80 near, 8 of 16 far: the same rates, though far fewer far.
        let same = tally(&[
            (false, 0, 30, 40),
            (false, 7, 20, 40),
            (true, 0, 60, 80),
            (true, 7, 8, 16),
        ]);
        let rate = Rate::of(&same, 1).unwrap();
        assert_eq!((rate.n, rate.controls), (80, 96));
        assert!(
            (rate.rate - 50.0 / 80.0).abs() < 1e-12 && rate.lift.abs() < 1e-12,
            "{rate:?}"
        );
        assert_eq!(rate.edge(0.0), Edge::None);
        // A stratum without a control is left out.
        let alone = tally(&[(false, 0, 30, 40), (false, 7, 40, 40), (true, 0, 40, 80)]);
        let rate = Rate::of(&alone, 1).unwrap();
        assert!((rate.n, rate.lift) == (40, 0.25), "{rate:?}");
        assert!(rate.lift_95.low < 0.25 && rate.lift_95.high > 0.25);
        assert!(rate.lift_80.low >= rate.lift_95.low && rate.effective_n <= 40.0);
    }

    #[test]
    fn what_is_not_closed_before_the_bar_is_not_counted() {
        let mut tally = Tally::default();
        tally.count(&entry(false, 0, 1, true), Measure::K1, 10);
        tally.count(&entry(false, 0, 1, true), Measure::K2, 11);
        assert_eq!(tally, Tally::default());
        tally.count(&entry(false, 0, 1, true), Measure::K1, 11);
        assert_ne!(tally, Tally::default());
        assert_eq!(Rate::of(&tally, 1), None);
    }

    #[test]
    fn a_lift_within_the_floor_is_no_edge() {
        let more = tally(&[(false, 0, 400, 400), (true, 0, 360, 400)]);
        let rate = Rate::of(&more, 1).unwrap();
        assert_eq!((rate.edge(0.0), rate.edge(0.2)), (Edge::More, Edge::None));
    }
}
