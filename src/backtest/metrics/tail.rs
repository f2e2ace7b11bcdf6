//! The bad end of the returns.

/// Quantile of a sample, linear between order statistics (type 7 of Hyndman and Fan, 1996).
///
/// With k = (n - 1) p, the value at position k of the sorted sample, interpolated. `None` of nothing. Value at risk is
/// the 5 % quantile of the returns, historical and not from a normal distribution.
pub fn quantile(values: &[f64], p: f64) -> Option<f64> {
    let last = values.len().checked_sub(1)?;
    let place = (last as f64 * p).clamp(0.0, last as f64);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to the indices of the sample"
    )]
    let below = place.floor() as usize;
    let mut sorted = values.to_vec();
    let (_, &mut low, above) = sorted.select_nth_unstable_by(below, f64::total_cmp);
    let high = above.iter().copied().min_by(f64::total_cmp).unwrap_or(low);
    Some(low + (high - low) * (place - below as f64))
}

/// Conditional value at risk: the mean of the returns at or below `var`. `None` if there is none.
pub fn cvar(returns: &[f64], var: f64) -> Option<f64> {
    let (mut sum, mut count) = (0.0, 0_usize);
    for &value in returns {
        if value <= var {
            sum += value;
            count += 1;
        }
    }
    (count > 0).then(|| sum / count as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_lie_between_order_statistics() {
        let values = [4.0, 1.0, 3.0, 2.0];
        assert_eq!(quantile(&values, 0.0), Some(1.0));
        assert_eq!(quantile(&values, 1.0), Some(4.0));
        assert_eq!(quantile(&values, 0.5), Some(2.5));
        assert!((quantile(&values, 0.05).unwrap() - 1.15).abs() < 1e-12);
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(cvar(&values, 2.0), Some(1.5));
        assert_eq!(cvar(&values, 0.5), None);
    }
}
