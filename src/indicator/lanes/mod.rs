//! Eight series at once: moving averages, RSI, ATR and rolling extremes for scans over symbols and sweeps over periods.
//!
//! A recursive study waits on its own last value; eight of them side by side wait together, and a processor with AVX2
//! steps four in one instruction. Each lane keeps TA-Lib's own order of operations, so its bits are those of the study
//! of that name. The instruction set is chosen at run time by `pulp`; the code itself is plain Rust over arrays of eight.
//! Gaps are the caller's: a lane is one gap-free stretch.

mod average;
mod extreme;
mod recursion;
mod rows;
mod wilder;

pub use average::{ema, sma};
pub use extreme::{highest, lowest};
pub use wilder::{Prices, atr, rsi};

use rows::{Broadcast, Eight, Rows};

use super::column::Column;
use super::param::MAX_PERIOD;
use crate::{Error, Result};

/// Series side by side.
pub const WIDTH: usize = 8;

/// Up to eight series in rows, one row a bar, one place in it a series.
///
/// # Examples
///
/// ```
/// use strandline::indicator::lanes::{self, Lanes, Series};
///
/// let close = [1.0, 2.0, 3.0, 4.0];
/// let mut averages = Lanes::default();
/// // One series, eight periods: 1, 2, 3, ...
/// lanes::sma(Series::Same(&close), [1, 2, 3, 4, 5, 6, 7, 8], &mut averages)?;
/// assert_eq!(averages.get(1, 2), Some(2.5));                   // lane 1 has period 2: (2 + 3) / 2
/// assert_eq!(averages.column(3).first_valid(), Some(3));
/// assert_eq!(averages.column(4).first_valid(), None);
/// # Ok::<(), strandline::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Lanes {
    rows: Vec<Eight>,
    /// First bar of each series that has a value.
    first: [usize; WIDTH],
    /// First bar after the end of each series.
    end: [usize; WIDTH],
}

/// What the lanes read.
#[derive(Debug, Clone, Copy)]
pub enum Series<'a> {
    /// A series for each lane.
    Each(&'a Lanes),
    /// One series for all of them.
    Same(&'a [f64]),
}

impl Lanes {
    /// Turns up to eight series into rows; they may differ in length.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] if there are more than eight.
    pub fn pack(series: &[&[f64]]) -> Result<Self> {
        let mut lanes = Self::default();
        lanes.fill(series)?;
        Ok(lanes)
    }

    /// As [`Lanes::pack`], into memory that is there.
    ///
    /// # Errors
    ///
    /// Those of [`Lanes::pack`]; nothing has changed then.
    pub fn fill(&mut self, series: &[&[f64]]) -> Result<()> {
        if series.len() > WIDTH {
            let rule = format!("must be at most {WIDTH}");
            return Err(Error::parameter("lanes", series.len(), rule));
        }
        self.first = [0; WIDTH];
        self.end = std::array::from_fn(|lane| series.get(lane).map_or(0, |series| series.len()));
        let len = self.end.into_iter().max().unwrap_or(0);
        self.rows.resize(len, Eight::default());
        // A few rows at a time, so that they are still in the cache for the next series.
        for (block, rows) in self.rows.chunks_mut(64).enumerate() {
            for lane in 0..WIDTH {
                let values = series.get(lane).and_then(|series| series.get(block * 64..));
                let values = values.unwrap_or_default();
                for (row, &value) in rows.iter_mut().zip(values) {
                    row.0[lane] = value;
                }
                for row in rows.iter_mut().skip(values.len()) {
                    row.0[lane] = 0.0;
                }
            }
        }
        Ok(())
    }

    /// Number of rows: bars of the longest series.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Value of series `lane` at bar `at`, if it is defined.
    pub fn get(&self, lane: usize, at: usize) -> Option<f64> {
        let is_defined = lane < WIDTH && at >= self.first[lane] && at < self.end[lane];
        is_defined.then(|| self.rows[at].0[lane])
    }

    /// Series `lane` as a column of its own; empty if there is no such lane.
    pub fn column(&self, lane: usize) -> Column {
        let end = self.end.get(lane).copied().unwrap_or(0);
        (0..end).map(|at| self.get(lane, at)).collect()
    }

    /// Puts the values of the first series into `columns`, one each, whose bars from `start` on they are.
    pub(super) fn spread(&self, start: usize, columns: &mut [Column]) {
        // A few rows at a time, so that they are still in the cache for the next series.
        for (block, rows) in self.rows.chunks(64).enumerate() {
            let from = block * 64;
            for (lane, column) in columns.iter_mut().enumerate() {
                let defined = self.first[lane].clamp(from, from + rows.len()) - from;
                let places = column.places(start + from + defined..start + from + rows.len());
                for (place, row) in places.iter_mut().zip(&rows[defined..]) {
                    *place = row.0[lane];
                }
            }
        }
        for (lane, column) in columns.iter_mut().enumerate() {
            column.define(start + self.first[lane]..start + self.end[lane]);
        }
    }

    /// Makes room for the results of `input`, which begin `lookback` bars after its own first ones.
    fn fit(&mut self, input: Series<'_>, lookback: [usize; WIDTH]) {
        let first = input.firsts();
        self.end = input.ends();
        self.first = std::array::from_fn(|lane| (first[lane] + lookback[lane]).min(self.end[lane]));
        self.rows.resize(input.len(), Eight::default());
    }
}

impl Series<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Each(lanes) => lanes.len(),
            Self::Same(series) => series.len(),
        }
    }

    fn firsts(&self) -> [usize; WIDTH] {
        match self {
            Self::Each(lanes) => lanes.first,
            Self::Same(_) => [0; WIDTH],
        }
    }

    fn ends(&self) -> [usize; WIDTH] {
        match self {
            Self::Each(lanes) => lanes.end,
            Self::Same(series) => [series.len(); WIDTH],
        }
    }
}

/// Checks the periods of all lanes.
fn check(name: &str, periods: [usize; WIDTH], least: usize) -> Result<()> {
    let most = MAX_PERIOD.unsigned_abs() as usize;
    match periods
        .iter()
        .find(|&&period| period < least || period > most)
    {
        None => Ok(()),
        Some(period) => {
            let rule = format!("must be a whole number from {least} to {most}");
            Err(Error::parameter(format!("{name}.period"), period, rule))
        }
    }
}
