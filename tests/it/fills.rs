//! The answers of other programs to questions of one bar, beside those of fill model 1.

#![expect(
    clippy::float_cmp,
    reason = "prices of fills are copies and compare exactly"
)]

use strandline::account::{Cause, Costs, Entry, EntryKind, ExitPrice, Order, Portfolio, Size};
use strandline::backtest::{BacktestConfig, Fills, Input, Run, run};
use strandline::strategy::Strategy;
use strandline::{AsOf, Bars};

use crate::sketch::drawn;

/// One order at the close of the second bar, and an exit at the close of another, if any.
#[derive(Clone, Copy)]
struct Script {
    entry: Entry,
    exit_at: Option<usize>,
}

impl Strategy for Script {
    fn on_close(&mut self, symbol: usize, now: &AsOf<'_>, portfolio: &Portfolio) -> Vec<Order> {
        if now.at() == 1 {
            vec![Order::Enter(self.entry)]
        } else if Some(now.at()) == self.exit_at && !portfolio.is_flat(symbol) {
            vec![Order::Exit]
        } else {
            Vec::new()
        }
    }
}

const CALM: [f64; 4] = [100.0, 101.0, 99.0, 100.0];

/// Two calm bars, then `rows`.
fn bars(rows: &[[f64; 4]]) -> Bars {
    let rows = [CALM, CALM].iter().chain(rows);
    drawn("ACME", rows.map(|row| (*row, 1000.0)))
}

fn play(fills: Fills, script: Script, rows: &[[f64; 4]]) -> Run {
    let config = BacktestConfig {
        costs: Costs::NONE,
        allow_short: true,
        fills,
        ..BacktestConfig::default()
    };
    let bars = bars(rows);
    let mut script = script;
    run(&[Input::new(&bars)], &mut script, &config).expect("a valid run")
}

/// Bar, price and reason of the only exit; `None` while the position is open.
fn exit(run: &Run) -> Option<(usize, f64, Cause)> {
    let trade = run.closed.first()?;
    Some((trade.exit.at, trade.exit.price, trade.exit.cause))
}

fn bought() -> Script {
    let entry = Entry::long(Size::Shares(10.0)).stop(95.0);
    Script {
        entry: Entry {
            bracket: strandline::account::Bracket {
                target: Some(ExitPrice::at(110.0)),
                ..entry.bracket
            },
            ..entry
        },
        exit_at: None,
    }
}

fn limited(limit: f64) -> Script {
    let Script { entry, exit_at } = bought();
    Script {
        entry: Entry {
            kind: EntryKind::Limit(limit),
            ..entry
        },
        exit_at,
    }
}

#[test]
fn a_target_the_open_has_passed_gives_way_to_a_later_stop_in_backtesting_py() {
    let rows = [CALM, [112.0, 113.0, 94.0, 100.0], CALM];
    let told = |fills| exit(&play(fills, bought(), &rows));
    assert_eq!(told(Fills::Model1), Some((3, 112.0, Cause::TargetGap)));
    assert_eq!(told(Fills::BacktestingPy), Some((3, 95.0, Cause::Stop)));
    assert_eq!(told(Fills::TradingView), Some((3, 112.0, Cause::TargetGap)));
    // Without the fall all agree.
    let rows = [CALM, [112.0, 113.0, 111.0, 112.0], CALM];
    let told = |fills| exit(&play(fills, bought(), &rows));
    assert_eq!(told(Fills::BacktestingPy), told(Fills::Model1));
}

#[test]
fn a_limit_and_its_stop_in_one_bar_leave_backtesting_py_in_the_trade() {
    let rows = [[99.0, 100.0, 94.0, 96.0], CALM, [97.0, 98.0, 94.5, 96.0]];
    let told = |fills| exit(&play(fills, limited(97.0), &rows));
    assert_eq!(told(Fills::Model1), Some((2, 95.0, Cause::Stop)));
    assert_eq!(told(Fills::BacktestingPy), Some((4, 95.0, Cause::Stop)));
    // Also where the limit was better than asked for at the open.
    let rows = [[96.5, 100.0, 94.0, 96.0], CALM, CALM];
    let told = |fills| exit(&play(fills, limited(97.0), &rows));
    assert_eq!(told(Fills::Model1), Some((2, 95.0, Cause::Stop)));
    assert_eq!(told(Fills::BacktestingPy), None);
    // A market order is stopped on its own bar by both.
    let rows = [[100.0, 101.0, 94.0, 100.0], CALM];
    let told = |fills| exit(&play(fills, bought(), &rows));
    assert_eq!(told(Fills::BacktestingPy), Some((2, 95.0, Cause::Stop)));
}

