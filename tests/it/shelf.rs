//! The strategies that come with the program, and the page of the rule language.

use std::path::Path;

use strandline::Bars;
use strandline::account::Costs;
use strandline::backtest::{BacktestConfig, Input, Run, run};
use strandline::data::sample::Sample;
use strandline::data::{ReadOptions, read_bytes};
use strandline::strategy::{BUILTINS, Builtin, RuleStrategy, StrategyFile};

fn ibm() -> Bars {
    let sample = Sample::named("IBM").expect("a bundled series");
    let csv = sample.csv().to_vec();
    let read = read_bytes(Path::new("IBM.csv"), csv, &ReadOptions::default());
    read.expect("a readable series").remove(0).bars
}

/// Trades a strategy of the shelf with ten shares at a time, whatever its size, without costs.
fn play(bars: &Bars, name: &str) -> Run {
    let text = Builtin::find(name).expect("a name").text;
    let is_size = |line: &&str| !line.starts_with("size");
    let lines: Vec<&str> = text.lines().filter(is_size).collect();
    let text = lines.join("\n").replace("\nenter", "\nsize = 10\nenter");
    let file = StrategyFile::parse(&text, name).expect("a strategy");
    let config = BacktestConfig {
        costs: Costs::NONE,
        cash: 1_000_000.0,
        ..BacktestConfig::of_strategy(&file).expect("an account")
    };
    run(&[Input::new(bars)], &mut RuleStrategy::new(&file), &config).expect("a run")
}

/// Side, dates and prices of every trade but the size, which hangs on the equity.
fn told(run: &Run) -> Vec<String> {
    let trades = run.trades();
    let told = trades.map(|trade| {
        let exit = if trade.is_open() {
            "open".to_owned()
        } else {
            format!("{},{:.4}", trade.exit.time.date(), trade.exit.price)
        };
        format!(
            "{},{},{:.4},{exit}",
            trade.direction.name(),
            trade.entry.time.date(),
            trade.entry.price
        )
    });
    told.collect()
}

/// Made by `tests/golden/shelf.py`, which computes studies and trades by itself.
#[test]
fn the_shelf_trades_as_an_independent_program_does() {
    let golden = include_str!("../golden/shelf.csv");
    let bars = ibm();
    let mut names: Vec<&str> = golden
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|it| it.0)
        .collect();
    names.dedup();
    assert!(names.len() >= 12, "{names:?}");
    for name in names {
        let expected: Vec<&str> = golden
            .lines()
            .filter_map(|line| line.split_once(' '))
            .filter(|(it, _)| *it == name)
            .map(|it| it.1)
            .collect();
        let got = told(&play(&bars, name));
        for (got, expected) in got.iter().zip(&expected) {
            assert_eq!(got, expected, "{name}");
        }
        assert_eq!(got.len(), expected.len(), "{name}");
    }
}

#[test]
fn every_strategy_of_the_shelf_says_what_it_does_and_where_it_is_from() {
    for builtin in &BUILTINS {
        assert!(builtin.text.starts_with("# "), "{}", builtin.name);
        assert!(builtin.text.contains("\nname = "), "{}", builtin.name);
        assert!(builtin.text.contains("# Source: "), "{}", builtin.name);
    }
}

/// The keys and values of the page that stand for themselves: lines that are indented by two and assign.
fn examples(page: &str) -> Vec<String> {
    let from_keys = page.split("KEYS OF").nth(1).expect("the keys");
    let is_example =
        |line: &&str| line.starts_with("  ") && !line.starts_with("   ") && line.contains(" = ");
    from_keys
        .lines()
        .filter(is_example)
        .map(|line| line.trim().to_owned())
        .collect()
}

/// A file in which one example stands, with what it needs beside it.
fn file_of(example: &str, next: Option<&str>) -> Option<String> {
    let key = example.split(' ').next()?;
    let mut text = String::from("[long]\n");
    if !example.starts_with("enter") {
        text += "enter = 'close crosses_above sma(50)'\n";
    }
    match key {
        "size_risk_pct" => text += "stop = 'close - 2 * atr(20)'\n",
        "size_volatility_pct" => text.extend([next?, "\n"]),
        // They stand beside the example before them.
        "size_atr" => return None,
        "add" | "stop_of_units" => text += "units = 3\n",
        _ => {}
    }
    Some(text + example + "\n")
}

#[test]
fn every_example_of_the_page_runs() {
    let page = include_str!("../../src/cli/rules/page.txt");
    let examples = examples(page);
    assert!(examples.len() > 50, "{}", examples.len());
    let bars = ibm().prefix(600);
    for (place, example) in examples.iter().enumerate() {
        let next = examples.get(place + 1).map(String::as_str);
        let Some(text) = file_of(example, next) else {
            continue;
        };
        let file = StrategyFile::parse(&text, "x.toml").expect(example);
        let config = BacktestConfig::of_strategy(&file).expect(example);
        let run = run(&[Input::new(&bars)], &mut RuleStrategy::new(&file), &config);
        assert!(run.is_ok(), "{example}: {run:?}");
    }
}
