//! How a file is to be read where it does not say so itself.

use std::str::FromStr;

use super::Columns;
use crate::market::{Calendar, Event};
use crate::{Basis, Error, Result, Symbol};

/// What a user states about a file. The default states nothing: everything is taken from the file, and what it leaves
/// open is an error that names the option which settles it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ReadOptions {
    /// The series to take from a file of many, or the name of the only one.
    pub symbol: Option<Symbol>,
    /// What the prices stand for.
    pub basis: Option<Basis>,
    /// Order of day and month in dates such as `03/04/2024`.
    pub date_order: Option<DateOrder>,
    /// Decimal separator of numbers such as `1,234`.
    pub decimal: Option<Decimal>,
    /// Roles of the columns, for a file without a header or with one that cannot be understood.
    pub columns: Option<Columns>,
    /// Number the prices of the file are multiplied by (10000 in Lean's equity files); they are divided by it.
    pub price_scale: Option<f64>,
    /// Zone of the market: names the dates of daily bars stamped with an instant, and turns local intraday times of a
    /// file that does not name its zone into UTC.
    pub timezone: Option<chrono_tz::Tz>,
    /// The sessions that dates are held against; without one every weekday counts as a session and only holes of more
    /// than five are listed.
    pub calendar: Option<Calendar>,
    /// Whether prices are divided by later splits.
    pub adjust: Adjust,
    /// Splits the file does not list, for [`Adjust::Splits`].
    pub splits: Vec<Event>,
    /// Defects to be repaired instead of left out.
    pub repair: Vec<Repair>,
    /// What a file may cost.
    pub limits: Limits,
}

impl ReadOptions {
    /// Whether `repair` is asked for.
    pub(super) fn repairs(&self, repair: Repair) -> bool {
        self.repair.contains(&repair)
    }
}

/// Order of the parts of a numeric date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
}

impl DateOrder {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dmy => "dmy",
            Self::Mdy => "mdy",
        }
    }
}

impl FromStr for DateOrder {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let named = [Self::Dmy, Self::Mdy]
            .into_iter()
            .find(|order| order.name() == text);
        named.ok_or_else(|| Error::parameter("date-order", text, "must be dmy or mdy"))
    }
}

/// Decimal separator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decimal {
    /// `1,234.56`
    Point,
    /// `1.234,56`
    Comma,
}

impl Decimal {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Point => "point",
            Self::Comma => "comma",
        }
    }
}

impl FromStr for Decimal {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let named = [Self::Point, Self::Comma]
            .into_iter()
            .find(|mark| mark.name() == text);
        named.ok_or_else(|| Error::parameter("decimal", text, "must be point or comma"))
    }
}

/// What is done to raw prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Adjust {
    /// Prices stay as they are in the file.
    #[default]
    None,
    /// Prices and dividends before a split are divided by its ratio, volumes multiplied. The splits come from the file's
    /// split column or from [`ReadOptions::splits`], never from a jump that looks like one.
    Splits,
}

impl FromStr for Adjust {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "none" => Ok(Self::None),
            "splits" => Ok(Self::Splits),
            _ => Err(Error::parameter("adjust", text, "must be none or splits")),
        }
    }
}

/// A defect that is repaired on request. Every repair is listed among the findings.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repair {
    /// High becomes the highest and low the lowest of the four prices.
    Ohlc,
    /// An open that is missing or not above 0 becomes the close of the bar before, moved into low..high; the first
    /// bar of a series takes its own close.
    Open,
    /// Of several rows of one date that differ, the last one in the file stands.
    Duplicate,
    /// A last bar that looks unfinished is left out.
    PartialLast,
}

impl Repair {
    /// All repairs, in the order of their definition.
    pub const ALL: [Self; 4] = [Self::Ohlc, Self::Open, Self::Duplicate, Self::PartialLast];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ohlc => "ohlc",
            Self::Open => "open",
            Self::Duplicate => "duplicate",
            Self::PartialLast => "partial-last",
        }
    }
}

impl FromStr for Repair {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let named = Self::ALL.into_iter().find(|repair| repair.name() == text);
        named.ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            Error::parameter("repair", text, format!("must be one of {names}"))
        })
    }
}

/// What a file may cost before it is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Longest line, in bytes.
    pub line_bytes: usize,
    /// Most rows of data.
    pub rows: usize,
    /// Largest file, before and after decompression, in bytes.
    pub file_bytes: u64,
    /// Most bytes one compressed byte may become.
    pub ratio: u64,
}

impl Default for Limits {
    /// 64 KiB a line, 2^26 rows, 4 GiB, 200 to 1.
    fn default() -> Self {
        Self {
            line_bytes: 64 << 10,
            rows: 1 << 26,
            file_bytes: 4 << 30,
            ratio: 200,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back_and_wrong_ones_name_the_right_ones() {
        for repair in Repair::ALL {
            assert_eq!(repair.name().parse::<Repair>().unwrap(), repair);
        }
        assert_eq!("dmy".parse::<DateOrder>().unwrap(), DateOrder::Dmy);
        assert_eq!("comma".parse::<Decimal>().unwrap(), Decimal::Comma);
        assert_eq!("splits".parse::<Adjust>().unwrap(), Adjust::Splits);
        assert_eq!(
            "high".parse::<Repair>().unwrap_err().to_string(),
            "repair = high: must be one of ohlc, open, duplicate, partial-last"
        );
    }
}
