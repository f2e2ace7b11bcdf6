//! From values to heights.

use super::options::PriceAxis;

/// Maps values to pixels between a lower and an upper edge, linearly or by their logarithm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    /// Value at the lower edge.
    pub(super) low: f64,
    /// Value at the upper edge.
    pub(super) high: f64,
    /// Pixel of the upper edge.
    pub(super) top: f64,
    /// Pixel of the lower edge.
    pub(super) bottom: f64,
    /// Whether equal ratios, not equal differences, are equally high.
    pub(super) is_log: bool,
}

impl Scale {
    /// Highest ratio of a price pane that is drawn linearly.
    const LINEAR_UP_TO: f64 = 3.0;

    /// A scale for prices from `low` to `high`, with 6 % of free height below and 10 % above.
    ///
    /// [`PriceAxis::BySpan`] is logarithmic if the prices span more than a factor of 3; no axis is where a price is not above
    /// 0. A range of one price gets 2 % around it.
    pub(super) fn of_prices(
        (low, high): (f64, f64),
        (top, bottom): (f64, f64),
        axis: PriceAxis,
    ) -> Self {
        let is_wanted = match axis {
            PriceAxis::BySpan => high / low > Self::LINEAR_UP_TO,
            PriceAxis::Log => true,
            PriceAxis::Linear => false,
        };
        let is_log = low > 0.0 && is_wanted;
        let (from, to) = if is_log {
            (low.ln(), high.ln())
        } else {
            (low, high)
        };
        let span = match to - from {
            span if span > 0.0 => span,
            _ if is_log => 0.02,
            _ if high != 0.0 => high.abs() * 0.02,
            _ => 1.0,
        };
        let (from, to) = (from - 0.06 * span, to + 0.10 * span);
        let (low, high) = if is_log {
            (from.exp(), to.exp())
        } else {
            (from, to)
        };
        Self {
            low,
            high,
            top,
            bottom,
            is_log,
        }
    }

    /// A logarithmic scale for values from `low` to `high`, both above 0, with a little room.
    pub(super) fn logarithmic((low, high): (f64, f64), (top, bottom): (f64, f64)) -> Self {
        let ratio = (high / low).max(1.02);
        Self {
            low: low / ratio.powf(0.05),
            high: low * ratio.powf(1.08),
            top,
            bottom,
            is_log: true,
        }
    }

    /// A linear scale for exactly `low` to `high`.
    pub(super) fn linear((low, high): (f64, f64), (top, bottom): (f64, f64)) -> Self {
        Self {
            low,
            high: if high > low { high } else { low + 1.0 },
            top,
            bottom,
            is_log: false,
        }
    }

    /// Pixel of `value`, also beyond the edges.
    pub(super) fn y(&self, value: f64) -> f64 {
        let share = if self.is_log {
            (value.max(f64::MIN_POSITIVE) / self.low).ln() / (self.high / self.low).ln()
        } else {
            (value - self.low) / (self.high - self.low)
        };
        self.bottom - share * (self.bottom - self.top)
    }

    /// Whether `value` lies between the edges.
    pub(super) fn shows(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_ratios_are_equally_high_beyond_a_factor_of_3() {
        let of = |range, axis| Scale::of_prices(range, (0.0, 100.0), axis);
        let scale = of((10.0, 90.0), PriceAxis::BySpan);
        assert!(scale.is_log);
        let steps = [scale.y(10.0) - scale.y(30.0), scale.y(30.0) - scale.y(90.0)];
        assert!((steps[0] - steps[1]).abs() < 1e-9);
        assert!(!of((10.0, 30.0), PriceAxis::BySpan).is_log);
        assert!(of((10.0, 30.0), PriceAxis::Log).is_log);
        assert!(!of((-1.0, 30.0), PriceAxis::Log).is_log);
        assert!(!of((10.0, 90.0), PriceAxis::Linear).is_log);
    }

    #[test]
    fn a_flat_series_lies_within_the_pane() {
        let scale = Scale::of_prices((5.0, 5.0), (0.0, 100.0), PriceAxis::BySpan);
        // 0.1 around 5: 0.006 below and 0.010 above.
        assert!(
            (scale.y(5.0) - 37.5_f64.mul_add(0.0, 62.5)).abs() < 1e-6,
            "{}",
            scale.y(5.0)
        );
    }
}
