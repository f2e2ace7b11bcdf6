//! Every line of a text, once, into columns.

use std::collections::BTreeMap;

use super::super::options::{Decimal, ReadOptions};
use super::super::table::{Fault, Reject, Table};
use super::super::{Field, input};
use super::Dialect;
use super::clock;
use super::layout::{Layout, Series};
use super::number::{self, Number};
use super::records::{Records, Row};
use super::stamp::Stamp;
use super::style::File;
use crate::market::{Event, EventKind};
use crate::{Error, Result};

/// Reads the rows from `first_line` on.
pub(super) fn read(
    file: &File<'_>,
    dialect: &Dialect,
    first_line: u32,
    options: &ReadOptions,
) -> Result<Table> {
    let mut reader = Reader::new(file, dialect, options);
    let mut records = Records::new(file.path, file.text, file.separator, file.limits);
    while let Some(row) = records.next()? {
        if row.line >= first_line {
            reader.row(&row)?;
        }
    }
    reader.finish()
}

/// The columns under construction.
struct Reader<'a> {
    file: &'a File<'a>,
    dialect: &'a Dialect,
    /// What prices are divided by.
    scale: f64,
    table: Table,
    /// Numbers of the series by name, where a column names them.
    numbers: BTreeMap<Vec<u8>, u32>,
    /// The series of the row before, since rows of one series mostly stand together.
    last_symbol: Option<(Vec<u8>, u32)>,
}

impl<'a> Reader<'a> {
    fn new(file: &'a File<'a>, dialect: &'a Dialect, options: &ReadOptions) -> Self {
        let layout = &dialect.layout;
        let has = |at: fn(&Series) -> Option<usize>| {
            layout
                .series
                .iter()
                .any(|series| at(series).is_some())
                .then(Vec::new)
        };
        let is_many = layout.symbol.is_some() || layout.series.len() > 1;
        let names = layout
            .series
            .iter()
            .filter_map(|series| series.name.clone());
        let mut table = Table {
            open: has(|series| series.open),
            high: has(|series| series.high),
            low: has(|series| series.low),
            volume: has(|series| series.volume),
            adjusted: has(|series| series.adjusted),
            dividend: has(|series| series.dividend),
            split: has(|series| series.split),
            series: is_many.then(Vec::new),
            names: if layout.symbol.is_some() {
                Vec::new()
            } else {
                names.collect()
            },
            ..Table::default()
        };
        // A guess of 40 bytes a row: too many places cost nothing, they are never touched.
        table.reserve(file.text.len() / 40);
        let scale = options.price_scale.unwrap_or(1.0);
        Self {
            file,
            dialect,
            scale,
            table,
            numbers: BTreeMap::new(),
            last_symbol: None,
        }
    }

    fn row(&mut self, row: &Row<'_>) -> Result<()> {
        let layout = &self.dialect.layout;
        let Some(stamp) = self.stamp(row) else {
            self.reject_time(row)?;
            return Ok(());
        };
        let number = self.series_of(row)?;
        if row.len() > layout.width && row.iter().skip(layout.width).any(|cell| !cell.is_empty()) {
            let problem = format!(
                "{} cells where there are {} columns",
                row.len(),
                layout.width
            );
            self.reject(row, number, None, problem);
            return Ok(());
        }
        if self.table.len() >= self.file.limits.rows {
            return Err(self.too_many());
        }
        let is_one = layout.series.len() == 1;
        for (at, series) in (0_u32..).zip(&layout.series) {
            let number = if is_one { number } else { at };
            if !self.event(row, &stamp, series, number) {
                self.bar(row, &stamp, series, number);
            }
        }
        Ok(())
    }

    /// Date and time of the row.
    fn stamp(&self, row: &Row<'_>) -> Option<Stamp> {
        let layout = &self.dialect.layout;
        let stamp = self.dialect.style.parse(row.get(layout.time)?)?;
        let Some(at) = layout.clock else {
            return Some(stamp);
        };
        let text = std::str::from_utf8(row.get(at)?).ok()?;
        let (time, offset) = match clock::compact(text) {
            Some(time) => (time, None),
            None => clock::parse(text)?,
        };
        Some(Stamp {
            local: stamp.local.date().and_time(time),
            offset: offset.or(stamp.offset),
        })
    }

