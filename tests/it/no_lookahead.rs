//! Nothing changes once it is known, and scaled, split or mirrored prices give the same facts.

use strandline::analysis::Visit;
use strandline::analysis::audit::audit;
use strandline::level::{Expiry, UserLevel};
use strandline::reading::Brief;
use strandline::{
    Analysis, AnalysisConfig, Bars, Fact, FactKind, Family, LevelId, Reading, Role, Standing, Zone,
};

use crate::sketch::{analyzed, changed, walk};
use strandline::evidence::Random;

/// Every public result of an analysis of the first bars equals what the analysis of all bars knew then.
pub(crate) fn assert_prefix(
    bars: &Bars,
    config: &AnalysisConfig,
    cuts: impl Iterator<Item = usize>,
) {
    let all = analyzed(bars, config);
    let mut replay = all.replay();
    let mut cuts: Vec<usize> = cuts.collect();
    cuts.sort_unstable();
    for len in cuts {
        let prefix = bars.prefix(len);
        let part = analyzed(&prefix, config);
        let (then, now) = (part.as_of(len - 1), replay.advance_to(len - 1));
        assert_eq!(part.facts(), now.facts());
        assert_eq!(part.pivots(), now.pivots());
        let known = all.levels().partition_point(|level| level.known_at < len);
        assert_eq!(part.levels(), &all.levels()[..known]);
        assert_eq!(then.levels(), now.levels());
        assert_eq!(then.consolidation(), now.consolidation());
        assert_eq!(then.momentum(), now.momentum());
        let (told, now_told) = (Reading::of(&then), Reading::of(now));
        assert_eq!(told, now_told);
        assert_eq!(Brief::of(&told, &then), Brief::of(&now_told, now));
        assert_eq!(
            (then.bar().map(strandline::Bar::ohlcv), then.atr_log()),
            (now.bar().map(strandline::Bar::ohlcv), now.atr_log())
        );
        for standing in now.levels() {
            assert_eq!(then.tests(standing), now.tests(standing));
            assert_eq!(
                (then.label(standing), then.dist_atr(standing)),
                (now.label(standing), now.dist_atr(standing))
            );
        }
    }
}

/// All families, a given level from a later date on, and a tick.
fn everything() -> AnalysisConfig {
    let mut given = UserLevel::at(55.0);
    given.since = chrono::NaiveDate::from_ymd_opt(2000, 6, 1);
    AnalysisConfig {
        user: vec![given, UserLevel::at(45.0)],
        tick: Some(0.01),
        ..AnalysisConfig::default()
    }
}

#[test]
fn a_random_walk_cut_anywhere_knew_then_what_the_whole_says_it_knew() {
    for seed in 0..10 {
        let bars = walk(seed, 700).with_basis(strandline::Basis::Raw);
        let mut random = Random::new(seed + 100, 0);
        let cuts: Vec<usize> = (0..100).map(|_| 1 + random.below(700)).collect();
        assert_prefix(&bars, &everything(), cuts.into_iter());
    }
}

#[test]
fn every_family_alone_gives_the_facts_it_gives_beside_the_others() {
    let bars = walk(7, 1200).with_basis(strandline::Basis::Raw);
    assert_families_are_independent(&bars);
}

/// A fact without the number of its level: its kind, its bar, and the level's birth.
fn unnumbered(analysis: &Analysis, family: Family) -> Vec<(usize, FactKind, usize, Zone)> {
    let told = analysis.facts().iter().filter_map(|fact| {
        let level = analysis.level(fact.level?)?;
        (level.family == family).then_some((fact.at, fact.kind, level.known_at, level.born))
    });
    told.collect()
}

pub(crate) fn assert_families_are_independent(bars: &Bars) {
    let all = analyzed(bars, &AnalysisConfig::default());
    for family in Family::ALL {
        let alone = analyzed(bars, &AnalysisConfig::of([family]));
        assert_eq!(
            unnumbered(&alone, family),
            unnumbered(&all, family),
            "{family}"
        );
    }
}

