//! What lies outside the sessions of the file: trade before the open, news.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::context::Seen;
use super::fact::{Fact, Missing};
use super::gaps;
use super::measure::{Measure, Of};
use super::verdict::{Answer, Definition, Verdict};
use crate::claim::Claim;
use crate::evidence::{EventStudy, StudyConfig};

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

/// Days on which the news of a claim came, with the session in which it took effect.
fn sessions_of(claim: &Claim, seen: &Seen<'_>) -> Vec<(NaiveDate, usize)> {
    let spans = claim.on.iter().filter_map(|when| seen.span(when));
    let days = spans
        .filter(|span| span.from == span.to)
        .map(|span| span.from);
    let mut all: Vec<(NaiveDate, usize)> = days
        .filter_map(|date| {
            let mut listed = seen.happenings();
            let listed = listed.find(|(_, day, _)| *day == date).map(|(_, _, at)| at);
            Some((date, listed.or_else(|| seen.at_or_after(date))?))
        })
        .collect();
    if all.is_empty() {
        let told = seen
            .happenings()
            .filter(|(it, ..)| shares_words(&it.text, &claim.text));
        all.extend(told.map(|(_, day, at)| (day, at)));
    }
    all
}

/// Whether two texts have two longer words in common.
fn shares_words(one: &str, other: &str) -> bool {
    let words = |text: &str| -> BTreeSet<String> {
        let words = text.split(|letter: char| !letter.is_alphanumeric());
        let longer = words.filter(|word| word.chars().count() >= 4);
        longer.map(str::to_lowercase).collect()
    };
    words(one).intersection(&words(other)).count() >= 2
}

/// News of a day: the session in which it could first be traded on, and what price did there.
pub(super) fn event(claim: &Claim, seen: &Seen<'_>) -> Verdict {
    let sessions = sessions_of(claim, seen);
    let mut verdict = Verdict {
        definition: (!sessions.is_empty()).then_some(Definition::EffectiveSession),
        ..Verdict::new(Answer::NotAPriceFact, Definition::EffectiveSession)
    };
    let config = StudyConfig::default();
    let all = sessions.iter().map(|(_, at)| *at);
    let all = all.chain(seen.happenings().map(|(_, _, at)| at));
    let all: BTreeSet<usize> = all.collect();
    let study = EventStudy::new(seen.analysis(), seen.at(), seen.benchmark(), all, config);
    for (date, at) in sessions {
        let bar = seen.when(at);
        verdict.facts.push(Fact::Effective { date, at: bar });
        verdict.facts.extend(change_on(seen, at));
        let abnormal = study.reaction(at).and_then(|reaction| reaction.abnormal);
        verdict
            .facts
            .extend(abnormal.map(|abnormal| Fact::Reaction {
                at: bar,
                abnormal_pct: 100.0 * abnormal.ar.exp_m1(),
                abnormal_sum_pct: abnormal.car.map(|car| 100.0 * car.exp_m1()),
                larger_than_pct: abnormal.ar_larger_than.map(|share| 100.0 * share),
                beta: abnormal.model.beta,
            }));
        let same = seen.happenings().filter(|(_, _, other)| *other == at);
        let events: Vec<String> = same.map(|(it, ..)| it.text.clone()).collect();
        if events.len() > 1 {
            verdict.facts.push(Fact::Confounded { at: bar, events });
        }
    }
    verdict.on_side(claim.side)
}

/// The change of a session, close to close.
fn change_on(seen: &Seen<'_>, at: usize) -> Option<Fact> {
    let before = at.checked_sub(1)?;
    let base = seen.close_at(before)?;
    Some(Fact::Value {
        measure: Measure::new(Of::Change {
            from: seen.when(before),
            base,
        }),
        at: seen.when(at),
        value: 100.0 * (seen.close_at(at)? / base - 1.0),
        stated: None,
        fits: None,
    })
}
