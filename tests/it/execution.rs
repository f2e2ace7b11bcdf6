//! One question of execution each: what one bar does to one order.
//!
//! The sequences are drawn here by hand; the same questions in other numbers come from the shared oracle where it is
//! there.

#![expect(
    clippy::float_cmp,
    reason = "prices of fills are copies and compare exactly"
)]

use strandline::account::{Cause, Direction, Entry, Order, Portfolio, Size, Trail};
use strandline::backtest::{BacktestConfig, Input, Path, Refusal, Run, run};
use strandline::strategy::Strategy;
use strandline::{AsOf, Bars};

use crate::sketch::drawn;
use crate::support;

/// Orders by the bar at whose close they are given.
struct Script(Vec<(usize, Order)>);

impl Strategy for Script {
    fn on_close(&mut self, _: usize, now: &AsOf<'_>, _: &Portfolio) -> Vec<Order> {
        let due = self.0.iter().filter(|(at, _)| *at == now.at());
        due.map(|(_, order)| *order).collect()
    }
}

fn sketch(rows: &[[f64; 4]]) -> Bars {
    with_volume(&rows.iter().map(|row| (*row, 1000.0)).collect::<Vec<_>>())
}

fn with_volume(rows: &[([f64; 4], f64)]) -> Bars {
    drawn("ACME", rows.iter().copied())
}

fn free() -> BacktestConfig {
    BacktestConfig {
        costs: strandline::account::Costs::NONE,
        allow_short: true,
        ..BacktestConfig::default()
    }
}

fn play(bars: &Bars, script: Vec<(usize, Order)>, config: &BacktestConfig) -> Run {
    run(&[Input::new(bars)], &mut Script(script), config).expect("the run is valid")
}

fn ten() -> Size {
    Size::Shares(10.0)
}

fn enter(entry: Entry) -> (usize, Order) {
    (0, Order::Enter(entry))
}

const FLAT: [f64; 4] = [100.0, 101.0, 99.0, 100.0];

/// The only trade: entry bar and price, exit bar and price, cause of the exit.
fn only_trade(run: &Run) -> (usize, f64, usize, f64, Cause) {
    let trades: Vec<_> = run.trades().collect();
    assert_eq!(trades.len(), 1, "{trades:?}");
    let trade = trades[0];
    (
        trade.entry.at,
        trade.entry.price,
        trade.exit.at,
        trade.exit.price,
        trade.exit.cause,
    )
}

#[test]
fn an_open_beyond_the_stop_fills_at_the_open() {
    let bars = sketch(&[FLAT, FLAT, [90.0, 92.0, 88.0, 91.0]]);
    let run = play(&bars, vec![enter(Entry::long(ten()).stop(95.0))], &free());
    assert_eq!(only_trade(&run), (1, 100.0, 2, 90.0, Cause::StopGap));
    let short = sketch(&[FLAT, FLAT, [108.0, 109.0, 107.0, 108.0]]);
    let run = play(
        &short,
        vec![enter(Entry::short(ten()).stop(105.0))],
        &free(),
    );
    assert_eq!(only_trade(&run), (1, 100.0, 2, 108.0, Cause::StopGap));
}

#[test]
fn a_stop_acts_on_the_bar_of_the_entry() {
    let bars = sketch(&[FLAT, [100.0, 101.0, 94.0, 100.0], FLAT]);
    let run = play(&bars, vec![enter(Entry::long(ten()).stop(95.0))], &free());
    assert_eq!(only_trade(&run), (1, 100.0, 1, 95.0, Cause::Stop));
}

#[test]
fn an_entry_beyond_its_own_stop_is_in_and_out_at_the_open() {
    let bars = sketch(&[FLAT, [93.0, 96.0, 92.0, 94.0], FLAT]);
    let run = play(&bars, vec![enter(Entry::long(ten()).stop(95.0))], &free());
    assert_eq!(only_trade(&run), (1, 93.0, 1, 93.0, Cause::StopGap));
    assert!(run.closed[0].is_in_and_out_at_the_open());
}

