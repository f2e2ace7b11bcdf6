//! Moves: changes of price over a time.

use super::context::Seen;
use super::days::Stretch;
use super::fact::{Fact, Missing};
use super::fits::value_fits;
use super::gaps;
use super::grid::{Axis, Sensitivity};
use super::measure::{Measure, Of, Variant};
use super::relations::is_up;
use super::streaks;
use super::verdict::{Definition, Verdict};
use crate::claim::{Basis, Claim, Period, Relation, Side, Unit, Value};

/// A change smaller than this is none, in percent.
const FLAT_PCT: f64 = 0.5;

/// Where a move is measured from and to.
#[derive(Clone, Copy, Debug)]
struct Leg {
    from: usize,
    base: f64,
    to: usize,
    end: f64,
    variant: Option<Variant>,
}

impl Leg {
    fn pct(self) -> f64 {
        100.0 * (self.end / self.base - 1.0)
    }

    /// The change in the unit of `stated`.
    fn in_unit(self, unit: Unit, seen: &Seen<'_>) -> f64 {
        match unit {
            Unit::Money => self.end - self.base,
            Unit::Times => self.end / self.base,
            Unit::Atr => {
                let before = self.to.saturating_sub(1);
                (self.end / self.base).ln() / seen.atr_or_usual(before)
            }
            _ => self.pct(),
        }
    }

    fn measure(self, unit: Unit, seen: &Seen<'_>) -> Measure {
        let (from, base) = (seen.when(self.from), self.base);
        let of = match unit {
            Unit::Money => Of::Amount { from, base },
            Unit::Times => Of::Multiple { from, base },
            Unit::Atr => Of::ChangeAtr { from, base },
            _ => Of::Change { from, base },
        };
        Measure {
            of,
            variant: self.variant,
        }
    }

    fn fact(self, unit: Unit, seen: &Seen<'_>, stated: Option<(f64, bool)>) -> Fact {
        Fact::Value {
            measure: self.measure(unit, seen),
            at: seen.when(self.to),
            value: self.in_unit(unit, seen),
            stated: stated.map(|(stated, _)| stated),
            fits: stated.map(|(_, fits)| fits),
        }
    }
}

/// A change of price, a gap or a streak.
pub(super) fn moved(claim: &Claim, seen: &Seen<'_>) -> Verdict {
    match claim.relation {
        Some(Relation::Gap) => return gaps::gap(claim, seen),
        Some(Relation::GapFilled) => return gaps::filled(claim, seen),
        Some(Relation::Streak) => return streaks::streak(claim, seen),
        _ => {}
    }
    if claim.values.iter().any(|value| value.unit == Unit::Count) {
        return streaks::streak(claim, seen);
    }
    let legs = match legs(claim, seen) {
        Ok(legs) => legs,
        Err(fact) => return Verdict::undetermined([fact]),
    };
    let Some(first) = legs.first().copied() else {
        return Verdict::undetermined([Fact::Needs {
            missing: Missing::Bars,
        }]);
    };
    let mut verdict = match claim.values.iter().find(|value| value.unit != Unit::Shares) {
        Some(stated) => by_value(claim, seen, stated, &legs),
        None => by_side(claim, seen, &legs),
    };
    let from = legs.iter().map(|leg| leg.from).min().unwrap_or(first.from);
    if claim.negated && verdict.answer.is_decided() {
        verdict.answer = super::study::turned(verdict.answer);
    }
    verdict.on_side(claim.side).looking_from(from)
}

/// The stated number with the sign of its side.
fn signed(claim: &Claim, stated: &Value) -> Value {
    let sign = match claim.side {
        Some(side) if stated.unit != Unit::Times => {
            if is_up(side) {
                1.0
            } else {
                -1.0
            }
        }
        _ => stated.number.signum(),
    };
    Value {
        number: sign * stated.number.abs(),
        upper: stated.upper.map(|upper| sign * upper.abs()),
        ..*stated
    }
}

