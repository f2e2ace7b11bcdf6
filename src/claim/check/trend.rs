//! Whether price trends.

use super::context::Seen;
use super::fact::{Fact, Missing};
use super::grid::{Axis, Cell, Sensitivity};
use super::relations::is_up;
use super::verdict::{Answer, Definition, Verdict};
use crate::claim::{Claim, Period, Relation};
use crate::{Pivot, Role};

/// Bars of the change that speaks for a trend, a quarter of a year.
const QUARTER: usize = 63;

/// One measure of a trend: its name and whether it points up; `None` where it points nowhere.
struct Sign {
    name: &'static str,
    is_up: Option<bool>,
}

/// Price trends: higher highs and lows, above rising averages.
pub(super) fn trend(claim: &Claim, seen: &Seen<'_>) -> Verdict {
    let at = match seen.day(claim) {
        Ok(at) => at,
        Err(fact) => return Verdict::undetermined([fact]),
    };
    if matches!(claim.relation, Some(Relation::Neutral | Relation::Weak)) || claim.side.is_none() {
        return sideways(claim, seen, at);
    }
    let up = claim.side.is_some_and(is_up);
    let stretch = seen.look_back(claim).ok().flatten();
    let bars = stretch
        .map(super::days::Stretch::len)
        .or_else(|| match claim.period {
            Some(Period::Bars(bars)) => usize::try_from(bars).ok(),
            _ => None,
        });
    let (signs, pivots) = signs(seen, at, bars);
    let holds: Vec<bool> = signs.iter().map(|sign| sign.is_up == Some(up)).collect();
    let known = signs.iter().filter(|sign| sign.is_up.is_some()).count();
    if known == 0 {
        return Verdict::undetermined([Fact::Needs {
            missing: Missing::Bars,
        }]);
    }
    let votes = holds.iter().filter(|holds| **holds).count();
    let cells = signs.iter().zip(&holds).map(|(sign, &holds)| Cell {
        settings: vec![sign.name.into()],
        holds: holds != claim.negated,
    });
    let grid = Sensitivity {
        axes: vec![Axis::Measure],
        cells: cells.collect(),
    };
    let answer = if 2 * votes > known {
        Answer::Supported
    } else if 4 * votes <= known {
        Answer::Refuted
    } else {
        Answer::Undetermined
    };
    let mut verdict = Verdict {
        answer: if claim.negated {
            super::study::turned(answer)
        } else {
            answer
        },
        sensitivity: Some(grid),
        ..Verdict::new(answer, Definition::Trend)
    };
    verdict.facts.extend(signs.iter().filter_map(|sign| {
        Some(Fact::TrendMeasure {
            name: sign.name,
            is_up: sign.is_up?,
        })
    }));
    verdict.facts.extend(pivots);
    verdict
        .on_side(claim.side)
        .looking_from(at.saturating_sub(200))
}

fn signs(seen: &Seen<'_>, at: usize, bars: Option<usize>) -> (Vec<Sign>, Option<Fact>) {
    let close = seen.close();
    let sma = |n: usize, at: usize| seen.study(&format!("sma({n})"), 0, at);
    let of_average = sma(50, at).map(|average| close[at] > average);
    let earlier = at.checked_sub(10).and_then(|before| sma(50, before));
    let slope = sma(50, at).zip(earlier).map(|(now, before)| now > before);
    let long = sma(50, at)
        .zip(sma(200, at))
        .map(|(fast, slow)| fast > slow);
    let change = at
        .checked_sub(bars.unwrap_or(QUARTER))
        .map(|before| close[at] > close[before]);
    let (turns, fact) = last_turns(seen, at);
    let named = [
        ("close_over_sma_50", of_average),
        ("sma_50_rising", slope),
        ("sma_50_over_sma_200", long),
        ("change", change),
        ("highs_and_lows", turns),
    ];
    let signs = named.into_iter().map(|(name, is_up)| Sign { name, is_up });
    (signs.collect(), fact)
}

/// Whether the last two highs and the last two lows both rise (fall).
fn last_turns(seen: &Seen<'_>, at: usize) -> (Option<bool>, Option<Fact>) {
    let known: Vec<&Pivot> = seen
        .now()
        .pivots()
        .iter()
        .filter(|pivot| pivot.known_at <= at)
        .collect();
    let last = |role: Role| {
        let mut of_role: Vec<&Pivot> = known
            .iter()
            .rev()
            .filter(|pivot| pivot.role == role)
            .take(2)
            .copied()
            .collect();
        of_role.reverse();
        of_role
    };
    let (highs, lows) = (last(Role::Resistance), last(Role::Support));
    let told = |pivots: &[&Pivot]| {
        pivots
            .iter()
            .map(|pivot| (seen.when(pivot.at), pivot.price))
            .collect()
    };
    let fact = Fact::Pivots {
        highs: told(&highs),
        lows: told(&lows),
    };
    let rises = |pivots: &[&Pivot]| match pivots {
        [one, other] => Some(other.price > one.price),
        _ => None,
    };
    let both = match (rises(&highs), rises(&lows)) {
        (Some(true), Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    };
    (both, Some(fact))
}

/// No trend: a low ADX, or the measures disagree.
fn sideways(claim: &Claim, seen: &Seen<'_>, at: usize) -> Verdict {
    let (signs, pivots) = signs(seen, at, None);
    let ups = signs.iter().filter(|sign| sign.is_up == Some(true)).count();
    let downs = signs
        .iter()
        .filter(|sign| sign.is_up == Some(false))
        .count();
    let adx = seen.study("adx(14)", 0, at);
    let is_weak = adx.is_some_and(|adx| adx < 20.0);
    let is_mixed = ups > 0 && downs > 0;
    let answer = match (is_weak, is_mixed) {
        (true, true) => Answer::Supported,
        (false, false) => Answer::Refuted,
        _ => Answer::Undetermined,
    };
    let mut verdict = Verdict::new(answer, Definition::Trend);
    if claim.negated {
        verdict.answer = super::study::turned(answer);
    }
    verdict.facts.extend(signs.iter().filter_map(|sign| {
        Some(Fact::TrendMeasure {
            name: sign.name,
            is_up: sign.is_up?,
        })
    }));
    verdict.facts.extend(pivots);
    verdict.on_side(claim.side)
}
