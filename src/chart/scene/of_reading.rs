//! A scene of the reading of a day: what it chose, drawn; nothing is chosen here.

use super::{
    BreakMark, BreakOutcome, Counted, LineKind, PriceLine, RangeBox, RelativeVolume, RoleSpan,
    Scene, StateChip, Way, ZoneMark, ZoneRole,
};
use crate::analysis::{AsOf, History, LevelBreak, Standing};
use crate::level::{LevelKey, Role};
use crate::reading::{Landmark, Progress, RECENT_BARS, Reading, Row, UnderWay};
use crate::text::{Medium, Wording, average_of, capitalised, count, landmark};

impl Scene {
    /// What `reading` chose of what was known at `now`: bars up to it, levels, their breaks, the consolidation, the
    /// headline.
    ///
    /// The zones stand in the order of [`Reading::drawn`]; a chart draws the first few that are visible.
    pub fn of_reading(now: &AsOf<'_>, reading: &Reading) -> Self {
        let mut scene = Self::new(&now.bars().prefix(now.at() + 1));
        scene.atr = reading.atr_14;
        scene.apart = reading.prices();
        let words = Wording::new(reading, Wording::prices_of(now, reading), Medium::Picture);
        for row in reading.drawn() {
            if let Some(standing) = now.level(row.level.id) {
                let history = now.history(standing);
                let breaks = history.breaks.iter();
                scene
                    .breaks
                    .extend(breaks.map(|broke| break_mark(now, &row.level.key, broke)));
                scene.zones.push(zone_mark(now, row, &history, words));
            }
        }
        scene.breaks.sort_by_key(|mark| std::cmp::Reverse(mark.at));
        scene.ranges.extend(range_box(reading));
        scene.state = reading.lead().map(|lead| StateChip {
            text: words.headline(),
            role: Some(as_zone_role(lead.level.role, lead.level.state.is_broken())),
        });
        scene.lines.extend(invalidation(reading));
        scene.lines.extend(measured_move(reading));
        scene
            .lines
            .extend(reading.landmarks.iter().map(landmark_line));
        scene
    }
}

/// The box of a consolidation; a range that may not be called one has none.
fn range_box(reading: &Reading) -> Option<RangeBox> {
    let range = reading
        .range
        .as_ref()
        .filter(|range| range.is_consolidation)?;
    Some(RangeBox {
        tighter_than_pct: range.wider_pct,
        ..RangeBox::new((range.first.at, reading.time.at), (range.low, range.high))
    })
}

fn zone_mark(now: &AsOf<'_>, row: &Row, history: &History, words: Wording<'_>) -> ZoneMark {
    let level = &row.level;
    let Standing { tests, touches, .. } = &history.standing;
    let visits = tests.iter().chain(touches);
    let mut touches: Vec<usize> = visits.map(|visit| visit.at).collect();
    touches.sort_unstable();
    ZoneMark {
        id: level.key.to_string(),
        family: level.family.name().into(),
        state: level.state.name().into(),
        low: level.low,
        high: level.high,
        formed_at: Some(level.first.at.min(level.known_at.at)),
        known_at: level.known_at.at,
        known_on: now.bars().date(level.known_at.at),
        spans: spans(now, history),
        evidence: evidence(row, words),
        tests: level.tests,
        touches,
        last_touch: level.last_touch.map(|when| when.time.date()),
    }
}

/// The roles of a level, with the date from which it had each.
fn spans(now: &AsOf<'_>, history: &History) -> Vec<RoleSpan> {
    let spans = history.spans.iter().map(|span| RoleSpan {
        from: span.from,
        date: now.bars().date(span.from),
        role: as_zone_role(span.role, span.is_broken),
    });
    spans.collect()
}

fn as_zone_role(role: Role, is_broken: bool) -> ZoneRole {
    match (role, is_broken) {
        (Role::Resistance, false) => ZoneRole::Resistance,
        (Role::Support, false) => ZoneRole::Support,
        (Role::Resistance, true) => ZoneRole::BrokenResistance,
        (Role::Support, true) => ZoneRole::BrokenSupport,
    }
}

/// Counted facts: what the level was found by, its tests, and the high or low that lies in it.
fn evidence(row: &Row, words: Wording<'_>) -> Vec<Counted> {
    let level = &row.level;
    let mut facts = vec![
        Counted {
            count: level.count as usize,
            text: words.origin(level),
        },
        Counted {
            count: level.tests,
            text: count(level.tests, "test"),
        },
    ];
    let landmarks = row.landmarks.iter().map(|&kind| Counted {
        count: 1,
        text: landmark(kind).to_owned(),
    });
    facts.extend(landmarks);
    facts
}

/// A break of the level `key`, with the zone it had then and what became of it.
fn break_mark(now: &AsOf<'_>, key: &LevelKey, broke: &LevelBreak) -> BreakMark {
    let close = now.bars().close()[broke.at];
    let edge = broke.edge();
    BreakMark {
        zone: key.to_string(),
        at: broke.at,
        date: now.bars().date(broke.at),
        direction: match broke.role {
            Role::Resistance => Way::Up,
            Role::Support => Way::Down,
        },
        is_gap: broke.is_gap,
        close,
        edge,
        beyond_pct: 100.0 * (close / edge - 1.0),
        volume: now.rvol(broke.at).map(|ratio| RelativeVolume {
            ratio,
            against: average_of(50, now.bars().timeframe()),
        }),
        outcome: broke.outcome.map(|fact| BreakOutcome {
            word: fact.kind.name().into(),
            at: fact.at,
            date: now.bars().date(fact.at),
            close: now.bars().close()[fact.at],
            is_failure: broke.is_undone(),
        }),
    }
}

/// The close that would undo the break that leads, while it is young.
fn invalidation(reading: &Reading) -> Option<PriceLine> {
    let lead = reading.lead()?;
    let Some(UnderWay::Broken { at, .. }) = lead.under_way else {
        return None;
    };
    (reading.time.at - at.at < RECENT_BARS).then_some(PriceLine {
        kind: LineKind::Invalidation,
        price: lead.level.invalidation,
        from: at.at,
        text: None,
        verdict: None,
    })
}

/// A high or low of the year or of all bars, by its name.
fn landmark_line(found: &Landmark) -> PriceLine {
    PriceLine {
        kind: LineKind::Landmark,
        price: found.price,
        from: found.at.at,
        text: Some(capitalised(landmark(found.kind))),
        verdict: None,
    }
}

/// Where the move out of a range leads that price has just left, while that is open.
fn measured_move(reading: &Reading) -> Option<PriceLine> {
    let left = reading.left_range.as_ref()?;
    (left.progress == Progress::Open).then_some(PriceLine {
        kind: LineKind::Target,
        price: left.measured,
        from: left.at.at,
        text: None,
        verdict: None,
    })
}