#[test]
fn of_two_levels_in_one_bar_the_path_decides_and_the_run_counts_it() {
    let bars = sketch(&[FLAT, FLAT, [101.0, 111.0, 94.0, 100.0]]);
    let entry = Entry::long(ten()).stop(95.0).target(110.0);
    let worst = play(&bars, vec![enter(entry)], &free());
    assert_eq!(only_trade(&worst), (1, 100.0, 2, 95.0, Cause::Stop));
    assert_eq!(worst.ambiguous_exits, 1);
    let config = BacktestConfig {
        path: Path::Best,
        ..free()
    };
    let best = play(&bars, vec![enter(entry)], &config);
    assert_eq!(only_trade(&best), (1, 100.0, 2, 110.0, Cause::Target));
}

#[test]
fn an_open_beyond_the_target_comes_before_any_low() {
    let bars = sketch(&[FLAT, FLAT, [112.0, 113.0, 94.0, 100.0]]);
    let entry = Entry::long(ten()).stop(95.0).target(110.0);
    let run = play(&bars, vec![enter(entry)], &free());
    assert_eq!(only_trade(&run), (1, 100.0, 2, 112.0, Cause::TargetGap));
    assert_eq!(run.ambiguous_exits, 0);
}

#[test]
fn an_exit_decided_yesterday_comes_before_the_stop_of_today() {
    let bars = sketch(&[FLAT, FLAT, [98.0, 99.0, 94.0, 96.0]]);
    let script = vec![enter(Entry::long(ten()).stop(95.0)), (1, Order::Exit)];
    let run = play(&bars, script, &free());
    assert_eq!(only_trade(&run), (1, 100.0, 2, 98.0, Cause::Signal));
}

#[test]
fn a_limit_and_its_stop_fill_in_one_bar_but_a_limit_and_its_target_do_not() {
    let down = sketch(&[FLAT, [99.0, 100.0, 94.0, 96.0], FLAT]);
    let run = play(
        &down,
        vec![enter(Entry::long(ten()).limit(97.0).stop(95.0))],
        &free(),
    );
    assert_eq!(only_trade(&run), (1, 97.0, 1, 95.0, Cause::Stop));
    let up = sketch(&[FLAT, [99.0, 104.0, 97.0, 98.0], FLAT]);
    let entry = Entry::long(ten()).limit(97.0).stop(90.0).target(103.0);
    let run = play(&up, vec![enter(entry)], &free());
    assert_eq!(only_trade(&run), (1, 97.0, 2, 100.0, Cause::OpenAtEnd));
    // A close beyond the target shows that the high came after the entry.
    let closed_up = sketch(&[FLAT, [99.0, 104.0, 97.0, 103.5], FLAT]);
    let run = play(&closed_up, vec![enter(entry)], &free());
    assert_eq!(only_trade(&run), (1, 97.0, 1, 103.0, Cause::Target));
}

#[test]
fn a_stop_entry_reaches_its_target_in_one_bar_but_its_stop_only_with_the_close() {
    let entry = Entry::long(ten()).on_stop(103.0).stop(99.5).target(106.0);
    let up = sketch(&[FLAT, [101.0, 107.0, 99.0, 104.0], FLAT]);
    let run = play(&up, vec![enter(entry)], &free());
    assert_eq!(only_trade(&run), (1, 103.0, 1, 106.0, Cause::Target));
    let failed = sketch(&[FLAT, [101.0, 104.0, 99.0, 99.2], FLAT]);
    let run = play(&failed, vec![enter(entry)], &free());
    assert_eq!(only_trade(&run), (1, 103.0, 1, 99.5, Cause::Stop));
}

