//! A scene of what an analysis knew at the close of a bar.

use super::{
    BreakMark, BreakOutcome, Counted, LineKind, PriceLine, RangeBox, RelativeVolume, RoleSpan,
    Scene, StateChip, Way, ZoneMark, ZoneRole,
};
use crate::analysis::{AsOf, Label, Standing};
use crate::chart::number;
use crate::level::{Fact, FactKind, Family, Role, State, Zone};

/// Bars for which a break, or its end, is news.
const FRESH_BARS: usize = 5;
/// Levels of one role nearer than this, in ATR, are shown as one.
const APART_ATR: f64 = 0.25;

/// Families in the order in which one of several overlapping levels speaks for all.
const SPEAKERS: [Family; 7] = [
    Family::User,
    Family::Shelf,
    Family::Swing,
    Family::Extreme,
    Family::Hvn,
    Family::Round,
    Family::Lvn,
];

impl Scene {
    /// What was known at the close of a bar: bars up to it, levels, their breaks, the consolidation, where price stands.
    ///
    /// The levels at which something is under way come first, then the nearest; of resistances, and of supports, that lie
    /// within a quarter of an ATR, one is shown. A chart draws the first few that are visible.
    pub fn of_analysis(now: &AsOf<'_>) -> Self {
        let mut scene = Self::new(&now.bars().prefix(now.at() + 1));
        let levels = chosen(now);
        scene.zones = levels.iter().map(|level| zone_mark(now, level)).collect();
        scene.breaks = levels
            .iter()
            .flat_map(|level| break_marks(now, level))
            .collect();
        scene.breaks.sort_by_key(|mark| std::cmp::Reverse(mark.at));
        scene
            .ranges
            .extend(now.consolidation().map(|range| RangeBox {
                tighter_than_pct: range.narrower_than_pct,
                ..RangeBox::new((range.start, now.at()), (range.zone.low, range.zone.high))
            }));
        if let Some(level) = levels.first() {
            scene.state = state_chip(now, level, &scene);
            scene.lines.extend(invalidation(now, level));
        }
        scene.lines.extend(measured_move(now));
        scene
    }
}

/// Living levels, each speaking for those near it: the newest of what is under way first, then by distance.
fn chosen<'a>(now: &'a AsOf<'_>) -> Vec<&'a Standing> {
    let mut levels: Vec<(usize, &Standing)> = now.nearest().into_iter().enumerate().collect();
    levels.sort_by_cached_key(|&(distance, level)| (news(now, level), speaker(level), distance));
    let apart = 1.0 + APART_ATR * now.atr_log().unwrap_or(0.0);
    let mut shown: Vec<(usize, &Standing)> = Vec::new();
    for (distance, level) in levels {
        let is_near = |other: &Standing| {
            level.role == other.role
                && level.zone.low <= other.zone.high * apart
                && other.zone.low <= level.zone.high * apart
        };
        if !shown.iter().any(|(_, other)| is_near(other)) {
            shown.push((distance, level));
        }
    }
    // What is under way keeps its order; the rest comes by distance, whatever its family.
    shown.sort_by_key(|&(distance, level)| match news(now, level) {
        News::None => (true, distance),
        _ => (false, 0),
    });
    shown.into_iter().map(|(_, level)| level).collect()
}

fn speaker(level: &Standing) -> Option<usize> {
    let family = level.level.family;
    SPEAKERS.iter().position(|&speaker| speaker == family)
}

/// What is under way at a level, the most telling first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum News {
    /// Price closed beyond it, or came back from there, so many bars ago. Of one bar, what goes on comes first.
    Crossed { age: usize, is_over: bool },
    /// Price is at it.
    Testing,
    /// It was broken before that and still is.
    Broken,
    /// Nothing.
    None,
}

fn news(now: &AsOf<'_>, level: &Standing) -> News {
    let is_broken = level.state.is_broken();
    let crossed_at = if is_broken {
        level.broke_at
    } else {
        retreat(now, level).map(|fact| fact.at)
    };
    let age = crossed_at.map(|at| now.at() - at);
    match (age, level.state) {
        (Some(age), _) if age < FRESH_BARS => News::Crossed {
            age,
            is_over: !is_broken,
        },
        (_, State::Testing) => News::Testing,
        (_, State::Broken | State::Confirmed) => News::Broken,
        _ => News::None,
    }
}

