//! The demo and the commands it sends people on with: they exist, they work, they write what they say.

use std::path::PathBuf;
use std::process::Command;

/// A folder of this test's own, empty.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder to write to");
    folder
}

fn run(arguments: &[&str], folder: &PathBuf) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_strandline"));
    let output = command
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program runs");
    (
        output.status.code(),
        String::from_utf8(output.stdout).expect("UTF-8"),
    )
}

#[test]
fn the_demo_writes_a_chart_and_a_report_and_its_next_commands_work() {
    let folder = folder("demo");
    let (code, screen) = run(&["demo"], &folder);
    assert_eq!(code, Some(0), "{screen}");
    let report = std::fs::read_to_string(folder.join("demo/report.txt")).expect("a report");
    assert!(screen.starts_with(&report), "{screen}");
    let level = "resistance         29.99-30.08  +0.5 ATR  testing\n                   7 highs, known 2009-11-23";
    assert!(report.contains(level), "{report}");
    let chart = std::fs::read(folder.join("demo/chart.png")).expect("a chart");
    assert!(chart.starts_with(b"\x89PNG\r\n\x1a\n") && chart.len() > 10_000);

    let program = env!("CARGO_BIN_EXE_strandline");
    // A command longer than a line goes on below, as a shell takes it.
    let joined = screen.replace("\\\n", " ");
    let next = joined
        .lines()
        .filter_map(|line| line.trim().strip_prefix(program));
    let next: Vec<Vec<&str>> = next.map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(next.len(), 3, "{screen}");
    for arguments in next {
        let (code, answer) = run(&arguments, &folder);
        assert_eq!(code, Some(0), "{arguments:?}");
        assert!(answer.contains("MSFT"), "{answer}");
    }
}

#[test]
fn the_same_question_gives_the_same_bytes() {
    let folder = folder("same");
    let arguments = ["chart", "IBM", "--as-of", "2012-08-15", "--out"];
    let draw = |name: &'static str| {
        let (code, _) = run(&[&arguments[..], &[name]].concat(), &folder);
        assert_eq!(code, Some(0));
        std::fs::read(folder.join(name)).expect("a chart")
    };
    assert_eq!(draw("a.png"), draw("b.png"));
    assert_eq!(draw("a.svg"), draw("b.svg"));
}

#[test]
fn a_level_never_changes_its_name_or_its_past_from_day_to_day() {
    let folder = folder("days");
    let known = |date: &str| {
        let arguments = [
            "analyze", "MSFT", "--as-of", date, "--format", "json", "--quiet",
        ];
        let (code, json) = run(&arguments, &folder);
        assert_eq!(code, Some(0));
        let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        let levels = json["reading"]["rows"].as_array().expect("rows").clone();
        levels
            .into_iter()
            .find(|level| level["key"] == "shelf-R-2009-11-23-30.070")
            .expect("the level of the demo")
    };
    let days = [
        "2009-12-07",
        "2009-12-14",
        "2009-12-17",
        "2009-12-18",
        "2010-01-05",
    ];
    let told = days.map(known);
    let states = told
        .each_ref()
        .map(|level| level["state"].as_str().expect("a state"));
    assert_eq!(
        states,
        ["testing", "broken", "active", "confirmed", "sustained"]
    );
    assert!(told.iter().all(|level| level["known_at"] == "2009-11-23"));
}

#[test]
fn what_is_converted_reads_back_as_the_same_bars() {
    let folder = folder("convert");
    let (code, _) = run(&["data", "convert", "IBM", "--out", "ibm.csv"], &folder);
    assert_eq!(code, Some(0));
    let levels = |input: &str| {
        let arguments = [
            "levels", input, "--basis", "raw", "--format", "csv", "--quiet",
        ];
        run(&arguments, &folder)
    };
    assert_eq!(levels("ibm.csv"), levels("IBM"));
}

#[test]
fn what_is_converted_keeps_splits_and_says_what_it_cannot_keep() {
    let folder = folder("whole");
    let table = "Date,Open,High,Low,Close,Volume,Stock Splits\n\
        2024-01-12,400,404,396,402,100,0\n2024-01-15,100,101,99,100.5,,4\n2024-01-16,100,101,99,100.5,400,0\n\
        2024-01-22,100,101,99,100.5,400,0\n";
    std::fs::write(folder.join("acme.csv"), table).expect("a file");
    let convert = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_strandline"));
        command
            .args(["data", "convert", "acme.csv"])
            .args(arguments);
        let output = command.current_dir(&folder).output().expect("it runs");
        (
            String::from_utf8(output.stdout).expect("UTF-8"),
            String::from_utf8(output.stderr).expect("UTF-8"),
        )
    };
    let (rows, _) = convert(&["--out", "-", "--as-of", "2024-01-16"]);
    let whole = "date,open,high,low,close,volume,split\n2024-01-12,400,404,396,402,100,1\n\
        2024-01-15,100,101,99,100.5,,4\n2024-01-16,100,101,99,100.5,400,1\n";
    assert_eq!(rows, whole);
    let (rows, _) = convert(&["--out", "-", "--as-of", "2024-01-12"]);
    assert_eq!(
        rows,
        "date,open,high,low,close,volume\n2024-01-12,400,404,396,402,100\n"
    );
    let (_, told) = convert(&["--out", "new.csv", "--adjust", "splits"]);
    assert!(
        told.contains("read it with `--basis split-adjusted`"),
        "{told}"
    );
    let (_, told) = convert(&["--out", "new.csv", "--timeframe", "week"]);
    assert!(
        told.contains("have no place in a week and are not written"),
        "{told}"
    );
}
