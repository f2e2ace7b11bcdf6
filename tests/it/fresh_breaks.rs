//! What broke on the day of a chart is on the chart.

use strandline::chart::scene::Scene;
use strandline::data::{self, ReadOptions};
use strandline::{AnalysisConfig, Reading, analyze};

use super::chart::goog;
use super::support;

#[test]
fn a_break_of_the_day_is_drawn_or_one_that_overlaps_it() {
    let bars = goog();
    let analysis = analyze(&bars, &AnalysisConfig::default()).expect("the default settings");
    let mut breaks = 0;
    for at in bars.len() - 250..bars.len() {
        let now = analysis.as_of(at);
        let scene = Scene::of_reading(&now, &Reading::of(&now));
        let reading = Reading::of(&now);
        for level in now.levels().iter().filter(|level| level.state.is_broken()) {
            if level.broke_at != Some(at) {
                continue;
            }
            breaks += 1;
            let key = now.key(level);
            let mut rows = reading.rows.iter().chain(&reading.others);
            let row = rows.find(|row| row.levels().any(|level| level.key == key));
            let speaker = &row.expect("a row holds it").level;
            assert_eq!(
                speaker.broke_at.map(|when| when.at),
                Some(at),
                "{key} under {}",
                speaker.key
            );
            assert!(scene.breaks.iter().any(|mark| mark.at == at), "bar {at}");
        }
    }
    assert!(breaks > 50, "{breaks}");
}

#[test]
#[ignore = "needs the shared data: set STRANDLINE_SHARED"]
fn the_day_alibaba_broke_its_shelf_is_told_by_the_chart() {
    let shared = support::shared();
    let path = shared.join("data/daily/BABA.csv");
    let mut loaded = data::read(&path, &ReadOptions::default()).expect("the series");
    let bars = loaded.remove(0).bars;
    let at = bars
        .at_or_before("2025-12-01".parse().expect("a date"))
        .expect("a bar by then");
    let analysis = analyze(&bars, &AnalysisConfig::default()).expect("the default settings");
    let now = analysis.as_of(at);
    let scene = Scene::of_reading(&now, &Reading::of(&now));
    let told = scene.state.expect("something is under way").text;
    assert_eq!(
        told,
        "Resistance 160.89–161.58 broke on 1 Dec, not confirmed yet"
    );
    let broken = &scene.zones[0].id;
    assert!(
        scene
            .breaks
            .iter()
            .any(|mark| (mark.at, &mark.zone) == (at, broken))
    );
}
