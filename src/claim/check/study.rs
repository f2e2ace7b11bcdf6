//! Momentum and other studies: their values, bounds, slopes, crossings.

use super::context::Seen;
use super::elsewhere::{other_day, other_study};
use super::extremes;
use super::fact::{Fact, Missing};
use super::fits::{is_telling, price_fits, value_fits};
use super::measure::Of;
use super::moves;
use super::studies::{Candidate, bars_in, candidates};
use super::verdict::{Answer, Definition, Verdict};
use super::volume;
use crate::claim::{Claim, Relation, StatedStudy, Unit, Value};

pub(super) fn needs(missing: Missing) -> Verdict {
    Verdict::undetermined([Fact::Needs { missing }])
}

/// A study with a value or a relation.
pub(super) fn study(claim: &Claim, seen: &Seen<'_>) -> Verdict {
    let Some(stated) = &claim.study else {
        return needs(Missing::Study);
    };
    match stated.name.as_str() {
        "vwap" => return needs(Missing::Intraday),
        "anchored_vwap" => return needs(Missing::Time),
        "beta" => return needs(Missing::Benchmark),
        "vol" => return volume::volume(claim, seen),
        "ret" => return moves::moved(claim, seen),
        "range_52w" => return extremes::extreme(claim, seen),
        "fib" => return super::retracement::retracement(claim, seen),
        _ => {}
    }
    let at = match seen.day(claim) {
        Ok(at) => at,
        Err(fact) => return Verdict::undetermined([fact]),
    };
    let ways = candidates(stated);
    let ways: Vec<Candidate> = ways
        .into_iter()
        .filter(|way| way.value(seen, at).is_some())
        .collect();
    if ways.is_empty() {
        let is_known = !candidates(stated).is_empty();
        return needs(if is_known {
            Missing::Bars
        } else {
            Missing::Study
        });
    }
    let mut verdict = values(claim, stated, seen, at, &ways);
    if let Some(by_relation) = super::standing::related(claim, stated, seen, at, &ways) {
        verdict = Some(both(verdict, by_relation));
    }
    let Some(mut verdict) = verdict else {
        let facts = ways.iter().take(1).map(|way| valued(seen, way, at, None));
        return Verdict::undetermined(facts).because([Fact::Needs {
            missing: Missing::Value,
        }]);
    };
    if claim.negated && verdict.answer.is_decided() {
        verdict.answer = turned(verdict.answer);
    }
    verdict
        .on_side(claim.side)
        .looking_from(at.saturating_sub(longest(stated)))
}

/// The bars a study looks back over, about.
fn longest(stated: &StatedStudy) -> usize {
    let longest = stated.params.iter().copied().fold(14.0, f64::max);
    bars_in(longest.min(1000.0))
}

pub(super) fn turned(answer: Answer) -> Answer {
    match answer {
        Answer::Supported => Answer::Refuted,
        Answer::Refuted => Answer::Supported,
        other => other,
    }
}

/// Both must hold.
pub(super) fn both(one: Option<Verdict>, other: Verdict) -> Verdict {
    let Some(mut one) = one else {
        return other;
    };
    one.answer = match (one.answer, other.answer) {
        (Answer::Refuted, _) | (_, Answer::Refuted) => Answer::Refuted,
        (Answer::Supported, Answer::Supported) => Answer::Supported,
        _ => Answer::Undetermined,
    };
    for fact in other.facts {
        if !one.facts.contains(&fact) {
            one.facts.push(fact);
        }
    }
    one.sensitivity = one.sensitivity.or(other.sensitivity);
    one
}

pub(super) fn valued(
    seen: &Seen<'_>,
    way: &Candidate,
    at: usize,
    stated: Option<(f64, bool)>,
) -> Fact {
    Fact::Value {
        measure: way.measure.clone(),
        at: seen.when(at),
        value: way.value(seen, at).unwrap_or_default(),
        stated: stated.map(|(stated, _)| stated),
        fits: stated.map(|(_, fits)| fits),
    }
}

