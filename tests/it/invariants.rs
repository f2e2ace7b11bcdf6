//! What holds for every backtest, whatever is traded: random bars, random orders.

use std::collections::BTreeMap;

use proptest::prelude::*;
use strandline::account::{
    Bracket, Costs, Entry, EntryKind, ExitPrice, Life, Order, Portfolio, Size, Trade, Trail,
};
use strandline::backtest::{BacktestConfig, Fills, Input, Run, audit, run};
use strandline::strategy::Strategy as Trading;
use strandline::{AsOf, Bars, Basis, Ohlcv, Timeframe};

/// Orders by symbol and bar, with prices relative to the close of the decision.
#[derive(Debug, Clone)]
pub(super) struct Plan(BTreeMap<(String, usize), Wish>);

/// One wish of a random plan: everything in multiples of the close.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wish {
    is_exit: bool,
    is_short: bool,
    kind: u8,
    at: f64,
    stop: Option<f64>,
    target: Option<f64>,
    trail: Option<f64>,
    size_pct: f64,
    lasts: bool,
}

/// The plan at work.
pub(super) struct Trader<'p> {
    pub(super) plan: &'p Plan,
}

impl Trading for Trader<'_> {
    fn on_close(&mut self, _: usize, now: &AsOf<'_>, _: &Portfolio) -> Vec<Order> {
        let key = (now.symbol().to_string(), now.at());
        let Some(wish) = self.plan.0.get(&key) else {
            return Vec::new();
        };
        let close = now.closes()[now.at()];
        if wish.is_exit {
            return vec![Order::Exit];
        }
        let size = Size::EquityPct(wish.size_pct);
        let mut entry = if wish.is_short {
            Entry::short(size)
        } else {
            Entry::long(size)
        };
        let sign = if wish.is_short { -1.0 } else { 1.0 };
        entry.kind = match wish.kind {
            0 => EntryKind::Market,
            1 => EntryKind::Limit(close * (1.0 - sign * wish.at)),
            2 => EntryKind::Stop(close * (1.0 + sign * wish.at)),
            _ => EntryKind::StopLimit {
                stop: close * (1.0 + sign * wish.at),
                limit: close * (1.0 + sign * wish.at / 2.0),
            },
        };
        entry.life = if wish.lasts {
            Life::GoodTillCancelled
        } else {
            Life::Day
        };
        let level = |distance: f64| ExitPrice::at(close * (1.0 + distance));
        entry.bracket = Bracket {
            stop: wish.stop.map(|distance| level(-sign * distance)),
            target: wish.target.map(|distance| level(sign * distance)),
            trail: wish.trail.map(|pct| Trail::Percent(pct * 100.0)),
        };
        vec![Order::Enter(entry)]
    }
}

fn any_wish() -> impl Strategy<Value = Wish> {
    let distance = || proptest::option::of(0.005..0.08_f64);
    (
        (any::<bool>(), any::<bool>(), 0..4_u8, 0.0..0.03_f64),
        (distance(), distance(), distance()),
        (5.0..90.0_f64, any::<bool>()),
    )
        .prop_map(
            |((is_exit, is_short, kind, at), (stop, target, trail), (size_pct, lasts))| Wish {
                is_exit,
                is_short,
                kind,
                at,
                stop,
                target,
                trail,
                size_pct,
                lasts,
            },
        )
}

/// Moves of one bar: gap, body, wicks, whether anything traded.
pub(super) fn any_moves() -> impl Strategy<Value = Vec<(f64, f64, f64, f64, bool)>> {
    let bar = (
        -0.03..0.03_f64,
        -0.04..0.04_f64,
        0.0..0.03_f64,
        0.0..0.03_f64,
        prop::bool::weighted(0.95),
    );
    proptest::collection::vec(bar, 30..60)
}

pub(super) fn bars(name: &str, moves: &[(f64, f64, f64, f64, bool)], scale: f64) -> Bars {
    let symbol = name.parse().expect("a symbol");
    let mut builder = Bars::builder(symbol, Timeframe::Day, Basis::SplitAdjusted);
    let first = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).expect("a date");
    let mut close = 100.0 * scale;
    for (day, (gap, body, up, down, trades)) in (0_u64..).zip(moves) {
        let open = close * (1.0 + gap);
        close = open * (1.0 + body);
        let row = Ohlcv {
            open,
            high: open.max(close) * (1.0 + up),
            low: open.min(close) * (1.0 - down),
            close,
            volume: if *trades { 1000.0 } else { 0.0 },
        };
        let time = (first + chrono::Days::new(day)).into();
        builder.push(time, row).expect("a consistent row");
    }
    builder.build()
}

pub(super) fn any_plan() -> impl Strategy<Value = Plan> {
    let key = (
        prop_oneof![Just("AAA"), Just("BBB"), Just("CCC")],
        0..60_usize,
    );
    proptest::collection::btree_map(key, any_wish(), 5..40).prop_map(|wishes| {
        let named = wishes.into_iter();
        Plan(
            named
                .map(|((name, at), wish)| ((name.to_owned(), at), wish))
                .collect(),
        )
    })
}

