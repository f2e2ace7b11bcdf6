//! What a study reads: bars, and for a few studies a benchmark and a calendar.

use crate::Bars;
use crate::market::Calendar;

/// What a study reads. Made from [`Bars`] alone for all studies but those that say otherwise.
///
/// # Examples
///
/// ```
/// # use strandline::{Bars, Basis, Timeframe};
/// use strandline::indicator::Feed;
/// use strandline::market::Calendar;
///
/// # let bars = Bars::builder("ACME".parse()?, Timeframe::Day, Basis::Raw).build();
/// # let index = bars.clone();
/// let feed = Feed::from(&bars).with_benchmark(&index).with_calendar("XNYS".parse::<Calendar>()?);
/// # Ok::<(), strandline::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Feed<'a> {
    pub(super) bars: &'a Bars,
    pub(super) benchmark: Option<&'a Bars>,
    pub(super) calendar: Option<Calendar>,
}

impl<'a> Feed<'a> {
    /// The bars.
    pub fn bars(&self) -> &'a Bars {
        self.bars
    }

    /// Adds the series that relative strength compares with.
    #[must_use]
    pub fn with_benchmark(self, benchmark: &'a Bars) -> Self {
        Self {
            benchmark: Some(benchmark),
            ..self
        }
    }

    /// Adds the calendar by which the bars were traded.
    ///
    /// With it a week or month is known at the close of its last session; without it, when the next one begins.
    #[must_use]
    pub fn with_calendar(self, calendar: Calendar) -> Self {
        Self {
            calendar: Some(calendar),
            ..self
        }
    }
}

impl<'a> From<&'a Bars> for Feed<'a> {
    fn from(bars: &'a Bars) -> Self {
        Self {
            bars,
            benchmark: None,
            calendar: None,
        }
    }
}