/// One stated number: itself, how precise, and whether a value is it.
struct Stated<'a> {
    number: f64,
    decimals: u8,
    is_pct_of_close: bool,
    fits: Box<dyn Fn(f64) -> bool + 'a>,
}

/// The numbers a claim states of its study.
fn numbers<'a>(claim: &'a Claim, stated: &StatedStudy) -> Vec<Stated<'a>> {
    let mut all = Vec::new();
    if let Some(price) = &claim.price {
        all.push(Stated {
            number: price.low,
            decimals: price.decimals,
            is_pct_of_close: false,
            fits: Box::new(move |value| price_fits(price, value)),
        });
    }
    let is_of_close = |value: &Value| {
        value.unit == Unit::Percent && matches!(stated.name.as_str(), "atr" | "macd" | "momentum")
    };
    for value in &claim.values {
        if matches!(value.unit, Unit::Count | Unit::Shares | Unit::Times) {
            continue;
        }
        // A bound, or a distance from a band, is no value of the study.
        let is_bound = matches!(
            claim.relation,
            Some(Relation::Above | Relation::Below | Relation::CrossedUp | Relation::CrossedDown)
        ) && value.unit == Unit::Index;
        let is_distance = value.unit == Unit::Percent && is_price_study(&stated.name);
        if is_bound || is_distance {
            continue;
        }
        all.push(Stated {
            number: value.number,
            decimals: value.decimals,
            is_pct_of_close: is_of_close(value),
            fits: Box::new(move |truth| value_fits(value, truth)),
        });
    }
    all
}

/// Whether a study is a price.
pub(super) fn is_price_study(name: &str) -> bool {
    let bands = ["bb_upper", "bb_lower", "bb_middle", "supertrend", "psar"];
    bands.contains(&name)
        || ["donchian", "keltner", "pivot_", "ichimoku", "anchored"]
            .iter()
            .any(|it| name.starts_with(it))
}

fn values(
    claim: &Claim,
    stated: &StatedStudy,
    seen: &Seen<'_>,
    at: usize,
    ways: &[Candidate],
) -> Option<Verdict> {
    let numbers = numbers(claim, stated);
    if numbers.is_empty() {
        return None;
    }
    let mut verdict = Verdict::new(Answer::Supported, Definition::StatedValue);
    for number in numbers {
        let close = seen.close()[at];
        let scale = if number.is_pct_of_close {
            100.0 / close
        } else {
            1.0
        };
        let by_percent = |value: f64| percent_of(stated, value);
        let fits = |value: f64| {
            (number.fits)(value * scale)
                || by_percent(value).is_some_and(|value| (number.fits)(value))
        };
        let right = ways
            .iter()
            .find(|way| way.value(seen, at).is_some_and(fits));
        let shown = right.or(ways.first());
        verdict.facts.extend(shown.map(|way| {
            let mut fact = valued(seen, way, at, Some((number.number, right.is_some())));
            if number.is_pct_of_close
                && let Fact::Value { measure, value, .. } = &mut fact
            {
                *value *= scale;
                measure.of = Of::StudyPct {
                    name: stated.name.clone(),
                    params: stated.params.clone(),
                };
            }
            fact
        }));
        if right.is_some() {
            continue;
        }
        verdict.answer = Answer::Refuted;
        if is_telling(number.number, number.decimals) && !number.is_pct_of_close {
            let found =
                other_study(seen, at, stated, &fits).or_else(|| other_day(seen, at, ways, &fits));
            verdict.facts.extend(found);
        }
    }
    Some(verdict)
}

/// Studies that some write from 0 to 1 and some from 0 to 100.
fn percent_of(stated: &StatedStudy, value: f64) -> Option<f64> {
    let is_share = matches!(
        stated.name.as_str(),
        "bb_percent" | "bb_width" | "stoch_rsi" | "chaikin_mf"
    );
    is_share.then_some(if stated.name == "stoch_rsi" {
        value / 100.0
    } else {
        100.0 * value
    })
}
