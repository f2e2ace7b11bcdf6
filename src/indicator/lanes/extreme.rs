//! Rolling extremes, eight at once.

use std::array::from_fn;

use pulp::{Simd, WithSimd};

use super::super::finite::ARCH;
use super::{Broadcast, Eight, Lanes, Rows, Series, WIDTH, check};
use crate::Result;

/// Highest values of the last `period` bars: TA-Lib's `MAX` in every lane.
///
/// # Errors
///
/// [`Error::Parameter`](crate::Error::Parameter) if the period is not from 2 to 100,000.
pub fn highest(series: Series<'_>, period: usize, out: &mut Lanes) -> Result<()> {
    check("max", [period; WIDTH], 2)?;
    roll(series, period, out, |a, b| if a > b { a } else { b });
    Ok(())
}

/// Lowest values of the last `period` bars: TA-Lib's `MIN` in every lane.
///
/// # Errors
///
/// [`Error::Parameter`](crate::Error::Parameter) if the period is not from 2 to 100,000.
pub fn lowest(series: Series<'_>, period: usize, out: &mut Lanes) -> Result<()> {
    check("min", [period; WIDTH], 2)?;
    roll(series, period, out, |a, b| if a < b { a } else { b });
    Ok(())
}

fn roll(series: Series<'_>, period: usize, out: &mut Lanes, pick: impl Fn(f64, f64) -> f64 + Copy) {
    out.fit(series, [period - 1; WIDTH]);
    let out = out.rows.as_mut_slice();
    match series {
        Series::Each(rows) => ARCH.dispatch(Blocks {
            rows,
            out,
            period,
            pick,
        }),
        Series::Same(values) => ARCH.dispatch(Blocks {
            rows: Broadcast(values),
            out,
            period,
            pick,
        }),
    }
}

/// The series is cut into blocks of `period` bars. A window ends in one block and begins in the one before it, so its
/// extreme is the better of two: of the block so far, and of the block before from some bar to its end. Three
/// comparisons a bar, however long the window (van Herk, 1992; Gil and Werman, 1993).
struct Blocks<'a, R, P> {
    rows: R,
    out: &'a mut [Eight],
    period: usize,
    pick: P,
}

impl<R: Rows, P: Fn(f64, f64) -> f64> WithSimd for Blocks<'_, R, P> {
    type Output = ();

    #[expect(
        clippy::inline_always,
        reason = "only code inlined into the dispatched function is compiled for its instructions"
    )]
    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self {
            rows,
            out,
            period,
            pick,
        } = self;
        let better = |a: [f64; WIDTH], b: [f64; WIDTH]| from_fn(|i| pick(a[i], b[i]));
        let len = out.len();
        // Extremes from each bar of the block before to its end; the last is of nothing.
        let mut tails = vec![None; period + 1];
        for start in (0..len).step_by(period) {
            let block = start..(start + period).min(len);
            let mut so_far = None;
            let block_rows = rows.rows(block.clone()).zip(&mut out[block.clone()]);
            for ((x, out), tail) in block_rows.zip(&tails[1..]) {
                let extreme = so_far.map_or(x, |so_far| better(so_far, x));
                so_far = Some(extreme);
                *out = Eight(tail.map_or(extreme, |tail| better(tail, extreme)));
            }
            if block.len() == period {
                let mut extreme = None;
                for (at, tail) in block.zip(&mut tails).rev() {
                    let x = from_fn(|lane| rows.value(at, lane));
                    extreme = Some(extreme.map_or(x, |extreme| better(extreme, x)));
                    *tail = extreme;
                }
            }
        }
    }
}