    /// Number of the series that the row's symbol names.
    fn series_of(&mut self, row: &Row<'_>) -> Result<u32> {
        let Some(at) = self.dialect.layout.symbol else {
            return Ok(0);
        };
        let name = row.get(at).unwrap_or(b"");
        if let Some((last, number)) = &self.last_symbol
            && last == name
        {
            return Ok(*number);
        }
        let number = if let Some(&number) = self.numbers.get(name) {
            number
        } else {
            let number = u32::try_from(self.table.names.len()).map_err(|_| self.too_many())?;
            self.table
                .names
                .push(String::from_utf8_lossy(name).into_owned());
            self.numbers.insert(name.to_vec(), number);
            number
        };
        self.last_symbol = Some((name.to_vec(), number));
        Ok(number)
    }

    /// A bar of one series.
    fn bar(&mut self, row: &Row<'_>, stamp: &Stamp, series: &Series, number: u32) {
        let mut cells = Cells {
            row,
            series: number,
            decimal: self.dialect.decimal,
            faults: &mut self.table.faults,
        };
        let scale = self.scale;
        let price = |value: f64| value / scale;
        let open = price(cells.number(series.open, Field::Open));
        let high = price(cells.number(series.high, Field::High));
        let low = price(cells.number(series.low, Field::Low));
        let close = price(cells.number(Some(series.close), Field::Close));
        let volume = cells.number(series.volume, Field::Volume);
        let table = &mut self.table;
        let put = |column: &mut Option<Vec<f64>>, value: f64| {
            if let Some(column) = column {
                column.push(value);
            }
        };
        put(&mut table.open, open);
        put(&mut table.high, high);
        put(&mut table.low, low);
        table.close.push(close);
        put(&mut table.volume, volume);
        if table.adjusted.is_some() || table.dividend.is_some() || table.split.is_some() {
            let mut cells = Cells {
                row,
                series: number,
                decimal: self.dialect.decimal,
                faults: &mut table.faults,
            };
            let adjusted = price(cells.number(series.adjusted, Field::AdjustedClose));
            let dividend = price(cells.number(series.dividend, Field::Dividend));
            let split = cells.split(series.split);
            put(&mut table.adjusted, adjusted);
            put(&mut table.dividend, dividend);
            put(&mut table.split, split);
        }
        table.line.push(row.line);
        table.time.push(stamp.local);
        if let Some(numbers) = &mut table.series {
            numbers.push(number);
        }
        match (&mut table.offset, stamp.offset) {
            (None, None) => {}
            (Some(offsets), offset) => offsets.push(offset.unwrap_or(0)),
            (slot @ None, Some(offset)) => {
                let mut offsets = vec![0; table.time.len() - 1];
                offsets.push(offset);
                *slot = Some(offsets);
            }
        }
    }

    /// Whether the row tells of a dividend or a split in words, as rows copied from a web page do.
    fn event(&mut self, row: &Row<'_>, stamp: &Stamp, series: &Series, number: u32) -> bool {
        let close = row.get(series.close).unwrap_or(b"");
        if close.first().is_some_and(u8::is_ascii_digit) {
            return false;
        }
        let kinds = row
            .iter()
            .filter_map(|cell| event_of(cell, self.dialect.decimal));
        let Some(kind) = kinds.take(1).next() else {
            return false;
        };
        self.table.events.push((
            number,
            Event {
                session: stamp.local.date(),
                kind,
            },
        ));
        true
    }

    /// A row without a date: lines of text and blank rows pass, rows with numbers are rejected.
    fn reject_time(&mut self, row: &Row<'_>) -> Result<()> {
        let layout = &self.dialect.layout;
        let is_number = |at: usize| {
            let cell = row.get(at).unwrap_or(b"");
            matches!(number::parse(cell, self.dialect.decimal), Number::Value(_))
        };
        if !layout.prices().any(is_number) {
            return Ok(());
        }
        let number = self.series_of(row)?;
        let time = String::from_utf8_lossy(row.get(layout.time).unwrap_or(b"")).into_owned();
        let problem = format!("\"{}\" is no date", short(&time));
        self.reject(row, number, Some(time), problem);
        Ok(())
    }

