//! Many series, a line each.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use chrono::NaiveDate;
use serde::Serialize;

use super::Body;
use super::sheet::SheetOf;
use crate::data::Sheet;
use crate::reading::{Brief, LevelRow, UnderWay, rounded};
use crate::signal::Signal;
use crate::text::{Medium, Prices, Table, count, fit};
use crate::{Role, Timeframe};

/// What a scan tells.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Scan {
    /// Series that were read and analysed.
    pub series: usize,
    /// Series for which the rule holds; all of them without a rule.
    pub matched: usize,
    /// The rule as it was written.
    pub rule: Option<String>,
    /// What they are sorted by.
    pub sorted_by: String,
    /// A line each; the first ones where only so many were asked for.
    pub rows: Vec<ScanRow>,
    /// What could not be read or told.
    pub failures: Vec<Failure>,
    /// What is wrong or odd in the data of all series, by the rules of the audit.
    pub findings: BTreeMap<&'static str, Found>,
    /// What was read, for the footer.
    #[serde(skip)]
    pub read: Read,
}

/// What was read of one series or of many together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Read {
    /// Hashes of the files.
    pub hashes: BTreeSet<String>,
    /// Bars that stand.
    pub bars: usize,
    /// Rows that do not.
    pub left_out: usize,
    /// Volumes that count as 0.
    pub volumes_as_zero: usize,
    /// Date of the first bar.
    pub first: Option<NaiveDate>,
    /// Date of the last bar that was looked at.
    pub last: Option<NaiveDate>,
    /// Spans of bars.
    pub timeframes: BTreeSet<Timeframe>,
    /// What the prices stand for.
    pub bases: BTreeSet<&'static str>,
}

impl Read {
    /// Takes what was read of another series to it.
    pub fn add(&mut self, other: Self) {
        self.hashes.extend(other.hashes);
        self.bars += other.bars;
        self.left_out += other.left_out;
        self.volumes_as_zero += other.volumes_as_zero;
        self.first = [self.first, other.first].into_iter().flatten().min();
        self.last = self.last.max(other.last);
        self.timeframes.extend(other.timeframes);
        self.bases.extend(other.bases);
    }
}

/// How often a rule of the audit found something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Found {
    /// In how many series.
    pub series: usize,
    /// How often in all.
    pub rows: usize,
}

/// A series that has no line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Failure {
    /// The file, and the series where it is one of many.
    pub name: String,
    /// Why.
    pub problem: String,
}

/// One series.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScanRow {
    /// What matters of it.
    #[serde(flatten)]
    pub brief: Brief,
    /// The file it is from.
    pub source: String,
    /// Bars that were looked at.
    pub bars: usize,
    /// Rows of the file that are not among its bars.
    pub left_out: usize,
    /// What is wrong or odd in its data: the rules of the audit, and how often each found something.
    pub findings: BTreeMap<&'static str, usize>,
    /// The value it is sorted by, where that is computed.
    pub value: Option<f64>,
    /// What changed since the date asked for.
    pub changes: Vec<Signal>,
    /// The chart that was drawn of it.
    pub chart: Option<String>,
    /// How its prices are written.
    #[serde(skip)]
    pub prices: Prices,
}

/// The word for what is under way at the level of a line.
fn word(brief: &Brief) -> String {
    let Some(level) = &brief.level else {
        return "no level".to_owned();
    };
    let state = match brief.under_way {
        Some(UnderWay::Testing { .. }) => "testing",
        Some(UnderWay::Broken { state, .. }) => state.name(),
        Some(UnderWay::Failed { .. }) => "failed",
        Some(UnderWay::Lost { .. }) => "lost",
        Some(UnderWay::Flipped { .. }) => "flipped",
        Some(UnderWay::Approach) => "approach",
        None => level.state.name(),
    };
    let letter = match level.role {
        Role::Resistance => "R",
        Role::Support => "S",
    };
    format!("{state} {letter}")
}

impl Scan {
    fn head(&self) -> String {
        let dates = self.rows.iter().map(|row| row.brief.time.to_string());
        let last = dates.max().map(|date| format!(", up to {date}"));
        let told = match &self.rule {
            Some(rule) => format!(
                "{} of {} with {rule}",
                self.matched,
                count(self.series, "series")
            ),
            None => count(self.series, "series"),
        };
        let shown = (self.rows.len() < self.matched)
            .then(|| format!(", the first {} shown", self.rows.len()));
        let sorted = format!(", {}", self.sorted_by);
        let parts = [Some(told), last, shown, Some(sorted)];
        fit(&parts.into_iter().flatten().collect::<String>(), "  ")
    }

