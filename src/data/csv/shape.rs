//! Whether the header and the rows are equally wide, and which columns nothing reads.
//!
//! Where they differ a heading may stand above another's column. Columns are then read only as far as their values prove
//! them: high and low enclose the other prices, an adjusted close is near the close, a volume is not.

use std::path::Path;

use super::super::input::name_columns;
use super::layout::{ColumnLayout, SeriesColumns};
use super::number::{self, Number};
use super::sample::{self, Line, Sample};
use crate::data::Decimal;
use crate::{Error, Result};

/// Letters of a heading that are shown.
const SHOWN: usize = 24;
/// Headings that are shown.
const MOST: usize = 12;

/// The headings of columns that are not read, in the order of the file.
pub(super) fn unread(sample: &Sample, layout: &ColumnLayout) -> Vec<String> {
    let Some(header) = header(sample, layout) else {
        return Vec::new();
    };
    let used: Vec<usize> = layout.used().collect();
    let cells = header.cells.iter().enumerate();
    let unread = cells.filter(|(at, name)| !used.contains(at) && !name.is_empty());
    let mut names: Vec<String> = unread.map(|(_, name)| shown(name)).collect();
    if names.len() > MOST {
        names.truncate(MOST);
        names.push("...".into());
    }
    names
}

fn shown(name: &str) -> String {
    let mark = |letter: char| {
        if letter.is_control() {
            '\u{fffd}'
        } else {
            letter
        }
    };
    name.chars().take(SHOWN).map(mark).collect()
}

fn header<'a>(sample: &'a Sample, layout: &ColumnLayout) -> Option<&'a Line> {
    let number = layout.header?;
    sample.before().iter().find(|line| line.number == number)
}

/// Holds the header against the rows; gives what is to be told where they differ, and takes away the columns that the
/// values do not prove.
///
/// # Errors
///
/// [`Error::Format`] if they differ and the values do not prove which columns are the prices.
pub(super) fn check(
    path: &Path,
    sample: &Sample,
    layout: &mut ColumnLayout,
    decimal: Decimal,
) -> Result<Option<String>> {
    let [series] = &mut layout.series[..] else {
        return Ok(None);
    };
    let Some(header) = layout
        .header
        .and_then(|number| sample.before().iter().find(|line| line.number == number))
    else {
        return Ok(None);
    };
    let bars = || sample.data().iter().filter(|line| line.is_bar());
    let filled = |line: &Line| {
        1 + line
            .cells
            .iter()
            .rposition(|cell| !cell.is_empty())
            .unwrap_or(0)
    };
    let headings = filled(header);
    let (Some(cells), Some(places)) = (
        sample::most_common(bars().map(filled)),
        sample::most_common(bars().map(|line| line.cells.len())),
    ) else {
        return Ok(None);
    };
    // An index without a heading stands to the left of all others.
    let is_shifted = headings + 1 == cells
        && layout.time == 0
        && super::alias::lookup(header.cell(0))
            .iter()
            .all(|alias| alias.0 != super::super::Field::Time);
    let is_equal = cells <= headings && places >= headings || is_shifted;
    let is_plain = sample
        .before()
        .iter()
        .filter(|line| line.cells.len() > 1)
        .count()
        == 1;
    if is_equal || !is_plain || series.open.is_none() {
        return Ok(None);
    }
    let told = format!(
        "the header names {headings} columns where the rows have {}",
        if cells > headings { cells } else { places }
    );
    let values = Values { sample, decimal };
    if !values.prove(series) {
        return Err(Error::Format {
            path: path.into(),
            row: layout.header.map(u64::from),
            column: None,
            problem: format!("{told}, and the values do not prove which are which"),
            help: Some(name_columns(
                "name the columns from left to right, with skip for others:",
            )),
        });
    }
    let dropped = drop_unproved(series, &values);
    Ok(Some(format!("{told}; {dropped}")))
}

/// Takes away the columns beside the prices that the values do not prove, and says so.
fn drop_unproved(series: &mut SeriesColumns, values: &Values<'_>) -> String {
    let mut dropped = Vec::new();
    let close = series.close;
    let is_near = |at: &Option<usize>| at.is_some_and(|at| values.are_near(at, close));
    if series.volume.is_some() && is_near(&series.volume) {
        series.volume = None;
        dropped.push("volume");
    }
    if series.adjusted.is_some() && !is_near(&series.adjusted) {
        series.adjusted = None;
        dropped.push("adjusted close");
    }
    for (column, name) in [
        (&mut series.dividend, "dividend"),
        (&mut series.split, "split"),
    ] {
        if column.take().is_some() {
            dropped.push(name);
        }
    }
    if dropped.is_empty() {
        "the values prove the columns that are read".to_owned()
    } else {
        format!(
            "the values do not prove {}, which is not read",
            dropped.join(" and ")
        )
    }
}

/// The numbers of the sample.
struct Values<'a> {
    sample: &'a Sample,
    decimal: Decimal,
}

impl Values<'_> {
    fn at(&self, line: &Line, at: usize) -> Option<f64> {
        match number::parse(line.cell(at).as_bytes(), self.decimal) {
            Number::Value(value) => Some(value),
            Number::Empty | Number::Text => None,
        }
    }

    /// Whether nearly all rows satisfy `is`, and any row does.
    fn nearly_all(&self, is: impl Fn(&Line) -> Option<bool>) -> bool {
        let bars = self.sample.data().iter().filter(|line| line.is_bar());
        let answers: Vec<bool> = bars.filter_map(is).collect();
        let hits = answers.iter().filter(|it| **it).count();
        hits > 0 && hits * 50 >= answers.len() * 49
    }

    /// Whether high and low enclose open and close, and move: four equal columns prove nothing.
    fn prove(&self, series: &SeriesColumns) -> bool {
        let (Some(open), Some(high), Some(low)) = (series.open, series.high, series.low) else {
            return false;
        };
        let prices = |line: &Line| {
            let price = |at| self.at(line, at);
            Some((
                price(open)?,
                price(high)?,
                price(low)?,
                price(series.close)?,
            ))
        };
        let encloses = |line: &Line| {
            prices(line).map(|(open, high, low, close)| {
                high >= open.max(close) && low <= open.min(close) && low > 0.0 && high < low * 3.0
            })
        };
        self.nearly_all(encloses)
    }

    /// Whether column `at` is a price near column `close`, as an adjusted close is.
    fn are_near(&self, at: usize, close: usize) -> bool {
        self.nearly_all(|line| {
            let (value, close) = (self.at(line, at)?, self.at(line, close)?);
            Some(value > close * 0.02 && value < close * 1.1)
        })
    }
}
