//! Whole histories against the shared oracles: every trade, and every close of the equity curve.

use std::path::{Path, PathBuf};

use strandline::account::{Costs, Entry, Order, Portfolio, Size};
use strandline::backtest::{BacktestConfig, Input, Margin, Run, run};
use strandline::strategy::{Now, Orders, Strategy, WarmUp};
use strandline::{Bars, Basis, Ohlcv, Result, Timeframe};
use ta_lib::Core;

use crate::support;

const TICKERS: [&str; 2] = ["GOOG", "XOM"];
const COSTS_BPS: [f64; 2] = [0.0, 10.0];

/// A study with its first `begin` bars missing.
#[derive(Default)]
struct Study {
    begin: usize,
    values: Vec<f64>,
}

impl Study {
    fn at(&self, at: usize) -> f64 {
        self.values[at - self.begin]
    }

    /// Summed anew on every bar: on 2004-09-07 both means of XOM are 45.454, and a running sum decides by its last bit.
    fn sma(bars: &Bars, period: usize) -> Self {
        let mean = |window: &[f64]| window.iter().sum::<f64>() / period as f64;
        Self {
            begin: period - 1,
            values: bars.close().windows(period).map(mean).collect(),
        }
    }

    fn rsi(bars: &Bars, period: i32) -> Self {
        Self::of(bars, |core, end, out| {
            core.rsi(0, end, bars.close(), period, out)
        })
    }

    fn atr(bars: &Bars, period: i32) -> Self {
        Self::of(bars, |core, end, out| {
            core.atr(0, end, bars.high(), bars.low(), bars.close(), period, out)
        })
    }

    fn of(
        bars: &Bars,
        compute: impl FnOnce(&Core, usize, &mut [f64]) -> Result<ta_lib::OutRange, ta_lib::RetCode>,
    ) -> Self {
        let mut values = vec![0.0; bars.len()];
        let range = compute(&Core::new(), bars.len() - 1, &mut values).expect("the study runs");
        Self {
            begin: range.beg_idx,
            values,
        }
    }
}

fn fixed(now: Now<'_>) -> Size {
    Size::Shares((20_000.0 / last(now.closes())).floor())
}

fn last(values: &[f64]) -> f64 {
    *values.last().expect("there is a bar")
}

fn highest(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::MIN, f64::max)
}

fn lowest(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::MAX, f64::min)
}

/// The `n` values before the last.
fn before(values: &[f64], n: usize) -> &[f64] {
    &values[values.len() - 1 - n..values.len() - 1]
}

fn bars_needed(bars: usize) -> WarmUp {
    WarmUp {
        bars,
        held_back_by: None,
    }
}

/// **a**, **af**: in and out as SMA(20) crosses SMA(50), with everything.
#[derive(Default)]
struct Cross(Study, Study);

impl Strategy for Cross {
    fn prepare(&mut self, bars: &[&Bars]) -> Result<()> {
        (self.0, self.1) = (Study::sma(bars[0], 20), Study::sma(bars[0], 50));
        Ok(())
    }

    fn warm_up(&self, _: usize) -> WarmUp {
        bars_needed(self.1.begin + 1)
    }

    fn on_close(&mut self, now: Now<'_>, portfolio: &Portfolio, orders: &mut Orders<'_>) {
        let is_above = |at| self.0.at(at) > self.1.at(at);
        match (is_above(now.at() - 1), is_above(now.at())) {
            (false, true) if portfolio.is_flat(0) => {
                orders.push(Order::Enter(Entry::long(Size::EquityPct(100.0))));
            }
            (true, false) if !portfolio.is_flat(0) => orders.push(Order::Exit),
            _ => {}
        }
    }
}

/// **b**: channel breakouts both ways, a stop two ATR away.
#[derive(Default)]
struct Channel(Study);

impl Strategy for Channel {
    fn prepare(&mut self, bars: &[&Bars]) -> Result<()> {
        self.0 = Study::atr(bars[0], 20);
        Ok(())
    }

    fn warm_up(&self, _: usize) -> WarmUp {
        bars_needed(55)
    }

    fn on_close(&mut self, now: Now<'_>, portfolio: &Portfolio, orders: &mut Orders<'_>) {
        let close = last(now.closes());
        match portfolio.position(0) {
            None => {
                let distance = 2.0 * self.0.at(now.at());
                if close > highest(before(now.highs(), 55)) {
                    orders.push(Order::Enter(Entry::long(fixed(now)).stop(close - distance)));
                } else if close < lowest(before(now.lows(), 55)) {
                    orders.push(Order::Enter(
                        Entry::short(fixed(now)).stop(close + distance),
                    ));
                }
            }
            Some(position) => {
                let is_over = if position.direction().sign() > 0.0 {
                    close < lowest(before(now.lows(), 20))
                } else {
                    close > highest(before(now.highs(), 20))
                };
                if is_over {
                    orders.push(Order::Exit);
                }
            }
        }
    }
}

/// **c**: over a level, with stop and target.
struct OverLevel(f64, Study);

impl Strategy for OverLevel {
    fn prepare(&mut self, bars: &[&Bars]) -> Result<()> {
        self.1 = Study::atr(bars[0], 14);
        Ok(())
    }

    fn warm_up(&self, _: usize) -> WarmUp {
        bars_needed(self.1.begin)
    }

