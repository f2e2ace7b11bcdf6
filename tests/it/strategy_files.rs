//! Strategy files at work: what a file says is what is traded, and what it cannot say is told.

use std::path::Path;

use strandline::Bars;
use strandline::account::{Cause, Costs};
use strandline::backtest::{BacktestConfig, Input, Refusal, Run, run};
use strandline::data::sample::Sample;
use strandline::data::{ReadOptions, read_bytes};
use strandline::rule::{Library, Origin, Parameters, Rule, Scope, Type};
use strandline::strategy::{RuleStrategy, StrategyFile};

use crate::sketch::drawn;

fn file(text: &str) -> StrategyFile {
    StrategyFile::parse(text, "x.toml").expect("a strategy")
}

fn play(bars: &Bars, text: &str) -> Run {
    let file = file(text);
    let config = BacktestConfig {
        costs: Costs::NONE,
        ..BacktestConfig::of_strategy(&file).expect("an account")
    };
    run(&[Input::new(bars)], &mut RuleStrategy::new(&file), &config).expect("the run is valid")
}

fn sketch(rows: &[([f64; 4], f64)]) -> Bars {
    drawn("ACME", rows.iter().copied())
}

fn ibm() -> Bars {
    let sample = Sample::named("IBM").expect("a bundled series");
    let read = read_bytes(
        Path::new("IBM.csv"),
        sample.csv().to_vec(),
        &ReadOptions::default(),
    );
    read.expect("the series is readable").remove(0).bars
}

#[test]
fn an_order_that_waits_gives_way_to_the_next_one() {
    let calm = ([100.0, 101.0, 99.0, 100.0], 1.0);
    // Asked at every close: a purchase at 10 below it, until cancelled. The fall to 85 meets the last one alone.
    let bars = sketch(&[
        calm,
        ([100.0, 111.0, 99.0, 110.0], 1.0),
        ([110.0, 111.0, 98.0, 105.0], 1.0),
        ([105.0, 106.0, 85.0, 100.0], 1.0),
        calm,
    ]);
    let run = play(
        &bars,
        "[long]\nenter = \"close > 0\"\nlimit = \"close - 10\"\nlife = \"good_till_cancelled\"\nsize = \"1\"\n\
         exit = \"bars_held >= 0\"\n",
    );
    let entries: Vec<(usize, f64)> = run
        .trades()
        .map(|trade| (trade.entry.at, trade.entry.price))
        .collect();
    assert_eq!(entries, [(2, 100.0)]);
    assert!(run.rejections.is_empty(), "{:?}", run.rejections);
    assert_eq!(run.next_open.len(), 1);
}

#[test]
fn a_purchase_that_waits_for_a_trade_is_not_ordered_twice() {
    let row = [100.0, 101.0, 99.0, 100.0];
    let bars = sketch(&[(row, 1.0), (row, 0.0), (row, 1.0), (row, 1.0)]);
    let run = play(&bars, "[long]\nenter = \"close > 0\"\nsize = \"1\"\n");
    assert_eq!(run.open[0].entry.at, 2);
    let refusals: Vec<Refusal> = run.rejections.iter().map(|it| it.refusal).collect();
    assert_eq!(refusals, [Refusal::NoVolume]);
}

#[test]
fn an_order_at_a_price_that_is_not_defined_is_refused_with_a_line() {
    let row = [100.0, 101.0, 99.0, 100.0];
    let bars = sketch(&[(row, 1.0); 3]);
    for price in ["limit", "stop_entry", "stop", "target"] {
        let text = format!(
            "[long]\nenter = \"close > 0\"\n{price} = \"sqrt(close - 200)\"\nsize = \"1\"\n"
        );
        let run = play(&bars, &text);
        assert_eq!(run.trades().count(), 0, "{price}");
        let refusals: Vec<Refusal> = run.rejections.iter().map(|it| it.refusal).collect();
        assert_eq!(refusals, [Refusal::BadLevel; 3], "{price}");
        assert!(run.next_open.is_empty(), "{price}");
    }
}

#[test]
fn a_tick_above_every_price_leaves_no_order_rather_than_one_without_a_stop() {
    let row = [100.0, 101.0, 99.0, 100.0];
    let bars = sketch(&[(row, 1.0); 3]);
    for price in ["limit", "stop"] {
        let text = format!(
            "[long]\nenter = \"close > 0\"\n{price} = \"close - 5\"\nsize = \"1\"\n[account]\ntick = 1000\n"
        );
        let run = play(&bars, &text);
        assert_eq!(run.trades().count(), 0, "{price}");
        let is_bad = |refusal| refusal == Refusal::BadLevel;
        assert!(
            run.rejections.iter().all(|it| is_bad(it.refusal)),
            "{price}"
        );
        assert!(!run.rejections.is_empty(), "{price}");
    }
}

#[test]
fn an_exit_by_a_level_or_by_the_bars_held_is_either() {
    let bars = ibm();
    let run = play(
        &bars,
        "[long]\nenter = \"close crosses_above sma(20)\"\nexit = \"bars_held >= 15 or close < support\"\n",
    );
    let below = "close < support";
    let rule = Rule::parse(
        below,
        Origin::alone("rule", below),
        &Parameters::new(),
        Type::Condition,
        Scope::Trade,
    );
    let mut library = Library::new(&bars);
    let holds = rule.expect("a rule").holds(&mut library);
    let is_below = holds.expect("bars with levels");
    let (mut by_level, mut by_bars) = (0, 0);
    for trade in run
        .closed
        .iter()
        .filter(|it| it.exit.cause == Cause::Signal)
    {
        let first = (trade.entry.at..bars.len())
            .find(|&at| at - trade.entry.at >= 15 || is_below.is_at(at))
            .expect("there is an exit");
        assert_eq!(trade.exit.at, first + 1);
        if is_below.is_at(first) {
            by_level += 1;
        } else {
            by_bars += 1;
        }
    }
    assert!(by_level > 10 && by_bars > 10, "{by_level} {by_bars}");
}

#[test]
fn what_cannot_be_known_at_an_order_is_told_when_the_file_is_read() {
    for (rules, complaint) in [
        (
            "enter = \"close > sma(20)\"\nstop = \"support - atr(14)\"",
            "x.toml, line 3, column 8: \"enter\" speaks of no level, so none is known here",
        ),
        (
            "enter = \"close > {a}\"\n[parameters]\na = nan",
            "x.toml, line 4, column 5: a is not a number",
        ),
        (
            "enter = \"close > 1\"\nsize_kelly = { fraction = 0.5, cap_pct = -5, before_pct = 1 }",
            "x.toml, line 3, column 14: cap_pct = -5: must be a number of at least 0",
        ),
        (
            "enter = \"close > sma(20)\"\nsize = \"100 * tests\"",
            "x.toml, line 3, column 8: \"enter\" speaks of no level, so none is known here",
        ),
        (
            "enter = \"close > resistance\"\nstop = \"support - atr(14)\"",
            "x.toml, line 3, column 8: a support, where \"enter\" speaks of a resistance",
        ),
        (
            "enter = \"close > 1\"\nexit = \"bars_held > 2 or close < support - 0.1 * entry_price\"",
            "x.toml, line 3, column 26: a level and the open position in one condition",
        ),
    ] {
        let error = StrategyFile::parse(&format!("[long]\n{rules}\n"), "x.toml");
        assert_eq!(error.expect_err(rules).to_string(), complaint);
    }
    // The word of the entry need not name the role.
    file("[long]\nenter = 'state == \"testing\"'\nstop = \"support - atr(14)\"\n");
}
