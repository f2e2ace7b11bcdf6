//! A band of prices, as people read it and as the engine keeps it.

use serde::{Deserialize, Serialize};

use super::compare::{at_least, at_most};

/// A price band, `low <= high`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Zone {
    /// Lower edge.
    pub low: f64,
    /// Upper edge.
    pub high: f64,
}

impl Zone {
    /// Centre of the band in log prices: the geometric mean of its edges.
    pub fn centre(self) -> f64 {
        self.low.sqrt() * self.high.sqrt()
    }

    /// Whether `price` lies in the band.
    pub fn contains(self, price: f64) -> bool {
        (self.low..=self.high).contains(&price)
    }
}

/// A band of log prices: `centre - half ..= centre + half`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct LogZone {
    pub(crate) centre: f64,
    pub(crate) half: f64,
}

impl LogZone {
    /// Share of an ATR that a zone extends to each side of its centre, unless its family says otherwise.
    pub(crate) const HALF_ATR: f64 = 0.25;

    pub(crate) fn around(centre: f64, half: f64) -> Self {
        Self { centre, half }
    }

    pub(crate) fn between(low: f64, high: f64) -> Self {
        Self {
            centre: f64::midpoint(low, high),
            half: (high - low) / 2.0,
        }
    }

    pub(crate) fn low(self) -> f64 {
        self.centre - self.half
    }

    pub(crate) fn high(self) -> f64 {
        self.centre + self.half
    }

    /// Whether the band and `low ..= high` have a price in common.
    pub(crate) fn meets(self, low: f64, high: f64) -> bool {
        at_least(high, self.low()) && at_most(low, self.high())
    }

    /// The band at `atr` half widths, but at least half a tick to each side.
    pub(crate) fn at_birth(centre: f64, atr: f64, tick: Option<f64>) -> Self {
        let half_tick = tick.map_or(0.0, |tick| tick / (2.0 * centre.exp()));
        Self {
            centre,
            half: (Self::HALF_ATR * atr).max(half_tick),
        }
    }

    pub(crate) fn price(self) -> Zone {
        Zone {
            low: self.low().exp(),
            high: self.high().exp(),
        }
    }
}

impl From<Zone> for LogZone {
    fn from(zone: Zone) -> Self {
        Self::between(zone.low.ln(), zone.high.ln())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_meets_what_touches_its_edge() {
        let zone = LogZone::between(1.0, 2.0);
        assert!(
            zone.meets(2.0, 3.0)
                && zone.meets(0.0, 1.0)
                && zone.meets(1.4, 1.5)
                && zone.meets(0.0, 9.0)
        );
        assert!(!zone.meets(2.001, 3.0) && !zone.meets(0.0, 0.999));
    }

    #[test]
    fn a_tick_keeps_a_zone_from_being_thinner_than_itself() {
        // At a price of 100, half a tick of 1 is 0.005 in logs; a quarter of an ATR of 0.01 is half of that.
        let zone = LogZone::at_birth(100f64.ln(), 0.01, Some(1.0));
        assert!((zone.half - 0.005).abs() < 1e-12);
        assert!((LogZone::at_birth(100f64.ln(), 0.01, None).half - 0.0025).abs() < 1e-15);
    }
}
