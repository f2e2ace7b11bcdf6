//! Studies over a series, as they are told.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Body, Grid, price, when};
use crate::Bars;
use crate::data::{Cells, Sheet};
use crate::indicator::{Column, Output, Plan};

/// What `compute` tells: the closes and a column for each output of each study, with all their digits.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Computed {
    /// Symbol.
    pub symbol: String,
    /// Time of every bar.
    pub time: Vec<String>,
    /// Close of every bar.
    pub close: Vec<f64>,
    /// The columns, in the order they were asked for.
    pub columns: Vec<ComputedColumn>,
}

/// One output of a study.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ComputedColumn {
    /// The study as it was written, and the output where it has several.
    pub name: String,
    /// How it is drawn.
    #[serde(flatten)]
    pub output: Output,
    /// Time of the first value.
    pub first: Option<String>,
    /// Time from which the start of the history no longer matters: it weighs less than a millionth.
    pub settled: Option<String>,
    /// One value a bar, `null` where there is none.
    pub values: Vec<Option<f64>>,
}

impl ComputedColumn {
    /// The result of one output; `name` is its heading.
    pub fn new(
        bars: &Bars,
        name: String,
        plan: &Plan,
        (output, column): (&Output, &Column),
    ) -> Self {
        let first = column.first_valid();
        let settled = first.zip(plan.settle).map(|(first, settle)| first + settle);
        let time = |at: usize| (at < bars.len()).then(|| when(bars, at));
        Self {
            name,
            output: output.clone(),
            first: first.and_then(time),
            settled: settled.and_then(time),
            values: column.iter().collect(),
        }
    }

    fn last(&self, back: usize) -> String {
        let at = self.values.len().checked_sub(back + 1);
        let value = at.and_then(|at| self.values[at]);
        value.map_or_else(|| "-".to_owned(), price)
    }
}

impl Computed {
    /// The studies of `bars`.
    pub fn new(bars: &Bars, columns: Vec<ComputedColumn>) -> Self {
        Self {
            symbol: bars.symbol().to_string(),
            time: (0..bars.len()).map(|at| when(bars, at)).collect(),
            close: bars.close().to_vec(),
            columns,
        }
    }
}

impl Body for Computed {
    const SCHEMA: &'static str = "strandline.computed/1";

    /// The last values; all of them are in the other formats.
    fn text(&self) -> String {
        let mut grid = Grid::new(&["study", ">last", ">before", "first value", "settled from"]);
        for column in &self.columns {
            let word = |time: &Option<String>| time.clone().unwrap_or_else(|| "-".to_owned());
            grid.row([
                column.name.clone(),
                column.last(0),
                column.last(1),
                word(&column.first),
                word(&column.settled),
            ]);
        }
        let last = self.time.last().map_or("", String::as_str);
        let close = self.close.last().copied().map(price).unwrap_or_default();
        let head = format!("{}  {last}  close {close}\n\n", self.symbol);
        head + &grid.text() + "\nall values: --format csv, json or parquet\n"
    }

    fn sheet(&self) -> Sheet {
        let time = self.time.iter().cloned().map(Some).collect();
        let close = self.close.iter().copied().map(Some).collect();
        let mut sheet = Sheet::default()
            .with("date", Cells::Text(time))
            .with("close", Cells::Number(close));
        // A study asked for twice has one column, since a table cannot have two of one name.
        let mut known = BTreeMap::new();
        for column in &self.columns {
            if known.insert(column.name.as_str(), ()).is_none() && column.name != "close" {
                sheet = sheet.with(column.name.clone(), Cells::Number(column.values.clone()));
            }
        }
        sheet
    }
}
