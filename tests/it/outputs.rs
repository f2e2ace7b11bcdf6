//! Results never fall on what was read, and a writer that is killed leaves whole files.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use strandline::evidence::Random;

/// Bars that climb by a hundredth a day.
fn bars(rows: u32) -> String {
    let day = |at: u32| {
        chrono::NaiveDate::from_ymd_opt(1990, 1, 1).expect("a date")
            + chrono::Days::new(u64::from(at))
    };
    let row = |at: u32| {
        let close = 20.0 + f64::from(at) / 100.0;
        let (high, low) = (close + 0.5, close - 0.5);
        format!(
            "{},{close:.2},{high:.2},{low:.2},{close:.2},{}\n",
            day(at),
            1000 + at
        )
    };
    let rows: String = (0..rows).map(row).collect();
    format!("Date,Open,High,Low,Close,Volume\n{rows}")
}

fn strandline(folder: &Path, line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_strandline"));
    command
        .args(line.split_whitespace())
        .current_dir(folder)
        .env("SOURCE_DATE_EPOCH", "0")
        .stdin(Stdio::null());
    command
}

fn code(folder: &Path, line: &str) -> Option<i32> {
    let output = strandline(folder, line).output().expect("the program runs");
    output.status.code()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let name = |entry: std::io::Result<fs::DirEntry>| {
        entry
            .expect("an entry")
            .file_name()
            .to_string_lossy()
            .into_owned()
    };
    let mut names: Vec<String> = entries.map(name).collect();
    names.sort();
    names
}

#[test]
fn results_over_inputs_or_over_each_other_are_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let strategy = "name = \"s\"\n[long]\nenter = \"close > sma(3)\"\nexit = \"close < sma(3)\"\n";
    let inputs = [
        ("i.csv", bars(60)),
        ("s.toml", strategy.to_owned()),
        ("e.csv", "date,kind,text\n1990-01-10,news,x\n".to_owned()),
    ];
    for (name, text) in &inputs {
        fs::write(folder.join(name), text).expect("an input");
    }
    fs::hard_link(folder.join("i.csv"), folder.join("hard.csv")).expect("a link");
    let there = names(folder);
    let lines = [
        "backtest i.csv --strategy s.toml --trades i.csv",
        "backtest i.csv --strategy s.toml --equity ./i.csv",
        "backtest i.csv --strategy s.toml --rejections hard.csv",
        "backtest i.csv --strategy s.toml --trades s.toml",
        "backtest i.csv --strategy s.toml --trades t.csv --equity t.csv",
        "backtest i.csv --strategy s.toml --trades t.csv --out ./t.csv",
        "chart i.csv --out c.png --json i.csv",
        "chart i.csv --events e.csv --out c.png --json e.csv",
        "levels i.csv --out hard.csv",
        "data convert i.csv --out i.csv",
        "data doctor i.csv --out i.csv",
        "compute i.csv --study sma(3) --out i.csv",
        "sweep i.csv --rule sma-cross --grid fast=2..4:1 --log i.csv",
    ];
    for line in lines {
        assert_eq!(code(folder, line), Some(2), "{line}");
        assert_eq!(names(folder), there, "{line}");
        for (name, text) in &inputs {
            let now = fs::read_to_string(folder.join(name)).expect("an input");
            assert!(now == *text, "{line} changed {name}");
        }
    }
    let good = "backtest i.csv --strategy s.toml --trades t.csv --equity q.csv --out r.json";
    assert_eq!(code(folder, good), Some(0));
}

#[cfg(unix)]
#[test]
fn a_result_that_does_not_fit_is_an_error() {
    if !Path::new("/dev/full").exists() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    for line in [
        "levels IBM",
        "--help",
        "list studies",
        "man levels",
        "data convert IBM",
    ] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full");
        let mut command = strandline(folder.path(), line);
        let status = command
            .stdout(full.expect("a device"))
            .stderr(Stdio::null())
            .status();
        assert_ne!(status.expect("the program runs").code(), Some(0), "{line}");
    }
}

/// Kills of a writer in a folder of its own, spread over the time that it takes.
#[test]
#[ignore = "256 runs of the program"]
fn killed_writers_leave_whole_files_and_the_next_run_no_litter() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    fs::write(folder.join("i.csv"), bars(20_000)).expect("an input");
    fs::write(folder.join("o.csv"), "old").expect("an output");
    let line = "data convert i.csv --out o.csv";
    assert_eq!(code(folder, line), Some(0));
    let whole = fs::read(folder.join("o.csv")).expect("an output");
    // Longer than it takes, by a program that is not optimised.
    let micros = 400_000;
    let mut random = Random::new(16, 0);
    let mut left = 0;
    for kill in 0..256 {
        fs::write(folder.join("o.csv"), "old").expect("an output");
        let mut child = strandline(folder, line)
            .stderr(Stdio::null())
            .spawn()
            .expect("it runs");
        // Half of them near the end, where it writes.
        let from = if kill % 2 == 0 { 0 } else { micros * 6 / 10 };
        let wait = from + random.below(micros * 12 / 10 - from);
        std::thread::sleep(Duration::from_micros(wait as u64));
        let _ = child.kill();
        child.wait().expect("it ends");
        let now = fs::read(folder.join("o.csv")).expect("an output");
        assert!(now == b"old" || now == whole, "half a file after {wait} us");
        left += names(folder).len() - 2;
    }
    assert_eq!(code(folder, line), Some(0));
    assert_eq!(
        names(folder),
        ["i.csv", "o.csv"],
        "{left} were left in between"
    );
}
