//! How often verdicts on luck are right: rules without an edge, and edges that are planted.
//!
//! `cargo bench --bench luck` runs all of it on 200 series each; `cargo bench --bench luck -- fair 40` one part on fewer:
//! `fair`, `sweeps`, `pools`, `power`, `hold`, `shelves`. Seeds are fixed, so the figures are the same everywhere.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

mod walks;

use rayon::prelude::*;
use strandline::Bars;
use strandline::backtest::metrics::Convention;
use strandline::backtest::{
    BacktestConfig, Grid, Input, Keep, Outcome, SweepConfig, Trial, best, sweep,
};
use strandline::evidence::{
    Case, Controls, Draws, Judgement, LevelEdge, Placebo, Selection, Verdict, judge,
};
use strandline::strategy::{RuleStrategy, StrategyFile};
use walks::Walk;
use walks::rules::RULES;

/// Bars of five years.
const FIVE_YEARS: usize = 1260;

/// A sweep of 60 variants.
const SWEPT: &str =
    "[parameters]\nlow = 10\nhigh = 60\n[long]\nenter = 'rsi(2) < {low}'\nexit = 'rsi(2) > {high}'";
const SWEPT_GRID: &str = "low=3..30:3,high=40..80:8";
/// Another one, of crossing averages.
const CROSSED: &str = "[parameters]\nfast = 5\nslow = 50\n[long]\nenter = 'sma(close, {fast}) > sma(close, {slow})'\nexit = 'sma(close, {fast}) < sma(close, {slow})'";
const CROSSED_GRID: &str = "fast=2..16:2,slow=20..100:10";
/// What is planted.
const PLANTED: &str = "[long]\nenter = 'rsi(2) < 10'\nexit = 'rsi(2) > 60'";

/// One part, on so many series.
type Part = fn(u64);

fn main() {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|it| !it.starts_with('-'))
        .collect();
    let part = words.first().map(String::as_str);
    let count = words.get(1).and_then(|it| it.parse().ok()).unwrap_or(200);
    let parts: [(&str, Part); 6] = [
        ("fair", fair),
        ("sweeps", sweeps),
        ("pools", pools),
        ("power", power),
        ("hold", hold),
        ("shelves", shelves),
    ];
    for (name, run) in parts {
        if part.is_none_or(|it| it == name) {
            run(count);
        }
    }
}

fn file(text: &str) -> StrategyFile {
    StrategyFile::parse(text, "bench").expect("a sound strategy")
}

fn config() -> BacktestConfig {
    BacktestConfig {
        lot: None,
        ..BacktestConfig::default()
    }
}

