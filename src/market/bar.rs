//! One OHLCV row: as plain values, and as a view into [`Bars`].

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::{Bars, Time};

/// One row of prices and volume, before it has a place in a series.
///
/// `volume` is in the unit of the source (shares, contracts, coins); 0 where the source has none.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Ohlcv {
    /// First price.
    pub open: f64,
    /// Highest price.
    pub high: f64,
    /// Lowest price.
    pub low: f64,
    /// Last price.
    pub close: f64,
    /// Quantity traded.
    pub volume: f64,
}

impl Ohlcv {
    /// What a price may be: of a size that formulas can square and divide without leaving the range of numbers. What
    /// lies outside is a filler for "missing", not a price.
    pub const PRICES: RangeInclusive<f64> = 1e-50..=1e50;

    /// What a volume may be, for the same reason.
    pub const VOLUMES: RangeInclusive<f64> = 0.0..=1e50;

    /// A row of one price, with volume 1.
    #[cfg(test)]
    pub(crate) fn flat(price: f64) -> Self {
        Self {
            open: price,
            high: price,
            low: price,
            close: price,
            volume: 1.0,
        }
    }

    /// What keeps this row out of [`Bars`], if anything: the first rule it breaks, with the values.
    ///
    /// Prices must be above 0 and within [`Ohlcv::PRICES`], `high` the highest and `low` the lowest of the four, `volume`
    /// within [`Ohlcv::VOLUMES`].
    pub fn problem(&self) -> Option<String> {
        let Self {
            open,
            high,
            low,
            close,
            volume,
        } = *self;
        // Nearly every row passes here; a NaN fails each of these comparisons.
        let is_ordered = low <= open && low <= close && high >= open && high >= close;
        let is_sized = low >= *Self::PRICES.start()
            && high <= *Self::PRICES.end()
            && Self::VOLUMES.contains(&volume);
        if is_ordered && is_sized {
            return None;
        }
        let named = [
            ("open", open),
            ("high", high),
            ("low", low),
            ("close", close),
        ];
        if let Some((name, value)) = named.iter().find(|(_, value)| !value.is_finite()) {
            return Some(format!("{name} {value} is not a finite number"));
        }
        if let Some((name, value)) = named.iter().find(|(_, value)| *value <= 0.0) {
            return Some(format!("{name} {value} is not above 0"));
        }
        let is_absurd = |(_, value): &&(&str, f64)| !Self::PRICES.contains(value);
        if let Some((name, value)) = named.iter().find(is_absurd) {
            return Some(format!("{name} {value:e} is not between 1e-50 and 1e50"));
        }
        if high < low {
            return Some(format!("high {high} is below low {low}"));
        }
        if let Some((name, value)) = [("open", open), ("close", close)]
            .iter()
            .find(|(_, value)| high < *value)
        {
            return Some(format!("high {high} is below {name} {value}"));
        }
        if let Some((name, value)) = [("open", open), ("close", close)]
            .iter()
            .find(|(_, value)| low > *value)
        {
            return Some(format!("low {low} is above {name} {value}"));
        }
        if !volume.is_finite() || volume < 0.0 {
            return Some(format!(
                "volume {volume} is not a finite number of at least 0"
            ));
        }
        if !Self::VOLUMES.contains(&volume) {
            return Some(format!("volume {volume:e} is above 1e50"));
        }
        None
    }
}

/// One bar of a series: a 16-byte view that implements the `ta` crate's price traits.
#[derive(Debug, Clone, Copy)]
pub struct Bar<'a> {
    bars: &'a Bars,
    at: usize,
}

impl<'a> Bar<'a> {
    pub(super) fn new(bars: &'a Bars, at: usize) -> Self {
        debug_assert!(at < bars.len());
        Self { bars, at }
    }

    /// Index of the bar in its series.
    pub fn at(self) -> usize {
        self.at
    }

    /// When the bar is.
    pub fn time(self) -> Time {
        self.bars.time()[self.at]
    }

    /// First price.
    pub fn open(self) -> f64 {
        self.bars.open()[self.at]
    }

    /// Highest price.
    pub fn high(self) -> f64 {
        self.bars.high()[self.at]
    }

    /// Lowest price.
    pub fn low(self) -> f64 {
        self.bars.low()[self.at]
    }

    /// Last price.
    pub fn close(self) -> f64 {
        self.bars.close()[self.at]
    }

    /// Quantity traded, `None` where the source has no volume.
    pub fn volume(self) -> Option<f64> {
        self.bars.volume().map(|volume| volume[self.at])
    }

    /// The values as a row of their own; a missing volume becomes 0.
    pub fn ohlcv(self) -> Ohlcv {
        Ohlcv {
            open: self.open(),
            high: self.high(),
            low: self.low(),
            close: self.close(),
            volume: self.volume().unwrap_or(0.0),
        }
    }
}

impl ta::Open for Bar<'_> {
    fn open(&self) -> f64 {
        Bar::open(*self)
    }
}

impl ta::High for Bar<'_> {
    fn high(&self) -> f64 {
        Bar::high(*self)
    }
}

impl ta::Low for Bar<'_> {
    fn low(&self) -> f64 {
        Bar::low(*self)
    }
}

impl ta::Close for Bar<'_> {
    fn close(&self) -> f64 {
        Bar::close(*self)
    }
}

impl ta::Volume for Bar<'_> {
    /// 0 where the source has no volume: the trait has no word for "unknown".
    fn volume(&self) -> f64 {
        Bar::volume(*self).unwrap_or(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(open: f64, high: f64, low: f64, close: f64) -> Ohlcv {
        Ohlcv {
            open,
            high,
            low,
            close,
            volume: 1.0,
        }
    }

    #[test]
    fn each_rule_is_named_with_its_values() {
        assert_eq!(row(10.0, 12.0, 9.0, 11.0).problem(), None);
        assert_eq!(row(10.0, 10.0, 10.0, 10.0).problem(), None);
        let problem = |o, h, l, c| row(o, h, l, c).problem().unwrap();
        assert_eq!(
            problem(10.0, 10.5, 9.0, 11.0),
            "high 10.5 is below close 11"
        );
        assert_eq!(problem(10.0, 12.0, 10.5, 11.0), "low 10.5 is above open 10");
        assert_eq!(problem(10.0, 9.0, 12.0, 11.0), "high 9 is below low 12");
        assert_eq!(problem(10.0, 12.0, 0.0, 11.0), "low 0 is not above 0");
        assert_eq!(
            problem(f64::NAN, 12.0, 9.0, 11.0),
            "open NaN is not a finite number"
        );
        assert_eq!(
            problem(10.0, f64::MAX, 9.0, 11.0),
            "high 1.7976931348623157e308 is not between 1e-50 and 1e50"
        );
        let dry = Ohlcv {
            volume: -1.0,
            ..row(10.0, 12.0, 9.0, 11.0)
        };
        assert_eq!(
            dry.problem().unwrap(),
            "volume -1 is not a finite number of at least 0"
        );
    }
}
