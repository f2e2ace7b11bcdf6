//! When a market trades: sessions, holidays, early closes.
//!
//! [`Calendar`] answers for one date ([`Calendar::day`]) or walks from session to session. An exchange answers only for
//! the range its table covers and says [`Day::Unknown`] outside of it; nobody guesses here. The table is generated
//! (`generate.py`) and corrected by hand in `errata.txt`, each row with its reason. Nothing here knows about prices; the
//! one bridge is [`Calendar::resample`].

mod exchange;
mod kept;
mod session;
mod table;

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};
use serde::{Deserialize, Serialize};

use super::resample::resample_by;
use super::resample::{into_days, refuse_shorter};
use super::{Bars, Resampled, Time, Timeframe};
use crate::{Error, Result};

pub use exchange::Exchange;
pub use session::{Day, Session};

/// The days on which something is traded.
///
/// # Examples
///
/// ```
/// use strandline::market::Calendar;
///
/// let new_york: Calendar = "XNYS".parse()?;
/// let thanksgiving = chrono::NaiveDate::from_ymd_opt(2025, 11, 27).unwrap();
/// assert_eq!(new_york.is_session(thanksgiving), Some(false));
/// let next = new_york.next_session(thanksgiving).unwrap();
/// let half_day = new_york.session(next).unwrap();
/// assert_eq!(half_day.close.to_string(), "2025-11-28 18:00:00 UTC"); // 13:00 in New York
/// assert!(half_day.is_early_close);
/// # Ok::<(), strandline::Error>(())
/// ```
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Calendar {
    /// A stock exchange with a table.
    Exchange(&'static Exchange),
    /// Monday to Friday, without holidays: a stand-in for an exchange that has no table here.
    Weekdays,
    /// Every day, around the clock in UTC: crypto currencies.
    Always,
    /// From Sunday to Friday, 17:00 in New York, day and night: currencies and futures. A day begins at 17:00 of the day
    /// before; what is dated on a Sunday belongs to the week that follows.
    AroundTheWeek,
}

impl Calendar {
    /// The calendar of bars of which nobody said theirs: every day where Saturdays and Sundays are traded, from Sunday
    /// evening where Sundays are and Saturdays never, else Monday to Friday.
    pub fn usual(bars: &Bars) -> Self {
        let on = |day: Weekday| {
            let days = bars.time().iter().filter(|time| time.weekday() == day);
            days.count()
        };
        let is_often = |days: usize| 10 * days > bars.len();
        match (on(Weekday::Sat), on(Weekday::Sun)) {
            (saturdays, sundays) if is_often(saturdays) && is_often(sundays) => Self::Always,
            (0, sundays) if is_often(sundays) => Self::AroundTheWeek,
            _ => Self::Weekdays,
        }
    }

    /// The name that [`FromStr`] reads: an exchange's code, `weekdays`, `24x7` or `24x5`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Exchange(exchange) => exchange.code(),
            Self::Weekdays => "weekdays",
            Self::Always => "24x7",
            Self::AroundTheWeek => "24x5",
        }
    }

    /// The date that decides to which week or month the bar of `date` belongs.
    pub(super) fn counted(&self, date: NaiveDate) -> NaiveDate {
        let is_evening = matches!(self, Self::AroundTheWeek) && date.weekday() == Weekday::Sun;
        if is_evening {
            date.succ_opt().unwrap_or(date)
        } else {
            date
        }
    }

    /// The dates for which the calendar knows the answer; `None` if that is all of them.
    pub fn known(&self) -> Option<RangeInclusive<NaiveDate>> {
        match self {
            Self::Exchange(exchange) => Some(exchange.known()),
            Self::Weekdays | Self::Always | Self::AroundTheWeek => None,
        }
    }

    /// What `date` is: a session, a closed day, or unknown.
    pub fn day(&self, date: NaiveDate) -> Day {
        match self {
            Self::Exchange(exchange) => exchange.day(date),
            Self::Weekdays if is_weekend(date) => Day::Closed,
            Self::AroundTheWeek if date.weekday() == Weekday::Sat => Day::Closed,
            Self::AroundTheWeek => Session::from_evening(date),
            Self::Weekdays | Self::Always => Session::around_the_clock(date),
        }
    }

    /// Whether `date` is a session; `None` outside the range the calendar knows.
    pub fn is_session(&self, date: NaiveDate) -> Option<bool> {
        match self.day(date) {
            Day::Session(_) => Some(true),
            Day::Closed => Some(false),
            Day::Unknown => None,
        }
    }

    /// The session on `date`, if there is one and the calendar knows it.
    pub fn session(&self, date: NaiveDate) -> Option<Session> {
        match self.day(date) {
            Day::Session(session) => Some(session),
            Day::Closed | Day::Unknown => None,
        }
    }

    /// The first session after `date`; `None` if that would need an answer the calendar does not have.
    pub fn next_session(&self, date: NaiveDate) -> Option<NaiveDate> {
        self.walk(date, NaiveDate::succ_opt)
    }

    /// The last session before `date`; `None` if that would need an answer the calendar does not have.
    pub fn previous_session(&self, date: NaiveDate) -> Option<NaiveDate> {
        self.walk(date, NaiveDate::pred_opt)
    }

    /// The sessions from `first` to `last`, both included, that the calendar knows; check [`Calendar::known`] for the rest.
    /// A Sunday that only opens the week is not counted: some list it and some do not.
    pub fn sessions(
        &self,
        first: NaiveDate,
        last: NaiveDate,
    ) -> impl Iterator<Item = NaiveDate> + '_ {
        let (first, last) = match self.known() {
            Some(known) => (first.max(*known.start()), last.min(*known.end())),
            None => (first, last),
        };
        first
            .iter_days()
            .take_while(move |&date| date <= last)
            .filter(|&date| self.is_session(date) == Some(true) && self.counted(date) == date)
    }

    /// [`resample`](crate::market::resample) by this calendar: a week or month is complete at its last session.
    ///
    /// Intraday bars, whose times are UTC, are joined into days first; a day is complete at the close of its session, and
    /// where the calendar does not know that, when the next one begins.
    ///
    /// # Errors
    ///
    /// As [`resample`](crate::market::resample).
    pub fn resample(&self, bars: &Bars, timeframe: Timeframe) -> Result<Resampled> {
        refuse_shorter(bars, timeframe)?;
        let Timeframe::Minutes(minutes) = bars.timeframe() else {
            return resample_by(bars, timeframe, Some(*self));
        };
        let length = TimeDelta::minutes(minutes.into());
        let is_last = |time: Time| {
            let session = self.session(self.date(time));
            session.is_some_and(|session| (time + length).and_utc() >= session.close)
        };
        let days = into_days(bars, |time| self.date(time), is_last)?;
        if timeframe == Timeframe::Day {
            return Ok(days);
        }
        let longer = resample_by(&days.bars, timeframe, Some(*self))?;
        Ok(Resampled {
            known_at: longer
                .known_at
                .iter()
                .map(|&day| days.known_at[day])
                .collect(),
            ..longer
        })
    }

    /// The date at an instant in UTC, where it is traded.
    pub(crate) fn date(&self, time: Time) -> NaiveDate {
        match self {
            Self::Exchange(exchange) => time.and_utc().with_timezone(&exchange.zone()).date_naive(),
            Self::AroundTheWeek => {
                let local = time.and_utc().with_timezone(&chrono_tz::America::New_York);
                let later = local.naive_local().checked_add_signed(TimeDelta::hours(7));
                later.map_or(time.date(), |later| later.date())
            }
            Self::Weekdays | Self::Always => time.date(),
        }
    }

    fn walk(
        &self,
        from: NaiveDate,
        step: impl Fn(&NaiveDate) -> Option<NaiveDate>,
    ) -> Option<NaiveDate> {
        let mut date = step(&from)?;
        while !self.is_session(date)? {
            date = step(&date)?;
        }
        Some(date)
    }
}

