//! Prices and other numbers with the precision they were stated at.

use serde::Serialize;

/// A price or a zone, as stated.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Price {
    /// The price, or the lower end of the zone.
    pub low: f64,
    /// The price again, or the upper end of the zone.
    pub high: f64,
    /// Digits after the decimal sign, of the more precise end.
    #[serde(skip)]
    pub decimals: u8,
    /// "About", "near", "just under", "a hair below": stated loosely.
    #[serde(skip)]
    pub is_about: bool,
}

impl Price {
    /// One price with its digits after the decimal sign.
    pub const fn at(price: f64, decimals: u8) -> Self {
        Self {
            low: price,
            high: price,
            decimals,
            is_about: false,
        }
    }

    /// A zone, whichever end is named first.
    pub fn zone(one: f64, other: f64, decimals: u8) -> Self {
        Self {
            low: one.min(other),
            high: one.max(other),
            decimals,
            is_about: false,
        }
    }

    /// Whether two different ends were stated.
    pub fn is_zone(&self) -> bool {
        self.low < self.high
    }
}

/// A number that is not a price, as stated.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Value {
    /// The number, with the sign its words give it.
    pub number: f64,
    /// The other end, for "12-15 %".
    pub upper: Option<f64>,
    /// What it counts.
    pub unit: Unit,
    /// Digits after the decimal sign.
    pub decimals: u8,
    /// "About", "some", "nearly": stated loosely.
    pub is_about: bool,
    /// "More than", "over": the number is a lower bound of its size.
    pub at_least: bool,
    /// "Less than", "under": the number is an upper bound of its size.
    pub at_most: bool,
}

impl Value {
    /// A plainly stated number.
    pub const fn new(number: f64, unit: Unit, decimals: u8) -> Self {
        Self {
            number,
            upper: None,
            unit,
            decimals,
            is_about: false,
            at_least: false,
            at_most: false,
        }
    }
}

/// What a stated number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Unit {
    /// Per cent.
    Percent,
    /// The study's own scale: RSI 41, ADX 28, ATR 1.79.
    Index,
    /// So many times the usual: 2.3x, doubled.
    Times,
    /// An amount of the quote currency that is not a level: "rose $3.20".
    Money,
    /// How often: tested three times.
    Count,
    /// Shares traded.
    Shares,
    /// Multiples of the average true range.
    Atr,
}
