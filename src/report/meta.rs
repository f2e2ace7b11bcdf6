//! The footer of every result: what it was made from, by which program, by which rules.

use std::path::Path;

use chrono::NaiveDate;
use serde::Serialize;

use crate::text::{count, fit};
use crate::{Basis, Timeframe};

/// What a result was made from and by. The same footer stands for the same bytes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Meta {
    /// Version of the program.
    pub version: &'static str,
    /// The command as it was typed, without the name of the program.
    pub command: String,
    /// The series.
    pub data: Provenance,
    /// The series it was compared with; `None` where there is none.
    pub benchmark: Option<Provenance>,
    /// Date of the last bar that was looked at.
    pub as_of: Option<NaiveDate>,
    /// The rules that were applied, such as `levels/2`.
    pub rules: Option<String>,
    /// Seed of the random numbers; `None` where there are none.
    pub seed: Option<u64>,
    /// What there is to know about the end of the bars: a date without a bar, old data.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// The series a result was made from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Provenance {
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
    /// Number of bars whose volume is missing or unreadable and counts as 0; `data doctor` lists them.
    pub volumes_as_zero: usize,
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
        let name = Path::new(&self.data.name).file_name();
        let mut facts = vec![
            name.map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
            format!("sha256 {}", self.data.short_hash()),
            count(self.data.bars, "bar"),
        ];
        let benchmark = self.benchmark.as_ref();
        facts.extend(benchmark.map(|it| format!("benchmark sha256 {}", it.short_hash())));
        facts.extend(self.rules.clone());
        facts.join(", ")
    }

    /// The footer in lines of at most 80 characters.
    pub fn text(&self) -> String {
        let mut facts = self.data.facts("data");
        facts.extend(self.as_of.map(|date| format!("as of {date}")));
        facts.extend(self.rules.as_ref().map(|rules| format!("rules {rules}")));
        facts.extend(self.seed.map(|seed| format!("seed {seed}")));
        let program = format!("strandline {}: {}", self.version, self.command);
        let mut parts: Vec<String> = self
            .notes
            .iter()
            .map(|note| format!("note: {note}"))
            .collect();
        parts.extend([program, facts.join("; ")]);
        let benchmark = self.benchmark.as_ref();
        parts.extend(benchmark.map(|source| source.facts("benchmark").join("; ")));
        let set = |part: &String| fit(part, "  ") + "\n";
        parts.iter().map(set).collect()
    }
}

impl Provenance {
    /// The first 16 digits of the hash.
    fn short_hash(&self) -> &str {
        self.sha256.get(..16).unwrap_or(&self.sha256)
    }

    /// What the footer says of it, the name behind `kind`.
    fn facts(&self, kind: &str) -> Vec<String> {
        let mut facts = vec![
            format!("{kind} {}", self.name),
            format!("sha256 {}", self.short_hash()),
        ];
        facts.push(match (self.first, self.last) {
            (Some(first), Some(last)) => format!("{} {first} to {last}", count(self.bars, "bar")),
            _ => count(self.bars, "bar"),
        });
        if self.left_out > 0 {
            facts.push(format!("{} left out", count(self.left_out, "row")));
        }
        if self.volumes_as_zero > 0 {
            let volumes = count(self.volumes_as_zero, "volume");
            facts.push(format!("{volumes} taken as 0"));
        }
        facts.push(format!("basis {}", self.basis));
        let calendar = self.calendar.as_ref();
        facts.extend(calendar.map(|calendar| format!("each {} by {calendar}", self.timeframe)));
        facts
    }
}
