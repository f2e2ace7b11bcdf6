//! Which levels a screen shows: the ones under way and the nearest above and below, overlapping ones as one.

use serde::Serialize;

use super::LevelRow;
use crate::analysis::Label;
use crate::{AsOf, FactKind, Family, LevelId, Standing, State};

/// Rungs to each side of the close.
const PER_SIDE: usize = 3;
/// Bars for which the end of a break is news.
pub(super) const RECENT_BARS: usize = 5;
/// The last rank of [`urgency`] that counts as under way.
const UNDER_WAY: u8 = 2;

/// A level with the others of its role that overlap it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rung {
    /// The level.
    #[serde(flatten)]
    pub level: LevelRow,
    /// Numbers and origins of those that overlap it.
    pub also: Vec<Also>,
    /// Whether something is under way there, or ended within the last five bars.
    pub is_under_way: bool,
    /// How a break of it ended, if that was within the last five bars: `failed`, `lost`, `sustained` or `flipped`.
    pub ended: Option<&'static str>,
}

/// A level that overlaps the one it is told with.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Also {
    /// Its number.
    pub id: u32,
    /// What it was found by, in a few words.
    pub origin: String,
    /// Where it stands in its life.
    pub state: State,
}

/// The rungs around the close of `now`, the highest first.
pub(super) fn ladder(now: &AsOf<'_>) -> Vec<Rung> {
    let ends = ended(now);
    let end_of = |standing: &Standing| {
        let of_it = ends.iter().find(|(id, _)| *id == standing.level.id);
        of_it.map(|(_, end)| *end)
    };
    let urgency = |standing: &Standing| urgency(now, standing, end_of(standing).is_some());
    let mut standings: Vec<_> = now.levels().iter().collect();
    standings.sort_by_key(|standing| {
        let urgency = urgency(standing);
        (
            urgency > UNDER_WAY,
            prominence(standing.level.family),
            urgency,
            standing.level.id,
        )
    });
    let mut rungs: Vec<Rung> = Vec::new();
    for standing in standings {
        let row = LevelRow::new(now, standing);
        let overlaps = |rung: &&mut Rung| {
            let level = &rung.level;
            level.role == row.role && level.low <= row.high && row.low <= level.high
        };
        match rungs.iter_mut().find(overlaps) {
            Some(rung) => rung.also.push(Also {
                id: row.id,
                origin: row.origin(),
                state: row.state,
            }),
            None => rungs.push(Rung {
                is_under_way: urgency(standing) <= UNDER_WAY,
                ended: end_of(standing),
                level: row,
                also: Vec::new(),
            }),
        }
    }
    let mut shown = nearest(rungs);
    shown.sort_by(|a, b| {
        b.level
            .high
            .total_cmp(&a.level.high)
            .then(a.level.id.cmp(&b.level.id))
    });
    shown
}

/// Up to [`PER_SIDE`] on each side of the close: first those where a test or break is under way, then the nearest.
fn nearest(mut rungs: Vec<Rung>) -> Vec<Rung> {
    let dist = |rung: &Rung| rung.level.dist_atr.unwrap_or(f64::INFINITY);
    let is_live = |rung: &Rung| matches!(rung.level.state, State::Testing | State::Broken);
    rungs.sort_by(|a, b| {
        let nearer = dist(a).abs().total_cmp(&dist(b).abs());
        is_live(b).cmp(&is_live(a)).then(nearer)
    });
    let (mut above, mut below) = (0, 0);
    rungs.retain(|rung| {
        let side = if dist(rung) >= 0.0 {
            &mut above
        } else {
            &mut below
        };
        *side += 1;
        *side <= PER_SIDE
    });
    rungs
}

/// Levels at which a break ended within the last bars, one way or the other.
fn ended(now: &AsOf<'_>) -> Vec<(LevelId, &'static str)> {
    let first = (now.at() + 1).saturating_sub(RECENT_BARS);
    let recent = now.facts_since(first);
    let ends = recent.iter().rev().filter(|fact| {
        matches!(
            fact.kind,
            FactKind::Failed | FactKind::Lost | FactKind::Sustained | FactKind::Flipped { .. }
        )
    });
    ends.filter_map(|fact| Some((fact.level?, fact.kind.name())))
        .collect()
}

/// What is under way comes first, then what ended within the last bars, then what is near.
fn urgency(now: &AsOf<'_>, standing: &Standing, has_ended: bool) -> u8 {
    match standing.state {
        State::Testing => 0,
        State::Broken | State::Confirmed => 1,
        _ if has_ended => UNDER_WAY,
        _ if now.label(standing) == Label::Approach => 3,
        State::Sustained => 4,
        _ => 5,
    }
}

/// Which of overlapping levels speaks for the others: the one somebody asked for, then the one with most to count.
fn prominence(family: Family) -> u8 {
    match family {
        Family::User => 0,
        Family::Shelf => 1,
        Family::Swing => 2,
        Family::Extreme => 3,
        Family::Hvn => 4,
        Family::Lvn => 5,
        Family::Round => 6,
    }
}
