//! Whether the bars end where the question does: a date without a bar, a date beyond the last bar, old data.

use chrono::NaiveDate;

use super::span::Until;
use crate::market::{Calendar, Stale};
use crate::text::age;
use crate::{Bars, Timeframe};

/// What the user should know about the end of the bars.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Timeliness {
    /// How old the data are, where nobody asked for the past and a session is missing.
    pub(super) stale: Option<Stale>,
    /// The same and what else there is to know, a sentence each.
    pub(super) notes: Vec<String>,
}

impl Timeliness {
    /// Of the bars of a file, asked for `until` on the day `today`.
    pub(super) fn of(
        file: &Bars,
        until: Option<Until>,
        today: Option<NaiveDate>,
        calendar: Option<Calendar>,
    ) -> Self {
        let calendar = calendar.unwrap_or(Calendar::Weekdays);
        if let Some(until) = until {
            let notes = without_bar(file, until.date(), calendar);
            return Self {
                stale: None,
                notes: notes.into_iter().collect(),
            };
        }
        let stale = today.and_then(|today| stale(file, today, calendar));
        let note = stale.zip(file.last()).map(|(stale, last)| {
            let (today, last) = (stale.today, last.time().date());
            format!(
                "stale on {today}: the last bar is of {last}, {}",
                age(stale)
            )
        });
        Self {
            stale,
            notes: note.into_iter().collect(),
        }
    }
}

/// How old the bars are on the day `today`; a week or a month is missed once it is over.
fn stale(file: &Bars, today: NaiveDate, calendar: Calendar) -> Option<Stale> {
    let (last, timeframe) = (file.last()?.time().date(), file.timeframe());
    let is_long = timeframe > Timeframe::Day;
    if is_long && timeframe.period(today) <= timeframe.period(last) + 1 {
        return None;
    }
    Stale::of(last, today, calendar)
}

/// That `date` has no bar, and which one stands for it.
fn without_bar(file: &Bars, date: NaiveDate, calendar: Calendar) -> Option<String> {
    let at = file.at_or_before(date)?;
    let told = file.date(at);
    let problem = if told == date {
        return None;
    } else if at + 1 == file.len() && stale(file, date, calendar).is_some() {
        format!("{date} lies beyond the last bar")
    } else if file.timeframe() > Timeframe::Day {
        return None;
    } else if calendar.is_session(date) == Some(false) {
        format!("{date} is no session by {calendar}")
    } else if at + 1 == file.len() {
        format!("{date} lies beyond the last bar")
    } else {
        format!("there is no bar on {date}")
    };
    Some(format!("{problem}; this is of {told}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Basis, Ohlcv};

    /// The sessions of New York around Thanksgiving 2025, the 27th of November, without the 25th.
    fn bars(timeframe: Timeframe) -> Bars {
        let mut builder = Bars::builder("BABA".parse().unwrap(), timeframe, Basis::Raw);
        for day in [21, 24, 26, 28] {
            let date = NaiveDate::from_ymd_opt(2025, 11, day).unwrap();
            builder.push(date.into(), Ohlcv::flat(1.0)).unwrap();
        }
        builder.build()
    }

    fn noted(until: &str, calendar: Option<&str>) -> Vec<String> {
        let calendar = calendar.map(|name| name.parse().unwrap());
        let until = Some(until.parse().unwrap());
        Timeliness::of(&bars(Timeframe::Day), until, None, calendar).notes
    }

    #[test]
    fn a_date_without_a_bar_is_noted() {
        let none: [&str; 0] = [];
        assert_eq!(noted("2025-11-26", None), none);
        assert_eq!(
            noted("2025-11-27", Some("XNYS")),
            ["2025-11-27 is no session by XNYS; this is of 2025-11-26"]
        );
        assert_eq!(
            noted("2025-11-27", None),
            ["there is no bar on 2025-11-27; this is of 2025-11-26"]
        );
        assert_eq!(
            noted("2025-11-29", None),
            ["2025-11-29 is no session by weekdays; this is of 2025-11-28"]
        );
        assert_eq!(
            noted("2025-12-01", Some("XNYS")),
            ["2025-12-01 lies beyond the last bar; this is of 2025-11-28"]
        );
        assert_eq!(
            noted("2025-12-07", Some("XNYS")),
            ["2025-12-07 lies beyond the last bar; this is of 2025-11-28"]
        );
    }

    #[test]
    fn data_are_stale_once_a_session_is_missing() {
        let noted = |timeframe, today: &str| {
            let today = Some(today.parse().unwrap());
            Timeliness::of(&bars(timeframe), None, today, None).notes
        };
        let none: [&str; 0] = [];
        assert_eq!(noted(Timeframe::Day, "2025-12-01"), none);
        assert_eq!(
            noted(Timeframe::Day, "2025-12-02"),
            ["stale on 2025-12-02: the last bar is of 2025-11-28, 1 weekday ago"]
        );
        assert_eq!(noted(Timeframe::Week, "2025-12-05"), none);
        assert_eq!(noted(Timeframe::Week, "2025-12-09").len(), 1);
    }
}
