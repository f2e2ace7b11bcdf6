//! Dates and times: ISO in text, short in pictures.

use chrono::{Datelike, NaiveDate, NaiveTime};

use super::count;
use crate::market::Stale;
use crate::{Bars, Time, Timeframe};

/// The date of bar `at`, `2017-08-17`, and the minute where bars are shorter than a day; empty where there is no such bar.
pub fn when(bars: &Bars, at: usize) -> String {
    let time = bars.time().get(at);
    let text = time.map(|time| {
        time.format(iso(bars.timeframe() < Timeframe::Day))
            .to_string()
    });
    text.unwrap_or_default()
}

/// A date, and the minute unless that is midnight.
pub fn moment(time: Time) -> String {
    time.format(iso(time.time() != NaiveTime::MIN)).to_string()
}

fn iso(has_minute: bool) -> &'static str {
    if has_minute {
        "%Y-%m-%d %H:%M"
    } else {
        "%Y-%m-%d"
    }
}

/// `17 Aug 2017`.
pub fn day(date: NaiveDate) -> String {
    date.format("%-d %b %Y").to_string()
}

/// `17 Aug`, with the year if it is not that of `reference`.
pub fn short_day(date: NaiveDate, reference: NaiveDate) -> String {
    if date.year() == reference.year() {
        date.format("%-d %b").to_string()
    } else {
        day(date)
    }
}

/// [`short_day`], and the minute where bars are shorter than a day: `17 Aug 14:35`.
pub fn short_moment(time: Time, timeframe: Timeframe, reference: NaiveDate) -> String {
    let day = short_day(time.date(), reference);
    if timeframe < Timeframe::Day {
        format!("{day} {}", time.format("%H:%M"))
    } else {
        day
    }
}

/// How long ago the last bar was: `225 sessions ago`.
pub fn age(stale: Stale) -> String {
    let noun = if stale.is_counted {
        "session"
    } else {
        "weekday"
    };
    format!("{} ago", count(stale.sessions, noun))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_short_within_its_year_and_has_its_minute_on_short_bars() {
        let date = NaiveDate::from_ymd_opt(2017, 8, 17).unwrap();
        let time = date.and_hms_opt(14, 35, 0).unwrap();
        assert_eq!(day(date), "17 Aug 2017");
        assert_eq!(short_day(date, date), "17 Aug");
        let later = NaiveDate::from_ymd_opt(2018, 1, 2).unwrap();
        assert_eq!(short_day(date, later), "17 Aug 2017");
        let five = Timeframe::Minutes(5);
        assert_eq!(short_moment(time, five, date), "17 Aug 14:35");
        assert_eq!(short_moment(time, Timeframe::Day, date), "17 Aug");
        assert_eq!(moment(time), "2017-08-17 14:35");
        assert_eq!(moment(date.into()), "2017-08-17");
    }
}
