//! Rows as the columns of a sheet.

use crate::data::{Cells, Sheet};
use crate::{Error, Result};

/// A sheet in the making: each column is told by what it takes of a row; `None` is an empty cell.
pub(super) struct SheetOf<'a, T> {
    rows: &'a [T],
    sheet: Sheet,
}

impl<'a, T> SheetOf<'a, T> {
    /// No column yet.
    pub(super) fn new(rows: &'a [T]) -> Self {
        Self {
            rows,
            sheet: Sheet::default(),
        }
    }

    /// Adds a column of words.
    pub(super) fn text<C: Into<Option<String>>>(self, name: &str, of: impl Fn(&T) -> C) -> Self {
        let cells = self.rows.iter().map(|row| of(row).into()).collect();
        self.with(name, Cells::Text(cells))
    }

    /// Adds a column of numbers.
    pub(super) fn number<C: Into<Option<f64>>>(self, name: &str, of: impl Fn(&T) -> C) -> Self {
        let cells = self.rows.iter().map(|row| of(row).into()).collect();
        self.with(name, Cells::Number(cells))
    }

    /// Adds a column of whole numbers.
    pub(super) fn count<C: Into<Option<usize>>>(self, name: &str, of: impl Fn(&T) -> C) -> Self {
        let cells = self
            .rows
            .iter()
            .map(|row| i64::try_from(of(row).into()?).ok());
        let cells = Cells::Count(cells.collect());
        self.with(name, cells)
    }

    /// The sheet.
    pub(super) fn done(self) -> Sheet {
        self.sheet
    }

    fn with(mut self, name: &str, cells: Cells) -> Self {
        self.sheet = self.sheet.with(name.to_owned(), cells);
        self
    }
}

/// The rows of `sheet` as JSON, an object a line, its fields in the order of the columns.
pub(super) fn json_lines(sheet: &Sheet) -> Result<Vec<u8>> {
    let json = |error: serde_json::Error| Error::io("JSON", error.into());
    let mut text = Vec::new();
    for row in 0..sheet.rows() {
        for (at, (name, cells)) in sheet.columns().enumerate() {
            text.push(if at == 0 { b'{' } else { b',' });
            serde_json::to_writer(&mut text, name).map_err(json)?;
            text.push(b':');
            match cells {
                Cells::Text(cells) => serde_json::to_writer(&mut text, &cells[row]),
                Cells::Number(cells) => serde_json::to_writer(&mut text, &cells[row]),
                Cells::Count(cells) => serde_json::to_writer(&mut text, &cells[row]),
            }
            .map_err(json)?;
        }
        text.extend_from_slice(b"}\n");
    }
    Ok(text)
}
