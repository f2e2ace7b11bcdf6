//! The bars a command looks at: of one timeframe, up to one moment.

use std::fmt;
use std::str::FromStr;

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use clap::Args;

use super::input::InputArgs;
use crate::data::Loaded;
use crate::market::Calendar;
use crate::report::Provenance;
use crate::text::moment;
use crate::{Bars, Error, Result, Time, Timeframe};

/// Timeframe and last moment.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Bars")]
pub(super) struct Span {
    /// Date to look from: nothing after its close is used; on bars shorter than a day also a time of the file's clock, such
    /// as 2025-12-01T15:30 [default: the last bar]
    #[arg(long, value_name = "DATE")]
    as_of: Option<Until>,

    /// Bars to look at: day, week or month; longer ones are made from finished periods only [default: as in the file]
    #[arg(long, value_name = "SPAN")]
    timeframe: Option<Timeframe>,
}

/// The moment to look from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Until {
    /// The end of a day.
    Day(NaiveDate),
    /// A time within a day.
    Time(Time),
}

impl Until {
    /// The day, or the one it lies in.
    pub(super) fn date(self) -> NaiveDate {
        match self {
            Self::Day(date) => date,
            Self::Time(time) => time.date(),
        }
    }

    /// The latest time that a bar of `bars` may carry to be complete then: the time at which it opens.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for a time on bars of a day or longer, which are complete at the end of a day.
    fn latest(self, bars: &Bars) -> Result<Time> {
        match (self, bars.timeframe()) {
            (Self::Day(date), _) => Ok(date.and_time(NaiveTime::MIN) + LAST_OF_DAY),
            (Self::Time(time), Timeframe::Minutes(minutes)) => {
                Ok(time - TimeDelta::minutes(minutes.into()))
            }
            (Self::Time(_), timeframe) => {
                let rule = format!(
                    "must be a date alone: a bar of {} is a {timeframe}",
                    bars.symbol()
                );
                Err(Error::parameter("as-of", self, rule))
            }
        }
    }
}

/// From the start of a day to its last instant.
const LAST_OF_DAY: TimeDelta = TimeDelta::nanoseconds(86_400_000_000_000 - 1);

impl FromStr for Until {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let time = || {
            let formats = ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"];
            let text = text.replace('T', " ");
            let times = formats
                .iter()
                .map(|format| Time::parse_from_str(&text, format));
            times.flatten().next()
        };
        let date = text.parse().map(Self::Day).ok();
        date.or_else(|| time().map(Self::Time)).ok_or_else(|| {
            "must be a date such as 2025-11-28, or a time such as 2025-11-28T15:30".to_owned()
        })
    }
}

impl fmt::Display for Until {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(date) => date.fmt(f),
            Self::Time(time) => f.write_str(&moment(*time)),
        }
    }
}

/// The bars of a timeframe, with the last one that is looked at.
pub(super) struct BarsUntil {
    /// All bars of the timeframe; those after `at` lie in the future of the question.
    pub(super) bars: Bars,
    /// The last bar that was complete at the moment asked for.
    pub(super) at: usize,
    /// The calendar by which longer bars were closed, where there are any.
    calendar: Option<Calendar>,
}

impl Span {
    /// The moment asked for.
    pub(super) fn until(&self) -> Option<Until> {
        self.as_of
    }

    /// The latest time that a bar of `bars` may carry to be looked at; `None` for all bars.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for a time on bars of a day or longer, which are complete at the end of a day.
    pub(super) fn latest(&self, bars: &Bars) -> Result<Option<Time>> {
        self.as_of.map(|until| until.latest(bars)).transpose()
    }

    /// The timeframe asked for.
    pub(super) fn timeframe(&self) -> Option<Timeframe> {
        self.timeframe
    }

    /// The bars of `loaded` in the timeframe asked for, and where to look from.
    pub(super) fn see(&self, input: &InputArgs, loaded: &Loaded) -> Result<BarsUntil> {
        let file = &loaded.bars;
        let complete = match self.latest(file)? {
            Some(latest) => file.time().partition_point(|time| *time <= latest),
            None => file.len(),
        };
        let last = complete.checked_sub(1);
        let last = last.ok_or_else(|| self.too_early(file))?;
        match self
            .timeframe
            .filter(|&timeframe| timeframe != file.timeframe())
        {
            None => Ok(BarsUntil {
                bars: file.clone(),
                at: last,
                calendar: None,
            }),
            Some(timeframe) => {
                let assumed = || match file.timeframe() {
                    Timeframe::Minutes(_) => Calendar::Weekdays,
                    _ => Calendar::usual(&file.prefix(complete)),
                };
                let calendar = input.calendar()?.unwrap_or_else(assumed);
                let longer = calendar.resample(file, timeframe)?;
                let known = longer.known_at.partition_point(|&known| known <= last);
                let at = known.checked_sub(1).ok_or_else(|| self.too_early(file))?;
                Ok(BarsUntil {
                    bars: longer.bars,
                    at,
                    calendar: Some(calendar),
                })
            }
        }
    }

    /// The series and the date, as messages name what is looked at.
    pub(super) fn what(&self, file: &Bars) -> String {
        match self.as_of {
            Some(until) => format!("{} as of {until}", file.symbol()),
            None => file.symbol().to_string(),
        }
    }

    fn too_early(&self, file: &Bars) -> Error {
        let timeframe = self.timeframe.unwrap_or(file.timeframe());
        Error::Insufficient {
            what: self.what(file),
            have: 0,
            need: 1,
            purpose: match file.get(0) {
                Some(first) => {
                    format!(
                        "a finished {timeframe} in a file that begins on {}",
                        first.time().date()
                    )
                }
                None => format!("a finished {timeframe}"),
            },
        }
    }
}

impl BarsUntil {
    /// What the footer says about the data.
    pub(super) fn source(&self, input: &InputArgs, loaded: &Loaded) -> Provenance {
        Provenance {
            timeframe: self.bars.timeframe(),
            calendar: self.calendar.map(|calendar| calendar.to_string()),
            ..input.source(std::slice::from_ref(loaded))
        }
    }
}
