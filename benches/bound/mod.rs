//! The bounds of backtests: programs written for one strategy by hand that do no more than must be done.

use std::hint::black_box;

use strandline::Bars;
use strandline::rule::Mask;

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

/// A trade of the bound program.
struct Logged {
    entry: usize,
    exit: usize,
    pnl: f64,
}

/// The bound of one run: averages, an order pending over night, a stop tested against every bar, trade log, curve,
/// moments, drawdown. Nothing is configurable.
pub(crate) fn bound_loop(bars: &Bars) -> (f64, f64, f64, usize) {
    let (open, low, close) = (bars.open(), bars.low(), bars.close());
    let (fast, slow) = (means(close, 20), means(close, 50));
    let mut curve = Vec::with_capacity(close.len());
    let mut log: Vec<Logged> = Vec::new();
    let (mut cash, mut shares, mut entry_price, mut entry_at) = (100_000.0, 0.0_f64, 0.0, 0);
    let (mut pending, mut stop): (i8, f64) = (0, 0.0);
    let (mut sum, mut square, mut last, mut peak, mut deepest) =
        (0.0, 0.0, 100_000.0, 1e5_f64, 0.0_f64);
    for at in 0..close.len() {
        let mut left = None;
        if pending < 0 && shares > 0.0 {
            left = Some(open[at]);
        } else if pending > 0 && shares <= 0.0 {
            shares = (cash / (open[at] * 1.001)).floor();
            cash -= shares * open[at] * 1.001;
            (entry_price, entry_at, stop) = (open[at], at, open[at] * 0.5);
        }
        if left.is_none() && shares > 0.0 && low[at] <= stop {
            left = Some(stop.min(open[at]));
        }
        if let Some(price) = left {
            cash += shares * price * 0.999;
            log.push(Logged {
                entry: entry_at,
                exit: at,
                pnl: shares * (price - entry_price),
            });
            shares = 0.0;
        }
        pending = 0;
        let equity = cash + shares * close[at];
        let value = equity / last - 1.0;
        sum += value;
        square += value * value;
        last = equity;
        peak = peak.max(equity);
        deepest = deepest.min(equity / peak - 1.0);
        curve.push(equity);
        if at >= 50 {
            let (before, now) = (fast[at - 1] > slow[at - 1], fast[at] > slow[at]);
            pending = i8::from(now && !before) - i8::from(before && !now);
        }
    }
    let pnl: f64 = log
        .iter()
        .map(|it| it.pnl + (it.exit - it.entry) as f64 * 0.0)
        .sum();
    black_box(&curve);
    (last, sum + square + pnl, deepest, log.len())
}

/// The bound of a sweep: shared averages, masks of 64 bars, moments only while in a position.
pub(crate) fn bound_sweep(bars: &Bars, fasts: &[Vec<f64>], slows: &[(usize, Vec<f64>)]) -> f64 {
    let (open, close, len) = (bars.open(), bars.close(), bars.len());
    let mut best = f64::MIN;
    let mut above = vec![0_u64; len.div_ceil(64)];
    for fast in fasts {
        for (period, slow) in slows {
            for (word, (fast, slow)) in above.iter_mut().zip(fast.chunks(64).zip(slow.chunks(64))) {
                *word = fast
                    .iter()
                    .zip(slow)
                    .enumerate()
                    .fold(0, |word, (bit, (fast, slow))| {
                        word | u64::from(fast > slow) << bit
                    });
            }
            let is_above = |at: usize| above[at / 64] >> (at % 64) & 1 == 1;
            let next = |from: usize, wanted: bool| {
                let flip = if wanted { 0 } else { u64::MAX };
                let mut index = from / 64;
                let mut word = (above.get(index)? ^ flip) & (u64::MAX << (from % 64));
                while word == 0 {
                    index += 1;
                    word = above.get(index)? ^ flip;
                }
                Some(index * 64 + word.trailing_zeros() as usize).filter(|at| *at < len)
            };
            let (mut cash, mut at, mut last) = (100_000.0_f64, *period, 100_000.0_f64);
            let (mut sum, mut square, mut peak, mut deepest) = (0.0, 0.0, 1e5_f64, 1.0_f64);
            if is_above(at) {
                at = next(at, false).unwrap_or(len);
            }
            while let Some(entry) = next(at, true).map(|at| at + 1).filter(|at| *at < len) {
                let exit = next(entry, false).map_or(len, |at| at + 1).min(len);
                let shares = (cash / (open[entry] * 1.0005)).floor();
                cash -= shares * open[entry] * 1.0005;
                for close in &close[entry..exit] {
                    let equity = cash + shares * close;
                    let value = equity / last - 1.0;
                    sum += value;
                    square += value * value;
                    last = equity;
                    if equity > peak {
                        peak = equity;
                    } else if equity < deepest * peak {
                        deepest = equity / peak;
                    }
                }
                if exit < len {
                    cash += shares * open[exit] * 0.9995;
                    let value = cash / last - 1.0;
                    sum += value;
                    square += value * value;
                    last = cash;
                }
                at = exit;
            }
            best = best.max(sum / (square.sqrt() + 1e-9) + deepest * 0.0);
        }
    }
    best
}

/// The bound of a portfolio: every symbol by itself, the curves added.
pub(crate) fn bound_portfolio(all: &[Bars], masks: &[(Mask, Mask)]) -> f64 {
    let mut curve = vec![0.0; all[0].len()];
    for (bars, (enter, exit)) in all.iter().zip(masks) {
        let (open, close) = (bars.open(), bars.close());
        let (mut cash, mut shares, mut pending) = (100_000.0, 0.0_f64, 0_i8);
        for at in 0..close.len() {
            if pending > 0 {
                shares = (cash * 0.5 / open[at]).floor();
                cash -= shares * open[at];
            } else if pending < 0 {
                cash += shares * open[at];
                shares = 0.0;
            }
            curve[at] += cash + shares * close[at];
            pending = if shares > 0.0 {
                -i8::from(exit.get(at))
            } else {
                i8::from(enter.get(at))
            };
        }
    }
    curve[curve.len() - 1]
}
