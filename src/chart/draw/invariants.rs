//! What holds for every chart, on 200 random series and on odd ones.

use super::*;
use crate::chart::drawing::{Figure, Ink, Part, UNITS};
use crate::chart::extent::Extent;
use crate::chart::layout::Area;
use crate::chart::options::{Preset, Range};
use crate::chart::scene::{Flag, LineKind, PriceLine, RoleSpan, StudyLine, ZoneMark, ZoneRole};
use crate::evidence::Random;
use crate::market::HappeningKind;
use crate::reading::Reading;
use crate::{AnalysisConfig, Bars, Basis, Ohlcv, Timeframe, analyze};

/// A walk of `len` bars from `price`, `step` the size of a bar as a share of the price.
fn walk(seed: u64, len: usize, price: f64, step: f64) -> Bars {
    let mut random = Random::new(seed, 0);
    let mut builder = Bars::builder("WALK".parse().unwrap(), Timeframe::Day, Basis::Raw);
    let start = chrono::NaiveDate::from_ymd_opt(2001, 3, 5).unwrap();
    let mut close = price;
    let weekdays = start.iter_days().filter(|date| {
        use chrono::Datelike;
        date.weekday().number_from_monday() < 6
    });
    for date in weekdays.take(len) {
        let open = close * (1.0 + step * (random.unit() - 0.5) * 0.5);
        // Now and then a gap of many bars' height.
        let jump = if random.unit() > 0.985 { 8.0 } else { 1.0 };
        close = open * (1.0 + step * jump * (random.unit() - 0.48));
        let row = Ohlcv {
            open,
            high: open.max(close) * (1.0 + step * random.unit() * 0.5),
            low: open.min(close) * (1.0 - step * random.unit() * 0.5),
            close,
            volume: (1e6 * (0.2 + random.unit() * random.unit() * 5.0)).round(),
        };
        builder.push(date.into(), row).unwrap();
    }
    builder.build()
}

/// What the engine knew at the end, with studies and everything else a chart can carry.
fn scene(bars: &Bars) -> Scene {
    let analysis = analyze(bars, &AnalysisConfig::default()).unwrap();
    let now = analysis.as_of(bars.len() - 1);
    let mut scene = Scene::of_reading(&now, &Reading::of(&now));
    for study in ["sma(20)", "sma(50)", "rsi(14)"] {
        scene.add_study(&study.parse().unwrap(), bars).unwrap();
    }
    let last = bars.len() - 1;
    let close = bars.close()[last];
    scene.source = "a walk".into();
    scene.comparison = Some(StudyLine::new(
        "INDEX",
        bars.open().iter().map(|open| Some(open * 3.0)),
    ));
    for (kind, share) in [
        (LineKind::Claim, 1.02),
        (LineKind::Target, 1.05),
        (LineKind::Given, 0.97),
        (LineKind::Given, 40.0),
    ] {
        scene.lines.push(PriceLine {
            kind,
            price: close * share,
            from: last.saturating_sub(20),
            text: None,
            verdict: None,
        });
    }
    scene.flags = (0..bars.len())
        .step_by(7)
        .map(|at| Flag {
            at,
            kind: HappeningKind::ALL[at % 4],
            text: "something".into(),
            closed_on: None,
        })
        .collect();
    scene
}

/// Far above everything that was ever paid.
fn off_range(bars: &Bars) -> ZoneMark {
    ZoneMark {
        id: "off".into(),
        family: "user".into(),
        state: "active".into(),
        low: bars.close()[0] * 500.0,
        high: bars.close()[0] * 501.0,
        formed_at: None,
        known_at: 0,
        known_on: bars.date(0),
        spans: vec![RoleSpan {
            from: 0,
            date: bars.date(0),
            role: ZoneRole::Resistance,
        }],
        evidence: Vec::new(),
        tests: 0,
        touches: Vec::new(),
        last_touch: None,
    }
}

