//! Series for unit tests, drawn in words or made of rows: days from Monday 2024-01-01 on.

use chrono::{Days, NaiveDate};

use super::{Bars, BarsBuilder, Basis, Ohlcv, Time, Timeframe};

/// Day `number` of 2024; 1 is Monday, the 1st of January.
pub(crate) fn day(number: u64) -> Time {
    let first = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    (first + Days::new(number - 1)).into()
}

/// An empty series of days.
pub(crate) fn builder() -> BarsBuilder {
    Bars::builder("ACME".parse().unwrap(), Timeframe::Day, Basis::Raw)
}

/// A bar a day.
pub(crate) fn daily(rows: impl IntoIterator<Item = Ohlcv>) -> Bars {
    let mut builder = builder();
    for (at, row) in (1..).zip(rows) {
        builder.push(day(at), row).unwrap();
    }
    builder.build()
}

/// A day for each word of `drawing`: `105` is a bar of one price and volume 1, `100/106/99/105` one of open, high, low and
/// close, `.` a day without a bar. A `|` between two days is a gap.
pub(crate) fn sketch(drawing: &str) -> Bars {
    let mut builder = builder();
    let mut at = 1;
    for word in drawing.split_whitespace() {
        if word == "|" {
            builder.gap();
            continue;
        }
        if word != "." {
            builder.push(day(at), row(word)).unwrap();
        }
        at += 1;
    }
    builder.build()
}

fn row(word: &str) -> Ohlcv {
    let prices: Vec<f64> = word.split('/').map(|it| it.parse().unwrap()).collect();
    match prices[..] {
        [price] => Ohlcv::flat(price),
        [open, high, low, close] => Ohlcv {
            open,
            high,
            low,
            close,
            volume: 1.0,
        },
        _ => panic!("{word}: one price or four"),
    }
}
