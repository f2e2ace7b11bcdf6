//! How far apart the bars of a series are, and what their times then mean.

use std::collections::BTreeMap;

use chrono::{
    DateTime, Datelike, Days, LocalResult, Months, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc,
};
use chrono_tz::Tz;

use super::options::ReadOptions;
use super::table::Table;
use crate::market::Calendar;
use crate::{Error, Result, Time, Timeframe};

/// Most pairs of neighbours that are compared to find the spacing.
const PAIRS: usize = 4096;
const DAY: i64 = 86_400;

/// Gives every row the time it has in `Bars` and tells the timeframe, with a note where times were moved.
///
/// A daily bar gets the date of its session: the date as written, or the date in the stated zone of the instant that the
/// file names. Weeks and months stamped with their first day get their last one, because a bar must not stand before the
/// closes that made it. Intraday bars get UTC where the file or the options say what UTC is, unless the day of the market
/// is over at another time than that of UTC: then they get the market's own time, so that a session is one day.
pub(super) fn settle(
    table: &mut Table,
    what: &str,
    options: &ReadOptions,
) -> Result<(Timeframe, Option<String>)> {
    let is_dated = table.time.iter().all(|time| time.time() == NaiveTime::MIN);
    let offset = table.offset.take();
    let named = table.zone.take();
    if is_dated {
        return Ok(days(table));
    }
    let timezone = options.timezone;
    let instants: Vec<Time> = match (&offset, named.or(timezone)) {
        (Some(offsets), _) => {
            let pairs = table.time.iter().zip(offsets);
            pairs
                .map(|(time, &offset)| later(*time, -i64::from(offset)))
                .collect()
        }
        (None, Some(zone)) => all_to_utc(&table.time, zone),
        (None, None) => table.time.clone(),
    };
    let is_known = offset.is_some() || named.is_some();
    let step = most_common_step(&instants).unwrap_or(DAY);
    if step > DAY * 9 / 10 {
        if let (true, Some(zone)) = (is_known, timezone) {
            table.time = in_zone(&instants, zone);
        }
        for time in &mut table.time {
            *time = time.date().and_time(NaiveTime::MIN);
        }
        return Ok(days(table));
    }
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
    if let (true, Some(zone)) = (is_known, timezone) {
        table.time = in_zone(&instants, zone);
    }
    // A calendar that knows the hours of its market finds the day by itself.
    let finds_day = !matches!(options.calendar, None | Some(Calendar::Weekdays));
    let local = (!finds_day)
        .then(|| own_time(&table.time, &instants))
        .flatten();
    let note = local
        .is_some()
        .then(|| "times of the market, whose day is not that of UTC".to_owned());
    table.time = local.unwrap_or(instants);
    Ok((Timeframe::Minutes(minutes), note))
}

fn in_zone(instants: &[Time], zone: Tz) -> Vec<Time> {
    let local = |time: &Time| zone.from_utc_datetime(time).naive_local();
    instants.iter().map(local).collect()
}

/// The times by the market's clocks, `local`, where these show another date than UTC at some bar. Where clocks that are
/// turned back would show an hour twice, they stand at what they show in winter all year.
fn own_time(local: &[Time], instants: &[Time]) -> Option<Vec<Time>> {
    let mut pairs = local.iter().zip(instants);
    if pairs.all(|(local, instant)| local.date() == instant.date()) {
        return None;
    }
    let mut order: Vec<usize> = (0..instants.len()).collect();
    order.sort_by_key(|&at| instants[at]);
    let is_kept = order
        .windows(2)
        .all(|pair| instants[pair[0]] == instants[pair[1]] || local[pair[0]] < local[pair[1]]);
    if is_kept {
        return Some(local.to_vec());
    }
    let ahead = |(local, instant): (&Time, &Time)| (*local - *instant).num_seconds();
    let winter = local.iter().zip(instants).map(ahead).min()?;
    let moved = instants.iter().map(|instant| later(*instant, winter));
    Some(moved.collect())
}

/// The instants of local times. Where clocks were turned back and rows run through the hour twice, the second run is the
/// later one.
fn all_to_utc(local: &[Time], zone: Tz) -> Vec<Time> {
    let is_falling = local.first() > local.last();
    let mut last: Option<Time> = None;
    let mut instants = Vec::with_capacity(local.len());
    for time in local {
        let instant = match zone.from_local_datetime(time) {
            LocalResult::Ambiguous(one, other) => {
                let utc = |time: DateTime<Tz>| time.with_timezone(&Utc).naive_utc();
                let (one, other) = (utc(one), utc(other));
                match last {
                    Some(last) if is_falling && other < last => other,
                    Some(last) if !is_falling && one <= last => other,
                    None if is_falling => other,
                    _ => one,
                }
            }
            _ => to_utc(*time, zone),
        };
        last = Some(instant);
        instants.push(instant);
    }
    instants
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
        let options = ReadOptions {
            timezone: zone.map(|zone| zone.parse().unwrap()),
            ..ReadOptions::default()
        };
        let (timeframe, _) = settle(&mut table, "x.csv", &options).unwrap();
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
    fn a_session_over_midnight_of_utc_is_one_day() {
        // 10:00 to 11:00 in Sydney is 23:00 to 0:00 UTC of the day before.
        let local = [
            "2023-02-06T10:00:00",
            "2023-02-06T10:30:00",
            "2023-02-06T11:00:00",
        ];
        let expected = ["2023-02-06 10:00", "2023-02-06 10:30", "2023-02-06 11:00"];
        let sydney = Some("Australia/Sydney");
        for (offset, zone) in [(Some(39_600), None), (Some(39_600), sydney), (None, sydney)] {
            assert_eq!(
                settled(&local, offset, zone).1,
                expected,
                "{offset:?} {zone:?}"
            );
        }
        let utc = [
            "2023-02-05T23:00:00",
            "2023-02-05T23:30:00",
            "2023-02-06T00:00:00",
        ];
        assert_eq!(settled(&utc, Some(0), sydney).1, expected);
        assert_eq!(settled(&utc, Some(0), None).1[0], "2023-02-05 23:00");
    }

    #[test]
    fn the_hour_that_clocks_show_twice_is_two_hours() {
        let local = [
            "2023-11-05T00:30:00",
            "2023-11-05T01:00:00",
            "2023-11-05T01:30:00",
            "2023-11-05T01:00:00",
            "2023-11-05T01:30:00",
            "2023-11-05T02:00:00",
        ];
        let utc = ["04:30", "05:00", "05:30", "06:00", "06:30", "07:00"]
            .map(|time| format!("2023-11-05 {time}"));
        let zone = Some("America/New_York");
        assert_eq!(settled(&local, None, zone).1, utc);
        let (mut falling, mut expected) = (local, utc);
        falling.reverse();
        expected.reverse();
        assert_eq!(settled(&falling, None, zone).1, expected);
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
        assert!(settle(&mut table, "x.csv", &ReadOptions::default()).is_err());
    }
}
