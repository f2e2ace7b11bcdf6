//! One bad number in a real file: it is named, and no study stays frozen or poisoned behind it.

use std::path::Path;

use strandline::data::sample::Sample;
use strandline::data::{Finding, Loaded, ReadOptions, Severity, read_bytes};
use strandline::indicator::{Column, Study};

/// Line of the file that is spoilt, counted from 1, header included; and its bar.
const LINE: usize = 1502;
const BAR: usize = LINE - 2;

const STUDIES: [&str; 5] = ["rsi", "adx", "sma", "ema", "max"];

/// The bundled IBM with the close of one row replaced, and its high where that must not be below.
fn spoilt(close: &str, high: Option<&str>) -> Loaded {
    let sample = Sample::named("IBM").expect("a bundled series");
    let text = std::str::from_utf8(sample.csv()).expect("ASCII");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut cells: Vec<&str> = lines[LINE - 1].split(',').collect();
    cells[4] = close;
    if let Some(high) = high {
        cells[2] = high;
    }
    lines[LINE - 1] = cells.join(",");
    let bytes = (lines.join("\n") + "\n").into_bytes();
    let mut all =
        read_bytes(Path::new("IBM.csv"), bytes, &ReadOptions::default()).expect("a file of bars");
    all.swap_remove(0)
}

fn run(study: &str, loaded: &Loaded) -> Column {
    let study: Study = study.parse().expect("a study");
    study.run(&loaded.bars).expect("bars").swap_remove(0)
}

fn names_the_row(finding: &Finding) -> bool {
    finding.row == Some(LINE as u64)
}

#[test]
fn a_number_that_is_none_is_named_and_every_study_begins_anew_behind_it() {
    for close in ["NaN", "inf"] {
        let loaded = spoilt(close, None);
        let finding = loaded
            .findings
            .iter()
            .find(|finding| names_the_row(finding))
            .expect("a finding on the row");
        assert_eq!(finding.severity, Severity::Defect, "{close}: {finding:?}");
        assert_eq!(loaded.bars.gaps(), [BAR], "{close}");

        let clean = spoilt("100", None);
        for study in STUDIES {
            let column = run(study, &loaded);
            let lookback = study.parse::<Study>().unwrap().plan().lookback.unwrap();
            let defined: Vec<bool> = column
                .iter()
                .skip(BAR)
                .map(|value| value.is_some())
                .collect();
            let wanted: Vec<bool> = (0..defined.len()).map(|at| at >= lookback).collect();
            assert_eq!(defined, wanted, "{study} after {close}");
            // Moving on: no two thirds of the values alike, as they would be if frozen.
            let mut values: Vec<u64> = column
                .iter()
                .skip(BAR)
                .flatten()
                .map(f64::to_bits)
                .collect();
            let count = values.len();
            values.dedup();
            assert!(values.len() > count / 10, "{study} is frozen after {close}");
            let last = |loaded: &Loaded| run(study, loaded).last_valid().expect("a value").1;
            let (after, without) = (last(&loaded), last(&clean));
            assert!(
                (after / without - 1.0).abs() < 1e-9,
                "{study}: {after}, {without}"
            );
        }
    }
}

#[test]
fn an_absurd_price_is_named_and_leaves_running_sums_a_little_off() {
    let loaded = spoilt("1e15", Some("1e15"));
    assert!(
        loaded.bars.gaps().is_empty(),
        "it is a number, so it passes"
    );
    assert!(
        loaded.findings.iter().any(names_the_row),
        "{:?}",
        loaded.findings
    );
    let clean = spoilt("100", None);
    let last = |study: &str, loaded: &Loaded| run(study, loaded).last_valid().expect("a value").1;
    let off = |study: &str| (last(study, &loaded) / last(study, &clean) - 1.0).abs();
    // As the documentation of the studies says: about 1e-4 for a running sum, to the end of the stretch.
    let sma = off("sma");
    assert!((1e-6..1e-3).contains(&sma), "sma is off by {sma}");
    for study in ["rsi", "ema", "max", "adx"] {
        assert!(off(study) < 1e-9, "{study} is off by {}", off(study));
    }
}
