//! Probability of backtest overfitting.

use crate::{Error, Result};

/// What choosing the best of many trials in one half of the history was worth in the other half.
///
/// Combinatorially symmetric cross-validation (D. H. Bailey, J. Borwein, M. Lopez de Prado, Q. J. Zhu, "The Probability
/// of Backtest Overfitting", Journal of Computational Finance, 2015): the history is cut into blocks; every half of the
/// blocks is once the place of choice, the other half the place of proof. With the rank of the chosen trial in the proof,
/// from 1 for the worst of N,
///
/// ```text
/// w = rank / (N + 1)      logit = ln(w / (1 - w))      PBO = share of splits with logit <= 0
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Overfit {
    /// Probability that the choice falls below the middle of all trials.
    pub pbo: f64,
    /// Number of splits.
    pub splits: usize,
    /// Median of the logits.
    pub logit_median: f64,
    /// Share of splits in which the chosen trial lost money in the proof.
    pub loss_share: f64,
    /// Slope of the chosen trial's Sharpe ratio in the proof on the one in the choice.
    pub slope: f64,
}

/// The most blocks: beyond, splits grow past any use.
const MOST_BLOCKS: usize = 20;

impl Overfit {
    /// Of trials with returns over the same bars, cut into `blocks` parts of equal length; bars that do not fill the
    /// last part are left out at the end.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] if `blocks` is odd, below 2 or above 20; [`Error::Insufficient`] below two trials, or below
    /// two bars a block.
    pub fn of(trials: &[Vec<f64>], blocks: usize) -> Result<Self> {
        if blocks % 2 == 1 || !(2..=MOST_BLOCKS).contains(&blocks) {
            return Err(Error::parameter(
                "blocks",
                blocks,
                "must be even, from 2 to 20",
            ));
        }
        let bars = trials.iter().map(Vec::len).min().unwrap_or(0);
        if trials.len() < 2 || bars < 2 * blocks {
            return Err(Error::Insufficient {
                what: format!("{} trials", trials.len()),
                have: bars,
                need: 2 * blocks,
                purpose: format!("cross-validation of at least 2 trials in {blocks} blocks"),
            });
        }
        Ok(Splits::new(trials, blocks, bars / blocks).judge())
    }
}

/// Sums of every subset of one half of the blocks, so that any split is two additions a trial.
struct Splits {
    trials: usize,
    blocks: usize,
    /// Bars in half of the blocks.
    half: f64,
    low: Vec<Sums>,
    high: Vec<Sums>,
}

/// Sum and sum of squares of each trial over some blocks.
#[derive(Clone)]
struct Sums {
    sum: Vec<f64>,
    square: Vec<f64>,
}

impl Sums {
    fn zero(trials: usize) -> Self {
        Self {
            sum: vec![0.0; trials],
            square: vec![0.0; trials],
        }
    }

    fn add(&mut self, other: &Self) {
        let add = |to: &mut [f64], from: &[f64]| {
            for (to, from) in to.iter_mut().zip(from) {
                *to += from;
            }
        };
        add(&mut self.sum, &other.sum);
        add(&mut self.square, &other.square);
    }
}

impl Splits {
    fn new(trials: &[Vec<f64>], blocks: usize, bars: usize) -> Self {
        let of_block = |block: usize| {
            let range = block * bars..(block + 1) * bars;
            Sums {
                sum: trials
                    .iter()
                    .map(|trial| trial[range.clone()].iter().sum())
                    .collect(),
                square: trials
                    .iter()
                    .map(|trial| trial[range.clone()].iter().map(|value| value * value).sum())
                    .collect(),
            }
        };
        let parts: Vec<Sums> = (0..blocks).map(of_block).collect();
        let (low, high) = parts.split_at(blocks / 2);
        Self {
            trials: trials.len(),
            blocks,
            half: (bars * blocks / 2) as f64,
            low: subsets(low, trials.len()),
            high: subsets(high, trials.len()),
        }
    }

    fn judge(&self) -> Overfit {
        let mut chosen = vec![0.0; self.trials];
        let mut proof = vec![0.0; self.trials];
        let mut tally = Tally::default();
        for mask in 0..1_usize << self.blocks {
            if mask.count_ones() as usize == self.blocks / 2 {
                self.sharpes(mask, &mut chosen, &mut proof);
                tally.add(&chosen, &proof);
            }
        }
        tally.finish()
    }

    /// Sharpe ratios (with n - 1) of every trial in the blocks of `mask` and in the others. The others are added up as
    /// well and not taken from the total: a trial that did nothing there has a ratio of 0 and not the last bits of a
    /// difference, by which it would rank above or below others that did nothing.
    fn sharpes(&self, mask: usize, chosen: &mut [f64], proof: &mut [f64]) {
        self.sharpes_in(mask, chosen);
        self.sharpes_in(!mask & ((1 << self.blocks) - 1), proof);
    }