fn by_value(claim: &Claim, seen: &Seen<'_>, stated: &Value, legs: &[Leg]) -> Verdict {
    let unit = stated.unit;
    let stated = signed(claim, stated);
    let fits = |leg: &Leg| value_fits(&stated, leg.in_unit(unit, seen));
    let right = legs.iter().find(|leg| fits(leg));
    let shown = right.or(legs.first());
    let mut verdict = Verdict::of(right.is_some(), Definition::StatedValue);
    verdict
        .facts
        .extend(shown.map(|leg| leg.fact(unit, seen, Some((stated.number, right.is_some())))));
    if right.is_some() {
        return verdict;
    }
    let Some(leg) = shown.copied() else {
        return verdict;
    };
    let across = across_split(seen, leg);
    if let Some(raw) = across.filter(|raw| fits(raw)) {
        verdict.facts.push(elsewhere(seen, raw, unit));
    } else if stated.decimals > 0 || stated.number.abs() >= 10.0 {
        let other = other_period(seen, leg.to, &fits);
        verdict
            .facts
            .extend(other.map(|leg| elsewhere(seen, leg, unit)));
    }
    verdict
}

fn elsewhere(seen: &Seen<'_>, leg: Leg, unit: Unit) -> Fact {
    Fact::Elsewhere {
        measure: leg.measure(unit, seen),
        at: seen.when(leg.to),
        value: leg.in_unit(unit, seen),
    }
}

/// The same move in prices that were not divided by the splits inside it.
fn across_split(seen: &Seen<'_>, leg: Leg) -> Option<Leg> {
    let ratio = seen.split_ratio(leg.from, leg.to);
    (ratio.total_cmp(&1.0).is_ne()).then_some(Leg {
        base: leg.base * ratio,
        variant: Some(Variant::AcrossSplit),
        ..leg
    })
}

/// A usual length over which the stated change would be right, or a day of the last twenty.
fn other_period(seen: &Seen<'_>, to: usize, fits: &dyn Fn(&Leg) -> bool) -> Option<Leg> {
    let close = seen.close();
    let leg = |from: usize, to: usize| Leg {
        from,
        base: close[from],
        to,
        end: close[to],
        variant: None,
    };
    let lengths = [1, 2, 3, 4, 5, 10, 20, 21, 63, 126, 252];
    let of_length = lengths
        .iter()
        .filter_map(|&bars| Some(leg(to.checked_sub(bars)?, to)));
    let year = seen
        .window(Period::YearToDate, to)
        .and_then(|first| first.checked_sub(1));
    let to_date = year.map(|from| leg(from, to));
    let days = (to.saturating_sub(20).max(1)..to)
        .rev()
        .map(|at| leg(at - 1, at));
    of_length.chain(to_date).chain(days).find(|leg| fits(leg))
}

fn by_side(claim: &Claim, seen: &Seen<'_>, legs: &[Leg]) -> Verdict {
    let is_flat = claim.relation == Some(Relation::At);
    let Some(side) = claim.side.filter(|_| !is_flat) else {
        let Some(leg) = legs.first().filter(|_| is_flat) else {
            return Verdict::undetermined([Fact::Needs {
                missing: Missing::Value,
            }]);
        };
        let verdict = Verdict::of(leg.pct().abs() <= FLAT_PCT, Definition::Change);
        return verdict.because([leg.fact(Unit::Percent, seen, None)]);
    };
    let holds = |leg: &Leg| {
        if is_up(side) {
            leg.end > leg.base
        } else {
            leg.end < leg.base
        }
    };
    let default = legs.first().is_some_and(holds);
    let variants: Vec<&'static str> = (0..legs.len())
        .map(|place| name(legs[place].variant))
        .collect();
    let grid = Sensitivity::over(Axis::Window, &variants, |variant: &'static str| {
        legs.iter()
            .any(|leg| name(leg.variant) == variant && holds(leg))
    });
    let verdict = Verdict::judged(default, grid, Definition::Change);
    verdict.because(legs.first().map(|leg| leg.fact(Unit::Percent, seen, None)))
}

fn name(variant: Option<Variant>) -> &'static str {
    match variant {
        Some(Variant::FromOpen) => "from_open",
        Some(Variant::CalendarDays) => "calendar_days",
        Some(Variant::Extremes) => "extremes",
        Some(Variant::Bars) => "bars",
        _ => "closes",
    }
}