impl fmt::Display for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl From<Calendar> for String {
    fn from(calendar: Calendar) -> Self {
        calendar.name().to_owned()
    }
}

impl TryFrom<String> for Calendar {
    type Error = Error;

    fn try_from(name: String) -> Result<Self> {
        name.parse()
    }
}

impl FromStr for Calendar {
    type Err = Error;

    /// Reads an exchange's code in any case, `weekdays`, `24x7` or `24x5` (also `forex`, `futures`).
    fn from_str(text: &str) -> Result<Self> {
        match text {
            "weekdays" => Ok(Self::Weekdays),
            "24x7" => Ok(Self::Always),
            "24x5" | "forex" | "futures" => Ok(Self::AroundTheWeek),
            _ => Exchange::named(text).map(Self::Exchange),
        }
    }
}

fn is_weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

/// The Monday to Friday dates from `first` to `last`; what closures are counted against.
#[cfg(test)]
fn weekdays(first: NaiveDate, last: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    first
        .iter_days()
        .take_while(move |&date| date <= last)
        .filter(|&date| !is_weekend(date))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::testing::builder;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn weekdays_know_no_holiday_and_no_end() {
        assert_eq!(
            Calendar::Weekdays.is_session(date("2025-12-25")),
            Some(true)
        );
        assert_eq!(
            Calendar::Weekdays.next_session(date("2025-11-28")),
            Some(date("2025-12-01"))
        );
        assert_eq!(
            Calendar::Weekdays.previous_session(date("1850-01-07")),
            Some(date("1850-01-04"))
        );
        assert_eq!(Calendar::Weekdays.known(), None);
    }

    #[test]
    fn a_market_that_never_closes_ends_its_session_at_midnight_utc() {
        let session = Calendar::Always.session(date("2024-02-29")).unwrap();
        assert_eq!(session.open.to_string(), "2024-02-29 00:00:00 UTC");
        assert_eq!(session.close.to_string(), "2024-03-01 00:00:00 UTC");
        assert!(!session.is_early_close);
        assert_eq!(
            Calendar::Always
                .sessions(date("2024-02-26"), date("2024-03-03"))
                .count(),
            7
        );
    }

    #[test]
    fn the_calendars_stop_at_the_ends_of_time() {
        assert_eq!(Calendar::Always.next_session(NaiveDate::MAX), None);
        assert_eq!(Calendar::Always.previous_session(NaiveDate::MIN), None);
        assert_eq!(Calendar::Always.day(NaiveDate::MAX), Day::Unknown);
    }

    #[test]
    fn names_read_back_and_an_unknown_one_lists_what_there_is() {
        for name in ["XNYS", "XNAS", "weekdays", "24x7", "24x5"] {
            assert_eq!(name.parse::<Calendar>().unwrap().name(), name);
        }
        let error = "NYSX".parse::<Calendar>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "calendar = NYSX: must be weekdays, 24x7, 24x5 or an exchange of the table: XNYS, XNAS"
        );
    }

    #[test]
    fn a_week_of_currencies_opens_on_sunday_evening_in_new_york() {
        let forex: Calendar = "forex".parse().unwrap();
        let at = |text: &str| forex.date(text.parse().unwrap());
        // 17:00 in New York is 22:00 UTC in winter and 21:00 in summer.
        assert_eq!(at("2024-01-07T22:00:00"), date("2024-01-08"));
        assert_eq!(at("2024-01-08T21:59:00"), date("2024-01-08"));
        assert_eq!(at("2024-07-07T21:00:00"), date("2024-07-08"));
        assert_eq!(forex.is_session(date("2024-01-06")), Some(false));
        assert_eq!(
            forex.next_session(date("2024-01-05")),
            Some(date("2024-01-07"))
        );
        let session = forex.session(date("2024-01-08")).unwrap();
        assert_eq!(session.open.to_string(), "2024-01-07 22:00:00 UTC");
        assert_eq!(session.close.to_string(), "2024-01-08 22:00:00 UTC");
        // Monday to Friday, whether Sundays have bars or not.
        assert_eq!(
            forex
                .sessions(date("2024-01-01"), date("2024-01-14"))
                .count(),
            10
        );
    }

    #[test]
    fn a_year_of_new_york_has_its_weekdays_less_its_holidays() {
        let new_york: Calendar = "xnys".parse().unwrap();
        let (first, last) = (date("2025-01-01"), date("2025-12-31"));
        // 261 weekdays; ten holidays and the day of mourning of 2025-01-09.
        assert_eq!(weekdays(first, last).count(), 261);
        assert_eq!(new_york.sessions(first, last).count(), 250);
    }

    #[test]
    fn a_week_before_good_friday_is_complete_on_thursday() {
        let mut builder = builder();
        for text in ["2025-04-16", "2025-04-17", "2025-04-21"] {
            let row = crate::Ohlcv::flat(10.0);
            builder.push(date(text).into(), row).unwrap();
        }
        let bars = builder.build();
        let known_at = |calendar: &str| {
            let calendar: Calendar = calendar.parse().unwrap();
            calendar.resample(&bars, Timeframe::Week).unwrap().known_at
        };
        assert_eq!(known_at("XNYS"), [1]);
        assert_eq!(known_at("weekdays"), [2]);
    }
}
