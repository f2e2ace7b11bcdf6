//! How price stands to an average, and one average to another.

use super::context::Seen;
use super::days::Stretch;
use super::fact::{Fact, Missing};
use super::grid::{Axis, Sensitivity};
use super::levels::last_bars;
use super::measure::{Measure, Of, Variant};
use super::studies::{Candidate, bars_in};
use super::study::valued;
use super::verdict::{Answer, Definition, Verdict};
use crate::claim::{Claim, Relation, Side, StatedStudy};

/// Bars in which a crossing is news.
const NEWS: usize = 5;
/// Bars over which an average is said to rise or fall.
const SLOPE: usize = 10;
/// Bars in which a cross of two averages is news.
const CROSS_NEWS: usize = 20;
/// Bars looked back over for the last crossing.
const YEAR: usize = 252;
/// How near counts as at an average, in percent.
const NEAR_PCT: f64 = 1.0;

/// Price beside an average on one bar, or on the bars a claim names.
struct Against<'a, 'b> {
    seen: &'a Seen<'b>,
    relation: Relation,
    at: usize,
    named: Option<Stretch>,
}

impl Against<'_, '_> {
    fn is_side(&self, way: &Candidate, at: usize, up: bool) -> bool {
        let close = self.seen.close()[at];
        let average = way.value(self.seen, at);
        average.is_some_and(|average| if up { close > average } else { close < average })
    }

    /// The last bar of the stretch that closed on the other side than the one before.
    fn crossed(&self, way: &Candidate, stretch: Stretch, up: bool) -> Option<usize> {
        let is_new =
            |at: &usize| *at > 0 && self.is_side(way, *at, up) && !self.is_side(way, *at - 1, up);
        stretch.bars().rev().find(is_new)
    }

    /// Whether the relation holds, with so many bars for what takes time.
    fn holds(&self, way: &Candidate, bars: usize) -> bool {
        let at = self.at;
        match self.relation {
            Relation::Above => self.is_side(way, at, true),
            Relation::Below => self.is_side(way, at, false),
            Relation::CrossedUp | Relation::CrossedDown => {
                let up = self.relation == Relation::CrossedUp;
                let stretch = self.named.unwrap_or_else(|| last_bars(bars, at));
                self.crossed(way, stretch, up).is_some() && self.is_side(way, at, up)
            }
            Relation::Rising | Relation::Falling => {
                let before = at.checked_sub(bars);
                let before = before.and_then(|before| way.value(self.seen, before));
                let rises = before
                    .zip(way.value(self.seen, at))
                    .map(|(before, now)| now > before);
                rises == Some(self.relation == Relation::Rising)
            }
            relation => touched(self.seen, way, at, relation, bars),
        }
    }

    /// Whether the number of bars makes a difference.
    fn takes_time(&self) -> bool {
        !matches!(
            self.relation,
            Relation::Above | Relation::Below | Relation::At
        )
    }
}

/// The relation of a claim to its average; `None` where it makes none.
fn relation_of(claim: &Claim) -> Option<Relation> {
    let has_value = claim.price.is_some() || !claim.values.is_empty();
    match (claim.relation, claim.side) {
        (Some(Relation::Value) | None, Some(Side::Up)) => Some(Relation::Above),
        (Some(Relation::Value) | None, Some(Side::Down)) => Some(Relation::Below),
        (None, Some(Side::Support)) if !has_value => Some(Relation::Held),
        (None, Some(Side::Resistance)) if !has_value => Some(Relation::Rejected),
        (Some(Relation::Value) | None, _) => None,
        (relation, _) => relation,
    }
}

/// How price stands to the average.
pub(super) fn related(
    claim: &Claim,
    seen: &Seen<'_>,
    at: usize,
    ways: &[Candidate],
) -> Option<Verdict> {
    let stretches = seen.stretches(claim).unwrap_or_default();
    let named = stretches.last().copied().filter(|_| !claim.on.is_empty());
    let relation = relation_of(claim)?;
    let against = Against {
        seen,
        relation,
        at,
        named,
    };
    let usual = match relation {
        Relation::Rising | Relation::Falling => SLOPE,
        _ => NEWS,
    };
    let mut verdict = judged(&against, ways, usual);
    let first = ways.first()?;
    let right = ways.iter().find(|way| against.holds(way, usual));
    let shown = right.unwrap_or(first);
    if claim.price.is_none() {
        verdict.facts.push(valued(seen, shown, at, None));
    }
    verdict.facts.push(Fact::Value {
        measure: Measure::new(Of::Close),
        at: seen.when(at),
        value: seen.close()[at],
        stated: None,
        fits: None,
    });
    if matches!(relation, Relation::CrossedUp | Relation::CrossedDown) {
        let is_up = relation == Relation::CrossedUp;
        let last = against.crossed(shown, last_bars(YEAR, at), is_up);
        verdict.facts.extend(last.map(|at| Fact::Crossed {
            at: seen.when(at),
            is_up,
            measure: Some(shown.measure.clone()),
            price: None,
        }));
    }
    Some(verdict)
}

