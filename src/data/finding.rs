//! What is wrong with data, where, and what was done about it.

use std::fmt;

use serde::Serialize;

use super::Field;
use crate::{Remedy, Time};

/// One defect or oddity. Wrong data is a list of these; nothing is repaired without being asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// The rule that found it.
    pub rule: Rule,
    /// How much it matters.
    pub severity: Severity,
    /// 1-based line of the file, or row of the table; `None` where it is about several.
    pub row: Option<u64>,
    /// Time of the bar, as far as it could be read.
    pub time: Option<Time>,
    /// The column, where it is about one.
    pub column: Option<Field>,
    /// The value as the file writes it, where it is about one.
    pub value: Option<String>,
    /// What is wrong, in words, with the numbers.
    pub problem: String,
    /// What became of the row.
    pub done: Done,
    /// What can be done about it, where that is a setting.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<Remedy>,
}

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Good to know; common in sound data.
    Note,
    /// May mislead what is computed from it.
    Warning,
    /// Wrong: the row cannot stand as it is.
    Defect,
}

impl Severity {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Defect => "defect",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// What became of a row that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Done {
    /// The row stands as the file has it.
    Kept,
    /// The row is not among the bars.
    LeftOut,
    /// The row stands with a changed value, which the finding names: as `--repair` asked, or 0 for a volume that is none.
    Repaired,
}

impl Done {
    /// The words for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::LeftOut => "left out",
            Self::Repaired => "repaired",
        }
    }
}

impl fmt::Display for Done {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The rules of the audit; each is defined where its variant is documented.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// The date or time of a row cannot be read. Left out.
    BadTime,
    /// A price is text that is no number, or one that no price can be, such as 1.8e308. Left out.
    BadNumber,
    /// A price is missing, NaN or infinite. Left out.
    Empty,
    /// The row has more filled cells than there are columns, or a quotation mark that is not closed, so that none of its
    /// cells can be trusted. Left out.
    RowShape,
    /// A line among the rows that is none: it has neither a date nor a price. Left out, with a gap in its place. Blank
    /// lines and the heading once more are passed over, and so is text before the first bar and after the last.
    StrayLine,
    /// More than 20 lines of text before the first bar or after the last. Left out, one finding; fewer are passed over.
    LongText,
    /// The header names more or fewer columns than the rows have. Columns are read only as far as the values prove them.
    HeaderShape,
    /// Numbers that are times change their unit, as from milliseconds to microseconds. Each is read by its size.
    TimeUnit,
    /// An intraday bar begins before the one before it is over. Kept.
    Overlap,
    /// A price is 0 or below. Left out.
    NonPositive,
    /// High is below open, close or low. Left out.
    HighBelow,
    /// Low is above open or close. Left out.
    LowAbove,
    /// Several rows carry one time: of equal ones the first stands, of different ones none.
    Duplicate,
    /// The row stands before or after where its time belongs, the other rows being sorted. Sorted in.
    OutOfOrder,
    /// Rows without prices before the first bar. Left out, one finding for the run.
    BlankStart,
    /// Volume is missing, unreadable or below 0 although the file has volumes. Repaired: a
    /// bar has a volume or the whole series has none, so the row stands with 0.
    BadVolume,
    /// Volume is 0 although the file has volumes. Kept.
    ZeroVolume,
    /// Open, high, low and close are one price. Kept.
    OnePrice,
    /// The file has closes only: open, high and low are the close. Kept, one finding.
    CloseOnly,
    /// The date is no session of the exchange. Kept.
    ClosedSession,
    /// Sessions without a bar between two bars, one finding for each run.
    MissingSession,
    /// The close is beyond 3 times, or below a third of, the close before, with no split on that date. Kept.
    Jump,
    /// The high is beyond 3 times the highest, or the low below a third of the lowest, of open, close and the close before:
    /// more often a wrong digit than a trade. Kept.
    ///
    /// The bound is that of [`Rule::Jump`]. Among 3.4 million daily bars of 800 US shares 31 are beyond it, most of them
    /// lows of a tenth and less that never traded; twice as far, not three times, would be 96, many of them small shares on
    /// the day of their news. No daily bar of a large share comes near: 1.3 times.
    Spike,
    /// Prices step as at a split that they are not adjusted for. Kept unless `--adjust splits`.
    UnadjustedSplit,
    /// Five or more bars in a row that are equal in all prices and in volume. Kept, one finding for the run.
    Stale,
    /// The adjusted close is 0 or below. Kept.
    BadAdjustedClose,
    /// More than a year without a bar: the ticker may have passed to another company. Kept, with a gap.
    TickerReuse,
    /// The last bar looks unfinished. Kept, unless `--repair partial-last` or a defect of its row leaves it out.
    PartialLast,
}

impl Rule {
    /// The stable name, as in every output: `non-positive`.
    pub fn name(self) -> &'static str {
        match self {
            Self::BadTime => "bad-time",
            Self::BadNumber => "bad-number",
            Self::Empty => "empty",
            Self::RowShape => "row-shape",
            Self::StrayLine => "stray-line",
            Self::LongText => "long-text",
            Self::HeaderShape => "header-shape",
            Self::TimeUnit => "time-unit",
            Self::Overlap => "overlap",
            Self::NonPositive => "non-positive",
            Self::HighBelow => "high-below",
            Self::LowAbove => "low-above",
            Self::Duplicate => "duplicate",
            Self::OutOfOrder => "out-of-order",
            Self::BlankStart => "blank-start",
            Self::BadVolume => "bad-volume",
            Self::ZeroVolume => "zero-volume",
            Self::OnePrice => "one-price",
            Self::CloseOnly => "close-only",
            Self::ClosedSession => "closed-session",
            Self::MissingSession => "missing-session",
            Self::Jump => "jump",
            Self::Spike => "spike",
            Self::UnadjustedSplit => "unadjusted-split",
            Self::Stale => "stale",
            Self::BadAdjustedClose => "bad-adjusted-close",
            Self::TickerReuse => "ticker-reuse",
            Self::PartialLast => "partial-last",
        }
    }

    /// How much a finding of this rule matters.
    pub fn severity(self) -> Severity {
        match self {
            Self::BadTime
            | Self::BadNumber
            | Self::Empty
            | Self::RowShape
            | Self::StrayLine
            | Self::NonPositive
            | Self::HighBelow
            | Self::LowAbove
            | Self::Duplicate => Severity::Defect,
            Self::LongText
            | Self::HeaderShape
            | Self::TimeUnit
            | Self::Overlap
            | Self::OutOfOrder
            | Self::BadVolume
            | Self::ClosedSession
            | Self::MissingSession
            | Self::Jump
            | Self::Spike
            | Self::UnadjustedSplit
            | Self::Stale
            | Self::BadAdjustedClose
            | Self::TickerReuse
            | Self::PartialLast => Severity::Warning,
            Self::BlankStart | Self::ZeroVolume | Self::OnePrice | Self::CloseOnly => {
                Severity::Note
            }
        }
    }

    /// A finding of this rule about nothing in particular yet; the row is kept.
    pub(super) fn finding(self, problem: impl Into<String>) -> Finding {
        Finding {
            rule: self,
            severity: self.severity(),
            row: None,
            time: None,
            column: None,
            value: None,
            problem: problem.into(),
            done: Done::Kept,
            remedy: None,
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
