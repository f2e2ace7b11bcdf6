//! Levels: whether one lies there, is tested, held.

use super::context::Seen;
use super::days::Stretch;
use super::fact::{Fact, Missing};
use super::fits::value_fits;
use super::grid::{Axis, Sensitivity};
use super::matching::{band_of, side_of};
use super::measure::{Measure, Of};
use super::touches::Band;
use super::verdict::{Answer, Definition, Verdict};
use crate::claim::{Claim, Price, Relation, Unit, Value};
use crate::{Role, State};

/// How near counts as at a price, in percent.
pub(super) const TOLERANCE_PCT: f64 = 1.0;
/// How far back visits speak for a level.
const YEAR: usize = 252;
/// Bars of a test that is going on.
const LATELY: usize = 5;
/// Bars between two visits.
const APART: usize = 3;
/// How far beyond a support or resistance the close may lie for the word to stand.
const BEYOND_PCT: f64 = 1.0;

pub(super) fn no_price() -> Verdict {
    Verdict::undetermined([Fact::Needs {
        missing: Missing::Price,
    }])
}

/// The last so many bars up to `to`.
pub(super) fn last_bars(bars: usize, to: usize) -> Stretch {
    Stretch {
        from: (to + 1).saturating_sub(bars),
        to,
    }
}

/// A price or zone is resistance or support.
pub(super) fn level(claim: &Claim, seen: &Seen<'_>) -> Verdict {
    let Some(price) = claim.price else {
        return no_price();
    };
    let at = match seen.day(claim) {
        Ok(at) => at,
        Err(fact) => return Verdict::undetermined([fact]),
    };
    let close = seen.close()[at];
    let band = band_of(claim, &price, close);
    let is_on_side = |tolerance: f64| !band.is_passed_by(close, tolerance.max(BEYOND_PCT));
    let standing = seen.level_at(band, TOLERANCE_PCT);
    let count = |tolerance: f64, bars: usize| {
        band.visits(seen, last_bars(bars, at), tolerance, APART)
            .len()
    };
    let has_extreme = is_long_extreme(seen, band, at, TOLERANCE_PCT);
    let default = is_on_side(TOLERANCE_PCT)
        && (standing.is_some() || has_extreme || count(TOLERANCE_PCT, YEAR) >= 2);
    let grid = Sensitivity::over_pairs(
        (Axis::TolerancePct, &[0.5, 1.0, 1.5]),
        (Axis::Visits, &[1, 2, 3]),
        |tolerance, visits| is_on_side(tolerance) && count(tolerance, YEAR) >= visits,
    );
    let grid = grid.turned(claim.negated);
    let definition = Definition::Level {
        tolerance_pct: TOLERANCE_PCT,
    };
    let mut verdict = Verdict::judged(default != claim.negated, grid, definition);
    if standing.is_some() && !claim.negated && !is_on_side(TOLERANCE_PCT) {
        verdict.answer = Answer::Refuted;
    }
    (verdict.trigger, verdict.invalidation) = some(seen.zone_of(band, standing));
    verdict
        .facts
        .extend(standing.map(|standing| seen.known(standing)));
    let stretch = last_bars(YEAR, at);
    verdict
        .facts
        .push(turned(seen, band, stretch, TOLERANCE_PCT));
    verdict.facts.extend(nearest(seen, band, stretch));
    verdict.facts.push(stands(seen, at, band));
    verdict
        .on_side(claim.side.or(Some(side_of(band.role))))
        .looking_from(stretch.from)
}

pub(super) fn some((trigger, invalidation): (f64, f64)) -> (Option<f64>, Option<f64>) {
    (Some(trigger), Some(invalidation))
}

/// Whether the highest high (lowest low) of the last 60 bars or more lies at the band.
fn is_long_extreme(seen: &Seen<'_>, band: Band, at: usize, tolerance_pct: f64) -> bool {
    [60, YEAR].iter().any(|&bars| {
        let range = last_bars(bars, at).bars();
        let extreme = match band.role {
            Role::Resistance => seen.high()[range].iter().copied().fold(0.0, f64::max),
            Role::Support => seen.low()[range]
                .iter()
                .copied()
                .fold(f64::INFINITY, f64::min),
        };
        let slack = 1.0 + tolerance_pct / 100.0;
        extreme >= band.low / slack && extreme <= band.high * slack
    })
}

/// Visits that the closes respected, as a fact.
fn turned(seen: &Seen<'_>, band: Band, stretch: Stretch, tolerance_pct: f64) -> Fact {
    let visits = band.visits(seen, stretch, tolerance_pct, APART);
    Fact::Turned {
        low: band.low,
        high: band.high,
        tolerance_pct,
        role: band.role,
        bars: visits.into_iter().map(|at| seen.when(at)).collect(),
    }
}

/// The bar that came nearest, as a fact.
pub(super) fn nearest(seen: &Seen<'_>, band: Band, stretch: Stretch) -> Option<Fact> {
    let at = band.nearest(seen, stretch)?;
    let price = band.extreme(seen, at);
    let edge = price.clamp(band.low, band.high);
    Some(Fact::Nearest {
        at: seen.when(at),
        price,
        distance_pct: 100.0 * (price / edge - 1.0),
    })
}