/// The four kinds of walks without an edge.
fn walks() -> [(&'static str, Walk); 4] {
    let walk = |is_garch, drift| Walk {
        days: FIVE_YEARS,
        is_garch,
        drift,
        planted: 0.0,
    };
    [
        ("GBM, driftless", walk(false, 0.0)),
        ("GBM, 10 % a year", walk(false, 0.10)),
        ("GARCH, driftless", walk(true, 0.0)),
        ("GARCH, 10 % a year", walk(true, 0.10)),
    ]
}

/// The judgement of one rule over some series.
fn judged(series: &[Bars], file: &StrategyFile, controls: Controls) -> Judgement {
    judged_among(series, file, None, controls)
}

fn judged_among(
    series: &[Bars],
    file: &StrategyFile,
    selection: Option<Selection<'_>>,
    controls: Controls,
) -> Judgement {
    let inputs: Vec<Input<'_>> = series.iter().map(Input::new).collect();
    let config = config();
    let mut strategy = RuleStrategy::bound_to(file, series).expect("rules that bind");
    let outcome = Outcome::of(&inputs, &mut strategy, &config).expect("a run");
    judge(&Case {
        inputs: &inputs,
        file,
        config: &config,
        convention: Convention::default(),
        outcome: &outcome,
        selection,
        chosen_today: true,
        controls,
        watch: &(),
    })
    .expect("a judgement")
}

/// Runs of random entries that suffice here.
fn controls(random_entries: usize) -> Controls {
    Controls {
        random_entries,
        placebo: 0,
        seed: 1,
    }
}

/// Verdicts, and shares that were beaten.
#[derive(Debug, Default)]
struct Tally {
    runs: f64,
    promising: f64,
    strong: f64,
    beaten: Vec<f64>,
}

impl Tally {
    fn of(all: &[Judgement]) -> Self {
        let mut tally = Self::default();
        for judgement in all {
            tally.runs += 1.0;
            let verdict = judgement.verdict.unwrap_or(Verdict::NotProven);
            tally.promising += f64::from(u8::from(verdict >= Verdict::Promising));
            tally.strong += f64::from(u8::from(verdict >= Verdict::Strong));
            tally
                .beaten
                .extend(judgement.random_entries.map(|it| it.beaten));
        }
        tally
    }

    fn tell(&self, name: &str) {
        let pct = |part: f64, of: f64| 100.0 * part / of.max(1.0);
        let n = self.beaten.len() as f64;
        let mean = self.beaten.iter().sum::<f64>() / n.max(1.0);
        let tail = |is_in: fn(&f64) -> bool| {
            pct(self.beaten.iter().filter(|it| is_in(it)).count() as f64, n)
        };
        println!(
            "  {name:<34} beaten {mean:.3} of {n:3.0}  tails {:4.1} % {:4.1} %   promising or better {:5.1} %  strong {:5.1} %",
            tail(|it| *it <= 0.05),
            tail(|it| *it >= 0.95),
            pct(self.promising, self.runs),
            pct(self.strong, self.runs),
        );
    }
}

fn fair(count: u64) {
    println!("single rules without an edge, {count} series each");
    for (walk_name, walk) in walks() {
        println!("{walk_name}");
        for (name, text) in RULES {
            let file = file(text);
            let all: Vec<Judgement> = (0..count)
                .into_par_iter()
                .map(|seed| judged(&[walk.bars("AAA", seed)], &file, controls(200)))
                .collect();
            Tally::of(&all).tell(name);
        }
        let file = file(RULES[0].1);
        let all: Vec<Judgement> = (0..count)
            .into_par_iter()
            .map(|seed| judged(&[walk.bars("AAA", seed)], &file, controls(0)))
            .collect();
        Tally::of(&all).tell("plain, random entries off");
    }
}

/// The best of a sweep: judged as a sweep, alone with the log, and without random entries.
fn swept(bars: &Bars, text: &str, grid: &str) -> Option<[Judgement; 3]> {
    let file = file(text);
    let grid = Grid::parse(grid).expect("a grid");
    let settings = SweepConfig {
        account: config(),
        convention: Convention::default(),
        keep: Keep::Returns,
    };
    let indices: Vec<usize> = (0..grid.len()).collect();
    let trials: Vec<Trial> = sweep(bars, &file, &grid, &indices, &settings).expect("a sweep");
    let chosen = best(&trials)?.index;
    let returns: Vec<Vec<f64>> = trials.iter().map(|trial| trial.returns.clone()).collect();
    let files: Vec<StrategyFile> = indices
        .iter()
        .map(|&index| file.vary(&grid.parameters(index)).expect("a variant"))
        .collect();
    let series = std::slice::from_ref(bars);
    let judged = |variants, runs| {
        let selection = Selection {
            trials: &returns,
            chosen,
            variants,
        };
        judged_among(series, &files[chosen], Some(selection), controls(runs))
    };
    Some([judged(&files, 100), judged(&[], 100), judged(&[], 0)])
}

fn sweeps(count: u64) {
    println!("sweeps of 60 and 72 variants without an edge, {count} series each");
    for (walk_name, walk) in walks() {
        println!("{walk_name}");
        for (name, text, grid) in [
            ("RSI(2)", SWEPT, SWEPT_GRID),
            ("averages", CROSSED, CROSSED_GRID),
        ] {
            let all: Vec<[Judgement; 3]> = (0..count)
                .into_par_iter()
                .filter_map(|seed| swept(&walk.bars("AAA", seed), text, grid))
                .collect();
            for (place, how) in [
                "sweep",
                "the best alone, with the log",
                "random entries off",
            ]
            .iter()
            .enumerate()
            {
                let of: Vec<Judgement> = all.iter().map(|it| it[place].clone()).collect();
                Tally::of(&of).tell(&format!("{name}: {how}"));
            }
        }
    }
}

fn pools(count: u64) {
    println!("portfolios without an edge, {count} each");
    for symbols in [15, 50] {
        for part in [0.0, 0.5] {
            let walk = Walk {
                days: 756,
                ..walks()[1].1
            };
            let text =
                "[long]\nenter = 'rsi(2) < 10'\nexit = 'rsi(2) > 60'\nsize_equity_pct = '10'";
            let file = file(text);
            let all: Vec<Judgement> = (0..count)
                .into_par_iter()
                .map(|seed| {
                    let common = walks::common(walk.days, seed, part);
                    let series: Vec<Bars> = (0..symbols)
                        .map(|symbol| {
                            let name = format!("S{symbol:02}");
                            walk.bars_beside(&name, seed * 1000 + symbol, &common)
                        })
                        .collect();
                    judged(&series, &file, controls(100))
                })
                .collect();
            Tally::of(&all).tell(&format!("{symbols} symbols, correlation {part}"));
        }
    }
}

fn power(count: u64) {
    println!("planted edges, {count} series each");
    let walk = |days, planted| Walk {
        days,
        planted,
        ..walks()[1].1
    };
    for (years, days) in [(5, FIVE_YEARS), (10, 2 * FIVE_YEARS)] {
        let walk = walk(days, 0.003);
        let file = file(PLANTED);
        let all: Vec<Judgement> = (0..count)
            .into_par_iter()
            .map(|seed| judged(&[walk.bars("AAA", seed)], &file, controls(200)))
            .collect();
        Tally::of(&all).tell(&format!("RSI(2), +0.3 % a day, {years} years"));
    }
    let walk = walk(FIVE_YEARS, 0.0027);
    let all: Vec<[Judgement; 3]> = (0..count)
        .into_par_iter()
        .filter_map(|seed| swept(&walk.bars("AAA", seed), SWEPT, SWEPT_GRID))
        .collect();
    for (place, how) in ["sweep", "best alone, with the log", "random entries off"]
        .iter()
        .enumerate()
    {
        let of: Vec<Judgement> = all.iter().map(|it| it[place].clone()).collect();
        Tally::of(&of).tell(&format!("planted sweep: {how}"));
    }
    let sharpes = all.iter().filter_map(|it| it[0].statistics.as_ref());
    let sharpes: Vec<f64> = sharpes.map(|it| it.sharpe).collect();
    let mean = sharpes.iter().sum::<f64>() / sharpes.len().max(1) as f64;
    println!("  mean Sharpe ratio of the best of the planted sweeps: {mean:.2}");
}

fn hold(count: u64) {
    let file = file("[long]\nenter = 'close > 0'");
    let mut judged_as_any = 0;
    let mut all = 0;
    for (_, walk) in walks() {
        for seed in 0..count.min(50) {
            let judgement = judged(&[walk.bars("AAA", seed)], &file, controls(0));
            all += 1;
            judged_as_any += usize::from(judgement.verdict.is_some());
        }
    }
    println!("buy and hold: {judged_as_any} verdicts on {all} series");
}

fn shelves(count: u64) {
    println!("levels beside arbitrary ones, 20 series a seed, {count} seeds");
    for (name, turns) in [("none planted", 0.0), ("planted", 0.5)] {
        let all: Vec<Placebo> = (0..count)
            .map(|seed| {
                let series: Vec<Bars> = (0..20)
                    .into_par_iter()
                    .map(|symbol| {
                        walks::with_shelves(
                            &format!("S{symbol:02}"),
                            FIVE_YEARS,
                            seed * 1000 + symbol,
                            turns,
                        )
                    })
                    .collect();
                let series: Vec<&Bars> = series.iter().collect();
                let placebo = Placebo::of(&series, Draws::silent(30, seed)).expect("levels");
                placebo.expect("draws")
            })
            .collect();
        let found = |edge| all.iter().filter(|it| it.edge == edge).count();
        let holds: Vec<f64> = all
            .iter()
            .filter_map(|it| it.holds)
            .map(|it| it.difference())
            .collect();
        let breaks: Vec<f64> = all
            .iter()
            .filter_map(|it| it.breaks)
            .map(|it| it.difference())
            .collect();
        let mean = |all: &[f64]| 100.0 * all.iter().sum::<f64>() / all.len().max(1) as f64;
        println!(
            "  {name:<14} better {}  no measurable difference {}  worse {}   mean difference: holds {:+.1} points, breaks {:+.1}",
            found(LevelEdge::Better),
            found(LevelEdge::NoDifference),
            found(LevelEdge::Worse),
            mean(&holds),
            mean(&breaks),
        );
    }
}
