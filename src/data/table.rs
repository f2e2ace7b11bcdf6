//! Rows as they come out of a file, before anything is checked.
//!
//! CSV and Parquet both end here; the audit starts here. A price that could not be read is NaN, and [`Fault`] keeps its
//! text. Nothing here knows how the rows were written.

use super::{Field, Rule};
use crate::Time;
use crate::market::Event;

/// Columns of raw rows. All columns that are there are equally long.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    /// 1-based line or row in the file.
    pub(crate) line: Vec<u32>,
    /// Local time as the file writes it.
    pub(crate) time: Vec<Time>,
    /// Seconds east of UTC that the file names for each time, where it names a zone at all.
    pub(crate) offset: Option<Vec<i32>>,
    pub(crate) open: Option<Vec<f64>>,
    pub(crate) high: Option<Vec<f64>>,
    pub(crate) low: Option<Vec<f64>>,
    pub(crate) close: Vec<f64>,
    pub(crate) volume: Option<Vec<f64>>,
    pub(crate) adjusted: Option<Vec<f64>>,
    pub(crate) dividend: Option<Vec<f64>>,
    pub(crate) split: Option<Vec<f64>>,
    /// Number of each row's series in `names`, where the file has several series.
    pub(crate) series: Option<Vec<u32>>,
    /// Names of the series.
    pub(crate) names: Vec<String>,
    /// Events that rows of their own tell in words, by series.
    pub(crate) events: Vec<(u32, Event)>,
    /// Cells that hold text which is no number, by row.
    pub(crate) faults: Vec<Fault>,
    /// Rows that have no place among the rest, because their time cannot be read or their shape is wrong.
    pub(crate) rejects: Vec<Reject>,
    /// What is to be told of the file besides its rows.
    pub(crate) remarks: Vec<Remark>,
    /// The zone that the times name, where they name one by a place.
    pub(crate) zone: Option<chrono_tz::Tz>,
}

/// Something to be told of a series that costs no row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Remark {
    pub(crate) line: Option<u32>,
    /// Series it is about, as in [`Table::series`].
    pub(crate) series: u32,
    pub(crate) rule: Rule,
    pub(crate) value: Option<String>,
    pub(crate) problem: String,
}

/// A cell that holds text where a number should stand.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fault {
    /// Line of the row.
    pub(crate) line: u32,
    /// Series of the row, as in [`Table::series`].
    pub(crate) series: u32,
    pub(crate) field: Field,
    pub(crate) text: String,
}

/// A row that could not be placed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reject {
    pub(crate) line: u32,
    /// Series of the row, as in [`Table::series`].
    pub(crate) series: u32,
    /// Why.
    pub(crate) rule: Rule,
    /// The time that could not be read, or the line, shortened.
    pub(crate) value: Option<String>,
    pub(crate) problem: String,
    /// Rows of the same kind that follow it up to this line, where there are so many that they are not listed one by one.
    pub(crate) more: Option<(u32, u32)>,
}

impl Reject {
    /// Number of rows it speaks of.
    pub(crate) fn rows(&self) -> usize {
        1 + self.more.map_or(0, |(rows, _)| rows as usize)
    }

    /// Speaks of the row of `line` too.
    pub(crate) fn join(&mut self, line: u32) {
        let (rows, _) = self.more.unwrap_or((0, 0));
        self.more = Some((rows.saturating_add(1), line));
    }
}

/// Rows that are listed one by one before those of one kind that follow each other are counted together: a file of junk
/// must not take many times its own memory.
pub(crate) const MOST_LISTED: usize = 1000;

impl Table {
    /// Number of placed rows.
    pub(crate) fn len(&self) -> usize {
        self.time.len()
    }

    /// Makes room for `rows` rows in the columns that are there.
    pub(crate) fn reserve(&mut self, rows: usize) {
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

    /// The rows `at`, in that order, without faults, rejects, remarks and events.
    pub(crate) fn select(&self, at: &[u32]) -> Self {
        fn pick<T: Copy>(column: &[T], at: &[u32]) -> Vec<T> {
            at.iter().map(|&at| column[at as usize]).collect()
        }
        let optional = |column: &Option<Vec<f64>>| column.as_ref().map(|column| pick(column, at));
        Self {
            line: pick(&self.line, at),
            time: pick(&self.time, at),
            offset: self.offset.as_ref().map(|column| pick(column, at)),
            open: optional(&self.open),
            high: optional(&self.high),
            low: optional(&self.low),
            close: pick(&self.close, at),
            volume: optional(&self.volume),
            adjusted: optional(&self.adjusted),
            dividend: optional(&self.dividend),
            split: optional(&self.split),
            zone: self.zone,
            ..Self::default()
        }
    }

    /// The rows in the opposite order.
    pub(crate) fn reverse(&mut self) {
        self.line.reverse();
        self.time.reverse();
        self.close.reverse();
        if let Some(offset) = &mut self.offset {
            offset.reverse();
        }
        for column in self.optional_columns().into_iter().flatten() {
            column.reverse();
        }
    }

    fn optional_columns(&mut self) -> [Option<&mut Vec<f64>>; 7] {
        [
            self.open.as_mut(),
            self.high.as_mut(),
            self.low.as_mut(),
            self.volume.as_mut(),
            self.adjusted.as_mut(),
            self.dividend.as_mut(),
            self.split.as_mut(),
        ]
    }

    /// One table for each name, by name; a table without a series column stays whole.
    pub(crate) fn by_series(mut self) -> Vec<(Option<String>, Self)> {
        let names = std::mem::take(&mut self.names);
        let Some(series) = self.series.take() else {
            return vec![(names.into_iter().next(), self)];
        };
        let mut rows = vec![Vec::new(); names.len()];
        for (row, &number) in (0_u32..).zip(&series) {
            rows[number as usize].push(row);
        }
        let mut tables: Vec<_> = names
            .into_iter()
            .zip(&rows)
            .map(|(name, rows)| (Some(name), self.select(rows)))
            .collect();
        for fault in std::mem::take(&mut self.faults) {
            tables[fault.series as usize].1.faults.push(fault);
        }
        for reject in std::mem::take(&mut self.rejects) {
            tables[reject.series as usize].1.rejects.push(reject);
        }
        for remark in std::mem::take(&mut self.remarks) {
            tables[remark.series as usize].1.remarks.push(remark);
        }
        for (number, event) in std::mem::take(&mut self.events) {
            tables[number as usize].1.events.push((number, event));
        }
        tables.sort_by(|a, b| a.0.cmp(&b.0));
        tables
    }

    /// Gives each row the line `of` its own; lines must keep their order.
    #[cfg(feature = "frame")]
    pub(crate) fn renumber(&mut self, of: impl Fn(u32) -> u32) {
        let lines = self.line.iter_mut();
        let faults = self.faults.iter_mut().map(|fault| &mut fault.line);
        let rejects = self.rejects.iter_mut().map(|reject| &mut reject.line);
        for line in lines.chain(faults).chain(rejects) {
            *line = of(*line);
        }
    }

    /// The text of a cell that is no number, in the row of `line`.
    pub(crate) fn fault(&self, line: u32, field: Field) -> Option<&Fault> {
        // Faults stand in the order of the lines they were met in.
        let start = self.faults.partition_point(|fault| fault.line < line);
        self.faults[start..]
            .iter()
            .take_while(|fault| fault.line == line)
            .find(|fault| fault.field == field)
    }
}
