//! Files as they are met: nothing is lost without a word, and each number is one day and one price.

use std::path::Path;

use strandline::data::{self, Done, Finding, Loaded, ReadOptions, Rule};

fn read_by(text: &str, options: &ReadOptions) -> Loaded {
    let all = data::read_bytes(Path::new("X.csv"), text.into(), options).expect("bars");
    all.into_iter().next().expect("a series")
}

fn read(text: &str) -> Loaded {
    read_by(text, &ReadOptions::default())
}

fn of(loaded: &Loaded, rule: Rule) -> Vec<&Finding> {
    loaded
        .findings
        .iter()
        .filter(|it| it.rule == rule)
        .collect()
}

/// Rows of January 2024 with a comma between the cells.
fn rows(days: std::ops::RangeInclusive<u32>) -> String {
    days.map(|day| format!("2024-01-{day:02},10,12,9,11,1000\n"))
        .collect::<Vec<String>>()
        .concat()
}

const HEADER: &str = "Date,Open,High,Low,Close,Volume\n";

#[test]
fn an_empty_row_beside_a_full_one_of_the_day_costs_nothing() {
    for empty in [
        "2024-01-03,,,,,\n",
        "2024-01-03,null,null,null,null,0\n",
        "2024-01-03,0,0,0,0,0\n",
    ] {
        for text in [
            format!("{HEADER}{}{empty}{}", rows(1..=3), rows(4..=5)),
            format!("{HEADER}{}{empty}{}", rows(1..=2), rows(3..=5)),
        ] {
            let loaded = read(&text);
            assert_eq!((loaded.bars.len(), loaded.left_out()), (5, 1), "{text}");
            assert_eq!(of(&loaded, Rule::Duplicate).len(), 1);
        }
    }
    let twice = format!("{HEADER}{}2024-01-03,10,12,9,11,900\n", rows(1..=3));
    let loaded = read(&twice);
    assert_eq!(loaded.bars.len(), 3);
    assert_eq!(
        loaded.bars.volume().expect("volumes")[2].to_string(),
        "1000"
    );
}

#[test]
fn numbers_that_change_their_unit_are_times_by_their_size() {
    // Days from 2024-12-30, the last two in microseconds.
    let text = "time,open,high,low,close,volume\n1735516800000,10,12,9,11,5\n1735603200000,10,12,9,11,5\n\
                1735689600000000,10,12,9,11,5\n1735776000000000,10,12,9,11,5\n";
    for text in [text, text.split_once('\n').expect("a header").1] {
        let options = ReadOptions {
            columns: Some("time,open,high,low,close,volume".parse().expect("columns")),
            ..ReadOptions::default()
        };
        let loaded = read_by(text, &options);
        let days: Vec<String> = (0..loaded.bars.len())
            .map(|at| loaded.bars.date(at).to_string())
            .collect();
        assert_eq!(
            days,
            ["2024-12-30", "2024-12-31", "2025-01-01", "2025-01-02"]
        );
        let told = of(&loaded, Rule::TimeUnit);
        assert_eq!(told.len(), 1);
        assert!(
            told[0]
                .problem
                .contains("milliseconds to epoch microseconds"),
            "{}",
            told[0].problem
        );
    }
}

#[test]
fn rows_that_are_cut_by_another_mark_are_listed_wherever_they_stand() {
    let other = "1-Feb-24;10;12;9;11;1000\n2-Feb-24;10;12;9;11;1000\n";
    let quoted = "\"2024-02-01,10,12,9,11,1000\"\n";
    let clock = "2024-02-01T09:30:00;10;12;9;11;1000\n";
    for (lost, count) in [(other, 2), (quoted, 1), (clock, 1)] {
        for text in [
            format!("{HEADER}{}{lost}", rows(1..=9)),
            format!("{HEADER}{lost}{}", rows(1..=9)),
            format!("{lost}{HEADER}{}", rows(1..=9)),
        ] {
            let loaded = read(&text);
            assert_eq!((loaded.bars.len(), loaded.left_out()), (9, count), "{text}");
        }
    }
    let note = format!("{HEADER}{}Source: a vendor; 3 of 4 rows\n", rows(1..=9));
    let loaded = read(&note);
    assert!(loaded.findings.iter().all(|it| it.rule == Rule::Stale));
    assert_eq!(loaded.left_out(), 0);
}

#[test]
fn more_prose_than_a_note_is_told() {
    for (lines, told) in [(20, 0), (21, 1)] {
        let text = format!("{HEADER}{}{}", rows(1..=9), "Not a row\n".repeat(lines));
        assert_eq!(of(&read(&text), Rule::LongText).len(), told, "{lines}");
    }
}

#[test]
fn a_carriage_return_alone_ends_a_line() {
    let text =
        format!("{HEADER}{}", rows(1..=4)).replacen("1000\n2024-01-03", "1000\r2024-01-03", 1);
    assert_eq!(read(&text).bars.len(), 4);
}

