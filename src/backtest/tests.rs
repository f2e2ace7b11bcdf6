//! The event loop against itself: what may be passed over changes nothing.

use proptest::prelude::*;

use super::{BacktestConfig, Input, run};
use crate::account::{Costs, Entry, Order, Portfolio, Size};
use crate::rule::Mask;
use crate::strategy::{Now, Orders, Strategy};
use crate::{Bars, Basis, Ohlcv, Timeframe};

/// Enters and leaves by masks; enters with a stop and a target 3 % away.
struct Masks {
    enter: Vec<Mask>,
    exit: Vec<Mask>,
    /// Whether it says when the next decision is.
    tells: bool,
}

impl Strategy for Masks {
    fn on_close(&mut self, now: Now<'_>, portfolio: &Portfolio, orders: &mut Orders<'_>) {
        let (symbol, at) = (now.symbol(), now.at());
        if portfolio.is_flat(symbol) {
            if self.enter[symbol].get(at) {
                let close = now.bar().close();
                let entry = Entry::long(Size::EquityPct(60.0)).stop(close * 0.97);
                orders.push(Order::Enter(entry.target(close * 1.03)));
            }
        } else if self.exit[symbol].get(at) {
            orders.push(Order::Exit);
        }
    }

    fn next_decision(&self, symbol: usize, at: usize, portfolio: &Portfolio) -> usize {
        if !self.tells {
            return at;
        }
        let masks = if portfolio.is_flat(symbol) {
            &self.enter
        } else {
            &self.exit
        };
        masks[symbol].next(at).unwrap_or(usize::MAX)
    }
}

/// Moves of one day: gap, body, whether there is a bar, whether an entry and an exit are decided.
type Day = (f64, f64, bool, bool, bool);

fn any_days() -> impl proptest::strategy::Strategy<Value = Vec<Day>> {
    let weighted = prop::bool::weighted;
    let day = (
        -0.02..0.02_f64,
        -0.03..0.03_f64,
        weighted(0.9),
        weighted(0.2),
        weighted(0.2),
    );
    proptest::collection::vec(day, 1..90)
}

fn series(name: &str, days: &[Day]) -> (Bars, Mask, Mask) {
    let mut builder = Bars::builder(name.parse().unwrap(), Timeframe::Day, Basis::Raw);
    let first = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    let mut close = 100.0_f64;
    let mut decisions = Vec::new();
    for (day, (gap, body, is_there, enters, leaves)) in (0_u64..).zip(days) {
        let open = close * (1.0 + gap);
        close = open * (1.0 + body);
        if !is_there {
            continue;
        }
        let row = Ohlcv {
            open,
            high: open.max(close) * 1.01,
            low: open.min(close) * 0.99,
            close,
            volume: 1.0,
        };
        let time = (first + chrono::Days::new(day)).into();
        builder.push(time, row).unwrap();
        decisions.push((*enters, *leaves));
    }
    let mask = |is_set: fn(&(bool, bool)) -> bool| {
        let mut mask = Mask::none(decisions.len());
        let set = decisions.iter().enumerate().filter(|(_, day)| is_set(day));
        set.for_each(|(at, _)| mask.set(at));
        mask
    };
    (builder.build(), mask(|day| day.0), mask(|day| day.1))
}

proptest! {
    #[test]
    fn a_strategy_that_tells_its_next_decision_trades_as_one_asked_at_every_close(
        days in proptest::collection::vec(any_days(), 1..4),
        interest_pct in prop_oneof![Just(0.0), Just(5.0)],
    ) {
        let names = ["AAA", "BBB", "CCC"];
        let all: Vec<_> = names.iter().zip(&days).map(|(name, days)| series(name, days)).collect();
        let inputs: Vec<Input<'_>> = all.iter().map(|(bars, _, _)| Input::new(bars)).collect();
        let config = BacktestConfig {
            costs: Costs { interest_pct, ..Costs::default() },
            ..BacktestConfig::default()
        };
        let trade = |tells| {
            let mut masks = Masks {
                enter: all.iter().map(|(_, enter, _)| enter.clone()).collect(),
                exit: all.iter().map(|(_, _, exit)| exit.clone()).collect(),
                tells,
            };
            run(&inputs, &mut masks, &config).unwrap()
        };
        prop_assert_eq!(trade(true), trade(false));
    }
}
