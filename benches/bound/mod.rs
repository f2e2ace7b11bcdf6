//! The bounds of backtests: programs written by hand for one strategy that do what must be done and no more.
//!
//! Each does the whole job of the engine's run beside it over the same bars, with the same costs, and ends in the same
//! [`Figures`], which the bench compares before it times: what a bound leaves out is a choice (nothing is configurable,
//! nothing is refused, no order but the strategy's own exists), never a part of the result.

mod pool;
mod single;
mod sweep;

pub(crate) use pool::pool;
pub(crate) use single::single;
pub(crate) use sweep::sweep;

/// Cash at the start.
const CASH: f64 = 100_000.0;
/// Half the spread and slippage a side, as the default costs have it.
const SLIPPAGE: f64 = 5.0 * 1e-4;
/// That of a stop.
const STOP_SLIPPAGE: f64 = 10.0 * 1e-4;

/// What comes of a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Figures {
    pub(crate) final_equity: f64,
    pub(crate) mean: f64,
    pub(crate) deviation: f64,
    pub(crate) max_drawdown: f64,
    pub(crate) closed_trades: usize,
}

impl Figures {
    /// Whether both tell the same: exactly what is counted or copied, to the last digits of a sum what is summed up.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        let is_close = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(1e-3);
        self.closed_trades == other.closed_trades
            && is_close(self.final_equity, other.final_equity)
            && is_close(self.mean, other.mean)
            && is_close(self.deviation, other.deviation)
            && is_close(self.max_drawdown, other.max_drawdown)
    }
}

/// Moments and drawdown of a curve while it grows.
struct Measure {
    last: f64,
    peak: f64,
    /// Lowest equity over the peak before it.
    deepest: f64,
    sum: f64,
    square: f64,
}

impl Measure {
    fn new(first: f64) -> Self {
        Self {
            last: first,
            peak: first,
            deepest: 1.0,
            sum: 0.0,
            square: 0.0,
        }
    }

    #[inline]
    fn close_at(&mut self, equity: f64) {
        let value = equity / self.last - 1.0;
        self.sum += value;
        self.square += value * value;
        self.last = equity;
        if equity > self.peak {
            self.peak = equity;
        } else if equity < self.deepest * self.peak {
            self.deepest = equity / self.peak;
        }
    }

    fn figures(&self, returns: usize, closed_trades: usize) -> Figures {
        let n = returns as f64;
        let variance = (self.square - self.sum * self.sum / n) / (n - 1.0);
        Figures {
            final_equity: self.last,
            mean: self.sum / n,
            deviation: variance.max(0.0).sqrt(),
            max_drawdown: self.deepest - 1.0,
            closed_trades,
        }
    }
}

/// Mean of the last `period` values by a running sum; 0 before there are as many.
pub(crate) fn means(values: &[f64], period: usize) -> Vec<f64> {
    let mut means = vec![0.0; values.len()];
    let mut sum = 0.0;
    for (at, value) in values.iter().enumerate() {
        sum += value;
        if at >= period {
            sum -= values[at - period];
        }
        if at + 1 >= period {
            means[at] = sum / period as f64;
        }
    }
    means
}

/// A round trip of a trade log.
#[derive(Debug, Clone, Copy)]
struct Logged {
    _entry: (usize, f64),
    _exit: (usize, f64),
    _shares: f64,
    _best_and_worst: (f64, f64),
}
