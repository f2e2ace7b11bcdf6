//! The rows of a frame: its columns by field, each cell a word or a number, every row with its time.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::DateTime;
use polars::prelude::DataFrame;

use super::{numbers, refused, typed_stamps, words};
use crate::Result;
use crate::data::Field;
use crate::data::Rule;
use crate::data::csv;
use crate::data::csv::stamp::Stamp;
use crate::data::options::ReadOptions;
use crate::data::table::{Fault, Reject, Table};

/// Reads the columns that are named.
pub(super) struct Reader<'a> {
    pub(super) path: &'a Path,
    pub(super) frame: &'a DataFrame,
    pub(super) fields: &'a BTreeMap<Field, usize>,
    pub(super) options: &'a ReadOptions,
    pub(super) faults: Vec<Fault>,
}

impl Reader<'_> {
    /// The rows, and what is wrong with their cells.
    pub(super) fn table(&mut self) -> Result<Table> {
        let (series, names) = self.symbols()?;
        let stamps = self.stamps()?;
        let scale = self.options.price_scale.unwrap_or(1.0);
        let mut column = |field: Field, scale: f64| -> Result<Option<Vec<f64>>> {
            let Some(&at) = self.fields.get(&field) else {
                return Ok(None);
            };
            let column = &self.frame.columns()[at];
            let values = numbers(column, field, self.options, &mut self.faults);
            let mut values =
                values.map_err(|error| refused(&self.path.display().to_string(), &error))?;
            for value in &mut values {
                *value /= scale;
            }
            Ok(Some(values))
        };
        let mut table = Table {
            open: column(Field::Open, scale)?,
            high: column(Field::High, scale)?,
            low: column(Field::Low, scale)?,
            close: column(Field::Close, scale)?.unwrap_or_default(),
            volume: column(Field::Volume, 1.0)?,
            adjusted: column(Field::AdjustedClose, scale)?,
            dividend: column(Field::Dividend, scale)?,
            split: column(Field::Split, 1.0)?,
            line: (1..).take(stamps.len()).collect(),
            ..Table::default()
        };
        self.faults.sort_by_key(|fault| fault.line);
        table.faults = std::mem::take(&mut self.faults);
        if let Some(series) = &series {
            for fault in &mut table.faults {
                fault.series = series[fault.line as usize - 1];
            }
        }
        table.series = series;
        table.names = names;
        place(&mut table, &stamps);
        Ok(table)
    }

    /// The number of each row's series, and the names of the series.
    fn symbols(&self) -> Result<(Option<Vec<u32>>, Vec<String>)> {
        let Some(&at) = self.fields.get(&Field::Symbol) else {
            return Ok((None, Vec::new()));
        };
        let words = words(&self.frame.columns()[at])
            .map_err(|error| refused(&self.path.display().to_string(), &error))?;
        let mut numbers: BTreeMap<&str, u32> = BTreeMap::new();
        let mut names: Vec<String> = Vec::new();
        let mut last: Option<(&str, u32)> = None;
        let mut series = Vec::with_capacity(words.len());
        for word in &words {
            let word = word.as_deref().unwrap_or("");
            let number = match last {
                Some((name, number)) if name == word => number,
                _ => *numbers.entry(word).or_insert_with(|| {
                    names.push(word.to_owned());
                    u32::try_from(names.len() - 1)
                        .expect("fewer symbols than rows, fewer rows than 2^32")
                }),
            };
            last = Some((word, number));
            series.push(number);
        }
        Ok((Some(series), names))
    }

    /// Date and time of each row.
    fn stamps(&self) -> Result<Vec<Option<Stamp>>> {
        let column = &self.frame.columns()[self.fields[&Field::Time]];
        let typed = typed_stamps(column)
            .map_err(|error| refused(&self.path.display().to_string(), &error))?;
        if let Some(stamps) = typed {
            return Ok(stamps);
        }
        let words =
            words(column).map_err(|error| refused(&self.path.display().to_string(), &error))?;
        let cells: Vec<&str> = words
            .iter()
            .map(|word| word.as_deref().unwrap_or(""))
            .collect();
        csv::stamps(self.path, &cells, self.options)
    }
}

/// Gives every row its time, and takes rows without one out.
fn place(table: &mut Table, stamps: &[Option<Stamp>]) {
    let has_offset = stamps.iter().flatten().any(|stamp| stamp.offset.is_some());
    let unplaced = Stamp {
        zone: None,
        local: DateTime::UNIX_EPOCH.naive_utc(),
        offset: None,
    };
    let stamp = |stamp: &Option<Stamp>| stamp.unwrap_or(unplaced);
    table.time = stamps.iter().map(|it| stamp(it).local).collect();
    table.offset = has_offset.then(|| {
        stamps
            .iter()
            .map(|it| stamp(it).offset.unwrap_or(0))
            .collect()
    });
    if stamps.iter().all(Option::is_some) {
        return;
    }
    let placed: Vec<u32> = (0_u32..)
        .zip(stamps)
        .filter_map(|(at, stamp)| stamp.map(|_| at))
        .collect();
    let series = table.series.as_ref();
    let unplaced = (0_u32..).zip(stamps).filter(|(_, stamp)| stamp.is_none());
    let rejects = unplaced.map(|(at, _)| Reject {
        more: None,
        line: at + 1,
        series: series.map_or(0, |series| series[at as usize]),
        rule: Rule::BadTime,
        value: Some(String::new()),
        problem: "no date".into(),
    });
    let rejects = rejects.collect();
    let mut rest = table.select(&placed);
    rest.series = series.map(|series| placed.iter().map(|&at| series[at as usize]).collect());
    rest.names = std::mem::take(&mut table.names);
    rest.faults = std::mem::take(&mut table.faults);
    rest.rejects = rejects;
    *table = rest;
}
