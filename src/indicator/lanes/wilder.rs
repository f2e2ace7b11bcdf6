//! Studies with Wilder's smoothing, eight at once.

use std::array::from_fn;
use std::ops::Range;

use super::{Broadcast, Lanes, Recursion, Rows, Series, WIDTH, check};
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
        Series::Each(lanes) => Rsi::new(lanes, periods, out).run(series.len()),
        Series::Same(values) => Rsi::new(Broadcast(values), periods, out).run(series.len()),
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
/// [`Error::Parameter`] if a period is not from 1 to 100,000, or if highs, lows and closes differ in kind or length.
pub fn atr(prices: Prices<'_>, periods: [usize; WIDTH], out: &mut Lanes) -> Result<()> {
    check("atr", periods, 1)?;
    let Prices { high, low, close } = prices;
    let ends = close.ends();
    if high.ends() != ends || low.ends() != ends {
        let rule = "must be as long as the closes";
        return Err(Error::parameter("atr.high and atr.low", high.len(), rule));
    }
    out.fit(close, periods);
    match (high, low, close) {
        (Series::Each(high), Series::Each(low), Series::Each(close)) => {
            Atr::new([high, low, close], periods, out).run(close.len());
        }
        (Series::Same(high), Series::Same(low), Series::Same(close)) => {
            let rows = [high, low, close].map(Broadcast);
            Atr::new(rows, periods, out).run(close.len());
        }
        _ => {
            let rule = "must be all one series, or all a series for each lane";
            return Err(Error::parameter("atr prices", "mixed", rule));
        }
    }
    Ok(())
}

struct Rsi<'a, R> {
    rows: R,
    out: &'a mut Lanes,
    periods: [usize; WIDTH],
    last: [f64; WIDTH],
    gain: [f64; WIDTH],
    loss: [f64; WIDTH],
}

impl<'a, R: Rows> Rsi<'a, R> {
    fn new(rows: R, periods: [usize; WIDTH], out: &'a mut Lanes) -> Self {
        Self {
            rows,
            out,
            periods,
            last: [0.0; WIDTH],
            gain: [0.0; WIDTH],
            loss: [0.0; WIDTH],
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

impl<R: Rows> Recursion for Rsi<'_, R> {
    fn start(&self, lane: usize) -> usize {
        self.periods[lane] + 1
    }

    /// Means of the first n gains and losses.
    fn begin(&mut self, lane: usize) {
        let n = self.periods[lane];
        let (mut gain, mut loss) = (0.0, 0.0);
        for at in 1..=n {
            let change = self.rows.value(at, lane) - self.rows.value(at - 1, lane);
            gain += gain_of(change);
            loss += gain_of(change) - change;
        }
        let part = 1.0 / n as f64;
        self.gain[lane] = gain * part;
        self.loss[lane] = loss * part;
        self.last[lane] = self.rows.value(n, lane);
        self.out.rows[n][lane] = strength(self.gain[lane], self.loss[lane]);
    }

    #[expect(clippy::inline_always, reason = "see Advance")]
    #[inline(always)]
    fn advance(&mut self, bars: Range<usize>) {
        let kept = self.periods.map(|n| n as f64 - 1.0);
        let part = self.periods.map(|n| 1.0 / n as f64);
        let (mut last, mut gain, mut loss) = (self.last, self.gain, self.loss);
        let out = &mut self.out.rows[bars.clone()];
        for (x, out) in self.rows.rows(bars).zip(out) {
            let change: [f64; WIDTH] = from_fn(|i| x[i] - last[i]);
            last = x;
            gain = from_fn(|i| (gain[i] * kept[i] + gain_of(change[i])) * part[i]);
            loss = from_fn(|i| (loss[i] * kept[i] + (gain_of(change[i]) - change[i])) * part[i]);
            *out = from_fn(|i| strength(gain[i], loss[i]));
        }
        (self.last, self.gain, self.loss) = (last, gain, loss);
    }
}

struct Atr<'a, R> {
    /// Highs, lows, closes.
    rows: [R; 3],
    out: &'a mut Lanes,
    periods: [usize; WIDTH],
    kept: [f64; WIDTH],
    taken: [f64; WIDTH],
    last: [f64; WIDTH],
}

impl<'a, R: Rows> Atr<'a, R> {
    fn new(rows: [R; 3], periods: [usize; WIDTH], out: &'a mut Lanes) -> Self {
        let kept = periods.map(|n| (n as f64 - 1.0) / n as f64);
        Self {
            rows,
            out,
            periods,
            kept,
            taken: kept.map(|kept| 1.0 - kept),
            last: [0.0; WIDTH],
        }
    }
}

fn true_range(high: f64, low: f64, before: f64) -> f64 {
    let larger = |a: f64, b: f64| if a > b { a } else { b };
    let range = larger((before - high).abs(), high - low);
    larger((before - low).abs(), range)
}

impl<R: Rows> Recursion for Atr<'_, R> {
    fn start(&self, lane: usize) -> usize {
        self.periods[lane] + 1
    }

    /// The mean of the first n true ranges.
    fn begin(&mut self, lane: usize) {
        let n = self.periods[lane];
        let [high, low, close] = self.rows;
        let sum = (1..=n).fold(0.0, |sum, at| {
            let before = close.value(at - 1, lane);
            sum + true_range(high.value(at, lane), low.value(at, lane), before)
        });
        self.last[lane] = sum / n as f64;
        self.out.rows[n][lane] = self.last[lane];
    }

    #[expect(clippy::inline_always, reason = "see Advance")]
    #[inline(always)]
    fn advance(&mut self, bars: Range<usize>) {
        let (kept, taken) = (self.kept, self.taken);
        let [high, low, close] = self.rows;
        let mut last = self.last;
        let before = close.rows(bars.start - 1..bars.end - 1);
        let prices = high
            .rows(bars.clone())
            .zip(low.rows(bars.clone()))
            .zip(before);
        for (((high, low), before), out) in prices.zip(&mut self.out.rows[bars]) {
            let range: [f64; WIDTH] = from_fn(|i| true_range(high[i], low[i], before[i]));
            last = from_fn(|i| kept[i].mul_add(last[i], taken[i] * range[i]));
            *out = last;
        }
        self.last = last;
    }
}
