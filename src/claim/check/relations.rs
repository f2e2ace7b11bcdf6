//! How a value stands to a bound, to zero, to its own past.

use super::context::Seen;
use super::studies::Candidate;
use crate::claim::{Claim, Relation, Side};

/// Above and below these a study is said to be overbought and oversold.
pub(super) fn bounds(name: &str) -> Option<(f64, f64)> {
    match name {
        "rsi" | "ultimate" => Some((70.0, 30.0)),
        "stoch_k" | "stoch_d" | "stoch_rsi" | "mfi" => Some((80.0, 20.0)),
        "williams_r" => Some((-20.0, -80.0)),
        "cci" => Some((100.0, -100.0)),
        "bb_percent" => Some((1.0, 0.0)),
        _ => None,
    }
}

/// A relation a claim makes without saying it: a side stands for a direction.
pub(super) fn relation_of(claim: &Claim) -> Option<Relation> {
    claim
        .relation
        .filter(|relation| *relation != Relation::Value)
}

/// Whether `value` is on that side of the study's bounds.
pub(super) fn is_beyond(name: &str, relation: Relation, value: f64) -> Option<bool> {
    let (high, low) = bounds(name)?;
    match relation {
        Relation::Overbought => Some(value > high),
        Relation::Oversold => Some(value < low),
        Relation::Neutral => Some((low..=high).contains(&value)),
        _ => None,
    }
}

/// The value so many bars before.
pub(super) fn change_over(seen: &Seen<'_>, way: &Candidate, at: usize, bars: usize) -> Option<f64> {
    let before = way.value(seen, at.checked_sub(bars)?)?;
    Some(way.value(seen, at)? - before)
}

/// Whether a side is an upward one.
pub(super) fn is_up(side: Side) -> bool {
    matches!(side, Side::Up | Side::Resistance)
}
