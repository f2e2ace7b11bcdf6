//! Longer bars from shorter ones, without a bar that is not finished.

use std::sync::Arc;

use chrono::NaiveDate;

use super::{Bar, Bars, BarsBuilder, Calendar, Ohlcv, Time, Timeframe};
use crate::{Error, Result};

/// Longer bars, each with the moment at which it was known to be complete.
#[derive(Debug, Clone, PartialEq)]
pub struct Resampled {
    /// The longer bars; each carries the date of its last session.
    pub bars: Bars,
    /// For each longer bar, the index of the shorter bar at whose close it was known to be complete. Strictly rising.
    pub known_at: Vec<usize>,
}

/// Joins daily bars into weeks or months; open of the first, close of the last, extremes and sum of all.
///
/// A longer bar is complete at its last session where `next_session` says that the session after it lies in a later
/// period, and otherwise at the first bar of a later period. A period that is not complete is left out, so the result
/// for a part of the bars is the first part of the result for all of them. A gap falls before the longer bar that
/// contains it.
///
/// # Errors
///
/// [`Error::Parameter`] if `timeframe` is not longer than the one of `bars`, or `bars` are intraday, which only
/// [`Calendar::resample`](super::Calendar::resample) joins; [`Error::Data`] if a bar follows in a period that
/// `next_session` had closed: the calendar is then not the one these bars were traded by.
pub fn resample(
    bars: &Bars,
    timeframe: Timeframe,
    next_session: impl Fn(NaiveDate) -> Option<NaiveDate>,
) -> Result<Resampled> {
    let as_dated = |date: NaiveDate| date;
    join_all(
        bars,
        timeframe,
        &periods(bars, timeframe, (as_dated, next_session))?,
    )
}

/// [`resample`] by a calendar; without one a period is complete at the first bar of a later one.
pub(super) fn resample_by(
    bars: &Bars,
    timeframe: Timeframe,
    calendar: Option<Calendar>,
) -> Result<Resampled> {
    join_all(bars, timeframe, &periods_by(bars, timeframe, calendar)?)
}

/// The weeks or months of daily bars by a calendar, as far as they are complete.
pub(super) fn periods_by(
    bars: &Bars,
    timeframe: Timeframe,
    calendar: Option<Calendar>,
) -> Result<Vec<Period>> {
    let counted = |date| calendar.map_or(date, |it| it.counted(date));
    let next = |date| calendar.and_then(|it| it.next_session(date));
    periods(bars, timeframe, (counted, next))
}

/// Joins intraday bars into days.
///
/// `date` tells the session a bar belongs to. A day is complete at the bar that ends with the session, as far as
/// `is_last` knows, and otherwise at the first bar of a later day. All else is as with [`resample`].
pub(super) fn into_days(
    bars: &Bars,
    date: impl Fn(Time) -> NaiveDate,
    is_last: impl Fn(Time) -> bool,
) -> Result<Resampled> {
    let period = |time: Time| Timeframe::Day.period(date(time));
    let done = gather(bars, Timeframe::Day, period, is_last)?;
    let mut days = join_all(bars, Timeframe::Day, &done)?;
    for time in &mut Arc::make_mut(&mut days.bars.columns).time {
        *time = date(*time).into();
    }
    Ok(days)
}

/// The weeks or months of daily bars, as far as they are complete.
fn periods(
    bars: &Bars,
    timeframe: Timeframe,
    (counted, next_session): (
        impl Fn(NaiveDate) -> NaiveDate,
        impl Fn(NaiveDate) -> Option<NaiveDate>,
    ),
) -> Result<Vec<Period>> {
    if bars.timeframe() < Timeframe::Day {
        let rule = format!(
            "cannot be made from {} bars without days between",
            bars.timeframe()
        );
        return Err(Error::parameter("timeframe", timeframe, rule));
    }
    refuse_shorter(bars, timeframe)?;
    let period = |time: Time| timeframe.period(counted(time.date()));
    let is_last = |time: Time| {
        let next = next_session(time.date()).map(&counted);
        next.is_some_and(|next| timeframe.period(next) > period(time))
    };
    gather(bars, timeframe, period, is_last)
}

