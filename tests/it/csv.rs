//! Files of every dialect become bars.

use std::path::Path;

use strandline::data::{self, Loaded, ReadOptions, Rule};
use strandline::{Basis, Result};

use super::support;

/// Time and open, high, low, close, volume of a bar.
type Row = (&'static str, [f64; 5]);

#[expect(clippy::float_cmp, reason = "numbers are read exactly")]
fn assert_ends(loaded: &Loaded, name: &str, len: usize, ends: [Row; 2]) {
    let bars = &loaded.bars;
    assert_eq!(bars.len(), len, "{name}: {:?}", loaded.findings.first());
    for (at, (time, row)) in [0, len - 1].into_iter().zip(ends) {
        let bar = bars.get(at).expect("a bar").ohlcv();
        assert_eq!(bars.time()[at].to_string(), time, "{name}");
        assert_eq!(
            [bar.open, bar.high, bar.low, bar.close, bar.volume],
            row,
            "{name}, bar {at}"
        );
    }
}

fn read(folder: &Path, name: &str, options: &ReadOptions) -> Result<Loaded> {
    data::read_one(&folder.join("data/dialects").join(name), options)
}

/// Expected values are copied from the files by hand: the first and the last line, whichever way they run.
#[rustfmt::skip]
const DIALECTS: [(&str, usize, [Row; 2]); 12] = [
    ("akshare_cn_index.csv", 250, [
        ("2005-01-04 00:00:00", [994.77, 994.77, 980.66, 982.79, 7_412_868.0]),
        ("2006-01-13 00:00:00", [985.04, 988.11, 973.68, 978.81, 22_281_861.0]),
    ]),
    ("alphavantage_daily.csv", 250, [
        ("2024-05-17 00:00:00", [87.6, 90.46, 86.83, 88.54, 35_152_879.0]),
        ("2025-05-16 00:00:00", [125.78, 126.1, 123.31, 123.46, 20_089_993.0]),
    ]),
    ("binance_klines_1m.csv", 299, [
        ("2023-02-01 00:00:00", [2.327, 2.331, 2.326, 2.33, 86_872.0]),
        ("2023-02-01 04:58:00", [2.299, 2.301, 2.299, 2.301, 28_570.0]),
    ]),
    ("investing_en.csv", 250, [
        ("2023-01-03 00:00:00", [130.28, 130.9, 124.17, 125.07, 111_680_000.0]),
        ("2023-12-29 00:00:00", [193.9, 194.4, 191.73, 192.53, 42_670_000.0]),
    ]),
    ("mt5_headerless_d1.csv", 260, [
        ("2007-01-01 00:00:00", [1.31908, 1.32176, 1.3165, 1.3212, 1_995_282.0]),
        ("2007-10-30 00:00:00", [1.44135, 1.44428, 1.43717, 1.44369, 861_956.0]),
    ]),
    ("nasdaq_historicalquotes.csv", 250, [
        ("2019-03-05 00:00:00", [175.94, 176.0, 174.54, 175.53, 19_238_480.0]),
        ("2020-02-28 00:00:00", [257.26, 278.41, 256.37, 273.36, 106_721_200.0]),
    ]),
    ("quandl_wiki.csv", 252, [
        ("2011-01-03 00:00:00", [325.64, 330.26, 324.8365, 329.57, 15_897_800.0]),
        ("2011-12-30 00:00:00", [403.51, 406.28, 403.49, 405.0, 6_416_500.0]),
    ]),
    ("stooq_d.csv", 250, [
        ("2023-08-18 00:00:00", [18326.63, 18335.37, 17939.12, 17950.85, 3_049_414_028.0]),
        ("2024-08-23 00:00:00", [17641.0, 17641.0, 17493.47, 17562.92, 0.0]),
    ]),
    ("tradingview_indicators.csv", 250, [
        ("2022-09-24 00:00:00", [19288.57, 19316.14, 18805.34, 18920.5, 239_496.567_46]),
        ("2023-05-31 00:00:00", [27694.39, 27835.51, 26839.01, 27210.35, 46_588.805_73]),
    ]),
    ("yahoo_csv.csv", 250, [
        ("2023-03-13 00:00:00", [59.290_001, 60.869_999, 59.25, 59.810_001, 21_956_000.0]),
        ("2024-03-08 00:00:00", [59.299_999, 59.790_001, 58.970_001, 59.52, 13_237_500.0]),
    ]),
    ("yahoo_web_table_copy.csv", 12, [
        ("2023-07-24 00:00:00", [35230.79, 35463.97, 35230.79, 35411.24, 284_460_000.0]),
        ("2023-08-08 00:00:00", [35345.4, 35346.64, 35007.41, 35314.49, 303_840_000.0]),
    ]),
    ("yfinance_multiheader.csv", 250, [
        ("2020-01-02 00:00:00", [93.75, 94.900_497_436_523_44, 93.207_496_643_066_4, 94.900_497_436_523_44, 80_580_000.0]),
        ("2020-12-28 00:00:00", [159.699_996_948_242_2, 165.199_996_948_242_2, 158.634_506_225_585_94, 164.197_998_046_875, 113_736_000.0]),
    ]),
];

#[test]
#[ignore = "needs the shared data: set STRANDLINE_SHARED"]
fn twelve_vendors_are_read_without_being_told_anything() {
    let shared = support::shared();
    for (name, len, ends) in DIALECTS {
        let loaded = read(&shared, name, &ReadOptions::default()).expect(name);
        assert_ends(&loaded, name, len, ends);
    }
    let multi = read(&shared, "yfinance_multiheader.csv", &ReadOptions::default()).expect("a file");
    assert_eq!(multi.bars.symbol().as_str(), "AMZN");
    let web = read(&shared, "yahoo_web_table_copy.csv", &ReadOptions::default()).expect("a file");
    assert!(web.adjusted_close.is_some());
}

#[test]
#[ignore = "needs the shared data: set STRANDLINE_SHARED"]
fn scaled_prices_need_the_flag_their_error_names() {
    let shared = support::shared();
    let name = "lean_equity_daily.csv";
    let error = read(&shared, name, &ReadOptions::default()).expect_err("an open question");
    assert!(
        error
            .help()
            .is_some_and(|help| help.contains("price_scale = 10000")),
        "{error}"
    );
    let scaled = ReadOptions {
        price_scale: Some(10_000.0),
        ..ReadOptions::default()
    };
    let ends = [
        (
            "1998-01-02 00:00:00",
            [104.5, 105.75, 104.06, 105.75, 2_563_200.0],
        ),
        (
            "1998-12-29 00:00:00",
            [188.63, 188.94, 187.0, 187.06, 1_820_900.0],
        ),
    ];
    assert_ends(&read(&shared, name, &scaled).expect(name), name, 250, ends);
}

#[test]
#[ignore = "needs the shared data: set STRANDLINE_SHARED"]
fn clean_daily_files_have_no_defect() {
    let shared = support::shared();
    for symbol in ["AAPL", "BABA", "SPY", "XOM"] {
        let path = shared.join("data/daily").join(format!("{symbol}.csv"));
        let loaded = data::read_one(&path, &ReadOptions::default()).expect(symbol);
        assert_eq!(loaded.findings, [], "{symbol}");
        assert_eq!(loaded.bars.symbol().as_str(), symbol);
        assert_eq!(loaded.bars.len(), loaded.source.rows);
        assert_eq!(loaded.bars.basis(), Basis::Unknown);
        assert_eq!(
            loaded.adjusted_close.expect("a column").len(),
            loaded.bars.len()
        );
    }
}

#[test]
#[ignore = "needs the shared data: set STRANDLINE_SHARED"]
fn five_minute_bars_with_offsets_stand_in_utc() {
    let shared = support::shared();
    let path = shared.join("data/intraday/BABA_5m.csv");
    let bars = data::read_one(&path, &ReadOptions::default())
        .expect("a file")
        .bars;
    assert_eq!(bars.timeframe().name(), "5m");
    assert_eq!(bars.len(), 4520);
    assert_eq!(bars.time()[0].to_string(), "2025-12-23 14:30:00");
    assert_eq!(bars.time()[4519].to_string(), "2026-03-20 19:55:00");
}

#[test]
#[ignore = "needs the shared data: set STRANDLINE_SHARED"]
fn the_splits_of_a_raw_file_are_reported_with_date_and_ratio() {
    let shared = support::shared();
    let path = shared.join("data/splits/AAPL_unadjusted.csv");
    let loaded = data::read_one(&path, &ReadOptions::default()).expect("a file");
    assert_eq!(loaded.bars.basis(), Basis::Raw);
    let splits: Vec<&str> = loaded
        .findings
        .iter()
        .filter(|finding| finding.rule == Rule::UnadjustedSplit)
        .map(|finding| &finding.problem[..23])
        .collect();
    let expected = [
        "2:1 split on 2000-06-21",
        "2:1 split on 2005-02-28",
        "7:1 split on 2014-06-09",
        "4:1 split on 2020-08-31",
    ];
    assert_eq!(splits, expected);
}
