//! How a study stands: to its bounds, to zero, to its own past, to price.

use super::context::Seen;
use super::fact::{Fact, Missing};
use super::grid::{Axis, Sensitivity};
use super::levels::last_bars;
use super::measure::{Measure, Of};
use super::relations::{change_over, is_beyond, is_up, relation_of};
use super::studies::{Candidate, candidates};
use super::study::{is_price_study, needs, valued};
use super::verdict::{Answer, Definition, Verdict};
use crate::Role;
use crate::claim::{Claim, Relation, Side, StatedStudy, Unit};

/// Bars over which a study is said to rise or fall.
const SLOPE: usize = 10;
/// Bars in which a crossing is news.
const NEWS: usize = 5;

/// The relation of a claim, decided.
pub(super) fn related(
    claim: &Claim,
    stated: &StatedStudy,
    seen: &Seen<'_>,
    at: usize,
    ways: &[Candidate],
) -> Option<Verdict> {
    let way = ways.first()?;
    let has_number = claim.price.is_some() || !claim.values.is_empty();
    let relation = match relation_of(claim) {
        Some(relation) => relation,
        None if has_number => return None,
        None => match claim.side? {
            Side::Up | Side::Resistance => Relation::Rising,
            Side::Down | Side::Support => Relation::Falling,
        },
    };
    let told = valued(seen, way, at, None);
    let any = |holds: &dyn Fn(f64) -> bool| {
        ways.iter()
            .any(|way| way.value(seen, at).is_some_and(holds))
    };
    let by_bounds = |name: &str| {
        let holds = any(&|value| is_beyond(name, relation, value) == Some(true));
        Verdict::of(holds, Definition::StudyBounds)
    };
    let verdict = match relation {
        Relation::Overbought | Relation::Oversold | Relation::Neutral => {
            super::relations::bounds(&stated.name)?;
            by_bounds(&stated.name)
        }
        Relation::Positive => Verdict::of(any(&|value| value > 0.0), Definition::StudyBounds),
        Relation::Negative => Verdict::of(any(&|value| value < 0.0), Definition::StudyBounds),
        Relation::Rising | Relation::Falling => slope(seen, way, at, relation == Relation::Rising),
        Relation::SignChange | Relation::CrossedUp | Relation::CrossedDown => {
            return Some(crossed(claim, stated, seen, at, relation));
        }
        Relation::Strong => strong(stated, seen, way, at, true)?,
        Relation::Weak => strong(stated, seen, way, at, false)?,
        Relation::Above | Relation::Below | Relation::At | Relation::Held | Relation::Rejected => {
            return Some(against(claim, seen, at, ways, relation));
        }
        Relation::Divergence => return divergence(claim, seen, way),
        _ => return None,
    };
    Some(verdict.because([told]))
}

fn slope(seen: &Seen<'_>, way: &Candidate, at: usize, is_up: bool) -> Verdict {
    let holds = |bars: usize| {
        change_over(seen, way, at, bars).is_some_and(|change| (change > 0.0) == is_up)
    };
    let grid = Sensitivity::over(Axis::Bars, &[1, 5, 10, 20], |bars: usize| holds(bars));
    let longer = [5, SLOPE, 20]
        .into_iter()
        .filter(|&bars| holds(bars))
        .count();
    let mut verdict = Verdict::judged(holds(SLOPE) || longer >= 2, grid, Definition::StudySlope);
    if longer == 0 {
        verdict.answer = Answer::Refuted;
    }
    let before = at.saturating_sub(SLOPE);
    verdict.facts.push(valued(seen, way, before, None));
    verdict
}

/// Against its own middle, or price: above a number, or price above a band.
fn against(
    claim: &Claim,
    seen: &Seen<'_>,
    at: usize,
    ways: &[Candidate],
    relation: Relation,
) -> Verdict {
    let close = seen.close()[at];
    let name = claim.study.as_ref().map_or("", |study| study.name.as_str());
    let holds = |way: &Candidate| {
        let Some(value) = way.value(seen, at) else {
            return false;
        };
        let bounds = claim
            .values
            .first()
            .filter(|value| value.unit == Unit::Index);
        let (one, other) = match bounds {
            Some(bound) if !is_price_study(name) => (value, bound.number),
            _ if is_price_study(name) => (close, value),
            _ => (value, 0.0),
        };
        let near = 0.01 * other.abs();
        match relation {
            Relation::Above => one > other,
            Relation::Below => one < other,
            Relation::At => (one - other).abs() <= near,
            Relation::Held => seen.low()[at] <= value * 1.01 && close >= value,
            _ => seen.high()[at] >= value * 0.99 && close <= value,
        }
    };
    let is_true = ways.iter().any(holds);
    let shown = ways.iter().find(|way| holds(way)).or(ways.first());
    let mut verdict = Verdict::of(is_true, Definition::StudyBounds);
    verdict
        .facts
        .extend(shown.map(|way| valued(seen, way, at, None)));
    verdict.facts.push(Fact::Value {
        measure: Measure::new(Of::Close),
        at: seen.when(at),
        value: close,
        stated: None,
        fits: None,
    });
    verdict
}

