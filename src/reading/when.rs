//! The bar at which something was so.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::{Bar, Bars, Time, Timeframe};

/// A bar and its time; written as a date, with the minute where bars are shorter than a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct When {
    /// The bar.
    pub at: usize,
    /// Its time.
    pub time: Time,
    has_minute: bool,
}

impl When {
    /// Bar `at`; the last one past the end.
    pub(crate) fn new(bars: &Bars, at: usize) -> Self {
        let bar = bars.get(at).or_else(|| bars.last());
        Self {
            at,
            time: bar.map_or_else(Time::default, Bar::time),
            has_minute: bars.timeframe() < Timeframe::Day,
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let format = if self.has_minute {
            "%Y-%m-%d %H:%M"
        } else {
            "%Y-%m-%d"
        };
        write!(f, "{}", self.time.format(format))
    }
}

impl Serialize for When {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
