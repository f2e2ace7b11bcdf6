//! Falls from a peak.

use serde::Serialize;

/// The deepest fall of a curve from a peak before it, and the longest time below one.
///
/// ```text
/// D[t] = E[t] / max(E[0..=t]) - 1
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Drawdown {
    /// The lowest D, at most 0.
    pub deepest: f64,
    /// The longest run of bars below a former peak.
    pub longest_bars: usize,
}

impl Drawdown {
    /// Of a curve of values above 0.
    pub fn of(equity: &[f64]) -> Self {
        let mut drawdown = Self::default();
        let (mut peak, mut below) = (0.0_f64, 0);
        for &value in equity {
            if value >= peak {
                peak = value;
                below = 0;
            } else {
                below += 1;
                drawdown.longest_bars = drawdown.longest_bars.max(below);
                // The quotient is compared, not a product: it is the figure that is reported.
                drawdown.deepest = drawdown.deepest.min(value / peak - 1.0);
            }
        }
        drawdown
    }
}

#[cfg(test)]
#[expect(
    clippy::float_cmp,
    reason = "copies and small whole numbers compare exactly"
)]
mod tests {
    use super::*;

    #[test]
    fn the_deepest_and_the_longest_may_be_different_falls() {
        let drawdown = Drawdown::of(&[100.0, 50.0, 110.0, 99.0, 105.0, 108.0, 120.0]);
        assert_eq!(drawdown.deepest, -0.5);
        assert_eq!(drawdown.longest_bars, 3);
        assert_eq!(Drawdown::of(&[1.0, 2.0]), Drawdown::default());
    }
}
