//! How far apart the bars of a series are, and what their times then mean.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use super::table::Table;
use crate::{Error, Result, Time, Timeframe};

/// Most pairs of neighbours that are compared to find the spacing.
const PAIRS: usize = 4096;
const DAY: i64 = 86_400;

/// Gives every row the time it has in `Bars` and tells the timeframe, with a note where times were moved.
///
/// A daily bar gets the date of its session: the date as written, or the date in `timezone` of the instant that the file
/// names. Weeks and months stamped with their first day get their last one, because a bar must not stand before the
/// closes that made it. Intraday bars get UTC where the file or `timezone` says what UTC is.
pub(super) fn settle(
    table: &mut Table,
    what: &str,
    timezone: Option<Tz>,
) -> Result<(Timeframe, Option<String>)> {
    let is_dated = table.time.iter().all(|time| time.time() == NaiveTime::MIN);
    let offset = table.offset.take();
    if is_dated {
        return Ok(days(table));
    }
    let instants: Vec<Time> = match (&offset, timezone) {
        (Some(offsets), _) => {
            let pairs = table.time.iter().zip(offsets);
            pairs
                .map(|(time, &offset)| later(*time, -i64::from(offset)))
                .collect()
        }
        (None, Some(zone)) => table.time.iter().map(|time| to_utc(*time, zone)).collect(),
        (None, None) => table.time.clone(),
    };
    let step = most_common_step(&instants).unwrap_or(DAY);
    if step > DAY * 9 / 10 {
        if let (Some(_), Some(zone)) = (&offset, timezone) {
            table.time = instants
                .iter()
                .map(|time| zone.from_utc_datetime(time).naive_local())
                .collect();
        }
        for time in &mut table.time {
            *time = time.date().and_time(NaiveTime::MIN);
        }
        return Ok(days(table));
    }
    table.time = instants;
    let minutes = u32::try_from(step / 60)
        .ok()
        .filter(|&minutes| minutes > 0 && step % 60 == 0);
    let Some(minutes) = minutes else {
        return Err(Error::Data {
            what: what.to_owned(),
            problem: format!("bars are {step} seconds apart; the shortest are of 1 minute"),
            help: Some("gather them into bars of a minute or more first".into()),
        });
    };
    Ok((Timeframe::Minutes(minutes), None))
}

fn later(time: Time, seconds: i64) -> Time {
    time.checked_add_signed(TimeDelta::seconds(seconds))
        .unwrap_or(time)
}

/// The instant of a local time; the earlier one where clocks were turned back, and the time after the step where they
/// were turned forward.
fn to_utc(local: Time, zone: Tz) -> Time {
    let found: Option<DateTime<Tz>> = zone
        .from_local_datetime(&local)
        .earliest()
        .or_else(|| zone.from_local_datetime(&later(local, 3600)).earliest());
    found.map_or(local, |time| time.with_timezone(&Utc).naive_utc())
}

/// The timeframe of rows that carry dates.
fn days(table: &mut Table) -> (Timeframe, Option<String>) {
    let step = most_common_step(&table.time).map_or(1, |seconds| seconds / DAY);
    let (timeframe, last): (_, fn(NaiveDate) -> Option<NaiveDate>) = match step {
        7 => (Timeframe::Week, last_of_week),
        28..=31 => (Timeframe::Month, last_of_month),
        _ => return (Timeframe::Day, None),
    };
    let is_start = |time: &Time| match timeframe {
        Timeframe::Week => matches!(time.weekday(), chrono::Weekday::Mon | chrono::Weekday::Sun),
        _ => time.day() == 1,
    };
    let starts = table.time.iter().filter(|time| is_start(time)).count();
    if starts * 10 < table.time.len() * 8 {
        return (timeframe, None);
    }
    for time in &mut table.time {
        // A week that begins on Sunday ends on the Saturday after.
        let anchor = if timeframe == Timeframe::Week {
            time.date() + Days::new(1)
        } else {
            time.date()
        };
        let moved = last(anchor).unwrap_or(time.date());
        *time = moved.and_time(NaiveTime::MIN);
    }
    let note = format!("each {timeframe} dated by its last day instead of its first");
    (timeframe, Some(note))
}

fn last_of_week(date: NaiveDate) -> Option<NaiveDate> {
    date.checked_add_days(Days::new(u64::from(
        6 - date.weekday().num_days_from_monday(),
    )))
}

fn last_of_month(date: NaiveDate) -> Option<NaiveDate> {
    date.with_day(1)?
        .checked_add_months(Months::new(1))?
        .pred_opt()
}

