//! The first lines of a file, cut at the separator that makes most sense of them.

use std::path::Path;

use super::super::{Decimal, Limits};
use super::date::{self, Hint};
use super::number::{self, Number};
use super::records::Records;
use crate::Result;

/// Lines that are looked at to find out how a file is written.
const LINES: usize = 1000;

/// The head of a file as rows of cells.
#[derive(Debug)]
pub(super) struct Sample {
    pub(super) separator: u8,
    pub(super) rows: Vec<Line>,
    /// Number of the first row that holds a bar, in `rows`.
    pub(super) first: usize,
    /// Column of the dates, as far as their look tells.
    pub(super) date_column: usize,
    /// Cells of most rows of data.
    pub(super) width: usize,
}

/// One row of the sample.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) number: u32,
    pub(super) cells: Vec<String>,
}

impl Line {
    /// Cell `at`, empty if the row is shorter.
    pub(super) fn cell(&self, at: usize) -> &str {
        self.cells.get(at).map_or("", String::as_str)
    }
}

impl Sample {
    /// Cuts the head of `text` at each separator in turn and keeps the best cut; `None` if no cut shows a bar.
    pub(super) fn take(path: &Path, text: &[u8], limits: &Limits) -> Result<Option<Self>> {
        let mut best: Option<(usize, Self)> = None;
        for separator in *b",;\t|" {
            let rows = head(path, text, separator, limits)?;
            let Some((score, sample)) = Self::judge(separator, rows) else {
                continue;
            };
            if best.as_ref().is_none_or(|(most, _)| score > *most) {
                best = Some((score, sample));
            }
        }
        Ok(best.map(|(_, sample)| sample))
    }

    /// The sample under one separator, and the number of its cells that make sense.
    fn judge(separator: u8, rows: Vec<Line>) -> Option<(usize, Self)> {
        let date_column = date_column(&rows)?;
        let is_bar = |line: &Line| {
            let others = line
                .cells
                .iter()
                .enumerate()
                .filter(|(at, _)| *at != date_column);
            is_date(line.cell(date_column))
                && others.filter(|(_, cell)| is_number(cell)).count() >= 1
        };
        let bars: Vec<&Line> = rows.iter().filter(|line| is_bar(line)).collect();
        let numbers: usize = bars
            .iter()
            .map(|line| line.cells.iter().filter(|cell| is_number(cell)).count())
            .sum();
        let width = most_common(bars.iter().map(|line| line.cells.len()))?;
        let first = rows.iter().position(is_bar)?;
        Some((
            bars.len() + numbers,
            Self {
                separator,
                rows,
                first,
                date_column,
                width,
            },
        ))
    }

    /// The rows of data.
    pub(super) fn data(&self) -> &[Line] {
        &self.rows[self.first..]
    }

    /// The rows before the data.
    pub(super) fn before(&self) -> &[Line] {
        &self.rows[..self.first]
    }

    /// The cells of column `at` in the rows of data that are not empty.
    pub(super) fn column(&self, at: usize) -> impl Iterator<Item = &str> {
        self.data()
            .iter()
            .map(move |line| line.cell(at))
            .filter(|cell| !cell.is_empty())
    }

    /// Whether most cells of column `at` satisfy `is`, of those that are filled.
    pub(super) fn mostly(&self, at: usize, is: impl Fn(&str) -> bool) -> bool {
        let (mut hits, mut all) = (0_usize, 0_usize);
        for cell in self.column(at) {
            all += 1;
            hits += usize::from(is(cell));
        }
        hits * 10 >= all * 9 && all > 0
    }
}

fn head(path: &Path, text: &[u8], separator: u8, limits: &Limits) -> Result<Vec<Line>> {
    let mut records = Records::new(path, text, separator, limits);
    let mut rows = Vec::new();
    while let Some(row) = records.next()? {
        let cells = row
            .iter()
            .map(|cell| String::from_utf8_lossy(cell).into_owned());
        rows.push(Line {
            number: row.line,
            cells: cells.collect(),
        });
        if rows.len() >= LINES {
            break;
        }
    }
    Ok(rows)
}

/// The column with most dates; of equals one that can be nothing else, then the leftmost.
fn date_column(rows: &[Line]) -> Option<usize> {
    let width = rows.iter().map(|line| line.cells.len()).max()?.min(256);
    let score = |at: usize| -> usize {
        let cells = rows.iter().map(|line| line.cell(at));
        cells
            .map(|cell| match date::hint(cell) {
                // Bare digits may be a volume, five of them are a price more often than a day.
                Some(Hint::Style(date::Style::Serial)) | None => 0,
                Some(_)
                    if cell
                        .bytes()
                        .all(|byte| byte.is_ascii_digit() || byte == b'.') =>
                {
                    2
                }
                Some(_) => 3,
            })
            .sum()
    };
    let best = (0..width)
        .map(|at| (score(at), std::cmp::Reverse(at)))
        .max()?;
    if best.0 > 0 {
        return Some(best.1.0);
    }
    // Day numbers of a spreadsheet are taken for dates only in the first column.
    rows.iter()
        .any(|line| date::hint(line.cell(0)).is_some())
        .then_some(0)
}

pub(super) fn is_date(cell: &str) -> bool {
    date::hint(cell).is_some()
}

/// Whether `cell` is a number under either decimal separator.
pub(super) fn is_number(cell: &str) -> bool {
    let is = |decimal| matches!(number::parse(cell.as_bytes(), decimal), Number::Value(_));
    is(Decimal::Point) || is(Decimal::Comma)
}

/// The most common of some numbers; of equally common ones the largest.
pub(super) fn most_common(values: impl Iterator<Item = usize>) -> Option<usize> {
    let mut counts = std::collections::BTreeMap::new();
    for value in values {
        *counts.entry(value).or_insert(0_usize) += 1;
    }
    counts
        .into_iter()
        .max_by_key(|&(value, count)| (count, value))
        .map(|(value, _)| value)
}
