//! The series of a Parquet file one after the other, so that memory grows with the largest row group, not with the file.
//!
//! The names are read first, alone. Where the rows of every series stand together, each row group is read once and the
//! rows of its last series wait for the next group. Where they do not (a file sorted by date), series are taken some at
//! a time, and the file is gone through once for each lot.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};

use polars::prelude::{BooleanChunked, DataFrame, NewChunkedArray, ParquetReader, SerReader};

use super::{Opened, guarded, open};
use crate::data::options::ReadOptions;
use crate::data::table::Table;
use crate::data::{Field, frame};
use crate::{Error, Result};

/// Rows of one lot of series whose rows do not stand together.
const LOT_ROWS: usize = if cfg!(test) { 25 } else { 1 << 19 };

/// The names of series, where there are names, with their rows.
pub(in crate::data) type Tables = Vec<(Option<String>, Table)>;

/// The rows of each series, by lots.
pub(in crate::data) struct SeriesOf {
    path: PathBuf,
    options: ReadOptions,
    file: File,
    opened: Opened,
    names: Vec<Name>,
    work: Work,
}

/// A series as the column of names has it.
struct Name {
    text: String,
    /// From its first row to behind its last.
    rows: Range<usize>,
    /// How many rows it has.
    count: usize,
}

/// What is still to be read.
enum Work {
    /// Row groups, each once; the rows that wait for the next one, with the place of the first in the file.
    Groups(VecDeque<Range<usize>>, Option<(usize, DataFrame)>),
    /// Lots of series, by their numbers.
    Lots(VecDeque<Range<usize>>),
}

impl SeriesOf {
    /// Reads the names. `wanted` are those that are read at all, all of them if there is none.
    pub(in crate::data) fn open(
        path: &Path,
        options: &ReadOptions,
        is_wanted: &dyn Fn(&str) -> bool,
    ) -> Result<Self> {
        let file = File::open(path).map_err(|error| Error::io(path, error))?;
        let opened = open(path, || file.try_clone(), options)?;
        let mut this = Self {
            path: path.to_owned(),
            options: options.clone(),
            file,
            opened,
            names: Vec::new(),
            work: Work::Lots(VecDeque::new()),
        };
        let groups = this.opened.groups();
        let Some(&at) = this.opened.fields.get(&Field::Symbol) else {
            let whole = std::iter::once(0..this.opened.rows);
            this.work = Work::Groups(whole.collect(), None);
            return Ok(this);
        };
        let are_together = this.read_names(at, &groups)?;
        this.names.retain(|name| is_wanted(&name.text));
        this.work = if are_together {
            let holds = |group: &Range<usize>| {
                let meets = |rows: &Range<usize>| rows.start < group.end && group.start < rows.end;
                this.names.iter().any(|name| meets(&name.rows))
            };
            Work::Groups(groups.into_iter().filter(holds).collect(), None)
        } else {
            Work::Lots(this.lots())
        };
        Ok(this)
    }

    /// The names, in the order of their first rows, with their number of rows; none where there is no column of names.
    pub(in crate::data) fn names(&self) -> impl ExactSizeIterator<Item = (&str, usize)> {
        self.names
            .iter()
            .map(|name| (name.text.as_str(), name.count))
    }

    /// How the file is read, in one line.
    pub(in crate::data) fn dialect(&self) -> String {
        format!("Parquet {}", self.opened.dialect())
    }

    /// The series whose rows come next, each with its rows; `None` at the end.
    pub(in crate::data) fn next_lot(&mut self) -> Option<Result<Tables>> {
        loop {
            let tables = match &mut self.work {
                Work::Groups(groups, waiting) => {
                    let Some(group) = groups.pop_front() else {
                        let (first, frame) = waiting.take()?;
                        return Some(self.tables(&frame, &Lines::From(first)));
                    };
                    let waiting = waiting.take();
                    self.group(group, waiting)
                }
                Work::Lots(lots) => {
                    let lot = lots.pop_front()?;
                    self.lot(lot)
                }
            };
            match tables {
                Ok(tables) if tables.is_empty() => {}
                other => return Some(other),
            }
        }
    }

    /// Reads which rows are of which series; whether the rows of each stand together.
    fn read_names(&mut self, at: usize, groups: &[Range<usize>]) -> Result<bool> {
        let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
        let mut runs = 0_usize;
        let mut last: Option<usize> = None;
        for group in groups {
            let frame = self.read(group.clone(), Some(vec![at]))?;
            let words = frame::column_words(&self.path, &frame.columns()[0])?;
            for (row, word) in group.clone().zip(words.iter()) {
                let word = word.unwrap_or("");
                let number = match last {
                    Some(number) if self.names[number].text == word => number,
                    _ => {
                        runs += 1;
                        let next = self.names.len();
                        let number = *numbers.entry(word.to_owned()).or_insert(next);
                        if number == next {
                            self.names.push(Name {
                                text: word.to_owned(),
                                rows: row..row,
                                count: 0,
                            });
                        }
                        number
                    }
                };
                let name = &mut self.names[number];
                name.rows.end = row + 1;
                name.count += 1;
                last = Some(number);
            }
        }
        Ok(runs == self.names.len())
    }

