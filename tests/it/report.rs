//! What is printed: text and JSON say the same, and the text fits a terminal.

use strandline::Reading;
use strandline::reading::{NoNext, Outlook};
use strandline::report::{Body, Levels, Meta, Overview, Provenance, Report};
use strandline::{Analysis, AnalysisConfig, Bars, Basis, Ohlcv, Timeframe, analyze};

/// Ten days down from 110 to 100 and ten days up again, for `days` days.
fn zigzag(days: u64) -> Bars {
    let symbol = "ACME".parse().expect("a symbol");
    let mut builder = Bars::builder(symbol, Timeframe::Day, Basis::Raw);
    let start = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).expect("a date");
    for day in 0..days {
        let close = 100.0 + (10.0 - (day % 20) as f64).abs();
        let row = Ohlcv {
            open: close,
            high: close + 0.5,
            low: close - 0.5,
            close,
            volume: 1000.0,
        };
        let time = (start + chrono::Days::new(day)).into();
        builder.push(time, row).expect("a row that can stand");
    }
    builder.build()
}

fn meta(bars: &Bars) -> Meta {
    Meta {
        version: "0.0.0",
        command: "analyze zigzag.csv --as-of 2024-03-10".into(),
        data: Provenance {
            name: "zigzag.csv".into(),
            sha256: "0123456789abcdef0123456789abcdef".into(),
            symbol: "ACME".into(),
            bars: bars.len(),
            left_out: 2,
            volumes_as_zero: 0,
            first: Some(bars.date(0)),
            last: Some(bars.date(bars.len() - 1)),
            timeframe: Timeframe::Day,
            basis: bars.basis(),
            calendar: None,
        },
        benchmark: None,
        as_of: Some(bars.date(bars.len() - 1)),
        rules: Some("levels/2".into()),
        seed: None,
        notes: Vec::new(),
    }
}

fn analysis(bars: &Bars) -> Analysis {
    analyze(bars, &AnalysisConfig::default()).expect("settings that are fine")
}

#[test]
fn the_footer_names_version_command_data_basis_date_and_rules() {
    let bars = zigzag(70);
    let expected = "\
strandline 0.0.0: analyze zigzag.csv --as-of 2024-03-10
data zigzag.csv; sha256 0123456789abcdef; 70 bars 2024-01-01 to 2024-03-10; 2
  rows left out; basis raw; as of 2024-03-10; rules levels/2
";
    assert_eq!(meta(&bars).text(), expected);
}

#[test]
fn text_and_json_tell_the_same_zones() {
    let bars = zigzag(70);
    let analysis = analysis(&bars);
    let report = Report::new(meta(&bars), Levels::new(&analysis.as_of(69), 6));
    let json: serde_json::Value =
        serde_json::from_str(&report.json().expect("JSON")).expect("JSON");
    assert_eq!(json["schema"], "strandline.levels/2");
    assert_eq!(json["meta"]["data"]["basis"], "raw");
    let levels = json["levels"].as_array().expect("levels");
    assert!(!levels.is_empty());
    for level in levels {
        let low = level["low"].as_f64().expect("a price");
        let high = level["high"].as_f64().expect("a price");
        let zone = format!("{low:.4}-{high:.4}"); // 100.5717 and 100.5718 must differ
        assert!(
            report.text().contains(&zone),
            "{zone} in\n{}",
            report.text()
        );
    }
    let csv = String::from_utf8(report.csv().expect("CSV")).expect("UTF-8");
    assert_eq!(csv.lines().count(), 1 + levels.len());
}

#[test]
fn the_close_stands_between_the_levels_above_and_below() {
    let bars = zigzag(75); // the last close is 104, on the way up
    let analysis = analysis(&bars);
    let text = Levels::new(&analysis.as_of(74), 6).text();
    let lines: Vec<&str> = text.lines().collect();
    let close = lines
        .iter()
        .position(|line| line.starts_with("close"))
        .expect("a close");
    assert!(lines[close].ends_with("104.00"), "{text}");
    let is_above = |line: &&str| line.contains("  +");
    let is_below = |line: &&str| line.contains("  -");
    assert!(lines[3..close].iter().all(is_above), "{text}");
    assert!(is_below(&lines[close + 1]), "{text}");
}

#[test]
fn no_line_is_wider_than_a_terminal() {
    let bars = zigzag(300);
    let analysis = analysis(&bars);
    for at in [0, 13, 14, 60, 61, 75, 299] {
        let now = analysis.as_of(at);
        for text in [Overview::new(&now).text(), Levels::new(&now, 20).text()] {
            let widest = text.lines().map(|line| line.chars().count()).max();
            assert!(widest <= Some(80), "{widest:?} at {at}:\n{text}");
        }
    }
}

#[test]
fn a_series_without_an_atr_has_no_level_and_says_so() {
    let bars = zigzag(5);
    let analysis = analysis(&bars);
    let overview = Overview::new(&analysis.as_of(4));
    assert!(overview.reading.rows.is_empty());
    let told = "range     none: without an ATR above 0";
    assert!(overview.text().contains(told), "{}", overview.text());
    assert_eq!(overview.reading.atr_14, None);
    let none = Outlook::None {
        reason: NoNext::NoAtr,
    };
    assert_eq!(
        (&overview.reading.up, &overview.reading.down),
        (&none, &none)
    );
    assert!(
        overview.text().contains("with no level on either side"),
        "{}",
        overview.text()
    );
}

#[test]
fn the_trigger_is_the_far_edge_and_half_an_atr_confirms_at_once() {
    let bars = zigzag(75);
    let analysis = analysis(&bars);
    let now = analysis.as_of(74);
    let Outlook::Break(up) = Reading::of(&now).up else {
        panic!("a resistance above");
    };
    let mut levels = now.levels().iter();
    let standing = levels
        .find(|standing| now.key(standing) == up.level)
        .expect("it is alive");
    assert!((up.beyond - standing.zone.high).abs() < 1e-6);
    assert!((up.undone_beyond - standing.zone.low).abs() < 1e-6);
    let atr = now.atr_log().expect("an ATR");
    let margin = (up.confirmed_beyond / up.beyond).ln() / atr;
    assert!((margin - 0.5).abs() < 1e-6, "{margin}");
}