    fn table(&self) -> Table {
        let dates: Vec<String> = self
            .rows
            .iter()
            .map(|row| row.brief.time.to_string())
            .collect();
        let last = dates.iter().max();
        let are_equal = dates.iter().all(|date| Some(date) == last);
        let has_value = self.rows.iter().any(|row| row.value.is_some());
        let titles = [
            Some("symbol"),
            (!are_equal).then_some("as of"),
            has_value.then_some(">sorted by"),
            Some(">close"),
            Some("state"),
            Some(">zone"),
            Some(">dist"),
            Some(">tests"),
            Some(">bars"),
            Some(">vol"),
        ];
        let mut table = Table::new(titles.into_iter().flatten());
        for (row, date) in self.rows.iter().zip(dates) {
            let brief = &row.brief;
            let level = brief.level.as_ref();
            let signed = |value: f64| Medium::Screen.signed(value, 1);
            let cells = [
                Some(brief.symbol.clone()),
                (!are_equal).then_some(date),
                has_value.then(|| row.value.map(crate::text::price).unwrap_or_default()),
                Some(row.prices.price(brief.close)),
                Some(word(brief)),
                Some(
                    level
                        .map(|it| row.prices.zone(it.zone()))
                        .unwrap_or_default(),
                ),
                Some(
                    level
                        .and_then(|it| it.dist_atr)
                        .map(signed)
                        .unwrap_or_default(),
                ),
                Some(level.map(|it| it.tests.to_string()).unwrap_or_default()),
                Some(
                    level
                        .map(|it| it.bars_in_state.to_string())
                        .unwrap_or_default(),
                ),
                Some(brief.rvol.map(|it| format!("{it:.1}x")).unwrap_or_default()),
            ];
            table.row(cells.into_iter().flatten());
        }
        table
    }

    /// What could not be told, and what is odd in the data.
    fn below(&self) -> String {
        let mut text = String::new();
        if !self.failures.is_empty() {
            let _ = writeln!(text, "\n{} left out", count(self.failures.len(), "series"));
            for failure in &self.failures {
                let line = format!("  {}: {}", failure.name, failure.problem);
                let _ = writeln!(text, "{}", fit(&line, "    "));
            }
        }
        if !self.findings.is_empty() {
            text.push_str("\ndata, by the rules of `data doctor`\n");
            let mut table = Table::new(["finding", ">series", ">rows"]);
            for (rule, found) in &self.findings {
                table.row([
                    (*rule).to_owned(),
                    found.series.to_string(),
                    found.rows.to_string(),
                ]);
            }
            text.push_str(&table.text());
        }
        text
    }
}

impl Body for Scan {
    const SCHEMA: &'static str = "strandline.scan/1";

    fn text(&self) -> String {
        let mut text = format!("{}\n", self.head());
        if !self.rows.is_empty() {
            let _ = write!(text, "\n{}{LEGEND}", self.table().text());
        }
        text + &self.below()
    }

    fn sheet(&self) -> Sheet {
        let range = |row: &ScanRow| row.brief.range.clone();
        let columns = SheetOf::new(&self.rows)
            .text("symbol", |row| row.brief.symbol.clone())
            .text("time", |row| row.brief.time.to_string())
            .number("close", |row| row.brief.close)
            .number("change_pct", |row| row.brief.change_pct);
        of_level(columns)
            .number("rvol", |row| row.brief.rvol)
            .number("atr_14", |row| row.brief.atr_14)
            .number("rsi_14", |row| row.brief.momentum.rsi_14.map(rounded))
            .number("roc_20_pct", |row| {
                row.brief.momentum.roc_20_pct.map(rounded)
            })
            .number("range_low", |row| range(row).map(|it| it.low))
            .number("range_high", |row| range(row).map(|it| it.high))
            .count("range_bars", |row| range(row).map(|it| it.bars))
            .number("value", |row| row.value)
            .count("left_out", |row| row.left_out)
            .text("changes", |row| {
                let kinds = row.changes.iter().map(|it| it.kind.name());
                kinds.collect::<Vec<_>>().join(" ")
            })
            .text("chart", |row| row.chart.clone())
            .text("source", |row| row.source.clone())
            .done()
    }
}

/// The columns about the level of each line.
fn of_level(columns: SheetOf<'_, ScanRow>) -> SheetOf<'_, ScanRow> {
    let text = |of: fn(&LevelRow) -> String| move |row: &ScanRow| row.brief.level.as_ref().map(of);
    let number = |of: fn(&LevelRow) -> f64| move |row: &ScanRow| row.brief.level.as_ref().map(of);
    let count = |of: fn(&LevelRow) -> usize| move |row: &ScanRow| row.brief.level.as_ref().map(of);
    columns
        .text("key", text(|level| level.key.to_string()))
        .text("role", text(|level| level.role.name().to_owned()))
        .text("family", text(|level| level.family.name().to_owned()))
        .text("state", text(|level| level.state.name().to_owned()))
        .text("label", text(|level| level.label.to_owned()))
        .number("low", number(|level| level.low))
        .number("high", number(|level| level.high))
        .number("dist_atr", |row| row.brief.level.as_ref()?.dist_atr)
        .count("tests", count(|level| level.tests))
        .text("known_at", text(|level| level.known_at.to_string()))
        .text("state_since", text(|level| level.state_since.to_string()))
        .count("bars_in_state", count(|level| level.bars_in_state))
}

const LEGEND: &str = "\
R resistance, S support; dist: from the close to the middle of the zone, in ATR;
bars: in this state; vol: volume over the mean of 50 bars
";
