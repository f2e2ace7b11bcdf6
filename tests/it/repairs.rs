//! Repairs that were asked for, and splits: found, listed, applied.

#![expect(
    clippy::float_cmp,
    reason = "numbers are read exactly as they are written"
)]

use std::path::Path;

use strandline::data::{self, Adjust, Done, ReadOptions, Repair, Rule};
use strandline::market::{Event, EventKind};
use strandline::{Basis, Remedy, Setting};

use super::findings::{HEADER, MONDAY, WEDNESDAY, read, read_with, told};

#[test]
fn repairs_are_made_on_request_only_and_listed() {
    let repair = |rows: &str, repair: Repair| {
        let options = ReadOptions {
            repair: vec![repair],
            ..ReadOptions::default()
        };
        read_with(&format!("{HEADER}{MONDAY}{rows}{WEDNESDAY}"), &options)
    };
    let ohlc = repair("2024-01-16,12,12.2,12.1,12.5,200\n", Repair::Ohlc);
    assert!(
        ohlc.findings
            .iter()
            .all(|finding| finding.done == Done::Repaired)
            && ohlc.findings.len() == 2
    );
    assert_eq!((ohlc.bars.high()[1], ohlc.bars.low()[1]), (12.5, 12.0));
    let open = repair("2024-01-16,0,13,12.6,12.8,200\n", Repair::Open);
    let problem = "open is missing; 12.6 taken from the close before";
    assert_eq!(
        told(&open),
        [(Rule::NonPositive, Some(3), Done::Repaired, problem)]
    );
    assert_eq!(open.bars.open()[1], 12.6);
    let rows = "2024-01-16,12,13,11,12,200\n2024-01-16,12,13,11,12.1,200\n";
    let duplicate = repair(rows, Repair::Duplicate);
    let problem = "another row of this time, 4, stands";
    assert_eq!(
        told(&duplicate),
        [(Rule::Duplicate, Some(3), Done::LeftOut, problem)]
    );
    assert_eq!(duplicate.bars.close()[1], 12.1);
    // A repair mends its own defect and no other.
    let other = repair("2024-01-16,12,13,0,12,200\n", Repair::Ohlc);
    assert_eq!(
        told(&other),
        [(
            Rule::NonPositive,
            Some(3),
            Done::LeftOut,
            "low is not above 0"
        )]
    );
}

/// Prices around 400, a 4:1 split on 2024-01-17, prices around 100.
const SPLIT: &str = "2024-01-15,400,404,396,402,100\n2024-01-16,402,408,400,404,100\n\
                     2024-01-17,101,103,100,102,400\n2024-01-18,102,104,101,103,400\n";

#[test]
fn a_jump_like_a_split_is_reported_with_date_and_ratio_and_never_applied() {
    let loaded = read(SPLIT);
    let problem = "looks like a 4:1 split on 2024-01-17: close 404, then open 101";
    assert_eq!(
        told(&loaded),
        [(Rule::UnadjustedSplit, Some(4), Done::Kept, problem)]
    );
    assert_eq!(
        loaded.findings[0].remedy.as_ref().map(Remedy::to_string),
        Some("if it was one adjust = splits, split = 2024-01-17:4".to_owned())
    );
    assert_eq!(loaded.bars.basis(), Basis::Unknown);
    let options = ReadOptions {
        adjust: Adjust::Splits,
        ..ReadOptions::default()
    };
    let bytes = format!("{HEADER}{SPLIT}").into_bytes();
    let error = data::read_bytes(Path::new("ACME.csv"), bytes, &options).unwrap_err();
    let help = error.help().unwrap();
    assert!(help.ends_with("split = 2020-08-31:4"), "{help}");
}

#[test]
fn a_stated_split_divides_the_prices_before_it() {
    let options = ReadOptions {
        adjust: Adjust::Splits,
        splits: vec!["2024-01-17:4".parse().unwrap()],
        ..ReadOptions::default()
    };
    let loaded = read_with(&format!("{HEADER}{SPLIT}"), &options);
    assert_eq!(told(&loaded), []);
    assert_eq!(loaded.bars.close(), [100.5, 101.0, 102.0, 103.0]);
    assert_eq!(loaded.bars.volume(), Some([400.0; 4].as_slice()));
    assert_eq!(loaded.bars.basis(), Basis::SplitAdjusted);
    assert_eq!(loaded.events, options.splits);
}

