//! What a strategy file can say of prices around a trade, of sides, dates and costs: each by a path worked by hand.

#![expect(
    clippy::float_cmp,
    reason = "prices of fills and small whole numbers compare exactly"
)]

use strandline::account::Cause;
use strandline::backtest::{BacktestConfig, Fills};
use strandline::strategy::StrategyFile;

use crate::play::{account, bars, closes, play, play_with, told};

#[test]
fn an_exit_and_the_entry_of_the_other_side_are_carried_out_at_one_open() {
    let path = closes(
        "2024-01-01",
        &[100.0, 112.0, 113.0, 90.0, 91.0, 112.0, 115.0],
    );
    let text = "[long]\nenter = 'close > 110'\nexit = 'close < 95'\n\
                [short]\nenter = 'close < 95'\nexit = 'close > 110'\n\
                [account]\nallow_short = true\nmargin = { initial_pct = 0, maintenance_pct = 0 }\n";
    let run = play(&path, text);
    // 100,000 buys 892 at 112, which leaves 96; at 90 they bring 80,376, for which 893 are sold short; at 112 they cost
    // 19,646, and the rest of 60,730 buys 542.
    let expected = [
        (2, 112.0, 4, 90.0, 892.0),
        (4, 90.0, 6, 112.0, 893.0),
        (6, 112.0, 6, 115.0, 542.0),
    ];
    assert_eq!(told(&run), expected);
    assert!(run.rejections.is_empty(), "{:?}", run.rejections);
    let until_the_turn = play(&path.prefix(4), text);
    let next: Vec<String> = until_the_turn
        .next_open
        .iter()
        .map(|(_, order)| format!("{order:?}").chars().take(5).collect())
        .collect();
    assert_eq!(next, ["Exit", "Enter"]);
}

#[test]
fn a_stop_is_fixed_at_the_decision_at_the_fill_or_told_anew() {
    // Decided at the close of 104 after a range of 4, bought at 105, then a wide bar, then a fall.
    let path = bars(
        "2024-01-01",
        &[
            [100.0, 101.0, 99.0, 100.0],
            [100.0, 104.0, 100.0, 104.0],
            [105.0, 111.0, 103.0, 110.0],
            [110.0, 110.0, 104.5, 105.0],
            [105.0, 105.0, 90.0, 91.0],
        ],
    );
    let stopped = |price: &str| {
        let text = format!("[long]\nenter = 'close crosses_above 103'\nsize = 10\n{price}\n");
        let trade = &play(&path, &text).closed[0];
        (trade.exit.at, trade.exit.price)
    };
    // 104 - 4 at the decision.
    assert_eq!(stopped("stop = 'close - (high - low)'"), (4, 100.0));
    // 105 - 4: the fill less the range of the decision.
    assert_eq!(stopped("stop = 'entry_price - (high - low)'"), (4, 101.0));
    // 110 - 8 at the close of the entry bar, 105 - 5.5 at the next.
    assert_eq!(
        stopped("stop_each_close = 'close - (high - low)'"),
        (4, 99.5)
    );
    assert_eq!(stopped("trail = 'close - (high - low)'"), (4, 102.0));
    // The choice is made when the fill is known: 105 * 0.97 is above 100.
    let chosen = "stop = 'larger(entry_price * 0.97, close - (high - low))'";
    assert_eq!(stopped(chosen), (4, 101.85));
    // A choice by what changes in the trade is made anew: 95 until it is a bar old, then what stood at the decision.
    let by_age = "stop = 'if(bars_held < 2, 95, at_entry(close) - 6)'";
    assert_eq!(stopped(by_age), (4, 98.0));
    // A fixed stop holds until the trailing one has passed it.
    let both = "stop = 'entry_price - 1'\ntrail = 'close - (high - low)'";
    assert_eq!(stopped(both), (2, 104.0));
}

#[test]
fn a_trailing_stop_of_a_short_position_never_rises() {
    let path = closes("2024-01-01", &[100.0, 99.0, 90.0, 80.0, 88.0, 84.5]);
    let run = play(
        &path,
        "[short]\nenter = 'close crosses_below 99.5'\nsize = 10\ntrail = 'close * 1.1'\n\
         [account]\nallow_short = true\n",
    );
    // Sold at 99; the stop stands at 108.9, 99, 88; at 88 it would be told 96.8.
    assert_eq!(told(&run), [(2, 99.0, 4, 88.0, 10.0)]);
    assert_eq!(run.closed[0].exit.cause, Cause::Stop);
}

