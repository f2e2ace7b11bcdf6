//! What a strategy file can say of orders, units, parts and sizes: each by a path worked by hand.

#![expect(
    clippy::float_cmp,
    reason = "prices of fills and small whole numbers compare exactly"
)]

use strandline::account::Direction;
use strandline::strategy::StrategyFile;

use crate::play::{bars, closes, play, told};

#[test]
fn an_order_is_good_for_some_bars_or_days_or_until_a_rule_withdraws_it() {
    // Decided on Tuesday at the close of 101; the limit of 98 is met on Thursday, on the second bar of the order.
    let path = bars(
        "2024-01-01",
        &[
            [100.0, 100.0, 100.0, 100.0],
            [100.0, 101.0, 100.0, 101.0],
            [101.0, 101.0, 99.0, 99.0],
            [99.0, 99.0, 97.0, 98.5],
            [98.5, 98.5, 96.0, 97.0],
        ],
    );
    let entries = |how: &str| {
        let text =
            format!("[long]\nenter = 'close crosses_above 100.5'\nsize = 10\nlimit = 98\n{how}");
        let run = play(&path, &text);
        let at: Vec<usize> = run.trades().map(|trade| trade.entry.at).collect();
        (at, run.lapsed_orders)
    };
    assert_eq!(entries("life = 'day'"), (vec![], 1));
    assert_eq!(entries("life = 1"), (vec![], 1));
    assert_eq!(entries("life = 2"), (vec![3], 0));
    assert_eq!(entries("life = '2 bars'"), (vec![3], 0));
    assert_eq!(entries("life = '1 day'"), (vec![], 1));
    assert_eq!(entries("life = '2 days'"), (vec![3], 0));
    assert_eq!(entries("life = 'good_till_cancelled'"), (vec![3], 0));
    let withdrawn = "life = 'good_till_cancelled'\ncancel = 'close < 100'";
    assert_eq!(entries(withdrawn), (vec![], 0));
}

#[test]
fn a_new_signal_replaces_the_order_that_waits_or_leaves_it() {
    // Asked at every close: a purchase 2 below it. The first waits at 98; the close of 103 asks for 101.
    let path = closes("2024-01-01", &[100.0, 103.0, 100.5, 97.0]);
    let entry = |how: &str| {
        let text = format!(
            "[long]\nenter = 'close >= 100'\nsize = 1\nlimit = 'close - 2'\nlife = 9\n{how}"
        );
        play(&path, &text).open[0].entry.price
    };
    assert_eq!(entry(""), 101.0);
    assert_eq!(entry("on_new_signal = 'keep'"), 98.0);
}

#[test]
fn a_price_hangs_on_the_open_of_the_bar_on_which_its_order_works() {
    let path = bars(
        "2024-01-01",
        &[
            [100.0, 104.0, 98.0, 102.0],
            [103.0, 105.0, 101.0, 104.0],
            [103.0, 109.0, 103.0, 108.0],
            [109.0, 110.0, 105.0, 106.0],
        ],
    );
    let text = "[long]\nenter = 'close > 0'\nsize = 10\nexit = 'bars_held >= 0'\n\
                stop_entry = 'next_open + 0.5 * (high - low)'\n";
    // 103 + 3 is not reached by 105; 103 + 2 is, by 109; out at the open.
    let run = play(&path, text);
    assert_eq!(told(&run), [(2, 105.0, 3, 109.0, 10.0)]);
    // The order of the last close waits for an open that nobody knows.
    assert_eq!(run.next_open.len(), 1);
    // The open of a later bar is the open of that bar: 109 - 3 and not 103 - 3.
    let limit = "[long]\nenter = 'close == 102'\nsize = 10\nlife = 3\nlimit = 'next_open - 3'\n";
    assert_eq!(told(&play(&path, limit)), [(3, 106.0, 3, 106.0, 10.0)]);
    let misplaced = "[long]\nenter = 'close > next_open'\n";
    let error = StrategyFile::parse(misplaced, "x.toml").expect_err("no such word here");
    let problem =
        "x.toml, line 2, column 18: \"next_open\" is not known at the close of a decision";
    assert_eq!(error.to_string(), problem);
}

