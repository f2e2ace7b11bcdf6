//! The yardstick of everything: average true range of log prices, Wilder's smoothing.

/// ATR(14) of log prices, one bar at a time.
///
/// ```text
/// TR[t] = max(h[t], c[t-1]) - min(l[t], c[t-1])        h, l, c: logs of high, low, close
/// A[14] = mean of TR[1..=14]                            A[t] = (13 A[t-1] + TR[t]) / 14
/// ```
///
/// About ATR / close of the charted ATR, but exact under scaling, and under mirroring, which a ratio is not.
#[derive(Debug, Clone, Default)]
pub(crate) struct LogAtr {
    close_before: Option<f64>,
    ranges: u32,
    sum: f64,
    value: Option<f64>,
}

impl LogAtr {
    /// Bars averaged.
    pub(crate) const PERIOD: u32 = 14;

    /// Reads a bar; its ATR, from bar 14 on.
    pub(crate) fn push(&mut self, high: f64, low: f64, close: f64) -> Option<f64> {
        let before = self.close_before.replace(close)?;
        let range = high.max(before) - low.min(before);
        let n = f64::from(Self::PERIOD);
        if let Some(value) = &mut self.value {
            *value = (*value * (n - 1.0) + range) / n;
            return self.value;
        }
        self.sum += range;
        self.ranges += 1;
        self.value = (self.ranges == Self::PERIOD).then(|| self.sum / n);
        self.value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_value_is_the_mean_of_fourteen_ranges() {
        let mut atr = LogAtr::default();
        assert_eq!(atr.push(1.0, 0.0, 0.5), None);
        // Ranges from the close before: 1 thirteen times, then 15: mean 28 / 14 = 2.
        for _ in 0..13 {
            assert_eq!(atr.push(1.0, 0.0, 0.5), None);
        }
        assert_eq!(atr.push(15.0, 0.0, 0.5), Some(2.0));
        // A gap counts from the close before: 16.5 - 0.5 = 16, so (2 * 13 + 16) / 14 = 3.
        assert_eq!(atr.push(16.5, 16.0, 16.0), Some(3.0));
    }
}
