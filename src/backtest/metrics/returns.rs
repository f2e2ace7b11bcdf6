//! Returns of a curve, their mean and their spread.

/// `r[t] = E[t] / E[t-1] - 1` for t = 1..n.
///
/// A curve that falls to 0 or below has lost all there was: its return is -1 there and 0 from there on, whatever comes
/// after. What is owed beyond that is in the equity, and in the drawdown.
pub fn returns(equity: &[f64]) -> Vec<f64> {
    // The ruin is looked for first, so that the divisions are free to be done side by side.
    let ruin = equity
        .iter()
        .position(|value| value.is_nan() || *value <= 0.0);
    let all = equity.len().saturating_sub(1);
    let alive = &equity[..ruin.unwrap_or(equity.len())];
    let later = alive.iter().skip(1);
    let mut returns: Vec<f64> = later
        .zip(alive)
        .map(|(now, before)| now / before - 1.0)
        .collect();
    if !alive.is_empty() && returns.len() < all {
        returns.push(-1.0);
    }
    returns.resize(all, 0.0);
    returns
}

/// The sum of `term` over all values, as eight sums side by side: none waits for the addition before it, and less is lost
/// to rounding than in one.
fn sum_of(values: &[f64], term: impl Fn(f64) -> f64) -> f64 {
    let (blocks, rest) = values.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for block in blocks {
        for (sum, value) in sums.iter_mut().zip(block) {
            *sum += term(*value);
        }
    }
    let rest: f64 = rest.iter().map(|value| term(*value)).sum();
    sums.iter().sum::<f64>() + rest
}

/// Mean and standard deviation of a sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    /// Number of values, n.
    pub count: usize,
    /// Arithmetic mean; `None` of nothing.
    pub mean: Option<f64>,
    /// `sqrt(sum((x - mean)^2) / (n - 1))`; `None` below two values.
    pub deviation: Option<f64>,
}

impl Moments {
    /// Of `values`, in two passes, so that a small spread around a large mean keeps its digits.
    pub fn of(values: &[f64]) -> Self {
        let count = values.len();
        let mean = (count > 0).then(|| sum_of(values, |value| value) / count as f64);
        let deviation = mean.filter(|_| count > 1).map(|mean| {
            let squares = sum_of(values, |value| (value - mean).powi(2));
            (squares / (count - 1) as f64).sqrt()
        });
        Self {
            count,
            mean,
            deviation,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_by_hand() {
        let moments = Moments::of(&[1.0, 2.0, 3.0, 4.0]);
        assert_eq!(moments.mean, Some(2.5));
        assert_eq!(moments.deviation, Some((5.0_f64 / 3.0).sqrt()));
        assert_eq!(Moments::of(&[1.0]).deviation, None);
        assert_eq!(Moments::of(&[]).mean, None);
    }

    #[test]
    fn a_ruined_curve_has_lost_all_and_has_as_many_returns_as_any_other() {
        assert_eq!(returns(&[100.0, 150.0, -20.0, 50.0]), [0.5, -1.0, 0.0]);
        assert_eq!(returns(&[100.0, 50.0, 0.0]), [-0.5, -1.0]);
        assert_eq!(returns(&[100.0, 150.0]), [0.5]);
        assert_eq!(returns(&[0.0, 150.0, 300.0]), [0.0, 0.0]);
        assert!(returns(&[100.0]).is_empty());
        assert!(returns(&[]).is_empty());
    }
}
