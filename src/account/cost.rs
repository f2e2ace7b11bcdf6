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
    /// Commission of every order, in money.
    pub commission_per_order: f64,
    /// Commission of every share, in money.
    pub commission_per_share: f64,
    /// An order costs at least this much money.
    pub commission_min: f64,
    /// An order costs at most this much money; `None` for no limit.
    pub commission_max: Option<f64>,
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
            commission_per_order: 0.0,
            commission_per_share: 0.0,
            commission_min: 0.0,
            commission_max: None,
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
        commission_per_order: 0.0,
        commission_per_share: 0.0,
        commission_min: 0.0,
        commission_max: None,
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
        self.commission_bps == 0.0 && self.slippage_bps == 0.0 && self.is_proportional()
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

    /// Whether the commission is a part of the traded value and nothing else.
    pub fn is_proportional(&self) -> bool {
        self.commission_per_order == 0.0
            && self.commission_per_share == 0.0
            && self.commission_min == 0.0
            && self.commission_max.is_none()
    }

    /// Commission of one order over so many shares at the price `paid`, in money:
    ///
    /// ```text
    /// bps * 0.0001 * shares * paid + per_share * shares + per_order, at least min, at most max
    /// ```
    pub fn commission_of(&self, shares: f64, paid: f64) -> f64 {
        let by_value = shares * paid * self.commission_frac();
        if self.is_proportional() {
            return by_value;
        }
        let sum = by_value + self.commission_per_share * shares + self.commission_per_order;
        let most = self.commission_max.unwrap_or(f64::INFINITY);
        sum.max(self.commission_min).min(most)
    }

    /// The most shares at the price `paid` that `money` buys, commission included; at least 0.
    pub fn shares_for(&self, money: f64, paid: f64) -> f64 {
        let each = paid * (1.0 + self.commission_frac());
        if self.is_proportional() {
            return money / each;
        }
        // The commission is the smaller of the most and of the larger of the least and the sum; so is what it leaves.
        let by_sum = (money - self.commission_per_order) / (each + self.commission_per_share);
        let at_most = |most: f64| (money - most) / paid;
        let limited = self
            .commission_max
            .map_or(by_sum, |most| by_sum.max(at_most(most)));
        limited.min(at_most(self.commission_min)).max(0.0)
    }

    /// Commission as a part of the traded value.
    pub fn commission_frac(&self) -> f64 {
        self.commission_bps * 1e-4
    }

    /// The first rule this breaks, as name, value and rule.
    pub(crate) fn problem(&self) -> Option<(&'static str, f64, &'static str)> {
        [
            ("costs.commission_bps", self.commission_bps),
            ("costs.commission_per_order", self.commission_per_order),
            ("costs.commission_per_share", self.commission_per_share),
            ("costs.commission_min", self.commission_min),
            ("costs.commission_max", self.commission_max.unwrap_or(0.0)),
            ("costs.slippage_bps", self.slippage_bps),
            ("costs.stop_slippage_factor", self.stop_slippage_factor),
            ("costs.borrow_pct", self.borrow_pct),
            ("costs.interest_pct", self.interest_pct),
        ]
        .into_iter()
        .find(|(_, value)| !value.is_finite() || *value < 0.0)
        .map(|(name, value)| (name, value, "must be a finite number of at least 0"))
        .or_else(|| {
            let most = self.commission_max?;
            (most < self.commission_min).then_some((
                "costs.commission_max",
                most,
                "must be at least commission_min",
            ))
        })
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
    fn a_commission_has_parts_a_floor_and_a_ceiling() {
        // 0.005 a share, at least 1, at most 1 % of nothing: a flat ceiling of 5.
        let broker = Costs {
            commission_per_share: 0.005,
            commission_min: 1.0,
            commission_max: Some(5.0),
            ..Costs::NONE
        };
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} {b}");
        close(broker.commission_of(100.0, 50.0), 1.0);
        close(broker.commission_of(400.0, 50.0), 2.0);
        close(broker.commission_of(10_000.0, 50.0), 5.0);
        // 501 buys ten shares of 50 and the least commission; 20,002 buys 400 and 2; 500,005 buys 10,000 and the most.
        close(broker.shares_for(501.0, 50.0), 10.0);
        close(broker.shares_for(20_002.0, 50.0), 400.0);
        close(broker.shares_for(500_005.0, 50.0), 10_000.0);
        close(broker.shares_for(0.5, 50.0), 0.0);
        let flat = Costs {
            commission_bps: 100.0,
            commission_per_order: 4.95,
            ..Costs::NONE
        };
        close(flat.commission_of(5.0, 10.5), 4.95 + 0.525);
        close(flat.shares_for(5.0 * 10.5 + 4.95 + 0.525, 10.5), 5.0);
    }

    #[test]
    fn slippage_is_against_the_trader_and_double_on_stops() {
        let costs = Costs::default();
        assert!((costs.paid(100.0, 1.0, false) - 100.05).abs() < 1e-12);
        assert!((costs.paid(100.0, -1.0, false) - 99.95).abs() < 1e-12);
        assert!((costs.paid(100.0, -1.0, true) - 99.90).abs() < 1e-12);
    }
}
