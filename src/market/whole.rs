//! Whether a week or month is whole, as far as its bars can tell.
//!
//! A period in the middle of a gap-free stretch is vouched for by the bars around it. At the start of a series, and
//! after a gap, bars may be missing: there a period counts as whole only if nothing of it can lie before its first bar.
//! A daily bar on a Monday begins a week by its date alone; one on a Tuesday does so only where a calendar says that
//! Monday was no session.

use chrono::{Days, NaiveDate, TimeDelta};

use super::resample::{Builder, periods_by};
use super::{Bars, Calendar, Resampled, Time, Timeframe};
use crate::Result;

/// Joins daily bars into whole weeks or months, as [`resample`](super::resample) does; what may be a part of one is left out.
///
/// A period is whole if neither a gap lies in it nor one between it and the bar that shows its end, and if a bar before
/// it or the dates show its begin: the first bar of a series, and the first one after a gap, begins a week if it is a
/// Monday, or if `calendar` says that no session came before it in that week. A gap stands where periods are left out.
///
/// # Errors
///
/// As [`resample`](super::resample).
pub fn resample_whole(
    bars: &Bars,
    timeframe: Timeframe,
    calendar: Option<Calendar>,
) -> Result<Resampled> {
    let done = periods_by(bars, timeframe, calendar)?;
    let mut longer = Builder::new(bars, timeframe);
    for period in done {
        let first = period.first.date();
        let since = timeframe.first_day(calendar.map_or(first, |it| it.counted(first)));
        let is_begun =
            period.is_vouched_for || reaches_back(bars.timeframe(), since, period.first, calendar);
        if is_begun && !period.has_hole {
            longer.push(&period)?;
        } else {
            longer.bars.gap();
        }
    }
    Ok(longer.build())
}

/// Whether surely no bar of `timeframe` lies between the begin of the day `since` and the bar at `time`, so far as its
/// date and `calendar` tell.
pub(crate) fn reaches_back(
    timeframe: Timeframe,
    since: NaiveDate,
    time: Time,
    calendar: Option<Calendar>,
) -> bool {
    let is_too_late = latest_before(timeframe, time).is_some_and(|latest| latest < since);
    is_too_late || calendar.and_then(|it| opening(it, timeframe, since)) == Some(time)
}

/// The last date that a bar before the one at `time` can carry.
fn latest_before(timeframe: Timeframe, time: Time) -> Option<NaiveDate> {
    match timeframe {
        Timeframe::Minutes(_) => Some(time.checked_sub_signed(TimeDelta::seconds(1))?.date()),
        _ => timeframe
            .first_day(time.date())
            .checked_sub_days(Days::new(1)),
    }
}

