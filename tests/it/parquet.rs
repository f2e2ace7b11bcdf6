//! Tables of many series: polars frames and Parquet files, with the audit that files of text get.

use std::collections::BTreeSet;
use std::path::Path;

use polars::prelude::{
    Column, DataFrame, DataType, IntoColumn, NamedFrom, ParquetReader, SerReader, Series, TimeUnit,
};
use strandline::data::{self, Limits, ReadOptions, Rule};
use strandline::{Bars, Basis, Ohlcv, Timeframe};

use super::support;

fn bars(symbol: &str, timeframe: Timeframe, has_volume: bool) -> Bars {
    let mut builder = Bars::builder(symbol.parse().expect("a symbol"), timeframe, Basis::Unknown);
    if !has_volume {
        builder = builder.without_volume();
    }
    let first = chrono::NaiveDate::from_ymd_opt(2024, 1, 15).expect("a date");
    for at in 0..5_u32 {
        let time = match timeframe {
            Timeframe::Minutes(minutes) => first.and_hms_opt(9, at * minutes, 0),
            _ => first
                .and_hms_opt(0, 0, 0)
                .map(|time| time + chrono::Days::new(u64::from(at))),
        };
        let close = 10.1 + f64::from(at);
        let row = Ohlcv {
            open: close - 0.3,
            high: close + 0.7,
            low: close - 0.9,
            close,
            volume: f64::from(at + 1),
        };
        builder.push(time.expect("a time"), row).expect("a bar");
    }
    builder.build()
}

fn reread(bytes: Vec<u8>) -> Vec<Bars> {
    let all = data::read_bytes(Path::new("x"), bytes, &ReadOptions::default()).expect("a table");
    all.into_iter().map(|loaded| loaded.bars).collect()
}

#[test]
fn written_series_read_back_equal() {
    for timeframe in [Timeframe::Day, Timeframe::Minutes(5)] {
        for has_volume in [true, false] {
            let series = vec![
                bars("AAA", timeframe, has_volume),
                bars("BBB", timeframe, has_volume),
            ];
            let parquet = data::to_parquet(&series).expect("a file");
            assert_eq!(reread(parquet), series);
            let csv = data::to_csv(&series).expect("a file");
            assert_eq!(reread(csv), series);
        }
    }
    let one = bars("AAA", Timeframe::Day, true);
    let text =
        String::from_utf8(data::to_csv(std::slice::from_ref(&one)).expect("a file")).expect("text");
    assert!(text.starts_with("date,open,high,low,close,volume\n2024-01-15,9.799999999999999,10.799999999999999,9.2,10.1,1\n"), "{text}");
    let all = data::read_bytes(
        Path::new("AAA.csv"),
        text.into_bytes(),
        &ReadOptions::default(),
    )
    .expect("bars");
    assert_eq!(all[0].bars, one);
}

/// A frame of three rows with this column of times.
fn frame(time: Column) -> DataFrame {
    let price =
        |name: &str, first: f64| Column::new(name.into(), [first, first + 1.0, first + 2.0]);
    let columns = vec![
        time,
        price("Open", 10.0),
        price("High", 13.0),
        price("Low", 9.0),
        price("Close", 12.0),
    ];
    DataFrame::new(3, columns).expect("a frame")
}

fn first_time(frame: &DataFrame) -> String {
    let all = data::read_frame(Path::new("X"), frame, &ReadOptions::default()).expect("bars");
    assert_eq!(all[0].bars.len(), 3);
    all[0].bars.time()[0].to_string()
}

#[test]
fn times_are_known_by_their_type_or_their_words() {
    let days = Series::new("Date".into(), [19_737_i32, 19_738, 19_739])
        .cast(&DataType::Date)
        .expect("dates");
    assert_eq!(
        first_time(&frame(days.into_column())),
        "2024-01-15 00:00:00"
    );
    let nanos =
        [1_705_311_000_i64, 1_705_311_300, 1_705_311_600].map(|seconds| seconds * 1_000_000_000);
    let dtype = DataType::Datetime(TimeUnit::Nanoseconds, None);
    let nanos = Series::new("__index_level_0__".into(), nanos)
        .cast(&dtype)
        .expect("times");
    assert_eq!(
        first_time(&frame(nanos.into_column())),
        "2024-01-15 09:30:00"
    );
    let words = Column::new("date".into(), ["15.01.2024", "16.01.2024", "17.01.2024"]);
    assert_eq!(first_time(&frame(words)), "2024-01-15 00:00:00");
    let epoch = Column::new(
        "timestamp".into(),
        [1_705_276_800_000_i64, 1_705_363_200_000, 1_705_449_600_000],
    );
    assert_eq!(first_time(&frame(epoch)), "2024-01-15 00:00:00");
}

