//! Returns beyond the market: what is left of a run when its part of simply holding is taken away.

use crate::backtest::metrics::Convention;

/// Returns beyond holding the same series (or basket), which every measure of skill is taken of.
#[derive(Debug, Clone, PartialEq)]
pub struct Relative {
    /// `cov(r, m) / var(m)`: how much of the market the run held on average. 0 where the market does not move.
    pub beta: f64,
    /// `(r[t] - rf) - beta (m[t] - rf)`, with the risk-free return rf of a bar.
    pub returns: Vec<f64>,
}

impl Relative {
    /// Of `returns` beside those of the market over the same bars.
    ///
    /// A rule that holds all the time has nothing left; one that only is in the market half of the time, at dates that
    /// know nothing, has noise around 0, however much the market rose. Source: M. C. Jensen, "The Performance of Mutual
    /// Funds in the Period 1945-1964", Journal of Finance, 1968.
    pub fn of(returns: &[f64], market: &[f64], convention: Convention) -> Self {
        let n = returns.len().min(market.len());
        let (returns, market) = (&returns[..n], &market[..n]);
        let rf = convention.risk_free_a_bar();
        let beta = beta(returns, market);
        let left = returns.iter().zip(market);
        Self {
            beta,
            returns: left.map(|(r, m)| (r - rf) - beta * (m - rf)).collect(),
        }
    }
}

/// Slope of least squares of `returns` on `market`.
pub(super) fn beta(returns: &[f64], market: &[f64]) -> f64 {
    let n = returns.len().max(1) as f64;
    let mean = |values: &[f64]| values.iter().sum::<f64>() / n;
    let (own_mean, market_mean) = (mean(returns), mean(market));
    let (mut covariance, mut variance) = (0.0, 0.0);
    for (own, market) in returns.iter().zip(market) {
        covariance += (own - own_mean) * (market - market_mean);
        variance += (market - market_mean).powi(2);
    }
    if variance > 0.0 {
        covariance / variance
    } else {
        0.0
    }
}

/// Mean over standard deviation (with n - 1) of what is left of `returns` beyond the market: the appraisal ratio of one
/// bar, or 0 where nothing is left. In two passes and without a list, as thousands of random runs are measured by it.
pub(super) fn appraisal(returns: &[f64], market: &[f64], convention: Convention) -> f64 {
    let n = returns.len().min(market.len()) as f64;
    if n < 2.0 {
        return 0.0;
    }
    let rf = convention.risk_free_a_bar();
    let (mut r1, mut m1, mut rr, mut mm, mut rm) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for (r, m) in returns.iter().zip(market) {
        let (r, m) = (r - rf, m - rf);
        r1 += r;
        m1 += m;
        rr += r * r;
        mm += m * m;
        rm += r * m;
    }
    let (own, market) = (rr - r1 * r1 / n, mm - m1 * m1 / n);
    let both = rm - r1 * m1 / n;
    let beta = if market > 0.0 { both / market } else { 0.0 };
    let left = own - beta * both;
    // Less than the rounding of the sums is nothing.
    if left <= 1e-12 * own.max(beta * both) {
        return 0.0;
    }
    (r1 - beta * m1) / n / (left / (n - 1.0)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_half_of_the_market_has_nothing_left_and_a_gain_beside_it_stays() {
        let market = [0.02, -0.01, 0.03, -0.02];
        let convention = Convention::default();
        let half: Vec<f64> = market.iter().map(|m| m / 2.0).collect();
        let relative = Relative::of(&half, &market, convention);
        assert!((relative.beta - 0.5).abs() < 1e-12);
        assert!(relative.returns.iter().all(|left| left.abs() < 1e-15));
        assert!(appraisal(&half, &market, convention).abs() < 1e-12);
        // The gains beside it, 0.01 -0.01 -0.005 0.005, have no part in the market's moves but
        // 0.01 * 0.015 + 0.01 * 0.015 - 0.005 * 0.025 - 0.005 * 0.025 = 0.00005, of 0.0017: beta 0.5 + 1 / 34.
        let gain = [0.01, -0.01, -0.005, 0.005];
        let own: Vec<f64> = half.iter().zip(gain).map(|(r, g)| r + g + 0.001).collect();
        let relative = Relative::of(&own, &market, convention);
        assert!((relative.beta - 0.5 - 1.0 / 34.0).abs() < 1e-12);
        let mean = relative.returns.iter().sum::<f64>() / 4.0;
        assert!((mean - (0.001 - 0.005 / 34.0)).abs() < 1e-12, "{mean}");
    }

    #[test]
    fn the_ratio_is_that_of_the_list() {
        let market = [0.02, -0.01, 0.03, -0.02, 0.01];
        let own = [0.01, 0.005, 0.01, -0.02, 0.0];
        let convention = Convention {
            bars_a_year: 10.0,
            risk_free_pct: 3.0,
        };
        let left = Relative::of(&own, &market, convention).returns;
        let mean = left.iter().sum::<f64>() / 5.0;
        let squares: f64 = left.iter().map(|it| (it - mean).powi(2)).sum();
        let expected = mean / (squares / 4.0).sqrt();
        assert!((appraisal(&own, &market, convention) - expected).abs() < 1e-12);
    }
}
