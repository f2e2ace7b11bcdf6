//! How many trades it takes before their mean is more than chance.

use super::normal;

/// Closed trades after which a mean like that of `returns` would differ from 0 with 95 %.
///
/// ```text
/// n = ceil((Z(0.975) sd / mean)^2),  sd with n - 1
/// ```
///
/// At least 2. `None` below two trades, and where they do not earn anything on average: more of the same would not help.
/// The trades are taken to be independent of each other. Source: the two-sided test of a mean, any textbook.
pub fn trades_needed(returns: &[f64]) -> Option<f64> {
    let n = returns.len() as f64;
    if returns.len() < 2 {
        return None;
    }
    let mean = returns.iter().sum::<f64>() / n;
    let squares: f64 = returns.iter().map(|value| (value - mean).powi(2)).sum();
    let deviation = (squares / (n - 1.0)).sqrt();
    let needed = (normal::quantile(0.975)? * deviation / mean).powi(2).ceil();
    (mean > 0.0 && needed.is_finite()).then(|| needed.max(2.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_edge_takes_many_trades_and_none_takes_forever() {
        // Mean 0.01 and deviation sqrt(2) 0.05 of two trades: (1.96 * 7.0711)^2 = 192.07.
        assert_eq!(trades_needed(&[0.06, -0.04]), Some(193.0));
        assert_eq!(trades_needed(&[0.04, -0.06]), None);
        assert_eq!(trades_needed(&[0.01, 0.01]), Some(2.0));
        assert_eq!(trades_needed(&[0.01]), None);
    }
}
