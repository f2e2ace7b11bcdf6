//! Rules that speak of a level: for which level they hold on which bar.

use super::mask::Mask;
use super::program::Program;
use super::scalar::{LevelFacts, Moment};
use super::series::Series;
use crate::analysis::{Analysis, Replay, Standing};
use crate::breakout::box_of;
use crate::level::extremes::Extremes;
use crate::level::{Family, Role, State};

/// A level alive at the close before the bar of the decision, and how far its centre is from the close of the bar.
struct Candidate {
    facts: LevelFacts,
    distance: f64,
}

/// For every bar of `where_else` (the part of the rule that speaks of no level) on which the rule holds for some level:
/// the nearest such level, the older one on a tie. Rising by bar.
pub(super) fn choices(
    program: &Program,
    where_else: &Mask,
    analysis: &Analysis<'_>,
) -> Vec<(usize, LevelFacts)> {
    let bars = analysis.bars();
    let mut replay = analysis.replay();
    let mut chosen = Vec::new();
    for at in where_else.iter().filter(|at| *at > 0) {
        let mut candidates = candidates(&mut replay, at);
        candidates.sort_by(|a, b| {
            a.distance
                .total_cmp(&b.distance)
                .then(a.facts.id.cmp(&b.facts.id))
        });
        let holding = candidates.into_iter().find(|candidate| {
            let moment = Moment {
                position: None,
                level: Some(candidate.facts),
            };
            program
                .value(bars, at, &moment)
                .is_some_and(|value| value > 0.5)
        });
        chosen.extend(holding.map(|candidate| (at, candidate.facts)));
    }
    chosen
}

/// All levels alive at the close of bar `at - 1`, as rules see them at the close of `at`; nearest first.
pub(super) fn known(analysis: &Analysis<'_>, at: usize) -> Vec<LevelFacts> {
    if at == 0 {
        return Vec::new();
    }
    let mut candidates = candidates(&mut analysis.replay(), at);
    candidates.sort_by(|a, b| a.distance.total_cmp(&b.distance));
    candidates
        .into_iter()
        .map(|candidate| candidate.facts)
        .collect()
}

fn candidates(replay: &mut Replay<'_>, at: usize) -> Vec<Candidate> {
    let before: Vec<Standing> = replay.advance_to(at - 1).levels().to_vec();
    let now = replay.advance_to(at);
    let Some(close) = now.bar().map(crate::market::Bar::close) else {
        return Vec::new();
    };
    before
        .iter()
        .map(|standing| {
            // A level that is no longer listed has expired on this bar.
            let after = now.level(standing.level.id);
            Candidate {
                facts: facts(standing, after, at),
                distance: (standing.zone.centre() / close).ln().abs(),
            }
        })
        .collect()
}

fn facts(before: &Standing, after: Option<&Standing>, at: usize) -> LevelFacts {
    let is_resistance = before.role == Role::Resistance;
    let told = after.unwrap_or(before);
    let shelf = if before.level.family == Family::Shelf {
        f64::from(told.count)
    } else {
        0.0
    };
    LevelFacts {
        id: before.level.id,
        is_resistance,
        edge: match before.role {
            Role::Resistance => before.zone.high,
            Role::Support => before.zone.low,
        },
        state: after.map_or(State::Expired, |after| after.state),
        tests: told.tests.len() as f64,
        highs: if is_resistance { shelf } else { 0.0 },
        lows: if is_resistance { 0.0 } else { shelf },
        known_age: (at - before.level.known_at) as f64,
    }
}

/// 1 on bars at whose close price was in a consolidation, else 0; defined from the first ATR on.
pub(super) fn consolidations(analysis: &Analysis<'_>) -> Series {
    let bars = analysis.bars();
    let mut extremes = Extremes::new();
    let mut values = vec![0.0; bars.len()];
    for (at, value) in values.iter_mut().enumerate() {
        extremes.push(at, bars.high()[at].ln(), bars.low()[at].ln());
        let is_inside = analysis
            .atr_log(at)
            .is_some_and(|atr| box_of(&extremes, atr).is_some());
        *value = f64::from(u8::from(is_inside));
    }
    let first = Analysis::FIRST_ATR.min(bars.len());
    let runs = std::iter::once(first..bars.len())
        .filter(|run| !run.is_empty())
        .collect();
    Series { values, runs }
}