/// Families that see a mirrored series as a mirror does: the bins of a volume profile are counted from the lowest low.
fn mirrored() -> AnalysisConfig {
    AnalysisConfig::of([Family::Swing, Family::Shelf, Family::Extreme])
}

/// Families whose facts do not depend on the level of prices.
fn scale_free() -> AnalysisConfig {
    AnalysisConfig::of([
        Family::Swing,
        Family::Shelf,
        Family::Extreme,
        Family::Hvn,
        Family::Lvn,
    ])
}

/// The zone of a fact that sets one.
fn zone(kind: FactKind) -> Option<Zone> {
    match kind {
        FactKind::Formed { zone, .. }
        | FactKind::Merged { zone, .. }
        | FactKind::Redrawn { zone, .. }
        | FactKind::RangeLeft { zone, .. } => Some(zone),
        _ => None,
    }
}

fn is_near(a: f64, b: f64) -> bool {
    (a / b - 1.0).abs() < 1e-9
}

/// A fact without the prices it may hold: kind, role, counts, reason.
fn without_prices(kind: FactKind) -> FactKind {
    let zone = Zone {
        low: 1.0,
        high: 1.0,
    };
    match kind {
        FactKind::Formed { role, count, .. } => FactKind::Formed { zone, role, count },
        FactKind::Merged { role, count, .. } => FactKind::Merged { zone, role, count },
        FactKind::Redrawn { count, .. } => FactKind::Redrawn { zone, count },
        FactKind::RangeLeft { is_up, bars, .. } => FactKind::RangeLeft { is_up, zone, bars },
        other => other,
    }
}

/// What is counted of every level that lives at the last bar: its visits with the role at each, and bars of its life.
fn counted(analysis: &Analysis, is_mirror: bool) -> Vec<String> {
    let side = |role: Role| if is_mirror { role.flipped() } else { role };
    let visits = |visits: &[Visit]| {
        let visits = visits.iter().map(|visit| (visit.at, side(visit.role)));
        visits.collect::<Vec<_>>()
    };
    let now = analysis.as_of(usize::MAX);
    let tell = |level: &Standing| {
        let life = [level.broke_at, level.confirmed_at, level.flipped_at];
        let (tests, touches) = (visits(&level.tests), visits(&level.touches));
        format!(
            "{} {:?} {} {} since {}, {} counted, tests {tests:?}, touches {touches:?}, {life:?}, known {}",
            level.level.family,
            side(level.role),
            level.state,
            level.last.kind.name(),
            level.state_since,
            level.count,
            level.level.known_at,
        )
    };
    let mut told: Vec<String> = now.levels().iter().map(tell).collect();
    told.sort();
    told
}

/// The facts are the same, and zones are those of `change` within 1e-9.
pub(crate) fn assert_same_story(bars: &Bars, change: impl Fn(f64) -> f64) {
    let (before, after) = (bars.clone(), changed(bars, &change));
    let before = analyzed(&before, &scale_free());
    let after = analyzed(&after, &scale_free());
    assert_eq!(counted(&before, false), counted(&after, false));
    assert_eq!(before.facts().len(), after.facts().len());
    for (a, b) in before.facts().iter().zip(after.facts()) {
        assert_eq!(
            (a.at, a.level, without_prices(a.kind)),
            (b.at, b.level, without_prices(b.kind))
        );
        if let (Some(a), Some(b)) = (zone(a.kind), zone(b.kind)) {
            assert!(
                is_near(change(a.low), b.low) && is_near(change(a.high), b.high),
                "{a:?} {b:?}"
            );
        }
    }
}

#[test]
fn scaled_prices_give_the_same_facts() {
    for seed in 20..24 {
        assert_same_story(&walk(seed, 1500), |price| price * 7.3);
        assert_same_story(&walk(seed, 1500), |price| price * 0.001);
    }
}

/// What mirroring keeps of a fact: its bar, kind and counts, the edges of its zone, and roles as those of the mirror.
#[derive(Debug, Clone, PartialEq)]
struct Mirrored {
    at: usize,
    name: &'static str,
    role: Option<Role>,
    count: Option<u32>,
    reason: Option<Expiry>,
    family: Option<Family>,
    known_at: usize,
    centre: f64,
}

