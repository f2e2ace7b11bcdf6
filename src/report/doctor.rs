//! What is wrong with a file, as it is told.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Body;
use super::sheet::SheetOf;
use crate::data::{Finding, Loaded, Rule, Severity, Sheet};
use crate::text::remedy::typed;
use crate::text::{count, fit, wrap};
use crate::{Time, Timeframe};

/// Findings of one rule that the text shows before it counts the rest.
const SHOWN: usize = 10;

/// What `data doctor` tells.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Doctor {
    /// The series of the input, by symbol.
    pub series: Vec<Checkup>,
}

/// What is found about one series.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Checkup {
    /// Symbol.
    pub symbol: String,
    /// How the file was read.
    pub dialect: String,
    /// Span of a bar.
    pub timeframe: Timeframe,
    /// Rows of data in the file.
    pub rows: usize,
    /// Bars that can stand.
    pub bars: usize,
    /// Rows that are left out.
    pub left_out: usize,
    /// Longer bars that can be made of them, where they were asked for.
    pub longer: Option<Longer>,
    /// Number of findings that keep a row from standing as it is.
    pub defects: usize,
    /// Number of findings that may mislead.
    pub warnings: usize,
    /// Number of findings that are good to know.
    pub notes: usize,
    /// All findings, by row.
    pub findings: Vec<Finding>,
}

/// Bars of a longer timeframe.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Longer {
    /// Span of one.
    pub timeframe: Timeframe,
    /// How many are finished.
    pub bars: usize,
    /// Last session of the last one.
    pub last: String,
}

impl Checkup {
    /// The findings of `loaded` about bars up to `last`, or all of them.
    pub fn new(loaded: &Loaded, last: Option<Time>, longer: Option<Longer>) -> Self {
        let is_seen = |finding: &&Finding| match (last, finding.time) {
            (Some(last), Some(time)) => time <= last,
            _ => true,
        };
        let findings: Vec<Finding> = loaded.findings.iter().filter(is_seen).cloned().collect();
        let of = |severity| findings.iter().filter(|it| it.severity == severity).count();
        let bars = &loaded.bars;
        Self {
            symbol: bars.symbol().to_string(),
            dialect: loaded.source.dialect.clone(),
            timeframe: bars.timeframe(),
            rows: loaded.source.rows,
            bars: last.map_or(bars.len(), |last| {
                bars.time().partition_point(|time| *time <= last)
            }),
            left_out: loaded.left_out(),
            longer,
            defects: of(Severity::Defect),
            warnings: of(Severity::Warning),
            notes: of(Severity::Note),
            findings,
        }
    }

    fn text(&self) -> String {
        let mut facts = vec![
            format!("{}: {}", self.symbol, count(self.rows, "row")),
            count(self.bars, &format!("{} bar", self.timeframe)),
            format!("{} left out", count(self.left_out, "row")),
        ];
        let longer = self.longer.as_ref();
        facts.extend(longer.map(|it| {
            format!(
                "{} to {}",
                count(it.bars, &format!("finished {}", it.timeframe)),
                it.last
            )
        }));
        let mut text = fit(&facts.join(", "), "  ");
        let counts = [
            count(self.defects, "defect"),
            count(self.warnings, "warning"),
            count(self.notes, "note"),
        ]
        .join(", ");
        let dialect = fit(&format!("read as {}", self.dialect), "  ");
        text.extend(["\n", &dialect, "\n", &counts, "\n"]);
        for severity in [Severity::Defect, Severity::Warning, Severity::Note] {
            self.section(severity, &mut text);
        }
        text
    }

    /// The findings of one severity, a paragraph a rule.
    fn section(&self, severity: Severity, text: &mut String) {
        let of_severity = self.findings.iter().filter(|it| it.severity == severity);
        let mut rules: BTreeMap<Rule, Vec<&Finding>> = BTreeMap::new();
        for finding in of_severity {
            rules.entry(finding.rule).or_default().push(finding);
        }
        for (rule, findings) in rules {
            text.extend(["\n", &format!("{severity}: {rule} ({})\n", findings.len())]);
            for finding in findings.iter().take(SHOWN) {
                text.extend(["  ", &wrap(&line(finding), 78, "      "), "\n"]);
            }
            if let Some(more @ 1..) = findings.len().checked_sub(SHOWN) {
                text.extend([format!("  and {more} more: --format csv lists all\n")]);
            }
        }
    }
}

/// `row 41, 2024-03-05: high 131.2 is below close 133 (left out)`.
fn line(finding: &Finding) -> String {
    let row = finding.row.map(|row| format!("row {row}"));
    let place: Vec<String> = row.into_iter().chain(finding.time.map(time)).collect();
    let told = format!("{} ({})", problem(finding), finding.done);
    if place.is_empty() {
        told
    } else {
        format!("{}: {told}", place.join(", "))
    }
}

/// What is wrong, with what can be done about it.
fn problem(finding: &Finding) -> String {
    match &finding.remedy {
        None => finding.problem.clone(),
        Some(remedy) => format!("{}; {}", finding.problem, typed(remedy)),
    }
}

/// A time without a midnight that says nothing.
fn time(time: Time) -> String {
    time.to_string().trim_end_matches(" 00:00:00").to_owned()
}

impl Body for Doctor {
    const SCHEMA: &'static str = "strandline.doctor/1";

    fn text(&self) -> String {
        let series: Vec<String> = self.series.iter().map(Checkup::text).collect();
        series.join("\n")
    }

    fn sheet(&self) -> Sheet {
        let rows: Vec<(&Checkup, &Finding)> = self
            .series
            .iter()
            .flat_map(|series| series.findings.iter().map(move |finding| (series, finding)))
            .collect();
        SheetOf::new(&rows)
            .text("symbol", |(series, _)| series.symbol.clone())
            .text("severity", |(_, it)| it.severity.name().to_owned())
            .text("rule", |(_, it)| it.rule.name().to_owned())
            .count("row", |(_, it)| {
                it.row.and_then(|row| usize::try_from(row).ok())
            })
            .text("time", |(_, it)| it.time.map(time))
            .text("column", |(_, it)| {
                it.column.map(|column| column.to_string())
            })
            .text("value", |(_, it)| it.value.clone())
            .text("problem", |(_, it)| problem(it))
            .text("done", |(_, it)| it.done.name().to_owned())
            .done()
    }
}
