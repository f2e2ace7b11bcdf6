//! Where in a row each value stands.

use super::super::{Columns, Field};

/// The columns of a file, by number from 0.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ColumnLayout {
    pub(super) time: usize,
    pub(super) clock: Option<usize>,
    pub(super) symbol: Option<usize>,
    /// The series that stand side by side in each row; one in most files.
    pub(super) series: Vec<SeriesColumns>,
    /// Cells of a full row; more than these are a row of the wrong shape.
    pub(super) width: usize,
    /// Line of the headings, where there are any.
    pub(super) header: Option<u32>,
    /// How the columns were found, for the line that tells how a file was read.
    pub(super) origin: String,
}

/// The columns of one series.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct SeriesColumns {
    /// Its name, where the file gives one above the columns.
    pub(super) name: Option<String>,
    pub(super) open: Option<usize>,
    pub(super) high: Option<usize>,
    pub(super) low: Option<usize>,
    pub(super) close: usize,
    pub(super) volume: Option<usize>,
    pub(super) adjusted: Option<usize>,
    pub(super) dividend: Option<usize>,
    pub(super) split: Option<usize>,
}

impl ColumnLayout {
    /// The columns as a user states them.
    pub(super) fn stated(columns: &Columns, width: usize) -> Option<Self> {
        let at = |field| columns.fields().iter().position(|&other| other == field);
        let series = SeriesColumns {
            name: None,
            open: at(Field::Open),
            high: at(Field::High),
            low: at(Field::Low),
            close: at(Field::Close)?,
            volume: at(Field::Volume),
            adjusted: at(Field::AdjustedClose),
            dividend: at(Field::Dividend),
            split: at(Field::Split),
        };
        Some(Self {
            time: at(Field::Time)?,
            clock: at(Field::Clock),
            symbol: at(Field::Symbol),
            series: vec![series],
            width: width.max(columns.fields().len()),
            header: None,
            origin: format!("columns {columns} as stated"),
        })
    }

    /// The columns that are read.
    pub(super) fn used(&self) -> impl Iterator<Item = usize> {
        let of = |series: &SeriesColumns| {
            [
                series.open,
                series.high,
                series.low,
                Some(series.close),
                series.volume,
                series.adjusted,
                series.dividend,
                series.split,
            ]
        };
        let own = [Some(self.time), self.clock, self.symbol];
        let own = own.into_iter().flatten();
        own.chain(self.series.iter().flat_map(of).flatten())
    }

    /// The columns of prices.
    pub(super) fn prices(&self) -> impl Iterator<Item = usize> {
        let of = |series: &SeriesColumns| {
            [
                series.open,
                series.high,
                series.low,
                Some(series.close),
                series.adjusted,
            ]
        };
        self.series.iter().flat_map(of).flatten()
    }
}

impl SeriesColumns {
    /// Which of open, high and low has no column, if the others have one; a series of closes alone lacks nothing.
    pub(super) fn missing(&self) -> Vec<Field> {
        let prices = [
            (Field::Open, self.open),
            (Field::High, self.high),
            (Field::Low, self.low),
        ];
        let missing: Vec<Field> = prices
            .iter()
            .filter(|(_, at)| at.is_none())
            .map(|&(field, _)| field)
            .collect();
        if missing.len() == 3 {
            Vec::new()
        } else {
            missing
        }
    }
}
