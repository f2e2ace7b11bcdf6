//! Dates as they are written, against a calendar on the wall.

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Every weekday is a session.
fn weekdays(from: NaiveDate, back: i64) -> Option<NaiveDate> {
    let mut day = from;
    while day.weekday().number_from_monday() > 5 {
        day = day.pred_opt()?;
    }
    for _ in 0..back.unsigned_abs() {
        loop {
            day = if back > 0 {
                day.pred_opt()?
            } else {
                day.succ_opt()?
            };
            if day.weekday().number_from_monday() <= 5 {
                break;
            }
        }
    }
    Some(day)
}

fn span(when: &When, as_of: &str) -> (String, String) {
    let span = when.resolve(day(as_of), &weekdays).unwrap();
    (span.from.to_string(), span.to.to_string())
}

fn one(when: &When, as_of: &str) -> String {
    let (from, to) = span(when, as_of);
    assert_eq!(from, to);
    from
}

#[test]
fn a_day_without_year_is_the_last_one_not_after_the_as_of_date() {
    let fourth = When::DayOfMonth { month: 7, day: 4 };
    assert_eq!(one(&fourth, "2025-07-08"), "2025-07-04");
    assert_eq!(one(&fourth, "2025-07-03"), "2024-07-04");
    let leap = When::DayOfMonth { month: 2, day: 29 };
    assert_eq!(one(&leap, "2025-07-03"), "2024-02-29");
    assert_eq!(one(&When::DayNumber(31), "2025-05-02"), "2025-03-31");
}

#[test]
fn a_weekday_is_the_last_one_the_as_of_date_included() {
    assert_eq!(
        one(&When::Weekday(Weekday::Mon), "2025-01-27"),
        "2025-01-27"
    );
    assert_eq!(
        one(&When::Weekday(Weekday::Tue), "2025-01-27"),
        "2025-01-21"
    );
    assert_eq!(
        one(&When::WeekdayLastWeek(Weekday::Mon), "2025-01-29"),
        "2025-01-20"
    );
}

#[test]
fn the_last_day_of_a_month_is_its_last_session() {
    let last = When::LastDayOf {
        month: 8,
        year: None,
    };
    assert_eq!(one(&last, "2020-08-31"), "2020-08-31");
    assert_eq!(one(&last, "2025-10-01"), "2025-08-29");
}

#[test]
fn stretches_have_both_ends() {
    let late = When::Month {
        month: 8,
        year: None,
        part: Part::Late,
    };
    assert_eq!(
        span(&late, "2025-11-14"),
        ("2025-08-21".into(), "2025-08-31".into())
    );
    let last = When::LastQuarter;
    assert_eq!(
        span(&last, "2025-02-14"),
        ("2024-10-01".into(), "2024-12-31".into())
    );
    assert_eq!(
        span(&When::LastWeek, "2025-11-19"),
        ("2025-11-10".into(), "2025-11-16".into())
    );
}

#[test]
fn sessions_are_counted_by_the_series() {
    let friday = Box::new(When::Weekday(Weekday::Fri));
    assert_eq!(
        one(&When::SessionsAfter(1, friday), "2025-11-19"),
        "2025-11-17"
    );
    assert_eq!(one(&When::SessionsAgo(1), "2025-11-17"), "2025-11-14");
}
