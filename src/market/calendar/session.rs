//! One day of a calendar.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};

/// What a date is to a market.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// The market is open.
    Session(Session),
    /// The market is closed all day.
    Closed,
    /// The date lies outside the range the calendar knows.
    Unknown,
}

/// One trading session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// Its date on the market's own calendar.
    pub date: NaiveDate,
    /// When trading begins.
    pub open: DateTime<Utc>,
    /// When trading ends, closing auction included.
    pub close: DateTime<Utc>,
    /// Begin and end of the break in between, where the market has one.
    pub lunch: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Whether it begins later than usual at that time.
    pub is_late_open: bool,
    /// Whether it ends earlier than usual at that time.
    pub is_early_close: bool,
}

impl Session {
    /// A day from 17:00 in New York on the day before to 17:00; unknown at the ends of what can be written.
    pub(super) fn from_evening(date: NaiveDate) -> Day {
        let evening = |date: NaiveDate| {
            let local = date.and_hms_opt(17, 0, 0)?;
            let there = chrono_tz::America::New_York.from_local_datetime(&local);
            there.earliest().map(|time| time.with_timezone(&Utc))
        };
        let ends = (date.pred_opt().and_then(evening), evening(date));
        let (Some(open), Some(close)) = ends else {
            return Day::Unknown;
        };
        Day::Session(Self {
            date,
            open,
            close,
            lunch: None,
            is_late_open: false,
            is_early_close: false,
        })
    }

    /// A day from midnight to midnight UTC; unknown on the last day that can be written.
    pub(super) fn around_the_clock(date: NaiveDate) -> Day {
        let Some(next) = date.succ_opt() else {
            return Day::Unknown;
        };
        Day::Session(Self {
            date,
            open: date.and_time(NaiveTime::MIN).and_utc(),
            close: next.and_time(NaiveTime::MIN).and_utc(),
            lunch: None,
            is_late_open: false,
            is_early_close: false,
        })
    }
}