/// Where the close stands, as a fact.
pub(super) fn stands(seen: &Seen<'_>, at: usize, band: Band) -> Fact {
    let close = seen.close()[at];
    let (relation, price) = if close > band.high {
        (Relation::Above, band.high)
    } else if close < band.low {
        (Relation::Below, band.low)
    } else {
        (Relation::At, close.clamp(band.low, band.high))
    };
    Fact::Close {
        at: seen.when(at),
        close,
        relation,
        price,
    }
}

/// A price is, or was, being tested; or was so many times.
pub(super) fn testing(claim: &Claim, seen: &Seen<'_>) -> Verdict {
    let Some(price) = claim.price else {
        return no_price();
    };
    let stretch = match seen.look_back(claim) {
        Ok(stretch) => stretch,
        Err(fact) => return Verdict::undetermined([fact]),
    };
    let mut counts = claim.values.iter();
    if let Some(count) = counts.find(|value| matches!(value.unit, Unit::Count | Unit::Times)) {
        let stretch = stretch.unwrap_or_else(|| last_bars(YEAR, seen.at()));
        return tested_times(claim, seen, &price, count, stretch);
    }
    let at = seen.day(claim).unwrap_or(seen.at());
    let close = seen.close()[at];
    let band = band_of(claim, &price, close);
    let is_day = claim.on.len() == 1 && stretch.is_none();
    let lately =
        |bars: usize| stretch.unwrap_or_else(|| last_bars(if is_day { 1 } else { bars }, at));
    let met = |tolerance: f64, bars: usize| {
        let is_met = lately(bars)
            .bars()
            .any(|at| band.is_met(seen, at, tolerance));
        let is_near = !band.is_passed_by(close, 1.5) && {
            let far = 2.0 * seen.atr_or_usual(at);
            ((band.low / close).ln() < far) && ((close / band.high).ln() < far)
        };
        is_met && (is_near || is_day || stretch.is_some())
    };
    let standing = seen.level_at(band, TOLERANCE_PCT);
    let is_testing = standing.is_some_and(|standing| standing.state == State::Testing);
    let default = is_testing || met(TOLERANCE_PCT, LATELY);
    let grid = Sensitivity::over_pairs(
        (Axis::TolerancePct, &[0.5, 1.0, 1.5]),
        (Axis::Bars, &[1, 5, 10]),
        met,
    );
    let definition = Definition::Testing {
        tolerance_pct: TOLERANCE_PCT,
        bars: LATELY,
    };
    let grid = grid.turned(claim.negated);
    let mut verdict = Verdict::judged(default != claim.negated, grid, definition);
    (verdict.trigger, verdict.invalidation) = some(seen.zone_of(band, standing));
    verdict
        .facts
        .extend(standing.map(|standing| seen.known(standing)));
    let looked = lately(LATELY);
    verdict.facts.extend(nearest(seen, band, looked));
    verdict.facts.push(stands(seen, at, band));
    verdict
        .on_side(claim.side.or(Some(side_of(band.role))))
        .looking_from(looked.from)
}

/// Tested so many times: right if one of the usual ways to count gives that number.
fn tested_times(
    claim: &Claim,
    seen: &Seen<'_>,
    price: &Price,
    stated: &Value,
    stretch: Stretch,
) -> Verdict {
    let close = seen.close()[stretch.to];
    let band = band_of(claim, price, close);
    let count = |tolerance: f64, apart: usize| {
        let visits = band.visits(seen, stretch, tolerance, apart);
        visits.len() as f64
    };
    let fits = |tolerance: f64, apart: usize| value_fits(stated, count(tolerance, apart));
    let grid = Sensitivity::over_pairs(
        (Axis::TolerancePct, &[0.25, 0.5, 1.0, 1.5]),
        (Axis::Bars, &[1, 3, 5]),
        fits,
    );
    let usual = [0.5, 1.0];
    let is_passed = stretch
        .bars()
        .any(|at| band.is_passed_by(seen.close()[at], 1.5));
    let default = usual
        .iter()
        .any(|&tolerance| [1, 3, 5].iter().any(|&apart| fits(tolerance, apart)));
    let definition = Definition::Visits { tolerance_pct: 0.5 };
    let mut verdict = Verdict::judged(
        default != claim.negated,
        grid.turned(claim.negated),
        definition,
    );
    if is_passed && verdict.answer == Answer::Supported && !claim.negated {
        verdict.answer = Answer::Undetermined;
    }
    let shown = usual
        .into_iter()
        .find(|&tolerance| fits(tolerance, APART))
        .unwrap_or(0.5);
    let visits = band.visits(seen, stretch, shown, APART);
    let value = Fact::Value {
        measure: Measure::new(Of::Visits {
            tolerance_pct: shown,
        }),
        at: seen.when(stretch.to),
        value: visits.len() as f64,
        stated: Some(stated.number),
        fits: Some(value_fits(stated, visits.len() as f64)),
    };
    let facts = [
        value,
        turned(seen, band, stretch, shown),
        stands(seen, stretch.to, band),
    ];
    verdict
        .because(facts)
        .on_side(claim.side.or(Some(side_of(band.role))))
        .looking_from(stretch.from)
}
