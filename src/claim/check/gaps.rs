//! Gaps at the open, and whether they were closed.

use super::context::Seen;
use super::days::Stretch;
use super::fact::Fact;
use super::fits::value_fits;
use super::levels::last_bars;
use super::measure::{Measure, Of};
use super::moves::side_of_change;
use super::relations::is_up;
use super::verdict::{Answer, Definition, Verdict};
use crate::claim::{Claim, Unit, Value};

/// Bars in which a gap is looked for where no day is named.
const LATELY: usize = 5;

/// The gap of a bar.
#[derive(Clone, Copy)]
struct Gap {
    at: usize,
    before: f64,
    open: f64,
}

impl Gap {
    fn of(seen: &Seen<'_>, at: usize) -> Option<Self> {
        let before = *seen.close().get(at.checked_sub(1)?)?;
        let open = *seen.open().get(at)?;
        Some(Self { at, before, open })
    }

    fn pct(self) -> f64 {
        100.0 * (self.open / self.before - 1.0)
    }

    fn is_up(self) -> bool {
        self.open > self.before
    }

    /// Whether no price of the two bars overlaps.
    fn is_full(self, seen: &Seen<'_>) -> bool {
        let before = self.at - 1;
        seen.low()[self.at] > seen.high()[before] || seen.high()[self.at] < seen.low()[before]
    }

    /// The first bar up to `to` that came back to the close before.
    fn filled(self, seen: &Seen<'_>, to: usize) -> Option<usize> {
        (self.at..=to).find(|&at| {
            if self.is_up() {
                seen.low()[at] <= self.before
            } else {
                seen.high()[at] >= self.before
            }
        })
    }

    fn fact(self, seen: &Seen<'_>) -> Fact {
        Fact::Gap {
            at: seen.when(self.at),
            before: self.before,
            open: self.open,
            pct: self.pct(),
            is_full: self.at > 0 && self.is_full(seen),
            filled: self.filled(seen, seen.at()).map(|at| seen.when(at)),
        }
    }
}

/// The opening gap of a bar as a fact.
pub(super) fn opening(seen: &Seen<'_>, at: usize) -> Option<Fact> {
    Gap::of(seen, at).map(|gap| gap.fact(seen))
}

/// Price jumped at the open.
pub(super) fn gap(claim: &Claim, seen: &Seen<'_>) -> Verdict {
    let stretch = match seen.stretches(claim) {
        Ok(all) => all.last().copied(),
        Err(fact) => return Verdict::undetermined([fact]),
    };
    let at = seen.at();
    let stretch = stretch.unwrap_or(Stretch { from: at, to: at });
    let stated = claim
        .values
        .iter()
        .find(|value| value.unit == Unit::Percent);
    let wanted = claim.side.map(is_up);
    let gaps: Vec<Gap> = stretch.bars().filter_map(|at| Gap::of(seen, at)).collect();
    let fits = |gap: &Gap| {
        let is_side = wanted.is_none_or(|up| up == gap.is_up());
        let is_size = stated.is_none_or(|stated| {
            let sign = if gap.is_up() { 1.0 } else { -1.0 };
            let size = Value {
                number: stated.number.abs(),
                upper: stated.upper.map(f64::abs),
                ..*stated
            };
            value_fits(&size, sign * gap.pct())
        });
        is_side && is_size && gap.pct().abs() > 0.0
    };
    let right = gaps.iter().find(|gap| fits(gap));
    let mut answer = match right {
        Some(gap) if stated.is_some() || gap.is_full(seen) || gap.pct().abs() >= 0.3 => {
            Answer::Supported
        }
        // Of some cents: a gap by the letter.
        Some(_) => Answer::Undetermined,
        None => Answer::Refuted,
    };
    if claim.negated {
        answer = super::study::turned(answer);
    }
    let shown = right.or(gaps.last()).copied();
    let mut verdict = Verdict::new(answer, Definition::Gap);
    if let (Some(gap), Some(stated)) = (shown, stated) {
        verdict.facts.push(Fact::Value {
            measure: Measure::new(Of::Gap),
            at: seen.when(gap.at),
            value: gap.pct(),
            stated: Some(stated.number),
            fits: Some(right.is_some()),
        });
    }
    verdict.facts.extend(shown.map(|gap| gap.fact(seen)));
    let side = claim.side.or(shown.map(|gap| side_of_change(gap.pct())));
    verdict
        .on_side(side)
        .looking_from(stretch.from.saturating_sub(1))
}

/// Price closed a gap.
pub(super) fn filled(claim: &Claim, seen: &Seen<'_>) -> Verdict {
    let named = match seen.stretches(claim) {
        Ok(all) if !claim.on.is_empty() => all.last().copied(),
        Ok(_) => None,
        Err(fact) => return Verdict::undetermined([fact]),
    };
    let looked = named.unwrap_or_else(|| last_bars(20 * LATELY, seen.at()));
    let mut gaps: Vec<Gap> = looked.bars().filter_map(|at| Gap::of(seen, at)).collect();
    gaps.retain(|gap| gap.is_full(seen) || named.is_some() && gap.pct().abs() > 0.0);
    if let Some(side) = claim.side {
        let matching: Vec<Gap> = gaps
            .iter()
            .copied()
            .filter(|gap| gap.is_up() == is_up(side))
            .collect();
        if !matching.is_empty() {
            gaps = matching;
        }
    }
    let Some(gap) = gaps.last() else {
        return Verdict::new(Answer::Undetermined, Definition::Gap).on_side(claim.side);
    };
    let is_filled = gap.filled(seen, seen.at()).is_some();
    Verdict::of(is_filled != claim.negated, Definition::Gap)
        .because([gap.fact(seen)])
        .on_side(claim.side)
        .looking_from(gap.at.saturating_sub(1))
}
