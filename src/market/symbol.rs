//! The name under which a series is traded.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// Ticker of a series, such as `BABA`, `9988.HK`, `^GSPC`, `BTC-USD`.
///
/// 1 to 32 characters, none of them white space, a control character or one that file names cannot carry, so that a
/// symbol can always stand in a table cell and in the name of a chart's file.
///
/// # Examples
///
/// ```
/// let symbol: strandline::Symbol = "9988.HK".parse()?;
/// assert_eq!(symbol.as_str(), "9988.HK");
/// assert!("two words".parse::<strandline::Symbol>().is_err());
/// # Ok::<(), strandline::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Symbol(String);

impl Symbol {
    /// Longest symbol, in characters.
    pub const MAX_CHARS: usize = 32;

    /// The symbol as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Symbol {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let wrong = |rule| Error::Symbol {
            text: text.chars().take(64).collect(),
            rule,
        };
        if text.is_empty() {
            return Err(wrong("must not be empty"));
        }
        if text.chars().count() > Self::MAX_CHARS {
            return Err(wrong("must have at most 32 characters"));
        }
        let is_forbidden =
            |c: char| c.is_whitespace() || c.is_control() || "/\\:*?\"<>|,".contains(c);
        if text.chars().any(is_forbidden) || text == "." || text == ".." {
            return Err(wrong(
                "must not contain white space, commas or characters that file names cannot carry",
            ));
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for Symbol {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<Symbol> for String {
    fn from(symbol: Symbol) -> Self {
        symbol.0
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
