//! The columns of one series, checked once.

use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Bar, BarsBuilder, Calendar, OhlcvColumns, Segments, Symbol, Time, Timeframe};
use crate::{Error, Result};

/// What the prices of a series stand for. Never guessed: `unknown` unless the source proves it or the user says it.
///
/// $160 on adjusted data is not the $160 that stood on the screen, so the basis is printed beside every level.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// As traded.
    Raw,
    /// Divided by later splits.
    SplitAdjusted,
    /// Divided by later splits and reduced by later dividends.
    #[serde(rename = "split+dividend-adjusted")]
    SplitDividendAdjusted,
    /// The source does not say.
    #[default]
    Unknown,
}

impl Basis {
    /// All bases, in the order of their definition.
    pub const ALL: [Self; 4] = [
        Self::Raw,
        Self::SplitAdjusted,
        Self::SplitDividendAdjusted,
        Self::Unknown,
    ];

    /// The word used in every output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Raw => "raw",
            Self::SplitAdjusted => "split-adjusted",
            Self::SplitDividendAdjusted => "split+dividend-adjusted",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl std::str::FromStr for Basis {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let rule = "must be raw, split-adjusted, split+dividend-adjusted or unknown";
        let named = Self::ALL.into_iter().find(|basis| basis.name() == text);
        named.ok_or_else(|| Error::parameter("basis", text, rule))
    }
}

/// One series of bars in columns: times strictly rising, prices finite and above 0, high and low the extremes.
///
/// Made by [`BarsBuilder`] or from whole columns, both of which check, so nobody above checks again. A clone shares the
/// columns, whatever their length.
///
/// # Examples
///
/// ```
/// use strandline::{Bars, Basis, Ohlcv, Timeframe};
///
/// let mut builder = Bars::builder("ACME".parse()?, Timeframe::Day, Basis::Raw);
/// for (day, close) in [(2, 10.0), (3, 11.0)] {
///     let time = chrono::NaiveDate::from_ymd_opt(2024, 1, day).unwrap().into();
///     builder.push(time, Ohlcv { open: close, high: close + 0.5, low: close - 0.5, close, volume: 100.0 })?;
/// }
/// let bars = builder.build();
/// assert_eq!(bars.len(), 2);
/// assert_eq!(bars.close(), [10.0, 11.0]);
/// # Ok::<(), strandline::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Bars {
    pub(super) symbol: Symbol,
    pub(super) timeframe: Timeframe,
    pub(super) basis: Basis,
    pub(super) columns: Arc<OhlcvColumns>,
    pub(super) gaps: Arc<[usize]>,
    pub(super) calendar: Option<Calendar>,
}

impl Bars {
    /// Starts an empty series with volume.
    pub fn builder(symbol: Symbol, timeframe: Timeframe, basis: Basis) -> BarsBuilder {
        BarsBuilder {
            symbol,
            timeframe,
            basis,
            columns: OhlcvColumns {
                volume: Some(Vec::new()),
                ..OhlcvColumns::default()
            },
            gaps: Vec::new(),
        }
    }

    /// Symbol of the series.
    pub fn symbol(&self) -> &Symbol {
        &self.symbol
    }

    /// Span of one bar.
    pub fn timeframe(&self) -> Timeframe {
        self.timeframe
    }

    /// What the prices stand for.
    pub fn basis(&self) -> Basis {
        self.basis
    }

    /// Number of bars.
    pub fn len(&self) -> usize {
        self.columns.time.len()
    }

    /// Whether there is no bar.
    pub fn is_empty(&self) -> bool {
        self.columns.time.is_empty()
    }

    /// Times, strictly rising.
    pub fn time(&self) -> &[Time] {
        &self.columns.time
    }

    /// Opens.
    pub fn open(&self) -> &[f64] {
        &self.columns.open
    }

    /// Highs.
    pub fn high(&self) -> &[f64] {
        &self.columns.high
    }

    /// Lows.
    pub fn low(&self) -> &[f64] {
        &self.columns.low
    }

    /// Closes.
    pub fn close(&self) -> &[f64] {
        &self.columns.close
    }

    /// Volumes, `None` where the source has none.
    pub fn volume(&self) -> Option<&[f64]> {
        self.columns.volume.as_deref()
    }

    /// Bars before which the source has a row that could not stand, rising.
    pub fn gaps(&self) -> &[usize] {
        &self.gaps
    }

