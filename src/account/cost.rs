//! What trading costs.

use serde::{Deserialize, Serialize};

/// Costs of a fill and of holding; the default is for daily bars of liquid stocks.
///
/// Spread and slippage move the price that is paid, on every fill and against the trader; commission is taken from
/// cash. Both are charged on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Costs {
    /// Commission a side, in 1/100 % of the traded value.
    pub commission_bps: f64,
    /// Half the spread plus slippage a side, in 1/100 % of the price.
    pub slippage_bps: f64,
    /// Slippage of a stop, as a multiple: it sells into weakness.
    pub stop_slippage_factor: f64,
    /// Cost of borrowed shares, in percent a year of their value.
    pub borrow_pct: f64,
    /// Interest on cash, in percent a year.
    pub interest_pct: f64,
}

impl Default for Costs {
    fn default() -> Self {
        Self {
            commission_bps: 0.0,
            slippage_bps: 5.0,
            stop_slippage_factor: 2.0,
            borrow_pct: 0.5,
            interest_pct: 0.0,
        }
    }
}

impl Costs {
    /// Nothing costs anything: for comparison with other programs only.
    pub const NONE: Self = Self {
        commission_bps: 0.0,
        slippage_bps: 0.0,
        stop_slippage_factor: 1.0,
        borrow_pct: 0.0,
        interest_pct: 0.0,
    };

    /// The default with the wider spread of coins.
    pub fn crypto() -> Self {
        Self {
            slippage_bps: 10.0,
            ..Self::default()
        }
    }

    /// Only a commission of `bps` a side.
    pub fn commission(bps: f64) -> Self {
        Self {
            commission_bps: bps,
            ..Self::NONE
        }
    }

    /// Whether fills are free.
    pub fn is_frictionless(&self) -> bool {
        self.commission_bps == 0.0 && self.slippage_bps == 0.0
    }

    /// The price paid by a buyer (`sign` 1) or received by a seller (-1) for a fill at `price`.
    pub fn paid(&self, price: f64, sign: f64, is_stop: bool) -> f64 {
        let factor = if is_stop {
            self.stop_slippage_factor
        } else {
            1.0
        };
        price * (1.0 + sign * self.slippage_bps * factor * 1e-4)
    }

    /// Commission as a part of the traded value.
    pub fn commission_frac(&self) -> f64 {
        self.commission_bps * 1e-4
    }

    /// The first rule this breaks, as name, value and rule.
    pub(crate) fn problem(&self) -> Option<(&'static str, f64, &'static str)> {
        [
            ("costs.commission_bps", self.commission_bps),
            ("costs.slippage_bps", self.slippage_bps),
            ("costs.stop_slippage_factor", self.stop_slippage_factor),
            ("costs.borrow_pct", self.borrow_pct),
            ("costs.interest_pct", self.interest_pct),
        ]
        .into_iter()
        .find(|(_, value)| !value.is_finite() || *value < 0.0)
        .map(|(name, value)| (name, value, "must be a finite number of at least 0"))
        .or_else(|| {
            (self.commission_bps > 10_000.0).then_some((
                "costs.commission_bps",
                self.commission_bps,
                "must be at most 10000, which is all of the traded value",
            ))
        })
        .or_else(|| {
            (self.slippage_bps * self.stop_slippage_factor.max(1.0) >= 10_000.0).then_some((
                "costs.slippage_bps",
                self.slippage_bps,
                "must leave a seller something: stops included below 10000",
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cost_takes_more_than_there_is() {
        assert_eq!(Costs::commission(10_000.0).problem(), None);
        let (name, ..) = Costs::commission(10_001.0).problem().unwrap();
        assert_eq!(name, "costs.commission_bps");
    }

    #[test]
    fn slippage_is_against_the_trader_and_double_on_stops() {
        let costs = Costs::default();
        assert!((costs.paid(100.0, 1.0, false) - 100.05).abs() < 1e-12);
        assert!((costs.paid(100.0, -1.0, false) - 99.95).abs() < 1e-12);
        assert!((costs.paid(100.0, -1.0, true) - 99.90).abs() < 1e-12);
    }
}
