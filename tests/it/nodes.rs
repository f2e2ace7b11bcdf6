//! Volume levels against a second program, written from their definition without a thought of speed.

use chrono::Datelike;
use strandline::level::Expiry;
use strandline::{Analysis, AnalysisConfig, Bars, FactKind, Family, LevelId, Standing, analyze};

use crate::golden;

/// Bars of a profile, and bins within which a peak is the largest.
const WINDOW: usize = 250;
const REACH: usize = 10;

/// Smoothed volume by bins of a tenth of `atr` from the lowest low up, of the 250 bars that end with `at`; with the lowest
/// low.
fn profile(bars: &Bars, at: usize, atr: f64) -> (Vec<f64>, f64) {
    let window = at + 1 - WINDOW..=at;
    let low = |at: usize| bars.low()[at].ln();
    let high = |at: usize| bars.high()[at].ln();
    let lowest = window.clone().map(low).fold(f64::INFINITY, f64::min);
    let highest = window.clone().map(high).fold(f64::NEG_INFINITY, f64::max);
    let width = 0.1 * atr;
    let edge = |bin: usize| lowest + bin as f64 * width;
    let count = (1..100_000)
        .find(|&count| edge(count) >= highest)
        .expect("a range");
    let volume = bars.volume().expect("volume");
    let bins: Vec<f64> = (0..count)
        .map(|bin| {
            let (from, to) = (edge(bin), edge(bin + 1));
            let share = |at: usize| {
                let range = high(at) - low(at);
                let is_in = low(at) >= from && (low(at) < to || bin + 1 == count);
                let part = high(at).min(to) - low(at).max(from);
                if range > 0.0 {
                    part.max(0.0) / range
                } else {
                    f64::from(u8::from(is_in))
                }
            };
            window.clone().map(|at| volume[at] * share(at)).sum()
        })
        .collect();
    let weight = |a: usize, b: usize| {
        let sigmas = a.abs_diff(b) as f64 / 2.0;
        if sigmas > 4.0 {
            0.0
        } else {
            (-sigmas * sigmas / 2.0).exp()
        }
    };
    let smooth = |bin: usize| {
        bins.iter()
            .enumerate()
            .map(|(other, v)| weight(bin, other) * v)
            .sum()
    };
    ((0..count).map(smooth).collect(), lowest)
}

/// Log prices of the peaks, or of the troughs between them.
fn nodes(bars: &Bars, at: usize, atr: f64, family: Family) -> Vec<f64> {
    let (bins, lowest) = profile(bars, at, atr);
    let same = 1e-9 * bins.iter().copied().fold(0.0, f64::max);
    let stands_out = |bins: &[f64], bin: usize| {
        let near = bin.saturating_sub(REACH)..(bin + REACH + 1).min(bins.len());
        near.filter(|&other| other != bin).all(|other| {
            let least = if other < bin { same } else { -same };
            bins[bin] - bins[other] > least || other > bin && bins[bin] >= bins[other] - same
        })
    };
    let peaks: Vec<usize> = (0..bins.len())
        .filter(|&bin| bins[bin] > same && stands_out(&bins, bin))
        .collect();
    let negated: Vec<f64> = bins.iter().map(|bin| -bin).collect();
    let between = |bin: usize| peaks.iter().any(|&it| it < bin) && peaks.iter().any(|&it| it > bin);
    let found: Vec<usize> = match family {
        Family::Hvn => peaks.clone(),
        _ => (0..bins.len())
            .filter(|&bin| between(bin) && stands_out(&negated, bin))
            .collect(),
    };
    found
        .iter()
        .map(|&bin| lowest + (bin as f64 + 0.5) * 0.1 * atr)
        .collect()
}

/// What bar `at` did to the levels of `family`, which must be what the definition says; how many were born.
fn check(analysis: &Analysis, family: Family, at: usize) -> usize {
    let bars = analysis.bars();
    let born = born(analysis, family, at);
    let is_first = bars.date(at).month() != bars.date(at - 1).month();
    if !is_first || at + 1 < WINDOW {
        assert!(born.is_empty(), "{family} on {}", bars.date(at));
        return 0;
    }
    let atr = analysis.atr_log(at).expect("an ATR");
    let nodes = nodes(bars, at, atr, family);
    let (before, after) = (analysis.as_of(at - 1), analysis.as_of(at));
    let alive = before
        .levels()
        .iter()
        .filter(|level| level.level.family == family);
    let alive: Vec<&Standing> = alive
        .filter(|level| !is_unvisited(analysis, level.level.id, at))
        .collect();
    for level in &alive {
        let has_node = nodes.iter().any(|&node| is_near(level, node, atr));
        let now = after.level(level.level.id);
        let is_kept = now.is_some_and(|now| has_node || now.state.is_broken());
        let has_gone = now.is_none() && !has_node;
        assert!(is_kept || has_gone, "{family} on {}", bars.date(at));
        assert!(now.is_none_or(|now| now.zone == level.zone), "it moved");
    }
    let is_new = |node: &f64| !alive.iter().any(|level| is_near(level, *node, atr));
    let expected: Vec<f64> = nodes.into_iter().filter(is_new).collect();
    assert_eq!(born.len(), expected.len(), "{family} on {}", bars.date(at));
    let is_same = |(a, b): (&f64, &f64)| (a - b).abs() < 1e-9;
    assert!(born.iter().zip(&expected).all(is_same), "{family}");
    born.len()
}

/// Log prices of the levels that bar `at` made known, rising.
fn born(analysis: &Analysis, family: Family, at: usize) -> Vec<f64> {
    let levels = analysis.levels().iter();
    let born = levels.filter(|level| level.family == family && level.known_at == at);
    let mut born: Vec<f64> = born.map(|level| level.born.centre().ln()).collect();
    born.sort_by(f64::total_cmp);
    born
}

fn is_near(level: &Standing, node: f64, atr: f64) -> bool {
    (level.zone.centre().ln() - node).abs() <= 0.5 * atr + 1e-9
}

/// Whether a level expired on bar `at` because no bar had met it, which comes before what becomes known.
fn is_unvisited(analysis: &Analysis, id: LevelId, at: usize) -> bool {
    let facts = analysis.as_of(at).facts_since(at);
    facts.iter().any(|fact| {
        let reason = Expiry::Unvisited;
        fact.level == Some(id) && fact.kind == FactKind::Expired { reason }
    })
}

#[test]
fn volume_levels_are_those_of_a_second_program() {
    for symbol in ["MSFT", "GOOG"] {
        let bars = golden::bars(symbol);
        let bars = bars.prefix(bars.len().min(1000));
        let config = AnalysisConfig::of([Family::Hvn, Family::Lvn]);
        let analysis = analyze(&bars, &config).expect("the default settings");
        for family in [Family::Hvn, Family::Lvn] {
            let births: usize = (1..bars.len()).map(|at| check(&analysis, family, at)).sum();
            assert!(births > 10, "{symbol}: {births} {family}");
        }
    }
}
