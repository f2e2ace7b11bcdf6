//! Whole columns of prices, and the check that they are bars.

use std::sync::Arc;

use super::{Bars, Basis, Ohlcv, Symbol, Time, Timeframe};
use crate::{Error, Result};

/// The columns of a series before they are [`Bars`](super::Bars), which takes them over without copying.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OhlcvColumns {
    /// When each bar is.
    pub time: Vec<Time>,
    /// First prices.
    pub open: Vec<f64>,
    /// Highest prices.
    pub high: Vec<f64>,
    /// Lowest prices.
    pub low: Vec<f64>,
    /// Last prices.
    pub close: Vec<f64>,
    /// Quantities traded, where the source has any.
    pub volume: Option<Vec<f64>>,
}

impl OhlcvColumns {
    /// The first bar that may not stand in `Bars`, and why; a bar 0 that is too short a column stands for the lengths.
    ///
    /// The rules are those of [`Ohlcv::problem`] and that times rise strictly.
    pub fn problem(&self) -> Option<(usize, String)> {
        let len = self.time.len();
        let volume_len = self.volume.as_ref().map_or(len, Vec::len);
        let lens = [
            self.open.len(),
            self.high.len(),
            self.low.len(),
            self.close.len(),
            volume_len,
        ];
        if let Some(other) = lens.iter().find(|other| **other != len) {
            return Some((0, format!("columns of {len} and {other} values")));
        }
        (0..len).find_map(|at| Some((at, self.problem_at(at)?)))
    }

    fn problem_at(&self, at: usize) -> Option<String> {
        let row = Ohlcv {
            open: self.open[at],
            high: self.high[at],
            low: self.low[at],
            close: self.close[at],
            volume: self.volume.as_ref().map_or(0.0, |volume| volume[at]),
        };
        let before = at.checked_sub(1).map(|before| self.time[before]);
        let late = before.filter(|before| *before >= self.time[at]);
        row.problem()
            .or_else(|| late.map(|before| format!("not after the bar before it, {before}")))
    }
}

impl Bars {
    /// Takes over whole columns, without gaps.
    ///
    /// # Errors
    ///
    /// [`Error::Bar`] for the first bar that breaks a rule; see [`OhlcvColumns::problem`].
    pub fn from_columns(
        symbol: Symbol,
        timeframe: Timeframe,
        basis: Basis,
        columns: OhlcvColumns,
    ) -> Result<Self> {
        if let Some((at, problem)) = columns.problem() {
            let time = columns
                .time
                .get(at)
                .map_or_else(String::new, Time::to_string);
            return Err(Error::Bar {
                symbol: symbol.to_string(),
                time,
                problem,
            });
        }
        Ok(Self {
            symbol,
            timeframe,
            basis,
            columns: Arc::new(columns),
            gaps: Arc::new([]),
            calendar: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> OhlcvColumns {
        let day = |day| {
            chrono::NaiveDate::from_ymd_opt(2024, 1, day)
                .unwrap()
                .into()
        };
        OhlcvColumns {
            time: vec![day(2), day(3), day(4)],
            open: vec![10.0, 11.0, 12.0],
            high: vec![12.0, 13.0, 14.0],
            low: vec![9.0, 10.0, 11.0],
            close: vec![11.0, 12.0, 13.0],
            volume: Some(vec![5.0, 0.0, 7.0]),
        }
    }

    fn bars(columns: OhlcvColumns) -> Result<Bars> {
        Bars::from_columns("ACME".parse().unwrap(), Timeframe::Day, Basis::Raw, columns)
    }

    #[test]
    fn sound_columns_become_the_bars_that_their_rows_would() {
        let columns = columns();
        let mut builder = Bars::builder("ACME".parse().unwrap(), Timeframe::Day, Basis::Raw);
        for at in 0..3 {
            let row = Ohlcv {
                open: columns.open[at],
                high: columns.high[at],
                low: columns.low[at],
                close: columns.close[at],
                volume: columns.volume.as_ref().unwrap()[at],
            };
            builder.push(columns.time[at], row).unwrap();
        }
        assert_eq!(bars(columns).unwrap(), builder.build());
    }

    #[test]
    fn the_first_bar_that_may_not_stand_is_named() {
        let told = |change: fn(&mut OhlcvColumns)| {
            let mut columns = columns();
            change(&mut columns);
            bars(columns).unwrap_err().to_string()
        };
        assert_eq!(
            told(|c| c.close[1] = f64::NAN),
            "ACME 2024-01-03 00:00:00: close NaN is not a finite number"
        );
        assert_eq!(
            told(|c| c.low[2] = 0.0),
            "ACME 2024-01-04 00:00:00: low 0 is not above 0"
        );
        assert_eq!(
            told(|c| c.high[0] = 10.5),
            "ACME 2024-01-02 00:00:00: high 10.5 is below close 11"
        );
        assert!(told(|c| c.high[0] = f64::INFINITY).contains("not a finite number"));
        assert!(told(|c| c.volume.as_mut().unwrap()[2] = -1.0).contains("volume -1"));
        assert!(told(|c| c.time[2] = c.time[1]).contains("not after the bar before it"));
        assert!(told(|c| c.low.truncate(2)).contains("columns of 3 and 2 values"));
    }
}