#[test]
fn a_day_order_lapses_and_a_lasting_one_waits() {
    let bars = sketch(&[FLAT, FLAT, [96.0, 97.0, 95.0, 96.0]]);
    let day = play(&bars, vec![enter(Entry::long(ten()).limit(97.0))], &free());
    assert_eq!((day.trades().count(), day.lapsed_orders), (0, 1));
    let lasting = Entry::long(ten()).limit(97.0).good_till_cancelled();
    let run = play(&bars, vec![enter(lasting)], &free());
    assert_eq!(only_trade(&run).0, 2);
    assert_eq!(only_trade(&run).1, 96.0);
    let script = vec![enter(lasting), (1, Order::Cancel)];
    assert_eq!(play(&bars, script, &free()).trades().count(), 0);
}

#[test]
fn of_a_group_the_first_fill_withdraws_the_rest() {
    let bars = sketch(&[
        FLAT,
        [100.0, 105.0, 99.0, 104.0],
        [104.0, 104.0, 90.0, 91.0],
    ]);
    let up = Entry::long(ten())
        .on_stop(103.0)
        .good_till_cancelled()
        .one_of(1);
    let down = Entry::short(ten())
        .on_stop(97.0)
        .good_till_cancelled()
        .one_of(1);
    let run = play(&bars, vec![enter(down), enter(up)], &free());
    assert_eq!(only_trade(&run), (1, 103.0, 2, 91.0, Cause::OpenAtEnd));
    assert!(run.rejections.is_empty());
}

#[test]
fn a_trailing_stop_follows_from_the_next_bar_on() {
    // Best price 110 on bar 2; the stop at 105 is live on bar 3, not on bar 2 whose low is 104.
    let bars = sketch(&[
        FLAT,
        FLAT,
        [104.0, 110.0, 104.0, 109.0],
        [108.0, 109.0, 104.5, 106.0],
    ]);
    let entry = Entry::long(ten()).trail(Trail::Distance(5.0));
    let run = play(&bars, vec![enter(entry)], &free());
    assert_eq!(only_trade(&run), (1, 100.0, 3, 105.0, Cause::Stop));
}

#[test]
fn without_volume_nothing_fills() {
    let bars = with_volume(&[
        (FLAT, 1.0),
        (FLAT, 0.0),
        ([102.0, 103.0, 101.0, 102.0], 1.0),
    ]);
    let run = play(&bars, vec![enter(Entry::long(ten()))], &free());
    assert_eq!(only_trade(&run).1, 102.0);
    assert_eq!(run.rejections[0].refusal, Refusal::NoVolume);
}

#[test]
fn what_cash_does_not_cover_is_cut_and_written_down() {
    let bars = sketch(&[FLAT, FLAT]);
    let config = BacktestConfig {
        cash: 455.0,
        ..free()
    };
    let run = play(&bars, vec![enter(Entry::long(ten()))], &config);
    assert_eq!(run.open[0].shares, 4.0);
    let cut = &run.rejections[0];
    assert_eq!(
        (cut.refusal, cut.wanted, cut.granted),
        (Refusal::Cash, 10.0, 4.0)
    );
    let poor = BacktestConfig {
        cash: 50.0,
        ..free()
    };
    let run = play(&bars, vec![enter(Entry::long(ten()))], &poor);
    assert_eq!(run.trades().count(), 0);
    assert_eq!(run.rejections[0].refusal, Refusal::Cash);
}

#[test]
fn a_cash_account_sells_nothing_short_and_a_margin_account_within_its_margin() {
    let bars = sketch(&[FLAT, FLAT]);
    let cash_account = BacktestConfig {
        allow_short: false,
        ..free()
    };
    let run = play(&bars, vec![enter(Entry::short(ten()))], &cash_account);
    assert_eq!(run.rejections[0].refusal, Refusal::ShortsNotAllowed);
    // 150 % of 100 is 150 a share, 100 of it from the sale: 1,000 of cash carry 20 shares.
    let margin = BacktestConfig {
        cash: 1000.0,
        ..free()
    };
    let run = play(
        &bars,
        vec![enter(Entry::short(Size::Shares(50.0)))],
        &margin,
    );
    assert_eq!(run.open[0].shares, 20.0);
    assert_eq!(run.rejections[0].refusal, Refusal::Margin);
}