    fn on_close(&mut self, now: Now<'_>, portfolio: &Portfolio, orders: &mut Orders<'_>) {
        let [.., prior, close] = *now.closes() else {
            return;
        };
        let (level, atr) = (self.0, self.1.at(now.at()));
        if portfolio.is_flat(0) {
            if prior <= level && level < close {
                let stop = level - 1.5 * atr;
                let entry = Entry::long(fixed(now)).stop(stop);
                orders.push(Order::Enter(entry.target(close + 2.0 * (close - stop))));
            }
        } else if close < level - atr {
            orders.push(Order::Exit);
        }
    }
}

/// **d**: a day limit under an oversold close in an up-trend.
#[derive(Default)]
struct Dip(Study, Study, Study);

impl Strategy for Dip {
    fn prepare(&mut self, bars: &[&Bars]) -> Result<()> {
        let bars = bars[0];
        *self = Self(
            Study::rsi(bars, 2),
            Study::sma(bars, 200),
            Study::atr(bars, 10),
        );
        Ok(())
    }

    fn warm_up(&self, _: usize) -> WarmUp {
        bars_needed(self.1.begin)
    }

    fn on_close(&mut self, now: Now<'_>, portfolio: &Portfolio, orders: &mut Orders<'_>) {
        let (at, close) = (now.at(), last(now.closes()));
        if portfolio.is_flat(0) {
            if self.0.at(at) < 10.0 && close > self.1.at(at) {
                let limit = ((close - 0.5 * self.2.at(at)) * 100.0).round() / 100.0;
                orders.push(Order::Enter(Entry::long(fixed(now)).limit(limit)));
            }
        } else if self.0.at(at) > 60.0 {
            orders.push(Order::Exit);
        }
    }
}

fn bars_of(shared: &Path, ticker: &str) -> Bars {
    let path = match ticker {
        "GOOG" => shared.join("oracles/backtest/input/GOOG.csv"),
        _ => shared.join(format!("data/daily/{ticker}.csv")),
    };
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

fn strategy(name: &str, level: f64) -> Box<dyn Strategy> {
    match name {
        "a" | "af" => Box::new(Cross::default()),
        "b" => Box::new(Channel::default()),
        "c" => Box::new(OverLevel(level, Study::default())),
        _ => Box::new(Dip::default()),
    }
}

struct Case {
    name: String,
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
                let text = std::fs::read_to_string(folder.join(format!("metrics/{name}.json")))
                    .expect("the metrics are readable");
                let metrics: serde_json::Value = serde_json::from_str(&text).expect("JSON");
                let level = metrics["level"].as_f64().unwrap_or(0.0);
                let run = run(
                    &[Input::new(&bars)],
                    &mut *strategy(rule, level),
                    &config(rule, bps),
                )
                .expect("the run is valid");
                cases.push(Case {
                    name,
                    folder: folder.clone(),
                    metrics,
                    run,
                });
            }
        }
    }
    cases
}

fn close_to(got: f64, expected: f64, tolerance: f64) -> bool {
    (got - expected).abs() <= tolerance
}

#[test]
fn every_trade_is_the_one_of_the_oracle() {
    let Some(shared) = support::shared() else {
        return;
    };
    for Case {
        name, folder, run, ..
    } in cases(&shared)
    {
        let expected = rows(&folder.join(format!("trades/{name}.csv")));
        assert_eq!(run.trades().count(), expected.len(), "{name}: trades");
        for (trade, row) in run.trades().zip(&expected) {
            let what = format!("{name}, trade {}", &row[0]);
            let number = |column: usize| row[column].parse::<f64>().expect("a number");
            assert_eq!(trade.direction.sign(), number(1), "{what}: direction");
            assert_eq!(trade.entry.time.date().to_string(), row[2], "{what}: entry");
            assert_eq!(trade.exit.time.date().to_string(), row[4], "{what}: exit");
            assert!(close_to(trade.entry.price, number(3), 1e-6), "{what}");
            assert!(close_to(trade.exit.price, number(5), 1e-6), "{what}");
            let size_tolerance = if name.contains("_af_") { 1e-9 } else { 0.0 };
            assert!(
                close_to(trade.shares, number(6), size_tolerance * number(6)),
                "{what}: {} shares",
                trade.shares
            );
            assert!(close_to(trade.pnl(), number(7), 1e-6), "{what}: pnl");
            assert!(close_to(trade.commission(), number(8), 1e-6), "{what}");
            assert_eq!(trade.exit.cause.name(), &row[9], "{what}: cause");
            assert_eq!(trade.is_open(), &row[10] == "1", "{what}: open");
        }
        let final_equity = metrics_number(&run, &folder, &name);
        assert!(close_to(run.final_equity(), final_equity, 1e-3), "{name}");
    }
}

fn metrics_number(run: &Run, folder: &Path, name: &str) -> f64 {
    let curve = folder.join(format!("equity/{name}.csv"));
    if curve.exists() {
        let expected = rows(&curve);
        assert_eq!(run.equity.len(), expected.len(), "{name}: closes");
        for ((time, equity), row) in run.time.iter().zip(&run.equity).zip(&expected) {
            assert_eq!(time.date().to_string(), row[0], "{name}");
            let expected: f64 = row[1].parse().expect("a number");
            assert!(close_to(*equity, expected, 1e-3), "{name} {time}: {equity}");
        }
    }
    let text = std::fs::read_to_string(folder.join(format!("metrics/{name}.json")))
        .expect("the metrics are readable");
    let metrics: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    metrics["final_equity"].as_f64().expect("a number")
}
