//! Whether a price held, and how far price ran from it.

use super::context::Seen;
use super::fact::Fact;
use super::fits::value_fits;
use super::grid::{Axis, Sensitivity};
use super::levels::{TOLERANCE_PCT, last_bars, nearest, no_price, some, stands};
use super::matching::{band_of, side_of};
use super::measure::{Measure, Of};
use super::touches::Band;
use super::verdict::{Answer, Definition, Verdict};
use crate::Role;
use crate::claim::{Claim, Price, Side, Unit, Value};

/// How far back visits speak for a level.
const YEAR: usize = 252;
/// Bars of a test that is going on.
const LATELY: usize = 5;

/// What a price did to those who came.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Held {
    Yes,
    No,
    NotReached,
}

/// A level turned price back or kept it.
pub(super) fn hold(claim: &Claim, seen: &Seen<'_>) -> Verdict {
    let Some(price) = claim.price else {
        return no_price();
    };
    let is_bounce = |value: &&Value| value.unit == Unit::Percent;
    if let Some(bounce) = claim.values.iter().find(is_bounce) {
        return bounced(claim, seen, &price, bounce);
    }
    let stretch = match seen.look_back(claim) {
        Ok(stretch) => stretch,
        Err(fact) => return Verdict::undetermined([fact]),
    };
    let at = seen.day(claim).unwrap_or(seen.at());
    let before = seen.close()[at.saturating_sub(1)];
    let band = band_of(claim, &price, before);
    let is_day = claim.on.len() == 1 && stretch.is_none();
    let looked =
        |bars: usize| stretch.unwrap_or_else(|| last_bars(if is_day { 1 } else { bars }, at));
    let held = |tolerance: f64, bars: usize| {
        let stretch = looked(bars);
        // The close decides at the end; on the way only a close clearly beyond counts.
        let is_passed = band.is_passed_by(seen.close()[stretch.to], 0.0);
        if is_passed {
            Held::No
        } else if stretch.bars().any(|at| band.is_met(seen, at, tolerance)) {
            Held::Yes
        } else {
            Held::NotReached
        }
    };
    let wanted = if claim.negated { Held::No } else { Held::Yes };
    let grid = Sensitivity::over_pairs(
        (Axis::TolerancePct, &[0.5, 1.0, 2.0]),
        (Axis::Bars, &[1, 5, 10]),
        |tolerance, bars| held(tolerance, bars) == wanted,
    );
    let default = held(TOLERANCE_PCT, LATELY) == wanted;
    let definition = Definition::Hold {
        tolerance_pct: TOLERANCE_PCT,
    };
    let mut verdict = Verdict::judged(default, grid, definition);
    (verdict.trigger, verdict.invalidation) = some(seen.zone_of(band, None));
    let stretch = looked(LATELY);
    verdict.facts.extend(nearest(seen, band, stretch));
    verdict.facts.push(stands(seen, stretch.to, band));
    verdict
        .on_side(claim.side.or(Some(side_of(band.role))))
        .looking_from(stretch.from)
}

/// A price held and price ran from it by so much, in each stretch that is named.
fn bounced(claim: &Claim, seen: &Seen<'_>, price: &Price, stated: &Value) -> Verdict {
    let stretches = match seen.stretches(claim) {
        Ok(stretches) if !claim.on.is_empty() => stretches,
        Ok(_) => vec![last_bars(YEAR, seen.at())],
        Err(fact) => return Verdict::undetermined([fact]),
    };
    let role = match claim.side {
        Some(Side::Resistance) => Role::Resistance,
        _ => Role::Support,
    };
    let band = Band {
        low: price.low,
        high: price.high,
        role,
    };
    let mut verdict = Verdict::new(
        Answer::Supported,
        Definition::Hold {
            tolerance_pct: 2.0 * TOLERANCE_PCT,
        },
    );
    for stretch in stretches {
        let fact = nearest(seen, band, stretch);
        let Some(at) = band.nearest(seen, stretch) else {
            continue;
        };
        let base = band.extreme(seen, at);
        let is_there = band.is_met(seen, at, 2.0 * TOLERANCE_PCT)
            && base >= band.low * 0.98
            && base <= band.high * 1.02;
        let run = run_from(seen, band, at);
        let size = Value {
            number: stated.number.abs(),
            at_least: stated.at_least || stated.upper.is_none() && stated.is_about,
            ..*stated
        };
        let is_right = is_there && value_fits(&size, run);
        verdict.facts.extend(fact);
        verdict.facts.push(Fact::Value {
            measure: Measure::new(Of::Bounce {
                set: seen.when(at),
                base,
            }),
            at: seen.when((at + 20).min(seen.at())),
            value: run,
            stated: Some(stated.number),
            fits: Some(is_right),
        });
        if !is_right {
            verdict.answer = Answer::Refuted;
        }
        verdict = verdict.looking_from(stretch.from);
    }
    if claim.negated && verdict.answer.is_decided() {
        verdict.answer = match verdict.answer {
            Answer::Supported => Answer::Refuted,
            _ => Answer::Supported,
        };
    }
    verdict.on_side(Some(side_of(role)))
}

/// The most that price ran from a bar's extreme within 20 bars, in percent.
fn run_from(seen: &Seen<'_>, band: Band, at: usize) -> f64 {
    let after = at..=(at + 20).min(seen.at());
    let base = band.extreme(seen, at);
    match band.role {
        Role::Support => {
            let high = seen.high()[after].iter().copied().fold(base, f64::max);
            100.0 * (high / base - 1.0)
        }
        Role::Resistance => {
            let low = seen.low()[after].iter().copied().fold(base, f64::min);
            100.0 * (1.0 - low / base)
        }
    }
}
