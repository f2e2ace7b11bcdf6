//! Plays a strategy file over a path of bars drawn by hand, and checks what holds for every one of them: a sweep gives the
//! same, and no end of the data changes what was before it.

use strandline::account::{Costs, Trade};
use strandline::backtest::metrics::Convention;
use strandline::backtest::{
    BacktestConfig, Grid, Input, Keep, Run, SweepConfig, audit, run, sweep,
};
use strandline::strategy::{RuleStrategy, StrategyFile};
use strandline::{Bars, Basis, Ohlcv, Timeframe};

/// Open, high, low and close of one bar a session, from a date on.
pub(crate) fn bars(first: &str, rows: &[[f64; 4]]) -> Bars {
    let symbol = "ACME".parse().expect("a symbol");
    let mut builder = Bars::builder(symbol, Timeframe::Day, Basis::Raw);
    let first: chrono::NaiveDate = first.parse().expect("a date");
    let days = first.iter_days().filter(|date| {
        let weekday = chrono::Datelike::weekday(date);
        weekday.number_from_monday() < 6
    });
    for (date, [open, high, low, close]) in days.zip(rows) {
        let row = Ohlcv {
            open: *open,
            high: *high,
            low: *low,
            close: *close,
            volume: 1000.0,
        };
        builder.push(date.into(), row).expect("a sound row");
    }
    builder.build()
}

/// Bars that open at the close before and reach just so far.
pub(crate) fn closes(first: &str, closes: &[f64]) -> Bars {
    let mut before = closes[0];
    let rows = closes.iter().map(|&close| {
        let open = std::mem::replace(&mut before, close);
        [open, open.max(close), open.min(close), close]
    });
    bars(first, &rows.collect::<Vec<_>>())
}

pub(crate) fn account(file: &StrategyFile) -> BacktestConfig {
    BacktestConfig {
        costs: Costs::NONE,
        ..BacktestConfig::of_strategy(file).expect("an account")
    }
}

/// Runs the rules, and checks that a sweep gives the same and that no end of the data changes what was before it.
pub(crate) fn play(bars: &Bars, text: &str) -> Run {
    let file = StrategyFile::parse(text, "x.toml").expect("a strategy");
    play_with(bars, &file, &account(&file))
}

pub(crate) fn play_with(bars: &Bars, file: &StrategyFile, config: &BacktestConfig) -> Run {
    let inputs = [Input::new(bars)];
    let run = run(&inputs, &mut RuleStrategy::new(file), config).expect("a run");
    let make = |_: &Bars| Ok(RuleStrategy::new(file));
    let leak = audit(bars, make, config, bars.len());
    assert_eq!(leak.expect("an audit"), None);
    // The same file with a parameter that nothing reads, as the only variant of a sweep.
    let text = format!("{}\n[parameters]\nunused = 1\n", file.text());
    let file = StrategyFile::parse(&text, "x.toml").expect("a strategy");
    let settings = SweepConfig {
        account: config.clone(),
        convention: Convention::default(),
        keep: Keep::Figures,
    };
    let grid = Grid::parse("unused=1").expect("a grid");
    let trials = sweep(bars, &file, &grid, &[0], &settings).expect("trials");
    assert_eq!(
        trials[0].final_equity.to_bits(),
        run.final_equity().to_bits()
    );
    run
}

/// Entry bar and price, exit bar and price, shares of every trade, the open ones last.
pub(crate) fn told(run: &Run) -> Vec<(usize, f64, usize, f64, f64)> {
    let trade = |trade: &Trade| {
        let cents = |price: f64| (price * 100.0).round() / 100.0;
        (
            trade.entry.at,
            cents(trade.entry.price),
            trade.exit.at,
            cents(trade.exit.price),
            trade.shares,
        )
    };
    run.trades().map(trade).collect()
}
