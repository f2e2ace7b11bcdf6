//! CSV to checked `Bars` in CPU time of one thread, beside two bounds: what a plain read of the same bytes takes, and what
//! the `csv` crate and fast-float2 take to cut and read the same numbers into columns, with nothing found out or checked.
//!
//! `cargo bench --bench csv` times a file of daily and one of minute bars; `cargo bench --bench csv -- FILE` another one.

mod support;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use chrono::{Datelike, NaiveDate, Weekday};
use strandline::data::{self, ReadOptions};
use strandline::evidence::Random;
use support::{Job, figure, medians};

/// Turns of each measurement.
const TURNS: usize = 5;

fn main() {
    match std::env::args()
        .skip(1)
        .find(|argument| !argument.starts_with("--"))
    {
        Some(file) => measure(Path::new(&file)),
        None => {
            for (name, text) in [("daily", daily()), ("minutes", minutes())] {
                let path = temporary(name);
                std::fs::write(&path, text).expect("a temporary file");
                measure(&path);
                std::fs::remove_file(&path).expect("it can be removed");
            }
        }
    }
}

fn temporary(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("{name}-{}.csv", std::process::id()))
}

fn measure(path: &Path) {
    let mut jobs = [
        Job::new(|| std::fs::read(path).expect("the file").len()),
        Job::new(|| numbers(path)),
        Job::new(|| data::read(path, &ReadOptions::default()).expect("bars")),
    ];
    let seconds = medians(&mut jobs, TURNS);
    let bytes = std::fs::metadata(path).expect("the file").len() as f64;
    let name = path
        .file_stem()
        .map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let rate = |seconds: f64| bytes / 1e6 / seconds;
    figure(
        &format!("{name}, plain read of the bytes"),
        rate(seconds[0]),
        "MB/s",
        "the bound of the system",
    );
    figure(
        &format!("{name}, numbers by csv and fast-float2"),
        rate(seconds[1]),
        "MB/s",
        "the bound of the libraries",
    );
    figure(
        &format!("{name}, CSV to checked bars"),
        rate(seconds[2]),
        "MB/s",
        "at least 100",
    );
    figure(
        &format!("{name}, speed beside csv and fast-float2"),
        seconds[1] / seconds[2],
        "times",
        "",
    );
}

/// The cells of a file of date and numbers, in columns: no dialect, no dates, no check, no hash.
fn numbers(path: &Path) -> (Vec<[u8; 10]>, Vec<Vec<f64>>) {
    let bytes = std::fs::read(path).expect("the file");
    let mut reader = csv::Reader::from_reader(&bytes[..]);
    let mut record = csv::ByteRecord::new();
    let (mut dates, mut columns) = (Vec::new(), vec![Vec::new(); 5]);
    while reader.read_byte_record(&mut record).expect("a record") {
        dates.push(*record[0].first_chunk().expect("a date"));
        for (column, cell) in columns.iter_mut().zip(record.iter().skip(1)) {
            column.push(fast_float2::parse(cell).expect("a number"));
        }
    }
    (dates, columns)
}

/// Five centuries of weekdays.
fn daily() -> String {
    let start = NaiveDate::from_ymd_opt(1800, 1, 1).expect("a date");
    let is_weekday = |date: &NaiveDate| !matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
    let dates = start
        .iter_days()
        .take_while(|date| date.year() < 2300)
        .filter(is_weekday);
    rows(dates.map(|date| date.to_string()))
}

/// Regular trading hours of ten years, minute by minute.
fn minutes() -> String {
    let start = NaiveDate::from_ymd_opt(2010, 1, 1).expect("a date");
    let is_weekday = |date: &NaiveDate| !matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
    let dates = start
        .iter_days()
        .take_while(|date| date.year() < 2020)
        .filter(is_weekday);
    let times = |date: NaiveDate| {
        (570..960).map(move |at| format!("{date} {:02}:{:02}:00", at / 60, at % 60))
    };
    rows(dates.flat_map(times))
}

/// A line for each time: prices with two decimals, volumes of seven digits.
fn rows(times: impl Iterator<Item = String>) -> String {
    let mut text = String::from("Date,Open,High,Low,Close,Volume\n");
    let mut random = Random::new(1, 0);
    let mut below = |bound: usize| i64::try_from(random.below(bound)).expect("a small number");
    let mut close = 10_000_i64;
    for time in times {
        let open = close;
        close = (close + below(401) - 200).clamp(2_000, 90_000);
        let volume = 1_000_000 + below(8_000_000);
        write!(text, "{time}").expect("memory");
        for cents in [open, open.max(close) + 37, open.min(close) - 41, close] {
            write!(text, ",{}.{:02}", cents / 100, cents % 100).expect("memory");
        }
        writeln!(text, ",{volume}").expect("memory");
    }
    text
}