/// Joins the bars of one period each; a bar that `is_last` completes its period.
fn gather(
    bars: &Bars,
    timeframe: Timeframe,
    period: impl Fn(Time) -> i32,
    is_last: impl Fn(Time) -> bool,
) -> Result<Vec<Period>> {
    let mut all: Vec<Period> = Vec::new();
    let mut open: Option<Period> = None;
    for bar in bars.iter() {
        let number = period(bar.time());
        let is_after_gap = bars.gaps().binary_search(&bar.at()).is_ok();
        if let Some(done) = open.take_if(|open| open.number != number) {
            all.push(Period {
                known_at: bar.at(),
                has_hole: done.has_hole || is_after_gap,
                ..done
            });
        }
        if all.last().is_some_and(|done| done.number == number) {
            return Err(contradiction(bars, bar.time(), timeframe));
        }
        let current = match open.take() {
            Some(open) => open.join(bar, is_after_gap),
            None => Period::new(number, bar, is_after_gap),
        };
        if is_last(bar.time()) {
            all.push(current);
        } else {
            open = Some(current);
        }
    }
    Ok(all)
}

/// All periods as longer bars.
fn join_all(bars: &Bars, timeframe: Timeframe, periods: &[Period]) -> Result<Resampled> {
    let mut longer = Builder::new(bars, timeframe);
    for period in periods {
        longer.push(period)?;
    }
    Ok(longer.build())
}

/// Longer bars in the making.
pub(super) struct Builder {
    pub(super) bars: BarsBuilder,
    known_at: Vec<usize>,
}

impl Builder {
    pub(super) fn new(bars: &Bars, timeframe: Timeframe) -> Self {
        let builder = Bars::builder(bars.symbol().clone(), timeframe, bars.basis());
        Self {
            bars: match bars.volume() {
                Some(_) => builder,
                None => builder.without_volume(),
            },
            known_at: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, period: &Period) -> Result<()> {
        if period.has_gap {
            self.bars.gap();
        }
        self.bars.push(period.last, period.row)?;
        self.known_at.push(period.known_at);
        Ok(())
    }

    pub(super) fn build(self) -> Resampled {
        Resampled {
            bars: self.bars.build(),
            known_at: self.known_at,
        }
    }
}

/// Refuses a timeframe that is none of day, week and month, or not longer than the one of `bars`.
pub(super) fn refuse_shorter(bars: &Bars, timeframe: Timeframe) -> Result<()> {
    let own = bars.timeframe();
    if timeframe > own && timeframe >= Timeframe::Day {
        return Ok(());
    }
    let longer = match own {
        Timeframe::Minutes(_) => "day, week or month",
        Timeframe::Day => "week or month",
        _ => "month",
    };
    let rule = format!("must be {longer}, longer than the {own} bars it is made from");
    Err(Error::parameter("timeframe", timeframe, rule))
}

/// The bars of one period, joined.
pub(super) struct Period {
    number: i32,
    pub(super) first: Time,
    last: Time,
    row: Ohlcv,
    /// The bar at whose close it is complete: its last one, until a later one has to show that.
    known_at: usize,
    /// Whether a bar stands right before it, without a gap between.
    pub(super) is_vouched_for: bool,
    /// Whether a gap lies before one of its bars.
    has_gap: bool,
    /// Whether bars may be missing after its first one.
    pub(super) has_hole: bool,
}

impl Period {
    fn new(number: i32, bar: Bar<'_>, is_after_gap: bool) -> Self {
        Self {
            number,
            first: bar.time(),
            last: bar.time(),
            row: bar.ohlcv(),
            known_at: bar.at(),
            is_vouched_for: bar.at() > 0 && !is_after_gap,
            has_gap: is_after_gap,
            has_hole: false,
        }
    }

