//! Round numbers, and numbers without the noise of binary fractions.

use serde::Serialize;

use crate::level::round_step;
use crate::{Basis, Zone};

/// How near to a round number an edge must lie to be told beside it, in ATR.
const NEAR_ATR: f64 = 0.25;

/// Ten significant digits: more than any price has, fewer than rounding spoils. What every output carries.
pub fn rounded(value: f64) -> f64 {
    format!("{value:.9e}").parse().unwrap_or(value)
}

/// A zone with edges as every output carries them.
pub(super) fn printed(zone: Zone) -> Zone {
    Zone {
        low: rounded(zone.low),
        high: rounded(zone.high),
    }
}

/// The round number a zone lies at; the zone is not moved to it.
///
/// A round number is a multiple of the smallest of 1, 5, 10, 50 ... that is at least 4 % of the price.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RoundNumber {
    /// The number.
    pub number: f64,
    /// Where the zone lies to it.
    pub zone_lies: RoundSide,
}

/// Where a zone lies to a round number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundSide {
    /// The number lies in the zone.
    Around,
    /// Above it.
    Above,
    /// Below it.
    Below,
}

impl RoundNumber {
    /// The one at `zone`. `None` where it is further than a quarter of an ATR away, and on dividend-adjusted prices, which
    /// never stood on a screen.
    pub fn near(zone: Zone, basis: Basis, atr_log: f64) -> Option<Self> {
        let step = round_step(zone.centre());
        // Steps are decimal: six digits show the number without the noise of its last bits.
        let number = rounded((zone.centre() / step).round() * step);
        let is_near = |edge: f64| (edge / number).ln().abs() <= NEAR_ATR * atr_log;
        let zone_lies = match number {
            _ if basis == Basis::SplitDividendAdjusted || number <= 0.0 => return None,
            _ if zone.contains(number) => RoundSide::Around,
            _ if number < zone.low && is_near(zone.low) => RoundSide::Above,
            _ if number > zone.high && is_near(zone.high) => RoundSide::Below,
            _ => return None,
        };
        Some(Self { number, zone_lies })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_takes_the_noise_and_keeps_the_price() {
        assert_eq!(rounded(0.1 + 0.2).to_string(), "0.3");
        assert_eq!(rounded(2_498.939_941).to_string(), "2498.939941");
    }

    #[test]
    fn a_zone_is_told_beside_its_round_number() {
        let at = |low, high, basis| {
            let found = RoundNumber::near(Zone { low, high }, basis, 0.03)?;
            Some((found.zone_lies, found.number))
        };
        let screen = Basis::SplitAdjusted;
        assert_eq!(at(160.89, 161.58, screen), Some((RoundSide::Above, 160.0)));
        assert_eq!(at(159.0, 161.0, screen), Some((RoundSide::Around, 160.0)));
        assert_eq!(at(0.0495, 0.0497, screen), Some((RoundSide::Below, 0.05)));
        assert_eq!(at(164.5, 165.5, screen), None);
        assert_eq!(at(159.0, 161.0, Basis::SplitDividendAdjusted), None);
    }
}
