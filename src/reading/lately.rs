//! What happened on the last bars, an entry a bar and level.

use serde::Serialize;

use super::{RECENT_BARS, Row, When, printed};
use crate::analysis::History;
use crate::{AsOf, Fact, FactKind, LevelId, LevelKey, Role, Zone};

/// Most entries.
const MOST: usize = 8;

/// The facts of one bar about one level, or about a range.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Development {
    /// The bar at whose close they were known.
    pub at: When,
    /// Bars since then.
    pub bars_ago: usize,
    /// What they are about.
    pub about: About,
    /// The zone after that bar.
    pub zone: Zone,
    /// The zone before it, where the bar moved it.
    pub zone_before: Option<Zone>,
    /// The facts, in their order.
    pub facts: Vec<&'static str>,
}

/// What a development is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// A range that a close lies outside of.
    Range {
        /// Its length.
        bars: u32,
        /// Whether price left it upwards.
        is_up: bool,
    },
    /// A level.
    Level {
        /// Its name.
        key: LevelKey,
        /// What it was to the price after that bar.
        role: Role,
    },
}

/// The facts of the last bars about the levels that speak for `rows` and about ranges, the newest first.
pub(super) fn developments(now: &AsOf<'_>, rows: &[Row]) -> Vec<Development> {
    let mut found: Vec<Development> = recent(now, 0).filter_map(|fact| left(now, &fact)).collect();
    for row in rows {
        found.extend(of_level(now, row.level.id, &row.level.key));
    }
    found.sort_by_key(|development| development.bars_ago);
    found.truncate(MOST);
    found
}

/// The facts of the last bars, or of those from `first` on if there are fewer.
fn recent<'a>(now: &AsOf<'a>, first: usize) -> impl Iterator<Item = Fact> + use<'a> {
    let first = first.max((now.at() + 1).saturating_sub(RECENT_BARS));
    now.facts_since(first).into_iter()
}

fn left(now: &AsOf<'_>, fact: &Fact) -> Option<Development> {
    let FactKind::RangeLeft { is_up, zone, bars } = fact.kind else {
        return None;
    };
    Some(Development {
        at: When::new(now.bars(), fact.at),
        bars_ago: now.at() - fact.at,
        about: About::Range { bars, is_up },
        zone: printed(zone),
        zone_before: None,
        facts: vec![fact.kind.name()],
    })
}

/// What happened to one level on the last bars, a bar after the other.
fn of_level(now: &AsOf<'_>, id: LevelId, key: &LevelKey) -> Vec<Development> {
    let mut found: Vec<Development> = Vec::new();
    let Some(standing) = now.level(id) else {
        return found;
    };
    let history = now.history(standing);
    for fact in recent(now, standing.level.known_at).filter(|fact| fact.level == Some(id)) {
        let bars_ago = now.at() - fact.at;
        match found.last_mut() {
            Some(last) if last.bars_ago == bars_ago => last.facts.push(fact.kind.name()),
            _ => found.push(on_bar(now, &history, key, &fact)),
        }
    }
    found
}

/// What happened to a level on the bar of `fact`, its first there: role and zone after that bar, and the zone before.
fn on_bar(now: &AsOf<'_>, history: &History, key: &LevelKey, fact: &Fact) -> Development {
    let level = &history.standing.level;
    let span = history.spans.iter().rfind(|span| span.from <= fact.at);
    let after = history.redraws.iter().rfind(|redraw| redraw.at <= fact.at);
    let before = history.redraws.iter().find(|redraw| redraw.at == fact.at);
    Development {
        at: When::new(now.bars(), fact.at),
        bars_ago: now.at() - fact.at,
        about: About::Level {
            key: key.clone(),
            role: span.map_or(level.role, |span| span.role),
        },
        zone: printed(after.map_or(level.born, |redraw| redraw.new)),
        zone_before: before.map(|redraw| printed(redraw.old)),
        facts: vec![fact.kind.name()],
    }
}
