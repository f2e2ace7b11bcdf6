//! Moving averages, eight at once.

use std::array::from_fn;
use std::ops::Range;

use super::recursion::{Recursion, State, run};
use super::{Broadcast, Lanes, Rows, Series, WIDTH, check};
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
        Series::Each(lanes) => Ema::new(lanes, periods).run(out),
        Series::Same(values) => Ema::new(Broadcast(values), periods).run(out),
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
        Series::Each(lanes) => Sma::new(lanes, periods).run(out),
        Series::Same(values) => Sma::new(Broadcast(values), periods).run(out),
    }
    Ok(())
}

#[derive(Clone, Copy)]
struct Ema<R> {
    rows: R,
    periods: [usize; WIDTH],
    kept: [f64; WIDTH],
    taken: [f64; WIDTH],
}

impl<R: Rows> Ema<R> {
    fn new(rows: R, periods: [usize; WIDTH]) -> Self {
        let weights = periods.map(weights);
        Self {
            rows,
            periods,
            kept: weights.map(|(kept, _)| kept),
            taken: weights.map(|(_, taken)| taken),
        }
    }

    fn run(self, out: &mut Lanes) {
        run(&self, &mut out.rows);
        // As TA-Lib does: the recursion would lose the sign of a zero.
        for lane in (0..WIDTH).filter(|&lane| self.periods[lane] == 1) {
            for (at, row) in out.rows.iter_mut().enumerate() {
                row.0[lane] = self.rows.value(at, lane);
            }
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

impl<R: Rows> Recursion<1> for Ema<R> {
    type Row = [f64; WIDTH];

    fn start(&self, lane: usize) -> usize {
        self.rows.first(lane) + self.periods[lane]
    }

    /// The mean of the first n prices.
    fn begin(&self, lane: usize, [last]: &mut State<1>) -> Option<f64> {
        let n = self.periods[lane];
        let first = self.rows.first(lane);
        let sum = (first..first + n).fold(0.0, |sum, at| sum + self.rows.value(at, lane));
        last[lane] = sum / n as f64;
        Some(last[lane])
    }

    #[inline]
    fn rows(&self, bars: Range<usize>) -> impl Iterator<Item = Self::Row> {
        self.rows.rows(bars)
    }

    #[expect(clippy::inline_always, reason = "see Advance")]
    #[inline(always)]
    fn step(&self, [last]: &mut State<1>, x: Self::Row) -> [f64; WIDTH] {
        *last = from_fn(|i| self.kept[i].mul_add(last[i], self.taken[i] * x[i]));
        *last
    }

    /// A guess is off by no more than prices move. What is left of that after m bars is (1 - 2 / (n + 1))^m, below
    /// e^-52 = 2^-75 after 26 (n + 1); a number has 53 digits.
    ///
    /// Eight series are as slow as the memory they lie in, which a second chain makes no faster.
    fn memory(&self) -> Option<usize> {
        let longest = self.periods.iter().max().filter(|_| R::IS_ONE_SERIES);
        longest.map(|n| 26 * (n + 1))
    }

    /// The price of that bar.
    fn guess(&self, at: usize) -> State<1> {
        [from_fn(|lane| self.rows.value(at, lane))]
    }
}

#[derive(Clone, Copy)]
struct Sma<R> {
    rows: R,
    periods: [usize; WIDTH],
    divisor: [f64; WIDTH],
}

impl<R: Rows> Sma<R> {
    fn new(rows: R, periods: [usize; WIDTH]) -> Self {
        Self {
            rows,
            periods,
            divisor: periods.map(|n| n as f64),
        }
    }

    fn run(self, out: &mut Lanes) {
        let first = self.periods[0];
        if self.periods.iter().all(|&n| n == first) {
            run(&Uniform(self), &mut out.rows);
        } else {
            run(&self, &mut out.rows);
        }
    }
}

/// Prices that enter and leave the windows at a bar.
type Moves = ([f64; WIDTH], [f64; WIDTH]);

/// Running sums, which never forget how they were rounded at the start.
impl<R: Rows> Recursion<1> for Sma<R> {
    type Row = Moves;

    fn start(&self, lane: usize) -> usize {
        self.rows.first(lane) + self.periods[lane] - 1
    }

    /// The sum of the prices before the first full window.
    fn begin(&self, lane: usize, [total]: &mut State<1>) -> Option<f64> {
        let before = self.rows.first(lane)..self.start(lane);
        total[lane] = before.fold(0.0, |sum, at| sum + self.rows.value(at, lane));
        None
    }

    #[inline]
    fn rows(&self, bars: Range<usize>) -> impl Iterator<Item = Moves> {
        bars.clone().zip(self.rows.rows(bars)).map(|(at, x)| {
            // A lane that has not begun reads the first price; nobody reads what it makes of it.
            let left = |i| self.rows.value((at + 1).saturating_sub(self.periods[i]), i);
            (x, from_fn(left))
        })
    }

    #[expect(clippy::inline_always, reason = "see Advance")]
    #[inline(always)]
    fn step(&self, [total]: &mut State<1>, (x, leaving): Moves) -> [f64; WIDTH] {
        let sum: [f64; WIDTH] = from_fn(|i| total[i] + x[i]);
        *total = from_fn(|i| sum[i] - leaving[i]);
        from_fn(|i| sum[i] / self.divisor[i])
    }
}

/// One period for all lanes: prices leave their windows a row at a time.
#[derive(Clone, Copy)]
struct Uniform<R>(Sma<R>);

impl<R: Rows> Recursion<1> for Uniform<R> {
    type Row = Moves;

    fn start(&self, lane: usize) -> usize {
        self.0.start(lane)
    }

    fn begin(&self, lane: usize, state: &mut State<1>) -> Option<f64> {
        self.0.begin(lane, state)
    }

    #[inline]
    fn rows(&self, bars: Range<usize>) -> impl Iterator<Item = Moves> {
        let back = self.0.periods[0] - 1;
        let leaving = bars.start - back..bars.end - back;
        self.0.rows.rows(bars).zip(self.0.rows.rows(leaving))
    }

    #[expect(clippy::inline_always, reason = "see Advance")]
    #[inline(always)]
    fn step(&self, state: &mut State<1>, moves: Moves) -> [f64; WIDTH] {
        self.0.step(state, moves)
    }
}