fn judged(against: &Against<'_, '_>, ways: &[Candidate], usual: usize) -> Verdict {
    let names: Vec<&'static str> = ways.iter().map(name_of).collect();
    let holds_by = |name: &'static str, bars: usize| {
        ways.iter()
            .any(|way| name_of(way) == name && against.holds(way, bars))
    };
    let grid = if against.takes_time() {
        Sensitivity::over_pairs(
            (Axis::Average, &names),
            (Axis::Bars, &[1, 5, 10, 20]),
            holds_by,
        )
    } else {
        Sensitivity::over(Axis::Average, &names, |name| holds_by(name, usual))
    };
    // The simple average is meant first; where only the other kind has it so, nothing is sure.
    let default = ways.first().is_some_and(|way| against.holds(way, usual));
    Verdict::judged(default, grid, Definition::AgainstAverage)
}

fn name_of(way: &Candidate) -> &'static str {
    match (way.measure.variant, &way.measure.of) {
        (Some(Variant::Exponential), _) => "ema",
        (_, Of::Study { name, .. }) if name == "ema" => "ema",
        (_, Of::Study { name, .. }) if name == "wma" => "wma",
        _ => "sma",
    }
}

/// Whether price came to the average on one of the last bars and the last close is on the side it held.
fn touched(seen: &Seen<'_>, way: &Candidate, at: usize, relation: Relation, bars: usize) -> bool {
    let Some(average) = way.value(seen, at) else {
        return false;
    };
    let close = seen.close()[at];
    let near = NEAR_PCT / 100.0;
    let came_down = |at: usize| {
        way.value(seen, at)
            .is_some_and(|average| seen.low()[at] <= average * (1.0 + near))
    };
    let came_up = |at: usize| {
        way.value(seen, at)
            .is_some_and(|average| seen.high()[at] >= average * (1.0 - near))
    };
    let mut lately = last_bars(bars, at).bars();
    match relation {
        Relation::Held => close >= average && lately.any(came_down),
        Relation::Rejected => close <= average && lately.any(came_up),
        _ => (close / average - 1.0).abs() <= near,
    }
}

/// Two averages, one crossing the other.
struct Pair<'a, 'b> {
    seen: &'a Seen<'b>,
    kind: &'static str,
    fast: f64,
    slow: f64,
}

impl Pair<'_, '_> {
    fn spread(&self, at: usize) -> Option<f64> {
        let of = |bars: f64| {
            let study = format!("{}({bars})", self.kind);
            self.seen.study(&study, 0, at)
        };
        Some(of(self.fast)? - of(self.slow)?)
    }

    fn is_cross(&self, at: usize, up: bool) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.spread(before));
        let both = before.zip(self.spread(at));
        both.is_some_and(|(before, now)| {
            if up {
                before <= 0.0 && now > 0.0
            } else {
                before >= 0.0 && now < 0.0
            }
        })
    }

    /// The last bar at which it crossed that way.
    fn last(&self, up: bool) -> Option<usize> {
        (1..=self.seen.at()).rev().find(|&at| self.is_cross(at, up))
    }

    fn fact(&self, at: usize, is_up: bool) -> Fact {
        Fact::Crossed {
            at: self.seen.when(at),
            is_up,
            measure: Some(Measure::new(Of::Study {
                name: format!("{}_cross", self.kind),
                params: vec![self.fast, self.slow],
            })),
            price: None,
        }
    }
}

/// One average crossed another: a golden cross, a death cross.
pub(super) fn cross(claim: &Claim, seen: &Seen<'_>, stated: &StatedStudy) -> Verdict {
    let at = seen.at();
    let needs = |missing| Verdict::undetermined([Fact::Needs { missing }]);
    let [fast, slow] = stated.params[..] else {
        return needs(Missing::Value);
    };
    let kind = if stated.name == "ema_cross" {
        "ema"
    } else {
        "sma"
    };
    let pair = Pair {
        seen,
        kind,
        fast,
        slow,
    };
    if pair.spread(at).is_none() {
        return needs(Missing::Bars);
    }
    let up = match (claim.relation, claim.side) {
        (Some(Relation::CrossedUp | Relation::Above), _) => true,
        (Some(Relation::CrossedDown | Relation::Below), _) => false,
        (_, Some(side)) => super::relations::is_up(side),
        _ => true,
    };
    let stretch = match seen.stretches(claim) {
        Ok(all) => all.last().copied().filter(|_| !claim.on.is_empty()),
        Err(fact) => return Verdict::undetermined([fact]),
    };
    let is_state = matches!(claim.relation, Some(Relation::Above | Relation::Below));
    let (last, other) = (pair.last(up), pair.last(!up));
    let is_latest = last.is_some_and(|last| other.is_none_or(|other| other < last));
    let holds = |bars: usize| match stretch {
        _ if is_state => pair.spread(at).is_some_and(|spread| (spread > 0.0) == up),
        Some(stretch) => stretch.bars().any(|at| pair.is_cross(at, up)),
        None => is_latest && last.is_some_and(|last| at - last <= bars),
    };
    let grid = Sensitivity::over(Axis::Bars, &[5, 20, 60, 250], holds).turned(claim.negated);
    let default = holds(CROSS_NEWS) != claim.negated;
    let mut verdict = Verdict::judged(default, grid, Definition::Cross);
    if verdict.answer == Answer::Undetermined && !claim.negated {
        // The last cross went that way; how long it is news is a matter of taste.
        verdict.answer = Answer::Supported;
    }
    verdict.facts.extend(last.map(|at| pair.fact(at, up)));
    verdict.facts.extend(other.map(|at| pair.fact(at, !up)));
    let side = if up { Side::Up } else { Side::Down };
    let from = at.saturating_sub(bars_in(slow));
    verdict
        .on_side(claim.side.or(Some(side)))
        .looking_from(from)
}
