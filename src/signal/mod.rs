//! What changed from one close to a later one: the difference of two readings of a series, worth telling.
//!
//! [`between`] compares two [`Snapshot`]s level by level, by the levels' keys, so that it does not matter whether both were
//! made from one file or from yesterday's download and today's. Numbers and names only; `text` has the words.

use serde::{Deserialize, Serialize};

use crate::reading::{Brief, LevelState};
use crate::{LevelKey, Role, State};

/// What changed; in the order of how much it means.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SignalKind {
    /// A break failed: price closed back through the zone within ten bars.
    Failed,
    /// Price closed beyond the zone.
    Broken,
    /// The break was confirmed.
    Confirmed,
    /// The break has lasted.
    Sustained,
    /// The level changed its role: a resistance is a support now, or the reverse.
    Flipped,
    /// Price closed back through the zone after the break had been confirmed.
    Lost,
    /// Price left the range it was in.
    RangeLeft,
    /// Price came to the zone.
    Testing,
    /// A break neither failed nor was confirmed in its ten bars.
    Lapsed,
    /// Price is in a range now.
    RangeEntered,
    /// A level became known.
    New,
    /// Price left the zone it tested.
    Cleared,
    /// A level is no longer among those that matter: it expired, or price is far from it.
    Gone,
}

impl SignalKind {
    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Broken => "broken",
            Self::Confirmed => "confirmed",
            Self::Sustained => "sustained",
            Self::Flipped => "flipped",
            Self::Lost => "lost",
            Self::RangeLeft => "range_left",
            Self::Testing => "testing",
            Self::Lapsed => "lapsed",
            Self::RangeEntered => "range_entered",
            Self::New => "new",
            Self::Cleared => "cleared",
            Self::Gone => "gone",
        }
    }
}

/// What of a reading a later one is compared with; it can be read back from the JSON of a scan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Symbol.
    pub symbol: String,
    /// The bar, as it is written everywhere: times of one series compare as their letters do.
    pub time: String,
    /// Its close.
    pub close: f64,
    /// Where each level stands that matters.
    pub levels: Vec<LevelState>,
    /// The range price is in.
    pub range: Option<Edges>,
    /// The range price left on one of the last bars.
    pub left_range: Option<LeftEdges>,
}

/// Edges of a range.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Edges {
    /// Its lowest low.
    pub low: f64,
    /// Its highest high.
    pub high: f64,
}

/// Edges of a range that price left.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LeftEdges {
    /// The bar of the close outside it.
    pub at: String,
    /// Its edges.
    #[serde(flatten)]
    pub edges: Edges,
}

