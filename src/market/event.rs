//! Something outside the prices, with the session in which it took effect.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// What happened to a series from outside, dated with the session from whose open on prices show it.
///
/// # Examples
///
/// ```
/// use strandline::market::{Event, EventKind};
///
/// let split: Event = "2020-08-31:4".parse()?;
/// assert_eq!(split.kind, EventKind::Split { ratio: 4.0 });
/// # Ok::<(), strandline::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// First session that trades under the new terms (the ex-date).
    pub session: NaiveDate,
    /// What took effect.
    pub kind: EventKind,
}

/// Kinds of events; news will stand beside the corporate actions.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventKind {
    /// One share became `ratio` shares: 4 for a 4:1 split, 0.1 for a 1:10 consolidation.
    Split {
        /// New shares per old share, above 0.
        ratio: f64,
    },
    /// Cash paid per share, in the currency of the prices.
    Dividend {
        /// Amount per share, above 0.
        amount: f64,
    },
}

impl Event {
    /// A split that took effect in `session`.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] unless `ratio` is finite and above 0.
    pub fn split(session: NaiveDate, ratio: f64) -> Result<Self> {
        if !ratio.is_finite() || ratio <= 0.0 {
            return Err(Error::parameter("split", ratio, "must be above 0"));
        }
        let kind = EventKind::Split { ratio };
        Ok(Self { session, kind })
    }

    /// New shares per old share, if the event is a split.
    pub fn split_ratio(&self) -> Option<f64> {
        match self.kind {
            EventKind::Split { ratio } => Some(ratio),
            EventKind::Dividend { .. } => None,
        }
    }
}

impl std::str::FromStr for Event {
    type Err = Error;

    /// Reads a split as `DATE:NEW` or `DATE:NEW:OLD`, such as `2020-08-31:4` or `2021-07-20:1:8`.
    fn from_str(text: &str) -> Result<Self> {
        let rule = "must be DATE:NEW or DATE:NEW:OLD, such as 2020-08-31:4";
        let wrong = || Error::parameter("split", text, rule);
        let mut parts = text.split(':');
        let date = parts.next().and_then(|date| date.parse().ok());
        let shares = |part: Option<&str>| part.and_then(|part| part.trim().parse::<f64>().ok());
        let new = shares(parts.next()).ok_or_else(wrong)?;
        let old = match parts.next() {
            None => 1.0,
            part => shares(part).filter(|&old| old > 0.0).ok_or_else(wrong)?,
        };
        if parts.next().is_some() {
            return Err(wrong());
        }
        Self::split(date.ok_or_else(wrong)?, new / old).map_err(|_| wrong())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_split_is_read_as_new_shares_per_old_share() {
        let ratio = |text: &str| text.parse::<Event>().map(|event| event.split_ratio());
        assert_eq!(ratio("2020-08-31:4").unwrap(), Some(4.0));
        assert_eq!(ratio("2021-07-20:1:8").unwrap(), Some(0.125));
        for wrong in [
            "2020-08-31",
            "2020-08-31:0",
            "4:2020-08-31",
            "2020-08-31:1:0",
            "2020-08-31:1:2:3",
        ] {
            assert!(ratio(wrong).is_err(), "{wrong}");
        }
    }
}