pub(super) fn config() -> BacktestConfig {
    BacktestConfig {
        costs: Costs {
            commission_bps: 3.0,
            borrow_pct: 4.0,
            ..Costs::default()
        },
        lot: None,
        allow_short: true,
        ..BacktestConfig::default()
    }
}

fn trade(series: &[&Bars], plan: &Plan, config: &BacktestConfig) -> Run {
    let inputs: Vec<Input<'_>> = series.iter().map(|bars| Input::new(bars)).collect();
    run(&inputs, &mut Trader { plan }, config).expect("the run is valid")
}

fn is_close(a: f64, b: f64, scale: f64) -> bool {
    (a - b).abs() <= 1e-9 * scale
}

/// Money that a position is worth at the close of `bar`, costs of its entry paid; nothing before and after.
fn value_at(trade: &Trade, bars: &Bars, at: usize) -> f64 {
    let is_held = trade.entry.at <= at && (at < trade.exit.at || trade.is_open());
    if is_held {
        trade.direction.sign() * trade.shares * bars.close()[at]
    } else {
        0.0
    }
}

/// Cash that a trade has moved by the close of bar `at`, borrow apart.
fn cash_at(trade: &Trade, at: usize) -> f64 {
    let sign = trade.direction.sign();
    let mut cash = 0.0;
    if trade.entry.at <= at {
        cash -= sign * trade.shares * trade.entry.paid + trade.entry.commission;
    }
    if trade.exit.at <= at && !trade.is_open() {
        cash += sign * trade.shares * trade.exit.paid - trade.exit.commission;
    }
    cash
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_books_balance(
        moves in proptest::array::uniform3(any_moves()),
        plan in any_plan(),
    ) {
        let series = [
            bars("AAA", &moves[0], 1.0),
            bars("BBB", &moves[1], 0.3),
            bars("CCC", &moves[2], 7.0),
        ];
        let [a, b, c] = &series;
        let free_to_borrow = BacktestConfig {
            costs: Costs { borrow_pct: 0.0, ..config().costs },
            ..config()
        };
        let run = trade(&[a, b, c], &plan, &free_to_borrow);
        // Cash and positions, rebuilt from the trades alone, are the equity of every bar while all series run.
        let common = moves.iter().map(Vec::len).min().expect("three series");
        for (at, equity) in run.equity.iter().enumerate().take(common) {
            let worth: f64 = run
                .trades()
                .map(|trade| cash_at(trade, at) + value_at(trade, &series[trade.symbol], at))
                .sum();
            prop_assert!(is_close(run.cash + worth, *equity, 1e5), "bar {at}");
        }
        // Profit, net of everything, is what the equity gained.
        let run = trade(&[a, b, c], &plan, &config());
        let gained: f64 = run.trades().map(Trade::pnl).sum();
        prop_assert!(is_close(run.cash + gained, run.final_equity(), 1e5));
        // Every fill, before costs, is a price of its bar; the marks of open trades are closes.
        for trade in run.trades() {
            let bars = &series[trade.symbol];
            for fill in [trade.entry, trade.exit] {
                let (low, high) = (bars.low()[fill.at], bars.high()[fill.at]);
                prop_assert!(low <= fill.price && fill.price <= high, "{fill:?}");
            }
        }
    }

    #[test]
    fn the_order_of_files_changes_nothing(
        moves in proptest::array::uniform3(any_moves()),
        plan in any_plan(),
    ) {
        let (a, b, c) = (
            bars("AAA", &moves[0], 1.0),
            bars("BBB", &moves[1], 1.0),
            bars("CCC", &moves[2], 1.0),
        );
        let straight = trade(&[&a, &b, &c], &plan, &config());
        prop_assert_eq!(&straight, &trade(&[&c, &a, &b], &plan, &config()));
        prop_assert_eq!(&straight, &trade(&[&b, &c, &a], &plan, &config()));
    }

    #[test]
    fn prices_times_k_are_money_times_k(moves in any_moves(), plan in any_plan()) {
        // A power of two, so that not even rounding differs.
        let plain = trade(&[&bars("AAA", &moves, 1.0)], &plan, &config());
        let scaled_config = BacktestConfig { cash: 4e5, ..config() };
        let scaled = trade(&[&bars("AAA", &moves, 4.0)], &plan, &scaled_config);
        prop_assert_eq!(plain.equity.len(), scaled.equity.len());
        for (plain, scaled) in plain.equity.iter().zip(&scaled.equity) {
            prop_assert!(is_close(plain * 4.0, *scaled, 4e5));
        }
    }

    #[test]
    fn cutting_the_data_changes_no_earlier_fill(
        moves in any_moves(),
        plan in any_plan(),
        part in 0.1..0.9_f64,
    ) {
        let bars = bars("AAA", &moves, 1.0);
        let whole = trade(&[&bars], &plan, &config());
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of a count")]
        let kept = (bars.len() as f64 * part) as usize;
        let cut = trade(&[&bars.prefix(kept)], &plan, &config());
        prop_assert_eq!(&whole.equity[..kept], &cut.equity[..]);
        let known = |trade: &&Trade| !trade.is_open() && trade.exit.at < kept;
        let earlier: Vec<&Trade> = whole.closed.iter().filter(known).collect();
        prop_assert_eq!(earlier, cut.closed.iter().collect::<Vec<_>>());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn the_answers_of_others_keep_the_books_and_see_no_future_either(
        moves in any_moves(),
        plan in any_plan(),
        part in 0.1..0.9_f64,
        fills in proptest::sample::select(&Fills::ALL[..]),
    ) {
        let config = BacktestConfig { fills, ..config() };
        let bars = bars("AAA", &moves, 1.0);
        let whole = trade(&[&bars], &plan, &config);
        for trade in whole.trades() {
            for fill in [trade.entry, trade.exit] {
                let (low, high) = (bars.low()[fill.at], bars.high()[fill.at]);
                prop_assert!(low <= fill.price && fill.price <= high, "{fill:?}");
            }
        }
        let gained: f64 = whole.trades().map(Trade::pnl).sum();
        prop_assert!(is_close(whole.cash + gained, whole.final_equity(), 1e5));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of a count")]
        let kept = (bars.len() as f64 * part) as usize;
        let cut = trade(&[&bars.prefix(kept)], &plan, &config);
        prop_assert_eq!(&whole.equity[..kept], &cut.equity[..]);
    }
}

/// Buys when a column of its own is above the close; the column reads the close of tomorrow.
struct Prophet(Vec<f64>);

impl Prophet {
    fn new(bars: &Bars, ahead: usize) -> Self {
        let close = bars.close();
        let last = close.len().saturating_sub(1);
        Self(
            (0..close.len())
                .map(|at| close[(at + ahead).min(last)])
                .collect(),
        )
    }
}

impl Trading for Prophet {
    fn on_close(&mut self, symbol: usize, now: &AsOf<'_>, portfolio: &Portfolio) -> Vec<Order> {
        let rises = self.0[now.at()] > now.closes()[now.at()] * 1.01;
        match (portfolio.is_flat(symbol), rises) {
            (true, true) => vec![Order::Enter(Entry::long(Size::EquityPct(100.0)))],
            (false, false) => vec![Order::Exit],
            _ => Vec::new(),
        }
    }
}

#[test]
fn a_strategy_that_reads_tomorrow_is_caught_with_the_bar_named() {
    let moves: Vec<_> = (0..80_u32)
        .map(|day| {
            let body = f64::from(day * 7919 % 13) / 200.0 - 0.03;
            (0.0, body, 0.01, 0.01, true)
        })
        .collect();
    let bars = bars("AAA", &moves, 1.0);
    let look = |ahead| {
        let make = |bars: &Bars| Ok(Prophet::new(bars, ahead));
        audit(&bars, make, &config(), 40).expect("the run is valid")
    };
    let leak = look(1).expect("it reads tomorrow");
    // The first bar whose tomorrow closes more than 1 % higher.
    let close = bars.close();
    let first = (0..79).find(|&at| close[at + 1] > close[at] * 1.01);
    assert_eq!(Some(leak.at), first);
    assert!(leak.without_future.is_empty() && !leak.with_future.is_empty());
    assert_eq!(look(0), None);
}

/// Buys every third close, but for those before a fall: it gives no order that it would not give without tomorrow.
struct Coward(Vec<f64>);

impl Trading for Coward {
    fn on_close(&mut self, symbol: usize, now: &AsOf<'_>, portfolio: &Portfolio) -> Vec<Order> {
        let tomorrow = self.0.get(now.at() + 1);
        let falls = tomorrow.is_some_and(|close| *close < now.closes()[now.at()]);
        if !portfolio.is_flat(symbol) {
            vec![Order::Exit]
        } else if now.at().is_multiple_of(3) && !falls {
            vec![Order::Enter(Entry::long(Size::EquityPct(100.0)))]
        } else {
            Vec::new()
        }
    }
}

#[test]
fn a_strategy_that_withholds_orders_for_what_comes_is_caught_where_it_does() {
    let moves: Vec<_> = (0..60_u32)
        .map(|day| (0.0, f64::from(day * 31 % 7) / 100.0 - 0.03, 0.0, 0.0, true))
        .collect();
    let bars = bars("AAA", &moves, 1.0);
    let make = |bars: &Bars| Ok(Coward(bars.close().to_vec()));
    let found = audit(&bars, make, &config(), bars.len());
    let leak = found.expect("the run is valid").expect("it looks ahead");
    assert!(!leak.without_future.is_empty() && leak.with_future.is_empty());
    let close = bars.close();
    assert!(close[leak.at + 1] < close[leak.at]);
}
