//! A result as named columns of one length, to be written as CSV or Parquet.
//!
//! A missing value is an empty CSV field and a null in Parquet. Nothing here knows what the columns mean.

use std::borrow::Cow;

use crate::Result;
use crate::error::printable;

/// Named columns of one length.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    columns: Vec<(Cow<'static, str>, Cells)>,
}

/// The cells of one column.
#[derive(Debug, Clone, PartialEq)]
pub enum Cells {
    /// Words.
    Text(Vec<Option<String>>),
    /// Prices, ratios.
    Number(Vec<Option<f64>>),
    /// Whole numbers.
    Count(Vec<Option<i64>>),
}

impl Cells {
    fn len(&self) -> usize {
        match self {
            Self::Text(cells) => cells.len(),
            Self::Number(cells) => cells.len(),
            Self::Count(cells) => cells.len(),
        }
    }

    /// Cell `row` as text that reads back as the same value.
    fn text(&self, row: usize) -> String {
        match self {
            Self::Text(cells) => cells[row].clone(),
            Self::Number(cells) => cells[row].map(|number| number.to_string()),
            Self::Count(cells) => cells[row].map(|count| count.to_string()),
        }
        .unwrap_or_default()
    }
}

impl Cells {
    /// Adds cells of the same kind below.
    fn append(&mut self, below: Self) {
        match (self, below) {
            (Self::Text(cells), Self::Text(below)) => cells.extend(below),
            (Self::Number(cells), Self::Number(below)) => cells.extend(below),
            (Self::Count(cells), Self::Count(below)) => cells.extend(below),
            _ => panic!("columns of one name hold one kind of cells"),
        }
    }
}

impl Sheet {
    /// Adds a column to the right.
    ///
    /// # Panics
    ///
    /// If it is not as long as the others, which is a mistake of the caller.
    #[must_use]
    pub fn with(mut self, name: impl Into<Cow<'static, str>>, cells: Cells) -> Self {
        let name = name.into();
        let rows = self.columns.first().map(|(_, first)| first.len());
        assert!(
            rows.is_none_or(|rows| rows == cells.len()),
            "column {name} has another length"
        );
        self.columns.push((name, cells));
        self
    }

    /// Names of the columns, leftmost first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|(name, _)| name.as_ref())
    }

    /// The columns with their names, leftmost first.
    pub fn columns(&self) -> impl Iterator<Item = (&str, &Cells)> {
        self.columns
            .iter()
            .map(|(name, cells)| (name.as_ref(), cells))
    }

    /// Sheets of the same columns below each other, the name of each in a first column called `title`.
    ///
    /// # Panics
    ///
    /// If a sheet has other columns than the first, which is a mistake of the caller.
    #[must_use]
    pub fn below_each_other(
        title: &'static str,
        sheets: impl IntoIterator<Item = (String, Self)>,
    ) -> Self {
        let mut names = Vec::new();
        let mut columns: Vec<(Cow<'static, str>, Cells)> = Vec::new();
        for (name, sheet) in sheets {
            names.extend(std::iter::repeat_n(Some(name), sheet.rows()));
            if columns.is_empty() {
                columns = sheet.columns;
                continue;
            }
            assert!(
                columns.len() == sheet.columns.len(),
                "sheets of other columns"
            );
            for ((_, above), (_, cells)) in columns.iter_mut().zip(sheet.columns) {
                above.append(cells);
            }
        }
        columns.insert(0, (title.into(), Cells::Text(names)));
        Self { columns }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |(_, first)| first.len())
    }

    /// The sheet as CSV with a header, `\n` at the end of every line.
    ///
    /// # Errors
    ///
    /// None that input can cause; the writer below has the type of one.
    pub fn csv(&self) -> Result<Vec<u8>> {
        let io = |error: csv::Error| crate::Error::io("CSV", error.into());
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(self.names()).map_err(io)?;
        for row in 0..self.rows() {
            let cells = self.columns.iter().map(|(_, cells)| cells.text(row));
            let cells = cells.map(|cell| printable(&cell).replace('\n', " "));
            writer.write_record(cells).map_err(io)?;
        }
        writer
            .into_inner()
            .map_err(|error| crate::Error::io("CSV", error.into_error()))
    }

    /// The sheet as a Parquet file, zstd-compressed.
    ///
    /// # Errors
    ///
    /// [`Error::Data`](crate::Error::Data) if polars cannot write it.
    #[cfg(feature = "frame")]
    pub fn parquet(&self) -> Result<Vec<u8>> {
        use polars::prelude::ParquetWriter;
        let mut frame = self.frame()?;
        let mut bytes = Vec::new();
        match ParquetWriter::new(&mut bytes).finish(&mut frame) {
            Ok(_) => Ok(bytes),
            Err(error) => Err(refusal("Parquet", &error)),
        }
    }

    /// The sheet as a Parquet file, which needs the feature `frame`.
    ///
    /// # Errors
    ///
    /// Always: this build is without it.
    #[cfg(not(feature = "frame"))]
    pub fn parquet(&self) -> Result<Vec<u8>> {
        let rule = "needs a build with the feature `frame`";
        Err(crate::Error::parameter("format", "parquet", rule))
    }

    /// The sheet as a data frame.
    ///
    /// # Errors
    ///
    /// [`Error::Data`](crate::Error::Data) if two columns have one name.
    #[cfg(feature = "frame")]
    pub fn frame(&self) -> Result<polars::prelude::DataFrame> {
        use polars::prelude::{Column, DataFrame};
        let column = |(name, cells): &(Cow<'static, str>, Cells)| match cells {
            Cells::Text(cells) => Column::new(name.as_ref().into(), cells),
            Cells::Number(cells) => Column::new(name.as_ref().into(), cells),
            Cells::Count(cells) => Column::new(name.as_ref().into(), cells),
        };
        let columns = self.columns.iter().map(column).collect();
        DataFrame::new(self.rows(), columns).map_err(|error| refusal("data frame", &error))
    }
}

#[cfg(feature = "frame")]
fn refusal(what: &str, error: &polars::prelude::PolarsError) -> crate::Error {
    crate::Error::Data {
        what: what.into(),
        problem: error.to_string(),
        help: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Sheet {
        Sheet::default()
            .with("id", Cells::Count(vec![Some(1), Some(2)]))
            .with("name", Cells::Text(vec![Some("a, \"b\"".into()), None]))
            .with("price", Cells::Number(vec![Some(0.1 + 0.2), None]))
    }

    #[test]
    fn csv_quotes_what_needs_it_and_leaves_the_missing_empty() {
        let text = String::from_utf8(sheet().csv().unwrap()).unwrap();
        let expected = "id,name,price\n1,\"a, \"\"b\"\"\",0.30000000000000004\n2,,\n";
        assert_eq!(text, expected);
    }

    #[cfg(feature = "frame")]
    #[test]
    fn parquet_reads_back() {
        use polars::prelude::{ParquetReader, SerReader};
        let bytes = sheet().parquet().unwrap();
        let frame = ParquetReader::new(std::io::Cursor::new(bytes))
            .finish()
            .unwrap();
        assert_eq!(frame.shape(), (2, 3));
        let price = frame.column("price").unwrap().f64().unwrap().get(0);
        assert_eq!(price, Some(0.1 + 0.2));
        assert_eq!(frame.column("name").unwrap().null_count(), 1);
    }
}
