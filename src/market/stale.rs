//! How old data are.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::Calendar;

/// How old the data are, where that is worth a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stale {
    /// The day the data are looked at.
    pub today: NaiveDate,
    /// Sessions without a bar since the last one, that of today aside: it may still be on.
    pub sessions: usize,
    /// Whether a table of holidays counted them, or weekdays stood in for it.
    pub is_counted: bool,
}

impl Stale {
    /// How old data are whose last bar is of day `last`, by the sessions of `calendar` until `today`; none if no session is missing.
    ///
    /// A day that the calendar does not know counts if it is a weekday.
    pub fn of(last: NaiveDate, today: NaiveDate, calendar: Calendar) -> Option<Self> {
        let missing = |date: &NaiveDate| {
            let is_weekday = date.weekday().number_from_monday() < 6;
            calendar.is_session(*date).unwrap_or(is_weekday)
        };
        let days = last.iter_days().skip(1).take_while(|date| *date < today);
        let sessions = days.filter(missing).count();
        (sessions > 0).then_some(Self {
            today,
            sessions,
            is_counted: calendar != Calendar::Weekdays,
        })
    }
}
