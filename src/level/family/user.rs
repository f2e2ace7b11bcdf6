//! Levels the user gave.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Birth, Change, Scene};
use crate::level::{LogZone, Role, State, Zone};

/// A price or range that somebody named.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct UserLevel {
    /// The range; both edges equal for one price, which then gets a zone of 0.25 ATR to each side.
    pub zone: Zone,
    /// First date on which it counts as known; by default the first bar that has an ATR.
    pub since: Option<NaiveDate>,
}

impl UserLevel {
    /// A level at one price.
    pub fn at(price: f64) -> Self {
        Self {
            zone: Zone {
                low: price,
                high: price,
            },
            since: None,
        }
    }
}

/// Gives birth to each given level on its first bar.
#[derive(Debug, Clone)]
pub(crate) struct User {
    pending: Vec<UserLevel>,
}

impl User {
    pub(super) fn new(given: &[UserLevel]) -> Self {
        Self {
            pending: given.to_vec(),
        }
    }

    pub(super) fn find(&mut self, scene: &Scene<'_>, changes: &mut Vec<Change>) {
        self.pending.retain(|given| {
            if given.since.is_some_and(|since| since > scene.date) {
                return true;
            }
            let named = LogZone::from(given.zone);
            let is_price = given.zone.low >= given.zone.high;
            let zone = if is_price {
                LogZone::at_birth(named.centre, scene.atr, scene.tick)
            } else {
                named
            };
            let role = scene.role_of(zone);
            changes.push(Change::Born(Birth {
                role,
                state: State::Active,
                zone,
                first_at: scene.at,
                count: 0,
            }));
            false
        });
        changes.sort_by_key(|change| match change {
            Change::Born(birth) => birth.role,
            _ => Role::Resistance,
        });
    }
}
