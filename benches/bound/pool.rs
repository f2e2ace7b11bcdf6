//! Many symbols.

use std::hint::black_box;

use strandline::Bars;
use strandline::rule::Mask;

use super::{CASH, Figures, Logged, Measure, SLIPPAGE};

/// The bound of a portfolio: the full event loop of every symbol by itself, each with an account of its own, trade log,
/// the curves added, moments and drawdown of the sum. One pool of cash, which has to go from symbol to symbol on every
/// day, is what the engine does on top.
pub(crate) fn pool(all: &[Bars], masks: &[(Mask, Mask)]) -> Figures {
    let mut curve = vec![0.0; all[0].len()];
    let mut log: Vec<Logged> = Vec::new();
    for (bars, (enter, exit)) in all.iter().zip(masks) {
        let (open, close) = (bars.open(), bars.close());
        let (mut cash, mut shares, mut entry, mut pending) = (CASH, 0.0_f64, (0, 0.0), 0_i8);
        for at in 0..close.len() {
            if pending > 0 {
                let paid = open[at] * (1.0 + SLIPPAGE);
                shares = (cash / paid).floor();
                cash -= shares * paid;
                entry = (at, open[at]);
            } else if pending < 0 {
                cash += shares * (open[at] * (1.0 - SLIPPAGE));
                log.push(Logged {
                    _entry: entry,
                    _exit: (at, open[at]),
                    _shares: shares,
                });
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
    let mut measure = Measure::new(curve[0]);
    curve[1..]
        .iter()
        .for_each(|equity| measure.close_at(*equity));
    black_box(&curve);
    measure.figures(curve.len() - 1, log.len())
}
