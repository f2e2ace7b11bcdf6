//! How levels of each family are born, become known, and expire. Paths are in ATR, see `sketch`.

use strandline::level::{Expiry, UserLevel};
use strandline::{AnalysisConfig, Bars, Basis, FactKind, Family, Ohlcv, Role, analyze};

use crate::sketch::{ATR, CENTRE, LEAD, Sketch, analyzed, series, walk};

/// Two tops at the centre with a valley between, and away from it again: a swing level known on bar 6.
fn two_tops() -> Sketch {
    Sketch::new().closes(&[-1.5, -0.1, -2.5, -0.1, -2.0, -3.0])
}

/// Facts about the first level that became known at the centre.
fn first_story(sketch: &Sketch, family: Family) -> Vec<(usize, FactKind)> {
    let bars = sketch.build();
    let analysis = analyzed(&bars, &AnalysisConfig::of([family]));
    let mut levels = analysis.levels().iter();
    let first = levels
        .find(|level| level.born.contains(CENTRE))
        .map(|level| level.id);
    let told = analysis
        .facts()
        .iter()
        .filter(|fact| first.is_some() && fact.level == first);
    told.map(|fact| (fact.at + 1 - LEAD, fact.kind)).collect()
}

/// The drawn bar on which the first level at the centre expired for want of visits.
fn expiry(sketch: &Sketch, family: Family) -> Option<usize> {
    let told = first_story(sketch, family);
    let unvisited = FactKind::Expired {
        reason: Expiry::Unvisited,
    };
    told.iter()
        .find(|(_, kind)| *kind == unvisited)
        .map(|&(at, _)| at)
}

#[test]
fn the_second_pivot_makes_a_forming_level_known() {
    for sketch in [two_tops(), two_tops().mirrored()] {
        let told = first_story(&sketch, Family::Swing);
        assert_eq!(told.len(), 1);
        assert!(
            matches!(told[0], (5, FactKind::Formed { count: 2, .. })),
            "{told:?}"
        );
    }
}

#[test]
fn an_active_level_expires_after_250_bars_out_of_zone() {
    // Bar 5 leaves the second top and is the last in zone; the path has six bars before it rests.
    for (rest, expected) in [(248, None), (249, Some(255)), (300, Some(255))] {
        let sketch = two_tops().rest(-3.0, rest);
        assert_eq!(expiry(&sketch, Family::Swing), expected);
        assert_eq!(expiry(&sketch.mirrored(), Family::Swing), expected);
    }
}

#[test]
fn a_forming_zone_is_forgotten_after_250_bars_out_of_zone() {
    // One top, then a second one `rest` bars later: with the first forgotten, the second is the first of its own.
    let far = |rest: usize| {
        let sketch = Sketch::new()
            .closes(&[-1.5, -0.1, -2.0, -3.0])
            .rest(-3.0, rest)
            .closes(&[-1.5, -0.1, -2.0, -3.0]);
        let at_the_tops = |sketch: &Sketch| {
            let bars = sketch.build();
            let analysis = analyzed(&bars, &AnalysisConfig::of([Family::Swing]));
            analysis
                .levels()
                .iter()
                .filter(|level| level.born.contains(CENTRE))
                .count()
        };
        (at_the_tops(&sketch), at_the_tops(&sketch.mirrored()))
    };
    assert_eq!(far(200), (1, 1));
    assert_eq!(far(260), (0, 0));
}

#[test]
fn a_shelf_expires_after_120_bars_out_of_zone() {
    let shelf = (0..5).fold(Sketch::new(), |sketch, _| sketch.bar(-1.0, 0.0, -1.2, -1.0));
    // Bar 5 tests the shelf, bar 6 ends the test: out of zone since then.
    for (rest, expected) in [(120, None), (121, Some(126)), (150, Some(126))] {
        let sketch = shelf.clone().rest(-3.0, rest);
        assert_eq!(expiry(&sketch, Family::Shelf), expected);
        assert_eq!(expiry(&sketch.mirrored(), Family::Shelf), expected);
    }
}

#[test]
fn an_expired_level_is_final_and_a_later_one_there_has_a_new_number() {
    let again = two_tops()
        .rest(-3.0, 260)
        .closes(&[-1.5, -0.1, -2.5, -0.1, -2.0, -3.0]);
    let bars = again.build();
    let analysis = analyzed(&bars, &AnalysisConfig::of([Family::Swing]));
    let tops: Vec<_> = analysis
        .levels()
        .iter()
        .filter(|level| level.born.contains(CENTRE))
        .collect();
    assert_eq!(tops.len(), 2);
    assert!(tops[0].id < tops[1].id);
}

