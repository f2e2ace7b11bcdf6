//! One run.

use std::hint::black_box;

use strandline::Bars;

use super::{CASH, Figures, Logged, Measure, SLIPPAGE, STOP_SLIPPAGE, means};

/// The bound of one run, the full event loop: averages, an order pending over night, a stop tested against the open and
/// the low of every bar, trade log with the best and the worst price of each trade, curve, moments, drawdown.
pub(crate) fn single(bars: &Bars) -> Figures {
    let (open, high, low, close) = (bars.open(), bars.high(), bars.low(), bars.close());
    let (fast, slow) = (means(close, 20), means(close, 50));
    let mut curve = Vec::with_capacity(close.len());
    let mut log: Vec<Logged> = Vec::new();
    let mut measure = Measure::new(CASH);
    let (mut cash, mut shares, mut entry, mut stop) = (CASH, 0.0_f64, (0, 0.0), 0.0);
    let (mut best, mut worst) = (0.0_f64, 0.0_f64);
    // 1 buys at the next open, -1 sells.
    let mut pending = 0_i8;
    for at in 0..close.len() {
        let mut exit = None;
        if shares > 0.0 && (pending < 0 || open[at] <= stop) {
            let slippage = if pending < 0 { SLIPPAGE } else { STOP_SLIPPAGE };
            exit = Some((open[at], slippage));
        } else if pending > 0 && shares <= 0.0 {
            let paid = open[at] * (1.0 + SLIPPAGE);
            shares = (cash / paid).floor();
            cash -= shares * paid;
            entry = (at, open[at]);
            (best, worst) = (open[at], open[at]);
        }
        if exit.is_none() && shares > 0.0 && low[at] <= stop {
            exit = Some((stop.min(open[at]), STOP_SLIPPAGE));
        }
        if let Some((price, slippage)) = exit {
            cash += shares * (price * (1.0 - slippage));
            log.push(Logged {
                _entry: entry,
                _exit: (at, price),
                _shares: shares,
                _best_and_worst: (best, worst),
            });
            shares = 0.0;
        }
        if shares > 0.0 {
            (best, worst) = (best.max(high[at]), worst.min(low[at]));
        }
        pending = 0;
        let equity = cash + shares * close[at];
        measure.close_at(equity);
        curve.push(equity);
        if at >= 50 {
            let (before, now) = (fast[at - 1] > slow[at - 1], fast[at] > slow[at]);
            if now && !before && shares <= 0.0 {
                pending = 1;
                stop = open[at] * 0.5;
            } else if before && !now {
                pending = -1;
            }
        }
    }
    black_box((&curve, &log));
    measure.figures(close.len() - 1, log.len())
}