#[test]
fn a_target_falls_with_age_and_follows_an_average() {
    let path = bars(
        "2024-01-01",
        &[
            [99.0, 99.0, 99.0, 99.0],
            [99.0, 100.0, 99.0, 100.0],
            [100.0, 103.0, 99.5, 100.0],
            [100.0, 101.5, 99.0, 101.0],
            [101.0, 101.0, 101.0, 101.0],
        ],
    );
    let left = |price: &str| {
        let text = format!("[long]\nenter = 'close crosses_above 99.5'\nsize = 10\n{price}");
        told(&play(&path, &text))[0]
    };
    // 4 % on the bar of the entry, 1 % from the next on.
    let by_age = "target = 'entry_price * if(bars_held >= 1, 1.01, 1.04)'";
    assert_eq!(left(by_age), (2, 100.0, 3, 101.0, 10.0));
    // 2 above the mean of two closes: 101.5 at the decision, 102 at the close of the entry.
    let follows = "target_each_close = 'mean(close, 2) + 1.4'";
    assert_eq!(left(follows), (2, 100.0, 2, 100.9, 10.0));
    let fixed = "target = 'entry_price + 1.25 * (high - low)'";
    assert_eq!(left(fixed), (2, 100.0, 2, 101.25, 10.0));
}

#[test]
fn a_rule_knows_its_date() {
    // January 2024 begins on a Monday; without a calendar every weekday is a session.
    let path = closes("2024-01-01", &[100.0; 30]);
    let dates = |rule: &str| {
        let text = format!("[long]\nenter = '{rule}'\nsize = 1\nexit = 'bars_held >= 0'\n");
        let run = play(&path, &text);
        let decided = run.trades().map(|trade| trade.entry.at - 1);
        decided
            .map(|at| path.date(at).to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        dates("weekday == 5 and day_of_month > 20 and month == 1"),
        ["2024-01-26"]
    );
    assert_eq!(dates("sessions_left_in_month == 0"), ["2024-01-31"]);
    assert_eq!(dates("session_of_month == 3"), ["2024-01-03", "2024-02-05"]);
}

#[test]
fn a_week_is_over_at_the_close_of_its_last_session() {
    // Closes of Fridays: 104, 106; the rule is decided on Friday the 12th and filled on Monday.
    let rising: Vec<f64> = (0..12).map(|day| 100.0 + f64::from(day)).collect();
    let path = closes("2024-01-01", &rising);
    let text =
        "[long]\nenter = 'weekly(close) > weekly(close)[1]'\nsize = 1\nexit = 'bars_held >= 0'\n";
    let entries: Vec<usize> = play(&path, text).trades().map(|it| it.entry.at).collect();
    assert_eq!(entries, [10]);
}

#[test]
fn an_order_costs_its_least() {
    let path = closes("2024-01-01", &[9.0, 10.0, 10.0, 12.0, 12.0]);
    let text = "[long]\nenter = 'close crosses_above 9.5'\nsize_cash = 52\nexit = 'close > 11'\n\
                [account]\ncosts = { commission_bps = 100, commission_min = 1.0, slippage_bps = 0 }\n";
    let file = StrategyFile::parse(text, "x.toml").expect("a strategy");
    let config = BacktestConfig::of_strategy(&file).expect("an account");
    let run = play_with(&path, &file, &config);
    // 52 less 1 buys five shares of 10; 1 % of 50 and of 60 is less than 1.
    assert_eq!(told(&run), [(2, 10.0, 4, 12.0, 5.0)]);
    assert_eq!(run.closed[0].commission(), 2.0);
    assert_eq!(run.final_equity(), 100_008.0);
}

#[test]
fn with_the_answers_of_backtesting_py_nothing_is_asked_before_the_bar_after_the_warm_up() {
    let path = closes("2024-01-01", &[10.0, 11.0, 12.0, 13.0, 14.0]);
    let file = StrategyFile::parse(
        "[long]\nenter = 'close > mean(close, 2)'\nsize = 1\n",
        "x.toml",
    )
    .expect("a strategy");
    let first = |fills| {
        let config = BacktestConfig {
            fills,
            ..account(&file)
        };
        play_with(&path, &file, &config).open[0].entry.at
    };
    assert_eq!((first(Fills::Model1), first(Fills::BacktestingPy)), (2, 3));
}
