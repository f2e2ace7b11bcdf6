//! Moving averages, eight at once.

use std::array::from_fn;
use std::ops::Range;

use super::{Broadcast, Lanes, Recursion, Rows, Series, WIDTH, check};
use crate::Result;

/// Exponential moving averages: TA-Lib's `EMA` in every lane, each with its own period.
///
/// # Errors
///
/// [`Error::Parameter`](crate::Error::Parameter) if a period is not from 1 to 100,000.
pub fn ema(series: Series<'_>, periods: [usize; WIDTH], out: &mut Lanes) -> Result<()> {
    check("ema", periods, 1)?;
    out.fit(series, periods.map(|n| n - 1));
    match series {
        Series::Each(lanes) => Ema::new(lanes, periods, out).run(series.len()),
        Series::Same(values) => Ema::new(Broadcast(values), periods, out).run(series.len()),
    }
    Ok(())
}

/// Simple moving averages: TA-Lib's `SMA` in every lane, each with its own period.
///
/// # Errors
///
/// [`Error::Parameter`](crate::Error::Parameter) if a period is not from 1 to 100,000.
pub fn sma(series: Series<'_>, periods: [usize; WIDTH], out: &mut Lanes) -> Result<()> {
    check("sma", periods, 1)?;
    out.fit(series, periods.map(|n| n - 1));
    match series {
        Series::Each(lanes) => Sma::new(lanes, periods, out).run(series.len()),
        Series::Same(values) => Sma::new(Broadcast(values), periods, out).run(series.len()),
    }
    Ok(())
}

struct Ema<'a, R> {
    rows: R,
    out: &'a mut Lanes,
    periods: [usize; WIDTH],
    kept: [f64; WIDTH],
    taken: [f64; WIDTH],
    last: [f64; WIDTH],
}

impl<'a, R: Rows> Ema<'a, R> {
    fn new(rows: R, periods: [usize; WIDTH], out: &'a mut Lanes) -> Self {
        let weights = periods.map(weights);
        Self {
            rows,
            out,
            periods,
            kept: weights.map(|(kept, _)| kept),
            taken: weights.map(|(_, taken)| taken),
            last: [0.0; WIDTH],
        }
    }
}

/// Weights of the last value and of the new price; they add up to 1 exactly, as in TA-Lib.
fn weights(period: usize) -> (f64, f64) {
    let kept = (period as f64 - 1.0) / (period as f64 + 1.0);
    let taken = 1.0 - kept;
    let kept = if kept < 0.5 { 1.0 - taken } else { kept };
    (kept, taken)
}

impl<R: Rows> Recursion for Ema<'_, R> {
    fn start(&self, lane: usize) -> usize {
        self.periods[lane]
    }

    /// The mean of the first n prices.
    fn begin(&mut self, lane: usize) {
        let n = self.periods[lane];
        let sum = (0..n).fold(0.0, |sum, at| sum + self.rows.value(at, lane));
        self.last[lane] = sum / n as f64;
        self.out.rows[n - 1][lane] = self.last[lane];
    }

    #[expect(clippy::inline_always, reason = "see Advance")]
    #[inline(always)]
    fn advance(&mut self, bars: Range<usize>) {
        let (kept, taken) = (self.kept, self.taken);
        let mut last = self.last;
        let out = &mut self.out.rows[bars.clone()];
        for (x, out) in self.rows.rows(bars).zip(out) {
            last = from_fn(|i| kept[i].mul_add(last[i], taken[i] * x[i]));
            *out = last;
        }
        self.last = last;
    }
}

struct Sma<'a, R> {
    rows: R,
    out: &'a mut Lanes,
    periods: [usize; WIDTH],
    total: [f64; WIDTH],
}

impl<'a, R: Rows> Sma<'a, R> {
    fn new(rows: R, periods: [usize; WIDTH], out: &'a mut Lanes) -> Self {
        Self {
            rows,
            out,
            periods,
            total: [0.0; WIDTH],
        }
    }
}

impl<R: Rows> Recursion for Sma<'_, R> {
    fn start(&self, lane: usize) -> usize {
        self.periods[lane] - 1
    }

    /// The sum of the prices before the first full window.
    fn begin(&mut self, lane: usize) {
        let before = self.periods[lane] - 1;
        self.total[lane] = (0..before).fold(0.0, |sum, at| sum + self.rows.value(at, lane));
    }

    #[expect(clippy::inline_always, reason = "see Advance")]
    #[inline(always)]
    fn advance(&mut self, bars: Range<usize>) {
        let periods = self.periods;
        let divisor = periods.map(|n| n as f64);
        let mut total = self.total;
        let rows = self.rows;
        let out = &mut self.out.rows[bars.clone()];
        let is_uniform = periods.iter().all(|&n| n == periods[0]);
        let mut step = |x: [f64; WIDTH], leaving: [f64; WIDTH], out: &mut [f64; WIDTH]| {
            let sum: [f64; WIDTH] = from_fn(|i| total[i] + x[i]);
            total = from_fn(|i| sum[i] - leaving[i]);
            *out = from_fn(|i| sum[i] / divisor[i]);
        };
        if is_uniform {
            let back = periods[0] - 1;
            let leaving = rows.rows(bars.start - back..bars.end - back);
            for ((x, leaving), out) in rows.rows(bars).zip(leaving).zip(out) {
                step(x, leaving, out);
            }
        } else {
            for ((at, x), out) in bars.clone().zip(rows.rows(bars)).zip(out) {
                // A lane that has not begun reads the first price; nobody reads what it makes of it.
                let left = |i| rows.value((at + 1).saturating_sub(periods[i]), i);
                step(x, from_fn(left), out);
            }
        }
        self.total = total;
    }
}
