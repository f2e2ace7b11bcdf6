//! Small series for the tests of studies.

use chrono::{Days, NaiveDate};

use super::super::Study;
use crate::{Bars, Basis, Ohlcv, Timeframe};

/// A row with volume 1.
pub(in crate::indicator) fn row(open: f64, high: f64, low: f64, close: f64) -> Ohlcv {
    Ohlcv {
        open,
        high,
        low,
        close,
        volume: 1.0,
    }
}

/// A row of one price.
pub(in crate::indicator) fn flat(price: f64) -> Ohlcv {
    Ohlcv::flat(price)
}

/// A bar for each calendar day from Monday 2024-01-01 on.
pub(in crate::indicator) fn bars(rows: &[Ohlcv]) -> Bars {
    bars_with_gaps(rows, &[])
}

/// [`bars`], with a gap before each of the days `gaps`.
pub(in crate::indicator) fn bars_with_gaps(rows: &[Ohlcv], gaps: &[u64]) -> Bars {
    let mut builder = Bars::builder("ACME".parse().unwrap(), Timeframe::Day, Basis::Raw);
    let first = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    for (day, &row) in (0..).zip(rows) {
        if gaps.contains(&day) {
            builder.gap();
        }
        let date = first.checked_add_days(Days::new(day)).unwrap();
        builder.push(date.into(), row).unwrap();
    }
    builder.build()
}

/// The first output of `study`, bar by bar.
pub(in crate::indicator) fn values(study: &str, bars: &Bars) -> Vec<Option<f64>> {
    study.parse::<Study>().unwrap().run(bars).unwrap()[0]
        .iter()
        .collect()
}