#[test]
fn a_header_that_is_narrower_than_the_rows_is_told_and_proved() {
    // The adjusted close stands where the header has the volume.
    let text = (1..=9)
        .map(|day| format!("2024-01-{day:02},10,12,9,11,10.5,1000\n"))
        .collect::<Vec<String>>()
        .concat();
    let loaded = read(&format!("{HEADER}{text}"));
    assert_eq!(loaded.bars.volume(), None);
    assert_eq!(of(&loaded, Rule::HeaderShape).len(), 1);
    let wrong = (1..=9)
        .map(|day| format!("2024-01-{day:02},7,10,12,9,11,1000\n"))
        .collect::<Vec<String>>()
        .concat();
    let error = data::read_bytes(
        Path::new("X.csv"),
        format!("{HEADER}{wrong}").into(),
        &ReadOptions::default(),
    );
    assert!(
        error
            .expect_err("unproved")
            .to_string()
            .contains("do not prove")
    );
}

#[test]
fn one_adjusted_close_that_cannot_be_read_costs_no_other() {
    let header = "Date,Open,High,Low,Close,Adj Close,Volume\n";
    let text = format!(
        "{header}2024-01-02,10,12,9,11,10.5,7\n2024-01-03,10,12,9,11,?,7\n2024-01-04,10,12,9,11,11,7\n"
    );
    let loaded = read(&text);
    assert_eq!(
        loaded.adjusted_close,
        Some(vec![Some(10.5), None, Some(11.0)])
    );
    let written = data::whole_csv(&[loaded]).expect("a table");
    assert!(
        String::from_utf8(written)
            .expect("text")
            .contains("adj_close")
    );
}

#[test]
fn volume_is_known_by_its_many_names_and_other_headings_are_named() {
    for name in [
        "Trading_Volume",
        "Trading Volume",
        "TradingVolume",
        "real_volume",
        "Cumulative trade volume",
    ] {
        let text = format!(
            "Date,Open,High,Low,Close,Trading_money,{name}\n2024-01-02,10,12,9,11,5000,7\n2024-01-03,10,12,9,11,5000,8\n"
        );
        let loaded = read(&text);
        assert_eq!(loaded.bars.volume(), Some(&[7.0, 8.0][..]), "{name}");
        assert!(
            loaded.source.dialect.contains("not read: Trading_money"),
            "{}",
            loaded.source.dialect
        );
    }
}

#[test]
fn bars_that_begin_within_the_one_before_are_told() {
    let hours = ["12:00", "13:00", "14:00", "14:30", "15:30", "16:30"];
    let rows = hours
        .iter()
        .map(|hour| format!("2024-01-02 {hour},10,12,9,11,5\n"))
        .collect::<Vec<String>>()
        .concat();
    let loaded = read(&format!("{HEADER}{rows}"));
    let told = of(&loaded, Rule::Overlap);
    assert_eq!(told.iter().map(|it| it.row).collect::<Vec<_>>(), [Some(5)]);
    assert_eq!(told[0].done, Done::Kept);
}

#[test]
fn a_split_that_prices_contradict_is_told_with_a_remedy_that_works() {
    let listed = |split: &str, halved: u32| {
        let rows = (1..=20)
            .map(|day| {
                let price = if day < halved { 100 } else { 50 };
                let ratio = if day == 10 { split } else { "1" };
                format!(
                    "2024-01-{day:02},{price},{},{},{price},7,{ratio}\n",
                    price + 1,
                    price - 1
                )
            })
            .collect::<Vec<String>>()
            .concat();
        format!("Date,Open,High,Low,Close,Volume,Split\n{rows}")
    };
    // The wrong way round, a session late, a session early.
    for (text, day) in [
        (listed("0.5", 10), 10),
        (listed("2", 9), 9),
        (listed("2", 11), 11),
    ] {
        let loaded = read(&text);
        let told = of(&loaded, Rule::UnadjustedSplit);
        assert_eq!(told.len(), 1, "{text}");
        assert!(
            told[0].problem.contains("is listed on"),
            "{}",
            told[0].problem
        );
        let adjusting = |splits: Vec<strandline::market::Event>| ReadOptions {
            adjust: data::Adjust::Splits,
            splits,
            ..ReadOptions::default()
        };
        let refused = data::read_bytes(
            Path::new("X.csv"),
            text.clone().into(),
            &adjusting(Vec::new()),
        );
        assert!(
            !refused
                .expect_err("a wrong list")
                .to_string()
                .contains("already")
        );
        assert_eq!(
            loaded.guessed_splits[0].session.to_string(),
            format!("2024-01-{day:02}")
        );
        let mended = read_by(&text, &adjusting(loaded.guessed_splits));
        assert!(
            mended
                .bars
                .close()
                .iter()
                .all(|close| close.to_string() == "50")
        );
    }
}

#[test]
fn zones_named_in_the_times_are_kept_through_the_hour_that_comes_twice() {
    let hours = ["00:00:00", "01:00:00", "01:00:00", "02:00:00"];
    let rows = hours
        .iter()
        .map(|hour| format!("20231105 {hour} US/Eastern,10,12,9,11,5\n"))
        .collect::<Vec<String>>()
        .concat();
    let loaded = read(&format!("{HEADER}{rows}"));
    assert_eq!(loaded.bars.len(), 4, "{:?}", loaded.findings);
}
