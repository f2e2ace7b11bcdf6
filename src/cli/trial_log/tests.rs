//! Logs that are written by several, cut short or of other data.

use super::*;
use crate::Bars;
use crate::market::testing::daily;

/// As many bars as the trial has closes, with this last close.
fn bars(last: f64) -> Bars {
    daily([10.0, 11.0, 12.0, 13.0, 12.0, last].map(crate::Ohlcv::flat))
}

fn trial() -> Trial {
    Trial {
        index: 7,
        values: vec![5.0],
        final_equity: 100_000.123_456_789,
        sharpe: Some(0.1 + 0.2),
        max_drawdown: -1.0 / 3.0,
        closed_trades: 12,
        exposure: 0.25,
        returns: vec![0.0, 0.01, -0.0, 1.0 / 3.0, 0.0],
    }
}

#[test]
fn a_trial_is_read_back_to_the_last_bit() {
    let trial = trial();
    let known = parsed(&written(&trial)).unwrap();
    assert_eq!(known.final_equity.to_bits(), trial.final_equity.to_bits());
    assert_eq!(known.sharpe, trial.sharpe);
    let bits = |values: &[f64]| values.iter().map(|it| it.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(&known.returns), bits(&trial.returns));
    assert_eq!(parsed("1 2 3"), None);
    assert_eq!(parsed("1 - 0 1 0 12"), None);
}

#[test]
fn what_was_tried_is_found_counts_once_and_half_a_line_is_no_trial() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trials.log");
    let bars = bars(14.0);
    let log = TrialLog::open(&path, &[Input::new(&bars)]).unwrap();
    log.add("a", &trial()).unwrap();
    log.add("a", &trial()).unwrap();
    log.add("b", &trial()).unwrap();
    drop(log);
    let mut text = std::fs::read(&path).unwrap();
    let whole = text.len();
    text.extend_from_slice(b"0123 half a li");
    std::fs::write(&path, &text).unwrap();
    let log = TrialLog::open(&path, &[Input::new(&bars)]).unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().len(), whole as u64);
    let found = log.find("a", 3, vec![1.0]).unwrap();
    assert_eq!((found.index, found.closed_trades), (3, 12));
    assert_eq!(log.find("c", 0, Vec::new()), None);
    assert_eq!(log.others([&"a".to_owned()].into_iter()), [trial().returns]);
    let others = super::tests::bars(15.0);
    let other = TrialLog::open(&path, &[Input::new(&others)]).unwrap();
    assert_eq!(other.known.len(), 0);
}

#[test]
fn what_was_tried_counts_when_later_bars_have_come_and_half_a_line_of_another_is_cut() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trials.log");
    let bars = bars(14.0);
    let first = bars.prefix(5);
    let log = TrialLog::open(&path, &[Input::new(&first)]).unwrap();
    let short = Trial {
        returns: vec![0.1, 0.0, 0.0, 0.2],
        ..trial()
    };
    log.add("a", &short).unwrap();
    let now = TrialLog::open(&path, &[Input::new(&bars)]).unwrap();
    assert_eq!(now.find("a", 0, Vec::new()), None);
    assert_eq!(now.others([].into_iter()), [vec![0.1, 0.0, 0.0, 0.2, 0.0]]);
    // Another process died in the middle of a line.
    let mut text = std::fs::read(&path).unwrap();
    text.extend_from_slice(b"0123 half a li");
    std::fs::write(&path, &text).unwrap();
    now.add("b", &trial()).unwrap();
    let now = TrialLog::open(&path, &[Input::new(&bars)]).unwrap();
    assert_eq!(now.known.len(), 2);
}

#[test]
fn a_file_of_something_else_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("prices.csv");
    for text in [
        &b"Date,Close\n2024-01-02,10\n2024-01-03,11"[..],
        b"prices",
        b"\xff\xfe",
        b"strandline trials 1\n",
    ] {
        std::fs::write(&path, text).unwrap();
        let error = TrialLog::open(&path, &[Input::new(&bars(14.0))])
            .unwrap_err()
            .to_string();
        assert!(error.contains("row 1: this is no line"), "{error}");
        assert_eq!(std::fs::read(&path).unwrap(), text);
    }
    // A header that was cut short is begun again.
    for text in ["", "strandline tri"] {
        std::fs::write(&path, text).unwrap();
        TrialLog::open(&path, &[Input::new(&bars(14.0))]).unwrap();
        let begun = std::fs::read_to_string(&path).unwrap();
        assert_eq!(begun, format!("{HEADER}\n"));
    }
}
