//! Rules that speak of a level: for which level they hold on which bar.

use super::known::{Known, LevelFacts};
use super::mask::Mask;
use super::program::Program;
use crate::analysis::{Analysis, Replay, Standing};
use crate::indicator::Column;
use crate::level::{Family, Role, State};

/// A level alive at the close before the bar of the decision, as rules see it.
struct Candidate {
    facts: LevelFacts,
    /// At the close before.
    centre: f64,
}

impl Candidate {
    /// How far its centre is from a close, as the size of a log return.
    fn distance(&self, close: f64) -> f64 {
        (self.centre / close).ln().abs()
    }
}

/// For every bar of `where_else` (the part of the rule that speaks of no level) on which the rule holds for some level:
/// the nearest such level, the older one on a tie. Rising by bar.
pub(super) fn choices(
    program: &Program,
    where_else: &Mask,
    analysis: &Analysis,
) -> Vec<(usize, LevelFacts)> {
    let bars = analysis.bars();
    let mut replay = analysis.replay();
    let mut candidates = Vec::new();
    let mut chosen = Vec::new();
    for at in where_else.iter().filter(|at| *at > 0) {
        find(&mut replay, at, &mut candidates);
        let holds = |candidate: &&Candidate| {
            let known = Known {
                position: None,
                level: Some(candidate.facts),
                next_open: None,
            };
            program.value(at, &known).is_some_and(|value| value > 0.5)
        };
        let close = bars.close()[at];
        let nearest = candidates
            .iter()
            .filter(holds)
            .min_by(|a, b| a.distance(close).total_cmp(&b.distance(close)));
        chosen.extend(nearest.map(|candidate| (at, candidate.facts)));
    }
    chosen
}

/// All levels alive at the close of bar `at - 1`, as rules see them at the close of `at`; nearest first.
pub(super) fn known(analysis: &Analysis, at: usize) -> Vec<LevelFacts> {
    if at == 0 || at >= analysis.bars().len() {
        return Vec::new();
    }
    let mut candidates = Vec::new();
    find(&mut analysis.replay(), at, &mut candidates);
    let close = analysis.bars().close()[at];
    candidates.sort_by(|a, b| a.distance(close).total_cmp(&b.distance(close)));
    candidates
        .into_iter()
        .map(|candidate| candidate.facts)
        .collect()
}

/// Fills `candidates` anew, by id.
fn find(replay: &mut Replay<'_>, at: usize, candidates: &mut Vec<Candidate>) {
    let before = replay.advance_to(at - 1).levels().iter();
    candidates.clear();
    candidates.extend(before.map(|standing| Candidate {
        facts: facts(standing, at),
        centre: standing.zone.centre(),
    }));
    let now = replay.advance_to(at);
    for Candidate { facts, .. } in candidates {
        match now.level(facts.id) {
            Some(standing) => follow(facts, standing),
            // A level that is no longer listed has expired on this bar.
            None => facts.state = State::Expired,
        }
    }
}

/// A level as it stood at the close before bar `at`.
fn facts(before: &Standing, at: usize) -> LevelFacts {
    let is_resistance = before.role == Role::Resistance;
    let mut facts = LevelFacts {
        id: before.level.id,
        is_resistance,
        edge: match before.role {
            Role::Resistance => before.zone.high,
            Role::Support => before.zone.low,
        },
        state: before.state,
        tests: 0.0,
        highs: 0.0,
        lows: 0.0,
        known_age: (at - before.level.known_at) as f64,
    };
    follow(&mut facts, before);
    facts
}

/// What is told as of the bar itself: state and counts. Role and edge stay those of the close before.
fn follow(facts: &mut LevelFacts, standing: &Standing) {
    facts.state = standing.state;
    facts.tests = standing.tests.len() as f64;
    if standing.level.family == Family::Shelf {
        let count = f64::from(standing.count);
        (facts.highs, facts.lows) = match standing.counted {
            Role::Resistance => (count, 0.0),
            Role::Support => (0.0, count),
        };
    }
}

/// 1 on bars at whose close price was in a consolidation, else 0; defined from the first ATR on.
pub(super) fn consolidations(analysis: &Analysis) -> Column {
    let inside = analysis.in_consolidation().into_iter().enumerate();
    inside
        .map(|(at, is_inside)| {
            (at >= Analysis::FIRST_ATR).then_some(f64::from(u8::from(is_inside)))
        })
        .collect()
}