    /// Series in lots of a bounded number of rows.
    fn lots(&self) -> VecDeque<Range<usize>> {
        let mut lots = VecDeque::new();
        let (mut first, mut rows) = (0, 0);
        for (number, name) in self.names.iter().enumerate() {
            if rows > 0 && rows + name.count > LOT_ROWS {
                lots.push_back(first..number);
                (first, rows) = (number, 0);
            }
            rows += name.count;
        }
        if first < self.names.len() {
            lots.push_back(first..self.names.len());
        }
        lots
    }

    /// The series that end in a row group; the rows of the last one wait, as it may go on in the next.
    fn group(
        &mut self,
        group: Range<usize>,
        waiting: Option<(usize, DataFrame)>,
    ) -> Result<Tables> {
        let mut first = group.start;
        let mut frame = self.read(group.clone(), self.opened.needed.clone())?;
        if let Some((start, mut before)) = waiting {
            if start + before.height() == first {
                let added = before.vstack_mut(&frame);
                added.map_err(|error| frame::refused("Parquet", &error))?;
                (first, frame) = (start, before);
            } else {
                // The groups between hold nothing that is wanted.
                let done = self.tables(&before, &Lines::From(start))?;
                self.wait_from(first, group.end, frame);
                return Ok(done);
            }
        }
        let last = self.names.iter().filter(|name| name.rows.start < group.end);
        let start = last.map(|name| name.rows.start).max();
        let start = start.filter(|&start| start > first && start < group.end);
        let kept = start.unwrap_or(first) - first;
        let done = frame.head(Some(kept));
        let rest = frame.tail(Some(frame.height() - kept));
        self.wait_from(first + kept, group.end, rest);
        if done.height() == 0 {
            return Ok(Vec::new());
        }
        self.tables(&done, &Lines::From(first))
    }

    fn wait_from(&mut self, first: usize, end: usize, frame: DataFrame) {
        if let Work::Groups(_, waiting) = &mut self.work {
            *waiting = (first < end).then_some((first, frame));
        }
    }

    /// The series of a lot, wherever in the file their rows stand.
    fn lot(&self, lot: Range<usize>) -> Result<Tables> {
        let names = &self.names[lot];
        let wanted: BTreeSet<&str> = names.iter().map(|name| name.text.as_str()).collect();
        let first = names.iter().map(|name| name.rows.start).min().unwrap_or(0);
        let end = names.iter().map(|name| name.rows.end).max().unwrap_or(0);
        let symbol = self.opened.name(Field::Symbol);
        let mut whole: Option<DataFrame> = None;
        let mut lines = Vec::new();
        for group in self.opened.groups() {
            let rows = group.start.max(first)..group.end.min(end);
            if rows.is_empty() {
                continue;
            }
            let frame = self.read(rows.clone(), self.opened.needed.clone())?;
            let column = frame.column(symbol);
            let column = column.map_err(|error| frame::refused("Parquet", &error))?;
            let words = frame::column_words(&self.path, column)?;
            let is_in: Vec<bool> = words
                .iter()
                .map(|word| wanted.contains(word.unwrap_or("")))
                .collect();
            lines.extend(
                rows.zip(&is_in)
                    .filter(|(_, is_in)| **is_in)
                    .map(|(row, _)| line(row)),
            );
            let mask = BooleanChunked::from_slice("mask".into(), &is_in);
            let chosen = frame.filter(&mask);
            let chosen = chosen.map_err(|error| frame::refused("Parquet", &error))?;
            match &mut whole {
                None => whole = Some(chosen),
                Some(whole) => {
                    let added = whole.vstack_mut(&chosen);
                    added.map_err(|error| frame::refused("Parquet", &error))?;
                }
            }
        }
        match whole {
            Some(frame) => self.tables(&frame, &Lines::Of(lines)),
            None => Ok(Vec::new()),
        }
    }

    /// The rows of a frame by series, those that are wanted.
    fn tables(&self, frame: &DataFrame, lines: &Lines) -> Result<Tables> {
        let (mut table, _) = frame::table(&self.path, frame, &self.options)?;
        table.renumber(|line| lines.of(line));
        let mut tables = table.by_series();
        if self.opened.fields.contains_key(&Field::Symbol) {
            let wanted: BTreeSet<&str> = self.names.iter().map(|it| it.text.as_str()).collect();
            tables.retain(|(name, _)| wanted.contains(name.as_deref().unwrap_or("")));
        }
        Ok(tables)
    }

    fn read(&self, rows: Range<usize>, columns: Option<Vec<usize>>) -> Result<DataFrame> {
        let file = self.file.try_clone();
        let file = file.map_err(|error| Error::io(&self.path, error))?;
        guarded(&self.path, || {
            ParquetReader::new(file)
                .with_projection(columns)
                .with_slice(Some((rows.start, rows.len())))
                .finish()
        })
    }
}

/// The row of the file, from 1, for each row of a frame, from 1.
enum Lines {
    /// The rows of the file from that one on.
    From(usize),
    /// These rows.
    Of(Vec<u32>),
}

impl Lines {
    fn of(&self, row: u32) -> u32 {
        match self {
            Self::From(first) => line(*first).saturating_add(row - 1),
            Self::Of(lines) => lines.get(row as usize - 1).copied().unwrap_or(row),
        }
    }
}

/// The row `at`, counted from 1.
fn line(at: usize) -> u32 {
    u32::try_from(at + 1).unwrap_or(u32::MAX)
}
