//! The same question gives the same bytes: whatever the number of threads, the order of files, the interruptions.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use strandline::evidence::Random;

/// A folder of its own for one test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder for tests");
    folder
}

/// What the program prints when it runs in `folder`, without the last lines, which repeat the command.
fn says(folder: &Path, arguments: &str) -> Vec<u8> {
    let output = Command::new(env!("CARGO_BIN_EXE_strandline"))
        .args(arguments.split_whitespace())
        .current_dir(folder)
        .output()
        .expect("the program runs");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{arguments}: {complaint}");
    output.stdout
}

/// Bars of three years of a walk that differs by name.
fn prices(seed: u64) -> String {
    let mut random = Random::new(seed, 0);
    let first = chrono::NaiveDate::from_ymd_opt(2020, 1, 1).expect("a date");
    let mut text = String::from("date,open,high,low,close,volume\n");
    let mut close = 50.0;
    for day in 0..750 {
        let open = close * (0.99 + 0.02 * random.unit());
        close = open * (0.97 + 0.061 * random.unit());
        let (high, low) = (open.max(close) * 1.004, open.min(close) * 0.996);
        let date = first + chrono::Days::new(day);
        writeln!(text, "{date},{open:.4},{high:.4},{low:.4},{close:.4},1000").expect("written");
    }
    text
}

fn write_prices(folder: &Path) {
    for (name, seed) in [("AAA", 1), ("BBB", 2), ("CCC", 3)] {
        std::fs::write(folder.join(format!("{name}.csv")), prices(seed)).expect("written");
    }
}

/// The JSON without the command in it, which names threads and files.
fn body(json: &[u8]) -> serde_json::Value {
    let mut value: serde_json::Value = serde_json::from_slice(json).expect("JSON");
    let meta = value.as_object_mut().expect("an object").remove("meta");
    assert!(meta.is_some());
    value
}

const SWEEP: &str = "sweep AAA.csv --rule sma-cross --grid fast=5..20:5,slow=30|50|80 \
                     --walk-forward 250,60 --random-entries 40 --equity curve.csv";

#[test]
fn one_two_and_four_threads_say_the_same() {
    let folder = folder("threads");
    write_prices(&folder);
    let at = |jobs: usize| {
        let json = says(&folder, &format!("{SWEEP} --format json --jobs {jobs}"));
        let csv = says(
            &folder,
            &format!("{SWEEP} --format csv --quiet --jobs {jobs}"),
        );
        let curve = std::fs::read(folder.join("curve.csv")).expect("a curve");
        (body(&json), csv, curve)
    };
    let one = at(1);
    assert_eq!(one, at(2));
    assert_eq!(one, at(4));
}

#[test]
fn an_interrupted_sweep_goes_on_and_ends_with_the_same_bytes() {
    let folder = folder("resume");
    write_prices(&folder);
    let sweep = format!("{SWEEP} --log trials.log");
    let log = folder.join("trials.log");
    let whole = says(&folder, &sweep);
    let curve = std::fs::read(folder.join("curve.csv")).expect("a curve");
    let text = std::fs::read(&log).expect("a log");
    // Interrupted within a line, at a line end, and not at all: all of it was tried before then.
    let line_ends: Vec<usize> = (0..text.len()).filter(|&at| text[at] == b'\n').collect();
    assert_eq!(line_ends.len(), 1 + 12);
    for kept in [line_ends[4] + 100, line_ends[7] + 1, text.len()] {
        std::fs::write(&log, &text[..kept]).expect("written");
        std::fs::remove_file(folder.join("curve.csv")).expect("removed");
        let resumed = says(&folder, &sweep);
        assert_eq!(
            String::from_utf8_lossy(&resumed),
            String::from_utf8_lossy(&whole)
        );
        assert_eq!(
            std::fs::read(folder.join("curve.csv")).expect("a curve"),
            curve
        );
        let lines = std::fs::read_to_string(&log).expect("a log");
        assert_eq!(lines.lines().count(), 13);
    }
}

#[test]
fn earlier_trials_on_the_same_data_count_and_are_not_tried_twice() {
    let folder = folder("earlier");
    write_prices(&folder);
    let sweep = |file: &str, grid: &str| {
        let arguments = format!(
            "sweep {file} --rule sma-cross --grid {grid} --random-entries 0 --log trials.log --format json"
        );
        body(&says(&folder, &arguments))["luck"]["statistics"]["trials"].clone()
    };
    assert_eq!(sweep("AAA.csv", "fast=5|10,slow=50"), 2);
    assert_eq!(sweep("AAA.csv", "fast=10|15|20,slow=50"), 4);
    assert_eq!(sweep("AAA.csv", "fast=5|10,slow=50"), 4);
    assert_eq!(sweep("BBB.csv", "fast=5|10,slow=50"), 2);
}

#[test]
fn the_order_of_files_changes_no_byte_of_any_output() {
    let folder = folder("files");
    write_prices(&folder);
    let outputs = "--trades trades.csv --equity equity.csv --rejections rejections.csv";
    let run = |files: &str| {
        let asked = "--rule donchian --random-entries 20 --format json";
        let json = says(&folder, &format!("backtest {files} {asked} {outputs}"));
        let file = |name: &str| std::fs::read(folder.join(name)).expect("an output");
        let files = ["trades.csv", "equity.csv", "rejections.csv"].map(file);
        (body(&json), files)
    };
    let straight = run("AAA.csv BBB.csv CCC.csv");
    assert!(straight.1[0].len() > 1000);
    assert_eq!(straight, run("CCC.csv AAA.csv BBB.csv"));
    assert_eq!(straight, run("BBB.csv CCC.csv AAA.csv"));
}

#[test]
fn a_backtest_measured_against_luck_says_the_same_twice_and_another_seed_differs() {
    let folder = folder("seed");
    write_prices(&folder);
    let run = |seed: u64| {
        let asked = "--rule bounce --random-entries 50 --placebo 6 --format json";
        body(&says(
            &folder,
            &format!("backtest AAA.csv {asked} --seed {seed}"),
        ))
    };
    let first = run(1);
    assert_eq!(first, run(1));
    assert_ne!(first["luck"], run(2)["luck"]);
    assert_eq!(first["trades"], run(2)["trades"]);
}
