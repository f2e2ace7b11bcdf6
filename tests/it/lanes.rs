//! Eight series at once give the bits of each by itself.

use proptest::prelude::*;
use strandline::indicator::lanes::{self, Lanes, Prices, Series, WIDTH};
use strandline::indicator::{Column, Study};
use strandline::{Bars, Basis, Ohlcv, Result, Timeframe};
use ta_lib::Core;

/// A walk of daily bars that differs by `seed`; lengths differ too.
fn bars(seed: u64, len: usize) -> Bars {
    let mut state = seed;
    let mut uniform = move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let mut builder = Bars::builder(
        "ACME".parse().expect("a symbol"),
        Timeframe::Day,
        Basis::Raw,
    );
    let first = chrono::NaiveDate::from_ymd_opt(2000, 1, 3).expect("a day");
    let mut close = 50.0;
    for date in first.iter_days().take(len) {
        let open = close;
        // A third of the closes stand still.
        close = if uniform() < 0.3 {
            open
        } else {
            open * (0.97 + 0.06 * uniform())
        };
        let (high, low) = (
            open.max(close) * (1.0 + 0.01 * uniform()),
            open.min(close) * 0.99,
        );
        let row = Ohlcv {
            open,
            high,
            low,
            close,
            volume: 1.0,
        };
        builder.push(date.into(), row).expect("a sound row");
    }
    builder.build()
}

fn alone(study: &str, bars: &Bars) -> Column {
    let study: Study = study.parse().expect("a study");
    study.run(bars).expect("bars").swap_remove(0)
}

