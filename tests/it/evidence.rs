//! Base rates: nothing is found where nothing is, something where something is, and nothing that came later is used.

use std::fmt::Write as _;

use strandline::data::{self, ReadOptions};
use strandline::evidence::{
    Edge, Evidence, FAMILIES, Like, Measure, Panel, Pooled, PooledBuilder, entries, permuted,
    planted_edge, random_entries,
};
use strandline::evidence::{Rate, Tally};
use strandline::{Analysis, AnalysisConfig, Bars, Family, Role};

use crate::sketch::{analyzed, walk};
use crate::support;

fn daily() -> Vec<Bars> {
    let folder = support::shared().join("data/daily");
    let entries = std::fs::read_dir(folder).expect("the folder of daily bars");
    let mut files: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    let read = |path: &std::path::PathBuf| data::read_one(path, &ReadOptions::default());
    files
        .iter()
        .map(|path| read(path).expect("a clean file").bars)
        .collect()
}

/// Everything that is told about like levels and facts as of a bar.
fn told(analysis: &Analysis, at: usize) -> String {
    let evidence = Evidence::of(analysis, at).expect("a bar");
    let mut text = String::new();
    for family in [Family::Swing, Family::Extreme] {
        for role in [Role::Resistance, Role::Support] {
            let held = evidence.held(family, role, Measure::K1);
            let followed = evidence.followed(Like::Break, family, role);
            writeln!(text, "{held:?}\n{followed:?}").expect("a string takes all");
        }
    }
    text
}

#[test]
fn what_is_told_as_of_a_bar_does_not_depend_on_later_bars() {
    let bars = walk(3, 900);
    let all = analyzed(&bars, &AnalysisConfig::default());
    for at in [300, 555, 700] {
        let then = analyzed(&bars.prefix(at + 1), &AnalysisConfig::default());
        assert_eq!(told(&then, at), told(&all, at), "{at}");
    }
}

#[test]
fn a_table_of_many_series_tells_nothing_of_the_quarter_that_runs() {
    let build = |len: usize| {
        let mut whole = PooledBuilder::default();
        for seed in 0..3 {
            let bars = walk(seed, 1500).prefix(len);
            whole.add(&PooledBuilder::of(&analyzed(&bars, &AnalysisConfig::of(FAMILIES))).0);
        }
        whole.table()
    };
    let (part, all) = (build(1200), build(1500));
    let date = walk(0, 1500).date(1150);
    let told = |table: &Pooled| {
        let held = table.told(Family::Swing, Role::Support, Measure::K1, date);
        let like = (Like::Break, Family::Swing, Role::Resistance);
        format!("{held:?} {:?}", table.forward(like, 20, date))
    };
    assert_eq!(told(&part), told(&all));
    assert!(!told(&all).contains("None"), "{}", told(&all));
    // Written and read, the table tells the same.
    let read: Pooled = all.to_string().parse().expect("a table");
    assert_eq!(read.to_string(), all.to_string());
}

#[test]
fn random_prices_told_as_levels_have_no_edge() {
    let series: Vec<Analysis> = (0..4)
        .map(|seed| analyzed(&walk(seed, 2000), &AnalysisConfig::of([])))
        .collect();
    let edges = (0..10).filter(|&seed| {
        let all: Vec<_> = series
            .iter()
            .flat_map(|it| random_entries(it, seed))
            .collect();
        let rate = Rate::of(&Tally::of(&all, Measure::K1, usize::MAX), 1).expect("a rate");
        assert!(
            rate.n > 500 && rate.rate > 0.45 && rate.rate < 0.75,
            "{rate:?}"
        );
        rate.edge(0.0) != Edge::None
    });
    assert!(edges.count() <= 2);
}

#[test]
fn a_planted_edge_is_found_and_its_absence_is_too() {
    let found = planted_edge(1, 0.5).expect("bars").expect("a rate");
    assert_eq!(found.edge(0.0), Edge::More, "{found:?}");
    assert!(found.lift > 0.04 && found.lift < 0.12, "{found:?}");
    let none = planted_edge(1, 0.0).expect("bars").expect("a rate");
    assert_eq!(none.edge(0.0), Edge::None, "{none:?}");
}

#[test]
fn entries_are_the_same_for_any_number_of_families_beside() {
    let analysis = analyzed(&walk(5, 600), &AnalysisConfig::default());
    let both = entries(&analysis, &[Family::Swing, Family::Shelf], 1, usize::MAX);
    let swings: Vec<_> = both
        .into_iter()
        .filter(|it| it.family == Family::Swing)
        .collect();
    assert_eq!(swings, entries(&analysis, &[Family::Swing], 1, usize::MAX));
}

#[test]
#[ignore = "needs the shared data: set STRANDLINE_SHARED"]
fn swings_of_real_series_hold_as_often_as_arbitrary_prices() {
    let bars = daily();
    let panel = Panel::of(&bars).expect("an analysis");
    let rate = |measure| panel.rate(Family::Swing, None, measure).expect("a rate");
    let (k1, day) = (rate(Measure::K1), rate(Measure::Day));
    assert!((k1.rate - 0.58).abs() <= 0.015, "{k1:?}");
    assert!((day.rate - 0.73).abs() <= 0.02, "{day:?}");
    // The interval of the lift meets -3.0..-0.2 and -0.6..2.6 points.
    assert!(k1.lift_95.low < -0.002 && k1.lift_95.high > -0.03, "{k1:?}");
    assert!(
        day.lift_95.low < 0.026 && day.lift_95.high > -0.006,
        "{day:?}"
    );
    let auc = panel.auc_of_tests().expect("levels");
    assert!((auc - 0.5).abs() < 0.05, "{auc}");
}

#[test]
#[ignore = "needs the shared data: set STRANDLINE_SHARED"]
fn permuted_bars_show_no_more_than_the_floor() {
    let bars = daily();
    let largest = Panel::largest_on_permuted(&bars, 1).expect("an analysis");
    assert!(largest <= 0.025, "{largest}");
    let other = permuted(&bars[0], 1).expect("bars");
    assert_eq!(other.len(), bars[0].len());
}
