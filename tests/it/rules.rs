//! The facts of rules `levels/2`: those of `levels/1` but for volume levels, and none of a bar without trade.

use std::ops::Range;

use strandline::evidence::Random;
use strandline::{Analysis, AnalysisConfig, Bars, Basis, Fact, Family, Ohlcv};

use crate::golden;
use crate::sketch::{self, analyzed};

/// Number and FNV-1a hash of the lines of [`told`] for each bundled series, by rules `levels/1`: written by the program
/// of 2026-11-30 (commit 9d66d27), a gap break told by its new name.
const LEVELS_1: [(&str, usize, u64); 6] = [
    ("AAPL", 29400, 0xAAAA_F048_A29F_EB2E),
    ("GOOG", 19670, 0x87B1_065E_3413_B372),
    ("IBM", 33730, 0x5281_FCED_BFBC_7AE1),
    ("MSFT", 35917, 0xA3EB_1C16_0C2A_294B),
    ("NASDAQ", 46085, 0x897A_490B_F0D5_EE07),
    ("SP500", 48105, 0x1DBD_F537_0E85_D337),
];

/// Families by the same rules in both.
const UNCHANGED: [Family; 4] = [Family::Swing, Family::Shelf, Family::Extreme, Family::Round];

/// Every fact with the birth of its level, and every pivot.
fn told(analysis: &Analysis) -> Vec<String> {
    let facts = analysis.facts().iter().map(|fact| {
        let level = fact.level.and_then(|id| analysis.level(id));
        let born = level.map(|level| {
            let low = level.born.low.to_bits();
            let (known_at, first_at) = (level.known_at, level.first_at);
            (
                level.family,
                known_at,
                first_at,
                low,
                level.role,
                level.count,
            )
        });
        format!("{} {:?} {born:?} {:?}\n", fact.at, fact.level, fact.kind)
    });
    let pivots = analysis.pivots().iter().map(|pivot| {
        let (at, known_at, price) = (pivot.at, pivot.known_at, pivot.price.to_bits());
        format!("pivot {at} {known_at} {:?} {price}\n", pivot.role)
    });
    facts.chain(pivots).collect()
}

fn fnv(lines: &[String]) -> u64 {
    let bytes = lines.iter().flat_map(|line| line.bytes());
    bytes.fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    })
}

#[test]
fn facts_are_those_of_the_rules_before_but_for_volume_levels() {
    for (symbol, lines, hash) in LEVELS_1 {
        let bars = golden::bars(symbol);
        let told = told(&analyzed(&bars, &AnalysisConfig::of(UNCHANGED)));
        assert_eq!((told.len(), fnv(&told)), (lines, hash), "{symbol}");
    }
}

/// A bar of one price.
fn flat(price: f64, volume: f64) -> Ohlcv {
    Ohlcv {
        open: price,
        high: price,
        low: price,
        close: price,
        volume,
    }
}

/// The bars with stretches between them in which nothing is traded, and where each of them lies then.
fn thinned(bars: &Bars, random: &mut Random) -> (Bars, Vec<usize>) {
    let mut rows = Vec::new();
    let mut places = Vec::new();
    for bar in bars.iter() {
        places.push(rows.len());
        rows.push(bar.ohlcv());
        let idle = if random.below(10) == 0 {
            random.below(8)
        } else {
            0
        };
        rows.extend(vec![flat(bar.close(), 0.0); idle]);
    }
    (sketch::series(rows.into_iter()), places)
}

#[test]
fn bars_without_trade_are_absent() {
    // Without volume levels: longer calendars begin other months.
    let config = AnalysisConfig::of([Family::Swing, Family::Shelf, Family::Extreme]);
    for seed in 60..64 {
        let bars = sketch::walk(seed, 900);
        let (thin, places) = thinned(&bars, &mut Random::new(seed, 1));
        let (whole, thin) = (analyzed(&bars, &config), analyzed(&thin, &config));
        let moved = |fact: Fact| (places[fact.at], fact.level, fact.kind);
        let expected: Vec<_> = whole.facts().iter().map(moved).collect();
        let found = thin
            .facts()
            .iter()
            .map(|fact| (fact.at, fact.level, fact.kind));
        assert!(found.eq(expected), "seed {seed}");
        for (a, b) in whole.levels().iter().zip(thin.levels()) {
            let born = (places[a.known_at], places[a.first_at]);
            assert_eq!((b.known_at, b.first_at), born);
        }
        assert_same_reading(&whole, &thin, &places);
    }
}

/// What is told of a bar is the same, but for where the range begins.
fn assert_same_reading(whole: &Analysis, thin: &Analysis, places: &[usize]) {
    for at in (20..whole.bars().len()).step_by(37) {
        let (a, b) = (whole.as_of(at), thin.as_of(places[at]));
        assert_eq!(a.atr_log(), b.atr_log());
        assert_eq!(a.rvol(at), b.rvol(places[at]));
        let range = a
            .consolidation()
            .map(|range| (places[range.start], range.tau, range.wider_pct));
        let thin_range = b.consolidation();
        assert_eq!(
            range,
            thin_range.map(|range| (range.start, range.tau, range.wider_pct))
        );
        for (a_level, b_level) in a.levels().iter().zip(b.levels()) {
            assert_eq!(a.label(a_level), b.label(b_level));
            let reactions = |tests: Vec<strandline::analysis::Test>| -> Vec<f64> {
                tests.iter().map(|test| test.reaction_atr).collect()
            };
            assert_eq!(reactions(a.tests(a_level)), reactions(b.tests(b_level)));
        }
    }
}

#[test]
fn untraded_stretches_are_told() {
    // A first bar, no trade, a trade without a move, no trade, a move without volume, no trade.
    let rows = [
        flat(10.0, 5.0),
        flat(10.0, 0.0),
        flat(10.0, 0.0),
        flat(10.0, 7.0),
        flat(10.0, 0.0),
        flat(10.5, 0.0),
        flat(10.5, 0.0),
        flat(10.5, 0.0),
    ];
    let bars = sketch::series(rows.into_iter()).with_basis(Basis::Raw);
    let analysis = analyzed(&bars, &AnalysisConfig::default());
    let stretches = |at: usize| -> Vec<Range<usize>> { analysis.as_of(at).untraded() };
    assert_eq!(stretches(7), [1..3, 4..5, 6..8]);
    assert_eq!(stretches(4), [1..3, 4..5]);
    let bars: Vec<usize> = (0..8)
        .map(|at| analysis.as_of(at).untraded_bars())
        .collect();
    assert_eq!(bars, [0, 1, 2, 0, 1, 0, 1, 2]);
}