type Kernel = fn(Series<'_>, [usize; WIDTH], &mut Lanes) -> Result<()>;

const KERNELS: [(&str, Kernel); 3] = [
    ("ema", lanes::ema),
    ("sma", lanes::sma),
    ("rsi", lanes::rsi),
];

/// Eight symbols, each `step` bars longer than the one before it.
fn eight_symbols(shortest: usize, step: usize) -> Vec<Bars> {
    let lengths = (shortest..).step_by(step);
    (0..8)
        .zip(lengths)
        .map(|(seed, len)| bars(seed, len))
        .collect()
}

fn pack(symbols: &[Bars], column: fn(&Bars) -> &[f64]) -> Lanes {
    let columns: Vec<&[f64]> = symbols.iter().map(column).collect();
    Lanes::pack(&columns).expect("eight series")
}

fn periods(first: usize) -> [usize; WIDTH] {
    // Not in order, with two alike, and one longer than some series.
    [14, 3, 200, 30, 3, first, 9, 55]
}

#[test]
fn eight_symbols_have_the_bits_of_each_by_itself() {
    let symbols = eight_symbols(150, 100);
    let packed = pack(&symbols, Bars::close);
    let mut out = Lanes::default();
    for (name, kernel) in KERNELS {
        for periods in [[14; WIDTH], periods(2)] {
            kernel(Series::Each(&packed), periods, &mut out).expect("sound periods");
            for (lane, (bars, period)) in symbols.iter().zip(periods).enumerate() {
                let study = format!("{name}({period})");
                assert_eq!(out.column(lane), alone(&study, bars), "{study} lane {lane}");
            }
        }
    }
}

#[test]
fn eight_periods_of_one_symbol_have_the_bits_of_each_by_itself() {
    let bars = bars(99, 700);
    let mut out = Lanes::default();
    for (name, kernel) in KERNELS {
        kernel(Series::Same(bars.close()), periods(2), &mut out).expect("sound periods");
        for (lane, period) in periods(2).into_iter().enumerate() {
            let study = format!("{name}({period})");
            assert_eq!(out.column(lane), alone(&study, &bars), "{study}");
        }
    }
}

#[test]
fn a_study_of_a_study_begins_where_the_first_has_values() {
    let symbols = eight_symbols(10, 15);
    let packed = pack(&symbols, Bars::close);
    let (mut first, mut out) = (Lanes::default(), Lanes::default());
    let lengths = [14, 3, 20, 30, 3, 2, 9, 5];
    lanes::rsi(Series::Each(&packed), lengths, &mut first).expect("sound periods");
    for (name, kernel) in KERNELS {
        for periods in [[5; WIDTH], [2, 3, 4, 5, 6, 7, 8, 9]] {
            kernel(Series::Each(&first), periods, &mut out).expect("sound periods");
            for (lane, bars) in symbols.iter().enumerate() {
                let study = format!("{name}(rsi({}), {})", lengths[lane], periods[lane]);
                assert_eq!(out.column(lane), alone(&study, bars), "{study} lane {lane}");
            }
        }
    }
    lanes::lowest(Series::Each(&first), 6, &mut out).expect("a sound period");
    for (lane, bars) in symbols.iter().enumerate() {
        let study = format!("min(rsi({}), 6)", lengths[lane]);
        assert_eq!(out.column(lane), alone(&study, bars), "{study} lane {lane}");
    }
}

#[test]
fn true_ranges_and_extremes_have_the_bits_of_each_by_itself() {
    let symbols = eight_symbols(40, 60);
    let [high, low, close] = [Bars::high, Bars::low, Bars::close].map(|it| pack(&symbols, it));
    let prices = Prices {
        high: Series::Each(&high),
        low: Series::Each(&low),
        close: Series::Each(&close),
    };
    let mut out = Lanes::default();
    lanes::atr(prices, periods(1), &mut out).expect("sound periods");
    for (lane, (bars, period)) in symbols.iter().zip(periods(1)).enumerate() {
        assert_eq!(
            out.column(lane),
            alone(&format!("atr({period})"), bars),
            "lane {lane}"
        );
    }
    for period in [2, 20, 21, 300] {
        lanes::highest(Series::Each(&high), period, &mut out).expect("a sound period");
        for (lane, bars) in symbols.iter().enumerate() {
            let study = format!("max(high, {period})");
            assert_eq!(out.column(lane), alone(&study, bars), "{study} lane {lane}");
        }
        lanes::lowest(Series::Same(symbols[5].low()), period, &mut out).expect("a sound period");
        let study = format!("min(low, {period})");
        assert_eq!(out.column(7), alone(&study, &symbols[5]), "{study}");
    }
}

#[test]
fn wrong_periods_and_too_many_series_are_refused() {
    let mut out = Lanes::default();
    let close = [1.0, 2.0];
    let error = lanes::rsi(
        Series::Same(&close),
        [14, 14, 1, 14, 14, 14, 14, 14],
        &mut out,
    );
    let message = error.unwrap_err().to_string();
    assert_eq!(
        message,
        "rsi.period = 1: must be a whole number from 2 to 100000"
    );
    assert!(lanes::sma(Series::Same(&[]), [3; WIDTH], &mut out).is_ok());
    assert_eq!(out.column(0).len(), 0);
    assert!(Lanes::pack(&[close.as_slice(); 9]).is_err());
}

/// Numbers that averages stumble over: flat for long, tiny, huge, to and fro, with a jump.
fn series(len: usize) -> impl Strategy<Value = Vec<f64>> {
    let scale = prop_oneof![
        5 => Just(1.0),
        1 => Just(f64::from_bits(1) * 1e6),
        1 => Just(1e-300),
        1 => Just(1e280),
        1 => Just(-1.0),
        1 => Just(-0.0),
    ];
    let shape = (0..5_u32, any::<u64>(), 0..=len, scale);
    shape.prop_map(move |(kind, seed, place, scale)| {
        let walk = bars(seed, len);
        let shaped = walk.close().iter().enumerate().map(|(at, &x)| match kind {
            0 => walk.close()[0],
            1 => x,
            2 => [x, 3.0 * x][at % 2],
            3 => [x, 1e15 * x][usize::from(at == place)],
            _ => walk.close()[at.min(place)],
        });
        shaped.map(|x| x * scale).collect()
    })
}

/// Eight periods, and eight series about as long as the border from which an EMA of that period runs in two chains.
fn hostile(least: usize) -> impl Strategy<Value = ([usize; WIDTH], Vec<Vec<f64>>)> {
    let one = (least..400).prop_map(|n| [n; WIDTH]);
    let few = (least..40).prop_map(|n| [n; WIDTH]);
    let mixed = prop::array::uniform8(least..30);
    prop_oneof![1 => one, 4 => few, 2 => mixed].prop_flat_map(move |periods| {
        let longest = periods.into_iter().max().unwrap_or(0);
        let border = (6 * 26 * (longest + 1)).min(6000);
        let len = prop_oneof![
            0..2000_usize,
            border.saturating_sub(3)..border + longest + 3
        ];
        let eight = len.prop_flat_map(|len| prop::collection::vec(series(len), WIDTH));
        (Just(periods), eight)
    })
}

/// The bits of a direct call of TA-Lib.
fn direct(name: &str, x: &[f64], period: usize) -> Vec<Option<u64>> {
    let mut out = vec![0.0; x.len().max(1)];
    let n = i32::try_from(period).expect("a small period");
    let (core, last) = (Core::new(), x.len().saturating_sub(1));
    let range = match name {
        "ema" => core.ema(0, last, x, n, &mut out),
        "sma" => core.sma(0, last, x, n, &mut out),
        _ => core.rsi(0, last, x, n, &mut out),
    };
    let (first, count) = range.map_or((0, 0), |range| (range.beg_idx, range.count));
    let value = |at: usize| (at >= first && at - first < count).then(|| out[at - first].to_bits());
    (0..x.len()).map(value).collect()
}

fn bits(lanes: &Lanes, lane: usize, len: usize) -> Vec<Option<u64>> {
    (0..len)
        .map(|at| lanes.get(lane, at).map(f64::to_bits))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_number_however_hostile_makes_a_lane_differ(
        (name, (periods, series)) in prop_oneof![
            4 => Just(("ema", 1)),
            1 => Just(("rsi", 2)),
            1 => Just(("sma", 1)),
        ].prop_flat_map(|(name, least)| (Just(name), hostile(least)))
    ) {
        let (_, kernel) = KERNELS.into_iter().find(|kernel| kernel.0 == name).expect("a kernel");
        let slices: Vec<&[f64]> = series.iter().map(Vec::as_slice).collect();
        let packed = Lanes::pack(&slices).expect("eight series");
        let mut out = Lanes::default();
        kernel(Series::Each(&packed), periods, &mut out).expect("sound periods");
        for lane in 0..WIDTH {
            let wanted = direct(name, &series[lane], periods[lane]);
            prop_assert_eq!(bits(&out, lane, wanted.len()), wanted, "{}({}) lane {}", name, periods[lane], lane);
        }
        kernel(Series::Same(&series[0]), periods, &mut out).expect("sound periods");
        for (lane, period) in periods.into_iter().enumerate() {
            let wanted = direct(name, &series[0], period);
            prop_assert_eq!(bits(&out, lane, wanted.len()), wanted, "{}({})", name, period);
        }
    }
}
