//! Sortino's ratio.

use super::{Convention, Moments};

/// Sortino's ratio, with the risk-free rate as the target.
///
/// ```text
/// Sortino = mean(r - rf) / sqrt(mean(min(r - rf, 0)^2)) * sqrt(N)
/// ```
///
/// The mean under the root is over all n returns, not only the bad ones. `None` where no return is below the target.
/// Source: F. A. Sortino and L. N. Price, "Performance Measurement in a Downside Risk Framework", Journal of Investing,
/// 1994.
pub fn sortino(returns: &[f64], moments: &Moments, convention: Convention) -> Option<f64> {
    let target = convention.risk_free_a_bar();
    let squares: f64 = returns
        .iter()
        .map(|value| (value - target).min(0.0).powi(2))
        .sum();
    let downside = (squares / returns.len() as f64).sqrt();
    let mean = moments.mean.filter(|_| downside > 0.0)?;
    Some((mean - target) / downside * convention.bars_a_year.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        let returns = [0.02, -0.01, 0.02, -0.01];
        let convention = Convention {
            bars_a_year: 100.0,
            risk_free_pct: 0.0,
        };
        // mean 0.005; downside sqrt(0.0002 / 4)
        let expected = 0.005 / 0.00005_f64.sqrt() * 10.0;
        let got = sortino(&returns, &Moments::of(&returns), convention).unwrap();
        assert!((got - expected).abs() < 1e-12);
        let winning = [0.01, 0.02];
        assert_eq!(sortino(&winning, &Moments::of(&winning), convention), None);
    }
}