/// Four bars whose highs are at the centre and whose lows lie apart, the closes an ATR under them.
fn shelf() -> Sketch {
    let lows = [-1.2, -1.6, -2.0, -2.4];
    let start = Sketch::new().closes(&[-1.0]);
    lows.iter()
        .fold(start, |sketch, &low| sketch.bar(-1.0, 0.0, low, -1.0))
}

#[test]
fn four_equal_highs_are_a_shelf_known_at_the_close_of_the_fourth() {
    for (sketch, role) in [
        (shelf(), Role::Resistance),
        (shelf().mirrored(), Role::Support),
    ] {
        let bars = sketch.build();
        let last = bars.len() - 1;
        let analysis = analyzed(&bars, &AnalysisConfig::of([Family::Shelf]));
        let level = analysis.levels().last().unwrap();
        assert_eq!((level.known_at, level.first_at), (last, last - 3));
        assert_eq!((level.role, level.count), (role, 4));
        // The highs are equal, so the zone is its least: 0.05 ATR to each side.
        let half = (level.born.high / level.born.low).ln() / 2.0;
        assert!((half - 0.05 * analysis.atr_log(last).unwrap()).abs() < 1e-12);
        assert!(level.born.contains(CENTRE));
    }
}

#[test]
fn another_high_redraws_the_shelf_and_keeps_its_number() {
    let bars = shelf().bar(-1.0, 0.1, -2.8, -1.0).build();
    let analysis = analyzed(&bars, &AnalysisConfig::of([Family::Shelf]));
    let level = analysis.levels().last().unwrap();
    let last = analysis.facts().last().unwrap();
    assert_eq!((last.level, last.at), (Some(level.id), bars.len() - 1));
    assert!(
        matches!(last.kind, FactKind::Redrawn { count: 5, .. }),
        "{last:?}"
    );
    let now = analysis.as_of(bars.len() - 1);
    let zone = now.level(level.id).unwrap().zone;
    assert!((zone.high / zone.low).ln() > 0.09 * ATR);
}

#[test]
fn an_extreme_is_known_five_bars_later_and_gone_when_it_is_passed() {
    let peak = Sketch::new().closes(&[-1.0, 0.0, -1.0, -2.0, -2.5, -2.6, -2.7, -2.8]);
    for sketch in [peak.clone(), peak.mirrored()] {
        let bars = sketch.build();
        let analysis = analyzed(&bars, &AnalysisConfig::of([Family::Extreme]));
        let mut levels = analysis.levels().iter();
        let level = levels.find(|level| level.born.contains(CENTRE)).unwrap();
        // Bar 3 leaves from where bar 2 arrived and is as high: the last of equal highs counts.
        assert_eq!(
            (level.first_at, level.known_at, level.count),
            (LEAD + 2, LEAD + 7, 20)
        );
    }
    let bars = peak.closes(&[-1.0, 0.2]).build();
    let analysis = analyzed(&bars, &AnalysisConfig::of([Family::Extreme]));
    let level = analysis
        .levels()
        .iter()
        .find(|level| level.born.contains(CENTRE))
        .unwrap();
    let last = analysis
        .facts()
        .iter()
        .rfind(|fact| fact.level == Some(level.id))
        .unwrap();
    let superseded = FactKind::Expired {
        reason: Expiry::Superseded,
    };
    assert_eq!((last.at, last.kind), (bars.len() - 1, superseded));
}

#[test]
fn round_numbers_are_levels_on_raw_prices_only() {
    let bars = walk(3, 60);
    let round = |basis: Basis| {
        let bars = bars.clone().with_basis(basis);
        analyzed(&bars, &AnalysisConfig::of([Family::Round]))
            .levels()
            .to_vec()
    };
    for basis in [
        Basis::SplitAdjusted,
        Basis::SplitDividendAdjusted,
        Basis::Unknown,
    ] {
        assert_eq!(round(basis), []);
    }
    let levels = round(Basis::Raw);
    assert_eq!((levels[0].known_at, levels[0].role), (14, Role::Resistance));
    // Prices are near 50, 4 % of which is 2: the step is 5.
    let five = |price: f64| ((price / 5.0).round() * 5.0 / price).ln().abs() < 1e-9;
    assert!(
        levels.len() >= 2 && levels.iter().all(|level| five(level.born.centre())),
        "{levels:?}"
    );
}

