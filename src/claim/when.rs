//! The days a claim names, kept as said and put into dates when the as-of date is known.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use serde::Serialize;
use serde::ser::Serializer;

/// A day or a stretch of days, as said.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum When {
    /// "2025-11-14", "November 14, 2025".
    Day(NaiveDate),
    /// "November 14": the last one not after the as-of date.
    DayOfMonth {
        /// 1 to 12.
        month: u32,
        /// 1 to 31.
        day: u32,
    },
    /// "on the 14th": the last one not after the as-of date.
    DayNumber(u32),
    /// "Monday": the last one not after the as-of date.
    Weekday(#[serde(serialize_with = "weekday_name")] Weekday),
    /// "last Monday": the Monday of the week before, "Monday last week".
    WeekdayLastWeek(#[serde(serialize_with = "weekday_name")] Weekday),
    /// "in April", "late August 2025"; without a year the last such month that began by the as-of date.
    Month {
        /// 1 to 12.
        month: u32,
        /// Stated or not.
        year: Option<i32>,
        /// All of it, or a third.
        part: Part,
    },
    /// "on the last day of August": the last session of the month.
    LastDayOf {
        /// 1 to 12.
        month: u32,
        /// Stated or not.
        year: Option<i32>,
    },
    /// "Q3", "the second quarter of 2025".
    Quarter {
        /// 1 to 4.
        quarter: u32,
        /// Stated or not.
        year: Option<i32>,
    },
    /// "in 2025", "late 2024".
    Year {
        /// The year.
        year: i32,
        /// All of it, or a third.
        part: Part,
    },
    /// "today", "into the close": the as-of date.
    Today,
    /// So many sessions before the as-of date: 1 for "yesterday", "the previous session".
    SessionsAgo(u32),
    /// So many calendar days before the as-of date: "two weeks ago".
    DaysAgo(u32),
    /// The last so many sessions, the as-of date included.
    LastSessions(u32),
    /// "this week".
    ThisWeek,
    /// "last week", "the week before".
    LastWeek,
    /// "this month".
    ThisMonth,
    /// "last month".
    LastMonth,
    /// "this quarter".
    ThisQuarter,
    /// "last quarter".
    LastQuarter,
    /// "this year", "year to date".
    ThisYear,
    /// "last year".
    LastYear,
    /// "from 3 March to 9 April".
    Between(Box<When>, Box<When>),
    /// "a day later": so many sessions after a day named before.
    SessionsAfter(u32, Box<When>),
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn weekday_name<S: Serializer>(day: &Weekday, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(day)
}

/// Which part of a month or year is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// All of it.
    #[default]
    Whole,
    /// The first third: "early".
    Early,
    /// The middle third: "mid".
    Mid,
    /// The last third: "late", "the end of".
    Late,
}

/// Calendar days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct DateSpan {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

impl DateSpan {
    fn day(day: NaiveDate) -> Self {
        Self { from: day, to: day }
    }
}

impl When {
    /// The calendar days meant by someone who speaks on `as_of`.
    ///
    /// A day without a year is the last one not after `as_of`. Counts of sessions need the sessions of a series: they are
    /// given to `sessions_back`, which returns the date so many sessions before the given one (0: that date or the last
    /// session before it). `SessionsAfter` looks for the session with a negative count. `None` where no such day exists.
    pub fn resolve(
        &self,
        as_of: NaiveDate,
        sessions_back: &dyn Fn(NaiveDate, i64) -> Option<NaiveDate>,
    ) -> Option<DateSpan> {
        match self {
            Self::Day(day) => Some(DateSpan::day(*day)),
            Self::DayOfMonth { month, day } => last_year_day(as_of, *month, *day),
            Self::DayNumber(day) => last_day_number(as_of, *day),
            Self::Weekday(weekday) => Some(DateSpan::day(weekday_back(as_of, *weekday)?)),
            Self::WeekdayLastWeek(weekday) => {
                let sunday = monday_of(as_of)?.pred_opt()?;
                Some(DateSpan::day(weekday_back(sunday, *weekday)?))
            }
            Self::Month { month, year, part } => {
                let year = year.map_or_else(|| last_year_of_month(as_of, *month), Some)?;
                Some(part.of(month_span(year, *month)?))
            }
            Self::LastDayOf { month, year } => {
                let year = year.map_or_else(|| last_year_of_month(as_of, *month), Some)?;
                let last = month_span(year, *month)?.to;
                Some(DateSpan::day(sessions_back(last, 0).unwrap_or(last)))
            }
            Self::Quarter { quarter, year } => {
                let month = quarter.checked_sub(1)?.checked_mul(3)?.checked_add(1)?;
                let year = year.map_or_else(|| last_year_of_month(as_of, month), Some)?;
                quarter_span(year, month)
            }
            Self::Year { year, part } => Some(part.of(year_span(*year)?)),
            Self::Between(from, to) => {
                let to = to.resolve(as_of, sessions_back)?;
                let from = from.resolve(to.to, sessions_back)?;
                Some(DateSpan {
                    from: from.from,
                    to: to.to,
                })
            }
            Self::SessionsAfter(sessions, of) => {
                let start = of.resolve(as_of, sessions_back)?.to;
                Some(DateSpan::day(sessions_back(start, -i64::from(*sessions))?))
            }
            Self::SessionsAgo(sessions) => {
                Some(DateSpan::day(sessions_back(as_of, i64::from(*sessions))?))
            }
            Self::LastSessions(sessions) => Some(DateSpan {
                from: sessions_back(as_of, i64::from(sessions.checked_sub(1)?))?,
                to: as_of,
            }),
            Self::Today => Some(DateSpan::day(as_of)),
            Self::DaysAgo(days) => Some(DateSpan::day(back(as_of, u64::from(*days))?)),
            _ => self.calendar(as_of),
        }
    }

    /// "This" and "last" of week, month, quarter and year.
    fn calendar(&self, as_of: NaiveDate) -> Option<DateSpan> {
        let month = as_of.month();
        match self {
            Self::ThisWeek => Some(DateSpan {
                from: monday_of(as_of)?,
                to: as_of,
            }),
            Self::LastWeek => {
                let sunday = monday_of(as_of)?.pred_opt()?;
                Some(DateSpan {
                    from: monday_of(sunday)?,
                    to: sunday,
                })
            }
            Self::ThisMonth => Some(DateSpan {
                from: as_of.with_day(1)?,
                to: as_of,
            }),
            Self::LastMonth => {
                let last = as_of.with_day(1)?.pred_opt()?;
                month_span(last.year(), last.month())
            }
            Self::ThisQuarter => Some(DateSpan {
                from: quarter_span(as_of.year(), (month - 1) / 3 * 3 + 1)?.from,
                to: as_of,
            }),
            Self::LastQuarter => {
                let first = quarter_span(as_of.year(), (month - 1) / 3 * 3 + 1)?.from;
                let last = first.pred_opt()?;
                quarter_span(last.year(), (last.month() - 1) / 3 * 3 + 1)
            }
            Self::ThisYear => Some(DateSpan {
                from: year_span(as_of.year())?.from,
                to: as_of,
            }),
            Self::LastYear => year_span(as_of.year().checked_sub(1)?),
            _ => None,
        }
    }
}

impl Part {
    fn of(self, whole: DateSpan) -> DateSpan {
        let days = (whole.to - whole.from).num_days().unsigned_abs();
        let third = days / 3;
        let at = |days: u64| whole.from.checked_add_days(Days::new(days));
        let (from, to) = match self {
            Self::Whole => (0, days),
            Self::Early => (0, third),
            Self::Mid => (third, days - third),
            Self::Late => (days - third, days),
        };
        DateSpan {
            from: at(from).unwrap_or(whole.from),
            to: at(to).unwrap_or(whole.to),
        }
    }
}

fn back(day: NaiveDate, days: u64) -> Option<NaiveDate> {
    day.checked_sub_days(Days::new(days))
}

fn monday_of(day: NaiveDate) -> Option<NaiveDate> {
    weekday_back(day, Weekday::Mon)
}

/// The last such weekday not after `day`.
fn weekday_back(day: NaiveDate, weekday: Weekday) -> Option<NaiveDate> {
    back(day, u64::from(day.weekday().days_since(weekday)))
}

/// The last such day not after `as_of`; 29 February looks back to a leap year.
fn last_year_day(as_of: NaiveDate, month: u32, day: u32) -> Option<DateSpan> {
    let years = (0..8).filter_map(|back| as_of.year().checked_sub(back));
    let mut days = years.filter_map(|year| NaiveDate::from_ymd_opt(year, month, day));
    days.find(|day| *day <= as_of).map(DateSpan::day)
}

fn last_day_number(as_of: NaiveDate, day: u32) -> Option<DateSpan> {
    let months = (0..3).filter_map(|back| as_of.with_day(1)?.checked_sub_months(Months::new(back)));
    let mut days = months.filter_map(|month| month.with_day(day));
    days.find(|day| *day <= as_of).map(DateSpan::day)
}

fn last_year_of_month(as_of: NaiveDate, month: u32) -> Option<i32> {
    if month <= as_of.month() {
        Some(as_of.year())
    } else {
        as_of.year().checked_sub(1)
    }
}

fn months_span(year: i32, month: u32, months: u32) -> Option<DateSpan> {
    let from = NaiveDate::from_ymd_opt(year, month, 1)?;
    let to = from.checked_add_months(Months::new(months))?.pred_opt()?;
    Some(DateSpan { from, to })
}

fn month_span(year: i32, month: u32) -> Option<DateSpan> {
    months_span(year, month, 1)
}

fn quarter_span(year: i32, month: u32) -> Option<DateSpan> {
    months_span(year, month, 3)
}

fn year_span(year: i32) -> Option<DateSpan> {
    months_span(year, 1, 12)
}

#[cfg(test)]
mod tests;