#[test]
fn a_broken_maintenance_margin_covers_at_the_next_open() {
    // 20 short at 100 with 1,000: 3,000 of cash against 130 % of 20 * 116 = 3,016.
    let bars = sketch(&[
        FLAT,
        FLAT,
        [110.0, 117.0, 109.0, 116.0],
        [120.0, 121.0, 118.0, 119.0],
    ]);
    let config = BacktestConfig {
        cash: 1000.0,
        ..free()
    };
    let run = play(
        &bars,
        vec![enter(Entry::short(Size::Shares(20.0)))],
        &config,
    );
    assert_eq!(only_trade(&run), (1, 100.0, 3, 120.0, Cause::MarginCall));
    assert_eq!(run.closed[0].direction, Direction::Short);
    assert_eq!(run.final_equity(), 600.0);
}

#[test]
fn a_decision_on_the_last_bar_waits_for_the_next_open() {
    let bars = sketch(&[FLAT, FLAT]);
    let run = play(&bars, vec![(1, Order::Enter(Entry::long(ten())))], &free());
    assert_eq!(run.trades().count(), 0);
    assert!(matches!(run.next_open[..], [(0, Order::Enter(_))]));
}

#[test]
#[ignore = "needs the shared data: set STRANDLINE_SHARED"]
fn the_sequences_of_the_shared_oracle() {
    let shared = support::shared();
    let path = shared.join("oracles/backtest/micro.json");
    let text = std::fs::read_to_string(&path).expect("the oracle is readable");
    let cases: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&text).expect("the oracle is JSON");
    assert_eq!(cases.len(), 19);
    for (name, case) in &cases {
        let rows: Vec<[f64; 4]> =
            serde_json::from_value(case["bars"].clone()).expect("bars are rows of four");
        let bars = sketch(&rows);
        let run = play(&bars, oracle_script(case), &free());
        let expected: Vec<(i32, String, f64, String, f64, u8)> =
            serde_json::from_value(case["expected"].clone()).expect("trades are tuples");
        let dates: Vec<String> =
            serde_json::from_value(case["dates"].clone()).expect("dates are texts");
        let got: Vec<_> = run
            .trades()
            .map(|trade| {
                (
                    if trade.direction == Direction::Long {
                        1
                    } else {
                        -1
                    },
                    dates[trade.entry.at].clone(),
                    trade.entry.price,
                    dates[trade.exit.at].clone(),
                    trade.exit.price,
                    u8::from(trade.is_open()),
                )
            })
            .collect();
        assert_eq!(got, expected, "{name}");
        assert_eq!(
            Some(run.final_equity()),
            case["final_equity"].as_f64(),
            "{name}"
        );
    }
}

/// `order` is decided at the close of bar 1; `exits` close at the open after their bar.
fn oracle_script(case: &serde_json::Value) -> Vec<(usize, Order)> {
    let order = &case["order"];
    let mut entry = match order["dir"].as_i64() {
        Some(1) => Entry::long(ten()),
        _ => Entry::short(ten()),
    };
    if let Some(limit) = order["lim"].as_f64() {
        entry = entry.limit(limit);
    }
    if let Some(stop) = order["stop"].as_f64() {
        entry = entry.stop(stop);
    }
    if let Some(target) = order["target"].as_f64() {
        entry = entry.target(target);
    }
    let exits = case["exits"].as_object().expect("exits are a table");
    std::iter::once((1, Order::Enter(entry)))
        .chain(exits.keys().map(|bar| {
            let bar = bar.parse().expect("a bar number");
            (bar, Order::Exit)
        }))
        .collect()
}
