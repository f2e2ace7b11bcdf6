//! The calendar that bars keep to, where nobody named one.

use chrono::Datelike;

use super::{Calendar, Exchange};
use crate::{Bars, Timeframe};

/// Sessions that must be there to tell one calendar from another.
const ENOUGH: usize = 60;
/// Bars that are looked at, the last ones.
const LOOKED_AT: usize = 750;

impl Calendar {
    /// The exchange whose sessions the days of `bars` up to bar `at` keep to: no bar on a closed day, and hardly a session
    /// without one. `None` where none fits, or more than one that disagree, or there are fewer than 60 days.
    ///
    /// It names holidays; it changes no number.
    pub fn kept_by(bars: &Bars, at: usize) -> Option<Self> {
        if bars.timeframe() != Timeframe::Day {
            return None;
        }
        let last = at.min(bars.len().checked_sub(1)?);
        let first = (last + 1).saturating_sub(LOOKED_AT);
        let mut fitting = Exchange::all().iter().map(Self::Exchange);
        fitting.find(|calendar| calendar.is_kept(bars, first, last))
    }

    fn is_kept(&self, bars: &Bars, first: usize, last: usize) -> bool {
        let dates = (first..=last).map(|at| bars.date(at));
        let known: Vec<_> = dates
            .filter(|&date| self.known().is_none_or(|known| known.contains(&date)))
            .collect();
        let (Some(&from), Some(&to)) = (known.first(), known.last()) else {
            return false;
        };
        let is_weekday = known
            .iter()
            .all(|date| date.weekday().number_from_monday() < 6);
        let on_closed = known
            .iter()
            .filter(|&&date| self.is_session(date) == Some(false));
        let sessions = self.sessions(from, to).count();
        known.len() >= ENOUGH
            && is_weekday
            && on_closed.count() == 0
            && sessions <= known.len() + known.len() / 100
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::{Basis, Ohlcv};

    fn bars(calendar: Calendar) -> Bars {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let mut builder = Bars::builder("X".parse().unwrap(), Timeframe::Day, Basis::Raw);
        for date in calendar.sessions(day("2024-01-02"), day("2025-11-28")) {
            builder.push(date.into(), Ohlcv::flat(10.0)).unwrap();
        }
        builder.build()
    }

    #[test]
    fn sessions_of_new_york_are_known_and_weekdays_are_not() {
        let new_york: Calendar = "XNYS".parse().unwrap();
        let kept = Calendar::kept_by(&bars(new_york), usize::MAX);
        assert_eq!(kept.map(|kept| kept.name()), Some("XNYS"));
        assert_eq!(
            Calendar::kept_by(&bars(Calendar::Weekdays), usize::MAX),
            None
        );
        assert_eq!(Calendar::kept_by(&bars(new_york), 20), None);
    }
}
