//! What broke on the day of a chart is on the chart.

use strandline::chart::scene::Scene;
use strandline::data::{self, ReadOptions};
use strandline::{AnalysisConfig, Standing, analyze};

use super::chart::goog;
use super::support;

#[test]
fn a_break_of_the_day_is_drawn_or_one_of_the_same_side_beside_it() {
    let bars = goog();
    let analysis = analyze(&bars, &AnalysisConfig::default()).expect("the default settings");
    let mut breaks = 0;
    for at in bars.len() - 250..bars.len() {
        let now = analysis.as_of(at);
        let scene = Scene::of_analysis(&now);
        let is_shown = |level: &Standing| {
            let id = level.level.id.to_string();
            scene.zones.iter().any(|zone| zone.id == id)
        };
        let near = 1.0 + 0.25 * now.atr_log().expect("an ATR");
        for level in now.levels().iter().filter(|level| level.state.is_broken()) {
            if level.broke_at != Some(at) {
                continue;
            }
            breaks += 1;
            let stands_for_it = |other: &Standing| {
                is_shown(other)
                    && other.role == level.role
                    && other.zone.low <= level.zone.high * near
                    && level.zone.low <= other.zone.high * near
            };
            let id = level.level.id;
            assert!(
                now.levels().iter().any(stands_for_it),
                "bar {at}: level {id}"
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
    let scene = Scene::of_analysis(&analysis.as_of(at));
    let told = scene.state.expect("something is under way").text;
    assert_eq!(told, "Broke resistance 160.89–161.58 on 1 Dec");
    let broken = &scene.zones[0].id;
    assert!(
        scene
            .breaks
            .iter()
            .any(|mark| (mark.at, &mark.zone) == (at, broken))
    );
}
