//! Many runs over one series.

use strandline::Bars;

use super::{CASH, Figures, Measure, SLIPPAGE, means};

/// The bound of a sweep over `fasts` and `slows`: every average computed once, masks of 64 bars a word, moments only
/// while in a position; the figures of every pair, the slow period varying fastest.
pub(crate) fn sweep(bars: &Bars, fasts: &[usize], slows: &[usize]) -> Vec<Figures> {
    let columns = |periods: &[usize]| -> Vec<Vec<f64>> {
        let mean = |period: &usize| means(bars.close(), *period);
        periods.iter().map(mean).collect()
    };
    let (fast_means, slow_means) = (columns(fasts), columns(slows));
    let mut above = vec![0_u64; bars.len().div_ceil(64)];
    let mut figures = Vec::with_capacity(fasts.len() * slows.len());
    for fast in &fast_means {
        for (period, slow) in slows.iter().zip(&slow_means) {
            for (word, (fast, slow)) in above.iter_mut().zip(fast.chunks(64).zip(slow.chunks(64))) {
                let pairs = fast.iter().zip(slow).enumerate();
                *word = pairs.fold(0, |word, (bit, (fast, slow))| {
                    word | u64::from(fast > slow) << bit
                });
            }
            figures.push(pair(bars, &above, *period));
        }
    }
    figures
}

/// One pair, whose first decision is at the close of bar `first`.
fn pair(bars: &Bars, above: &[u64], first: usize) -> Figures {
    let (open, close, len) = (bars.open(), bars.close(), bars.len());
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
    let (mut cash, mut measure, mut closed_trades) = (CASH, Measure::new(CASH), 0);
    // It crosses where it is above and was not at the bar before.
    let mut at = next(first - 1, false).unwrap_or(len);
    while let Some(entry) = next(at, true).map(|at| at + 1).filter(|at| *at < len) {
        let exit = next(entry, false).map_or(len, |at| at + 1).min(len);
        let paid = open[entry] * (1.0 + SLIPPAGE);
        let shares = (cash / paid).floor();
        cash -= shares * paid;
        for close in &close[entry..exit] {
            measure.close_at(cash + shares * close);
        }
        if exit < len {
            cash += shares * (open[exit] * (1.0 - SLIPPAGE));
            measure.close_at(cash);
            closed_trades += 1;
        }
        at = exit;
    }
    measure.figures(len - 1, closed_trades)
}