#[test]
fn a_given_level_is_known_from_its_date_on() {
    let bars = walk(4, 80);
    let mut given = UserLevel::at(51.0);
    given.since = Some(bars.date(40));
    let config = AnalysisConfig {
        user: vec![UserLevel::at(49.0), given],
        ..AnalysisConfig::of([Family::User])
    };
    let analysis = analyzed(&bars, &config);
    let known: Vec<_> = analysis
        .levels()
        .iter()
        .map(|level| (level.known_at, level.born.contains(49.0)))
        .collect();
    assert_eq!(known, [(14, true), (40, false)]);
}

/// A year that trades at two prices in turn, most volume at their middles, and little between.
fn two_prices() -> Bars {
    series((0..300).map(|bar| {
        let centre: f64 = if (bar / 10) % 2 == 0 { 100.0 } else { 120.0 };
        let at = |units: f64| centre * (units * ATR).exp();
        let close = if bar % 2 == 0 { at(0.3) } else { at(-0.3) };
        Ohlcv {
            open: at(0.0),
            high: at(1.0),
            low: at(-1.0),
            close,
            volume: 1000.0,
        }
    }))
}

#[test]
fn prices_with_much_volume_are_nodes_and_the_gap_between_them_is_one_of_little() {
    // Bar 272 is the first of October, the first month that begins with 250 bars.
    let bars = two_prices();
    let analysis = analyzed(&bars, &AnalysisConfig::of([Family::Hvn, Family::Lvn]));
    let first: Vec<_> = analysis
        .levels()
        .iter()
        .filter(|level| level.known_at == 272)
        .collect();
    let near = |price: f64, family: Family| {
        first
            .iter()
            .any(|level| level.family == family && (level.born.centre() / price).ln().abs() < 0.005)
    };
    assert!(
        near(100.0, Family::Hvn) && near(120.0, Family::Hvn),
        "{first:?}"
    );
    // Nothing traded between the two. Of the empty bins the lowest counts, where the Gaussian of the first price ends.
    let gap = first.iter().find(|level| level.family == Family::Lvn);
    let centre = gap.expect("a level of little volume").born.centre();
    assert!((103.0..106.0).contains(&centre), "{centre}");
    assert_eq!(first.len(), 3);
}

#[test]
fn nothing_is_known_before_the_first_atr_or_in_a_market_without_range() {
    let walk = walk(5, 300);
    let analysis = analyzed(&walk, &AnalysisConfig::default());
    assert!(analysis.facts().iter().all(|fact| fact.at >= 14));
    let flat = series((0..400).map(|_| Ohlcv {
        open: 5.0,
        high: 5.0,
        low: 5.0,
        close: 5.0,
        volume: 0.0,
    }));
    let analysis = analyzed(&flat, &AnalysisConfig::default());
    assert_eq!(
        (
            analysis.facts().len(),
            analysis.levels().len(),
            analysis.pivots().len()
        ),
        (0, 0, 0)
    );
    assert_eq!(analysis.as_of(399).consolidation(), None);
}

#[test]
fn an_empty_or_short_series_knows_nothing_and_does_not_fail() {
    for len in 0..15 {
        let bars = walk(6, len);
        let analysis = analyzed(&bars, &AnalysisConfig::default());
        let now = analysis.as_of(len);
        assert!(now.levels().is_empty() && now.consolidation().is_none() && now.facts().is_empty());
        assert_eq!(now.bar().is_some(), len > 0);
    }
}

#[test]
fn settings_that_are_no_prices_are_refused() {
    let bars = walk(6, 30);
    let refusal = |config: AnalysisConfig| analyze(&bars, &config).unwrap_err().to_string();
    let tick = AnalysisConfig {
        tick: Some(0.0),
        ..AnalysisConfig::default()
    };
    assert_eq!(
        refusal(tick),
        "tick = 0: must be a price step from 1e-50 to 1e50"
    );
    let given = AnalysisConfig {
        user: vec![UserLevel::at(f64::NAN)],
        ..AnalysisConfig::default()
    };
    assert_eq!(
        refusal(given),
        "level = NaN: must be a price from 1e-50 to 1e50, or a range of two"
    );
}
