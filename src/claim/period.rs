//! How far a claim looks back.

use serde::ser::{Serialize, Serializer};

/// A look-back in the unit it was stated in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Period {
    /// Sessions: 50-day, 9 in a row.
    Bars(u32),
    /// Weeks: 52-week.
    Weeks(u32),
    /// Months: a six-month high.
    Months(u32),
    /// Years: a three-year low.
    Years(u32),
    /// From the first of January of the year of the as-of date.
    YearToDate,
    /// All there is.
    AllTime,
}

impl Period {
    /// The look-back in daily bars: 5 a week, 21 a month, 252 a year (and 52 weeks); none for year-to-date and all time.
    pub const fn bars(self) -> Option<u32> {
        match self {
            Self::Bars(bars) => Some(bars),
            Self::Weeks(52) | Self::Months(12) => Some(252),
            Self::Weeks(weeks) => Some(weeks.saturating_mul(5)),
            Self::Months(months) => Some(months.saturating_mul(21)),
            Self::Years(years) => Some(years.saturating_mul(252)),
            Self::YearToDate | Self::AllTime => None,
        }
    }
}

/// As its number of daily bars; `"all"` and `"ytd"` where there is none.
impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self.bars(), self) {
            (Some(bars), _) => serializer.serialize_u32(bars),
            (None, Self::AllTime) => serializer.serialize_str("all"),
            (None, _) => serializer.serialize_str("ytd"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_has_the_same_bars_however_it_is_named() {
        for period in [Period::Weeks(52), Period::Months(12), Period::Years(1)] {
            assert_eq!(period.bars(), Some(252));
        }
        assert_eq!(Period::Weeks(3).bars(), Some(15));
    }
}
