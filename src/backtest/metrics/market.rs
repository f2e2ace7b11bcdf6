//! Against a benchmark: Jensen's alpha, and beta.

use serde::Serialize;

use super::{Convention, returns};

/// The market model of the returns of a curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct MarketModel {
    /// `cov(r, m) / var(m)`.
    pub beta: f64,
    /// `(mean(r - rf) - beta mean(m - rf)) N`: what a year brought beyond the benchmark's part. Source: M. C. Jensen,
    /// "The Performance of Mutual Funds in the Period 1945-1964", Journal of Finance, 1968.
    pub alpha: f64,
}

impl MarketModel {
    /// Of `returns` against the returns of `closes`, one more of them. `None` below two returns or for a benchmark that
    /// does not move.
    pub fn of(own: &[f64], closes: &[f64], convention: Convention) -> Option<Self> {
        let market = returns(closes);
        let n = own.len();
        if n < 2 || market.len() != n {
            return None;
        }
        let mean = |values: &[f64]| values.iter().sum::<f64>() / n as f64;
        let (own_mean, market_mean) = (mean(own), mean(&market));
        let (mut covariance, mut variance) = (0.0, 0.0);
        for (own, market) in own.iter().zip(&market) {
            covariance += (own - own_mean) * (market - market_mean);
            variance += (market - market_mean).powi(2);
        }
        if variance <= 0.0 {
            return None;
        }
        let beta = covariance / variance;
        let rf = convention.risk_free_a_bar();
        let alpha = ((own_mean - rf) - beta * (market_mean - rf)) * convention.bars_a_year;
        Some(Self { beta, alpha })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twice_the_market_has_beta_two_and_no_alpha() {
        let closes = [100.0, 110.0, 99.0, 108.9];
        let own: Vec<f64> = returns(&closes).iter().map(|value| 2.0 * value).collect();
        let model = MarketModel::of(&own, &closes, Convention::default()).unwrap();
        assert!((model.beta - 2.0).abs() < 1e-12);
        assert!(model.alpha.abs() < 1e-12);
        assert_eq!(
            MarketModel::of(&own, &[1.0; 4], Convention::default()),
            None
        );
    }
}
