//! Studies with Wilder's smoothing, eight at once.

use std::array::from_fn;
use std::ops::Range;

use super::recursion::{Recursion, State, run};
use super::{Broadcast, Lanes, Rows, Series, WIDTH, check};
use crate::{Error, Result};

/// Relative strength indices: TA-Lib's `RSI` in every lane, each with its own period.
///
/// # Errors
///
/// [`Error::Parameter`] if a period is not from 2 to 100,000.
pub fn rsi(series: Series<'_>, periods: [usize; WIDTH], out: &mut Lanes) -> Result<()> {
    check("rsi", periods, 2)?;
    out.fit(series, periods);
    match series {
        Series::Each(lanes) => run(&Rsi::new(lanes, periods), &mut out.rows),
        Series::Same(values) => run(&Rsi::new(Broadcast(values), periods), &mut out.rows),
    }
    Ok(())
}

/// What an average true range reads.
#[derive(Debug, Clone, Copy)]
pub struct Prices<'a> {
    /// Highs.
    pub high: Series<'a>,
    /// Lows.
    pub low: Series<'a>,
    /// Closes.
    pub close: Series<'a>,
}

/// Average true ranges: TA-Lib's `ATR` in every lane, each with its own period.
///
/// # Errors
///
/// [`Error::Parameter`] if a period is not from 1 to 100,000, or if highs, lows and closes differ in kind, first value or length.
pub fn atr(prices: Prices<'_>, periods: [usize; WIDTH], out: &mut Lanes) -> Result<()> {
    check("atr", periods, 1)?;
    let Prices { high, low, close } = prices;
    let bounds = |series: Series<'_>| (series.firsts(), series.ends());
    if [high, low].map(bounds) != [bounds(close); 2] {
        let rule = "must begin and end with the closes";
        return Err(Error::parameter("atr.high and atr.low", high.len(), rule));
    }
    out.fit(close, periods);
    match (high, low, close) {
        (Series::Each(high), Series::Each(low), Series::Each(close)) => {
            run(&Atr::new([high, low, close], periods), &mut out.rows);
        }
        (Series::Same(high), Series::Same(low), Series::Same(close)) => {
            let rows = [high, low, close].map(Broadcast);
            run(&Atr::new(rows, periods), &mut out.rows);
        }
        _ => {
            let rule = "must be all one series, or all a series for each lane";
            return Err(Error::parameter("atr prices", "mixed", rule));
        }
    }
    Ok(())
}

#[derive(Clone, Copy)]
struct Rsi<R> {
    rows: R,
    periods: [usize; WIDTH],
    kept: [f64; WIDTH],
    part: [f64; WIDTH],
}

impl<R> Rsi<R> {
    fn new(rows: R, periods: [usize; WIDTH]) -> Self {
        Self {
            rows,
            periods,
            kept: periods.map(|n| n as f64 - 1.0),
            part: periods.map(|n| 1.0 / n as f64),
        }
    }
}

/// The part of gains in all changes, 50 where nothing changed.
fn strength(gain: f64, loss: f64) -> f64 {
    let total = gain + loss;
    if total > 0.0 {
        100.0 * (gain / total)
    } else {
        50.0
    }
}

fn gain_of(change: f64) -> f64 {
    if change > 0.0 { change } else { 0.0 }
}

/// Last price, mean gain, mean loss.
impl<R: Rows> Recursion<3> for Rsi<R> {
    type Row = [f64; WIDTH];

    fn start(&self, lane: usize) -> usize {
        self.rows.first(lane) + self.periods[lane] + 1
    }

    /// Means of the first n gains and losses.
    fn begin(&self, lane: usize, [last, gain, loss]: &mut State<3>) -> Option<f64> {
        let (first, start) = (self.rows.first(lane), self.start(lane));
        let (mut gains, mut losses) = (0.0, 0.0);
        for at in first + 1..start {
            let change = self.rows.value(at, lane) - self.rows.value(at - 1, lane);
            gains += gain_of(change);
            losses += gain_of(change) - change;
        }
        gain[lane] = gains * self.part[lane];
        loss[lane] = losses * self.part[lane];
        last[lane] = self.rows.value(start - 1, lane);
        Some(strength(gain[lane], loss[lane]))
    }

    #[inline]
    fn rows(&self, bars: Range<usize>) -> impl Iterator<Item = Self::Row> {
        self.rows.rows(bars)
    }

    #[expect(clippy::inline_always, reason = "see Advance")]
    #[inline(always)]
    fn step(&self, [last, gain, loss]: &mut State<3>, x: Self::Row) -> [f64; WIDTH] {
        let (kept, part) = (&self.kept, &self.part);
        let change: [f64; WIDTH] = from_fn(|i| x[i] - last[i]);
        *last = x;
        *gain = from_fn(|i| (gain[i] * kept[i] + gain_of(change[i])) * part[i]);
        *loss = from_fn(|i| (loss[i] * kept[i] + (gain_of(change[i]) - change[i])) * part[i]);
        from_fn(|i| strength(gain[i], loss[i]))
    }
}

#[derive(Clone, Copy)]
struct Atr<R> {
    /// Highs, lows, closes.
    rows: [R; 3],
    periods: [usize; WIDTH],
    kept: [f64; WIDTH],
    taken: [f64; WIDTH],
}

impl<R> Atr<R> {
    fn new(rows: [R; 3], periods: [usize; WIDTH]) -> Self {
        let kept = periods.map(|n| (n as f64 - 1.0) / n as f64);
        Self {
            rows,
            periods,
            kept,
            taken: kept.map(|kept| 1.0 - kept),
        }
    }
}

fn true_range(high: f64, low: f64, before: f64) -> f64 {
    let larger = |a: f64, b: f64| if a > b { a } else { b };
    let range = larger((before - high).abs(), high - low);
    larger((before - low).abs(), range)
}

impl<R: Rows> Recursion<1> for Atr<R> {
    /// High, low, and the close before.
    type Row = [[f64; WIDTH]; 3];

    fn start(&self, lane: usize) -> usize {
        let [_, _, close] = self.rows;
        close.first(lane) + self.periods[lane] + 1
    }

    /// The mean of the first n true ranges.
    fn begin(&self, lane: usize, [last]: &mut State<1>) -> Option<f64> {
        let n = self.periods[lane];
        let [high, low, close] = self.rows;
        let changes = close.first(lane) + 1..self.start(lane);
        let sum = changes.fold(0.0, |sum, at| {
            let before = close.value(at - 1, lane);
            sum + true_range(high.value(at, lane), low.value(at, lane), before)
        });
        last[lane] = sum / n as f64;
        Some(last[lane])
    }

    #[inline]
    fn rows(&self, bars: Range<usize>) -> impl Iterator<Item = Self::Row> {
        let [high, low, close] = self.rows;
        let before = close.rows(bars.start - 1..bars.end - 1);
        let prices = high.rows(bars.clone()).zip(low.rows(bars)).zip(before);
        prices.map(|((high, low), before)| [high, low, before])
    }

    #[expect(clippy::inline_always, reason = "see Advance")]
    #[inline(always)]
    fn step(&self, [last]: &mut State<1>, [high, low, before]: Self::Row) -> [f64; WIDTH] {
        let range: [f64; WIDTH] = from_fn(|i| true_range(high[i], low[i], before[i]));
        *last = from_fn(|i| self.kept[i].mul_add(last[i], self.taken[i] * range[i]));
        *last
    }
}