/// The end of a break on the last bars, if the level has not been broken again since.
fn retreat(now: &AsOf<'_>, level: &Standing) -> Option<Fact> {
    let is_decisive = |fact: &Fact| {
        matches!(
            fact.kind,
            FactKind::Break | FactKind::GapBreak | FactKind::Failed | FactKind::Lost
        )
    };
    let recent = now.facts_since((now.at() + 1).saturating_sub(FRESH_BARS));
    let id = Some(level.level.id);
    let last = recent
        .iter()
        .rfind(|fact| fact.level == id && is_decisive(fact))?;
    (!last.kind.is_break()).then_some(last)
}

fn zone_mark(now: &AsOf<'_>, standing: &Standing) -> ZoneMark {
    let level = &standing.level;
    let visits = standing.tests.iter().chain(&standing.touches);
    let mut touches: Vec<usize> = visits.map(|visit| visit.at).collect();
    touches.sort_unstable();
    let last_touch = touches.last().map(|&at| now.bars().date(at));
    ZoneMark {
        id: level.id.to_string(),
        family: level.family.name().into(),
        state: standing.state.name().into(),
        low: standing.zone.low,
        high: standing.zone.high,
        formed_at: Some(level.first_at.min(level.known_at)),
        known_at: level.known_at,
        known_on: now.bars().date(level.known_at),
        spans: spans(now, standing),
        evidence: evidence(standing),
        tests: standing.tests.len(),
        touches,
        last_touch,
    }
}

/// The roles of a level from its facts.
fn spans(now: &AsOf<'_>, standing: &Standing) -> Vec<RoleSpan> {
    let mut role = standing.level.role;
    let span = |from: usize, role: ZoneRole| RoleSpan {
        from,
        date: now.bars().date(from),
        role,
    };
    let mut spans = vec![span(standing.level.known_at, as_zone_role(role, false))];
    for fact in now.facts_of(standing.level.id) {
        let is_broken = match fact.kind {
            FactKind::Break | FactKind::GapBreak => true,
            FactKind::Failed | FactKind::Lapsed | FactKind::Lost => false,
            FactKind::Merged { role: new, .. } | FactKind::Flipped { role: new } => {
                role = new;
                false
            }
            _ => continue,
        };
        let span = span(fact.at, as_zone_role(role, is_broken));
        if spans.last().is_some_and(|last| last.role != span.role) {
            spans.push(span);
        }
    }
    spans
}

fn as_zone_role(role: Role, is_broken: bool) -> ZoneRole {
    match (role, is_broken) {
        (Role::Resistance, false) => ZoneRole::Resistance,
        (Role::Support, false) => ZoneRole::Support,
        (Role::Resistance, true) => ZoneRole::BrokenResistance,
        (Role::Support, true) => ZoneRole::BrokenSupport,
    }
}

/// Counted facts: what the level was born from, and its tests.
fn evidence(standing: &Standing) -> Vec<Counted> {
    let count = usize::try_from(standing.count).unwrap_or(usize::MAX);
    let extreme = match standing.counted {
        Role::Resistance => "high",
        Role::Support => "low",
    };
    let text = match standing.level.family {
        Family::Swing => Some(number::counted(count, "pivot")),
        Family::Shelf => Some(number::counted(count, extreme)),
        Family::Extreme => Some(format!("{count}-bar {extreme}")),
        Family::Hvn => Some("high volume".into()),
        Family::Lvn => Some("low volume".into()),
        Family::Round => Some("round number".into()),
        Family::User => Some("given".into()),
    };
    let born = text.map(|text| Counted { count, text });
    let tests = standing.tests.len();
    let tested = Counted {
        count: tests,
        text: number::counted(tests, "test"),
    };
    born.into_iter().chain([tested]).collect()
}

/// The breaks of a level, with the zone it had then and what became of each.
fn break_marks(now: &AsOf<'_>, standing: &Standing) -> Vec<BreakMark> {
    let mut zone = standing.level.born;
    let mut role = standing.level.role;
    let mut marks: Vec<BreakMark> = Vec::new();
    for fact in now.facts_of(standing.level.id) {
        match fact.kind {
            FactKind::Merged {
                zone: new,
                role: side,
                ..
            } => (zone, role) = (new, side),
            FactKind::Redrawn { zone: new, .. } => zone = new,
            FactKind::Flipped { role: new } => role = new,
            FactKind::Break | FactKind::GapBreak => {
                let is_gap = fact.kind == FactKind::GapBreak;
                marks.push(break_mark(now, standing, (fact.at, is_gap), (zone, role)));
            }
            _ => {
                if let Some(mark) = marks.last_mut() {
                    mark.outcome = outcome(now, &fact).or(mark.outcome.take());
                }
            }
        }
    }
    marks
}