#[test]
fn units_are_added_and_sold_together() {
    let path = closes(
        "2024-01-01",
        &[100.0, 100.0, 98.0, 96.0, 94.0, 97.0, 99.0, 99.0],
    );
    let text = "[long]\nenter = 'close < close[1]'\nsize = 10\nunits = 2\n\
                exit = 'close > close[1] and close[1] > close[2]'\n";
    let run = play(&path, text);
    assert_eq!(
        told(&run),
        [(3, 98.0, 7, 99.0, 10.0), (4, 96.0, 7, 99.0, 10.0)]
    );
    assert_eq!(run.final_equity(), 100_040.0);
    // By a rule of its own, from the price of the last unit.
    let add = format!("{text}add = 'close <= last_entry_price - 4'\n");
    assert_eq!(
        told(&play(&path, &add)),
        [(3, 98.0, 7, 99.0, 10.0), (5, 94.0, 7, 99.0, 10.0)]
    );
}

#[test]
fn the_stop_of_the_whole_is_that_of_the_last_unit_the_first_or_the_average() {
    let path = closes("2024-01-01", &[99.0, 100.0, 104.0, 108.0, 108.0, 90.0]);
    let stopped = |which: &str| {
        let text = format!(
            "[long]\nenter = 'close crosses_above 99.5'\nsize = 10\nstop = 'entry_price - 6'\n\
             units = 2\nadd = 'close >= entry_price + 4'\n{which}"
        );
        let run = play(&path, &text);
        let exits: Vec<f64> = run.closed.iter().map(|trade| trade.exit.price).collect();
        assert_eq!(run.closed.len(), 2);
        exits
    };
    // Bought at 100 and 104.
    assert_eq!(stopped(""), [98.0, 98.0]);
    assert_eq!(stopped("stop_of_units = 'first'"), [94.0, 94.0]);
    assert_eq!(stopped("stop_of_units = 'average'"), [96.0, 96.0]);
}

#[test]
fn a_part_is_sold_once_and_the_rest_goes_on() {
    let path = closes(
        "2024-01-01",
        &[99.0, 100.0, 104.0, 106.0, 110.0, 95.0, 95.0],
    );
    let run = play(
        &path,
        "[long]\nenter = 'close crosses_above 99.5'\nsize = 11\nexit = 'close < 100'\n\
         partial = [{ when = 'close >= entry_price + 4', pct = 50 }, { when = 'close >= 110', pct = 50 }]\n",
    );
    assert_eq!(
        told(&run),
        [
            (2, 100.0, 3, 104.0, 5.0),
            (2, 100.0, 5, 110.0, 3.0),
            (2, 100.0, 6, 95.0, 3.0)
        ]
    );
    assert_eq!(run.final_equity(), 100_000.0 + 20.0 + 30.0 - 15.0);
}

#[test]
fn a_size_is_held_by_buying_and_selling_the_difference() {
    // Held are as many shares as the day of the month says, up to 4; from Monday the 1st.
    let path = closes("2024-01-01", &[100.0, 101.0, 102.0, 103.0, 104.0, 105.0]);
    let run = play(
        &path,
        "[long]\nhold = 'if(day_of_month <= 3, day_of_month, if(day_of_month < 5, 1, 0))'\n",
    );
    // Bought 1, 1, 1 at the opens of the 2nd to 4th; two sold on the 5th, the last on the 8th.
    assert_eq!(
        told(&run),
        [
            (1, 100.0, 4, 103.0, 1.0),
            (2, 101.0, 4, 103.0, 1.0),
            (3, 102.0, 5, 104.0, 1.0)
        ]
    );
    // Half of the equity, set anew where the rule says so: 500 at 100; at 200 the equity is 150,000 and half of it 375.
    let path = closes("2024-01-01", &[100.0, 100.0, 200.0, 200.0, 200.0]);
    let half = "[long]\nenter = 'day_of_month == 1 or close == 200'\nhold_equity_pct = 50\n";
    assert_eq!(
        told(&play(&path, half)),
        [(1, 100.0, 3, 200.0, 125.0), (1, 100.0, 4, 200.0, 375.0)]
    );
}

#[test]
fn a_size_turns_to_the_other_side() {
    let path = closes("2024-01-01", &[100.0, 90.0, 95.0, 110.0, 110.0]);
    let run = play(
        &path,
        "[long]\nenter = 'close >= 100'\nhold = 3\nexit = 'close < 100'\n[short]\nenter = 'close < 100'\nhold = 2\n\
         exit = 'close >= 100'\n[account]\nallow_short = true\n",
    );
    let sides: Vec<_> = run.trades().map(|trade| trade.direction).collect();
    assert_eq!(sides, [Direction::Long, Direction::Short, Direction::Long]);
}
