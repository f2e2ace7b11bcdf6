//! Closes in a row in one direction.

use super::context::Seen;
use super::fact::{Fact, Missing};
use super::fits::value_fits;
use super::levels::last_bars;
use super::measure::{Measure, Of, Variant};
use super::relations::is_up;
use super::verdict::{Answer, Definition, Verdict};
use crate::claim::{Claim, Period, Unit, Value};

/// How many closes in a row are claimed, and in days or weeks.
fn claimed(claim: &Claim, seen: &Seen<'_>) -> Option<(Value, bool)> {
    if let Some(Period::Weeks(weeks)) = claim.period {
        return Some((Value::new(f64::from(weeks), Unit::Count, 0), true));
    }
    let mut values = claim.values.iter();
    let counted = values.find(|value| value.unit == Unit::Count).copied();
    let bars = claim.period.and_then(|period| seen.bars_of(period));
    let by_period = bars.map(|bars| Value::new(bars as f64, Unit::Count, 0));
    Some((counted.or(by_period)?, false))
}

/// Closes in a row in one direction.
pub(super) fn streak(claim: &Claim, seen: &Seen<'_>) -> Verdict {
    let (Some((stated, is_weeks)), Some(side)) = (claimed(claim, seen), claim.side) else {
        return Verdict::undetermined([Fact::Needs {
            missing: Missing::Value,
        }]);
    };
    let at = match seen.day(claim) {
        Ok(at) => at,
        Err(fact) => return Verdict::undetermined([fact]),
    };
    let up = is_up(side);
    let (run, candles) = if is_weeks {
        let weeks = weeks_in_a_row(seen, at, up);
        (weeks, weeks)
    } else {
        let days = days_in_a_row(seen, at, up, false);
        (days, days_in_a_row(seen, at, up, true))
    };
    let fits = |run: usize| value_fits(&stated, run as f64);
    let wanted = stated.number.abs();
    let answer = match () {
        () if fits(run) || fits(candles) => Answer::Supported,
        // It did so on each of those days, and on more.
        () if run as f64 > wanted => Answer::Undetermined,
        () => Answer::Refuted,
    };
    let is_candle = !fits(run) && fits(candles);
    let by_candle = is_candle.then_some(Variant::FromOpen);
    let shown = if is_candle { candles } else { run };
    let mut verdict = Verdict::new(answer, Definition::Streak).because([Fact::Value {
        measure: Measure {
            of: Of::Streak,
            variant: by_candle.or(is_weeks.then_some(Variant::Weekly)),
        },
        at: seen.when(at),
        value: shown as f64,
        stated: Some(wanted),
        fits: Some(fits(shown)),
    }]);
    if answer != Answer::Supported && !is_weeks && wanted > 2.0 {
        let is_it = |at: &usize| fits(days_in_a_row(seen, *at, up, false));
        let earlier = (at.saturating_sub(20)..at).rev().find(is_it);
        verdict.facts.extend(earlier.map(|at| Fact::Elsewhere {
            measure: Measure::new(Of::Streak),
            at: seen.when(at),
            value: wanted,
        }));
    }
    if claim.negated {
        verdict.answer = super::study::turned(answer);
    }
    let from = last_bars(run.max(1) + 1, at).from;
    verdict.on_side(Some(side)).looking_from(from)
}

/// Days in a row that closed higher (lower) than the day before, or than they opened.
fn days_in_a_row(seen: &Seen<'_>, at: usize, is_up: bool, by_candle: bool) -> usize {
    let close = seen.close();
    let holds = |at: &usize| {
        let base = if by_candle {
            seen.open()[*at]
        } else {
            close[*at - 1]
        };
        if is_up {
            close[*at] > base
        } else {
            close[*at] < base
        }
    };
    (1..=at).rev().take_while(holds).count()
}

/// Weeks in a row that closed higher (lower) than the week before; the week of the day counts as it stands.
fn weeks_in_a_row(seen: &Seen<'_>, at: usize, is_up: bool) -> usize {
    let week = |at: usize| crate::Timeframe::Week.period(seen.date(at));
    let mut ends: Vec<f64> = Vec::new();
    for bar in (0..=at).rev() {
        if bar == at || week(bar) != week(bar + 1) {
            ends.push(seen.close()[bar]);
        }
        if ends.len() > 60 {
            break;
        }
    }
    ends.windows(2)
        .take_while(|pair| {
            if is_up {
                pair[0] > pair[1]
            } else {
                pair[0] < pair[1]
            }
        })
        .count()
}
