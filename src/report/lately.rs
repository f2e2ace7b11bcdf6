//! What happened on the last bars, a line a bar and level.

use serde::Serialize;

use super::ladder::{RECENT_BARS, Rung};
use crate::text::{price, when};
use crate::{AsOf, FactKind, LevelId};

/// Most lines that are told.
const MOST: usize = 8;

/// The facts of one bar about one level, or about the consolidation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Happening {
    /// Time of the bar at whose close they were known.
    pub time: String,
    /// Bars since then.
    pub bars_ago: usize,
    /// Number of the level.
    pub level: Option<u32>,
    /// The facts, in their order.
    pub facts: Vec<&'static str>,
    /// The same in words.
    pub text: String,
}

/// The facts of the last five bars about the levels of `rungs` and about consolidations, the newest first.
pub(super) fn lately(now: &AsOf<'_>, rungs: &[Rung]) -> Vec<Happening> {
    let first = (now.at() + 1).saturating_sub(RECENT_BARS);
    let mut told: Vec<(usize, Option<LevelId>, Happening)> = Vec::new();
    for fact in now.facts_since(first) {
        let rung = rungs
            .iter()
            .find(|rung| Some(LevelId(rung.level.id)) == fact.level);
        let subject = match (rung, fact.kind) {
            (Some(rung), _) => rung.level.name(),
            (None, FactKind::RangeLeft { is_up, zone, bars }) => {
                let side = if is_up { "upward" } else { "downward" };
                format!(
                    "{bars}-bar range {}-{} left {side}",
                    price(zone.low),
                    price(zone.high)
                )
            }
            (None, _) => continue,
        };
        let name = fact.kind.name();
        let same = told
            .iter_mut()
            .find(|(at, level, _)| (*at, *level) == (fact.at, fact.level));
        if let Some((.., happening)) = same {
            happening.facts.push(name);
            happening.text.extend([", ", name]);
            continue;
        }
        let happening = Happening {
            time: when(now.bars(), fact.at),
            bars_ago: now.at() - fact.at,
            level: fact.level.map(|id| id.0),
            facts: vec![name],
            text: if rung.is_some() {
                format!("{subject}: {name}")
            } else {
                subject
            },
        };
        told.push((fact.at, fact.level, happening));
    }
    told.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
    told.truncate(MOST);
    told.into_iter().map(|(.., happening)| happening).collect()
}
