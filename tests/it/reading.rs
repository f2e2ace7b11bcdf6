//! Screen, JSON and chart tell one reading of a day: the same level, the same counts, the same prices.

use std::path::Path;

use serde_json::Value;
use strandline::chart::scene::{LineKind, Scene};
use strandline::data::sample::Sample;
use strandline::data::{ReadOptions, read_bytes};
use strandline::report::{Body, Overview};
use strandline::text::{Medium, Prices, Wording};
use strandline::{AnalysisConfig, AsOf, Bars, analyze};

fn sample(name: &str) -> Bars {
    let sample = Sample::named(name).expect("an embedded sample");
    let loaded = read_bytes(
        Path::new(name),
        sample.csv().to_vec(),
        &ReadOptions::default(),
    );
    loaded.expect("the sample can be read").remove(0).bars
}

/// Compares the three tellers on every bar of a bundled series.
fn compare(name: &str) {
    let analysis = analyze(&sample(name), &AnalysisConfig::default()).expect("the defaults");
    let mut replay = analysis.replay();
    let mut led = 0;
    for at in 0..analysis.bars().len() {
        let now = replay.advance_to(at);
        led += usize::from(compare_on(now));
    }
    assert!(led > analysis.bars().len() - 100, "{led}");
}

/// The three tellers at one close.
struct Told {
    day: String,
    json: Value,
    scene: Scene,
    screen: String,
    prices: Prices,
}

/// Compares them at one close; whether a level leads there.
fn compare_on(now: &AsOf<'_>) -> bool {
    let overview = Overview::new(now);
    let json = serde_json::to_value(&overview).expect("JSON");
    let told = Told {
        day: json["reading"]["time"].as_str().expect("a time").to_owned(),
        scene: Scene::of_reading(now, &overview.reading),
        screen: overview.text(),
        prices: Wording::prices_of(now, &overview.reading),
        json,
    };
    told.has_measured_moves();
    let leads = told.has_one_lead();
    if leads {
        let screen = Wording::new(&overview.reading, told.prices, Medium::Screen);
        told.has_one_headline(&screen.headline());
    }
    leads
}

impl Told {
    fn reading(&self) -> &Value {
        &self.json["reading"]
    }

    fn price(&self, value: &Value) -> String {
        self.prices.price(value.as_f64().expect("a price"))
    }

    fn edges(&self, row: &Value) -> String {
        format!("{}-{}", self.price(&row["low"]), self.price(&row["high"]))
    }

    /// The first paragraph of the screen, in one line.
    fn first(&self) -> String {
        let first = self.screen.split_once("\n\n").expect("paragraphs").0;
        first.replace('\n', " ")
    }

    fn has_measured_moves(&self) {
        let day = &self.day;
        let mut lines = self.scene.lines.iter();
        let target = lines.find(|line| line.kind == LineKind::Target);
        let left = &self.reading()["left_range"];
        let open = (left["progress"] == "open").then(|| left["measured"].as_f64());
        assert_eq!(target.map(|line| Some(line.price)), open, "{day}");
        for measured in [&left["measured"], &self.reading()["range"]["measured_up"]] {
            let is_told = measured.is_null() || self.screen.contains(&self.price(measured));
            assert!(is_told, "{day}: {measured}");
        }
    }

    /// The same level comes first, with the same state, prices and counts.
    fn has_one_lead(&self) -> bool {
        let day = &self.day;
        let first = self.first();
        let close = self.price(&self.reading()["close"]);
        assert!(first.contains(&format!("closed at {close}")), "{first}");
        assert!(first.contains(day), "{day}: {first}");
        let Some(row) = self.reading()["rows"].get(0) else {
            assert!(self.scene.zones.is_empty(), "{day}");
            return false;
        };
        let zone = &self.scene.zones[0];
        assert_eq!(row["key"], zone.id, "{day}");
        assert_eq!(row["state"], zone.state, "{day}");
        assert_eq!(
            (&row["low"], &row["high"]),
            (&zone.low.into(), &zone.high.into()),
            "{day}"
        );
        assert_eq!(row["tests"], zone.tests, "{day}");
        let ladder = self.screen.split_once("\nif up").expect("the steps").0;
        let ladder = ladder.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            ladder.contains(&self.edges(row)),
            "{day}: {}",
            self.edges(row)
        );
        for fact in &zone.evidence {
            assert!(
                ladder.contains(&fact.text),
                "{day}: {} in {ladder}",
                fact.text
            );
        }
        true
    }

    /// The headline of the picture speaks of the level that the first sentence speaks of, by its zone or, where that has
    /// just been named, by its role.
    fn has_one_headline(&self, headline: &str) {
        let day = &self.day;
        let row = &self.reading()["rows"][0];
        let zone = format!(
            "{} {}",
            row["role"].as_str().expect("a role"),
            self.edges(row)
        );
        let drawn = &self.scene.state.as_ref().expect("a headline").text;
        let drawn = drawn.replace('–', "-").replace(',', "").to_lowercase();
        assert!(drawn.contains(&zone), "{day}: {zone} in {drawn}");
        let headline = headline.replace(',', "").to_lowercase();
        assert!(headline.contains(&zone), "{day}: {zone} in {headline}");
        let words = |text: &str| {
            text.split_whitespace()
                .take(3)
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(words(&drawn), words(&headline), "{day}");
        let first = self.first();
        if row["under_way"].is_null() {
            assert!(first.ends_with("; nothing is under way."), "{day}: {first}");
            return;
        }
        let (place, clause) = first.split_once("; ").expect("a clause");
        let role = row["role"].as_str().expect("a role");
        let is_named = clause.contains(&zone) || place.contains(&zone) && clause.contains(role);
        assert!(is_named, "{day}: {zone} in {first}");
    }
}

#[test]
fn msft_is_told_alike_by_screen_json_and_chart() {
    compare("MSFT");
}

#[test]
fn ibm_is_told_alike_by_screen_json_and_chart() {
    compare("IBM");
}

#[test]
fn goog_is_told_alike_by_screen_json_and_chart() {
    compare("GOOG");
}

#[test]
fn the_sp500_is_told_alike_by_screen_json_and_chart() {
    compare("SP500");
}
