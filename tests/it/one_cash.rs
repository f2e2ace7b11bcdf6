//! One pool of cash: what leaves and what enters inside the same bar.
//!
//! Which of the two came first is not known, so an entry must be affordable either way.

#![expect(
    clippy::float_cmp,
    reason = "whole shares at prices without a fraction compare exactly"
)]

use proptest::prelude::*;
use strandline::AsOf;
use strandline::account::{Costs, Direction, Entry, Order, Portfolio, Size};
use strandline::backtest::{BacktestConfig, Input, Refusal, Run, run};
use strandline::strategy::Strategy;

use super::invariants::{Trader, any_moves, any_plan, bars, config};
use super::sketch::drawn;

/// A row with a volume of 1000.
fn with_volume(row: [f64; 4]) -> ([f64; 4], f64) {
    (row, 1000.0)
}

/// Enters A at the second open, and B at a limit of the third bar.
struct Both {
    a: Entry,
    b: Entry,
}

impl Strategy for Both {
    fn on_close(&mut self, symbol: usize, now: &AsOf<'_>, _: &Portfolio) -> Vec<Order> {
        match (symbol, now.at()) {
            (0, 0) => vec![Order::Enter(self.a)],
            (1, 1) => vec![Order::Enter(self.b)],
            _ => Vec::new(),
        }
    }
}

/// B, at 50 until it falls to 45 in the third bar, in which A goes from 100 to `high` and `low`.
fn play(high: f64, low: f64, mut both: Both) -> Run {
    let flat = |price: f64| [price; 4];
    let a = drawn(
        "A",
        [flat(100.0), flat(100.0), [100.0, high, low, 100.0]]
            .map(with_volume)
            .into_iter(),
    );
    let b = drawn(
        "B",
        [flat(50.0), flat(50.0), [50.0, 50.0, 44.0, 50.0]]
            .map(with_volume)
            .into_iter(),
    );
    let config = BacktestConfig {
        costs: Costs::NONE,
        allow_short: true,
        ..BacktestConfig::default()
    };
    run(&[Input::new(&a), Input::new(&b)], &mut both, &config).expect("the run is valid")
}

#[test]
fn a_short_covered_inside_the_bar_leaves_no_proceeds_to_buy_with() {
    let run = play(
        115.0,
        100.0,
        Both {
            a: Entry::short(Size::Shares(600.0)).stop(110.0),
            b: Entry::long(Size::EquityPct(150.0)).limit(45.0),
        },
    );
    assert_eq!(run.closed[0].pnl(), -6000.0);
    // Cash 160,000 less the cover of 66,000 is an equity of 94,000, of which 150 % are 3,133 shares. Before the cover
    // 160,000 less a margin of 90,000 were free, after it 94,000: the smaller buys 1,555.
    assert_eq!(run.open[0].shares, 1555.0);
    let cut = &run.rejections[0];
    let told = (cut.refusal, cut.wanted, cut.granted);
    assert_eq!(told, (Refusal::Cash, 3133.0, 1555.0));
    assert_eq!(run.cash_at_end, 94_000.0 - 1555.0 * 45.0);
}

#[test]
fn a_short_covered_far_above_its_price_leaves_what_the_cover_left() {
    let run = play(
        160.0,
        100.0,
        Both {
            a: Entry::short(Size::Shares(600.0)).stop(155.0),
            b: Entry::long(Size::EquityPct(150.0)).limit(45.0),
        },
    );
    // 160,000 less 93,000: 67,000, less than the 70,000 that were free before.
    assert_eq!(run.open[0].shares, 1488.0);
}

#[test]
fn money_of_a_long_sold_inside_the_bar_counts_as_equity_and_buys_nothing() {
    let sized = |pct| {
        let run = play(
            100.0,
            85.0,
            Both {
                a: Entry::long(Size::Shares(500.0)).stop(90.0),
                b: Entry::long(Size::EquityPct(pct)).limit(45.0),
            },
        );
        assert_eq!(run.closed[0].pnl(), -5000.0);
        run.open[0].shares
    };
    // 20 % of 95,000, and the 50,000 that were not in A.
    assert_eq!(sized(20.0), 422.0);
    assert_eq!(sized(100.0), 1111.0);
}

/// Notes at every close what is owed with no short held.
struct Auditor<'p> {
    trader: Trader<'p>,
    overdrawn: Vec<usize>,
}

impl Strategy for Auditor<'_> {
    fn on_close(&mut self, symbol: usize, now: &AsOf<'_>, portfolio: &Portfolio) -> Vec<Order> {
        let held = portfolio.held().iter();
        let mut held = held.filter_map(|&symbol| portfolio.position(symbol));
        let is_short = held.any(|position| position.direction() == Direction::Short);
        if !is_short && portfolio.cash() < -1e-6 {
            self.overdrawn.push(now.at());
        }
        self.trader.on_close(symbol, now, portfolio)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_purchase_is_on_credit(
        moves in proptest::array::uniform3(any_moves()),
        plan in any_plan(),
    ) {
        // As long as each other, so that a bar is the same moment of all. What a short loses while all else is in
        // longs may overdraw the account; a purchase may not.
        let bars_of = |name, moves: &[_]| bars(name, &moves[..30], 1.0);
        let series = [
            bars_of("AAA", &moves[0]),
            bars_of("BBB", &moves[1]),
            bars_of("CCC", &moves[2]),
        ];
        let inputs: Vec<Input<'_>> = series.iter().map(Input::new).collect();
        let trader = Trader { plan: &plan };
        let mut auditor = Auditor { trader, overdrawn: Vec::new() };
        let run = run(&inputs, &mut auditor, &config()).expect("the run is valid");
        for at in auditor.overdrawn {
            let bought = run.trades().any(|trade| {
                trade.direction == Direction::Long && trade.entry.at == at
            });
            prop_assert!(!bought, "bar {at}");
        }
    }
}