/// The time of the first bar that can be traded from `since` on.
fn opening(calendar: Calendar, timeframe: Timeframe, since: NaiveDate) -> Option<Time> {
    let first = calendar.next_session(since.pred_opt()?)?;
    match timeframe {
        Timeframe::Minutes(_) => Some(calendar.session(first)?.open.naive_utc()),
        _ => Some(first.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Ohlcv;
    use crate::market::testing::builder;

    fn is_first(timeframe: Timeframe, span: Timeframe, time: &str, calendar: &str) -> bool {
        let time: Time = time.parse().unwrap();
        let since = span.first_day(time.date());
        reaches_back(timeframe, since, time, calendar.parse().ok())
    }

    #[test]
    fn a_day_begins_its_week_if_it_is_a_monday_or_the_days_before_were_closed() {
        let is_first = |day: &str, calendar: &str| {
            let time = format!("{day}T00:00:00");
            is_first(Timeframe::Day, Timeframe::Week, &time, calendar)
        };
        assert!(is_first("2025-01-13", ""));
        // Monday the 20th is Martin Luther King Day.
        assert!(!is_first("2025-01-21", ""));
        assert!(!is_first("2025-01-21", "weekdays"));
        assert!(is_first("2025-01-21", "XNYS"));
        assert!(!is_first("2025-01-22", "XNYS"));
        // The table of the exchange does not reach so far back.
        assert!(!is_first("1800-01-07", "XNYS"));
    }

    #[test]
    fn a_bar_as_long_as_the_span_is_all_of_it() {
        let time = "2025-01-22T00:00:00";
        assert!(is_first(Timeframe::Day, Timeframe::Day, time, ""));
        assert!(is_first(Timeframe::Week, Timeframe::Week, time, ""));
        assert!(!is_first(Timeframe::Week, Timeframe::Month, time, ""));
        // The week before ended in December.
        let time = "2025-01-03T00:00:00";
        assert!(is_first(Timeframe::Week, Timeframe::Month, time, ""));
    }

    #[test]
    fn a_bar_of_minutes_begins_its_day_at_midnight_or_at_the_opening() {
        let is_first = |time: &str, calendar: &str| {
            is_first(Timeframe::Minutes(5), Timeframe::Day, time, calendar)
        };
        assert!(is_first("2025-01-06T00:00:00", ""));
        assert!(!is_first("2025-01-06T14:30:00", ""));
        assert!(is_first("2025-01-06T14:30:00", "XNYS"));
        assert!(!is_first("2025-01-06T14:35:00", "XNYS"));
    }

    /// Daily bars on these days of January 2024, whose first is a Monday; a gap stands before a day below 0.
    fn days(days: &[i32]) -> Bars {
        let mut builder = builder();
        for &day in days {
            if day < 0 {
                builder.gap();
            }
            let date = NaiveDate::from_ymd_opt(2024, 1, day.unsigned_abs()).unwrap();
            let row = Ohlcv::flat(f64::from(day.abs()));
            builder.push(date.into(), row).unwrap();
        }
        builder.build()
    }

    /// Last close and moment of each whole week of these days.
    fn whole(calendar: &str, days_of_january: &[i32]) -> Vec<(f64, usize)> {
        let bars = days(days_of_january);
        let weeks = resample_whole(&bars, Timeframe::Week, calendar.parse().ok()).unwrap();
        let close = weeks.bars.close().iter().copied();
        close.zip(weeks.known_at).collect()
    }

    #[test]
    fn a_week_that_the_series_begins_within_is_not_whole() {
        let rest = [8, 9, 10, 11, 12];
        let from = |first: &[i32]| whole("weekdays", &[first, &rest].concat());
        assert_eq!(from(&[1, 2, 3, 4, 5]), [(5.0, 4), (12.0, 9)]);
        assert_eq!(from(&[2, 3, 4, 5]), [(12.0, 8)]);
        // Monday the 1st was a holiday in New York.
        let new_york = whole("XNYS", &[&[2, 3, 4, 5], rest.as_slice()].concat());
        assert_eq!(new_york, [(5.0, 3), (12.0, 8)]);
    }

    #[test]
    fn a_week_with_a_hole_anywhere_is_not_whole() {
        let between = |middle: &[i32]| {
            let all = [&[1, 2, 3, 4, 5], middle, &[17, 18, 19, 22, 23]].concat();
            (whole("weekdays", &all), whole("", &all))
        };
        let (_, without) = between(&[8, 9, 10, 11, 12, 15, 16]);
        assert_eq!(without, [(5.0, 5), (12.0, 10), (19.0, 15)]);
        let last = |at: usize| vec![(5.0, 4), (19.0, at)];
        // Without a calendar a week is over at the next one's first bar; after a gap nobody knows what lies between.
        assert_eq!(
            between(&[8, 9, -11, 12, 15, 16]),
            (last(13), vec![(5.0, 5), (19.0, 14)])
        );
        assert_eq!(
            between(&[8, 9, 10, 11, -15, 16]),
            (last(13), vec![(5.0, 5), (19.0, 14)])
        );
        assert_eq!(
            between(&[-9, 10, 11, 12, 15, 16]),
            (last(13), vec![(19.0, 14)])
        );
    }

    #[test]
    fn a_gap_stands_where_a_part_of_a_week_is_left_out() {
        let bars = days(&[1, 2, 3, 4, 5, 8, -10, 11, 12, 15, 16, 17, 18, 19]);
        let weeks = resample_whole(&bars, Timeframe::Week, Some(Calendar::Weekdays)).unwrap();
        assert_eq!(weeks.bars.close(), [5.0, 19.0]);
        assert_eq!(weeks.bars.gaps(), [1]);
    }

    #[test]
    fn a_part_of_the_bars_gives_the_first_part_of_the_whole_weeks() {
        let bars = days(&[
            1, 2, 3, 4, 5, 8, -10, 11, 12, -16, 17, 18, 19, 22, 23, 24, 25, -29, 30,
        ]);
        for calendar in [None, Some(Calendar::Weekdays)] {
            let all = resample_whole(&bars, Timeframe::Week, calendar).unwrap();
            for len in 0..=bars.len() {
                let part = resample_whole(&bars.prefix(len), Timeframe::Week, calendar).unwrap();
                let known = all.known_at.partition_point(|&at| at < len);
                assert_eq!(part.known_at, all.known_at[..known]);
                assert_eq!(part.bars, all.bars.prefix(known));
            }
        }
    }
}
