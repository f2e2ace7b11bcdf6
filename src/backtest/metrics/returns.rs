//! Returns of a curve, their mean and their spread.

/// `r[t] = E[t] / E[t-1] - 1` for t = 1..n. A curve at or below 0 has no returns from there on: it ends there.
pub fn returns(equity: &[f64]) -> Vec<f64> {
    // The end is looked for first, so that the divisions are free to be done side by side.
    let first_without = equity
        .iter()
        .position(|value| value.is_nan() || *value <= 0.0);
    let all = equity.len().saturating_sub(1);
    let count = first_without.unwrap_or(all).min(all);
    let later = equity.iter().skip(1);
    later
        .zip(&equity[..count])
        .map(|(now, before)| now / before - 1.0)
        .collect()
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
    fn a_ruined_curve_ends() {
        assert_eq!(returns(&[100.0, 110.0, 0.0, 50.0]).len(), 2);
        assert!((returns(&[100.0, 110.0])[0] - 0.1).abs() < 1e-15);
    }
}
