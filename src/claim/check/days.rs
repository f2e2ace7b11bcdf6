//! The bars that a claim speaks of.

use chrono::{Datelike, Months, NaiveDate, Weekday};

use super::context::Seen;
use super::fact::{ClosedBecause, Fact};
use super::verdict::Verdict;
use crate::Timeframe;
use crate::claim::{Claim, DateSpan, Period, When};
use crate::market::Day;

/// Bars `from ..= to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) from: usize,
    pub(super) to: usize,
}

impl Stretch {
    pub(super) fn is_day(self) -> bool {
        self.from == self.to
    }

    pub(super) fn bars(self) -> std::ops::RangeInclusive<usize> {
        self.from..=self.to
    }

    pub(super) fn len(self) -> usize {
        (self.to + 1).saturating_sub(self.from)
    }
}

impl Seen<'_> {
    /// The calendar days that `when` means.
    pub(super) fn span(&self, when: &When) -> Option<DateSpan> {
        let sessions_back = |date: NaiveDate, back: i64| {
            let at = self.at_or_before(date)?;
            let at = if back >= 0 {
                at.checked_sub(usize::try_from(back).ok()?)?
            } else {
                let at = at + usize::try_from(back.unsigned_abs()).ok()?;
                (at <= self.at()).then_some(at)?
            };
            Some(self.date(at))
        };
        when.resolve(self.today(), &sessions_back)
    }

    /// The bars that `when` means, or why there are none.
    pub(super) fn stretch(&self, when: &When) -> Result<Stretch, Fact> {
        let today = self.today();
        let span = self.span(when).ok_or(Fact::ClosedDay {
            date: today,
            because: ClosedBecause::NoBar,
            calendar: None,
            before: None,
            after: None,
        })?;
        let none = |date| self.no_bar(date);
        if span.from > today {
            return Err(none(span.from));
        }
        let from = self.at_or_after(span.from).ok_or_else(|| none(span.from))?;
        let to = self.at_or_before(span.to).ok_or_else(|| none(span.to))?;
        if from > to {
            return Err(none(span.from));
        }
        Ok(Stretch { from, to })
    }

    /// The stretches a claim names by `on`; the as-of bar where it names none.
    pub(super) fn stretches(&self, claim: &Claim) -> Result<Vec<Stretch>, Fact> {
        if claim.on.is_empty() {
            let at = self.at();
            return Ok(vec![Stretch { from: at, to: at }]);
        }
        claim.on.iter().map(|when| self.stretch(when)).collect()
    }

    /// The one day a claim speaks of: the last bar of what it names.
    pub(super) fn day(&self, claim: &Claim) -> Result<usize, Fact> {
        let stretches = self.stretches(claim)?;
        Ok(stretches.last().map_or(self.at(), |stretch| stretch.to))
    }

    /// The stretch a claim looks back over: what it names, since when, or so many bars; `None` where it does not say.
    pub(super) fn look_back(&self, claim: &Claim) -> Result<Option<Stretch>, Fact> {
        let to = self.day(claim)?;
        if let Some(since) = &claim.since {
            let start = self.stretch(since)?;
            return Ok(Some(Stretch {
                from: start.from.min(to),
                to,
            }));
        }
        let spoken = self.stretches(claim)?;
        if let Some(stretch) = spoken.last().filter(|stretch| !stretch.is_day()) {
            return Ok(Some(*stretch));
        }
        let Some(period) = claim.period else {
            return Ok(None);
        };
        Ok(self.window(period, to).map(|from| Stretch { from, to }))
    }

    /// First bar of a window of that length that ends with bar `to`, counted by bars.
    pub(super) fn window(&self, period: Period, to: usize) -> Option<usize> {
        match period {
            Period::AllTime => Some(0),
            Period::YearToDate => {
                let first = NaiveDate::from_ymd_opt(self.date(to).year(), 1, 1)?;
                self.at_or_after(first)
            }
            _ => (to + 1).checked_sub(self.bars_of(period)?),
        }
    }

    /// First bar of the same window counted by days of the calendar.
    pub(super) fn calendar_window(&self, period: Period, to: usize) -> Option<usize> {
        let end = self.date(to);
        let start = match period {
            Period::Weeks(52) => end.checked_sub_months(Months::new(12)),
            Period::Weeks(weeks) => end.checked_sub_days(chrono::Days::new(u64::from(weeks) * 7)),
            Period::Months(months) => end.checked_sub_months(Months::new(months)),
            Period::Years(years) => end.checked_sub_months(Months::new(years.checked_mul(12)?)),
            _ => return self.window(period, to),
        }?;
        let first = self.date(0);
        (start >= first).then(|| self.at_or_after(start))?
    }

    /// A look-back in bars of the series.
    pub(super) fn bars_of(&self, period: Period) -> Option<usize> {
        let days = usize::try_from(period.bars()?).ok()?;
        let bars = match self.analysis().bars().timeframe() {
            Timeframe::Week => days.div_ceil(5),
            Timeframe::Month => days.div_ceil(21),
            _ => days,
        };
        Some(bars)
    }

    fn no_bar(&self, date: NaiveDate) -> Fact {
        let calendar = self.calendar();
        let is_session = calendar.and_then(|calendar| calendar.is_session(date));
        let because = match date.weekday() {
            _ if date > self.today() => ClosedBecause::AfterAsOf,
            _ if date < self.date(0) => ClosedBecause::BeforeFile,
            Weekday::Sat | Weekday::Sun if is_session != Some(true) => ClosedBecause::Weekend,
            _ if is_session == Some(false) => ClosedBecause::Holiday,
            _ => ClosedBecause::NoBar,
        };
        let is_known = matches!(because, ClosedBecause::Holiday | ClosedBecause::Weekend);
        Fact::ClosedDay {
            date,
            because,
            calendar: calendar
                .filter(|_| is_known)
                .map(|calendar| calendar.to_string()),
            before: self.at_or_before(date).map(|at| self.when(at)),
            after: self.at_or_after(date).map(|at| self.when(at)),
        }
    }

    /// The last single day that a claim names.
    pub(super) fn named_day(&self, claim: &Claim) -> Option<NaiveDate> {
        let span = self.span(claim.on.last()?)?;
        (span.from == span.to).then_some(span.to)
    }

    /// Says of each single day a claim names whether it was no session, or a short one.
    pub(super) fn mind_closed_days(&self, claim: &Claim, verdict: &mut Verdict) {
        let named = claim.on.iter().chain(&claim.since);
        for span in named.filter_map(|when| self.span(when)) {
            if span.from != span.to {
                continue;
            }
            let date = span.from;
            let is_told =
                |fact: &Fact| matches!(fact, Fact::ClosedDay { date: told, .. } if *told == date);
            let has_bar = self
                .at_or_before(date)
                .is_some_and(|at| self.date(at) == date);
            if !has_bar && !verdict.facts.iter().any(is_told) {
                verdict.facts.push(self.no_bar(date));
            }
            let session = self
                .calendar()
                .map(|calendar| (calendar, calendar.day(date)));
            if let Some((calendar, Day::Session(session))) = session
                && session.is_early_close
                && date <= self.today()
            {
                verdict.facts.push(Fact::EarlyClose {
                    date,
                    calendar: calendar.to_string(),
                });
            }
        }
    }
}
