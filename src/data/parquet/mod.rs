//! Parquet files: read by the columns that are needed, written from series.
//!
//! What polars says or panics about becomes an error about the file. One thing cannot be caught: damage inside a page may
//! tell of more values than memory holds, and then the allocator ends the program.

mod series;

use std::collections::BTreeMap;
use std::io::Cursor;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use polars::prelude::{
    ArrowDataType, DataFrame, ParquetReader, ParquetWriter, PlSmallStr, PolarsResult, SerReader,
};
use polars_io::mmap::MmapBytesReader;

use super::options::ReadOptions;
use super::table::Table;
use super::{Field, Loaded, frame, input};
use crate::{Bars, Error, Result};

pub(super) use series::SeriesOf;

/// Reads the rows of a Parquet file, and tells in one line how.
pub(super) fn read(path: &Path, bytes: &[u8], options: &ReadOptions) -> Result<(Table, String)> {
    let opened = open(path, || Ok(Cursor::new(bytes)), options)?;
    let frame = guarded(path, || {
        ParquetReader::new(Cursor::new(bytes))
            .with_projection(opened.needed)
            .finish()
    })?;
    let (table, dialect) = frame::table(path, &frame, options)?;
    Ok((table, format!("Parquet {dialect}")))
}

/// What the end of a Parquet file tells of it.
struct Opened {
    /// The columns that are read, by field.
    fields: BTreeMap<Field, usize>,
    /// The names of all columns.
    names: Vec<String>,
    /// The columns that are read; all of them if the user states them by number.
    needed: Option<Vec<usize>>,
    /// Rows of the file.
    rows: usize,
    /// Rows of each row group.
    group_rows: Vec<usize>,
}

impl Opened {
    /// The rows of each row group.
    fn groups(&self) -> Vec<Range<usize>> {
        let starts = self.group_rows.iter().scan(0, |start, &rows| {
            let group = *start..*start + rows;
            *start = group.end;
            Some(group)
        });
        starts.filter(|group| !group.is_empty()).collect()
    }

    /// The name of the column for `field`.
    fn name(&self, field: Field) -> &str {
        self.fields.get(&field).map_or("", |&at| &self.names[at])
    }

    /// Which column is read as what, in one line.
    fn dialect(&self) -> String {
        let name = |(field, &at): (&Field, &usize)| format!("{field} = {}", self.names[at]);
        let named: Vec<String> = self.fields.iter().map(name).collect();
        format!("table with columns {}", named.join(", "))
    }
}

/// Reads the end of a Parquet file, and which of its columns are meant.
fn open<R: MmapBytesReader>(
    path: &Path,
    bytes: impl Fn() -> std::io::Result<R>,
    options: &ReadOptions,
) -> Result<Opened> {
    let bytes = bytes().map_err(|error| Error::io(path, error))?;
    let (schema, group_rows) = guarded(path, || {
        let mut reader = ParquetReader::new(bytes);
        let groups = reader.get_metadata()?.row_groups.iter();
        #[expect(
            clippy::redundant_closure_for_method_calls,
            reason = "its type is of a crate that is not named here"
        )]
        let group_rows: Vec<usize> = groups.map(|group| group.num_rows()).collect();
        Ok((reader.schema()?, group_rows))
    })?;
    let rows = group_rows
        .iter()
        .fold(0, |sum: usize, &rows| sum.saturating_add(rows));
    if rows > options.limits.rows {
        let problem = format!(
            "{rows} rows, more than the {} that are read",
            options.limits.rows
        );
        return Err(input::malformed(
            path,
            &problem,
            "split the file by symbol or by year",
        ));
    }
    let names: Vec<&str> = schema.iter_names().map(PlSmallStr::as_str).collect();
    let types: Vec<&ArrowDataType> = schema.iter_values().map(|field| &field.dtype).collect();
    let is_time = |at: usize| {
        matches!(
            types[at],
            ArrowDataType::Timestamp(..) | ArrowDataType::Date32 | ArrowDataType::Date64
        )
    };
    let fields = frame::fields(&names, is_time, options);
    if let Some((field, &at)) = fields.iter().find(|&(_, &at)| !is_readable(types[at])) {
        return Err(Error::Format {
            path: path.into(),
            row: None,
            column: Some(names[at].to_owned()),
            problem: format!(
                "the column for {field} has the type {:?}, which is not read",
                types[at]
            ),
            help: Some("write it as text, as numbers or as dates".into()),
        });
    }
    // All columns stay where they are when the user states them by number.
    let needed = options.columns.is_none().then(|| {
        let mut columns: Vec<usize> = fields.values().copied().collect();
        columns.sort_unstable();
        columns.dedup();
        columns
    });
    Ok(Opened {
        names: names.into_iter().map(str::to_owned).collect(),
        fields,
        needed,
        rows,
        group_rows,
    })
}

/// The series as a Parquet file with the columns of [`to_frame`](super::to_frame).
///
/// # Errors
///
/// [`Error::Data`] if polars cannot write it, which no series causes.
pub fn to_parquet(series: &[Bars]) -> Result<Vec<u8>> {
    written(frame::to_frame(series)?)
}

/// The series as a Parquet file with all that is known beside the bars: the columns of
/// [`whole_sheet`](super::whole_sheet), and always `symbol`.
///
/// # Errors
///
/// As [`to_parquet`].
pub fn whole_parquet(all: &[Loaded]) -> Result<Vec<u8>> {
    written(frame::whole_frame(all)?)
}

fn written(mut frame: DataFrame) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let written = ParquetWriter::new(&mut bytes).finish(&mut frame);
    written.map_err(|error| frame::refused("Parquet", &error))?;
    Ok(bytes)
}

/// Types that are compiled in; polars panics on a column of any other.
fn is_readable(dtype: &ArrowDataType) -> bool {
    use ArrowDataType as Type;
    matches!(
        dtype,
        Type::Float32
            | Type::Float64
            | Type::Int32
            | Type::Int64
            | Type::UInt32
            | Type::UInt64
            | Type::Date32
            | Type::Timestamp(..)
            | Type::Utf8
            | Type::LargeUtf8
            | Type::Utf8View
    )
}

/// Runs what reads a file of unknown make: an error and a panic of polars are both errors about the file.
fn guarded<T>(path: &Path, read: impl FnOnce() -> PolarsResult<T>) -> Result<T> {
    let help = "the file is damaged, cut short, or of a kind that is not read; write it anew";
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => {
            let problem = format!("cannot be read as Parquet: {error}");
            Err(input::malformed(
                path,
                problem.lines().next().unwrap_or(""),
                help,
            ))
        }
        Err(_) => Err(input::malformed(path, "cannot be read as Parquet", help)),
    }
}

#[cfg(test)]
mod tests;
