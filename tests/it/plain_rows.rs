//! A line is read alike whether or not anything in it is quoted.

use std::fmt::Write;
use std::path::Path;

use strandline::data::{self, Loaded, ReadOptions};

/// Numbers that look random and are the same everywhere.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    /// A price with up to 16 decimals, in the way of files that differ most.
    fn price(&mut self, mark: char) -> String {
        let whole = [1, 12, 123, 1_234_567, 0][usize::try_from(self.below(5)).expect("an index")];
        let places = self.below(17);
        let mut text = format!("{whole}");
        if places > 0 {
            text.push(mark);
        }
        for _ in 0..places {
            write!(text, "{}", self.below(10)).expect("memory");
        }
        text
    }

    /// What a cell may hold besides.
    fn cell(&mut self, mark: char) -> String {
        match self.below(12) {
            0 => String::new(),
            1 => "N/A".to_owned(),
            2 => format!(" {} ", self.price(mark)),
            3 => format!("${}", self.price(mark)),
            4 => "word".to_owned(),
            5 => format!("-{}", self.price(mark)),
            _ => self.price(mark),
        }
    }
}

fn read(text: &str) -> Loaded {
    let bytes = text.as_bytes().to_vec();
    let read = data::read_bytes(Path::new("ACME.csv"), bytes, &ReadOptions::default());
    read.unwrap_or_else(|error| panic!("{error}\n{text}"))
        .remove(0)
}

/// Rows with these times, cells cut by `separator`; and the same with the first cell of each row in quotes.
fn texts(times: &[String], separator: char, mark: char, end: &str) -> (String, String) {
    let mut numbers = Numbers(times.len() as u64);
    // Closes alone, so that most rows can stand whatever their numbers are.
    let header = ["Date", "Close", "Volume", "Note", "Adj Close"];
    let header = header.join(&separator.to_string());
    let (mut plain, mut quoted) = (format!("{header}{end}"), format!("{header}{end}"));
    for (row, time) in times.iter().enumerate() {
        let mut cells: Vec<String> = (0..4).map(|_| numbers.price(mark)).collect();
        // The first rows are whole, so that nothing about the file is left open.
        if row > 40 && numbers.below(3) == 0 {
            let at = usize::try_from(numbers.below(4)).expect("an index");
            cells[at] = numbers.cell(mark);
        }
        if row > 40 && numbers.below(9) == 0 {
            cells.truncate(usize::try_from(numbers.below(5)).expect("a length"));
        }
        if row > 40 && numbers.below(9) == 1 {
            cells.push(numbers.cell(mark));
        }
        let cells = cells.iter().map(|cell| format!("{separator}{cell}"));
        let rest = cells.collect::<Vec<_>>().concat();
        write!(plain, "{time}{rest}{end}").expect("memory");
        write!(quoted, "\"{time}\"{rest}{end}").expect("memory");
    }
    (plain, quoted)
}

#[track_caller]
fn assert_alike(time: impl Fn(chrono::NaiveDate) -> String, separator: char, mark: char) {
    let start = chrono::NaiveDate::from_ymd_opt(2020, 1, 1).expect("a date");
    let times: Vec<String> = start.iter_days().take(600).map(time).collect();
    for end in ["\n", "\r\n"] {
        let (plain, quoted) = texts(&times, separator, mark, end);
        let (plain, quoted) = (read(&plain), read(&quoted));
        assert!(plain.bars.len() > 50, "{} bars", plain.bars.len());
        assert_eq!(plain.bars, quoted.bars);
        assert_eq!(plain.findings, quoted.findings);
        assert_eq!(plain.source.rows, quoted.source.rows);
    }
}

#[test]
fn quotes_change_nothing_about_a_row() {
    assert_alike(|date| date.to_string(), ',', '.');
    assert_alike(|date| date.to_string(), ';', ',');
    assert_alike(|date| format!("{date} 16:00:00"), '\t', '.');
    assert_alike(|date| format!("{date}T16:00:00-05:00"), ',', '.');
    assert_alike(|date| date.format("%d.%m.%Y").to_string(), ';', ',');
    assert_alike(|date| date.format("%m/%d/%Y").to_string(), ',', '.');
    assert_alike(|date| date.format("%Y%m%d").to_string(), '|', '.');
    assert_alike(
        |date| {
            date.and_time(chrono::NaiveTime::MIN)
                .and_utc()
                .timestamp()
                .to_string()
        },
        ',',
        '.',
    );
}
