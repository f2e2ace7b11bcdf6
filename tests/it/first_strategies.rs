//! The first things people bring from other libraries, on the shared cases: right answers by hand or by those libraries.

use strandline::Bars;
use strandline::account::Costs;
use strandline::backtest::{BacktestConfig, Fills, Input, Run, run};
use strandline::data::{ReadOptions, read_one};
use strandline::strategy::{RuleStrategy, StrategyFile};

use crate::play::play;
use crate::support::shared;

fn read(path: &str) -> Bars {
    let path = shared().join(path);
    let loaded = read_one(&path, &ReadOptions::default());
    loaded.expect("a readable series").bars
}

fn rule(path: &str) -> StrategyFile {
    StrategyFile::read(&shared().join(path)).expect("a strategy")
}

/// Date of entry, price, date of exit, price and profit of every closed trade.
fn closed(run: &Run) -> Vec<String> {
    let trades = run.closed.iter();
    let told = trades.map(|trade| {
        let (entry, exit) = (trade.entry, trade.exit);
        format!(
            "{} {:.2} {} {:.2} {:+.0}",
            entry.time.date(),
            entry.price,
            exit.time.date(),
            exit.price,
            trade.pnl()
        )
    });
    told.collect()
}

/// The trades of a case by its own file, or by what the language has for it.
fn trades(case: &str, text: Option<&str>) -> Vec<String> {
    let bars = read(&format!("cases/{case}/bars.csv"));
    let file = format!("cases/{case}/rule.toml");
    let text = text.map_or_else(|| rule(&file).text().to_owned(), str::to_owned);
    closed(&play(&bars, &text))
}

#[test]
#[ignore = "needs the shared data: set STRANDLINE_SHARED"]
fn the_trades_of_the_cases() {
    let by_file = |case| trades(case, None);
    assert_eq!(
        by_file("61-turn-round-on-one-close"),
        [
            "2024-01-04 112.00 2024-01-09 91.00 -2100",
            "2024-01-09 91.00 2024-01-12 112.00 -2100"
        ]
    );
    assert_eq!(
        by_file("63-weekly-in-a-rule-one-bar-late"),
        [
            "2024-01-15 99.50 2024-01-17 101.50 +200",
            "2024-01-29 112.50 2024-01-31 114.50 +200"
        ]
    );
    assert_eq!(
        by_file("70-atr-of-the-entry"),
        ["2024-01-09 100.00 2024-01-10 96.00 -400"]
    );
    assert_eq!(
        by_file("71-day-of-the-week"),
        [
            "2024-01-08 98.50 2024-01-09 101.00 +250",
            "2024-01-22 99.00 2024-01-23 100.00 +100"
        ]
    );
}

#[test]
#[ignore = "needs the shared data: set STRANDLINE_SHARED"]
fn the_trades_of_cases_that_had_no_word() {
    let over = "[long]\nenter = 'close crosses_above 100.5'\nsize = 100\n";
    let by = |case, rest: &str| trades(case, Some(&format!("{over}{rest}")));
    assert_eq!(
        by("64-trailing-stop-never-back", "trail = 'close * 0.95'"),
        ["2024-01-04 101.00 2024-01-10 114.00 +1300"]
    );
    assert_eq!(
        by(
            "65-stop-at-the-channel",
            "stop_each_close = 'lowest(low, 3)'"
        ),
        ["2024-01-05 101.00 2024-01-11 103.00 +200"]
    );
    assert_eq!(
        by(
            "66-order-good-for-three-bars",
            "limit = 'close * 0.98'\nlife = 3\nexit = 'bars_held >= 1'"
        ),
        ["2024-01-08 98.98 2024-01-10 99.50 +52"]
    );
    // The bar of 2024-01-04 opens at 104, so the stop stands at 104 + 2.
    let williams = "[long]\nenter = 'close > 0'\nsize = 100\nexit = 'bars_held >= 0'\n\
                    stop_entry = 'next_open + 0.5 * (high - low)'";
    assert_eq!(
        trades("67-price-from-the-open-of-the-order", Some(williams)),
        [
            "2024-01-04 106.00 2024-01-05 109.00 +300",
            "2024-01-09 108.50 2024-01-10 108.00 -50"
        ]
    );
    let adding = "[long]\nenter = 'close < close[1]'\nsize = 10\nunits = 9\n\
                  exit = 'close > close[1] and close[1] > close[2]'";
    assert_eq!(
        trades("68-adding-to-a-position", Some(adding)),
        [
            "2024-01-04 97.00 2024-01-09 100.00 +30",
            "2024-01-05 95.00 2024-01-09 100.00 +50"
        ]
    );
    let falling = "[long]\nenter = 'close crosses_above 99.5'\nsize = 100\nstop = 'entry_price * 0.9'\n\
                   target = 'entry_price * if(bars_held >= 1, 1.01, 1.04)'";
    assert_eq!(
        trades("69-target-that-falls-with-age", Some(falling)),
        ["2024-01-04 100.00 2024-01-05 101.00 +100"]
    );
}

#[test]
#[ignore = "needs the shared data: set STRANDLINE_SHARED"]
fn an_order_of_the_case_costs_its_least() {
    let bars = read("cases/25-minimum-commission/bars.csv");
    let file = rule("cases/25-minimum-commission/rule.toml");
    let config = BacktestConfig::of_strategy(&file).expect("an account");
    let run = run(&[Input::new(&bars)], &mut RuleStrategy::new(&file), &config).expect("a run");
    let commissions: Vec<f64> = run.trades().map(|trade| trade.entry.commission).collect();
    assert_eq!(commissions, [1.0]);
}

/// Trades, open ones included, and final equity of a rule on GOOG by the answers of backtesting.py.
fn on_goog(file: &StrategyFile, costs: Costs) -> (usize, f64) {
    let bars = read("oracles/backtest/input/GOOG.csv");
    let config = BacktestConfig {
        costs,
        fills: Fills::BacktestingPy,
        ..BacktestConfig::of_strategy(file).expect("an account")
    };
    let run = run(&[Input::new(&bars)], &mut RuleStrategy::new(file), &config).expect("a run");
    let cents = (run.final_equity() * 100.0).round() / 100.0;
    (run.closed.len(), cents)
}

#[test]
#[ignore = "needs the shared data: set STRANDLINE_SHARED"]
fn the_first_example_of_the_field_gives_what_it_gives_there() {
    let file = rule("cases/62-first-example-of-the-field/ls.toml");
    assert_eq!(on_goog(&file, Costs::commission(20.0)), (93, 576_997.42));
    assert_eq!(on_goog(&file, Costs::NONE), (93, 839_102.29));
    let file = rule("cases/75-first-bar-as-backtesting-py/rule.toml");
    assert_eq!(on_goog(&file, Costs::NONE), (49, 107_580.10));
}
