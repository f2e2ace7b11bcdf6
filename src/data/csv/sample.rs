//! The first lines of a file, cut at the separator that makes most sense of them.

use std::path::Path;

use super::super::{Decimal, Limits};
use super::date::{self, DateStyle, Hint};
use super::number::{self, Number};
use super::records::{Record, Records};
use crate::Result;

/// Lines that are looked at to find out how a file is written, and how many more where these hold no bar.
const LINES: [usize; 2] = [500, 1 << 17];

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
    /// How much each cell looks like a date: 0 not at all, 3 like nothing else.
    dates: Vec<u8>,
    /// Whether the row has a date and a number, so that it may be a bar.
    is_bar: bool,
}

impl Line {
    fn new(row: Record<'_>) -> Self {
        let cells = row
            .iter()
            .map(|cell| String::from_utf8_lossy(cell).into_owned());
        let cells: Vec<String> = cells.collect();
        let dates = cells.iter().map(|cell| date_look(cell)).collect();
        Self {
            number: row.line,
            cells,
            dates,
            is_bar: false,
        }
    }

    /// Cell `at`, empty if the row is shorter.
    pub(super) fn cell(&self, at: usize) -> &str {
        self.cells.get(at).map_or("", String::as_str)
    }

    /// Whether the row has a date and a number.
    pub(super) fn is_bar(&self) -> bool {
        self.is_bar
    }

    /// Cells beside column `date` that hold numbers.
    fn numbers(&self, date: usize) -> usize {
        let cells = self.cells.iter().enumerate();
        cells
            .filter(|(at, cell)| *at != date && is_number(cell))
            .count()
    }
}

impl Sample {
    /// Cuts the head of `text` at each separator in turn and keeps the best cut; `None` if no cut shows a bar.
    pub(super) fn take(path: &Path, whole: &[u8], limits: &Limits) -> Result<Option<Self>> {
        for lines in LINES {
            // Cells are looked for in these lines only, so that a long file is not searched for every separator.
            let text = first_lines(whole, lines);
            let mut best: Option<(usize, Self)> = None;
            let is_whole = text.len() == whole.len();
            for separator in *b",;\t|" {
                // A separator that does not occur cuts nothing; the first is tried anyway, for lines that are too long.
                if separator != b',' && memchr::memchr(separator, text).is_none() {
                    continue;
                }
                let rows = head(&mut Records::new(path, text, separator, limits), lines)?;
                let is_cut = rows.iter().any(|line| line.cells.len() > 1);
                let judged = if is_cut {
                    Self::judge(separator, rows)
                } else {
                    None
                };
                if let Some((score, sample)) = judged
                    && best.as_ref().is_none_or(|(most, _)| score > *most)
                {
                    best = Some((score, sample));
                }
            }
            if let Some((_, sample)) = best {
                return Ok(Some(sample));
            }
            if is_whole {
                break;
            }
        }
        Ok(None)
    }

    /// The sample under one separator, and the number of its cells that make sense.
    fn judge(separator: u8, mut rows: Vec<Line>) -> Option<(usize, Self)> {
        let date_column = date_column(&rows)?;
        let mut score = 0;
        for line in &mut rows {
            let is_dated = line.dates.get(date_column).is_some_and(|&look| look > 0);
            let numbers = if is_dated {
                line.numbers(date_column)
            } else {
                0
            };
            line.is_bar = numbers > 0;
            score += numbers + usize::from(line.is_bar);
        }
        let bars = rows.iter().filter(|line| line.is_bar);
        let width = most_common(bars.map(|line| line.cells.len()))?;
        let first = rows.iter().position(|line| line.is_bar)?;
        let sample = Self {
            separator,
            rows,
            first,
            date_column,
            width,
        };
        Some((score, sample))
    }

    /// The rows of data.
    pub(super) fn data(&self) -> &[Line] {
        &self.rows[self.first..]
    }

    /// The rows before the data.
    pub(super) fn before(&self) -> &[Line] {
        &self.rows[..self.first]
    }

    /// The cells of column `at` in the bars that are not empty.
    pub(super) fn column(&self, at: usize) -> impl Iterator<Item = &str> {
        let bars = self.data().iter().filter(|line| line.is_bar);
        bars.map(move |line| line.cell(at))
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

/// The first `lines` lines of `text`.
fn first_lines(text: &[u8], lines: usize) -> &[u8] {
    let end = memchr::memchr_iter(b'\n', text).nth(lines);
    end.map_or(text, |end| &text[..end])
}

fn head(records: &mut Records<'_>, lines: usize) -> Result<Vec<Line>> {
    let mut rows = Vec::new();
    while rows.len() < lines
        && let Some(row) = records.next()?
    {
        rows.push(Line::new(row));
    }
    Ok(rows)
}

/// How much a cell looks like a date. Bare digits may be a volume, and five of them are a price more often than a day.
fn date_look(cell: &str) -> u8 {
    let is_bare = || {
        cell.bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
    };
    match date::hint(cell) {
        None => 0,
        Some(Hint::Style(DateStyle::Serial)) => 1,
        Some(_) if is_bare() => 2,
        Some(_) => 3,
    }
}

/// The column that looks most like dates; of equals the leftmost.
fn date_column(rows: &[Line]) -> Option<usize> {
    let width = rows.iter().map(|line| line.cells.len()).max()?;
    let mut scores = vec![0_usize; width];
    for (at, &look) in rows.iter().flat_map(|line| line.dates.iter().enumerate()) {
        scores[at] += if look > 1 { usize::from(look) } else { 0 };
    }
    let best = (0..width).max_by_key(|&at| (scores[at], std::cmp::Reverse(at)))?;
    if scores[best] > 0 {
        return Some(best);
    }
    // Day numbers of a spreadsheet are taken for dates only in the first column.
    rows.iter()
        .any(|line| line.dates.first() == Some(&1))
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
