//! What looks ahead: conditions, targets, stops, entries. Never decided by the bars so far.

use super::context::Seen;
use super::fact::{Fact, Missing};
use super::levels::stands;
use super::matching::band_of;
use super::touches::Band;
use super::verdict::{Answer, Definition, Verdict};
use crate::Role;
use crate::claim::{Claim, Plan, Price, Side};

fn forward(price: Option<f64>, close: f64) -> Fact {
    Fact::Forward {
        trigger: price,
        distance_pct: price.map(|price| 100.0 * (price / close - 1.0)),
    }
}

/// If a price is reached, something follows.
pub(super) fn conditional(claim: &Claim, seen: &Seen<'_>) -> Verdict {
    let close = seen.last_close();
    let Some(price) = claim.price else {
        return Verdict::undetermined([forward(None, close)]);
    };
    let band = trigger_band(claim, &price, close);
    let edge = match band.role {
        Role::Resistance => price.high,
        Role::Support => price.low,
    };
    let mut verdict = Verdict::new(Answer::Undetermined, Definition::Forward);
    let standing = seen.level_at(band, super::levels::TOLERANCE_PCT);
    verdict
        .facts
        .extend(standing.map(|standing| seen.known(standing)));
    let (trigger, invalidation) = seen.zone_of(band, standing);
    verdict.trigger = Some(if standing.is_some() { trigger } else { edge });
    verdict.invalidation = Some(invalidation);
    if band.is_passed_by(close, 0.0) {
        verdict.facts.push(Fact::AlreadyMet {
            at: seen.when(seen.at()),
            close,
            price: edge,
        });
    }
    verdict.facts.push(forward(Some(edge), close));
    verdict.on_side(claim.side.or(Some(match band.role {
        Role::Resistance => Side::Up,
        Role::Support => Side::Down,
    })))
}

/// The price a condition waits for, with the way it must be passed.
pub(super) fn trigger_band(claim: &Claim, price: &Price, close: f64) -> Band {
    band_of(claim, price, close)
}

/// An entry, stop, target: an intention, not an observed price.
pub(super) fn planned(claim: &Claim, seen: &Seen<'_>) -> Verdict {
    let close = seen.last_close();
    let price = claim.price.or(claim.target);
    let mut verdict = Verdict::new(Answer::Undetermined, Definition::Forward);
    let Some(price) = price else {
        return verdict.because([Fact::Needs {
            missing: Missing::Price,
        }]);
    };
    let band = band_of(claim, &price, close);
    let middle = price.low.midpoint(price.high);
    match claim.plan {
        Some(Plan::Stop) => verdict.invalidation = Some(middle),
        Some(Plan::Entry) => verdict.trigger = Some(middle),
        _ => {}
    }
    verdict.facts.push(forward(Some(middle), close));
    verdict.facts.push(stands(seen, seen.at(), band));
    verdict.on_side(claim.side)
}
