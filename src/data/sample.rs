//! The series that come with the program: real daily prices whose licence lets them be passed on.
//!
//! [`Sample::named`] finds one by its symbol and [`Sample::csv`] gives its file, byte for byte as in `data/sample`, to
//! be read like any other file. `data/sample/extract.py` writes the files and [`Sample`]'s facts about them; the licence
//! texts lie beside. The prices are as traded, so splits are inside them and listed here.

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::Deserialize;

use crate::{Basis, Error, Result, Symbol};

/// One embedded series and where it comes from.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Sample {
    /// Symbol to ask for it by.
    pub symbol: Symbol,
    /// Name of the company or index.
    pub name: String,
    /// What the prices stand for.
    pub basis: Basis,
    /// Name of the calendar it was traded by.
    pub calendar: String,
    /// Splits inside the series, oldest first.
    pub splits: Vec<SampleSplit>,
    /// Name of its file in `data/sample`.
    pub file: String,
    /// Number of bars.
    pub rows: usize,
    /// Date of the first bar.
    pub first: NaiveDate,
    /// Date of the last bar.
    pub last: NaiveDate,
    /// SHA-256 of the file, in hexadecimal digits.
    pub sha256: String,
    /// Who published it, in which package.
    pub source: String,
    /// Where that package is.
    pub url: String,
    /// Under which terms.
    pub licence: String,
    /// File of the licence's text in `data/sample`.
    pub licence_file: String,
    #[serde(skip)]
    csv: &'static [u8],
}

/// A split inside a sample.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct SampleSplit {
    /// First day of trading at the new price.
    pub date: NaiveDate,
    /// New shares for one old share.
    pub ratio: f64,
}

#[derive(Deserialize)]
struct Metadata {
    series: Vec<Sample>,
}

static ALL: LazyLock<Vec<Sample>> = LazyLock::new(|| {
    let mut metadata: Metadata =
        serde_json::from_str(include_str!("../../data/sample/metadata.json"))
            .expect("a test reads the embedded metadata");
    for sample in &mut metadata.series {
        let file = FILES.iter().find(|(name, _)| *name == sample.file);
        sample.csv = file.expect("a test finds every file of the metadata").1;
    }
    metadata.series
});

/// The embedded files by name.
const FILES: [(&str, &[u8]); 6] = [
    ("AAPL.csv", include_bytes!("../../data/sample/AAPL.csv")),
    ("GOOG.csv", include_bytes!("../../data/sample/GOOG.csv")),
    ("IBM.csv", include_bytes!("../../data/sample/IBM.csv")),
    ("MSFT.csv", include_bytes!("../../data/sample/MSFT.csv")),
    ("NASDAQ.csv", include_bytes!("../../data/sample/NASDAQ.csv")),
    ("SP500.csv", include_bytes!("../../data/sample/SP500.csv")),
];

impl Sample {
    /// All samples there are.
    pub fn all() -> &'static [Self] {
        &ALL
    }

    /// The sample with this symbol, in any case.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] with the symbols there are.
    pub fn named(symbol: &str) -> Result<&'static Self> {
        let found = ALL
            .iter()
            .find(|it| it.symbol.as_str().eq_ignore_ascii_case(symbol));
        found.ok_or_else(|| {
            let symbols: Vec<&str> = ALL.iter().map(|it| it.symbol.as_str()).collect();
            let rule = format!("must be one of {}", symbols.join(", "));
            Error::parameter("sample", symbol, rule)
        })
    }

    /// Its file: a header `date,open,high,low,close,volume` and one row a session, oldest first.
    pub fn csv(&self) -> &'static [u8] {
        self.csv
    }
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;
    use crate::market::Calendar;

    fn rows(sample: &Sample) -> Vec<(NaiveDate, Vec<f64>)> {
        let text = std::str::from_utf8(sample.csv()).unwrap();
        let row = |line: &str| {
            let (date, numbers) = line.split_once(',').unwrap();
            let numbers = numbers.split(',').map(|text| text.parse().unwrap());
            (date.parse().unwrap(), numbers.collect())
        };
        text.lines().skip(1).map(row).collect()
    }

    #[test]
    fn every_file_is_the_one_the_metadata_describe() {
        assert_eq!(Sample::all().len(), FILES.len());
        for sample in Sample::all() {
            let digest = Sha256::digest(sample.csv());
            assert_eq!(format!("{digest:x}"), sample.sha256, "{}", sample.symbol);
            let rows = rows(sample);
            assert_eq!(
                (rows.len(), rows[0].0, rows[rows.len() - 1].0),
                (sample.rows, sample.first, sample.last)
            );
        }
    }

    #[test]
    fn every_row_is_a_session_and_no_session_is_missing() {
        for sample in Sample::all() {
            let calendar: Calendar = sample.calendar.parse().unwrap();
            let dates: Vec<NaiveDate> = rows(sample).iter().map(|row| row.0).collect();
            let sessions: Vec<NaiveDate> = calendar.sessions(sample.first, sample.last).collect();
            assert_eq!(dates, sessions, "{}", sample.symbol);
        }
    }

    #[test]
    fn prices_are_as_traded_so_each_split_shows_as_a_jump_of_its_ratio() {
        for sample in Sample::all() {
            assert_eq!(sample.basis, Basis::Raw);
            let rows = rows(sample);
            for split in &sample.splits {
                let at = rows.iter().position(|row| row.0 == split.date).unwrap();
                let ratio = rows[at - 1].1[3] / rows[at].1[0];
                assert!((ratio / split.ratio - 1.0).abs() < 0.05, "{ratio}");
            }
        }
    }

    #[test]
    fn an_unknown_symbol_lists_what_there_is() {
        assert_eq!(Sample::named("ibm").unwrap().symbol.as_str(), "IBM");
        assert_eq!(
            Sample::named("TSLA").unwrap_err().to_string(),
            "sample = TSLA: must be one of AAPL, GOOG, IBM, MSFT, SP500, NASDAQ"
        );
    }
}
