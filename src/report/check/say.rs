//! One sentence to say instead, of facts alone.

use super::OnDate;
use super::facts::{band, told};
use super::rows::ClaimRow;
use crate::claim::check::{Fact, Of};
use crate::claim::{Answer, Kind};
use crate::text::price;

/// Most clauses of the sentence.
const CLAUSES: usize = 4;

/// What can be said of what the claims are about; `None` where none is about prices.
pub(super) fn sentence(claims: &[ClaimRow], dates: &[OnDate], symbol: &str) -> Option<String> {
    let last = dates.last()?;
    let of_prices = claims
        .iter()
        .filter(|row| row.verdict != Answer::NotAPriceFact);
    let mut clauses: Vec<String> = Vec::new();
    for row in of_prices {
        for clause in clauses_of(row) {
            if !clauses.contains(&clause) && clauses.len() < CLAUSES {
                clauses.push(clause);
            }
        }
    }
    if clauses.is_empty() {
        return None;
    }
    Some(format!(
        "As of {}, {symbol}: {}.",
        last.at,
        clauses.join("; ")
    ))
}

/// What decides a claim, put as a statement of its own.
fn clauses_of(row: &ClaimRow) -> Vec<String> {
    let facts = row.reasons.iter().flat_map(|reason| &reason.facts);
    let clause = match row.kind {
        Kind::Level | Kind::Testing | Kind::Hold => facts.clone().find_map(of_level),
        Kind::Conditional => row.trigger.map(|trigger| {
            let way = if row.side.is_some_and(|side| side.name() == "down") {
                "below"
            } else {
                "above"
            };
            format!("a close {way} {} would be the break", price(trigger))
        }),
        _ => None,
    };
    let clause = clause.or_else(|| facts.clone().find_map(plain));
    clause.into_iter().collect()
}

fn of_level(fact: &Fact) -> Option<String> {
    match fact {
        Fact::Known {
            role, low, high, ..
        } => Some(format!("{role} lies at {}", band(*low, *high))),
        Fact::Turned { bars, .. } if !bars.is_empty() => Some(told(fact)),
        _ => None,
    }
}

/// A fact without what was stated.
fn plain(fact: &Fact) -> Option<String> {
    match fact {
        Fact::Value {
            measure, at, value, ..
        } => {
            if matches!(measure.of, Of::Visits { .. }) {
                return None;
            }
            Some(told(&Fact::Value {
                measure: measure.clone(),
                at: *at,
                value: *value,
                stated: None,
                fits: None,
            }))
        }
        Fact::Close { .. }
        | Fact::Closes { .. }
        | Fact::Crossed { .. }
        | Fact::CameBack { .. }
        | Fact::Range { .. }
        | Fact::Pivots { .. }
        | Fact::Gap { .. } => Some(told(fact)),
        _ => None,
    }
}
