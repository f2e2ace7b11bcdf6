//! Shares traded, against their usual number.

use super::context::Seen;
use super::fact::{Fact, Missing};
use super::fits::value_fits;
use super::grid::{Axis, Sensitivity};
use super::measure::{Measure, Of, Variant};
use super::relations::is_up;
use super::studies::bars_in;
use super::verdict::{Answer, Definition, Verdict};
use crate::claim::{Claim, Period, Relation, Unit, Value};

/// Lengths over which the usual number is taken.
const LENGTHS: [usize; 8] = [20, 50, 10, 30, 5, 63, 100, 252];

/// Volume in some unit, with the way it was measured.
struct Way {
    measure: Measure,
    value: f64,
}

fn mean(volume: &[f64], from: usize, to: usize) -> Option<f64> {
    let seen = volume.get(from..=to)?;
    let sum: f64 = seen.iter().sum();
    (sum > 0.0).then(|| sum / seen.len() as f64)
}

/// Volume of a bar over its usual number, the bar itself left out of that or not.
fn ratios(volume: &[f64], at: usize, bars: usize) -> Vec<Way> {
    let of = Of::VolumeRatio { bars };
    let without = at.checked_sub(bars).zip(at.checked_sub(1));
    let with = (at + 1).checked_sub(bars).map(|from| (from, at));
    let way = |ends: Option<(usize, usize)>, variant| {
        let (from, to) = ends?;
        Some(Way {
            measure: Measure::by(of.clone(), variant),
            value: volume[at] / mean(volume, from, to)?,
        })
    };
    let mut all = Vec::new();
    all.extend(way(without, Variant::WithoutDay));
    all.extend(way(with, Variant::WithDay));
    all
}

fn over_before(volume: &[f64], at: usize) -> Option<Way> {
    let before = *volume.get(at.checked_sub(1)?)?;
    (before > 0.0).then(|| Way {
        measure: Measure::new(Of::VolumeOverBefore),
        value: volume[at] / before,
    })
}

/// Shares traded, many or few.
pub(super) fn volume(claim: &Claim, seen: &Seen<'_>) -> Verdict {
    let Some(volume) = seen
        .volume()
        .filter(|volume| volume.iter().any(|&it| it > 0.0))
    else {
        return Verdict::undetermined([Fact::Needs {
            missing: Missing::Volume,
        }]);
    };
    let at = match seen.day(claim) {
        Ok(at) => at,
        Err(fact) => return Verdict::undetermined([fact]),
    };
    let params = claim.study.as_ref().and_then(|study| study.params.first());
    let stated_bars = params.map(|&bars| bars_in(bars)).or_else(|| {
        claim
            .period
            .filter(|it| *it != Period::YearToDate)
            .and_then(|it| seen.bars_of(it))
    });
    let is_stated =
        claim.study.as_ref().is_none_or(|study| study.params_stated) && stated_bars.is_some();
    let mut ways: Vec<Way> = Vec::new();
    if let Some(bars) = stated_bars.filter(|&bars| is_stated && bars > 0) {
        ways.extend(ratios(volume, at, bars));
    } else {
        ways.extend(LENGTHS.iter().flat_map(|&bars| ratios(volume, at, bars)));
        ways.extend(over_before(volume, at));
    }
    let mut verdict = match claim.values.first() {
        Some(stated) if stated.unit == Unit::Shares => shares(seen, volume, at, stated),
        Some(stated) if matches!(stated.unit, Unit::Times | Unit::Percent) => {
            by_value(claim, seen, at, stated, &ways)
        }
        _ => by_direction(claim, seen, volume, at, &ways),
    };
    if claim.negated && verdict.answer.is_decided() {
        verdict.answer = super::study::turned(verdict.answer);
    }
    verdict
        .on_side(claim.side)
        .looking_from(at.saturating_sub(stated_bars.unwrap_or(50)))
}

fn fact(seen: &Seen<'_>, at: usize, way: &Way, stated: Option<(f64, bool)>) -> Fact {
    Fact::Value {
        measure: way.measure.clone(),
        at: seen.when(at),
        value: way.value,
        stated: stated.map(|(stated, _)| stated),
        fits: stated.map(|(_, fits)| fits),
    }
}

fn shares(seen: &Seen<'_>, volume: &[f64], at: usize, stated: &Value) -> Verdict {
    let truth = volume[at];
    let fits = value_fits(stated, truth);
    let way = Way {
        measure: Measure::new(Of::Volume),
        value: truth,
    };
    Verdict::of(fits, Definition::StatedValue).because([fact(
        seen,
        at,
        &way,
        Some((stated.number, fits)),
    )])
}

/// A multiple, or a percentage above or below the usual number.
fn by_value(claim: &Claim, seen: &Seen<'_>, at: usize, stated: &Value, ways: &[Way]) -> Verdict {
    let is_percent = stated.unit == Unit::Percent;
    let sign = match claim.side {
        Some(side) if !is_up(side) => -1.0,
        _ => stated.number.signum(),
    };
    let fits = |way: &Way| {
        if !is_percent {
            return value_fits(stated, way.value);
        }
        let change = 100.0 * (way.value - 1.0);
        let signed = Value {
            number: sign * stated.number.abs(),
            ..*stated
        };
        value_fits(&signed, change) || value_fits(stated, 100.0 * way.value)
    };
    let right = ways.iter().find(|way| fits(way));
    let mut verdict = Verdict::of(right.is_some(), Definition::RelativeVolume);
    let shown = right.or(ways.first());
    verdict
        .facts
        .extend(shown.map(|way| fact(seen, at, way, Some((stated.number, right.is_some())))));
    if ways.is_empty() {
        verdict.answer = Answer::Undetermined;
        verdict.facts.push(Fact::Needs {
            missing: Missing::Bars,
        });
    }
    verdict
}

/// Above or below the usual number, more or less than the day before.
fn by_direction(
    claim: &Claim,
    seen: &Seen<'_>,
    volume: &[f64],
    at: usize,
    ways: &[Way],
) -> Verdict {
    let up = match (claim.relation, claim.side) {
        (Some(Relation::Rising | Relation::Above | Relation::Strong), _) => true,
        (Some(Relation::Falling | Relation::Below | Relation::Weak), _) => false,
        (_, Some(side)) => is_up(side),
        _ => {
            let facts = ways.first().map(|way| fact(seen, at, way, None));
            return Verdict::undetermined(facts).because([Fact::Needs {
                missing: Missing::Value,
            }]);
        }
    };
    let is_over_time = matches!(claim.relation, Some(Relation::Rising | Relation::Falling));
    let holds = |way: &Way| (way.value > 1.0) == up;
    let before = over_before(volume, at);
    let default = if is_over_time {
        before.as_ref().is_some_and(holds) || ways.first().is_some_and(holds)
    } else {
        ways.first().is_some_and(holds)
    };
    let grid = Sensitivity::over(Axis::Bars, &LENGTHS, |bars: usize| {
        ratios(volume, at, bars).iter().any(holds)
    });
    let mut verdict = Verdict::judged(default, grid, Definition::RelativeVolume);
    verdict
        .facts
        .extend(ways.first().map(|way| fact(seen, at, way, None)));
    verdict
        .facts
        .extend(before.as_ref().map(|way| fact(seen, at, way, None)));
    verdict
}