#[test]
fn defects_of_a_frame_are_found_with_their_row() {
    let columns = vec![
        Column::new(
            "date".into(),
            [
                Some("2024-01-15"),
                None,
                Some("2024-01-17"),
                Some("2024-01-18"),
            ],
        ),
        Column::new("open".into(), [10.0_f32, 10.0, 0.0, 10.0]),
        Column::new("high".into(), [Some(12.0), Some(12.0), Some(12.0), None]),
        Column::new("low".into(), [9_i64, 9, 9, 9]),
        Column::new("close".into(), ["11", "11", "11", "x"]),
    ];
    let frame = DataFrame::new(4, columns).expect("a frame");
    let all = data::read_frame(Path::new("X"), &frame, &ReadOptions::default()).expect("a series");
    let found: Vec<(Rule, Option<u64>)> = all[0]
        .findings
        .iter()
        .map(|finding| (finding.rule, finding.row))
        .collect();
    assert_eq!(
        found,
        [
            (Rule::BadTime, Some(2)),
            (Rule::NonPositive, Some(3)),
            (Rule::BadNumber, Some(4))
        ]
    );
    assert_eq!((all[0].bars.len(), all[0].source.rows), (1, 4));
}

#[test]
fn a_damaged_parquet_file_is_an_error() {
    let bytes = data::to_parquet(&[bars("AAA", Timeframe::Day, true)]).expect("a file");
    for len in (4..bytes.len()).step_by(7) {
        let cut = data::read_bytes(
            Path::new("x.parquet"),
            bytes[..len].to_vec(),
            &ReadOptions::default(),
        );
        assert!(cut.is_err(), "{len} bytes");
    }
    let footer = u32::from_le_bytes(
        bytes[bytes.len() - 8..bytes.len() - 4]
            .try_into()
            .expect("four bytes"),
    );
    for at in bytes.len() - 8 - footer as usize..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[at] ^= 0x55;
        let _ = data::read_bytes(Path::new("x.parquet"), flipped, &ReadOptions::default());
    }
    let limits = Limits {
        rows: 4,
        ..Limits::default()
    };
    let options = ReadOptions {
        limits,
        ..ReadOptions::default()
    };
    let error = data::read_bytes(Path::new("x.parquet"), bytes, &options).expect_err("a limit");
    assert!(
        error.to_string().contains("5 rows, more than the 4"),
        "{error}"
    );
}

#[test]
#[ignore = "needs the shared data: set STRANDLINE_SHARED"]
fn eight_hundred_symbols_are_read_with_their_defects() {
    let shared = support::shared();
    let file =
        std::fs::File::open(shared.join("data/universe/us_800_daily.parquet")).expect("a file");
    let frame = ParquetReader::new(file).finish().expect("a table");
    let all = data::read_frame(Path::new("universe"), &frame, &ReadOptions::default())
        .expect("a universe");
    assert_eq!(all.len(), 800);
    assert!(all.is_sorted_by_key(|loaded| loaded.bars.symbol().clone()));
    let rows: usize = all.iter().map(|loaded| loaded.source.rows).sum();
    assert_eq!(rows, frame.height());
    // The same rules, counted over the columns without the audit.
    let column = |name: &str| -> Vec<f32> {
        frame
            .column(name)
            .and_then(Column::f32)
            .expect("f32")
            .iter()
            .map(|price| price.expect("a price"))
            .collect()
    };
    let (open, high, low, close) = (
        column("open"),
        column("high"),
        column("low"),
        column("close"),
    );
    let is_low =
        |at: &usize| open[*at] <= 0.0 || low[*at] <= 0.0 || high[*at] <= 0.0 || close[*at] <= 0.0;
    let is_crossed =
        |at: &usize| high[*at] < open[*at].max(close[*at]) || low[*at] > open[*at].min(close[*at]);
    let count = |is: &dyn Fn(&usize) -> bool| (0..rows).filter(is).count();
    let found = |is: &dyn Fn(Rule) -> bool| {
        let findings = all
            .iter()
            .flat_map(|loaded| loaded.findings.iter().map(move |finding| (loaded, finding)));
        let rows = findings.filter(|(_, finding)| is(finding.rule));
        rows.map(|(loaded, finding)| (loaded.bars.symbol().clone(), finding.row))
            .collect::<BTreeSet<_>>()
            .len()
    };
    assert_eq!(found(&|rule| rule == Rule::NonPositive), count(&is_low));
    let crossed = found(&|rule| matches!(rule, Rule::HighBelow | Rule::LowAbove));
    assert_eq!(crossed, count(&|at| is_crossed(at) && !is_low(at)));
    let bars: usize = all.iter().map(|loaded| loaded.bars.len()).sum();
    assert_eq!(rows - bars, count(&|at| is_low(at) || is_crossed(at)));
    assert!(found(&|rule| rule == Rule::OnePrice) > 100_000);
}