    fn reject(&mut self, row: &Row<'_>, series: u32, time: Option<String>, problem: String) {
        self.table.rejects.push(Reject {
            line: row.line,
            series,
            time,
            problem,
        });
    }

    fn finish(mut self) -> Result<Table> {
        let Layout { series, .. } = &self.dialect.layout;
        if self.table.len() == 0 && self.table.rejects.is_empty() {
            return Err(input::malformed(
                self.file.path,
                "holds no bar",
                "is it the file you meant?",
            ));
        }
        // Columns of zeros and blanks say that the source has no such thing.
        if let [only] = &series[..]
            && only.adjusted == Some(only.close)
        {
            self.table.adjusted = None;
        }
        Ok(self.table)
    }

    #[cold]
    fn too_many(&self) -> Error {
        let problem = format!("more than {} rows", self.file.limits.rows);
        input::malformed(
            self.file.path,
            &problem,
            "split the file by symbol or by year",
        )
    }
}

/// The cells of a row as numbers.
struct Cells<'r> {
    row: &'r Row<'r>,
    series: u32,
    decimal: Decimal,
    faults: &'r mut Vec<Fault>,
}

impl Cells<'_> {
    /// The number in column `at`; NaN where there is none, with a fault where there is text instead.
    #[inline]
    fn number(&mut self, at: Option<usize>, field: Field) -> f64 {
        let Some(cell) = at.and_then(|at| self.row.get(at)) else {
            return f64::NAN;
        };
        match number::parse(cell, self.decimal) {
            Number::Value(value) => value,
            Number::Empty => f64::NAN,
            Number::Text => {
                let text = short(&String::from_utf8_lossy(cell));
                self.faults.push(Fault {
                    line: self.row.line,
                    series: self.series,
                    field,
                    text,
                });
                f64::NAN
            }
        }
    }

    /// New shares per old share: `4`, `4:1`, `4/1`, `4-for-1`.
    fn split(&mut self, at: Option<usize>) -> f64 {
        let cell = at.and_then(|at| self.row.get(at)).unwrap_or(b"");
        let text = std::str::from_utf8(cell).unwrap_or("");
        ratio(text).unwrap_or_else(|| self.number(at, Field::Split))
    }
}

/// `4:1` and its like.
fn ratio(text: &str) -> Option<f64> {
    let parts = [":", "/", "-for-", " for "]
        .iter()
        .find_map(|mark| text.split_once(mark));
    let (new, old) = parts?;
    let new: f64 = fast_float2::parse(new.trim()).ok()?;
    let old: f64 = fast_float2::parse(old.trim()).ok()?;
    (new > 0.0 && old > 0.0 && (new / old).is_finite()).then_some(new / old)
}

/// `0.24 Dividend`, `4:1 Stock Split`.
fn event_of(cell: &[u8], decimal: Decimal) -> Option<EventKind> {
    let text = std::str::from_utf8(cell).ok()?;
    let lower = text.to_lowercase();
    if let Some(amount) = lower.strip_suffix("dividend") {
        return match number::parse(amount.trim().as_bytes(), decimal) {
            Number::Value(amount) if amount > 0.0 => Some(EventKind::Dividend { amount }),
            _ => None,
        };
    }
    let words = lower
        .strip_suffix("splits")
        .or_else(|| lower.strip_suffix("split"))?;
    let words = words.trim().strip_suffix("stock").unwrap_or(words);
    ratio(words.trim()).map(|ratio| EventKind::Split { ratio })
}

/// At most 40 characters of `text`.
fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

impl Table {
    /// Makes room for `rows` rows in the columns that are there.
    fn reserve(&mut self, rows: usize) {
        self.line.reserve(rows);
        self.time.reserve(rows);
        self.close.reserve(rows);
        for column in [
            &mut self.open,
            &mut self.high,
            &mut self.low,
            &mut self.volume,
        ]
        .into_iter()
        .flatten()
        {
            column.reserve(rows);
        }
    }
}
