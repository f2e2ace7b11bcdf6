//! Charts through their public face: one scene, one picture, the same everywhere.

use std::path::Path;

use plotters::prelude::{BLUE, Color, IntoDrawingArea, LineSeries, WHITE};
use strandline::chart::scene::{Flag, LineKind, PriceLine, RangeBox, Scene, Stale, StudyLine};
use strandline::chart::{
    BarStyle, Chart, ChartOptions, Encoding, Palette, Preset, Range, Raster, Theme, canvas,
};
use strandline::data::sample::Sample;
use strandline::data::{ReadOptions, read_bytes};
use strandline::market::HappeningKind;
use strandline::{AnalysisConfig, Bars, Reading, analyze};

pub(crate) fn goog() -> Bars {
    sample("GOOG")
}

/// The bars of an embedded sample.
pub(crate) fn sample(name: &str) -> Bars {
    let sample = Sample::named(name).expect("an embedded sample");
    let options = ReadOptions::default();
    let mut loaded = read_bytes(Path::new("GOOG.csv"), sample.csv().to_vec(), &options)
        .expect("the sample can be read");
    loaded.remove(0).bars
}

/// What was known of GOOG on a day, with everything a chart can carry beside it.
pub(crate) fn scene(date: &str) -> Scene {
    let bars = goog();
    let at = bars
        .at_or_before(date.parse().expect("a date"))
        .expect("a bar by then");
    let analysis = analyze(&bars, &AnalysisConfig::default()).expect("the default settings");
    let now = analysis.as_of(at);
    let mut scene = Scene::of_reading(&now, &Reading::of(&now));
    scene.name = Some("Alphabet".into());
    scene.currency = Some("USD".into());
    scene.source = "GOOG.csv".into();
    scene.add_usual_studies(&bars).expect("enough bars");
    let macd = "macd(12, 26, 9)".parse().expect("a study");
    scene.add_study(&macd, &bars).expect("enough bars");
    let half = scene.bars.iter().map(|bar| Some(bar.open / 2.0));
    scene.comparison = Some(StudyLine::new("INDEX", half.collect::<Vec<_>>()));
    scene.flags.push(Flag {
        at: at - 30,
        kind: HappeningKind::Results,
        text: "second quarter".into(),
        closed_on: None,
    });
    scene.lines.push(PriceLine {
        kind: LineKind::Claim,
        price: scene.bars[at].close * 1.03,
        from: at - 10,
        text: None,
        verdict: None,
    });
    scene
}

pub(crate) const DAY: &str = "2012-10-15";

#[test]
fn the_draw_list_of_a_chart_is_the_one_a_person_has_looked_at() {
    let mut scene = scene(DAY);
    scene.bars.drain(..scene.bars.len() - 40);
    let small = Scene {
        // A scene of few bars, so that its list can be read.
        zones: Vec::new(),
        breaks: Vec::new(),
        ranges: vec![RangeBox::new((20, 39), (730.0, 774.0))],
        lines: Vec::new(),
        flags: Vec::new(),
        overlays: Vec::new(),
        comparison: None,
        volume_average: None,
        studies: Vec::new(),
        state: None,
        ..scene
    };
    let options = ChartOptions {
        size: (480, 340),
        ..ChartOptions::default()
    };
    let chart = Chart::new(&small, &options).expect("a chart");
    insta::assert_snapshot!(chart.listing());
}

/// Hashes of decoded pixels, so that a change of the encoder changes nothing here.
#[cfg(target_arch = "x86_64")]
#[test]
fn pixels_are_the_same_on_every_machine() {
    use sha2::{Digest, Sha256};
    let scene = scene(DAY);
    let hashes: Vec<String> = Palette::ALL
        .into_iter()
        .map(|palette| {
            let options = ChartOptions {
                theme: palette.into(),
                ..ChartOptions::default()
            };
            let chart = Chart::new(&scene, &options).expect("a chart");
            let pixels = chart.pixels().expect("memory for a picture");
            let digest = Sha256::digest(pixels.data());
            let start: [u8; 8] = digest[..8].try_into().expect("a digest has 32 bytes");
            format!("{palette} {:016x}", u64::from_be_bytes(start))
        })
        .collect();
    insta::assert_snapshot!(hashes.join("\n"));
}

