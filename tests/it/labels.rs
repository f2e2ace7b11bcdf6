//! What is told beside the states: an approach, a range that was left, a family that grew too large. Paths are in ATR, see
//! `sketch`.

use strandline::analysis::Label;
use strandline::level::{Expiry, UserLevel};
use strandline::{AnalysisConfig, Bars, Basis, FactKind, Family, LevelId, Ohlcv, State, Zone};

use crate::sketch::{ATR, CENTRE, LEAD, Sketch, analyzed, series};

/// The label at the end of a path of a level at the centre, 0.25 ATR to each side, and whether the mirror has the same.
#[track_caller]
fn label(sketch: &Sketch) -> Label {
    let edge = |units: f64| CENTRE * (units * ATR).exp();
    let zone = Zone {
        low: edge(-0.25),
        high: edge(0.25),
    };
    let config = AnalysisConfig {
        user: vec![UserLevel { zone, since: None }],
        ..AnalysisConfig::of([Family::User])
    };
    let [label, mirrored] = [sketch.clone(), sketch.mirrored()].map(|sketch| {
        let bars = sketch.build();
        let analysis = analyzed(&bars, &config);
        let now = analysis.as_of(bars.len() - 1);
        let level = now.level(LevelId(0)).expect("the given level");
        assert_eq!(level.state, State::Active);
        now.label(level)
    });
    assert_eq!(label, mirrored);
    label
}

#[test]
fn coming_an_atr_nearer_within_five_bars_is_an_approach() {
    // Five bars ago the close was 3 ATR away; the ATR has come down to about 0.9 by the small bars.
    assert_eq!(
        label(&Sketch::new().closes(&[-2.6, -2.2, -1.6])),
        Label::Approach
    );
}

#[test]
fn near_without_coming_nearer_is_no_approach() {
    let rest = Sketch::new().closes(&[-2.6, -2.2, -1.6]).rest(-1.6, 6);
    assert_eq!(label(&rest), Label::Last("formed"));
    let slow = Sketch::new().closes(&[-2.8, -2.7, -2.6, -2.4, -2.2, -2.1, -2.0, -1.9, -1.8, -1.7]);
    assert_eq!(label(&slow), Label::Last("formed"));
}

#[test]
fn coming_nearer_from_afar_or_to_the_zone_itself_is_no_approach() {
    assert_eq!(
        label(&Sketch::from(-6.0).closes(&[-5.0, -4.0])),
        Label::Last("formed")
    );
    assert_eq!(
        label(&Sketch::new().closes(&[-2.6, -1.6, -0.6])),
        Label::Last("formed")
    );
}

/// The ranges that were left on the drawn bars: bar from 1, whether upward, and the length.
fn left(sketch: &Sketch) -> Vec<(usize, bool, u32)> {
    let bars = sketch.build();
    let analysis = analyzed(&bars, &AnalysisConfig::default());
    let told = analysis.facts().iter().filter_map(|fact| match fact.kind {
        FactKind::RangeLeft { is_up, bars, .. } => Some((fact.at + 1 - LEAD, is_up, bars)),
        _ => None,
    });
    told.collect()
}

/// A path and its mirror leave the same ranges, to opposite sides.
#[track_caller]
fn assert_left(sketch: &Sketch, expected: &[(usize, bool, u32)]) {
    assert_eq!(left(sketch), expected);
    let turned = expected.iter().map(|&(at, is_up, bars)| (at, !is_up, bars));
    assert_eq!(left(&sketch.mirrored()), turned.collect::<Vec<_>>());
}

#[test]
fn a_close_a_tenth_of_an_atr_outside_the_range_has_left_it() {
    // Thirty bars between -3.5 and -2.5: the longest range there is room for.
    assert_left(&Sketch::new().closes(&[-2.38]), &[(1, true, 30)]);
    assert_left(&Sketch::new().closes(&[-3.62]), &[(1, false, 30)]);
    assert_left(&Sketch::new().closes(&[-2.42]), &[]);
}

#[test]
fn a_high_outside_the_range_with_a_close_inside_has_not_left_it() {
    assert_left(&Sketch::new().bar(-3.0, -1.0, -3.2, -2.6), &[]);
}

#[test]
fn the_zone_of_a_range_that_was_left_is_the_one_before() {
    let bars = Sketch::new().closes(&[-2.0]).build();
    let analysis = analyzed(&bars, &AnalysisConfig::default());
    let zone = analysis.facts().iter().find_map(|fact| match fact.kind {
        FactKind::RangeLeft { zone, .. } => Some(zone),
        _ => None,
    });
    let zone = zone.expect("a range was left");
    let units = |price: f64| (price / CENTRE).ln() / ATR;
    assert!((units(zone.low) + 3.5).abs() < 1e-9 && (units(zone.high) + 2.5).abs() < 1e-9);
}

/// Four percent a bar, past one round number after another.
fn steep(start: f64, step: f64) -> Bars {
    let rows = (0..150).map(|bar| {
        let (open, close) = (
            start * (step * f64::from(bar)).exp(),
            start * (step * f64::from(bar + 1)).exp(),
        );
        Ohlcv {
            open,
            high: open.max(close) * 1.001,
            low: open.min(close) * 0.999,
            close,
            volume: 1000.0,
        }
    });
    series(rows).with_basis(Basis::Raw)
}

#[test]
fn a_family_of_more_than_64_lets_go_of_the_resting_level_longest_out_of_zone() {
    for bars in [steep(10.0, 0.04), steep(4000.0, -0.04)] {
        let analysis = analyzed(&bars, &AnalysisConfig::of([Family::Round]));
        let crowded = FactKind::Expired {
            reason: Expiry::Crowded,
        };
        let mut gone = analysis.facts().iter().filter(|fact| fact.kind == crowded);
        let first = gone.next().expect("a level that had to go");
        let before = analysis.as_of(first.at - 1);
        assert!(before.levels().len() <= 64 && analysis.as_of(first.at).levels().len() == 64);
        // Price never turns, so the one longest out of zone is the one farthest from the close.
        let close = bars.close()[first.at - 1];
        let distance = |zone: Zone| (zone.low / close).ln().abs();
        let resting = before
            .levels()
            .iter()
            .filter(|level| level.state == State::Active);
        let farthest = resting.max_by(|a, b| distance(a.zone).total_cmp(&distance(b.zone)));
        assert_eq!(first.level, farthest.map(|level| level.level.id));
        let alive = |at: usize| analysis.as_of(at).levels().len();
        assert!((0..bars.len()).all(|at| alive(at) <= 64));
    }
}
