//! Swing levels: prices at which more than one swing turned.

use super::{Birth, Change, Scene};
use crate::level::compare::at_most;
use crate::level::{Live, Living, LogZone, State};

/// A pivot within this distance of a zone's centre joins it, in ATR.
const JOIN_ATR: f64 = 0.5;

/// A pivot joins the nearest zone whose centre is within 0.5 ATR, whatever side it turned on, or opens a new one. A
/// zone with one pivot is forming; the second pivot makes it known.
pub(super) fn find(scene: &Scene<'_>, living: &Living, changes: &mut Vec<Change>) {
    changes.extend(scene.pivots.iter().map(|pivot| {
        let join = JOIN_ATR * scene.atr;
        let around = (pivot.price - join, pivot.price + join);
        let nearest = living.nearest(pivot.price, around, Live::is_open);
        let near =
            nearest.filter(|(_, live)| at_most((live.zone.centre - pivot.price).abs(), join));
        if let Some((slot, _)) = near {
            return Change::Joined {
                slot,
                price: pivot.price,
            };
        }
        let zone = LogZone::at_birth(pivot.price, scene.atr, scene.tick);
        let role = scene.role_of(zone);
        Change::Born(Birth {
            role,
            state: State::Forming,
            zone,
            first_at: pivot.at,
            count: 1,
        })
    }));
}
