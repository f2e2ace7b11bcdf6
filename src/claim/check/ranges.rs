//! Ranges: closes inside a box, and the engine's consolidation.

use super::context::Seen;
use super::days::Stretch;
use super::fact::Fact;
use super::fits::value_fits;
use super::grid::{Axis, Sensitivity};
use super::levels::last_bars;
use super::measure::{Measure, Of, Variant};
use super::verdict::{Answer, Definition, Verdict};
use crate::claim::{Claim, Price, Relation, Unit};
use crate::reading::rounded;

/// Bars all of whose closes must lie inside for the word range, where no time is named.
const BARS: usize = 10;

/// Price stayed in a range.
pub(super) fn consolidation(claim: &Claim, seen: &Seen<'_>) -> Verdict {
    let stretch = match seen.look_back(claim) {
        Ok(stretch) => stretch,
        Err(fact) => return Verdict::undetermined([fact]),
    };
    match claim.price.filter(Price::is_zone) {
        Some(price) => inside(claim, seen, &price, stretch),
        None => by_engine(claim, seen, stretch),
    }
}

/// All closes of a stretch lie in the stated box.
fn inside(claim: &Claim, seen: &Seen<'_>, price: &Price, stretch: Option<Stretch>) -> Verdict {
    let at = seen.day(claim).unwrap_or(seen.at());
    let is_in = |close: f64, slack: f64| {
        close >= price.low * (1.0 - slack / 100.0) && close <= price.high * (1.0 + slack / 100.0)
    };
    let outside =
        |stretch: Stretch, slack: f64| stretch.bars().find(|&at| !is_in(seen.close()[at], slack));
    let looked = |bars: usize| stretch.unwrap_or_else(|| last_bars(bars, at));
    // Stated edges are round: a close that rounds to one is inside.
    let half = 50.0 * 10f64.powi(-i32::from(price.decimals)) / price.high;
    let default = outside(looked(BARS), half).is_none();
    let grid = Sensitivity::over_pairs(
        (Axis::TolerancePct, &[0.0, 0.5, 1.0]),
        (Axis::Bars, &[5, 10, 20]),
        |slack, bars| outside(looked(bars), slack.max(half)).is_none(),
    );
    let grid = grid.turned(claim.negated);
    let mut verdict = Verdict::judged(default != claim.negated, grid, Definition::Inside);
    if verdict.answer == Answer::Undetermined
        && stretch.is_some()
        && outside(looked(BARS), 0.5).is_some()
    {
        // A named stretch leaves nothing open but the width of the edge.
        verdict.answer = if claim.negated {
            Answer::Supported
        } else {
            Answer::Refuted
        };
    }
    let looked = looked(BARS);
    let first = outside(looked, half);
    let count = looked
        .bars()
        .filter(|&at| is_in(seen.close()[at], half))
        .count();
    verdict.facts.push(Fact::Closes {
        relation: Relation::At,
        low: price.low,
        high: price.high,
        count,
        of: looked.len(),
        from: seen.when(looked.from),
        to: seen.when(looked.to),
        except: first.map(|at| (seen.when(at), seen.close()[at])),
    });
    verdict.facts.extend(extremes_of_closes(seen, looked));
    (verdict.trigger, verdict.invalidation) = (Some(price.high), Some(price.low));
    verdict.on_side(claim.side).looking_from(looked.from)
}

/// The lowest and highest close of a stretch.
fn extremes_of_closes(seen: &Seen<'_>, stretch: Stretch) -> [Fact; 2] {
    let close = seen.close();
    let by_close = |a: &usize, b: &usize| close[*a].total_cmp(&close[*b]);
    let low = stretch.bars().min_by(by_close).unwrap_or(stretch.to);
    let high = stretch.bars().max_by(by_close).unwrap_or(stretch.to);
    let from = seen.when(stretch.from);
    let fact = |of: Of, at: usize| Fact::Value {
        measure: Measure::by(of, Variant::Closes),
        at: seen.when(stretch.to),
        value: close[at],
        stated: None,
        fits: None,
    };
    [
        fact(
            Of::Lowest {
                from,
                set: seen.when(low),
            },
            low,
        ),
        fact(
            Of::Highest {
                from,
                set: seen.when(high),
            },
            high,
        ),
    ]
}

/// A narrow range of the last bars, as the engine sees it.
fn by_engine(claim: &Claim, seen: &Seen<'_>, stretch: Option<Stretch>) -> Verdict {
    let at = seen.day(claim).unwrap_or(seen.at());
    let now = if at == seen.at() {
        seen.now().clone()
    } else {
        seen.analysis().as_of(at)
    };
    let Some(range) = now.consolidation() else {
        let is_wide = stretch.is_none() && recent_box(&now, seen, at).is_none();
        let mut verdict =
            Verdict::of(claim.negated, Definition::Consolidation).because([Fact::NoRange]);
        if !is_wide {
            verdict.answer = Answer::Undetermined;
            verdict.facts.extend(recent_box(&now, seen, at));
        }
        return verdict.looking_from(at.saturating_sub(BARS));
    };
    let is_said = range.is_tight();
    let holds = |share: f64| range.wider_for_atr_pct.is_some_and(|wider| wider >= share);
    let grid = Sensitivity::over(Axis::Measure, &[25.0, 50.0, 75.0], holds).turned(claim.negated);
    let mut verdict = Verdict::judged(is_said != claim.negated, grid, Definition::Consolidation);
    if !is_said && verdict.answer == Answer::Refuted {
        // There is a range; that it is not rare leaves the word open.
        verdict.answer = Answer::Undetermined;
    }
    verdict.facts.push(Fact::Range {
        from: seen.when(range.start),
        bars: range.bars,
        low: rounded(range.zone.low),
        high: rounded(range.zone.high),
        is_consolidation: is_said,
        wider_for_atr_pct: range.wider_for_atr_pct,
    });
    let height = 100.0 * (range.zone.high / range.zone.low - 1.0);
    for value in claim
        .values
        .iter()
        .filter(|value| value.unit == Unit::Percent)
    {
        let fits = value_fits(value, height);
        verdict.facts.push(Fact::Value {
            measure: Measure::new(Of::Change {
                from: seen.when(range.start),
                base: range.zone.low,
            }),
            at: seen.when(at),
            value: height,
            stated: Some(value.number),
            fits: Some(fits),
        });
    }
    (verdict.trigger, verdict.invalidation) = (
        Some(rounded(range.zone.high)),
        Some(rounded(range.zone.low)),
    );
    verdict.on_side(claim.side).looking_from(range.start)
}

/// A range that was there on one of the last bars and that price has left since.
fn recent_box(now: &crate::AsOf<'_>, seen: &Seen<'_>, at: usize) -> Option<Fact> {
    let mut left = now
        .facts_since(at.saturating_sub(5))
        .iter()
        .filter_map(|fact| match fact.kind {
            crate::FactKind::RangeLeft { zone, bars, .. } => Some((fact.at, zone, bars)),
            _ => None,
        });
    let (left_at, zone, bars) = left.next_back()?;
    let bars = usize::try_from(bars).unwrap_or(usize::MAX);
    Some(Fact::Range {
        from: seen.when(left_at.saturating_sub(bars)),
        bars,
        low: rounded(zone.low),
        high: rounded(zone.high),
        is_consolidation: false,
        wider_for_atr_pct: None,
    })
}
