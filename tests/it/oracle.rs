//! Whole histories against the shared oracles: every trade, and every close of the equity curve.

use std::path::{Path, PathBuf};

use strandline::account::{Costs, Trade};
use strandline::backtest::metrics::{Convention, Metrics};
use strandline::backtest::{BacktestConfig, Input, Margin, Run, run};
use strandline::rule::Parameters;
use strandline::strategy::{RuleStrategy, Strategy, StrategyFile};
use strandline::{Bars, Basis, Ohlcv, Timeframe};

use crate::support;
use strategies::strategy;

mod strategies;

const TICKERS: [&str; 2] = ["GOOG", "XOM"];
const COSTS_BPS: [f64; 2] = [0.0, 10.0];

fn bars_of(shared: &Path, ticker: &str) -> Bars {
    let path = csv_of(shared, ticker);
    let mut builder = Bars::builder(
        ticker.parse().expect("a symbol"),
        Timeframe::Day,
        Basis::Raw,
    );
    for row in rows(&path) {
        let number = |column: usize| row[column].parse::<f64>().expect("a number");
        let date: chrono::NaiveDate = row[0].parse().expect("a date");
        let values = Ohlcv {
            open: number(1),
            high: number(2),
            low: number(3),
            close: number(4),
            volume: number(5),
        };
        builder.push(date.into(), values).expect("a consistent row");
    }
    builder.build()
}

fn rows(path: &Path) -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_path(path).expect("the file is there");
    reader
        .records()
        .collect::<Result<_, _>>()
        .expect("rows of one length")
}

fn config(strategy: &str, bps: f64) -> BacktestConfig {
    BacktestConfig {
        costs: Costs::commission(bps),
        lot: (strategy != "af").then_some(1.0),
        allow_short: true,
        margin: Margin {
            initial_pct: 0.0,
            maintenance_pct: 0.0,
        },
        ..BacktestConfig::default()
    }
}

/// The strategy of the checked-in file.
fn rules(name: &str, level: f64) -> Box<dyn Strategy> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/strategies")
        .join(format!("{}.toml", &name[..1]));
    let mut file = StrategyFile::read(&path).expect("the file is a strategy");
    if name == "c" {
        let level = Parameters::from([("level".to_owned(), level)]);
        file = file.vary(&level).expect("the file has this parameter");
    }
    Box::new(RuleStrategy::new(&file))
}

struct Case {
    name: String,
    /// Who wrote the strategy.
    kind: &'static str,
    folder: PathBuf,
    metrics: serde_json::Value,
    run: Run,
}

fn cases(shared: &Path) -> Vec<Case> {
    let folder = shared.join("oracles/backtest");
    let mut cases = Vec::new();
    for ticker in TICKERS {
        let bars = bars_of(shared, ticker);
        for rule in ["a", "af", "b", "c", "d"] {
            for bps in COSTS_BPS {
                let name = format!("{ticker}_{rule}_{bps}bps");
                let metrics = json(&folder.join(format!("metrics/{name}.json")));
                let level = metrics["level"].as_f64().unwrap_or(0.0);
                for (kind, mut strategy) in [
                    ("by hand", strategy(rule, level, &bars)),
                    ("by rules", rules(rule, level)),
                ] {
                    let run = run(&[Input::new(&bars)], &mut *strategy, &config(rule, bps));
                    cases.push(Case {
                        name: name.clone(),
                        kind,
                        folder: folder.clone(),
                        metrics: metrics.clone(),
                        run: run.expect("the run is valid"),
                    });
                }
            }
        }
    }
    cases
}

fn close_to(got: f64, expected: f64, tolerance: f64) -> bool {
    (got - expected).abs() <= tolerance
}

#[test]
#[ignore = "needs the shared data: set STRANDLINE_SHARED"]
fn every_trade_and_every_close_is_the_one_of_the_oracle() {
    let shared = support::shared();
    for case in cases(&shared) {
        let expected = rows(&case.folder.join(format!("trades/{}.csv", case.name)));
        assert_eq!(case.run.trades().count(), expected.len(), "{}", case.name);
        for (trade, row) in case.run.trades().zip(&expected) {
            assert_same_trade(&case, trade, row);
        }
        let final_equity = case.metrics["final_equity"].as_f64().expect("a number");
        assert!(
            close_to(case.run.final_equity(), final_equity, 1e-3),
            "{}",
            case.name
        );
        assert_same_curve(&case);
    }
}