#[test]
fn the_same_scene_gives_the_same_bytes() {
    let scene = scene(DAY);
    let png = || {
        let chart = Chart::new(&scene, &Preset::Social.into()).expect("a chart");
        chart.png(Encoding::Small).expect("a file")
    };
    assert_eq!(png(), png());
}

#[test]
fn a_png_carries_its_words_and_its_density() {
    let scene = scene(DAY);
    let chart = Chart::new(&scene, &Preset::Social.into()).expect("a chart");
    for encoding in [Encoding::Small, Encoding::Fast] {
        let file = chart.png(encoding).expect("a file");
        let decoder = png::Decoder::new(std::io::Cursor::new(file));
        let reader = decoder.read_info().expect("a PNG");
        let info = reader.info();
        assert_eq!((info.width, info.height), (2400, 1350));
        // 192 pixels an inch.
        assert_eq!(info.pixel_dims.expect("a density").xppu, 7560);
        let text = |keyword: &str| {
            let chunks = &info.utf8_text;
            let chunk = chunks.iter().find(|chunk| chunk.keyword == keyword);
            chunk.expect("a text chunk").get_text().expect("its text")
        };
        assert_eq!(text("Title"), "Alphabet (GOOG)");
        assert_eq!(text("Source"), "GOOG.csv");
        assert!(text("Software").starts_with("strandline "));
        let description = text("Description");
        assert!(
            description.starts_with("Alphabet (GOOG), daily, "),
            "{description}"
        );
        assert_eq!(description, chart.description());
    }
}

/// Numbers of a text: `−0.53` is 0.53, `271.88M` is 271.88; dates are left out.
fn numbers(text: &str) -> Vec<String> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let is_part = |c: char| c.is_ascii_digit() || c == '.';
    let words: Vec<&str> = text.split([' ', '–', '\u{202f}']).collect();
    let is_month = |at: usize| words.get(at).is_some_and(|word| MONTHS.contains(word));
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        // Commas between thousands.
        let word = word.replace(',', "");
        if is_month(at + 1) || at > 0 && is_month(at - 1) {
            continue;
        }
        for number in word.split(|c: char| !is_part(c)) {
            let number = number.trim_matches('.');
            if !number.is_empty() {
                found.push(number.to_owned());
            }
        }
    }
    found
}

fn collect(value: &serde_json::Value, numbers: &mut Vec<f64>, words: &mut String) {
    match value {
        serde_json::Value::Number(number) => numbers.extend(number.as_f64()),
        serde_json::Value::String(text) => {
            words.push_str(text);
            words.push(' ');
        }
        serde_json::Value::Array(items) => {
            for item in items {
                collect(item, numbers, words);
            }
        }
        serde_json::Value::Object(fields) => {
            for item in fields.values() {
                collect(item, numbers, words);
            }
        }
        _ => {}
    }
}

/// What a line of a listing writes, if it writes.
pub(crate) fn text_of(line: &str) -> Option<&str> {
    line.contains("% text ").then_some(())?;
    Some(line.split_once('"')?.1.rsplit_once('"')?.0)
}

#[test]
fn every_number_of_the_picture_is_in_the_json() {
    let scene = scene(DAY);
    let chart = Chart::new(&scene, &ChartOptions::default()).expect("a chart");
    let (mut known, mut words) = (Vec::new(), String::new());
    for json in [
        scene.to_json().expect("JSON"),
        serde_json::to_string(chart.shown()).expect("JSON"),
    ] {
        let value = serde_json::from_str(&json).expect("JSON reads back");
        collect(&value, &mut known, &mut words);
    }
    words.push_str(env!("CARGO_PKG_VERSION"));
    let mut checked = 0;
    for line in chart.listing().lines() {
        let Some(text) = text_of(line) else {
            continue;
        };
        for number in numbers(text) {
            let decimals = number.split_once('.').map_or(0, |(_, places)| places.len());
            let scales = [1.0, 1e3, 1e6, 1e9];
            let is_known = words.contains(&number)
                || known.iter().any(|value| {
                    scales
                        .iter()
                        .any(|scale| format!("{:.decimals$}", value.abs() / scale) == number)
                });
            // Labels of an axis are round values, not facts; those of the price are among what is shown.
            assert!(
                is_known || line.starts_with("Axis "),
                "{number} of \"{text}\""
            );
            checked += 1;
        }
    }
    assert!(checked > 40, "{checked}");
}

