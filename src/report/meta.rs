//! The footer of every result: what it was made from, by which program, by which rules.

use std::path::Path;

use chrono::NaiveDate;
use serde::Serialize;

use super::{count, wrap};
use crate::{Basis, Timeframe};

/// What a result was made from and by. The same footer stands for the same bytes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Meta {
    /// Version of the program.
    pub version: &'static str,
    /// The command as it was typed, without the name of the program.
    pub command: String,
    /// The series.
    pub data: Source,
    /// Date of the last bar that was looked at.
    pub as_of: Option<NaiveDate>,
    /// The rules that were applied, such as `levels/1`.
    pub rules: Option<String>,
    /// Seed of the random numbers; `None` where there are none.
    pub seed: Option<u64>,
}

/// The series a result was made from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Source {
    /// File as it was named, or symbol of a bundled series.
    pub name: String,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// Symbol.
    pub symbol: String,
    /// Number of bars in the file that can stand, before resampling.
    pub bars: usize,
    /// Number of rows in the file that cannot; `data doctor` lists them.
    pub left_out: usize,
    /// Date of the first bar.
    pub first: Option<NaiveDate>,
    /// Date of the last bar.
    pub last: Option<NaiveDate>,
    /// Span of the bars that were looked at.
    pub timeframe: Timeframe,
    /// What the prices stand for.
    pub basis: Basis,
    /// Calendar by which days were counted as missing and weeks as closed.
    pub calendar: Option<String>,
}

impl Meta {
    /// The data and rules in one line, for a picture that names version and date itself: the file without its folders.
    pub fn line(&self) -> String {
        let sha256 = &self.data.sha256;
        let name = Path::new(&self.data.name).file_name();
        let mut facts = vec![
            name.map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
            format!("sha256 {}", sha256.get(..16).unwrap_or(sha256)),
            count(self.data.bars, "bar"),
        ];
        facts.extend(self.rules.clone());
        facts.join(", ")
    }

    /// The footer in lines of at most 80 characters.
    pub fn text(&self) -> String {
        let data = &self.data;
        let mut facts = vec![
            format!("data {}", data.name),
            format!("sha256 {}", data.sha256.get(..16).unwrap_or(&data.sha256)),
        ];
        facts.push(match (data.first, data.last) {
            (Some(first), Some(last)) => format!("{} {first} to {last}", count(data.bars, "bar")),
            _ => count(data.bars, "bar"),
        });
        if data.left_out > 0 {
            facts.push(format!("{} left out", count(data.left_out, "row")));
        }
        facts.push(format!("basis {}", data.basis));
        let calendar = data.calendar.as_ref();
        facts.extend(calendar.map(|calendar| format!("each {} by {calendar}", data.timeframe)));
        facts.extend(self.as_of.map(|date| format!("as of {date}")));
        facts.extend(self.rules.as_ref().map(|rules| format!("rules {rules}")));
        facts.extend(self.seed.map(|seed| format!("seed {seed}")));
        let program = format!("strandline {}: {}", self.version, self.command);
        format!(
            "{}\n{}\n",
            wrap(&program, 80, "  "),
            wrap(&facts.join("; "), 80, "  ")
        )
    }
}
