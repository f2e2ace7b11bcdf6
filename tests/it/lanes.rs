//! Eight series at once give the bits of each by itself.

use strandline::indicator::lanes::{self, Lanes, Prices, Series, WIDTH};
use strandline::indicator::{Column, Study};
use strandline::{Bars, Basis, Ohlcv, Result, Timeframe};

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

fn periods(first: usize) -> [usize; WIDTH] {
    // Not in order, with two alike, and one longer than some series.
    [14, 3, 200, 30, 3, first, 9, 55]
}

#[test]
fn eight_symbols_have_the_bits_of_each_by_itself() {
    let symbols: Vec<Bars> = (0..8)
        .zip((150..).step_by(100))
        .map(|(seed, len)| bars(seed, len))
        .collect();
    let closes: Vec<&[f64]> = symbols.iter().map(Bars::close).collect();
    let packed = Lanes::pack(&closes).expect("eight series");
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
fn true_ranges_and_extremes_have_the_bits_of_each_by_itself() {
    let symbols: Vec<Bars> = (0..8)
        .zip((40..).step_by(60))
        .map(|(seed, len)| bars(seed, len))
        .collect();
    let pack = |column: fn(&Bars) -> &[f64]| {
        let columns: Vec<&[f64]> = symbols.iter().map(column).collect();
        Lanes::pack(&columns).expect("eight series")
    };
    let (high, low, close) = (pack(Bars::high), pack(Bars::low), pack(Bars::close));
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
