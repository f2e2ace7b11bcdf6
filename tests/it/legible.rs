//! What can be read on a picture: letters on a telephone, lines at their bounds, marks and their meaning.

use strandline::chart::scene::{Scene, StudyLine};
use strandline::chart::{Chart, ChartOptions, Preset};
use strandline::reading::Reading;
use strandline::{AnalysisConfig, analyze};

use super::chart::{DAY, sample, scene, text_of};

/// Sizes of all letters of a chart, in its pixels.
fn letter_sizes(chart: &Chart) -> Vec<f64> {
    let listing = chart.listing();
    let texts = listing.lines().filter(|line| text_of(line).is_some());
    let size = |line: &str| {
        line.split("% text ")
            .nth(1)?
            .split(' ')
            .nth(1)?
            .parse()
            .ok()
    };
    texts.filter_map(size).collect()
}

#[test]
fn a_telephone_of_390_pixels_shows_no_letter_below_11() {
    let scene = scene(DAY);
    let chart = Chart::new(&scene, &Preset::Mobile.into()).expect("a chart");
    let pixels = chart.pixels().expect("memory for a picture");
    assert_eq!((pixels.width(), pixels.height()), (1080, 1350));
    let shrink = 390.0 / f64::from(Preset::Mobile.size().0);
    let sizes = letter_sizes(&chart);
    assert!(sizes.len() > 15 && sizes.iter().all(|size| size * shrink >= 11.0));
    assert!(chart.listing().contains("(GOOG)\""));
}

#[test]
fn an_oscillator_at_its_bounds_is_drawn_whole() {
    let mut scene = scene(DAY);
    let bars = scene.bars.len();
    scene.studies.truncate(1);
    let values = (0..bars).map(|at| Some(if at < bars - 30 { 100.0 } else { 0.0 }));
    scene.studies[0].lines = vec![StudyLine::new("RSI 14", values)];
    let chart = Chart::new(&scene, &ChartOptions::default()).expect("a chart");
    let listing = chart.listing();
    let line = listing
        .lines()
        .find(|line| line.starts_with("Study(0) line-c 100% path"));
    let points = line.expect("a line").split(": ").nth(1).expect("points");
    assert_eq!(points.split(' ').count(), chart.shown().bars);
}

#[test]
fn only_marks_that_occur_are_explained() {
    let mut scene = scene(DAY);
    let says = |scene: &Scene, words: &str| {
        let chart = Chart::new(scene, &ChartOptions::default()).expect("a chart");
        chart
            .listing()
            .lines()
            .filter_map(text_of)
            .any(|text| text.contains(words))
    };
    assert!(says(&scene, "\u{25CB} touch") && says(&scene, "break"));
    scene.breaks.clear();
    scene.zones.iter_mut().for_each(|zone| zone.touches.clear());
    scene.state = None;
    assert!(!says(&scene, "touch") && !says(&scene, "break"));
}

#[test]
fn the_headline_and_the_name_of_its_zone_write_the_same_bounds() {
    // Between 1,000 and 3,000 points: cents only where edges would be written alike.
    let bars = sample("SP500");
    let analysis = analyze(&bars, &AnalysisConfig::default()).expect("the default settings");
    let mut checked = 0;
    for at in (1000..bars.len()).step_by(211) {
        let now = analysis.as_of(at);
        let scene = Scene::of_reading(&now, &Reading::of(&now));
        let headline = scene.state.as_ref().map_or("", |state| &state.text);
        let Some(bounds) = headline.split(' ').find(|word| word.contains('–')) else {
            continue;
        };
        let bounds = bounds.trim_end_matches(|c: char| !c.is_ascii_digit());
        let chart = Chart::new(&scene, &ChartOptions::default()).expect("a chart");
        let listing = chart.listing();
        let mut names = listing.lines().filter(|line| line.starts_with("Label "));
        assert!(names.any(|name| name.contains(bounds)), "{headline}");
        checked += 1;
    }
    assert!(checked > 10, "{checked}");
}