/// A crossing of zero, or of MACD and its signal, on the day named or lately.
fn crossed(
    claim: &Claim,
    stated: &StatedStudy,
    seen: &Seen<'_>,
    at: usize,
    relation: Relation,
) -> Verdict {
    let of_signal = matches!(relation, Relation::CrossedUp | Relation::CrossedDown)
        && matches!(stated.name.as_str(), "macd" | "macd_cross" | "macd_signal");
    let followed = if of_signal {
        candidates(&StatedStudy {
            name: "macd_hist".into(),
            ..stated.clone()
        })
    } else {
        candidates(stated)
    };
    let Some(way) = followed.first() else {
        return needs(Missing::Study);
    };
    let up = match relation {
        Relation::CrossedUp => true,
        Relation::CrossedDown => false,
        _ => claim.side.is_some_and(is_up),
    };
    let level = match stated.name.as_str() {
        "rsi" | "mfi" | "stoch_k" => claim.values.first().map_or(50.0, |value| value.number),
        _ => 0.0,
    };
    let is_crossing = |at: usize| crosses(seen, way, at, level, up);
    let last = (1..=at).rev().take(252).find(|&at| is_crossing(at));
    let stretch = seen
        .stretches(claim)
        .ok()
        .and_then(|all| all.first().copied());
    let named = stretch.filter(|_| !claim.on.is_empty());
    let lately = |bars: usize| {
        let looked = named.unwrap_or_else(|| last_bars(bars, at));
        looked.bars().any(is_crossing)
    };
    let grid = Sensitivity::over(Axis::Bars, &[1, 5, 10, 20], |bars: usize| lately(bars));
    let mut verdict = Verdict::judged(lately(NEWS), grid, Definition::Cross);
    if let Some(last) = last {
        verdict.facts.push(Fact::Crossed {
            at: seen.when(last),
            is_up: up,
            measure: Some(way.measure.clone()),
            price: None,
        });
    }
    let day = named.map_or(at, |stretch| stretch.to);
    verdict
        .facts
        .push(valued(seen, way, day.saturating_sub(1), None));
    verdict.facts.push(valued(seen, way, day, None));
    verdict
}

/// Whether a study passed a level on a bar.
fn crosses(seen: &Seen<'_>, way: &Candidate, at: usize, level: f64, up: bool) -> bool {
    let before = at.checked_sub(1).and_then(|before| way.value(seen, before));
    let both = before.zip(way.value(seen, at));
    both.is_some_and(|(before, now)| {
        if up {
            before <= level && now > level
        } else {
            before >= level && now < level
        }
    })
}

/// Whether a study says there is much, or little, of what it measures.
fn strong(
    stated: &StatedStudy,
    seen: &Seen<'_>,
    way: &Candidate,
    at: usize,
    is_strong: bool,
) -> Option<Verdict> {
    let value = way.value(seen, at)?;
    if stated.name == "adx" {
        let holds = |bound: f64| (value > bound) == is_strong;
        let grid = Sensitivity::over(Axis::Measure, &[20.0, 25.0], holds);
        let usual = if is_strong { 25.0 } else { 20.0 };
        return Some(Verdict::judged(holds(usual), grid, Definition::StudyBounds));
    }
    if stated.name == "squeeze" {
        return Some(Verdict::of(
            (value < 0.5) == is_strong,
            Definition::StudyBounds,
        ));
    }
    let mut past: Vec<f64> = (at.saturating_sub(125)..=at)
        .filter_map(|at| way.value(seen, at))
        .collect();
    past.sort_by(f64::total_cmp);
    let rank = past.partition_point(|&before| before < value) as f64 / past.len().max(1) as f64;
    let holds = |share: f64| {
        if is_strong {
            rank >= 1.0 - share
        } else {
            rank <= share
        }
    };
    let grid = Sensitivity::over(Axis::Measure, &[0.2, 0.35, 0.5], holds);
    Some(Verdict::judged(holds(0.35), grid, Definition::StudyBounds))
}

/// Price and study disagree over the last two highs (lows).
fn divergence(claim: &Claim, seen: &Seen<'_>, way: &Candidate) -> Option<Verdict> {
    let is_bearish = match claim.side? {
        Side::Down | Side::Resistance => true,
        Side::Up | Side::Support => false,
    };
    let pivots = seen.now().pivots();
    let mut last = pivots
        .iter()
        .rev()
        .filter(|pivot| (pivot.role == Role::Resistance) == is_bearish);
    let (later, earlier) = (last.next()?, last.next()?);
    let (price, before) = (later.price, earlier.price);
    let (study, past) = (way.value(seen, later.at)?, way.value(seen, earlier.at)?);
    let holds = if is_bearish {
        price > before && study < past
    } else {
        price < before && study > past
    };
    let mut verdict = Verdict::of(holds, Definition::StudySlope);
    if !holds {
        verdict.answer = Answer::Undetermined;
    }
    let both = [earlier, later].map(|pivot| valued(seen, way, pivot.at, None));
    verdict.facts.extend(both);
    Some(verdict)
}
