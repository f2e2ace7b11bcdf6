//! The stationary block bootstrap.

use super::random::Random;

/// Resamples a history in blocks of random length, so that what follows each other in the history still does so in the
/// sample.
///
/// Every block begins anywhere and goes on with probability `1 - 1 / mean_block`; the end is followed by the beginning.
/// Source: D. N. Politis and J. P. Romano, "The Stationary Bootstrap", Journal of the American Statistical Association,
/// 1994.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StationaryBootstrap {
    /// Bars of the history.
    pub bars: usize,
    /// Mean length of a block, at least 1.
    pub mean_block: f64,
    /// Seed of the random numbers.
    pub seed: u64,
}

impl StationaryBootstrap {
    /// Calls `visit` with the runs of bars, `(first, length)`, of resample number `number`. A run may pass the end of
    /// the history by less than one history; there it goes on at the beginning.
    pub fn blocks(&self, number: u64, mut visit: impl FnMut(usize, usize)) {
        let mut random = Random::new(self.seed, number);
        let mut left = self.bars;
        let log_stay = (1.0 - 1.0 / self.mean_block.max(1.0)).ln();
        while left > 0 {
            let first = random.below(self.bars);
            let length = geometric(&mut random, log_stay).min(left);
            visit(first, length);
            left -= length;
        }
    }

    /// How often each bar is in resample number `number`.
    pub fn weights(&self, number: u64, weights: &mut [f64]) {
        weights.fill(0.0);
        self.blocks(number, |first, length| {
            let before_end = length.min(self.bars - first);
            for weight in &mut weights[first..first + before_end] {
                *weight += 1.0;
            }
            for weight in &mut weights[..length - before_end] {
                *weight += 1.0;
            }
        });
    }

    /// Resample number `number` of `values`.
    pub fn resample(&self, number: u64, values: &[f64], sample: &mut Vec<f64>) {
        sample.clear();
        self.blocks(number, |first, length| {
            let before_end = length.min(self.bars - first);
            sample.extend_from_slice(&values[first..first + before_end]);
            sample.extend_from_slice(&values[..length - before_end]);
        });
    }
}

/// A length of at least 1 that goes on with probability `exp(log_stay)`.
fn geometric(random: &mut Random, log_stay: f64) -> usize {
    if log_stay == f64::NEG_INFINITY {
        return 1;
    }
    let steps = ((1.0 - random.unit()).ln() / log_stay).floor();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a quotient of two logarithms below 0, and the cast saturates"
    )]
    let steps = steps as usize;
    steps.saturating_add(1)
}

/// Mean block length that suits the serial correlation of `values`.
///
/// Source: D. N. Politis and H. White, "Automatic Block-Length Selection for the Dependent Bootstrap", Econometric
/// Reviews, 2004, as corrected by A. Patton, Politis and White, 2009: with m twice the first lag after which
/// `max(5, sqrt(log10 n))` correlations in a row lie within `2 sqrt(log10(n) / n)`, and the flat-top weights w,
///
/// ```text
/// G = sum_{|k| <= m} w(k / m) |k| R(k)      g = sum_{|k| <= m} w(k / m) R(k)      block = (G^2 / g^2 n)^(1/3)
/// ```
///
/// at least 1 and at most `min(3 sqrt(n), n / 3)`. 1 for fewer than 10 values.
pub fn block_length(values: &[f64]) -> f64 {
    let n = values.len();
    if n < 10 {
        return 1.0;
    }
    let count = n as f64;
    let most_block = (3.0 * count.sqrt()).ceil().min((count / 3.0).ceil());
    let covariances = autocovariances(values);
    let Some(variance) = covariances.first().copied().filter(|value| *value > 0.0) else {
        return 1.0;
    };
    let in_a_row = whole(count.log10().sqrt().ceil()).max(5);
    let bound = 2.0 * (count.log10() / count).sqrt();
    let is_small = |lag: usize| (covariances[lag] / variance).abs() < bound;
    let largest = covariances.len() - 1;
    let lag = (1..=largest.saturating_sub(in_a_row))
        .find(|&lag| (lag..lag + in_a_row).all(is_small))
        .unwrap_or(largest);
    let m = (2 * lag.max(1)).min(largest);
    let (mut big, mut small) = (0.0, variance);
    for (lag, covariance) in covariances.iter().enumerate().take(m + 1).skip(1) {
        let weight = (2.0 * (1.0 - lag as f64 / m as f64)).min(1.0);
        big += 2.0 * weight * lag as f64 * covariance;
        small += 2.0 * weight * covariance;
    }
    let block = (big * big / (small * small) * count).cbrt();
    if block.is_finite() {
        block.clamp(1.0, most_block)
    } else {
        most_block
    }
}

/// Autocovariances (with n) at lags 0 to `ceil(sqrt(n)) + max(5, sqrt(log10 n))`.
fn autocovariances(values: &[f64]) -> Vec<f64> {
    let n = values.len();
    let mean = values.iter().sum::<f64>() / n as f64;
    let centred: Vec<f64> = values.iter().map(|value| value - mean).collect();
    let lags = (whole((n as f64).sqrt().ceil()) + 5).min(n - 1);
    (0..=lags)
        .map(|lag| {
            let products = centred[lag..].iter().zip(&centred);
            products.map(|(late, early)| late * early).sum::<f64>() / n as f64
        })
        .collect()
}

/// A small whole number out of floating point.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "square roots of counts"
)]
fn whole(value: f64) -> usize {
    value as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resample_has_the_length_of_the_history_and_its_weights_say_the_same() {
        let bootstrap = StationaryBootstrap {
            bars: 50,
            mean_block: 8.0,
            seed: 3,
        };
        let values: Vec<f64> = (0..50).map(f64::from).collect();
        let (mut sample, mut weights) = (Vec::new(), vec![0.0; 50]);
        for number in 0..20 {
            bootstrap.resample(number, &values, &mut sample);
            bootstrap.weights(number, &mut weights);
            assert_eq!(sample.len(), 50);
            let weighted: f64 = weights.iter().zip(&values).map(|(w, v)| w * v).sum();
            assert!((weighted - sample.iter().sum::<f64>()).abs() < 1e-9);
        }
    }

    #[test]
    fn blocks_are_as_long_as_asked_on_average() {
        let bootstrap = StationaryBootstrap {
            bars: 10_000,
            mean_block: 12.0,
            seed: 1,
        };
        let mut blocks = 0;
        for number in 0..20 {
            bootstrap.blocks(number, |_, _| blocks += 1);
        }
        let mean = 200_000.0 / f64::from(blocks);
        assert!((mean - 12.0).abs() < 0.5, "{mean}");
    }

    #[test]
    fn dependent_values_ask_for_longer_blocks() {
        let mut random = Random::new(5, 0);
        let noise: Vec<f64> = (0..1000).map(|_| random.unit() - 0.5).collect();
        let mut level = 0.0;
        let smooth: Vec<f64> = noise
            .iter()
            .map(|step| {
                level = 0.9 * level + step;
                level
            })
            .collect();
        assert!(block_length(&noise) < 5.0);
        assert!(block_length(&smooth) > 15.0);
    }
}