#[test]
fn a_scene_read_back_from_its_json_gives_the_same_drawing() {
    let scene = scene(DAY);
    let back: Scene = serde_json::from_str(&scene.to_json().expect("JSON")).expect("a scene");
    let listing = |scene: &Scene| {
        let chart = Chart::new(scene, &ChartOptions::default()).expect("a chart");
        chart.listing()
    };
    assert!(listing(&back) == listing(&scene));
}

#[test]
fn stale_data_turn_the_footer_amber_and_say_so() {
    let mut scene = scene(DAY);
    let said = "Stale on 1 Nov 2012: last bar 15 Oct 2012, 12 sessions ago · ";
    let footer = |scene: &Scene| {
        let chart = Chart::new(scene, &ChartOptions::default()).expect("a chart");
        let listing = chart.listing();
        let mut amber = listing.lines().filter(|line| line.contains(" warning "));
        amber.any(|line| text_of(line).is_some_and(|text| text.starts_with(said)))
    };
    assert!(!footer(&scene));
    scene.stale = Some(Stale {
        today: "2012-11-01".parse().expect("a date"),
        sessions: 12,
        is_counted: true,
    });
    assert!(footer(&scene));
}

#[test]
fn days_narrower_than_three_pixels_become_weeks_and_the_subtitle_says_so() {
    let bars = goog();
    let options = ChartOptions {
        range: Range::Bars(2000),
        ..ChartOptions::default()
    };
    let chart = Chart::new(&Scene::new(&bars), &options).expect("a chart");
    let says = |words: &str| chart.listing().contains(words);
    assert!(says("Weekly candles"));
    assert!(says("log scale"), "GOOG rose by more than a factor of 3");
}

#[test]
fn a_name_that_no_font_has_gives_way_to_the_symbol() {
    let mut scene = scene(DAY);
    scene.name = Some("แอลฟาเบต".into());
    let chart = Chart::new(&scene, &ChartOptions::default()).expect("a chart");
    assert_eq!(chart.title(), "GOOG");
}

#[test]
fn every_style_and_theme_can_be_drawn() {
    let scene = scene(DAY);
    for style in BarStyle::ALL {
        for palette in Palette::ALL {
            let options = ChartOptions {
                style,
                theme: Theme {
                    palette,
                    up_red: true,
                },
                ..Preset::Thumb.into()
            };
            let chart = Chart::new(&scene, &options).expect("a chart");
            assert!(chart.png(Encoding::Fast).expect("a file").len() > 1000);
        }
    }
}

#[test]
fn a_scene_that_contradicts_itself_is_refused() {
    let mut scene = scene(DAY);
    let bars = scene.bars.len();
    scene.flags[0].at = bars;
    let error = Chart::new(&scene, &ChartOptions::default()).expect_err("a mark too far");
    assert_eq!(
        error.to_string(),
        format!("chart: a mark at bar {bars} does not fit a scene of {bars} bars")
    );
    scene.bars.clear();
    let error = Chart::new(&scene, &ChartOptions::default()).expect_err("no bars");
    assert_eq!(error.to_string(), "GOOG: too few bars for a chart (0 of 1)");
}

#[test]
fn any_drawing_of_plotters_can_use_the_backend() {
    let mut pixmap = canvas((60, 40), 2).expect("memory for a picture");
    {
        let area = Raster::new(&mut pixmap, 2).into_drawing_area();
        area.fill(&WHITE).expect("a background");
        let mut chart = plotters::chart::ChartBuilder::on(&area)
            .build_cartesian_2d(0.0..1.0, 0.0..1.0)
            .expect("a chart");
        let line = LineSeries::new([(0.0, 0.0), (1.0, 1.0)], BLUE.stroke_width(32));
        chart.draw_series(line).expect("a line");
    }
    assert_eq!((pixmap.width(), pixmap.height()), (120, 80));
    // On the diagonal, and off it.
    let pixel = |x, y| {
        let pixel = pixmap.pixel(x, y).expect("inside");
        [pixel.red(), pixel.green(), pixel.blue()]
    };
    assert_eq!(pixel(60, 40), [0, 0, 255]);
    assert_eq!(pixel(60, 70), [255, 255, 255]);
}

#[test]
fn no_system_font_library_is_linked() {
    let lock = include_str!("../../Cargo.lock");
    for name in [
        "font-kit",
        "fontconfig",
        "yeslogic-fontconfig-sys",
        "freetype-sys",
        "fontdb",
    ] {
        assert!(!lock.contains(&format!("name = \"{name}\"")), "{name}");
    }
}
