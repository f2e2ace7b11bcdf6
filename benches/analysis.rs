//! Bars a second through the analysis, beside a bare loop over the same bars.
//!
//! `cargo bench --bench analysis`

mod support;

use strandline::evidence::Random;
use strandline::{AnalysisConfig, Bars, Basis, Family, Ohlcv, Timeframe, analyze};
use support::{Job, figure, medians};

/// A random walk of `len` bars, two percent a bar, the same every time.
fn walk(len: u64) -> Bars {
    let mut random = Random::new(1, 0);
    let mut builder = Bars::builder(
        "WALK".parse().expect("a symbol"),
        Timeframe::Day,
        Basis::SplitAdjusted,
    );
    let start = chrono::NaiveDate::from_ymd_opt(1800, 1, 1).expect("a date");
    let mut log = 4.0f64;
    for day in 0..len {
        let open = log + 0.004 * (random.unit() + random.unit() - 1.0);
        let close = open + 0.04 * (random.unit() + random.unit() - 1.0);
        let (high, low) = (
            open.max(close) + 0.01 * random.unit(),
            open.min(close) - 0.01 * random.unit(),
        );
        let volume = 1e6 * (1.0 + random.unit());
        let row = Ohlcv {
            open: open.exp(),
            high: high.exp(),
            low: low.exp(),
            close: close.exp(),
            volume,
        };
        // A bar a day: the volume profile is made anew each month.
        let time = start.and_hms_opt(0, 0, 0).expect("midnight")
            + chrono::Duration::days(day.cast_signed());
        builder.push(time, row).expect("a valid row");
        // Pull the walk back so that a million steps stay a price.
        log = close - 0.0005 * (close - 4.0);
    }
    builder.build()
}

/// Reads every value once.
fn bare_loop(bars: &Bars) -> f64 {
    let columns = [
        bars.open(),
        bars.high(),
        bars.low(),
        bars.close(),
        bars.volume().unwrap_or_default(),
    ];
    (0..bars.len())
        .map(|at| columns.iter().map(|column| column[at]).sum::<f64>())
        .sum()
}

fn main() {
    let (short, long) = (walk(100_000), walk(1_000_000));
    let all = AnalysisConfig::default();
    let no_profile = AnalysisConfig::of([Family::Swing, Family::Shelf, Family::Extreme]);
    let [swing, shelf, extreme] =
        [Family::Swing, Family::Shelf, Family::Extreme].map(|family| AnalysisConfig::of([family]));
    let none = AnalysisConfig::of([]);
    let facts = |bars, config| analyze(bars, config).expect("valid settings").facts().len();
    let mut jobs = vec![
        Job::new(|| facts(&short, &no_profile)),
        Job::new(|| facts(&long, &no_profile)),
        Job::new(|| facts(&short, &all)),
        Job::new(|| bare_loop(&short)),
        Job::new(|| facts(&short, &none)),
        Job::new(|| facts(&short, &swing)),
        Job::new(|| facts(&short, &shelf)),
        Job::new(|| facts(&short, &extreme)),
    ];
    let seconds = medians(&mut jobs, 5);
    let bars = short.len() as f64;
    let rate = |index: usize| bars / seconds[index] * 1e-6;
    figure("analysis, all events", rate(0), "M bars/s", "bound 1.8");
    figure(
        "analysis, all events and the volume profile",
        rate(2),
        "M bars/s",
        "",
    );
    figure(
        "ten times the bars, time over ten",
        seconds[1] / seconds[0] / 10.0,
        "x",
        "0.8 to 1.2",
    );
    figure(
        "bound: a bare loop over the same bars",
        rate(3),
        "M bars/s",
        "",
    );
    for (what, job) in [("analysis", 0), ("analysis with the profile", 2)] {
        let of = format!("{what} over the bare loop, time");
        figure(&of, seconds[job] / seconds[3], "x", "");
    }
    // Where the time goes: pivots, ranges and ATR that all families share, and each family by itself on top of them.
    for (what, job) in ["no level", "swings", "shelves", "extremes"]
        .iter()
        .zip(4..)
    {
        figure(&format!("{what} alone"), rate(job), "M bars/s", "");
    }
    let facts = facts(&short, &no_profile) as f64;
    figure("facts a bar, without the profile", facts / bars, "", "");
}
