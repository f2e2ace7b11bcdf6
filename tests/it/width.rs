//! Every screen of text fits a terminal of 80 characters, whatever it is about.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Standard output of a run that must end well.
fn screen(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_strandline"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("the program runs");
    let told = String::from_utf8_lossy(&output.stderr);
    // The doctor ends with 3 where there are defects.
    let is_fine = matches!(output.status.code(), Some(0 | 3));
    assert!(is_fine, "{arguments:?}: {told}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[track_caller]
fn assert_fits(folder: &Path, arguments: &[&str]) {
    let text = screen(folder, arguments);
    assert!(!text.is_empty(), "{arguments:?} says nothing");
    for line in text.lines() {
        let width = line.chars().count();
        assert!(width <= 80, "{arguments:?}, {width} characters:\n{line}");
    }
}

/// A folder whose files have long names, and one file for each kind of odd input.
struct Odd {
    folder: PathBuf,
    files: Vec<String>,
}

impl Odd {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("strandline-{name}-{}", std::process::id()));
        let deep = "a-folder-with-a-name-that-goes-on".repeat(3);
        std::fs::create_dir_all(folder.join(&deep)).expect("a folder");
        let odd = [
            ("AN-INSTRUMENT-WITH-A-NAME-OF-32X", 100.0, false),
            ("TINY", 0.000_001_234, false),
            ("HUGE", 123_456_789_000.0, false),
            ("MINUTES", 100.0, true),
        ];
        let files = odd.map(|(symbol, price, is_intraday)| {
            let file = format!("{deep}/{symbol}.csv");
            std::fs::write(folder.join(&file), rows(price, is_intraday)).expect("a file");
            file
        });
        Self {
            folder,
            files: files.to_vec(),
        }
    }
}

impl Drop for Odd {
    fn drop(&mut self) {
        // A folder of the system's temporary ones: that it stays is no harm.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// 400 bars that swing around `price`, with a damaged line and odd values among them.
fn rows(price: f64, is_intraday: bool) -> String {
    let start = chrono::NaiveDate::from_ymd_opt(2020, 1, 1).expect("a date");
    let mut text = String::from("Date,Open,High,Low,Close,Volume\n");
    for row in 0..400_u32 {
        let time = if is_intraday {
            let minutes = chrono::TimeDelta::minutes(i64::from(row) * 5);
            (start.and_time(chrono::NaiveTime::MIN) + minutes).to_string()
        } else {
            (start + chrono::Days::new(row.into())).to_string()
        };
        let swing = 1.0 + f64::from((row % 20).abs_diff(10)) / 50.0 + f64::from(row % 7) / 300.0;
        let close = price * swing;
        let (high, low) = (close * 1.01, close * 0.99);
        text += &[time, format!(",{close},{high},{low},{close},{row}\n")].concat();
        if row == 200 {
            text += &"a damaged line ".repeat(12);
            text += "\n2020-07-20,1,0,2,zero,none\n";
        }
    }
    text
}

#[test]
fn screens_on_odd_inputs_fit() {
    let odd = Odd::new("width");
    for file in &odd.files {
        for arguments in [
            &["analyze", file][..],
            &["levels", file, "--all"],
            &[
                "levels",
                file,
                "--top",
                "3",
                "--family",
                "swing,shelf,extreme,hvn,lvn,round",
            ],
            &["audit", file, "--cuts", "2"],
            &["data", "doctor", file],
            &[
                "compute",
                file,
                "--study",
                "rsi(14)",
                "--study",
                "macd(12, 26, 9)",
            ],
            &[
                "compute",
                file,
                "--study",
                "ema(ema(ema(ema(ema(ema(ema(close, 5), 5), 5), 5), 5), 5), 5)",
            ],
        ] {
            assert_fits(&odd.folder, arguments);
        }
    }
}

#[test]
fn screens_on_bundled_series_fit() {
    let folder = std::env::temp_dir();
    for symbol in ["IBM", "MSFT", "GOOG", "AAPL", "SP500", "NASDAQ"] {
        for arguments in [
            &["analyze", symbol][..],
            &[
                "analyze",
                symbol,
                "--timeframe",
                "week",
                "--level",
                "100..200@2009-01-05",
            ],
            &["levels", symbol, "--all", "--timeframe", "month"],
            &["data", "doctor", symbol],
            &["compute", symbol, "--study", "ichimoku"],
        ] {
            assert_fits(&folder, arguments);
        }
    }
}

#[test]
fn lists_and_help_fit() {
    let folder = std::env::temp_dir();
    for what in ["families", "samples", "calendars", "studies"] {
        assert_fits(&folder, &["list", what]);
    }
    for entry in strandline::indicator::catalog() {
        assert_fits(
            &folder,
            &["list", "studies", "--explain", &entry.full_name()],
        );
    }
    let commands = [
        "demo",
        "analyze",
        "levels",
        "chart",
        "compute",
        "data doctor",
        "data convert",
        "audit",
        "backtest",
        "sweep",
        "rules",
        "list",
        "completions",
        "man",
    ];
    for command in commands {
        let words: Vec<&str> = command.split(' ').chain(["--help"]).collect();
        assert_fits(&folder, &words);
    }
    assert_fits(&folder, &["--help"]);
}

#[cfg(feature = "chart")]
#[test]
fn the_demo_fits() {
    let odd = Odd::new("width-demo");
    assert_fits(&odd.folder, &["demo", "--out", &"a-long-name".repeat(12)]);
}
