//! A stock exchange: its closed days, hours and exceptions, for the range its table covers.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

use super::session::{Day, Session};
use super::{is_weekend, table};
use crate::{Error, Result};

/// One exchange of the embedded table.
#[derive(Debug, Clone, PartialEq)]
pub struct Exchange {
    pub(super) code: String,
    pub(super) zone: Tz,
    pub(super) first: NaiveDate,
    pub(super) last: NaiveDate,
    /// Regular hours, each since a date, rising.
    pub(super) hours: Vec<Hours>,
    /// Closed weekdays, rising.
    pub(super) closed: Vec<NaiveDate>,
    pub(super) early: BTreeMap<NaiveDate, NaiveTime>,
    pub(super) late: BTreeMap<NaiveDate, NaiveTime>,
}

/// Regular hours in local time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Hours {
    pub(super) since: NaiveDate,
    pub(super) open: NaiveTime,
    pub(super) close: NaiveTime,
    pub(super) lunch: Option<(NaiveTime, NaiveTime)>,
}

static ALL: LazyLock<Vec<Exchange>> = LazyLock::new(|| {
    table::read(include_str!("table.txt"), include_str!("errata.txt"))
        .expect("a test reads the embedded table")
});

impl Exchange {
    /// All exchanges there are, in the order of the table.
    pub fn all() -> &'static [Self] {
        &ALL
    }

    /// The exchange with this market identifier code (ISO 10383), in any case.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] with the codes there are.
    pub fn named(code: &str) -> Result<&'static Self> {
        let found = ALL.iter().find(|it| it.code.eq_ignore_ascii_case(code));
        found.ok_or_else(|| {
            let codes: Vec<&str> = ALL.iter().map(Self::code).collect();
            let rule = format!(
                "must be weekdays, 24x7, 24x5 or an exchange of the table: {}",
                codes.join(", ")
            );
            Error::parameter("calendar", code, rule)
        })
    }

    /// Market identifier code, such as `XNYS`.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Time zone of its hours.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// The dates for which the table has the answer.
    pub fn known(&self) -> RangeInclusive<NaiveDate> {
        self.first..=self.last
    }

    /// What `date` is.
    pub fn day(&self, date: NaiveDate) -> Day {
        if !self.known().contains(&date) {
            return Day::Unknown;
        }
        if is_weekend(date) || self.closed.binary_search(&date).is_ok() {
            return Day::Closed;
        }
        self.session(date).map_or(Day::Unknown, Day::Session)
    }

    /// `None` if a local time of it does not exist, which the tests rule out for every session of the table.
    fn session(&self, date: NaiveDate) -> Option<Session> {
        let eras = self.hours.partition_point(|hours| hours.since <= date);
        let usual = self.hours.get(eras.checked_sub(1)?)?;
        let open = self.late.get(&date).copied().unwrap_or(usual.open);
        let close = self.early.get(&date).copied().unwrap_or(usual.close);
        let lunch = match usual.lunch {
            Some((from, to)) if to < close => {
                Some((self.instant(date, from)?, self.instant(date, to)?))
            }
            _ => None,
        };
        Some(Session {
            date,
            open: self.instant(date, open)?,
            close: self.instant(date, close)?,
            lunch,
            is_late_open: open > usual.open,
            is_early_close: close < usual.close,
        })
    }

    fn instant(&self, date: NaiveDate, time: NaiveTime) -> Option<DateTime<Utc>> {
        let local = self.zone.from_local_datetime(&date.and_time(time));
        local.single().map(|instant| instant.with_timezone(&Utc))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new_york() -> &'static Exchange {
        Exchange::named("XNYS").unwrap()
    }

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// `open-close` in New York, or `closed`.
    fn hours(text: &str) -> String {
        match new_york().day(date(text)) {
            Day::Session(session) => {
                let local = |instant: DateTime<Utc>| {
                    let local = instant.with_timezone(&new_york().zone());
                    local.format("%H:%M").to_string()
                };
                format!("{}-{}", local(session.open), local(session.close))
            }
            Day::Closed => "closed".into(),
            Day::Unknown => "unknown".into(),
        }
    }

    #[test]
    fn closures_that_no_rule_gives_are_in_the_table() {
        for closed in [
            "1994-04-27", // funeral of Nixon
            "2001-09-11",
            "2001-09-12",
            "2001-09-13",
            "2001-09-14",
            "2004-06-11", // funeral of Reagan
            "2007-01-02", // funeral of Ford
            "2012-10-29", // storm Sandy
            "2012-10-30",
            "2018-12-05", // funeral of Bush
            "2025-01-09", // funeral of Carter
        ] {
            assert_eq!(hours(closed), "closed", "{closed}");
        }
        assert_eq!(hours("2001-09-10"), "09:30-16:00");
        assert_eq!(hours("2001-09-17"), "09:30-16:00");
    }

    #[test]
    fn holidays_move_as_the_exchange_moves_them() {
        for closed in [
            "2025-11-27",
            "2022-06-20",
            "2021-12-24",
            "2026-07-03",
            "2027-12-24",
        ] {
            assert_eq!(hours(closed), "closed", "{closed}");
        }
        // Juneteenth is a holiday since 2022; a New Year's Day on a Saturday is not made up for.
        for open in ["2021-06-18", "2021-12-31", "2022-01-03"] {
            assert_eq!(hours(open), "09:30-16:00", "{open}");
        }
    }

    #[test]
    fn half_days_end_early() {
        assert_eq!(hours("1990-12-24"), "09:30-14:00");
        for half in [
            "1999-12-31",
            "2025-11-28",
            "2026-11-27",
            "2026-12-24",
            "2028-07-03",
        ] {
            assert_eq!(hours(half), "09:30-13:00", "{half}");
        }
        // Errata: snow, and the circuit breakers of the crash of 1997.
        assert_eq!(hours("1996-01-08"), "11:00-14:00");
        assert_eq!(hours("1997-10-27"), "09:30-15:30");
    }

    #[test]
    fn the_clock_change_moves_the_close_in_utc() {
        let close = |text| match new_york().day(date(text)) {
            Day::Session(session) => session.close.to_string(),
            other => panic!("{text} is {other:?}"),
        };
        assert_eq!(close("2025-03-07"), "2025-03-07 21:00:00 UTC");
        assert_eq!(close("2025-03-10"), "2025-03-10 20:00:00 UTC");
        // The United States changed their clocks three weeks later before 2007.
        assert_eq!(close("2006-03-13"), "2006-03-13 21:00:00 UTC");
    }

    #[test]
    fn outside_its_range_an_exchange_knows_nothing() {
        assert_eq!(hours("1989-12-29"), "unknown");
        assert_eq!(hours("2031-01-02"), "unknown");
        assert_eq!(hours("1990-01-02"), "09:30-16:00");
    }

    #[test]
    fn every_session_of_the_table_opens_before_it_closes() {
        for exchange in Exchange::all() {
            for date in exchange.first.iter_days() {
                match exchange.day(date) {
                    Day::Session(session) => assert!(session.open < session.close, "{date}"),
                    Day::Closed => {}
                    Day::Unknown => {
                        assert!(date > exchange.last, "{} {date}", exchange.code);
                        break;
                    }
                }
            }
        }
    }

    #[test]
    fn nasdaq_trades_when_new_york_does() {
        let nasdaq = Exchange::named("xnas").unwrap();
        assert_eq!(nasdaq.code(), "XNAS");
        assert_eq!(nasdaq.closed, new_york().closed);
        assert_eq!(nasdaq.early, new_york().early);
    }
}
