//! The bars a command looks at: of one timeframe, up to one date.

use chrono::NaiveDate;
use clap::Args;

use super::input::{Input, date};
use crate::data::Loaded;
use crate::market::Calendar;
use crate::report::Source;
use crate::{Bars, Error, Result, Timeframe};

/// Timeframe and last date.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Bars")]
pub(super) struct Span {
    /// Date to look from: nothing after its close is used [default: the last bar]
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<NaiveDate>,

    /// Bars to look at: day, week or month; longer ones are made from finished periods only [default: as in the file]
    #[arg(long, value_name = "SPAN")]
    timeframe: Option<Timeframe>,
}

/// The bars of a timeframe, with the last one that is looked at.
pub(super) struct Seen {
    /// All bars of the timeframe; those after `at` lie in the future of the question.
    pub(super) bars: Bars,
    /// The last bar that was complete at the close of the date asked for.
    pub(super) at: usize,
    /// The calendar by which longer bars were closed, where there are any.
    calendar: Option<Calendar>,
}

impl Span {
    /// The date asked for.
    pub(super) fn as_of(&self) -> Option<NaiveDate> {
        self.as_of
    }

    /// The timeframe asked for.
    pub(super) fn timeframe(&self) -> Option<Timeframe> {
        self.timeframe
    }

    /// The bars of `loaded` in the timeframe asked for, and where to look from.
    pub(super) fn see(&self, input: &Input, loaded: &Loaded) -> Result<Seen> {
        let file = &loaded.bars;
        let last = match self.as_of {
            Some(date) => file.at_or_before(date),
            None => file.len().checked_sub(1),
        };
        let last = last.ok_or_else(|| self.too_early(file))?;
        match self
            .timeframe
            .filter(|&timeframe| timeframe != file.timeframe())
        {
            None => Ok(Seen {
                bars: file.clone(),
                at: last,
                calendar: None,
            }),
            Some(timeframe) => {
                let calendar = input.calendar()?.unwrap_or(Calendar::Weekdays);
                let longer = calendar.resample(file, timeframe)?;
                let known = longer.known_at.partition_point(|&known| known <= last);
                let at = known.checked_sub(1).ok_or_else(|| self.too_early(file))?;
                Ok(Seen {
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
            Some(date) => format!("{} as of {date}", file.symbol()),
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

impl Seen {
    /// What the footer says about the data.
    pub(super) fn source(&self, input: &Input, loaded: &Loaded) -> Source {
        Source {
            timeframe: self.bars.timeframe(),
            calendar: self.calendar.map(|calendar| calendar.to_string()),
            ..input.source(std::slice::from_ref(loaded))
        }
    }
}