fn odd_series() -> Vec<(&'static str, Bars)> {
    vec![
        ("one bar", walk(1, 1, 10.0, 0.02)),
        ("two bars", walk(2, 2, 10.0, 0.02)),
        ("flat", walk(3, 300, 10.0, 0.0)),
        ("wild gaps", walk(4, 300, 10.0, 0.12)),
        ("tiny prices", walk(5, 300, 1e-6, 0.03)),
        ("huge prices", walk(6, 300, 1e6, 0.03)),
        ("25 years", walk(7, 5000, 30.0, 0.02)),
        ("a few weeks", walk(8, 15, 120.0, 0.02)),
    ]
}

fn check(name: &str, scene: &Scene, options: &ChartOptions) {
    let (drawing, _) = compose(scene, options).unwrap();
    let name = format!("{name} at {:?}", options.size);
    let texts: Vec<(&str, Extent)> = drawing.texts().collect();
    let (width, height) = options.size;
    let canvas = Extent {
        left: 0.0,
        top: 0.0,
        right: f64::from(width) * f64::from(UNITS),
        bottom: f64::from(height) * f64::from(UNITS),
    };
    for (at, (text, extent)) in texts.iter().enumerate() {
        assert!(
            canvas.contains(extent),
            "{name}: \"{text}\" leaves the canvas: {extent:?}"
        );
        for (other, taken) in &texts[..at] {
            assert!(
                !extent.overlaps(taken),
                "{name}: \"{text}\" lies on \"{other}\""
            );
        }
    }
    let weekly = period::weeks(scene, options, MARGINS);
    let (scene, wanted) = weekly.as_ref().map_or_else(
        || (scene, period::wanted(scene, options)),
        |(weeks, wanted)| (weeks, *wanted),
    );
    let (frame, _) = drawn(scene, options, wanted);
    if frame.detail() == Detail::Compact {
        for zone in &frame.zones {
            let bounds = frame.prices.zone(zone.bounds());
            let is_named = texts.iter().any(|(text, _)| text.ends_with(&bounds));
            assert!(is_named, "{name}: the zone {bounds} has no name");
        }
    }
    labels_keep_off_bars(&name, &frame, &drawing.inks);
    for ink in &drawing.inks {
        let extent = ink.extent();
        let is_finite = [extent.left, extent.top, extent.right, extent.bottom]
            .iter()
            .all(|edge| edge.is_finite());
        assert!(is_finite, "{name}: {ink:?}");
        stays_in_its_pane(&name, &frame, ink);
    }
    assert!(
        drawing.description.contains(&scene.symbol) && drawing.description.contains("closed at")
    );
}

fn in_units(area: Area) -> Extent {
    let unit = f64::from(UNITS);
    Extent {
        left: area.left * unit,
        top: area.top * unit,
        right: area.right * unit,
        bottom: area.bottom * unit,
    }
}

fn stays_in_its_pane(name: &str, frame: &Frame<'_>, ink: &Ink) {
    let pane = match ink.part {
        Part::Bars | Part::Overlay | Part::Zone => frame.plot.area,
        Part::Volume => frame.places.volume.expect("volume is drawn in a pane"),
        Part::Study(number) => frame.places.studies[number],
        _ => return,
    };
    // A round join may stand out by the half of a line; the grid of units rounds.
    let slack = 1.0;
    let pane = in_units(Area {
        left: pane.left - slack,
        top: pane.top - slack,
        right: pane.right + slack,
        bottom: pane.bottom + slack,
    });
    let extent = ink.extent();
    assert!(pane.contains(&extent), "{name}: {ink:?} leaves {pane:?}");
}

fn labels_keep_off_bars(name: &str, frame: &Frame<'_>, inks: &[Ink]) {
    let labels: Vec<Extent> = inks
        .iter()
        .filter(|ink| ink.part == Part::Label && matches!(ink.figure, Figure::Text(..)))
        .map(Ink::extent)
        .collect();
    for (at, bar) in (frame.plot.window.first..).zip(frame.bars()) {
        let left = frame.plot.window.left_of(at);
        let bar = in_units(Area {
            left,
            top: frame.plot.y(bar.high),
            right: left + frame.plot.window.pitch,
            bottom: frame.plot.y(bar.low),
        });
        for label in &labels {
            assert!(!label.overlaps(&bar), "{name}: a label lies on bar {at}");
        }
    }
}

