//! Price against moving averages.

use super::context::Seen;
use super::crosses::{cross, related};
use super::elsewhere::{other_day, other_study};
use super::fact::{Fact, Missing};
use super::fits::{is_telling, price_fits, value_fits};
use super::measure::{Measure, Of};
use super::studies::{Candidate, bars_in, candidates};
use super::study::valued;
use super::verdict::{Definition, Verdict};
use crate::claim::{Claim, Price, Relation, Side, StatedStudy, Unit, Value};

/// The study of a claim; an average of the stated number of bars where only that was said.
fn stated_of(claim: &Claim, seen: &Seen<'_>) -> Option<StatedStudy> {
    if let Some(study) = &claim.study {
        let mut study = study.clone();
        if study.params.is_empty()
            && let Some(bars) = claim.period.and_then(|period| seen.bars_of(period))
        {
            study.params = vec![bars as f64];
        }
        return Some(study).filter(|study| !study.params.is_empty());
    }
    let bars = claim.period.and_then(|period| seen.bars_of(period))?;
    Some(StatedStudy::usual("average", &[bars as f64]))
}

/// Price against an average, or one average against another.
pub(super) fn average(claim: &Claim, seen: &Seen<'_>) -> Verdict {
    let Some(stated) = stated_of(claim, seen) else {
        return Verdict::undetermined([Fact::Needs {
            missing: Missing::Value,
        }]);
    };
    if stated.name.ends_with("_cross") {
        return cross(claim, seen, &stated);
    }
    let at = match seen.day(claim) {
        Ok(at) => at,
        Err(fact) => return Verdict::undetermined([fact]),
    };
    let ways: Vec<Candidate> = candidates(&stated)
        .into_iter()
        .filter(|way| way.value(seen, at).is_some())
        .collect();
    if ways.is_empty() {
        return Verdict::undetermined([Fact::Needs {
            missing: Missing::Bars,
        }]);
    }
    let mut verdict = values(claim, seen, &stated, at, &ways);
    if let Some(by_relation) = related(claim, seen, at, &ways) {
        verdict = Some(super::study::both(verdict, by_relation));
    }
    let Some(mut verdict) = verdict else {
        return Verdict::undetermined(ways.first().map(|way| valued(seen, way, at, None)));
    };
    if claim.negated && verdict.answer.is_decided() {
        verdict.answer = super::study::turned(verdict.answer);
    }
    let bars = stated.params.first().map_or(0, |&bars| bars_in(bars));
    verdict
        .on_side(claim.side)
        .looking_from(at.saturating_sub(bars))
}

/// From the average to the close, in percent.
fn distance(seen: &Seen<'_>, way: &Candidate, at: usize) -> Option<f64> {
    Some(100.0 * (seen.close()[at] / way.value(seen, at)? - 1.0))
}

/// The stated value of the average and the stated distance from it.
fn values(
    claim: &Claim,
    seen: &Seen<'_>,
    stated: &StatedStudy,
    at: usize,
    ways: &[Candidate],
) -> Option<Verdict> {
    let by_price = claim
        .price
        .map(|price| value_of(&price, seen, stated, at, ways));
    let mut values = claim.values.iter();
    let gap = values.find(|value| value.unit == Unit::Percent);
    let by_gap = gap.map(|gap| apart(claim, seen, gap, at, ways));
    match (by_price, by_gap) {
        (Some(one), Some(other)) => Some(super::study::both(Some(one), other)),
        (one, other) => one.or(other),
    }
}

/// The stated value of the average.
fn value_of(
    price: &Price,
    seen: &Seen<'_>,
    stated: &StatedStudy,
    at: usize,
    ways: &[Candidate],
) -> Verdict {
    let fits = |value: f64| price_fits(price, value);
    let mut all = ways.iter();
    let right = all.find(|way| way.value(seen, at).is_some_and(fits));
    let shown = right.or(ways.first());
    let mut verdict = Verdict::of(right.is_some(), Definition::StatedValue);
    let stated_beside = Some((price.low, right.is_some()));
    verdict
        .facts
        .extend(shown.map(|way| valued(seen, way, at, stated_beside)));
    if right.is_none() && is_telling(price.low, price.decimals) {
        let found = other_study(seen, at, stated, &fits);
        let found = found.or_else(|| other_day(seen, at, ways, &fits));
        verdict.facts.extend(found);
    }
    verdict
}

/// The stated distance from the average, as a share of the average or of the close.
fn apart(claim: &Claim, seen: &Seen<'_>, gap: &Value, at: usize, ways: &[Candidate]) -> Verdict {
    let signed = match (claim.side, claim.relation) {
        (Some(Side::Up), _) | (_, Some(Relation::Above)) => gap.number.abs(),
        (Some(Side::Down), _) | (_, Some(Relation::Below)) => -gap.number.abs(),
        _ => gap.number,
    };
    let gap = Value {
        number: signed,
        ..*gap
    };
    let is_right = |way: &&Candidate| {
        distance(seen, way, at).is_some_and(|of_average| {
            let of_close = 100.0 - 100.0 / (1.0 + of_average / 100.0);
            value_fits(&gap, of_average) || value_fits(&gap, of_close)
        })
    };
    let right = ways.iter().find(is_right);
    let mut verdict = Verdict::of(right.is_some(), Definition::StatedValue);
    let shown = right.or(ways.first());
    verdict.facts.extend(shown.and_then(|way| {
        let Of::Study { name, params } = way.measure.of.clone() else {
            return None;
        };
        Some(Fact::Value {
            measure: Measure::new(Of::Distance { name, params }),
            at: seen.when(at),
            value: distance(seen, way, at)?,
            stated: Some(gap.number),
            fits: Some(right.is_some()),
        })
    }));
    verdict
}