    fn join(self, bar: Bar<'_>, is_after_gap: bool) -> Self {
        let row = bar.ohlcv();
        let row = Ohlcv {
            open: self.row.open,
            high: self.row.high.max(row.high),
            low: self.row.low.min(row.low),
            close: row.close,
            volume: self.row.volume + row.volume,
        };
        Self {
            last: bar.time(),
            row,
            known_at: bar.at(),
            has_gap: self.has_gap || is_after_gap,
            has_hole: self.has_hole || is_after_gap,
            ..self
        }
    }
}

fn contradiction(bars: &Bars, time: Time, timeframe: Timeframe) -> Error {
    Error::Data {
        what: bars.symbol().to_string(),
        problem: format!(
            "a bar on {} follows in a {timeframe} that its calendar had closed",
            time.date()
        ),
        help: Some(match timeframe {
            Timeframe::Day => {
                "leave the calendar out: a day is then over when the next begins".into()
            }
            _ => {
                "name the exchange it was traded on, or 24x7 for a market that never closes".into()
            }
        }),
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike, Days, Weekday};

    use super::*;
    use crate::Basis;

    fn weekdays(date: NaiveDate) -> Option<NaiveDate> {
        let days = if date.weekday() == Weekday::Fri { 3 } else { 1 };
        date.checked_add_days(Days::new(days))
    }

    /// Thursday 2024-01-04, Friday, Monday, Tuesday; then Friday 12th and nothing after.
    fn bars() -> Bars {
        let mut builder = Bars::builder("ACME".parse().unwrap(), Timeframe::Day, Basis::Raw);
        let rows = [(4, 10.0), (5, 12.0), (8, 11.0), (9, 9.0), (12, 10.0)];
        for (day, close) in rows {
            let time = NaiveDate::from_ymd_opt(2024, 1, day).unwrap().into();
            let row = Ohlcv {
                open: 10.0,
                high: close + 1.0,
                low: close.min(10.0) - 1.0,
                close,
                volume: 5.0,
            };
            let row = Ohlcv {
                high: row.high.max(11.0),
                ..row
            };
            builder.push(time, row).unwrap();
        }
        builder.build()
    }

    #[test]
    fn a_week_is_known_at_the_close_of_its_last_session() {
        let weeks = resample(&bars(), Timeframe::Week, weekdays).unwrap();
        assert_eq!(weeks.known_at, [1, 4]);
        assert_eq!(weeks.bars.close(), [12.0, 10.0]);
        assert_eq!(weeks.bars.high(), [13.0, 12.0]);
        assert_eq!(weeks.bars.low(), [9.0, 8.0]);
        assert_eq!(weeks.bars.volume(), Some([10.0, 15.0].as_slice()));
        assert_eq!(weeks.bars.date(0).to_string(), "2024-01-05");
    }

    #[test]
    fn without_a_calendar_a_week_is_known_when_the_next_one_begins() {
        let weeks = resample(&bars(), Timeframe::Week, |_| None).unwrap();
        assert_eq!(weeks.known_at, [2]);
    }

    #[test]
    fn a_part_of_the_bars_gives_the_first_part_of_the_result() {
        let all = resample(&bars(), Timeframe::Week, weekdays).unwrap();
        for len in 0..=bars().len() {
            let part = resample(&bars().prefix(len), Timeframe::Week, weekdays).unwrap();
            let known = all.known_at.partition_point(|&at| at < len);
            assert_eq!(part.known_at, all.known_at[..known]);
            assert_eq!(part.bars, all.bars.prefix(known));
        }
    }

    #[test]
    fn a_day_is_known_at_its_close_or_when_the_next_one_begins() {
        let mut builder =
            Bars::builder("ACME".parse().unwrap(), Timeframe::Minutes(30), Basis::Raw);
        // Two sessions of New York in UTC: Friday's last bar begins half an hour before its close at 21:00.
        let times = ["04T14:30", "04T15:00", "05T14:30", "05T20:30", "08T14:30"];
        for (at, time) in (1..).zip(times) {
            let close = 10.0 + f64::from(at);
            let row = Ohlcv {
                open: 10.0,
                high: close,
                low: 9.0,
                close,
                volume: 1.0,
            };
            builder
                .push(format!("2024-01-{time}:00").parse().unwrap(), row)
                .unwrap();
        }
        let bars = builder.build();
        let days = |calendar: &str| {
            let calendar: super::super::Calendar = calendar.parse().unwrap();
            calendar.resample(&bars, Timeframe::Day).unwrap()
        };
        assert_eq!(days("weekdays").known_at, [2, 4]);
        let new_york = days("XNYS");
        assert_eq!(new_york.known_at, [2, 3]);
        assert_eq!(new_york.bars.timeframe(), Timeframe::Day);
        assert_eq!(new_york.bars.close(), [12.0, 14.0]);
        assert_eq!(new_york.bars.high(), [12.0, 14.0]);
        assert_eq!(new_york.bars.volume(), Some([2.0, 2.0].as_slice()));
        let midnight = "2024-01-05T00:00:00".parse().unwrap();
        assert_eq!(new_york.bars.time()[1], midnight);
        // The week is over at Friday's close, which is the fourth bar.
        let calendar: super::super::Calendar = "XNYS".parse().unwrap();
        let weeks = calendar.resample(&bars, Timeframe::Week).unwrap();
        assert_eq!((weeks.bars.len(), weeks.known_at), (1, vec![3]));
        assert!(calendar.resample(&bars, Timeframe::Minutes(60)).is_err());
    }

    #[test]
    fn a_bar_in_a_closed_week_contradicts_the_calendar() {
        let every_week_ends_on_monday = |date: NaiveDate| date.checked_add_days(Days::new(7));
        let error = resample(&bars(), Timeframe::Week, every_week_ends_on_monday).unwrap_err();
        assert!(error.to_string().contains("2024-01-05"), "{error}");
        assert!(resample(&bars(), Timeframe::Day, weekdays).is_err());
    }
}