/// The facts in an order that does not depend on numbering; a zone's centre in logs, negated for the mirror.
fn unnumbered_sorted(analysis: &Analysis, is_mirror: bool) -> Vec<Mirrored> {
    let side = |role: Role| if is_mirror { role.flipped() } else { role };
    let sign = if is_mirror { -1.0 } else { 1.0 };
    let level = |id: Option<LevelId>| id.and_then(|id| analysis.level(id));
    let tell = |fact: Fact| {
        let level = level(fact.level);
        let born = zone(fact.kind).or(level.map(|level| level.born));
        let (role, count, reason) = match fact.kind {
            FactKind::Formed { role, count, .. } | FactKind::Merged { role, count, .. } => {
                (Some(role), Some(count), None)
            }
            FactKind::Redrawn { count, .. } | FactKind::Labelled { count } => {
                (None, Some(count), None)
            }
            FactKind::Flipped { role } => (Some(role), None, None),
            FactKind::Expired { reason } => (None, None, Some(reason)),
            FactKind::RangeLeft { is_up, bars, .. } => {
                let role = if is_up {
                    Role::Resistance
                } else {
                    Role::Support
                };
                (Some(role), Some(bars), None)
            }
            _ => (None, None, None),
        };
        Mirrored {
            at: fact.at,
            name: fact.kind.name(),
            role: role.map(side),
            count,
            reason,
            family: level.map(|level| level.family),
            known_at: level.map_or(0, |level| level.known_at),
            centre: sign * born.map_or(0.0, |zone| zone.centre().ln()),
        }
    };
    let mut told: Vec<_> = analysis.facts().iter().map(tell).collect();
    told.sort_by(|a, b| {
        let key = |fact: &Mirrored| (fact.at, fact.family, fact.known_at, fact.name);
        key(a).cmp(&key(b)).then(a.centre.total_cmp(&b.centre))
    });
    told
}

pub(crate) fn assert_mirrored(bars: &Bars) {
    let upside_down = changed(bars, |price| 2500.0 / price);
    let before = analyzed(bars, &mirrored());
    let after = analyzed(&upside_down, &mirrored());
    assert_eq!(counted(&before, false), counted(&after, true));
    let (before, after) = (
        unnumbered_sorted(&before, false),
        unnumbered_sorted(&after, true),
    );
    assert_eq!(before.len(), after.len());
    for (a, b) in before.iter().zip(&after) {
        // A mirrored price is 2500 / price, so its log is ln 2500 less the log.
        let is_same_zone = b.centre == 0.0 || (a.centre - (b.centre + 2500f64.ln())).abs() < 1e-9;
        assert!(is_same_zone, "{a:?} {b:?}");
        assert_eq!(
            Mirrored {
                centre: 0.0,
                ..a.clone()
            },
            Mirrored {
                centre: 0.0,
                ..b.clone()
            }
        );
    }
}

#[test]
fn mirrored_prices_give_the_same_facts_with_supports_and_resistances_swapped() {
    for seed in 30..34 {
        assert_mirrored(&walk(seed, 1500));
    }
}

#[test]
fn an_artificial_split_adjusted_back_changes_nothing() {
    let bars = walk(40, 900);
    // Four for one: a division and a multiplication by a power of two keep every bit.
    let split = changed(&bars, |price| price / 4.0);
    let back = changed(&split, |price| price * 4.0);
    assert_eq!(bars, back);
    let (before, after) = (
        analyzed(&bars, &everything()),
        analyzed(&back, &everything()),
    );
    assert_eq!(
        (before.facts(), before.levels()),
        (after.facts(), after.levels())
    );
}

#[test]
fn the_library_audit_finds_nothing_on_a_random_walk() {
    let audit = audit(&walk(50, 400), &everything(), 40).unwrap();
    assert_eq!((audit.cuts.len(), audit.is_clean()), (40, true));
}
