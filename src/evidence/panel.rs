//! The figures by which the method itself is accepted: levels of a panel of series, and what it finds where nothing is.

use rayon::prelude::*;
use serde::Serialize;

use super::control::{Entry, entries};
use super::null::{planted, random_entries};
use super::permuted::permuted;
use super::pooled::{FAMILIES, Pooled, SEED};
use super::{Measure, Rate, Reliability, Tally, auc};
use crate::analysis::{Analysis, AnalysisConfig, analyze};
use crate::backtest::metrics::quantile;
use crate::level::{Family, Role};
use crate::{Bars, Result};

/// Series and bars of the synthetic panel with a planted edge.
const PLANTED: (u64, usize) = (12, 3000);
/// Probability with which a planted level turns price that would have gone through or stayed.
const TURNS: f64 = 0.5;

/// What a method finds over many seeds where nothing is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Null {
    /// Seeds tried.
    pub seeds: usize,
    /// Seeds for which the 95 % interval of some lift leaves 0 out.
    pub outside_interval: usize,
    /// Seeds for which some lift is told as an edge.
    pub edges: usize,
    /// The largest lift of the first seed.
    pub first: f64,
    /// The largest lift of any seed.
    pub largest: f64,
    /// What 95 % of the largest lifts of a seed do not pass.
    pub largest_95: f64,
}

/// A panel of series.
#[derive(Debug)]
pub struct Panel<'b> {
    series: Vec<Analysis>,
    bars: &'b [Bars],
    entries: Vec<Entry>,
}

impl<'b> Panel<'b> {
    /// Analyzes the series.
    ///
    /// # Errors
    ///
    /// Those of [`analyze`].
    pub fn of(bars: &'b [Bars]) -> Result<Self> {
        let series = bars
            .par_iter()
            .map(|bars| analyze(bars, &AnalysisConfig::of(FAMILIES)))
            .collect::<Result<Vec<_>>>()?;
        let found: Vec<Vec<Entry>> = series
            .par_iter()
            .map(|analysis| entries(analysis, &FAMILIES, SEED, usize::MAX))
            .collect();
        Ok(Self {
            series,
            bars,
            entries: found.into_iter().flatten().collect(),
        })
    }

    /// How often the levels of a family held, of one side or both.
    pub fn rate(&self, family: Family, role: Option<Role>, measure: Measure) -> Option<Rate> {
        rate(&self.entries, family, role, measure)
    }

    /// How often levels of any family held on one side.
    pub fn side(&self, role: Role, measure: Measure) -> Option<Rate> {
        let its = self.entries.iter().filter(|it| it.role == role);
        Rate::of(&Tally::of(its, measure, usize::MAX), SEED)
    }

    /// How well the number of visits tells the levels that held from those that did not; 0.5 is chance.
    pub fn auc_of_tests(&self) -> Option<f64> {
        let levels = self.entries.iter().filter(|it| !it.is_control);
        let cases = levels.filter_map(|it| {
            let (outcome, _) = it.outcome(Measure::K1)?;
            Some((it.tests as f64, outcome.held))
        });
        auc(cases.collect())
    }

    /// How what `table` tells of levels came true here.
    pub fn reliability(&self, table: &Pooled) -> Option<Reliability> {
        let levels = self.entries.iter().filter(|it| !it.is_control);
        table.reliability(levels, Measure::K1)
    }

    /// What is found on the same bars in permuted order; `floor` is what a lift must pass to be told as an edge, and `told`
    /// is called once a seed.
    ///
    /// # Errors
    ///
    /// Those of [`permuted`] and [`analyze`].
    pub fn on_permuted(
        &self,
        seeds: std::ops::Range<u64>,
        floor: f64,
        told: &(dyn Fn() + Sync),
    ) -> Result<Null> {
        let lifts = seeds.into_par_iter().map(|seed| {
            let mut all = Vec::new();
            for bars in self.bars {
                let analysis = analyze(&permuted(bars, seed)?, &AnalysisConfig::of(FAMILIES))?;
                all.extend(entries(&analysis, &FAMILIES, seed, usize::MAX));
            }
            told();
            let rates = FAMILIES
                .into_iter()
                .filter_map(|family| rate(&all, family, None, Measure::K1));
            Ok(rates.collect())
        });
        Ok(null(&lifts.collect::<Result<Vec<Vec<Rate>>>>()?, floor))
    }

