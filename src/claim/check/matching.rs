//! The level of the engine that a stated price means.

use super::context::Seen;
use super::fact::Fact;
use super::touches::Band;
use crate::claim::{Claim, Price, Side};
use crate::level::Family;
use crate::{Role, Standing, Zone};

/// The bars that came to a level, at most so many are told.
const TOLD_VISITS: usize = 4;

/// The role a side stands for.
pub(super) fn role_of(side: Side) -> Role {
    match side {
        Side::Resistance | Side::Up => Role::Resistance,
        Side::Support | Side::Down => Role::Support,
    }
}

/// The side of a role.
pub(super) fn side_of(role: Role) -> Side {
    match role {
        Role::Resistance => Side::Resistance,
        Role::Support => Side::Support,
    }
}

/// The stated price as a band; without a side the close tells it.
pub(super) fn band_of(claim: &Claim, price: &Price, close: f64) -> Band {
    let role = match claim.side {
        Some(side) => role_of(side),
        None if price.low.midpoint(price.high) >= close => Role::Resistance,
        None => Role::Support,
    };
    Band {
        low: price.low,
        high: price.high,
        role,
    }
}

/// How far two bands are apart, in percent; 0 where they overlap.
fn apart_pct(zone: Zone, band: Band) -> f64 {
    if zone.low > band.high {
        100.0 * (zone.low / band.high - 1.0)
    } else if band.low > zone.high {
        100.0 * (band.low / zone.high - 1.0)
    } else {
        0.0
    }
}

/// How well a family speaks for a level: turning points before volume and round numbers.
fn rank(family: Family) -> u8 {
    match family {
        Family::Shelf | Family::User => 0,
        Family::Swing => 1,
        Family::Extreme => 2,
        _ => 3,
    }
}

impl Seen<'_> {
    /// The living level within `tolerance_pct` of a band that speaks best for it.
    pub(super) fn level_at(&self, band: Band, tolerance_pct: f64) -> Option<&Standing> {
        let near = self.now().levels().iter().filter(|standing| {
            rank(standing.level.family) < 3
                && standing.role == band.role
                && apart_pct(standing.zone, band) <= tolerance_pct
        });
        near.min_by(|a, b| {
            let key = |standing: &Standing| {
                let visits = standing.tests.len() + standing.touches.len();
                (
                    rank(standing.level.family),
                    usize::MAX - visits,
                    standing.level.id,
                )
            };
            let order = apart_pct(a.zone, band).total_cmp(&apart_pct(b.zone, band));
            let by_family = rank(a.level.family).cmp(&rank(b.level.family));
            by_family.then(order).then_with(|| key(a).cmp(&key(b)))
        })
    }

    /// That level as a fact.
    pub(super) fn known(&self, standing: &Standing) -> Fact {
        let mut visits: Vec<usize> = standing.tests.iter().map(|visit| visit.at).collect();
        visits.extend(standing.touches.iter().map(|visit| visit.at));
        visits.sort_unstable();
        let told = visits.len().saturating_sub(TOLD_VISITS);
        Fact::Known {
            key: self.now().key(standing),
            family: standing.level.family,
            role: standing.role,
            state: standing.state,
            low: crate::reading::rounded(standing.zone.low),
            high: crate::reading::rounded(standing.zone.high),
            known_at: self.when(standing.level.known_at),
            count: standing.count,
            visits: visits
                .split_off(told)
                .into_iter()
                .map(|at| self.when(at))
                .collect(),
        }
    }

    /// The zone a break of a band is measured by: that of the level there, else the price with a quarter of an ATR to
    /// each side.
    pub(super) fn zone_of(&self, band: Band, standing: Option<&Standing>) -> (f64, f64) {
        let (low, high) = standing.map_or_else(
            || {
                let half = if band.low < band.high {
                    0.0
                } else {
                    0.25 * self.atr_or_usual(self.at())
                };
                (band.low * (-half).exp(), band.high * half.exp())
            },
            |standing| (standing.zone.low, standing.zone.high),
        );
        let zone = match band.role {
            Role::Resistance => (high, low),
            Role::Support => (low, high),
        };
        (
            crate::reading::rounded(zone.0),
            crate::reading::rounded(zone.1),
        )
    }
}
