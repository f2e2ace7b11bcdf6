//! Sharpe's ratio, and Lo's correction of its yearly form.

use super::{Convention, Moments};

/// Sharpe's ratio.
///
/// ```text
/// Sharpe = mean(r - rf) / sd(r) * sqrt(N),  sd with n - 1
/// ```
///
/// `None` below two returns or where they do not differ. Source: W. F. Sharpe, "The Sharpe Ratio", Journal of Portfolio
/// Management, 1994. The factor `sqrt(N)` holds for returns without serial correlation; see [`sharpe_lo`].
pub fn sharpe(moments: &Moments, convention: Convention) -> Option<f64> {
    let deviation = moments.deviation.filter(|deviation| *deviation > 0.0)?;
    Some((moments.mean? - convention.risk_free_a_bar()) / deviation * convention.bars_a_year.sqrt())
}

/// Lags whose serial correlation is counted.
const LAGS: usize = 20;

/// Sharpe's ratio made yearly with the serial correlation of the returns.
///
/// ```text
/// Sharpe_Lo = SR * N / sqrt(N + 2 sum_{k=1..m} (N - k) rho_k),  m = min(20, N - 1, n / 4)
/// ```
///
/// SR is the ratio of one bar and `rho_k` the serial correlation at lag k. `None` where [`sharpe`] is, or where the
/// correlations leave nothing under the root. Source: A. W. Lo, "The Statistics of Sharpe Ratios", Financial Analysts
/// Journal, 2002; the sum is cut at 20 lags, beyond which a daily sample holds noise only.
pub fn sharpe_lo(returns: &[f64], moments: &Moments, convention: Convention) -> Option<f64> {
    let deviation = moments.deviation.filter(|deviation| *deviation > 0.0)?;
    let mean = moments.mean?;
    let n = convention.bars_a_year;
    let centred: Vec<f64> = returns.iter().map(|value| value - mean).collect();
    let variance = product(&centred, &centred);
    let lags = LAGS.min(returns.len() / 4);
    let sum: f64 = (1..=lags)
        .map(|lag| {
            let covariance = product(&centred[lag..], &centred);
            (n - lag as f64).max(0.0) * covariance / variance
        })
        .sum();
    let spread = n + 2.0 * sum;
    let ratio = (mean - convention.risk_free_a_bar()) / deviation;
    (spread > 0.0).then(|| ratio * n / spread.sqrt())
}

/// The scalar product of both, as far as the shorter goes, as eight sums side by side: none waits for the addition before
/// it.
fn product(a: &[f64], b: &[f64]) -> f64 {
    let len = a.len().min(b.len());
    let (a, a_rest) = a[..len].as_chunks::<8>();
    let (b, b_rest) = b[..len].as_chunks::<8>();
    let mut sums = [0.0; 8];
    for (a, b) in a.iter().zip(b) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += a * b;
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f64>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        let returns = [0.01, 0.03, -0.01, 0.01];
        let moments = Moments::of(&returns);
        let convention = Convention {
            bars_a_year: 4.0,
            risk_free_pct: 0.0,
        };
        // mean 0.01, squares 0 + 0.0004 + 0.0004 + 0 over 3
        let expected = 0.01 / (0.0008_f64 / 3.0).sqrt() * 2.0;
        assert!((sharpe(&moments, convention).unwrap() - expected).abs() < 1e-12);
        assert_eq!(sharpe(&Moments::of(&[0.0, 0.0]), convention), None);
    }

    #[test]
    fn returns_that_follow_each_other_are_worth_less_a_year() {
        let trending: Vec<f64> = (0..400)
            .map(|t| 0.001 + 0.01 * (f64::from(t) / 15.0).sin())
            .collect();
        let moments = Moments::of(&trending);
        let convention = Convention::default();
        let plain = sharpe(&moments, convention).unwrap();
        assert!(sharpe_lo(&trending, &moments, convention).unwrap() < 0.5 * plain);
    }
}