impl From<&Brief> for Snapshot {
    fn from(brief: &Brief) -> Self {
        let edges = |low, high| Edges { low, high };
        let range = brief.range.as_ref();
        let left = brief.left_range.as_ref();
        Self {
            symbol: brief.symbol.clone(),
            time: brief.time.to_string(),
            close: brief.close,
            levels: brief.levels.clone(),
            range: range.map(|range| edges(range.low, range.high)),
            left_range: left.map(|left| LeftEdges {
                at: left.at.to_string(),
                edges: edges(left.low, left.high),
            }),
        }
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Signal {
    /// Symbol.
    pub symbol: String,
    /// What changed.
    pub kind: SignalKind,
    /// The earlier close.
    pub from: String,
    /// The later close.
    pub to: String,
    /// The level, if it is about one.
    pub key: Option<LevelKey>,
    /// Its role at the later close; at the earlier one if it is gone.
    pub role: Option<Role>,
    /// Its state at the earlier close.
    pub before: Option<State>,
    /// Its state at the later close.
    pub after: Option<State>,
    /// Lower edge of the zone or range.
    pub low: f64,
    /// Upper edge of the zone or range.
    pub high: f64,
    /// The later close.
    pub close: f64,
}

impl Signal {
    /// How far the middle of the zone is from the close, as the size of a log return.
    pub fn distance(&self) -> f64 {
        (f64::midpoint(self.low, self.high) / self.close).ln().abs()
    }
}

/// What changed from `earlier` to `later`, two closes of one series, what means most first and the nearest of that.
///
/// A level of both is told if its state or role changed. One that only the later has is [`SignalKind::New`] if it became
/// known since, and is told by its state if it came to a test or break since; one that only the earlier has is
/// [`SignalKind::Gone`]. Of levels that overlap and changed alike the nearest is told.
pub fn between(earlier: &Snapshot, later: &Snapshot) -> Vec<Signal> {
    let signal = |kind, before: Option<&LevelState>, after: Option<&LevelState>, edges: Edges| {
        let shown = after.or(before);
        Signal {
            symbol: later.symbol.clone(),
            kind,
            from: earlier.time.clone(),
            to: later.time.clone(),
            key: shown.map(|it| it.key.clone()),
            role: shown.map(|it| it.role),
            before: before.map(|it| it.state),
            after: after.map(|it| it.state),
            low: edges.low,
            high: edges.high,
            close: later.close,
        }
    };
    let find =
        |levels: &[LevelState], key: &LevelKey| levels.iter().position(|level| level.key == *key);
    let zone = |level: &LevelState| Edges {
        low: level.low,
        high: level.high,
    };
    let mut signals = Vec::new();
    for after in &later.levels {
        let before = find(&earlier.levels, &after.key).map(|at| &earlier.levels[at]);
        let kind = match before {
            Some(before) => changed(before, after),
            None if after.known_at > earlier.time => Some(SignalKind::New),
            None => came_to(after, &earlier.time),
        };
        signals.extend(kind.map(|kind| signal(kind, before, Some(after), zone(after))));
    }
    for before in &earlier.levels {
        if find(&later.levels, &before.key).is_none() {
            signals.push(signal(SignalKind::Gone, Some(before), None, zone(before)));
        }
    }
    let left = later
        .left_range
        .as_ref()
        .filter(|left| left.at > earlier.time);
    if let Some(left) = left {
        signals.push(signal(SignalKind::RangeLeft, None, None, left.edges));
    } else if let (None, Some(range)) = (earlier.range, later.range) {
        signals.push(signal(SignalKind::RangeEntered, None, None, range));
    }
    told_once(signals)
}

/// What means most first and the nearest of that; levels that overlap and changed alike are one matter, which the nearest
/// tells.
fn told_once(mut signals: Vec<Signal>) -> Vec<Signal> {
    signals.sort_by(|a, b| {
        let by_kind = a.kind.cmp(&b.kind);
        let by_distance = by_kind.then(a.distance().total_cmp(&b.distance()));
        by_distance.then_with(|| a.key.cmp(&b.key))
    });
    let mut told: Vec<Signal> = Vec::new();
    for signal in signals {
        let is_told = |it: &Signal| {
            (it.kind, it.role) == (signal.kind, signal.role)
                && it.low <= signal.high
                && signal.low <= it.high
        };
        if !told.iter().any(is_told) {
            told.push(signal);
        }
    }
    told
}

/// What happened to a level that both closes know.
fn changed(before: &LevelState, after: &LevelState) -> Option<SignalKind> {
    if before.role != after.role {
        return Some(SignalKind::Flipped);
    }
    if before.state == after.state {
        return None;
    }
    match after.state {
        State::Testing if !before.state.is_broken() => Some(SignalKind::Testing),
        State::Active if before.state == State::Testing => Some(SignalKind::Cleared),
        State::Active | State::Testing => Some(returned(&after.label)),
        State::Broken => Some(SignalKind::Broken),
        State::Confirmed => Some(SignalKind::Confirmed),
        State::Sustained => Some(SignalKind::Sustained),
        _ => None,
    }
}

/// How a broken level came back to `active`.
fn returned(label: &str) -> SignalKind {
    match label {
        "lost" => SignalKind::Lost,
        "lapsed" => SignalKind::Lapsed,
        "flipped" => SignalKind::Flipped,
        _ => SignalKind::Failed,
    }
}

/// What a level did since `earlier` that only the later close has among those that matter.
fn came_to(level: &LevelState, earlier: &str) -> Option<SignalKind> {
    match level.state {
        _ if level.state_since.as_str() <= earlier => None,
        State::Testing => Some(SignalKind::Testing),
        State::Broken => Some(SignalKind::Broken),
        State::Confirmed => Some(SignalKind::Confirmed),
        State::Sustained => Some(SignalKind::Sustained),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
