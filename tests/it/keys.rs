//! Levels keep their key when the file begins later, and whatever else is asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use strandline::data::{self, ReadOptions};
use strandline::level::UserLevel;
use strandline::{AnalysisConfig, Bars, Basis, Family, LevelKey};

use crate::{golden, sketch, support};

/// How far from the last close levels are compared, in ATR.
const NEAR_ATR: f64 = 5.0;
/// Numbers of last rows that files are cut to.
const CUTS: [usize; 3] = [1000, 999, 750];

/// Of each family, the levels that were compared and how many of them have the same key.
type Kept = BTreeMap<Family, (usize, usize)>;

/// The last `len` rows as a series of their own.
fn last_rows(bars: &Bars, len: usize) -> Bars {
    let mut builder = Bars::builder(bars.symbol().clone(), bars.timeframe(), bars.basis());
    for bar in bars.iter().skip(bars.len() - len) {
        builder.push(bar.time(), bar.ohlcv()).expect("a sound row");
    }
    builder.build()
}

/// Keys of the living levels near the last close that began on bar `first` or later.
fn keys(bars: &Bars, config: &AnalysisConfig, first: usize) -> BTreeSet<(Family, LevelKey)> {
    let analysis = sketch::analyzed(bars, config);
    let now = analysis.as_of(bars.len());
    let near = |level: &&strandline::Standing| {
        level.level.first_at >= first && now.dist_atr(level).is_some_and(|dist| dist <= NEAR_ATR)
    };
    let levels = now.levels().iter().filter(near);
    let keys = levels.map(|level| (level.level.family, now.key(level)));
    keys.collect()
}

/// Every family alone, all of them, and all of them beside a level that was given.
fn questions(close: f64) -> Vec<AnalysisConfig> {
    let mut all: Vec<_> = Family::ALL
        .map(|family| AnalysisConfig::of([family]))
        .into();
    all.push(AnalysisConfig::default());
    all.push(AnalysisConfig {
        user: vec![UserLevel::at(close)],
        ..AnalysisConfig::default()
    });
    all
}

fn compare(bars: &Bars, kept: &mut Kept) {
    let close = bars.close()[bars.len() - 1];
    for cut in CUTS.into_iter().filter(|cut| *cut < bars.len()) {
        let whole = keys(bars, &AnalysisConfig::default(), bars.len() - cut);
        let part = last_rows(bars, cut);
        for config in questions(close) {
            let found = keys(&part, &config, 0);
            for key in &whole {
                if config.families.contains(&key.0) {
                    let (compared, same) = kept.entry(key.0).or_default();
                    *compared += 1;
                    *same += usize::from(found.contains(key));
                }
            }
        }
    }
}

fn bundled() -> Kept {
    let mut kept = Kept::new();
    for symbol in golden::SAMPLES {
        compare(&golden::bars(symbol), &mut kept);
    }
    kept
}

fn assert_kept(kept: &Kept) {
    for (family, least_pct) in [
        (Family::Extreme, 100),
        (Family::Round, 100),
        (Family::Shelf, 99),
        (Family::Hvn, 97),
        (Family::Lvn, 97),
        (Family::Swing, 92),
    ] {
        let (compared, same) = kept.get(&family).copied().unwrap_or_default();
        assert!(compared > 0, "no {family} was compared");
        assert!(
            100 * same >= least_pct * compared,
            "{family}: {same} of {compared} keys"
        );
    }
}

#[test]
fn a_level_keeps_its_key_when_the_file_begins_later() {
    assert_kept(&bundled());
}

#[test]
#[ignore = "needs the shared data: set STRANDLINE_SHARED"]
fn a_level_keeps_its_key_on_thirty_years_of_days() {
    let mut kept = bundled();
    for file in support::shared()
        .join("data/daily")
        .read_dir()
        .expect("a folder")
    {
        let path = file.expect("an entry").path();
        if path.extension().is_some_and(|it| it == "csv") {
            compare(&daily(&path), &mut kept);
        }
    }
    assert_kept(&kept);
}

fn daily(path: &Path) -> Bars {
    let read = data::read_one(path, &ReadOptions::default()).expect("a clean file");
    read.bars.with_basis(Basis::Raw)
}