fn all_sizes() -> Vec<ChartOptions> {
    let mut sizes: Vec<ChartOptions> = Preset::ALL.map(ChartOptions::from).to_vec();
    sizes.push(ChartOptions {
        range: Range::Bars(5000),
        ..ChartOptions::default()
    });
    sizes.push(ChartOptions {
        size: (700, 420),
        range: Range::Bars(60),
        ..ChartOptions::default()
    });
    sizes
}

#[test]
fn odd_series_give_charts_without_overlaps_in_every_size() {
    for (name, bars) in odd_series() {
        let mut scene = scene(&bars);
        scene.zones.insert(0, off_range(&bars));
        for options in all_sizes() {
            check(name, &scene, &options);
        }
    }
}

#[test]
fn the_first_visible_bar_is_the_one_asked_for() {
    let scene = Scene::new(&walk(9, 4000, 30.0, 0.02));
    let counts = [
        1, 2, 3, 4, 5, 12, 30, 53, 124, 251, 252, 499, 502, 1258, 2515, 3999, 4000,
    ];
    for wanted in counts {
        let asked = scene.bars[4000 - wanted].time.date();
        for preset in Preset::ALL {
            let options = ChartOptions {
                range: Range::Bars(wanted),
                ..ChartOptions::from(preset)
            };
            let (_, shown) = compose(&scene, &options).unwrap();
            let name = format!("{wanted} bars, {preset}: {shown:?}");
            if shown.timeframe == Some(Timeframe::Week) {
                // A week is dated by its last day.
                let week = |date| Timeframe::Week.period(date);
                assert_eq!(week(shown.first.date()), week(asked), "{name}");
            } else {
                assert_eq!((shown.first.date(), shown.bars), (asked, wanted), "{name}");
            }
        }
    }
}

#[test]
fn two_hundred_random_series_give_charts_without_overlaps() {
    for seed in 0..200 {
        let mut random = Random::new(seed, 0);
        let len = 20 + usize::try_from(seed).unwrap() * 13 % 500;
        let price = 10f64.powf(random.unit() * 6.0 - 2.0);
        let bars = walk(seed, len, price, 0.005 + 0.06 * random.unit());
        let sizes = all_sizes();
        let options = &sizes[usize::try_from(seed).unwrap() % sizes.len()];
        check(&format!("walk {seed}"), &scene(&bars), options);
    }
}

#[test]
fn a_level_has_the_same_dates_on_days_and_on_weeks() {
    let options = ChartOptions::default();
    let mut phrases = std::collections::BTreeSet::new();
    for seed in 0..10 {
        let days = scene(&walk(seed, 400, 50.0, 0.02));
        let weeks = days.weekly();
        let dates = |scene: &Scene| -> Vec<String> {
            let frame = Frame::new(scene, &options, Count::Exactly(scene.bars.len()), MARGINS);
            let zones = scene.zones.iter();
            zones
                .filter_map(|zone| names::zone_lines(&frame, zone).pop())
                .collect()
        };
        let said = dates(&days);
        assert_eq!(said, dates(&weeks), "walk {seed}");
        for phrase in ["known since", "until"] {
            phrases.extend(
                said.iter()
                    .any(|line| line.contains(phrase))
                    .then_some(phrase),
            );
        }
    }
    assert_eq!(phrases.len(), 2, "{phrases:?}");
}

#[test]
fn a_line_that_ended_is_named_and_one_that_never_began_is_not() {
    let mut scene = Scene::new(&walk(3, 60, 50.0, 0.02));
    let upto = |end: usize| (0..60).map(move |at| (at < end).then_some(50.0));
    scene.overlays = vec![
        StudyLine::new("ENDED", upto(50)),
        StudyLine::new("NEVER", upto(0)),
    ];
    let (drawing, _) = compose(&scene, &ChartOptions::default()).unwrap();
    let names: Vec<&str> = drawing.texts().map(|(text, _)| text).collect();
    assert!(
        names.contains(&"ENDED") && !names.contains(&"NEVER"),
        "{names:?}"
    );
}