    /// The gap-free stretches, oldest first.
    pub fn segments(&self) -> Segments<'_> {
        Segments::new(&self.gaps, self.len())
    }

    /// Date of bar `at`.
    ///
    /// # Panics
    ///
    /// If there is no bar `at`.
    pub fn date(&self, at: usize) -> NaiveDate {
        self.columns.time[at].date()
    }

    /// The bar at index `at`, if there is one.
    pub fn get(&self, at: usize) -> Option<Bar<'_>> {
        (at < self.len()).then(|| Bar::new(self, at))
    }

    /// The last bar, if there is one.
    pub fn last(&self) -> Option<Bar<'_>> {
        self.len().checked_sub(1).map(|at| Bar::new(self, at))
    }

    /// All bars, oldest first.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Bar<'_>> + Clone {
        (0..self.len()).map(|at| Bar::new(self, at))
    }

    /// Index of the last bar at or before the end of `date`, if there is one.
    pub fn at_or_before(&self, date: NaiveDate) -> Option<usize> {
        self.columns
            .time
            .partition_point(|time| time.date() <= date)
            .checked_sub(1)
    }

    /// The first `len` bars as a series of their own; all of them if there are fewer.
    #[must_use]
    pub fn prefix(&self, len: usize) -> Self {
        let len = len.min(self.len());
        let first = |column: &[f64]| column[..len].to_vec();
        let columns = OhlcvColumns {
            time: self.time()[..len].to_vec(),
            open: first(self.open()),
            high: first(self.high()),
            low: first(self.low()),
            close: first(self.close()),
            volume: self.volume().map(first),
        };
        Self {
            symbol: self.symbol.clone(),
            timeframe: self.timeframe,
            basis: self.basis,
            columns: Arc::new(columns),
            gaps: self.gaps.iter().copied().filter(|&gap| gap < len).collect(),
            calendar: self.calendar,
        }
    }

    /// The calendar they were traded by, where somebody said it.
    pub fn calendar(&self) -> Option<Calendar> {
        self.calendar
    }

    /// The trading day of a bar at `time`: that of their calendar where they are shorter than a day, else the date itself.
    pub(crate) fn trading_day(&self, time: Time) -> NaiveDate {
        match (self.calendar, self.timeframe) {
            (Some(calendar), Timeframe::Minutes(_)) => calendar.date(time),
            _ => time.date(),
        }
    }

    /// The same bars with the calendar they were traded by.
    #[must_use]
    pub fn with_calendar(mut self, calendar: Option<Calendar>) -> Self {
        self.calendar = calendar;
        self
    }

    /// The same bars under another basis, for a user who knows what the source did not say.
    #[must_use]
    pub fn with_basis(mut self, basis: Basis) -> Self {
        self.basis = basis;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::Ohlcv;
    use crate::market::testing::{builder, day};

    #[test]
    fn a_date_finds_the_last_bar_up_to_it() {
        let mut builder = builder();
        builder.push(day(2), Ohlcv::flat(10.0)).unwrap();
        builder.push(day(5), Ohlcv::flat(10.0)).unwrap();
        let bars = builder.build();
        assert_eq!(bars.at_or_before(day(1).date()), None);
        assert_eq!(bars.at_or_before(day(4).date()), Some(0));
        assert_eq!(bars.at_or_before(day(5).date()), Some(1));
    }

    #[test]
    fn a_clone_shares_the_columns_and_a_changed_copy_does_not() {
        let mut one = builder();
        one.push(day(2), Ohlcv::flat(10.0)).unwrap();
        let bars = one.build();
        let raw = bars.clone().with_basis(Basis::Unknown);
        assert_eq!(raw.close().as_ptr(), bars.close().as_ptr());
        let mut longer = BarsBuilder::from(bars.clone());
        longer.push(day(3), Ohlcv::flat(11.0)).unwrap();
        assert_eq!((bars.len(), longer.build().len()), (1, 2));
    }

    #[test]
    fn a_basis_reads_back_from_its_name() {
        for basis in Basis::ALL {
            assert_eq!(basis.name().parse::<Basis>().unwrap(), basis);
            assert_eq!(
                serde_json::to_string(&basis).unwrap(),
                format!("\"{basis}\"")
            );
        }
    }

    #[test]
    fn a_bar_of_minutes_lies_on_the_trading_day_of_its_market() {
        let time: Time = "2025-12-02T00:30:00".parse().unwrap();
        let day = |calendar: Option<&str>, timeframe| {
            let bars = Bars::builder("ACME".parse().unwrap(), timeframe, Basis::Raw).build();
            let calendar = calendar.map(|name| name.parse().unwrap());
            bars.with_calendar(calendar).trading_day(time).to_string()
        };
        let minutes = Timeframe::Minutes(30);
        // Half past midnight UTC is half past seven in the evening of New York.
        assert_eq!(day(Some("XNYS"), minutes), "2025-12-01");
        assert_eq!(day(Some("24x7"), minutes), "2025-12-02");
        assert_eq!(day(None, minutes), "2025-12-02");
        assert_eq!(day(Some("XNYS"), Timeframe::Day), "2025-12-02");
    }
}
