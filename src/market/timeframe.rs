//! How much time one bar covers.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// Span of one bar.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Timeframe {
    /// So many minutes, below a day.
    Minutes(u32),
    /// One session.
    Day,
    /// The sessions of one ISO week, Monday to Sunday.
    Week,
    /// The sessions of one calendar month.
    Month,
}

impl Timeframe {
    /// Number of the period that `date` lies in, rising with time; equal for all dates of one period.
    ///
    /// Intraday spans have no period of days, so they count days like [`Timeframe::Day`].
    pub fn period(self, date: NaiveDate) -> i32 {
        match self {
            Self::Minutes(_) | Self::Day => date.num_days_from_ce(),
            // 0001-01-01 is a Monday and day 1.
            Self::Week => (date.num_days_from_ce() - 1).div_euclid(7),
            Self::Month => date.year() * 12 + date.month0().cast_signed(),
        }
    }

    /// The first date of the period that `date` lies in; intraday spans count days here too.
    pub fn first_day(self, date: NaiveDate) -> NaiveDate {
        let before = match self {
            Self::Minutes(_) | Self::Day => 0,
            Self::Week => date.weekday().num_days_from_monday(),
            Self::Month => date.day0(),
        };
        // The first week that can be written begins on its first day that can.
        date.checked_sub_days(Days::new(before.into()))
            .unwrap_or(NaiveDate::MIN)
    }

    /// The word for one bar of it: `day`, `week`, `month`, `5m`.
    pub fn name(self) -> String {
        match self {
            Self::Minutes(minutes) => format!("{minutes}m"),
            Self::Day => "day".into(),
            Self::Week => "week".into(),
            Self::Month => "month".into(),
        }
    }
}

impl fmt::Display for Timeframe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.name())
    }
}

impl FromStr for Timeframe {
    type Err = Error;

    /// Reads `day`, `week`, `month`, their first letters and `1d`, `1w`, or minutes as `5m`, `1h`.
    fn from_str(text: &str) -> Result<Self> {
        let wrong = || {
            Error::parameter(
                "timeframe",
                text,
                "must be day, week, month, or minutes such as 5m or 1h",
            )
        };
        let minutes = |digits: &str, factor: u32| {
            let count = digits
                .parse::<u32>()
                .ok()
                .and_then(|n| n.checked_mul(factor));
            count
                .filter(|&n| (1..1440).contains(&n))
                .map(Self::Minutes)
                .ok_or_else(wrong)
        };
        match text {
            "day" | "d" | "1d" | "daily" => Ok(Self::Day),
            "week" | "w" | "1w" | "weekly" => Ok(Self::Week),
            "month" | "1mo" | "monthly" => Ok(Self::Month),
            _ => match (text.strip_suffix('m'), text.strip_suffix('h')) {
                (Some(digits), _) => minutes(digits, 1),
                (_, Some(digits)) => minutes(digits, 60),
                _ => Err(wrong()),
            },
        }
    }
}

impl TryFrom<String> for Timeframe {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<Timeframe> for String {
    fn from(timeframe: Timeframe) -> Self {
        timeframe.name()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for timeframe in [
            Timeframe::Minutes(5),
            Timeframe::Day,
            Timeframe::Week,
            Timeframe::Month,
        ] {
            assert_eq!(timeframe.name().parse::<Timeframe>().unwrap(), timeframe);
        }
        assert_eq!("1h".parse::<Timeframe>().unwrap(), Timeframe::Minutes(60));
        assert!("0m".parse::<Timeframe>().is_err());
        assert!("24h".parse::<Timeframe>().is_err());
    }

    #[test]
    fn a_week_runs_from_monday_to_sunday_across_new_year() {
        let date = |text: &str| text.parse::<NaiveDate>().unwrap();
        let week = |text: &str| Timeframe::Week.period(date(text));
        assert_eq!(week("2024-12-30"), week("2025-01-05"));
        assert_eq!(week("2025-01-06"), week("2025-01-05") + 1);
        assert_eq!(
            Timeframe::Week.first_day(date("2025-01-05")),
            date("2024-12-30")
        );
        assert_eq!(
            Timeframe::Month.first_day(date("2024-02-29")),
            date("2024-02-01")
        );
        assert_eq!(Timeframe::Week.first_day(NaiveDate::MIN), NaiveDate::MIN);
        let month = |text: &str| Timeframe::Month.period(date(text));
        assert_eq!(month("2025-01-01"), month("2024-12-31") + 1);
    }
}
