//! What a date is: its weekday, its place in the month, by the calendar.

use chrono::{Datelike, Months, NaiveDate};

use super::word::Word;
use crate::Bars;
use crate::indicator::Column;
use crate::market::Calendar;

/// The value of a word of dates on every bar. Sessions are those of the calendar, which is known ahead: no later bar is
/// looked at. Where the calendar has no answer, the word has none.
pub(super) fn column(word: Word, bars: &Bars, calendar: Calendar) -> Column {
    let times = bars.time().iter();
    times
        .map(|time| value(word, time.date(), calendar).map(f64::from))
        .collect()
}

fn value(word: Word, date: NaiveDate, calendar: Calendar) -> Option<u32> {
    match word {
        Word::Weekday => Some(date.weekday().number_from_monday()),
        Word::DayOfMonth => Some(date.day()),
        Word::Month => Some(date.month()),
        Word::SessionOfMonth => sessions(calendar, date.with_day(1)?, date),
        Word::SessionsLeftInMonth => {
            let next_month = date.with_day(1)?.checked_add_months(Months::new(1))?;
            sessions(calendar, date.succ_opt()?, next_month.pred_opt()?)
        }
        _ => None,
    }
}

/// How many sessions there are from `first` to `last`, if the calendar knows all of these days.
fn sessions(calendar: Calendar, first: NaiveDate, last: NaiveDate) -> Option<u32> {
    if let Some(known) = calendar.known()
        && !(known.contains(&first) && known.contains(&last))
        && first <= last
    {
        return None;
    }
    u32::try_from(calendar.sessions(first, last).count()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(date: &str, calendar: &str) -> [Option<u32>; 5] {
        let date = date.parse().unwrap();
        let calendar = calendar.parse().unwrap();
        [
            Word::Weekday,
            Word::DayOfMonth,
            Word::Month,
            Word::SessionOfMonth,
            Word::SessionsLeftInMonth,
        ]
        .map(|word| value(word, date, calendar))
    }

    #[test]
    fn dates_by_hand() {
        // A Wednesday; New York is closed on Thanksgiving, the 27th, and open on the 26th and 28th.
        let wednesday = [Some(3), Some(26), Some(11)];
        assert_eq!(on("2025-11-26", "XNYS")[..3], wednesday);
        assert_eq!(on("2025-11-26", "XNYS")[3..], [Some(18), Some(1)]);
        assert_eq!(on("2025-11-26", "weekdays")[3..], [Some(18), Some(2)]);
        assert_eq!(on("2025-11-26", "24x7")[3..], [Some(26), Some(4)]);
        // The last session of May 2024 is Friday the 31st; 2024-06-01 is a Saturday.
        assert_eq!(on("2024-05-31", "XNYS")[4], Some(0));
        assert_eq!(on("2024-06-03", "XNYS")[3], Some(1));
        // The last day of a month has no day left, whatever the calendar knows.
        assert_eq!(on("2025-11-30", "24x7")[4], Some(0));
        assert_eq!(on("1700-01-05", "XNYS")[3..], [None, None]);
    }
}
