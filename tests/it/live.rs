//! Studies bar by bar, where a bar is refused.

use strandline::indicator::{Feed, Study};
use strandline::{Bars, Basis, Ohlcv, Timeframe};

use super::contract::bits;

/// Bars so many days after Monday, 2024-01-01.
fn days(rows: &[(u64, f64)]) -> Bars {
    let mut builder = Bars::builder(
        "ACME".parse().expect("a symbol"),
        Timeframe::Day,
        Basis::Raw,
    );
    let first = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).expect("a day");
    for &(days, close) in rows {
        let date = first + chrono::Days::new(days);
        let row = Ohlcv {
            open: close,
            high: close + 1.0,
            low: close - 1.0,
            close,
            volume: 1.0,
        };
        builder.push(date.into(), row).expect("a sound row");
    }
    builder.build()
}

#[test]
fn a_refused_bar_is_taken_by_no_part_of_a_study() {
    let good = [(2, 10.0), (3, 12.0), (4, 14.0), (7, 15.0), (8, 17.0)];
    // A Saturday, on which no exchange knows what it belongs to.
    let all = days(&[good[0], good[1], good[2], (5, 99.0), good[3], good[4]]);
    let good = days(&good);
    let calendar = "XNYS".parse().expect("an exchange");
    let study: Study = "add(ema(close, 2), weekly(close))"
        .parse()
        .expect("a study");
    let head = all.prefix(3);
    let feed = Feed::from(&head).with_calendar(calendar);
    let mut live = study.open(feed).expect("bars of sessions");
    let batch = study
        .run(Feed::from(&good).with_calendar(calendar))
        .expect("bars of sessions");
    for (at, bar) in all.iter().enumerate().skip(3) {
        match live.update(bar) {
            Err(_) => assert_eq!(at, 3, "the Saturday"),
            Ok(row) => assert_eq!(bits(row), bits(&[batch[0].get(at - 1)]), "bar {at}"),
        }
    }
}