fn break_mark(
    now: &AsOf<'_>,
    standing: &Standing,
    (at, is_gap): (usize, bool),
    (zone, role): (Zone, Role),
) -> BreakMark {
    let close = now.bars().close()[at];
    let (direction, edge) = match role {
        Role::Resistance => (Way::Up, zone.high),
        Role::Support => (Way::Down, zone.low),
    };
    BreakMark {
        zone: standing.level.id.to_string(),
        at,
        date: now.bars().date(at),
        direction,
        is_gap,
        close,
        edge,
        beyond_pct: 100.0 * (close / edge - 1.0),
        volume: now.rvol(at).map(|ratio| RelativeVolume {
            ratio,
            against: number::average_of(50, now.bars().timeframe()),
        }),
        outcome: None,
    }
}

fn outcome(now: &AsOf<'_>, fact: &Fact) -> Option<BreakOutcome> {
    let is_failure = match fact.kind {
        FactKind::Confirmed | FactKind::Sustained => false,
        FactKind::Failed | FactKind::Lost => true,
        _ => return None,
    };
    Some(BreakOutcome {
        word: fact.kind.name().into(),
        at: fact.at,
        date: now.bars().date(fact.at),
        close: now.bars().close()[fact.at],
        is_failure,
    })
}

/// Where price stands to the most important level, in the words of the state machine.
fn state_chip(now: &AsOf<'_>, standing: &Standing, scene: &Scene) -> Option<StateChip> {
    let close = now.bar()?.close();
    let price = |value: f64| number::fixed(value, number::price_decimals(close));
    let zone = format!(
        "{} {}–{}",
        standing.role,
        price(standing.zone.low),
        price(standing.zone.high)
    );
    let retreat = retreat(now, standing);
    let since = retreat.map_or(standing.state_since, |fact| fact.at);
    let since = scene.moment(since, now.bars().date(since));
    let text = match (
        standing.state,
        now.label(standing),
        retreat.map(|fact| fact.kind),
    ) {
        (_, _, Some(FactKind::Failed)) => format!("Break of {zone} failed {since}"),
        (_, _, Some(_)) => format!("Break of {zone} lost {since}"),
        (State::Testing, ..) => format!("Testing {zone} since {since}"),
        (State::Broken, ..) => format!("Broke {zone} on {since}"),
        (State::Confirmed, ..) => format!("Break of {zone} confirmed {since}"),
        (State::Sustained, ..) => format!("Break of {zone} sustained {since}"),
        (_, Label::Approach, _) => format!("Approaching {zone}"),
        _ => {
            let away_pct = 100.0 * (standing.trigger() / close - 1.0);
            format!("Nearest: {zone}, {} away", number::percent(away_pct, 1))
        }
    };
    let role = as_zone_role(standing.role, standing.state.is_broken());
    Some(StateChip {
        text,
        role: Some(role),
    })
}

/// The close that would make a fresh break a failed one.
fn invalidation(now: &AsOf<'_>, standing: &Standing) -> Option<PriceLine> {
    let broke_at = standing.broke_at.filter(|_| standing.state.is_broken())?;
    (now.at() - broke_at <= FRESH_BARS).then(|| PriceLine {
        kind: LineKind::Invalidation,
        price: standing.invalidation(),
        from: broke_at,
        text: None,
    })
}

/// Edge and height of a consolidation that price has just left.
fn measured_move(now: &AsOf<'_>) -> Option<PriceLine> {
    let last = now.facts().iter().rev().find_map(|fact| match fact.kind {
        FactKind::RangeLeft { is_up, zone, .. } => Some((fact.at, is_up, zone)),
        _ => None,
    });
    let (at, is_up, zone) = last.filter(|(at, ..)| now.at() - at <= FRESH_BARS)?;
    let close = now.bar()?.close();
    let height = zone.high - zone.low;
    let price = if is_up {
        zone.high + height
    } else {
        zone.low - height
    };
    // Back inside, the move is off; reached, it is history.
    let is_open = if is_up {
        (zone.high..price).contains(&close)
    } else {
        close > price && close <= zone.low
    };
    (is_open && price > 0.0).then_some(PriceLine {
        kind: LineKind::Target,
        price,
        from: at,
        text: None,
    })
}
