//! Bars that are missing, too many or unfinished by the calendar and by their neighbours.

#![expect(clippy::format_push_string, reason = "rows are easier to read so")]

use strandline::Timeframe;
use strandline::data::{Done, Loaded, ReadOptions, Repair, Rule};

use super::findings::{HEADER, MONDAY, WEDNESDAY, read, read_with, told};

#[test]
fn dates_are_held_against_the_calendar_of_the_exchange() {
    // 2024-01-15 is Martin Luther King Day; 2024-01-16 is missing.
    let text = format!("{HEADER}2024-01-12,12,13,11,12,5\n{MONDAY}{WEDNESDAY}");
    let options = ReadOptions {
        calendar: Some("XNYS".parse().unwrap()),
        ..ReadOptions::default()
    };
    let loaded = read_with(&text, &options);
    let expected = [
        (
            Rule::ClosedSession,
            Some(3),
            Done::Kept,
            "2024-01-15 is no session of XNYS",
        ),
        (
            Rule::MissingSession,
            Some(4),
            Done::Kept,
            "no bar on 2024-01-16, a session",
        ),
    ];
    assert_eq!(told(&loaded), expected);
    let unknown = read(&format!("{MONDAY}2024-01-25,12,13,11,12,5\n"));
    let problem = "no bars on 7 weekdays from 2024-01-16 on";
    assert_eq!(
        told(&unknown),
        [(Rule::MissingSession, Some(3), Done::Kept, problem)]
    );
}

#[test]
fn more_than_a_year_without_a_bar_may_be_another_company() {
    let loaded = read(&format!(
        "{MONDAY}2025-02-03,12,13,11,12,5\n2025-02-04,12,13,11,12,6\n"
    ));
    let problem =
        "no bar since 2024-01-15, 385 days before; the ticker may have passed to another company";
    assert_eq!(
        told(&loaded),
        [(Rule::TickerReuse, Some(3), Done::Kept, problem)]
    );
    assert_eq!(loaded.bars.gaps(), [1]);
}

#[test]
fn a_last_bar_with_a_fraction_of_the_usual_volume_looks_unfinished() {
    let mut rows = String::new();
    for day in 1..=21 {
        rows += &format!("2024-01-{day:02},12,13,11,12.{day:02},{}\n", 1000 + day);
    }
    let text = format!("{HEADER}{rows}2024-01-22,12,13,11,12,250\n");
    let options = ReadOptions {
        calendar: Some("24x7".parse().unwrap()),
        ..ReadOptions::default()
    };
    let loaded = read_with(&text, &options);
    let problem =
        "volume 250 of the last bar is below a quarter of 1002, the least of 20 bars before";
    assert_eq!(
        told(&loaded),
        [(Rule::PartialLast, Some(23), Done::Kept, problem)]
    );
    assert_eq!(loaded.bars.len(), 22);
    let repaired = read_with(
        &text,
        &ReadOptions {
            repair: vec![Repair::PartialLast],
            ..options
        },
    );
    assert_eq!(
        (repaired.findings[0].done, repaired.bars.len()),
        (Done::LeftOut, 21)
    );
}

/// 21 days of usual volume, and `last`.
fn cut_off(last: &str, repair: Vec<Repair>) -> Loaded {
    let mut rows = String::new();
    for day in 1..=21 {
        rows += &format!("2024-01-{day:02},12,13,11,12.{day:02},{}\n", 1000 + day);
    }
    let options = ReadOptions {
        calendar: Some("24x7".parse().expect("a calendar")),
        repair,
        ..ReadOptions::default()
    };
    read_with(&format!("{HEADER}{rows}{last}"), &options)
}

const NO_VOLUME: &str = "the last row has no volume; each of the 20 before has";

#[test]
fn a_last_row_that_breaks_off_is_left_out_by_every_finding_about_it() {
    for repair in [vec![], vec![Repair::PartialLast]] {
        let loaded = cut_off("2024-01-22,12,13", repair);
        let empty = "low and close are missing";
        assert_eq!(
            told(&loaded),
            [
                (Rule::Empty, Some(23), Done::LeftOut, empty),
                (Rule::PartialLast, Some(23), Done::LeftOut, NO_VOLUME)
            ]
        );
        assert_eq!((loaded.bars.len(), loaded.left_out()), (21, 1));
    }
}

#[test]
fn a_last_row_without_its_volume_looks_unfinished_and_its_volume_is_not_0() {
    let last = "2024-01-22,12,13,11,12.5";
    let loaded = cut_off(last, vec![]);
    let missing = "volume is missing; taken as 0";
    assert_eq!(
        told(&loaded),
        [
            (Rule::BadVolume, Some(23), Done::Repaired, missing),
            (Rule::PartialLast, Some(23), Done::Kept, NO_VOLUME)
        ]
    );
    let repaired = cut_off(last, vec![Repair::PartialLast]);
    assert_eq!(
        told(&repaired),
        [(Rule::PartialLast, Some(23), Done::LeftOut, NO_VOLUME)]
    );
    assert_eq!((repaired.bars.len(), repaired.left_out()), (21, 1));
}

#[test]
fn an_intraday_bar_off_the_grid_looks_unfinished() {
    let text = "Time,Open,High,Low,Close\n2024-01-15 09:30,12,13,11,12\n2024-01-15 09:35,12,13,11,12\n\
                2024-01-15 09:40,12,13,11,12\n2024-01-15 09:43,12,13,11,12\n";
    let loaded = read_with(text, &ReadOptions::default());
    assert_eq!(loaded.bars.timeframe(), Timeframe::Minutes(5));
    let problem = "the last bar begins at 09:43:00, not a multiple of 5m after 09:30:00";
    assert_eq!(
        told(&loaded),
        [(Rule::PartialLast, Some(5), Done::Kept, problem)]
    );
}
