//! The name a level has outside one run.

use std::fmt;
use std::str::FromStr;

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::{Family, Level, Role};
use crate::market::{Bars, Timeframe};
use crate::{Error, Result};

/// Digits of the centre in a key.
const DIGITS: usize = 5;

/// Family, side at birth, the date at whose close the level became known, and its centre at birth to 5 significant
/// digits: `shelf-R-2025-11-19-161.24`. On bars shorter than a day the date has a time, `2025-11-19T14:35`.
///
/// It depends neither on where the file begins nor on which families and levels were asked for, and never changes, so
/// that two runs speak of the same level where they write the same key. [`LevelId`](super::LevelId)s are counted anew in
/// each run.
///
/// # Examples
///
/// ```
/// use strandline::LevelKey;
///
/// let key: LevelKey = "shelf-R-2025-11-19-161.24".parse()?;
/// assert_eq!(key.to_string(), "shelf-R-2025-11-19-161.24");
/// assert!("shelf-R-2025-11-19".parse::<LevelKey>().is_err());
/// # Ok::<(), strandline::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LevelKey(String);

impl LevelKey {
    /// The key of `level`, which became known on one of `bars`.
    pub(crate) fn of(level: &Level, bars: &Bars) -> Self {
        let time = bars.time().get(level.known_at).copied().unwrap_or_default();
        let known = match bars.timeframe() {
            Timeframe::Minutes(_) => time.format("%Y-%m-%dT%H:%M").to_string(),
            _ => time.date().to_string(),
        };
        let side = match level.role {
            Role::Resistance => 'R',
            Role::Support => 'S',
        };
        let centre = rounded(level.born.centre());
        Self(format!("{}-{side}-{known}-{centre}", level.family))
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// `price` to 5 significant digits, without an exponent.
fn rounded(price: f64) -> String {
    let scientific = format!("{price:.*e}", DIGITS - 1);
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let digits = digits.replace('.', "");
    let Ok(whole) = usize::try_from(exponent + 1) else {
        let zeros = "0".repeat(exponent.unsigned_abs() as usize - 1);
        return format!("0.{zeros}{digits}");
    };
    match digits.split_at_checked(whole) {
        None => digits.clone() + &"0".repeat(whole - digits.len()),
        Some((all, "")) => all.to_owned(),
        Some(("", fraction)) => format!("0.{fraction}"),
        Some((units, fraction)) => format!("{units}.{fraction}"),
    }
}

/// Whether `text` is written as keys are.
fn is_key(text: &str) -> bool {
    let parts = || {
        let (family, rest) = text.split_once('-')?;
        let (side, rest) = rest.split_once('-')?;
        let (known, centre) = rest.rsplit_once('-')?;
        let is_date = known.parse::<NaiveDate>().is_ok();
        let is_time = NaiveDateTime::parse_from_str(known, "%Y-%m-%dT%H:%M").is_ok();
        let is_price = centre
            .parse()
            .is_ok_and(|price: f64| price > 0.0 && rounded(price) == centre);
        let is_family = family.parse::<Family>().is_ok();
        Some(is_family && matches!(side, "R" | "S") && (is_date || is_time) && is_price)
    };
    parts() == Some(true)
}

impl FromStr for LevelKey {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        if is_key(text) {
            return Ok(Self(text.to_owned()));
        }
        let rule =
            "must be family, R or S, date and price to 5 digits, such as shelf-R-2025-11-19-161.24";
        Err(Error::parameter("key", text, rule))
    }
}

impl TryFrom<String> for LevelKey {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<LevelKey> for String {
    fn from(key: LevelKey) -> Self {
        key.0
    }
}

impl fmt::Display for LevelKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::level::{LevelId, Zone};
    use crate::market::{Basis, Ohlcv};

    #[test]
    fn a_price_keeps_five_digits_whatever_its_size() {
        let told = [
            161.235,
            160.0,
            1.07364,
            0.123_456,
            0.000_002_6,
            661_291.13,
            99_999.6,
            4018.5,
        ]
        .map(rounded);
        assert_eq!(
            told,
            [
                "161.24",
                "160.00",
                "1.0736",
                "0.12346",
                "0.0000026000",
                "661290",
                "100000",
                "4018.5"
            ]
        );
    }

    #[test]
    fn a_key_names_the_day_and_on_short_bars_the_minute() {
        let key = |timeframe| {
            let mut bars = Bars::builder("ACME".parse().unwrap(), timeframe, Basis::Raw);
            let time = "2025-11-19T14:35:00".parse().unwrap();
            bars.push(time, Ohlcv::flat(161.0)).unwrap();
            let level = Level {
                id: LevelId(7),
                family: Family::Shelf,
                role: Role::Support,
                born: Zone {
                    low: 160.89,
                    high: 161.58,
                },
                known_at: 0,
                first_at: 0,
                count: 6,
            };
            LevelKey::of(&level, &bars.build())
        };
        let (day, minutes) = (key(Timeframe::Day), key(Timeframe::Minutes(5)));
        assert_eq!(day.as_str(), "shelf-S-2025-11-19-161.23");
        assert_eq!(minutes.as_str(), "shelf-S-2025-11-19T14:35-161.23");
        for key in [day, minutes] {
            assert_eq!(key.as_str().parse::<LevelKey>().unwrap(), key);
            let json = serde_json::to_string(&key).unwrap();
            assert_eq!(json, format!("\"{key}\""));
        }
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in [
            "",
            "shelf",
            "ledge-R-2025-11-19-161.24",
            "shelf-X-2025-11-19-161.24",
            "shelf-R-2025-13-19-161.24",
            "shelf-R-2025-11-19-161.240",
            "shelf-R-2025-11-19--161.24",
        ] {
            let error = text.parse::<LevelKey>().unwrap_err().to_string();
            assert!(error.contains("shelf-R-2025-11-19-161.24"), "{error}");
        }
    }
}
