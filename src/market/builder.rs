//! Bars from rows.

use std::sync::Arc;

use super::{Bars, Basis, Ohlcv, OhlcvColumns, Symbol, Time, Timeframe};
use crate::{Error, Result};

/// Takes rows one at a time, oldest first, and refuses what may not stand in [`Bars`].
#[derive(Debug, Clone)]
pub struct BarsBuilder {
    pub(super) symbol: Symbol,
    pub(super) timeframe: Timeframe,
    pub(super) basis: Basis,
    pub(super) columns: OhlcvColumns,
    pub(super) gaps: Vec<usize>,
}

impl From<Bars> for BarsBuilder {
    /// Goes on behind the last of `bars`; copies the columns if somebody else holds them too.
    fn from(bars: Bars) -> Self {
        Self {
            symbol: bars.symbol,
            timeframe: bars.timeframe,
            basis: bars.basis,
            columns: Arc::unwrap_or_clone(bars.columns),
            gaps: bars.gaps.to_vec(),
        }
    }
}

impl BarsBuilder {
    /// Leaves the volume column out; the `volume` of the rows is then not looked at.
    #[must_use]
    pub fn without_volume(mut self) -> Self {
        self.columns.volume = None;
        self
    }

    /// Makes room for `rows` more rows.
    pub fn reserve(&mut self, rows: usize) {
        self.columns.time.reserve(rows);
        for column in [
            &mut self.columns.open,
            &mut self.columns.high,
            &mut self.columns.low,
            &mut self.columns.close,
        ] {
            column.reserve(rows);
        }
        if let Some(volume) = &mut self.columns.volume {
            volume.reserve(rows);
        }
    }

    /// Appends a row.
    ///
    /// # Errors
    ///
    /// [`Error::Bar`] if the row breaks a rule of [`Ohlcv::problem`] or is not after the one before it. The builder is
    /// as it was then.
    pub fn push(&mut self, time: Time, row: Ohlcv) -> Result<()> {
        let row = if self.columns.volume.is_some() {
            row
        } else {
            Ohlcv { volume: 0.0, ..row }
        };
        if let Some(problem) = row.problem() {
            return Err(self.refuse(time, problem));
        }
        if let Some(&last) = self.columns.time.last().filter(|last| **last >= time) {
            return Err(self.refuse(time, format!("not after the bar before it, {last}")));
        }
        let columns = &mut self.columns;
        columns.time.push(time);
        columns.open.push(row.open);
        columns.high.push(row.high);
        columns.low.push(row.low);
        columns.close.push(row.close);
        if let Some(volume) = &mut columns.volume {
            volume.push(row.volume);
        }
        Ok(())
    }

    /// Notes that the source has a row here that could not stand. Without effect before the first bar.
    pub fn gap(&mut self) {
        let next = self.columns.time.len();
        if next > 0 && self.gaps.last() != Some(&next) {
            self.gaps.push(next);
        }
    }

    /// The finished series; it may be empty.
    pub fn build(mut self) -> Bars {
        let len = self.columns.time.len();
        self.gaps.retain(|&gap| gap < len);
        Bars {
            symbol: self.symbol,
            timeframe: self.timeframe,
            basis: self.basis,
            columns: Arc::new(self.columns),
            gaps: self.gaps.into(),
            calendar: None,
        }
    }

    #[cold]
    fn refuse(&self, time: Time, problem: String) -> Error {
        Error::Bar {
            symbol: self.symbol.to_string(),
            time: time.to_string(),
            problem,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::testing::{builder, day};

    #[test]
    fn a_refused_row_leaves_the_series_as_it_was() {
        let mut builder = builder();
        builder.push(day(2), Ohlcv::flat(10.0)).unwrap();
        let again = builder.push(day(2), Ohlcv::flat(11.0)).unwrap_err();
        assert_eq!(
            again.to_string(),
            "ACME 2024-01-02 00:00:00: not after the bar before it, 2024-01-02 00:00:00"
        );
        assert!(builder.push(day(3), Ohlcv::flat(f64::INFINITY)).is_err());
        assert_eq!(builder.build().len(), 1);
    }

    #[test]
    fn a_gap_stands_between_two_bars_only() {
        let mut builder = builder();
        builder.gap();
        builder.push(day(2), Ohlcv::flat(10.0)).unwrap();
        builder.gap();
        builder.gap();
        builder.push(day(4), Ohlcv::flat(10.0)).unwrap();
        builder.gap();
        let bars = builder.build();
        assert_eq!(bars.gaps(), [1]);
        assert_eq!(bars.segments().collect::<Vec<_>>(), [0..1, 1..2]);
        assert_eq!(bars.prefix(1).gaps(), [0usize; 0]);
    }
}