#[test]
fn dividends_before_a_split_are_divided_with_the_prices() {
    let dividends = ["0.5,", "0,", "0.25,4", "0.3,"];
    let rows = SPLIT.lines().zip(dividends);
    let rows: Vec<String> = rows.map(|(row, cells)| format!("{row},{cells}")).collect();
    let header = HEADER.replace('\n', ",Dividends,Splits\n");
    let text = header + &rows.join("\n");
    let amounts = |adjust| {
        let options = ReadOptions {
            adjust,
            ..ReadOptions::default()
        };
        let events = read_with(&text, &options).events;
        let amount = |event: &Event| match event.kind {
            EventKind::Dividend { amount } => Some(amount),
            _ => None,
        };
        events.iter().filter_map(amount).collect::<Vec<_>>()
    };
    // The one of the day of the split is paid on the new shares.
    assert_eq!(amounts(Adjust::None), [0.5, 0.25, 0.3]);
    assert_eq!(amounts(Adjust::Splits), [0.125, 0.25, 0.3]);
}

#[test]
fn a_split_after_the_last_bar_divides_nothing() {
    let read = |split: &str| {
        let options = ReadOptions {
            adjust: Adjust::Splits,
            splits: vec!["2024-01-17:4".parse().unwrap(), split.parse().unwrap()],
            ..ReadOptions::default()
        };
        let bytes = format!("{HEADER}{SPLIT}").into_bytes();
        data::read_bytes(Path::new("ACME.csv"), bytes, &options)
    };
    let error = read("2024-01-19:2").unwrap_err().to_string();
    assert!(error.contains("after the last row, 2024-01-18"), "{error}");
    assert_eq!(read("2024-01-15:2").unwrap()[0].bars.close()[0], 100.5);
}

#[test]
fn a_split_that_prices_do_not_show_is_refused() {
    let text = "Date,Open,High,Low,Close,Volume,Dividends,Stock Splits\n2024-01-15,100,101,99,100.5,400,0,0\n\
                2024-01-16,100.5,102,100,101,400,0.5,0\n2024-01-17,101,103,100,102,400,0,4\n";
    let loaded = read_with(text, &ReadOptions::default());
    assert_eq!(
        (told(&loaded), loaded.bars.basis()),
        (Vec::new(), Basis::Unknown)
    );
    assert_eq!(loaded.events.len(), 2);
    let options = ReadOptions {
        adjust: Adjust::Splits,
        ..ReadOptions::default()
    };
    let error = data::read_bytes(Path::new("ACME.csv"), text.into(), &options).unwrap_err();
    assert!(error.to_string().contains("adjusted already"), "{error}");
}

#[test]
fn the_step_of_the_adjusted_close_proves_a_split() {
    let text = "Date,Open,High,Low,Close,Adj Close,Volume\n2024-01-15,30,31,29,30,20,5\n2024-01-16,30,31,29,30.5,20.3,6\n\
                2024-01-17,20,21,19,20.5,20.5,5\n";
    let loaded = read_with(text, &ReadOptions::default());
    assert_eq!(loaded.findings.len(), 1);
    let problem = &loaded.findings[0].problem;
    assert!(
        problem.starts_with("1.5025:1 split on 2024-01-17 by the adjusted close"),
        "{problem}"
    );
}

#[test]
fn the_options_that_apply_splits_name_those_that_are_only_guessed() {
    let guessed = read(SPLIT);
    assert_eq!(
        guessed.split_settings(),
        [
            Setting::new("adjust", "splits"),
            Setting::new("split", "2024-01-17:4")
        ]
    );
    assert_eq!(guessed.events, []);
    let listed = SPLIT
        .lines()
        .zip(["", "", "4", ""])
        .map(|(row, split)| format!("{row},{split}\n"));
    let header = HEADER.replace('\n', ",Split\n");
    let text = format!("{header}{}", listed.collect::<String>());
    let listed = read_with(&text, &ReadOptions::default());
    assert_eq!(listed.findings.len(), 1);
    assert_eq!(listed.split_settings(), guessed.split_settings()[..1]);
}