    /// The largest lift of any family on `bars` in permuted order, series by series, so that no more than their counts are
    /// kept.
    ///
    /// # Errors
    ///
    /// Those of [`permuted`] and [`analyze`].
    pub fn largest_on_permuted(bars: &[Bars], seed: u64) -> Result<f64> {
        let counted = bars.par_iter().map(|bars| {
            let analysis = analyze(&permuted(bars, seed)?, &AnalysisConfig::of(FAMILIES))?;
            let all = entries(&analysis, &FAMILIES, seed, usize::MAX);
            let of = |family| all.iter().filter(move |it| it.family == family);
            Ok(FAMILIES.map(|family| Tally::of(of(family), Measure::K1, usize::MAX)))
        });
        let counted = counted.collect::<Result<Vec<_>>>()?;
        let mut all: [Tally; FAMILIES.len()] = Default::default();
        for tallies in &counted {
            for (own, other) in all.iter_mut().zip(tallies) {
                own.add(other);
            }
        }
        let rates = all.iter().filter_map(|tally| Rate::of(tally, SEED));
        Ok(rates.map(|rate| rate.lift.abs()).fold(0.0, f64::max))
    }

    /// What is found at random prices told as levels.
    pub fn on_random(
        &self,
        seeds: std::ops::Range<u64>,
        floor: f64,
        told: &(dyn Fn() + Sync),
    ) -> Null {
        let lifts = seeds.into_par_iter().map(|seed| {
            let all: Vec<Entry> = self
                .series
                .iter()
                .flat_map(|analysis| random_entries(analysis, seed))
                .collect();
            told();
            Vec::from_iter(rate(&all, Family::User, None, Measure::K1))
        });
        null(&lifts.collect::<Vec<_>>(), floor)
    }
}

fn rate(all: &[Entry], family: Family, role: Option<Role>, measure: Measure) -> Option<Rate> {
    let is_it = |it: &&Entry| it.family == family && role.is_none_or(|role| role == it.role);
    let its = all.iter().filter(is_it);
    Rate::of(&Tally::of(its, measure, usize::MAX), SEED)
}

fn null(seeds: &[Vec<Rate>], floor: f64) -> Null {
    let largest: Vec<f64> = seeds
        .iter()
        .map(|rates| rates.iter().map(|rate| rate.lift.abs()).fold(0.0, f64::max))
        .collect();
    let count = |floor: f64| {
        let has_edge =
            |rates: &&Vec<Rate>| rates.iter().any(|it| it.edge(floor) != super::Edge::None);
        seeds.iter().filter(has_edge).count()
    };
    Null {
        seeds: seeds.len(),
        outside_interval: count(0.0),
        edges: count(floor),
        first: largest.first().copied().unwrap_or_default(),
        largest: largest.iter().copied().fold(0.0, f64::max),
        largest_95: quantile(&largest, 0.95).unwrap_or_default(),
    }
}

/// What is found on synthetic bars that turn at given prices more often than chance has it, and how often they were made
/// to.
///
/// # Errors
///
/// Those of [`planted`] and [`analyze`].
pub fn planted_edge(seed: u64, turns: f64) -> Result<Option<Rate>> {
    let (series, bars) = PLANTED;
    let mut all = Vec::new();
    for number in 0..series {
        let (bars, levels) = planted(bars, turns, seed * series + number)?;
        let config = AnalysisConfig {
            user: levels,
            ..AnalysisConfig::of([Family::User])
        };
        let analysis = analyze(&bars, &config)?;
        all.extend(entries(&analysis, &[Family::User], seed, usize::MAX));
    }
    Ok(rate(&all, Family::User, None, Measure::K1))
}

/// The planted edge of the figures of acceptance.
///
/// # Errors
///
/// As [`planted_edge`].
pub fn default_planted_edge(seed: u64) -> Result<Option<Rate>> {
    planted_edge(seed, TURNS)
}
