//! Levels between two extremes.

use super::context::Seen;
use super::extremes::{Extreme, extreme_of};
use super::fact::{Fact, Missing};
use super::fits::price_fits;
use super::measure::{Measure, Of, Variant};
use super::verdict::{Answer, Definition, Verdict};
use crate::claim::{Claim, Side};

/// A share of the way back between two extremes.
pub(super) fn retracement(claim: &Claim, seen: &Seen<'_>) -> Verdict {
    let needs = |missing| Verdict::undetermined([Fact::Needs { missing }]);
    let Some((study, price)) = claim.study.as_ref().zip(claim.price) else {
        return needs(Missing::Price);
    };
    let (Some(leg), Some(&ratio)) = (&study.leg, study.params.first()) else {
        return needs(Missing::Leg);
    };
    let is_rise = super::relations::is_up(leg.side);
    let ratio = if ratio > 1.5 { ratio / 100.0 } else { ratio };
    let end =
        |when: &Option<crate::claim::When>, stated: Option<f64>, is_high: bool, by_close: bool| {
            let stretch = when
                .as_ref()
                .map_or(Ok(super::levels::last_bars(252, seen.at())), |when| {
                    seen.stretch(when)
                });
            let found = extreme_of(seen, stretch.ok()?, is_high, by_close)?;
            Some(stated.map_or(found, |price| Extreme { price, ..found }))
        };
    let level = |by_close: bool| {
        let from = end(&leg.from, leg.from_price, !is_rise, by_close)?;
        let to = end(&leg.to, leg.to_price, is_rise, by_close)?;
        Some((from, to, to.price - ratio * (to.price - from.price)))
    };
    let mut verdict = Verdict::new(Answer::Refuted, Definition::StatedValue);
    for (by_close, variant) in [(false, Variant::Extremes), (true, Variant::Closes)] {
        let Some((from, to, value)) = level(by_close) else {
            continue;
        };
        let fits = price_fits(&price, value);
        if fits {
            verdict.answer = Answer::Supported;
        }
        let pct = 100.0 * ratio;
        let (from, to) = (seen.when(from.at), seen.when(to.at));
        verdict.facts.push(Fact::Value {
            measure: Measure::by(Of::Retracement { pct, from, to }, variant),
            at: seen.when(seen.at()),
            value,
            stated: Some(price.low),
            fits: Some(fits),
        });
        if fits {
            break;
        }
    }
    if verdict.facts.is_empty() {
        return needs(Missing::Leg);
    }
    let side = claim.side.or_else(|| {
        Some(if seen.last_close() >= price.high {
            Side::Support
        } else {
            Side::Resistance
        })
    });
    verdict.on_side(side)
}