/// The most common distance of neighbours in seconds, by up to [`PAIRS`] of them spread evenly; the shorter of two
/// equally common ones. Months count as one distance.
fn most_common_step(times: &[Time]) -> Option<i64> {
    let is_falling = || times.is_sorted_by(|a, b| a >= b);
    let mut sorted = Vec::new();
    let times = if times.is_sorted() || is_falling() {
        times
    } else {
        sorted.extend_from_slice(times);
        sorted.sort_unstable();
        &sorted[..]
    };
    let stride = (times.len() / PAIRS).max(1);
    let mut counts = BTreeMap::new();
    for at in (1..times.len()).step_by(stride) {
        let seconds = (times[at] - times[at - 1]).num_seconds().abs();
        let is_month = (28 * DAY..=31 * DAY).contains(&seconds) && seconds % DAY == 0;
        // Clocks that are put forward or back lengthen or shorten a day by an hour.
        let is_day = (23 * 3600..=25 * 3600).contains(&seconds);
        let step = if is_month {
            30 * DAY
        } else if is_day {
            DAY
        } else {
            seconds
        };
        if step > 0 {
            *counts.entry(step).or_insert(0_usize) += 1;
        }
    }
    let most = counts
        .iter()
        .max_by_key(|&(&step, &count)| (count, std::cmp::Reverse(step)))?;
    Some(*most.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(
        times: &[&str],
        offset: Option<i32>,
        zone: Option<&str>,
    ) -> (Timeframe, Vec<String>) {
        let mut table = Table {
            time: times.iter().map(|time| time.parse().unwrap()).collect(),
            offset: offset.map(|offset| vec![offset; times.len()]),
            ..Table::default()
        };
        let zone = zone.map(|zone| zone.parse().unwrap());
        let (timeframe, _) = settle(&mut table, "x.csv", zone).unwrap();
        (
            timeframe,
            table
                .time
                .iter()
                .map(|time| time.format("%Y-%m-%d %H:%M").to_string())
                .collect(),
        )
    }

    #[test]
    fn the_most_common_distance_is_the_timeframe() {
        let day = [
            "2024-01-04T00:00:00",
            "2024-01-05T00:00:00",
            "2024-01-08T00:00:00",
            "2024-01-09T00:00:00",
        ];
        assert_eq!(settled(&day, None, None).0, Timeframe::Day);
        let five = [
            "2024-01-04T09:30:00",
            "2024-01-04T09:35:00",
            "2024-01-04T09:40:00",
            "2024-01-05T09:30:00",
        ];
        assert_eq!(settled(&five, None, None).0, Timeframe::Minutes(5));
        let closes = ["2024-01-04T16:00:00", "2024-01-05T16:00:00"];
        let expected = (
            Timeframe::Day,
            vec!["2024-01-04 00:00".to_owned(), "2024-01-05 00:00".to_owned()],
        );
        assert_eq!(settled(&closes, None, None), expected);
    }

    #[test]
    fn weeks_and_months_stand_at_their_end() {
        let (timeframe, dates) =
            settled(&["2024-01-01T00:00:00", "2024-01-08T00:00:00"], None, None);
        assert_eq!(
            (timeframe, dates[1].as_str()),
            (Timeframe::Week, "2024-01-14 00:00")
        );
        let (timeframe, dates) =
            settled(&["2024-01-05T00:00:00", "2024-01-12T00:00:00"], None, None);
        assert_eq!(
            (timeframe, dates[1].as_str()),
            (Timeframe::Week, "2024-01-12 00:00")
        );
        let (timeframe, dates) =
            settled(&["2024-01-01T00:00:00", "2024-02-01T00:00:00"], None, None);
        assert_eq!(
            (timeframe, dates[1].as_str()),
            (Timeframe::Month, "2024-02-29 00:00")
        );
    }

    #[test]
    fn instants_become_utc_and_the_session_date_of_the_market() {
        let local = ["2024-01-04T09:30:00", "2024-01-04T09:35:00"];
        assert_eq!(
            settled(&local, Some(-18_000), None).1[0],
            "2024-01-04 14:30"
        );
        assert_eq!(
            settled(&local, None, Some("America/New_York")).1[0],
            "2024-01-04 14:30"
        );
        // Midnight in Hong Kong is 16:00 UTC of the day before.
        let midnight = ["2024-01-03T16:00:00", "2024-01-04T16:00:00"];
        assert_eq!(
            settled(&midnight, Some(0), Some("Asia/Hong_Kong")).1[0],
            "2024-01-04 00:00"
        );
        // The date as written counts where the file writes local midnight.
        let written = ["2024-01-04T00:00:00", "2024-01-05T00:00:00"];
        assert_eq!(
            settled(&written, Some(-18_000), None).1[0],
            "2024-01-04 00:00"
        );
    }

    #[test]
    fn seconds_are_refused() {
        let mut table = Table {
            time: ["2024-01-04T09:30:00", "2024-01-04T09:30:10"]
                .iter()
                .map(|time| time.parse().unwrap())
                .collect(),
            ..Table::default()
        };
        assert!(settle(&mut table, "x.csv", None).is_err());
    }
}