#[test]
fn tradingview_walks_to_the_nearer_extreme_first() {
    let told = |row| exit(&play(Fills::TradingView, bought(), &[CALM, row, CALM]));
    // 4 up to the high, 13 down to the low: the high first.
    let high_first = [107.0, 111.0, 94.0, 100.0];
    assert_eq!(told(high_first), Some((3, 110.0, Cause::Target)));
    // 13 up, 4 down: the low first.
    let low_first = [98.0, 111.0, 94.0, 100.0];
    assert_eq!(told(low_first), Some((3, 95.0, Cause::Stop)));
    // As near to both: the high first.
    let as_near = [102.5, 111.0, 94.0, 100.0];
    assert_eq!(told(as_near), Some((3, 110.0, Cause::Target)));
    for row in [high_first, low_first, as_near] {
        let worst = exit(&play(Fills::Model1, bought(), &[CALM, row, CALM]));
        assert_eq!(worst, Some((3, 95.0, Cause::Stop)));
    }
}

#[test]
fn after_an_entry_inside_the_bar_tradingview_goes_on_along_its_path() {
    let told = |row| exit(&play(Fills::TradingView, limited(97.0), &[row, CALM]));
    // Low first: the limit at 97 on the way to 96, then the high: the target is reached after the entry.
    assert_eq!(
        told([99.0, 111.0, 96.0, 105.0]),
        Some((2, 110.0, Cause::Target))
    );
    // High first: the limit comes after it, and the close is no target.
    assert_eq!(told([109.0, 111.0, 96.0, 105.0]), None);
    // High first, then the limit and its stop on one way down.
    assert_eq!(
        told([109.0, 111.0, 94.0, 105.0]),
        Some((2, 95.0, Cause::Stop))
    );
}

#[test]
fn next_close_fills_what_was_decided_at_the_next_close_and_stops_at_closes_only() {
    let rows = [
        [100.0, 104.0, 90.0, 102.0],
        [102.0, 103.0, 94.0, 99.0],
        [99.0, 99.0, 93.0, 94.0],
        CALM,
    ];
    let run = play(Fills::NextClose, bought(), &rows);
    assert_eq!(
        (run.closed[0].entry.at, run.closed[0].entry.price),
        (2, 102.0)
    );
    // The low of 94 on the bar before is no close.
    assert_eq!(exit(&run), Some((4, 94.0, Cause::StopGap)));
    // Nothing of the entry's bar came after its close.
    assert_eq!(run.closed[0].worst, 94.0);
    let script = Script {
        exit_at: Some(3),
        ..bought()
    };
    let run = play(
        Fills::NextClose,
        script,
        &[CALM, CALM, [97.0, 99.0, 96.0, 98.0]],
    );
    assert_eq!(exit(&run), Some((4, 98.0, Cause::Signal)));
}

#[test]
fn backtesting_py_closes_what_is_left_at_the_last_open() {
    let rows = [CALM, [103.0, 104.0, 102.0, 103.5]];
    let closes = |fills| {
        let config = BacktestConfig {
            costs: Costs::NONE,
            close_at_end: true,
            fills,
            ..BacktestConfig::default()
        };
        let bars = bars(&rows);
        let run = run(&[Input::new(&bars)], &mut bought(), &config).expect("a valid run");
        (run.closed[0].exit.price, run.final_equity())
    };
    assert_eq!(closes(Fills::Model1), (103.5, 100_035.0));
    assert_eq!(closes(Fills::BacktestingPy), (103.0, 100_030.0));
}

#[test]
fn a_short_sees_the_same_upside_down() {
    let short = Entry::short(Size::Shares(10.0)).stop(105.0);
    let script = Script {
        entry: Entry {
            bracket: strandline::account::Bracket {
                target: Some(ExitPrice::at(90.0)),
                ..short.bracket
            },
            ..short
        },
        exit_at: None,
    };
    let gap = [CALM, [88.0, 106.0, 87.0, 100.0], CALM];
    let told = |fills| exit(&play(fills, script, &gap));
    assert_eq!(told(Fills::Model1), Some((3, 88.0, Cause::TargetGap)));
    assert_eq!(told(Fills::BacktestingPy), Some((3, 105.0, Cause::Stop)));
    let both = |row| exit(&play(Fills::TradingView, script, &[CALM, row, CALM]));
    assert_eq!(
        both([93.0, 106.0, 89.0, 100.0]),
        Some((3, 90.0, Cause::Target))
    );
    assert_eq!(
        both([102.0, 106.0, 89.0, 100.0]),
        Some((3, 105.0, Cause::Stop))
    );
}

#[test]
fn the_names_are_read_back_and_others_are_refused() {
    for fills in Fills::ALL {
        assert_eq!(fills.name().parse::<Fills>().expect("a name"), fills);
    }
    let error = "zipline".parse::<Fills>().expect_err("no name");
    assert!(error.to_string().contains("backtesting.py"), "{error}");
}
