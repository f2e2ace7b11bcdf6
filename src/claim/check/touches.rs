//! Visits to a price.

use super::context::Seen;
use super::days::Stretch;
use crate::Role;

/// A band of prices with what it is to the price.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Band {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) role: Role,
}

impl Band {
    /// How far the bar stayed away, in percent; below 0 where it went through.
    fn away_pct(self, seen: &Seen<'_>, at: usize) -> f64 {
        let (high, low) = (seen.high()[at], seen.low()[at]);
        match self.role {
            Role::Resistance => 100.0 * (self.low / high - 1.0),
            Role::Support => 100.0 * (low / self.high - 1.0),
        }
    }

    /// Whether the close of the bar lies more than `pct` percent beyond.
    pub(super) fn is_passed_by(self, close: f64, pct: f64) -> bool {
        match self.role {
            Role::Resistance => close > self.high * (1.0 + pct / 100.0),
            Role::Support => close < self.low * (1.0 - pct / 100.0),
        }
    }

    /// The price of the bar that comes nearest.
    pub(super) fn extreme(self, seen: &Seen<'_>, at: usize) -> f64 {
        match self.role {
            Role::Resistance => seen.high()[at],
            Role::Support => seen.low()[at],
        }
    }

    /// Whether the bar came within `tolerance_pct` of it.
    pub(super) fn is_met(self, seen: &Seen<'_>, at: usize, tolerance_pct: f64) -> bool {
        self.away_pct(seen, at) <= tolerance_pct
    }

    /// Whether the bar came to it and its close respected it.
    pub(super) fn is_respected(self, seen: &Seen<'_>, at: usize, tolerance_pct: f64) -> bool {
        self.is_met(seen, at, tolerance_pct) && !self.is_passed_by(seen.close()[at], tolerance_pct)
    }

    /// The bar that came nearest, of those whose close did not pass it.
    pub(super) fn nearest(self, seen: &Seen<'_>, stretch: Stretch) -> Option<usize> {
        let by_distance = |a: &usize, b: &usize| {
            let (a, b) = (self.away_pct(seen, *a).abs(), self.away_pct(seen, *b).abs());
            a.total_cmp(&b)
        };
        stretch.bars().min_by(by_distance)
    }

    /// Visits the closes respected: bars that came to it with less than `apart` bars between them are one, told by the
    /// bar that came nearest.
    pub(super) fn visits(
        self,
        seen: &Seen<'_>,
        stretch: Stretch,
        tolerance_pct: f64,
        apart: usize,
    ) -> Vec<usize> {
        let mut visits: Vec<usize> = Vec::new();
        let mut last = None;
        for at in stretch.bars() {
            if !self.is_respected(seen, at, tolerance_pct) {
                continue;
            }
            let is_same = last.is_some_and(|last| at - last <= apart);
            last = Some(at);
            match visits.last_mut() {
                Some(best) if is_same => {
                    if self.away_pct(seen, at) < self.away_pct(seen, *best) {
                        *best = at;
                    }
                }
                _ => visits.push(at),
            }
        }
        visits
    }
}
