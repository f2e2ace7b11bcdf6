//! The shape of a sample of returns.

/// Sharpe ratio of one bar, skewness and kurtosis of a sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReturnShape {
    /// Number of returns, n.
    pub count: usize,
    /// Mean over standard deviation, with n - 1.
    pub sharpe: f64,
    /// Third central moment over the third power of the standard deviation, both with n.
    pub skewness: f64,
    /// Fourth central moment over the fourth power of the standard deviation, both with n; 3 for a normal distribution.
    pub kurtosis: f64,
}

impl ReturnShape {
    /// Of `returns`; `None` below two, or where they do not differ.
    pub fn of(returns: &[f64]) -> Option<Self> {
        let n = returns.len() as f64;
        if returns.len() < 2 {
            return None;
        }
        let mean = returns.iter().sum::<f64>() / n;
        let (mut second, mut third, mut fourth) = (0.0, 0.0, 0.0);
        for value in returns {
            let centred = value - mean;
            let square = centred * centred;
            second += square;
            third += square * centred;
            fourth += square * square;
        }
        let variance = second / n;
        (variance > 0.0).then(|| Self {
            count: returns.len(),
            sharpe: mean / (second / (n - 1.0)).sqrt(),
            skewness: third / n / variance.powf(1.5),
            kurtosis: fourth / n / (variance * variance),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        // mean 1, deviations -1, -1, 2: moments 2, 2, 6
        let shape = ReturnShape::of(&[0.0, 0.0, 3.0]).unwrap();
        assert!((shape.sharpe - 1.0 / 3.0_f64.sqrt()).abs() < 1e-15);
        assert!((shape.skewness - 2.0 / 2.0_f64.powf(1.5)).abs() < 1e-15);
        assert!((shape.kurtosis - 1.5).abs() < 1e-15);
        assert_eq!(ReturnShape::of(&[1.0, 1.0]), None);
    }
}
