//! The one error type of the library: what went wrong, where, and how to fix it.
//!
//! A variant carries fields, not sentences, so that callers can match on it; its [`Remedy`] says what to do next, in
//! settings that each program names in its own way. Wrong *use* is an error and the first one is reported; wrong *data* is a list of findings
//! (see `data::audit`) and becomes an error only when nothing usable is left.

mod printable;
mod remedy;

use std::path::PathBuf;

pub(crate) use printable::printable;
pub(crate) use remedy::before;
pub use remedy::{Choice, Remedy, Setting};

/// Result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What can go wrong, by cause.
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A parameter is outside what it may be.
    #[error("{name} = {value}: {rule}")]
    Parameter {
        /// The parameter as the user writes it, such as `rsi.period`.
        name: String,
        /// The value as the user wrote it.
        value: String,
        /// What the value must be, such as `must be at least 2`.
        rule: String,
        /// What to do about it, where the rule does not say it.
        help: Option<Remedy>,
    },

    /// A symbol is not one.
    #[error("symbol \"{text}\": {rule}")]
    Symbol {
        /// The text as given.
        text: String,
        /// What a symbol must be.
        rule: &'static str,
    },

    /// One bar breaks an invariant of [`Bars`](crate::Bars).
    #[error("{symbol} {time}: {problem}")]
    Bar {
        /// Symbol of the series.
        symbol: String,
        /// Timestamp of the bar.
        time: String,
        /// What is wrong, with the values.
        problem: String,
    },

    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: std::io::Error,
    },

    /// A file is not what it should be, at a place that can be named.
    #[error("{}{}: {problem}", path.display(), Place(*row, column.as_deref()))]
    Format {
        /// The file.
        path: PathBuf,
        /// 1-based line of the file, header included.
        row: Option<u64>,
        /// Name or number of the column.
        column: Option<String>,
        /// What is wrong, with the value.
        problem: String,
        /// What to do about it.
        help: Option<Remedy>,
    },

    /// The data hold nothing that can be worked with.
    #[error("{what}: {problem}")]
    Data {
        /// File or symbol.
        what: String,
        /// What is wrong.
        problem: String,
        /// What to do about it.
        help: Option<Remedy>,
    },

    /// There are too few bars for the question.
    #[error("{what}: too few bars for {purpose} ({have} of {need})")]
    Insufficient {
        /// File or symbol.
        what: String,
        /// Bars there are.
        have: usize,
        /// Bars that would suffice.
        need: usize,
        /// What they are needed for, such as `the first ATR`.
        purpose: String,
    },

    /// There is no answer, and the number of bars is not why.
    #[error("{what}: {problem}")]
    Unanswered {
        /// File or symbol.
        what: String,
        /// Why there is none.
        problem: String,
        /// What to do about it.
        help: Option<Remedy>,
    },

    /// An expression in a text the user wrote (a study, a rule, a claim) cannot be understood.
    #[error("{origin}, line {line}, column {column}: {problem}")]
    Syntax {
        /// Where the text stands: a file, an option, a key.
        origin: String,
        /// 1-based line.
        line: usize,
        /// 1-based column in characters.
        column: usize,
        /// What is wrong.
        problem: String,
        /// The line itself, for the caret.
        text: String,
        /// What to do about it.
        help: Option<Remedy>,
    },

    /// Drawing or encoding a picture failed.
    #[error("chart: {problem}")]
    Chart {
        /// What is wrong.
        problem: String,
    },
}

impl Error {
    /// A [`Error::Parameter`] from parts.
    pub fn parameter(
        name: impl Into<String>,
        value: impl std::fmt::Display,
        rule: impl Into<String>,
    ) -> Self {
        Self::Parameter {
            name: name.into(),
            value: value.to_string(),
            rule: rule.into(),
            help: None,
        }
    }

    /// The same with what to do about it, for a variant that has room for that.
    #[must_use]
    pub fn helped(mut self, remedy: impl Into<Remedy>) -> Self {
        if let Self::Parameter { help, .. }
        | Self::Format { help, .. }
        | Self::Data { help, .. }
        | Self::Unanswered { help, .. }
        | Self::Syntax { help, .. } = &mut self
        {
            *help = Some(remedy.into());
        }
        self
    }

    /// An [`Error::Io`] at `path`.
    pub fn io(path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        Self::Io {
            path: path.into(),
            source,
        }
    }

    /// What can be done about it, where that is known.
    pub fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Parameter { help, .. }
            | Self::Format { help, .. }
            | Self::Data { help, .. }
            | Self::Unanswered { help, .. }
            | Self::Syntax { help, .. } => help.clone(),
            Self::Io { source, .. } => match source.kind() {
                std::io::ErrorKind::NotFound => Some("check the path".into()),
                std::io::ErrorKind::PermissionDenied => {
                    Some("check the permissions of the file and its folder".into())
                }
                _ => None,
            },
            Self::Bar { .. } => Some(Remedy::Findings("fix the row or drop it")),
            Self::Insufficient { .. } => Some("load a longer history".into()),
            _ => None,
        }
    }

    /// [`Error::remedy`] in the words of the library.
    pub fn help(&self) -> Option<String> {
        self.remedy().map(|remedy| remedy.to_string())
    }
}

/// `, row 41, column "close"`, as far as it is known.
struct Place<'a>(Option<u64>, Option<&'a str>);

impl std::fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(row) = self.0 {
            write!(f, ", row {row}")?;
        }
        if let Some(column) = self.1 {
            write!(f, ", column \"{column}\"")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_error_names_file_row_and_column() {
        let error = Error::Format {
            path: "prices.csv".into(),
            row: Some(41),
            column: Some("close".into()),
            problem: "\"12,5\" is not a number".into(),
            help: Some(Remedy::set(
                "is the decimal separator a comma?",
                "decimal",
                "comma",
            )),
        };
        assert_eq!(
            error.to_string(),
            "prices.csv, row 41, column \"close\": \"12,5\" is not a number"
        );
        assert_eq!(
            error.help().as_deref(),
            Some("is the decimal separator a comma? decimal = comma")
        );
    }
}
