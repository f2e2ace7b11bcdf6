//! Names of the days on which New York does not trade.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// The name of the holiday for which the exchanges of New York close on `date`; `None` where it is none that returns every
/// year, or the rules of some years were others (before 1998).
///
/// ```
/// use strandline::text::holiday;
///
/// let day = |text: &str| text.parse().unwrap();
/// assert_eq!(holiday(day("2025-11-27")), Some("Thanksgiving"));
/// assert_eq!(holiday(day("2025-04-18")), Some("Good Friday"));
/// assert_eq!(holiday(day("2025-11-28")), None);
/// ```
pub fn holiday(date: NaiveDate) -> Option<&'static str> {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let weekday = date.weekday();
    let of_month = |wanted: Weekday, number: u32| {
        weekday == wanted && (number - 1) * 7 < day && day <= number * 7
    };
    let is_observed = |wanted_month: u32, wanted_day: u32| {
        let Some(real) = NaiveDate::from_ymd_opt(year, wanted_month, wanted_day) else {
            return false;
        };
        let observed = match real.weekday() {
            Weekday::Sat => real.pred_opt(),
            Weekday::Sun => real.succ_opt(),
            _ => Some(real),
        };
        observed == Some(date)
    };
    match month {
        _ if year < 1998 => None,
        1 if is_observed(1, 1) => Some("New Year's Day"),
        1 if of_month(Weekday::Mon, 3) => Some("Martin Luther King Day"),
        2 if of_month(Weekday::Mon, 3) => Some("Presidents' Day"),
        3 | 4 if Some(date) == good_friday(year) => Some("Good Friday"),
        5 if weekday == Weekday::Mon && day > 24 => Some("Memorial Day"),
        6 if year >= 2022 && is_observed(6, 19) => Some("Juneteenth"),
        7 if is_observed(7, 4) => Some("Independence Day"),
        9 if of_month(Weekday::Mon, 1) => Some("Labor Day"),
        11 if of_month(Weekday::Thu, 4) => Some("Thanksgiving"),
        12 if is_observed(12, 25) => Some("Christmas"),
        _ => None,
    }
}

/// Two days before Easter Sunday, which the rule of Meeus, Jones and Butcher finds.
fn good_friday(year: i32) -> Option<NaiveDate> {
    let (golden, century, of_century) = (year % 19, year / 100, year % 100);
    let corrected = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - corrected + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let of_march = epact + weekday - 7 * late + 114;
    let month = u32::try_from(of_march / 31).ok()?;
    let day = u32::try_from(of_march % 31 + 1).ok()?;
    NaiveDate::from_ymd_opt(year, month, day)?.checked_sub_days(Days::new(2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::Calendar;

    #[test]
    fn every_closed_weekday_that_has_a_name_is_closed_and_most_have_one() {
        let new_york: Calendar = "XNYS".parse().unwrap();
        let first: NaiveDate = "2000-01-01".parse().unwrap();
        let last: NaiveDate = "2025-12-31".parse().unwrap();
        let (mut named, mut unnamed) = (0, Vec::new());
        for date in first.iter_days().take_while(|date| *date <= last) {
            let is_weekday = date.weekday().number_from_monday() < 6;
            let is_closed = is_weekday && new_york.is_session(date) == Some(false);
            match holiday(date).filter(|_| is_weekday) {
                // A New Year's Day on a Saturday is not moved to the Friday, which is a year's last session.
                Some(_) if !is_closed => assert_eq!((date.month(), date.day()), (12, 31)),
                Some(_) => named += 1,
                None if is_closed => unnamed.push(date),
                None => {}
            }
        }
        assert!(named > 230, "{named}");
        // Days of mourning, attacks, storms.
        assert!(unnamed.len() < 15, "{unnamed:?}");
    }
}