fn assert_same_trade(Case { name, kind, .. }: &Case, trade: &Trade, row: &csv::StringRecord) {
    let what = format!("{name} {kind}, trade {}", &row[0]);
    let number = |column: usize| row[column].parse::<f64>().expect("a number");
    let size_tolerance = if name.contains("_af_") { 1e-9 } else { 0.0 };
    for (got, column, tolerance) in [
        (trade.direction.sign(), 1, 0.0),
        (trade.entry.price, 3, 1e-6),
        (trade.exit.price, 5, 1e-6),
        (trade.shares, 6, size_tolerance * number(6)),
        (trade.pnl(), 7, 1e-6),
        (trade.commission(), 8, 1e-6),
    ] {
        let expected = number(column);
        assert!(
            close_to(got, expected, tolerance),
            "{what}: {got} for {expected}"
        );
    }
    assert_eq!(trade.entry.time.date().to_string(), row[2], "{what}: entry");
    assert_eq!(trade.exit.time.date().to_string(), row[4], "{what}: exit");
    assert_eq!(trade.exit.cause.name(), &row[9], "{what}: cause");
    assert_eq!(trade.is_open(), &row[10] == "1", "{what}: open");
}

fn assert_same_curve(
    Case {
        name, folder, run, ..
    }: &Case,
) {
    let path = folder.join(format!("equity/{name}.csv"));
    if !path.exists() {
        return;
    }
    let expected = rows(&path);
    assert_eq!(run.equity.len(), expected.len(), "{name}: closes");
    for ((time, equity), row) in run.time.iter().zip(&run.equity).zip(&expected) {
        assert_eq!(time.date().to_string(), row[0], "{name}");
        let expected: f64 = row[1].parse().expect("a number");
        assert!(close_to(*equity, expected, 1e-3), "{name} {time}: {equity}");
    }
}

#[test]
#[ignore = "needs the shared data: set STRANDLINE_SHARED"]
fn every_metric_is_the_one_of_the_oracle() {
    let shared = support::shared();
    for case in cases(&shared) {
        let bars = bars_of(&shared, &case.name[..4].replace('_', ""));
        let metrics = Metrics::of(&case.run, Some(&bars), Convention::default());
        for (name, value) in figures(&metrics) {
            let expected = case.metrics[name].as_f64();
            let (Some(value), Some(expected)) = (value, expected) else {
                panic!("{}: {name} is {value:?} for {expected:?}", case.name);
            };
            // Money is compared by its ratio, everything else as it is.
            let tolerance = 1e-9 * expected.abs().max(1.0);
            assert!(
                close_to(value, expected, tolerance),
                "{}: {name} is {value} for {expected}",
                case.name
            );
        }
    }
}

fn figures(metrics: &Metrics) -> [(&'static str, Option<f64>); 27] {
    let trades = &metrics.trades;
    [
        ("bars", Some(metrics.bars as f64)),
        ("years", Some(metrics.years)),
        ("final_equity", Some(metrics.final_equity)),
        ("total_return", Some(metrics.total_return)),
        ("cagr", metrics.cagr),
        ("vol", metrics.volatility),
        ("sharpe", metrics.sharpe),
        ("sortino", metrics.sortino),
        ("max_drawdown", Some(metrics.drawdown.deepest)),
        ("max_dd_bars", Some(metrics.drawdown.longest_bars as f64)),
        ("calmar", metrics.calmar),
        ("closed_trades", Some(trades.count as f64)),
        ("open_trades", Some(metrics.open_trades as f64)),
        ("win_rate", trades.win_rate),
        ("avg_win", trades.average_win),
        ("avg_loss", trades.average_loss),
        ("profit_factor", trades.profit_factor),
        ("expectancy", trades.expectancy),
        ("sqn", trades.sqn),
        ("kelly", trades.kelly),
        ("exposure", metrics.exposure),
        ("commission_paid", Some(metrics.commission_paid)),
        ("var95", metrics.var95),
        ("cvar95", metrics.cvar95),
        ("beta", metrics.market.map(|model| model.beta)),
        ("alpha", metrics.market.map(|model| model.alpha)),
        ("buy_hold_return", metrics.benchmark_return),
    ]
}

/// The program itself, over the CSV and with the checked-in file, as a user would run it.
#[cfg(feature = "cli")]
#[test]
#[ignore = "needs the shared data: set STRANDLINE_SHARED"]
fn the_program_tells_the_trades_of_the_oracle() {
    let shared = support::shared();
    let folder = shared.join("oracles/backtest");
    for ticker in TICKERS {
        for rule in ["a", "af", "b", "c", "d"] {
            for bps in COSTS_BPS {
                let name = format!("{ticker}_{rule}_{bps}bps");
                let told = told_by_the_program(&shared, ticker, rule, bps);
                let metrics = json(&folder.join(format!("metrics/{name}.json")));
                let figure = |key: &str| {
                    let rows = told["metrics"].as_array().expect("rows of figures");
                    let row = rows.iter().find(|row| row["name"] == key);
                    row.and_then(|row| row["value"].as_f64()).expect("a figure")
                };
                let expected = metrics["final_equity"].as_f64().expect("a number");
                assert!(close_to(figure("final_equity"), expected, 1e-3), "{name}");
                let expected = metrics["sharpe"].as_f64().expect("a number");
                assert!(close_to(figure("sharpe"), expected, 1e-9), "{name}");
                assert_same_rows(
                    &name,
                    &told,
                    &rows(&folder.join(format!("trades/{name}.csv"))),
                );
            }
        }
    }
}

#[cfg(feature = "cli")]
fn told_by_the_program(shared: &Path, ticker: &str, rule: &str, bps: f64) -> serde_json::Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let metrics = shared.join(format!(
        "oracles/backtest/metrics/{ticker}_{rule}_0bps.json"
    ));
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_strandline"));
    command
        .arg("backtest")
        .arg(csv_of(shared, ticker))
        .arg("--strategy")
        .arg(root.join(format!("tests/strategies/{}.toml", &rule[..1])))
        .args([
            "--format",
            "json",
            "--quick",
            "--cost",
            &format!("{bps}bps"),
        ]);
    if rule == "af" {
        command.arg("--fractional");
    }
    if let Some(level) = json(&metrics)["level"].as_f64() {
        command.args(["--param", &format!("level={level}")]);
    }
    let output = command.output().expect("the program runs");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{ticker} {rule}: {complaint}");
    serde_json::from_slice(&output.stdout).expect("the result is JSON")
}

