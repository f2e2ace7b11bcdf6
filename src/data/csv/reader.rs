//! Every line of a text, once, into columns.

mod lost;
mod told;

use std::collections::BTreeMap;

use super::super::options::{Decimal, ReadOptions};
use super::super::table::{Fault, Table};
use super::super::{Field, Rule, input};
use super::Dialect;
use super::clock;
use super::date::DateStyle;
use super::event;
use super::layout::{ColumnLayout, SeriesColumns};
use super::number::{self, Number};
use super::records::{Record, Records};
use super::stamp::Stamp;
use super::stray::{self, Stray};
use super::style::File;
use crate::market::Event;
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
        } else {
            reader.stray.before(&row, dialect.layout.header);
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
    /// Lines that may turn out to stand among the rows.
    stray: Stray,
    /// The series of the row before, since rows of one series mostly stand together.
    last_symbol: Option<(Vec<u8>, u32)>,
    /// The unit of the last time that is a number.
    unit: Option<i64>,
    /// What is to be told of the whole file.
    remarks: Vec<(Option<u32>, Rule, String)>,
}

/// Most series of one file: each takes some kilobytes, however few rows it has.
const MOST_SERIES: usize = 50_000;
impl<'a> Reader<'a> {
    fn new(file: &'a File<'a>, dialect: &'a Dialect, options: &ReadOptions) -> Self {
        let layout = &dialect.layout;
        let has = |at: fn(&SeriesColumns) -> Option<usize>| {
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
            stray: Stray::default(),
            numbers: BTreeMap::new(),
            last_symbol: None,
            unit: None,
            remarks: dialect
                .remarks
                .iter()
                .map(|(rule, problem)| (None, *rule, problem.clone()))
                .collect(),
        }
    }

    fn row(&mut self, row: &Record<'_>) -> Result<()> {
        let layout = &self.dialect.layout;
        let Some(stamp) = self.stamp(row) else {
            return self.reject_time(row);
        };
        if row.has_open_quote(self.file.separator) {
            let text = stray::shown(row.raw());
            let problem = stray::problem(Rule::RowShape, &text);
            let number = match self.current() {
                Some(number) => number,
                None => self.series_of(row)?,
            };
            return self.reject(row, number, Rule::RowShape, (Some(text), problem));
        }
        if matches!(self.dialect.style, DateStyle::Epoch(_)) {
            self.note_unit(row);
        }
        let number = self.series_of(row)?;
        if row.len() > layout.width && row.iter().skip(layout.width).any(|cell| !cell.is_empty()) {
            let (cells, columns) = (row.len(), layout.width);
            let problem = format!("{cells} cells where there are {columns} columns");
            return self.reject(row, number, Rule::RowShape, (None, problem));
        }
        self.refuse_more()?;
        self.settle_stray(self.table.len() > 0, Some(number));
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
    fn stamp(&self, row: &Record<'_>) -> Option<Stamp> {
        let layout = &self.dialect.layout;
        let stamp = self.dialect.style.parse(row.get(layout.time)?)?;
        match layout.clock {
            Some(at) => with_clock(&stamp, row.get(at)?),
            None => Some(stamp),
        }
    }

    /// Number of the series that the row's symbol names.
    fn series_of(&mut self, row: &Record<'_>) -> Result<u32> {
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
            if self.table.names.len() >= MOST_SERIES {
                let problem = format!("more than {MOST_SERIES} series");
                let help = "is its column of symbols one? split the file by symbol if it is";
                return Err(input::malformed(self.file.path, &problem, help));
            }
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
    fn bar(&mut self, row: &Record<'_>, stamp: &Stamp, series: &SeriesColumns, number: u32) {
        let mut cells = RecordNumbers {
            row,
            series: number,
            decimal: self.dialect.decimal,
            faults: &mut self.table.faults,
        };
        let values = [
            cells.number(series.open, Field::Open),
            cells.number(series.high, Field::High),
            cells.number(series.low, Field::Low),
            cells.number(Some(series.close), Field::Close),
            cells.number(series.volume, Field::Volume),
            cells.number(series.adjusted, Field::AdjustedClose),
            cells.number(series.dividend, Field::Dividend),
            cells.split(series.split),
        ];
        self.put(row.line, stamp, values, number);
    }

    /// Appends a row to the columns that are there.
    fn put(&mut self, line: u32, stamp: &Stamp, values: [f64; 8], number: u32) {
        let table = &mut self.table;
        let [open, high, low, close, volume, adjusted, dividend, split] = values;
        let scale = self.scale;
        let put = |column: &mut Option<Vec<f64>>, value: f64| {
            if let Some(column) = column {
                column.push(value);
            }
        };
        put(&mut table.open, open / scale);
        put(&mut table.high, high / scale);
        put(&mut table.low, low / scale);
        table.close.push(close / scale);
        put(&mut table.volume, volume);
        put(&mut table.adjusted, adjusted / scale);
        put(&mut table.dividend, dividend / scale);
        put(&mut table.split, split);
        table.line.push(line);
        table.time.push(stamp.local);
        if let Some(numbers) = &mut table.series {
            numbers.push(number);
        }
        table.zone = table.zone.or(stamp.zone);
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
    fn event(
        &mut self,
        row: &Record<'_>,
        stamp: &Stamp,
        series: &SeriesColumns,
        number: u32,
    ) -> bool {
        let close = row.get(series.close).unwrap_or(b"");
        if close.first().is_some_and(u8::is_ascii_digit) {
            return false;
        }
        let kinds = row
            .iter()
            .filter_map(|cell| event::event_of(cell, self.dialect.decimal));
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

    fn finish(mut self) -> Result<Table> {
        if self.table.len() > 0 {
            self.settle_stray(false, self.current());
        }
        if self.table.len() == 0 && self.table.rejects.is_empty() {
            return Err(input::malformed(
                self.file.path,
                "holds no bar",
                "is it the file you meant?",
            ));
        }
        // Columns of zeros and blanks say that the source has no such thing.
        self.tell();
        let ColumnLayout { series, .. } = &self.dialect.layout;
        if let [only] = &series[..]
            && only.adjusted == Some(only.close)
        {
            self.table.adjusted = None;
        }
        Ok(self.table)
    }

    /// Refuses a row beyond the limit.
    fn refuse_more(&self) -> Result<()> {
        let table = &self.table;
        if table.len() + table.rejects.len() < self.file.limits.rows {
            return Ok(());
        }
        Err(self.too_many())
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

/// The date of `stamp` with the time of day of another cell.
fn with_clock(stamp: &Stamp, cell: &[u8]) -> Option<Stamp> {
    let text = std::str::from_utf8(cell).ok()?;
    let (time, offset) = match clock::compact(text) {
        Some(time) => (time, None),
        None => clock::parse(text)?,
    };
    Some(Stamp {
        local: stamp.local.date().and_time(time),
        offset: offset.or(stamp.offset),
        zone: stamp.zone.filter(|_| offset.is_none()),
    })
}

/// The cells of a row as numbers.
struct RecordNumbers<'r> {
    row: &'r Record<'r>,
    series: u32,
    decimal: Decimal,
    faults: &'r mut Vec<Fault>,
}

impl RecordNumbers<'_> {
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
        event::ratio(text).unwrap_or_else(|| self.number(at, Field::Split))
    }
}

/// At most 40 characters of `text`.
fn short(text: &str) -> String {
    text.chars().take(40).collect()
}