    fn sharpes_in(&self, mask: usize, ratios: &mut [f64]) {
        let low = &self.low[mask & (self.low.len() - 1)];
        let high = &self.high[mask >> (self.blocks / 2)];
        for (trial, ratio) in ratios.iter_mut().enumerate().take(self.trials) {
            let sum = low.sum[trial] + high.sum[trial];
            let square = low.square[trial] + high.square[trial];
            *ratio = sharpe(sum, square, self.half);
        }
    }
}

/// `mean / sd` from sums; 0 for a trial that does not move.
#[inline]
fn sharpe(sum: f64, square: f64, n: f64) -> f64 {
    let variance = (square - sum * sum / n) / (n - 1.0);
    if variance > 0.0 {
        sum / n / variance.sqrt()
    } else {
        0.0
    }
}

/// The sums of all subsets of `parts`, by bit mask.
fn subsets(parts: &[Sums], trials: usize) -> Vec<Sums> {
    let mut all = vec![Sums::zero(trials)];
    for part in parts {
        for mask in 0..all.len() {
            let mut with = all[mask].clone();
            with.add(part);
            all.push(with);
        }
    }
    all
}

/// What the splits add up to.
#[derive(Default)]
struct Tally {
    logits: Vec<f64>,
    losses: usize,
    /// The chosen trial's ratio in the choice and in the proof.
    pairs: Vec<(f64, f64)>,
}

impl Tally {
    fn add(&mut self, chosen: &[f64], proof: &[f64]) {
        let best = (0..chosen.len())
            .max_by(|&a, &b| chosen[a].total_cmp(&chosen[b]).then(b.cmp(&a)))
            .unwrap_or(0);
        let own = proof[best];
        let below = proof.iter().filter(|value| **value < own).count();
        let rank = (below + 1) as f64 / (proof.len() + 1) as f64;
        self.logits.push((rank / (1.0 - rank)).ln());
        self.losses += usize::from(own < 0.0);
        self.pairs.push((chosen[best], own));
    }

    fn finish(mut self) -> Overfit {
        let splits = self.logits.len();
        let share = |count: usize| count as f64 / splits as f64;
        let below = self.logits.iter().filter(|logit| **logit <= 0.0).count();
        self.logits.sort_by(f64::total_cmp);
        let logit_median = f64::midpoint(self.logits[(splits - 1) / 2], self.logits[splits / 2]);
        Overfit {
            pbo: share(below),
            splits,
            logit_median,
            loss_share: share(self.losses),
            slope: slope(&self.pairs),
        }
    }
}

/// Slope of least squares; 0 where x does not vary.
fn slope(pairs: &[(f64, f64)]) -> f64 {
    let n = pairs.len() as f64;
    let x_mean = pairs.iter().map(|(x, _)| x).sum::<f64>() / n;
    let y_mean = pairs.iter().map(|(_, y)| y).sum::<f64>() / n;
    let (mut covariance, mut variance) = (0.0, 0.0);
    for (x, y) in pairs {
        covariance += (x - x_mean) * (y - y_mean);
        variance += (x - x_mean).powi(2);
    }
    if variance > 0.0 {
        covariance / variance
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trial_that_always_wins_is_not_overfit() {
        let good: Vec<f64> = (0..40).map(|t| 0.01 + 0.001 * f64::from(t % 3)).collect();
        let bad: Vec<f64> = (0..40).map(|t| -0.01 + 0.001 * f64::from(t % 5)).collect();
        let overfit = Overfit::of(&[bad, good], 4).unwrap();
        assert_eq!(overfit.splits, 6);
        assert!(overfit.pbo < 1e-12);
        assert!(overfit.loss_share < 1e-12);
    }

    #[test]
    fn trials_that_did_nothing_in_the_proof_rank_alike() {
        // Trial 0 is the best in any choice; all of them trade in the first block alone, so that in the proof without
        // it none does anything: the chosen one ranks last of equals, and with it first.
        let trial = |scale: f64| -> Vec<f64> {
            let moved = (0..10).map(|t| scale * (0.1 + 0.01 * f64::from(t * 7 % 5)) / 3.0);
            moved.chain(std::iter::repeat_n(0.0, 30)).collect()
        };
        let trials = [trial(1.0), trial(-0.7), trial(-0.3), trial(-0.9)];
        let overfit = Overfit::of(&trials, 4).unwrap();
        // In three of six splits the first block is in the choice, in the other three in the proof, where the first of
        // four that did nothing in the choice is the best.
        assert!((overfit.pbo - 0.5).abs() < 1e-12, "{overfit:?}");
        assert!(overfit.loss_share < 1e-12);
    }

    #[test]
    fn what_cannot_be_split_is_refused() {
        let trials = vec![vec![0.1; 40]; 2];
        assert!(Overfit::of(&trials, 5).is_err());
        assert!(Overfit::of(&trials, 22).is_err());
        assert!(Overfit::of(&trials[..1], 4).is_err());
        assert!(Overfit::of(&trials, 20).is_ok());
        assert!(Overfit::of(&[vec![0.1; 39], vec![0.1; 39]], 20).is_err());
    }
}
