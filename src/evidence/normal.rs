//! The normal distribution.

use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// Probability that a standard normal value is at most `x`. Good to 15 digits, also far out in the lower tail.
pub fn cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x * FRAC_1_SQRT_2)
}

/// The value below which a standard normal value lies with probability `p`; infinite at 0 and 1, `None` outside.
///
/// A start from the tails' leading term, then Halley's steps on [`cdf`].
pub fn quantile(p: f64) -> Option<f64> {
    if !(0.0..=1.0).contains(&p) {
        return None;
    }
    if p > 0.5 {
        return quantile(1.0 - p).map(|x| -x);
    }
    if p == 0.0 {
        return Some(f64::NEG_INFINITY);
    }
    // Abramowitz and Stegun 26.2.22: within 0.003, enough for the steps to converge.
    let t = (-2.0 * p.ln()).sqrt();
    let mut x = (2.307_53 + 0.270_61 * t) / (1.0 + t * (0.992_29 + 0.044_81 * t)) - t;
    for _ in 0..4 {
        let error = (cdf(x) - p) * (2.0 * PI).sqrt() * (x * x / 2.0).exp();
        x -= error / (1.0 + x * error / 2.0);
    }
    Some(x)
}

/// Probability of a value as far from 0 as `value` on either side, if values scatter around 0 as `resampled` do around
/// their mean; 1 where they do not scatter.
pub(super) fn two_sided(value: f64, resampled: &[f64]) -> f64 {
    let variance = variance(resampled);
    if variance > 0.0 {
        2.0 * cdf(-(value / variance.sqrt()).abs())
    } else {
        1.0
    }
}

/// Variance, with n - 1; 0 of fewer than 2 values.
pub(super) fn variance(values: &[f64]) -> f64 {
    if values.len() < 2 {
        return 0.0;
    }
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let squares = values.iter().map(|value| (value - mean).powi(2));
    squares.sum::<f64>() / (values.len() - 1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values_to_fourteen_digits() {
        // Tables: Abramowitz and Stegun 26.1, and the classic quantiles.
        for (x, p) in [
            (0.0, 0.5),
            (1.0, 0.841_344_746_068_542_9),
            (-1.96, 0.024_997_895_148_220_43),
            (3.0, 0.998_650_101_968_369_9),
            (-5.0, 2.866_515_718_791_939e-7),
        ] {
            assert!((cdf(x) - p).abs() < 1e-14 * p.max(1e-3), "{x}: {}", cdf(x));
        }
        assert!((quantile(0.95).unwrap() - 1.644_853_626_951_472_7).abs() < 1e-13);
        assert!((quantile(0.001).unwrap() + 3.090_232_306_167_813_5).abs() < 1e-13);
        assert_eq!(quantile(1.5), None);
    }
}