/// The ways to measure the move a claim speaks of, the most usual first.
fn legs(claim: &Claim, seen: &Seen<'_>) -> Result<Vec<Leg>, Fact> {
    let mut legs = Vec::new();
    if let Some(since) = &claim.since {
        let to = seen.day(claim)?;
        since_legs(claim, seen, seen.stretch(since)?, to, &mut legs);
        return Ok(legs);
    }
    let stretches = seen.stretches(claim)?;
    if let Some(period) = claim.period {
        let to = stretches.last().map_or(seen.at(), |stretch| stretch.to);
        period_legs(seen, period, to, &mut legs);
        return Ok(legs);
    }
    for stretch in stretches {
        stretch_legs(claim, seen, stretch, &mut legs);
    }
    Ok(legs)
}

/// From the close before a day or stretch to its last close; from its first open; to its extreme where trades count.
fn stretch_legs(claim: &Claim, seen: &Seen<'_>, stretch: Stretch, legs: &mut Vec<Leg>) {
    let Stretch { from, to } = stretch;
    let close = seen.close();
    let end = close[to];
    let before = from.checked_sub(1).map(|before| Leg {
        from: before,
        base: close[before],
        to,
        end,
        variant: None,
    });
    legs.extend(before);
    legs.push(Leg {
        from,
        base: seen.open()[from],
        to,
        end,
        variant: Some(Variant::FromOpen),
    });
    if let (Some(Basis::Intraday), Some(before)) = (claim.basis, before) {
        let is_up = claim.side.is_none_or(is_up);
        let extreme = super::extremes::extreme_of(seen, stretch, is_up, false);
        legs.extend(extreme.map(|found| Leg {
            end: found.price,
            variant: Some(Variant::Extremes),
            ..before
        }));
    }
    if !stretch.is_day() {
        legs.push(Leg {
            from,
            base: close[from],
            to,
            end,
            variant: Some(Variant::Bars),
        });
    }
}

/// Since a day: from the close before it, from its own close, and from the extreme of the days named.
fn since_legs(claim: &Claim, seen: &Seen<'_>, start: Stretch, to: usize, legs: &mut Vec<Leg>) {
    let close = seen.close();
    let end = close[to];
    let mut push = |from: usize, base: f64, variant| {
        legs.push(Leg {
            from,
            base,
            to,
            end,
            variant,
        });
    };
    push(start.to.min(to), close[start.to.min(to)], None);
    if let Some(before) = start.from.checked_sub(1) {
        push(before, close[before], Some(Variant::WithDay));
    }
    push(start.from, seen.open()[start.from], Some(Variant::FromOpen));
    let is_rise = claim.side.is_none_or(is_up);
    for by_close in [false, true] {
        if let Some(found) = super::extremes::extreme_of(seen, start, !is_rise, by_close) {
            push(found.at, found.price, Some(Variant::Extremes));
        }
    }
}

fn period_legs(seen: &Seen<'_>, period: Period, to: usize, legs: &mut Vec<Leg>) {
    let close = seen.close();
    let mut push = |from: Option<usize>, variant| {
        legs.extend(from.map(|from| Leg {
            from,
            base: close[from],
            to,
            end: close[to],
            variant,
        }));
    };
    match period {
        Period::YearToDate | Period::AllTime => {
            let first = seen.window(period, to);
            push(first.and_then(|first| first.checked_sub(1)).or(first), None);
        }
        Period::Bars(_) => push(
            seen.bars_of(period).and_then(|bars| to.checked_sub(bars)),
            None,
        ),
        _ => {
            let bars = seen.bars_of(period).and_then(|bars| to.checked_sub(bars));
            push(bars, Some(Variant::Bars));
            let first = seen.calendar_window(period, to);
            push(first, Some(Variant::CalendarDays));
            push(
                first.and_then(|first| first.checked_sub(1)),
                Some(Variant::WithDay),
            );
        }
    }
}

/// The side a move has.
pub(super) fn side_of_change(change: f64) -> Side {
    if change < 0.0 { Side::Down } else { Side::Up }
}
