//! Many series: every command takes files, folders, patterns, lists and files of many series in one way.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// Bars of a walk that turns at 110 and 100, `lift` above it.
fn rows(lift: f64, bars: u32, symbol: &str) -> String {
    let day = |at: u32| {
        chrono::NaiveDate::from_ymd_opt(2020, 1, 1).expect("a date")
            + chrono::Days::new(u64::from(at))
    };
    let row = |at: u32| {
        let phase = at % 20;
        let close = lift + 100.0 + f64::from(if phase < 10 { phase } else { 20 - phase });
        let (high, low) = (close + 0.6, close - 0.6);
        format!(
            "{symbol}{},{close:.2},{high:.2},{low:.2},{close:.2},{}\n",
            day(at),
            1000 + at
        )
    };
    (0..bars).map(row).collect()
}

/// A folder with `a.csv` and `b.csv`, a list of both, and `both.csv` that holds both series.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let head = "Date,Open,High,Low,Close,Volume\n";
    fs::create_dir(at("in")).expect("a folder");
    for (name, lift) in [("a", 0.0), ("b", 7.0)] {
        let text = format!("{head}{}", rows(lift, 120, ""));
        fs::write(at(&format!("in/{name}.csv")), text).expect("a file");
    }
    let both = format!(
        "Symbol,{head}{}{}",
        rows(0.0, 120, "a,"),
        rows(7.0, 120, "b,")
    );
    fs::write(at("both.csv"), both).expect("a file");
    fs::write(at("list.txt"), "# both\nin/a.csv\nin/b\n").expect("a file");
    folder
}

fn run(folder: &Path, line: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_strandline"))
        .args(line.split_whitespace())
        .current_dir(folder)
        .env("SOURCE_DATE_EPOCH", "0")
        .output()
        .expect("the program runs")
}

/// Standard output without the footer, which names what was typed; both outputs if the run failed.
fn told(folder: &Path, line: &str) -> String {
    let output = run(folder, line);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{line}: {text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    text.split("\nstrandline ").next().unwrap_or("").to_owned()
}

const WAYS: [&str; 5] = [
    "in/a.csv in/b.csv",
    "in",
    "in/*.csv",
    "@list.txt",
    "both.csv",
];

#[test]
fn every_command_takes_many_series_in_every_way() {
    let folder = folder();
    let folder = folder.path();
    // What the rows say of each series, without the name of the file they are from.
    let commands = [
        "analyze INPUT --format table",
        "analyze INPUT --screen --format csv",
        "levels INPUT --format csv",
        "compute INPUT --study sma(5) --format csv",
        "compute INPUT --study sma(5)",
        "audit INPUT --cuts 3 --format table",
        "data doctor INPUT --format csv",
        "data convert INPUT --out -",
        "scan INPUT --sort symbol",
        "diff INPUT --from 2020-04-20 --format csv",
        "backtest INPUT --rule donchian --quick --format csv",
        "chart INPUT --json out/ --plain",
    ];
    for command in commands {
        let mut first: Option<(&str, String)> = None;
        for way in WAYS {
            let line = command.replace("INPUT", way);
            let text = told(folder, &line);
            if command.starts_with("chart") {
                for name in ["out/a-1d.json", "out/b-1d.json"] {
                    fs::remove_file(folder.join(name)).expect("a chart of each");
                }
                continue;
            }
            assert!(text.contains('a') && text.contains('b'), "{line}: {text}");
            match &first {
                None => first = Some((way, text)),
                Some((other, expected)) => {
                    assert!(
                        text == *expected,
                        "{command}: {way} and {other}\n{text}\n{expected}"
                    );
                }
            }
        }
    }
}

#[test]
fn some_series_are_taken_by_name_and_a_missing_one_is_told() {
    let folder = folder();
    let folder = folder.path();
    fs::write(folder.join("names.txt"), "b\n").expect("a file");
    let lines = |line: &str| told(folder, line).lines().count();
    assert_eq!(lines("analyze both.csv --symbol a,b --format jsonl"), 2);
    assert_eq!(lines("analyze both.csv --symbol all --format jsonl"), 2);
    let one = told(folder, "analyze both.csv --symbol @names.txt");
    assert!(one.starts_with("b closed at"), "{one}");
    let two = told(folder, "scan both.csv --symbol a,zzz");
    assert!(two.contains("zzz: is in none of the inputs"), "{two}");
    let listed = told(folder, "list symbols both.csv in");
    assert_eq!(
        listed.lines().filter(|line| line.contains("120")).count(),
        4
    );
}

#[test]
fn a_bad_series_is_a_row_and_ends_the_run_only_if_asked() {
    let folder = folder();
    let folder = folder.path();
    fs::write(folder.join("in/bad.csv"), "no prices here\n").expect("a file");
    let code = |line: &str| run(folder, line).status.code();
    let text = told(folder, "scan in");
    assert!(text.contains("1 series left out"), "{text}");
    assert!(text.contains("in/bad.csv: no row with a date"), "{text}");
    assert_eq!(code("scan in --strict"), Some(3));
    assert_eq!(code("analyze in --strict"), Some(3));
    assert_eq!(code("compute in --study sma(5)"), Some(0));
    assert_eq!(code("scan in/bad.csv in/worse.csv"), Some(3));
}

#[test]
fn much_is_made_of_many_series_only_if_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let mut text = "Symbol,Date,Open,High,Low,Close,Volume\n".to_owned();
    for number in 0..21 {
        text += &rows(0.0, 30, &format!("S{number},"));
    }
    fs::write(folder.join("many.csv"), text).expect("a file");
    for line in [
        "chart many.csv --out x/",
        "backtest many.csv --rule donchian",
    ] {
        let output = run(folder, line);
        assert_eq!(output.status.code(), Some(2), "{line}");
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(error.contains("--all"), "{error}");
    }
    assert!(!folder.join("x").exists());
}

#[test]
fn the_lines_do_not_depend_on_threads_or_on_the_order_of_files() {
    let folder = folder();
    let folder = folder.path();
    let expected = told(folder, "scan in/a.csv in/b.csv IBM MSFT --format csv");
    for line in [
        "scan IBM in/b.csv MSFT in/a.csv --format csv --jobs 1",
        "scan MSFT IBM in/a.csv in/b.csv --format csv --jobs 4",
    ] {
        assert_eq!(told(folder, line), expected, "{line}");
    }
}

#[test]
fn a_rule_chooses_and_sorts_and_what_changed_is_told() {
    let folder = folder();
    let folder = folder.path();
    let rule = |rule: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_strandline"));
        let output = command
            .args([
                "scan", "in", "--format", "jsonl", "--where", rule, "--sort", "-close",
            ])
            .current_dir(folder)
            .output()
            .expect("the program runs");
        assert!(output.status.success(), "{rule}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    assert_eq!(rule("close > 0").lines().count(), 2);
    assert!(rule("close > 0").starts_with("{\"symbol\":\"b\""));
    assert_eq!(rule("close > 105").lines().count(), 1);
    assert_eq!(rule("close < 0").lines().count(), 0);
    // A scan that was saved, against the same series ten bars later.
    for (date, name) in [("2020-04-18", "a.json"), ("2020-04-28", "b.json")] {
        told(folder, &format!("scan in --as-of {date} --out {name}"));
    }
    let saved = told(folder, "diff a.json b.json --format csv");
    let dates = told(
        folder,
        "diff in --from 2020-04-18 --as-of 2020-04-28 --format csv",
    );
    assert!(saved.lines().count() > 1, "{saved}");
    assert_eq!(saved, dates);
}
