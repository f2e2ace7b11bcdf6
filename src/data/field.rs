//! What a column of a file stands for.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use crate::{Error, Result};

/// Meaning of one column.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// Date, or date and time.
    Time,
    /// Time of day beside a column of dates.
    Clock,
    /// Name of the series the row belongs to.
    Symbol,
    /// First price.
    Open,
    /// Highest price.
    High,
    /// Lowest price.
    Low,
    /// Last price.
    Close,
    /// Quantity traded.
    Volume,
    /// Close adjusted for splits and dividends.
    #[serde(rename = "adjusted")]
    AdjustedClose,
    /// Dividend that takes effect with the row, 0 for none.
    Dividend,
    /// Split that takes effect with the row, 1 or 0 for none.
    Split,
    /// Nothing that is read.
    Skip,
}

impl Field {
    /// All fields, in the order of their definition.
    pub const ALL: [Self; 12] = [
        Self::Time,
        Self::Clock,
        Self::Symbol,
        Self::Open,
        Self::High,
        Self::Low,
        Self::Close,
        Self::Volume,
        Self::AdjustedClose,
        Self::Dividend,
        Self::Split,
        Self::Skip,
    ];

    /// The word for it, in options and in findings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Clock => "clock",
            Self::Symbol => "symbol",
            Self::Open => "open",
            Self::High => "high",
            Self::Low => "low",
            Self::Close => "close",
            Self::Volume => "volume",
            Self::AdjustedClose => "adjusted",
            Self::Dividend => "dividend",
            Self::Split => "split",
            Self::Skip => "skip",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Field {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let word = match text {
            "date" => "time",
            "-" | "" => "skip",
            word => word,
        };
        let named = Self::ALL.into_iter().find(|field| field.name() == word);
        named.ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            Error::parameter("columns", text, format!("each must be one of {names}"))
        })
    }
}

/// The fields of a file's columns from left to right, as a user states them where the file does not.
///
/// # Examples
///
/// ```
/// use strandline::data::Columns;
///
/// let columns: Columns = "time,open,high,low,close,volume".parse()?;
/// assert_eq!(columns.to_string(), "time,open,high,low,close,volume");
/// assert!("open,close".parse::<Columns>().is_err());      // no time
/// # Ok::<(), strandline::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns(Vec<Field>);

impl Columns {
    /// Columns in this order.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] if there is no time, no close, or a field other than `skip` twice.
    pub fn new(fields: Vec<Field>) -> Result<Self> {
        let columns = Self(fields);
        let wrong = |rule: String| Err(Error::parameter("columns", &columns, rule));
        for needed in [Field::Time, Field::Close] {
            if !columns.0.contains(&needed) {
                return wrong(format!("must name {needed}"));
            }
        }
        let is_double = |field: &&Field| {
            **field != Field::Skip && columns.0.iter().filter(|other| other == field).count() > 1
        };
        match columns.0.iter().find(is_double) {
            Some(field) => wrong(format!(
                "names {field} twice; use skip for what is not read"
            )),
            None => Ok(columns),
        }
    }

    /// The fields, leftmost first.
    pub fn fields(&self) -> &[Field] {
        &self.0
    }
}

impl fmt::Display for Columns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, field) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(",")?;
            }
            f.write_str(field.name())?;
        }
        Ok(())
    }
}

impl FromStr for Columns {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let fields = text.split(',').map(|name| name.trim().parse());
        Self::new(fields.collect::<Result<_>>()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_list_needs_a_time_a_close_and_no_role_twice() {
        let read = |text: &str| text.parse::<Columns>().map_err(|error| error.to_string());
        assert!(read("date,close").is_ok());
        assert!(read("time,-,skip,close").is_ok());
        assert_eq!(
            read("time,open").unwrap_err(),
            "columns = time,open: must name close"
        );
        assert_eq!(
            read("time,close,close").unwrap_err(),
            "columns = time,close,close: names close twice; use skip for what is not read"
        );
        assert!(read("time,closing").unwrap_err().contains("closing"));
    }
}
