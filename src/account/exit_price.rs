//! Prices at which a position is closed: fixed, tied to the entry, or following the best price.

/// A price known once the entry price is: `base + per_entry * entry`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExitPrice {
    base: f64,
    per_entry: f64,
    /// Whether it is asked for once the entry price is known.
    is_open: bool,
}

impl ExitPrice {
    /// A price fixed at the decision.
    pub fn at(price: f64) -> Self {
        Self {
            base: price,
            per_entry: 0.0,
            is_open: false,
        }
    }

    /// The entry price plus `distance` (below 0: under it).
    pub fn from_entry(distance: f64) -> Self {
        Self {
            base: distance,
            per_entry: 1.0,
            is_open: false,
        }
    }

    /// The entry price times `factor`: 0.95 is 5 % under it.
    pub fn times_entry(factor: f64) -> Self {
        Self {
            base: 0.0,
            per_entry: factor,
            is_open: false,
        }
    }

    /// `base + per_entry * entry`.
    pub fn affine(base: f64, per_entry: f64) -> Self {
        Self {
            base,
            per_entry,
            is_open: false,
        }
    }

    /// A price that is asked for at the fill, by its price
    /// ([`Strategy::bracket_at_fill`](crate::strategy::Strategy::bracket_at_fill)).
    pub fn at_fill() -> Self {
        Self {
            base: 0.0,
            per_entry: 0.0,
            is_open: true,
        }
    }

    /// The same price, to be asked for at the fill all the same, where its rule tells it to the last bit.
    #[must_use]
    pub fn told_at_fill(self) -> Self {
        Self {
            is_open: true,
            ..self
        }
    }

    /// Whether it is asked for at the fill.
    pub fn is_open(self) -> bool {
        self.is_open
    }

    /// The numbers of [`ExitPrice::affine`].
    pub(crate) fn parts(self) -> (f64, f64) {
        (self.base, self.per_entry)
    }

    /// The price for an entry at `entry`, which is the price before costs.
    pub fn price(self, entry: f64) -> f64 {
        if self.per_entry == 0.0 {
            self.base
        } else {
            self.base + self.per_entry * entry
        }
    }

    /// Whether the level is a price that can be reached for this entry.
    pub(crate) fn is_valid(self, entry: f64) -> bool {
        let price = self.price(entry);
        price.is_finite() && price > 0.0
    }

    /// Whether it was told at all: a rule that is not defined tells no number.
    fn is_told(self) -> bool {
        self.base.is_finite() && self.per_entry.is_finite()
    }

    pub(crate) fn scaled(self, factor: f64) -> Self {
        Self {
            base: self.base * factor,
            ..self
        }
    }
}

/// How far a trailing stop stays behind the best price since the entry.
///
/// It starts at its distance from the entry price, never moves away from the price, and what one bar adds to the best
/// price moves the stop from the next bar on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Trail {
    /// By this much money per share.
    Distance(f64),
    /// By this part of the best price: 5 is 5 %.
    Percent(f64),
}

impl Trail {
    /// The stop for a position of this sign whose best price is `best`.
    pub fn price(self, best: f64, sign: f64) -> f64 {
        match self {
            Self::Distance(distance) => best - sign * distance,
            Self::Percent(pct) => best * (1.0 - sign * pct / 100.0),
        }
    }

    pub(crate) fn is_valid(self) -> bool {
        match self {
            Self::Distance(distance) => distance.is_finite() && distance > 0.0,
            Self::Percent(pct) => pct > 0.0 && pct < 100.0,
        }
    }

    pub(crate) fn scaled(self, factor: f64) -> Self {
        match self {
            Self::Distance(distance) => Self::Distance(distance * factor),
            Self::Percent(_) => self,
        }
    }
}

/// The levels around a position; whichever is reached first cancels the others.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Bracket {
    /// Out if it goes wrong.
    pub stop: Option<ExitPrice>,
    /// Out if it goes well.
    pub target: Option<ExitPrice>,
    /// A stop that follows.
    pub trail: Option<Trail>,
}

impl Bracket {
    /// Whether stop or target is asked for at the fill.
    pub(crate) fn is_open(&self) -> bool {
        self.stop.is_some_and(ExitPrice::is_open) || self.target.is_some_and(ExitPrice::is_open)
    }

    /// Whether stop and target are numbers, whatever the entry will be.
    pub(crate) fn is_told(&self) -> bool {
        self.stop.is_none_or(ExitPrice::is_told) && self.target.is_none_or(ExitPrice::is_told)
    }

    pub(crate) fn is_valid(&self, entry: f64) -> bool {
        self.stop.is_none_or(|stop| stop.is_valid(entry))
            && self.target.is_none_or(|target| target.is_valid(entry))
            && self.trail.is_none_or(Trail::is_valid)
    }

    pub(crate) fn scaled(&self, factor: f64) -> Self {
        Self {
            stop: self.stop.map(|level| level.scaled(factor)),
            target: self.target.map(|level| level.scaled(factor)),
            trail: self.trail.map(|trail| trail.scaled(factor)),
        }
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
    fn a_level_follows_the_entry_only_as_far_as_it_says() {
        assert_eq!(ExitPrice::at(95.0).price(100.0), 95.0);
        assert_eq!(ExitPrice::from_entry(-3.0).price(100.0), 97.0);
        assert_eq!(ExitPrice::times_entry(0.5).price(100.0), 50.0);
        assert!(!ExitPrice::from_entry(-100.0).is_valid(100.0));
    }

    #[test]
    fn a_trail_stays_on_the_losing_side() {
        assert_eq!(Trail::Distance(2.0).price(110.0, 1.0), 108.0);
        assert_eq!(Trail::Distance(2.0).price(90.0, -1.0), 92.0);
        assert_eq!(Trail::Percent(10.0).price(100.0, 1.0), 90.0);
        assert!((Trail::Percent(10.0).price(100.0, -1.0) - 110.0).abs() < 1e-12);
    }
}