/// With `finalize_trades=True` it closes the last trade at the last open, at 10 bps a side: 273,508.88.
#[cfg(feature = "cli")]
#[test]
#[ignore = "needs the shared data: set STRANDLINE_SHARED"]
fn what_backtesting_py_makes_of_the_last_trade_is_reproduced_to_the_cent() {
    let shared = support::shared();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_strandline"));
    command
        .arg("backtest")
        .arg(csv_of(&shared, "GOOG"))
        .arg("--strategy")
        .arg(root.join("tests/strategies/a.toml"))
        .args(["--cost", "10bps", "--close-at-end", "--quick"])
        .args(["--fills", "backtesting.py", "--format", "json"]);
    let output = command.output().expect("the program runs");
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let metrics = told["metrics"].as_array().expect("a list");
    let equity = metrics.iter().find(|it| it["name"] == "final_equity");
    let equity = equity.expect("a figure")["value"].as_f64();
    assert!(
        close_to(equity.expect("a number"), 273_508.88, 0.005),
        "{equity:?}"
    );
    assert_eq!(told["fills"], "backtesting.py");
}

#[cfg(feature = "cli")]
fn assert_same_rows(name: &str, told: &serde_json::Value, expected: &[csv::StringRecord]) {
    let trades = told["trades"].as_array().expect("rows of trades");
    assert_eq!(trades.len(), expected.len(), "{name}");
    for (trade, row) in trades.iter().zip(expected) {
        let what = format!("{name}, trade {}", &row[0]);
        let size_tolerance = if name.contains("_af_") { 1e-9 } else { 0.0 };
        for (key, column, tolerance) in [
            ("entry_price", 3, 1e-6),
            ("exit_price", 5, 1e-6),
            ("shares", 6, size_tolerance),
            ("pnl", 7, 1e-6),
        ] {
            let got = trade[key].as_f64().expect("a number");
            let expected: f64 = row[column].parse().expect("a number");
            let tolerance = tolerance * if key == "shares" { expected } else { 1.0 };
            assert!(close_to(got, expected, tolerance), "{what}: {key} is {got}");
        }
        assert_eq!(trade["entry_time"], row[2], "{what}");
        assert_eq!(trade["exit_time"], row[4], "{what}");
        assert_eq!(trade["exit_cause"], row[9], "{what}");
    }
}

fn json(path: &Path) -> serde_json::Value {
    let text = std::fs::read_to_string(path).expect("the file is readable");
    serde_json::from_str(&text).expect("the file is JSON")
}

fn csv_of(shared: &Path, ticker: &str) -> PathBuf {
    match ticker {
        "GOOG" => shared.join("oracles/backtest/input/GOOG.csv"),
        _ => shared.join(format!("data/daily/{ticker}.csv")),
    }
}
