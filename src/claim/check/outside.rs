//! What lies outside the sessions of the file: trade before the open, news.

use super::context::Seen;
use super::fact::{Fact, Missing};
use super::gaps;
use super::measure::{Measure, Of};
use super::verdict::{Answer, Definition, Verdict};
use crate::claim::Claim;

/// Trade before the open: not in daily bars; the opening gap is the nearest thing they have.
pub(super) fn premarket(claim: &Claim, seen: &Seen<'_>) -> Verdict {
    let at = match seen.day(claim) {
        Ok(at) => at,
        Err(fact) => return Verdict::undetermined([fact]),
    };
    let needs = Fact::Needs {
        missing: Missing::Premarket,
    };
    Verdict::undetermined([needs])
        .because(gaps::opening(seen, at))
        .on_side(claim.side)
}

/// News of a day: the session in which it could first be traded on, and what price did there.
pub(super) fn event(claim: &Claim, seen: &Seen<'_>) -> Verdict {
    let mut verdict = Verdict {
        definition: (!claim.on.is_empty()).then_some(Definition::EffectiveSession),
        ..Verdict::new(Answer::NotAPriceFact, Definition::EffectiveSession)
    };
    for span in claim.on.iter().filter_map(|when| seen.span(when)) {
        if span.from != span.to {
            continue;
        }
        let Some(at) = seen.effective(span.from) else {
            continue;
        };
        verdict.facts.push(Fact::Effective {
            date: span.from,
            at: seen.when(at),
        });
        let Some(before) = at.checked_sub(1) else {
            continue;
        };
        let base = seen.close()[before];
        verdict.facts.push(Fact::Value {
            measure: Measure::new(Of::Change {
                from: seen.when(before),
                base,
            }),
            at: seen.when(at),
            value: 100.0 * (seen.close()[at] / base - 1.0),
            stated: None,
            fits: None,
        });
    }
    verdict.on_side(claim.side)
}
