//! Time of a chart, stage by stage: 250 bars at 1600 x 900 with two averages, volume, RSI and the levels of an analysis.
//!
//! CPU time of this thread, the least of several runs, beside a bound measured in the same run: filling and encoding an
//! empty picture of that size. A batch at the end shows that memory stays flat.

use std::hint::black_box;
use std::path::Path;

use strandline::chart::scene::Scene;
use strandline::chart::{Chart, ChartOptions, Encoding, canvas};
use strandline::data::sample::Sample;
use strandline::data::{ReadOptions, read_bytes};
use strandline::{AnalysisConfig, Reading, analyze};

const RUNS: usize = 20;
const BATCH: usize = 500;

fn scene() -> Scene {
    let sample = Sample::named("GOOG").expect("an embedded sample");
    let options = ReadOptions::default();
    let mut loaded = read_bytes(Path::new("GOOG.csv"), sample.csv().to_vec(), &options)
        .expect("the sample can be read");
    let bars = loaded.remove(0).bars;
    let analysis = analyze(&bars, &AnalysisConfig::default()).expect("the default settings");
    let now = analysis.as_of(bars.len() - 1);
    let mut scene = Scene::of_reading(&now, &Reading::of(&now));
    scene.add_usual_studies(&bars).expect("enough bars");
    scene
}

/// CPU time of this thread in milliseconds; wall time where the system does not tell it.
#[expect(clippy::disallowed_methods, reason = "timing belongs in benches")]
fn now_ms() -> f64 {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    // The kernel brings the figure up to date when a thread gives way.
    std::thread::yield_now();
    let start = START.get_or_init(std::time::Instant::now);
    let on_cpu = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = on_cpu.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64() * 1e3, |ns| ns / 1e6)
}

/// Least and median time of `work`.
fn time<T>(name: &str, mut work: impl FnMut() -> T) -> f64 {
    let mut times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let start = now_ms();
            black_box(work());
            now_ms() - start
        })
        .collect();
    times.sort_by(f64::total_cmp);
    say(&format!(
        "{name:<44} {:>7.2} ms  (median {:.2})",
        times[0],
        times[RUNS / 2]
    ));
    times[0]
}

#[expect(clippy::print_stdout, reason = "a bench reports to its caller")]
fn say(line: &str) {
    println!("{line}");
}

/// Memory of this process in megabytes.
fn resident_mb() -> f64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = statm
        .split(' ')
        .nth(1)
        .and_then(|text| text.parse::<f64>().ok());
    pages.unwrap_or(0.0) * 4096.0 / 1e6
}

fn main() {
    let scene = scene();
    let once = ChartOptions::default();
    let twice = ChartOptions {
        scale: 2,
        ..ChartOptions::default()
    };
    let draw = |options: &ChartOptions| Chart::new(&scene, options).expect("a chart");
    let chart = draw(&once);
    let bound = time("bound: fill and encode an empty picture, fast", || {
        let mut pixmap = canvas(once.size, 1).expect("memory");
        pixmap.fill(tiny_skia::Color::WHITE);
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, pixmap.width(), pixmap.height());
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_compression(png::Compression::Fast);
        let mut writer = encoder.write_header().expect("a header");
        writer.write_image_data(pixmap.data()).expect("rows");
        writer.finish().expect("an end");
        out
    });
    time("lay out", || draw(&once));
    let paint = time("paint", || chart.pixels().expect("memory"));
    time("lay out, SVG", || draw(&once).svg().expect("a document"));
    let png = |options: &ChartOptions, encoding| draw(options).png(encoding).expect("a file");
    let small = time("whole PNG, default encoding", || {
        png(&once, Encoding::Small)
    });
    let fast = time("whole PNG, fast", || png(&once, Encoding::Fast));
    time("whole PNG, default encoding, scale 2", || {
        png(&twice, Encoding::Small)
    });
    time("whole PNG, fast, scale 2", || png(&twice, Encoding::Fast));
    for (name, options, encoding) in [
        ("default", &once, Encoding::Small),
        ("fast", &once, Encoding::Fast),
        ("default, scale 2", &twice, Encoding::Small),
    ] {
        let kib = png(options, encoding).len() as f64 / 1024.0;
        say(&format!("size, {name:<38} {kib:>7.0} KiB"));
    }
    say(&format!(
        "over the bound: paint {:.1}x, default {:.1}x, fast {:.1}x",
        paint / bound,
        small / bound,
        fast / bound
    ));
    let (before, start) = (resident_mb(), now_ms());
    for _ in 0..BATCH {
        black_box(png(&once, Encoding::Fast));
    }
    say(&format!(
        "{BATCH} charts, fast: {:.2} s; memory {before:.1} MB before, {:.1} MB after",
        (now_ms() - start) / 1e3,
        resident_mb()
    ));
}
