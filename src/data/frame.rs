//! `Bars` as a polars [`DataFrame`] and back: the one place where polars is spoken.
//!
//! [`to_frame`] lays series below each other; [`read_frame`] audits a frame like a file. Columns are known by the names
//! that CSV files head them with, dates by their type or their words. Nothing here knows how a frame came to be.

mod rows;

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, NaiveTime, Offset, TimeZone};
use polars::prelude::{
    Column, DataFrame, DataType, IntoColumn, NamedFrom, PolarsError, PolarsResult, Series,
    StringChunked, TimeUnit,
};

use super::csv;
use super::csv::number::{self, Number};
use super::csv::stamp::Stamp;
use super::options::{Decimal, ReadOptions};
use super::table::{Fault, Table};
use super::{Field, Loaded, Sheet, Source, assemble, input, write};
use crate::{Bars, Error, Result, Timeframe};
use rows::Reader;

/// The bars of all series below each other: `symbol`, `time` (a date for days and longer, microseconds for minutes),
/// `open`, `high`, `low`, `close`, and `volume` where any series has one.
///
/// # Errors
///
/// [`Error::Data`] if polars refuses a column, which no series causes.
pub fn to_frame(series: &[Bars]) -> Result<DataFrame> {
    let bars: Vec<&Bars> = series.iter().collect();
    build(&bars, &write::volumes(&bars)).map_err(|error| refused("DataFrame", &error))
}

/// [`to_frame`] with what else is known of the series.
pub(super) fn whole_frame(all: &[Loaded]) -> Result<DataFrame> {
    let bars: Vec<&Bars> = all.iter().map(|loaded| &loaded.bars).collect();
    let extras = write::extras(all, Sheet::default()).frame()?;
    let frame = build(&bars, &write::known_volumes(all));
    let whole = frame.and_then(|frame| frame.hstack(extras.columns()));
    whole.map_err(|error| refused("DataFrame", &error))
}

fn build(series: &[&Bars], volumes: &[Option<f64>]) -> PolarsResult<DataFrame> {
    let symbols = series
        .iter()
        .flat_map(|bars| std::iter::repeat_n(bars.symbol().as_str(), bars.len()));
    let symbols: Vec<&str> = symbols.collect();
    let prices = |name: &str, of: fn(&Bars) -> &[f64]| {
        let values: Vec<f64> = series
            .iter()
            .flat_map(|&bars| of(bars).iter().copied())
            .collect();
        Column::new(name.into(), values)
    };
    let mut columns = vec![
        Column::new("symbol".into(), &symbols),
        times(series)?,
        prices("open", Bars::open),
        prices("high", Bars::high),
        prices("low", Bars::low),
        prices("close", Bars::close),
    ];
    if series.iter().any(|bars| bars.volume().is_some()) {
        columns.push(Column::new("volume".into(), volumes));
    }
    DataFrame::new(symbols.len(), columns)
}

fn times(series: &[&Bars]) -> PolarsResult<Column> {
    let is_intraday = series
        .iter()
        .any(|bars| matches!(bars.timeframe(), Timeframe::Minutes(_)));
    let times = series.iter().flat_map(|bars| bars.time());
    let micros: Vec<i64> = times
        .map(|time| time.and_utc().timestamp_micros())
        .collect();
    let column = Series::new("time".into(), micros)
        .cast(&DataType::Datetime(TimeUnit::Microseconds, None))?;
    Ok(if is_intraday {
        column
    } else {
        column.cast(&DataType::Date)?
    }
    .into_column())
}

/// Reads every series of a frame, sorted by symbol, with the audit that a file gets; rows are counted from 1.
///
/// `name` stands for the file in errors and gives the default symbol. The source has no hash.
///
/// # Errors
///
/// As [`read`](super::read).
pub fn read_frame(name: &Path, frame: &DataFrame, options: &ReadOptions) -> Result<Vec<Loaded>> {
    let (table, dialect) = table(name, frame, options)?;
    let source = Source {
        path: name.into(),
        sha256: String::new(),
        rows: 0,
        dialect,
    };
    assemble(name, table, &source, options)
}

/// The columns that are read of those named, by field. `is_time` tells a column of dates by its type.
pub(super) fn fields(
    names: &[&str],
    is_time: impl Fn(usize) -> bool,
    options: &ReadOptions,
) -> BTreeMap<Field, usize> {
    if let Some(columns) = &options.columns {
        let stated = columns.fields().iter().enumerate();
        return stated
            .filter(|(at, field)| **field != Field::Skip && *at < names.len())
            .map(|(at, field)| (*field, at))
            .collect();
    }
    let mut best: BTreeMap<Field, (u8, usize)> = BTreeMap::new();
    for (at, name) in names.iter().enumerate() {
        for (field, rank) in csv::alias::lookup(name) {
            let rank = if field == Field::Time && !is_time(at) {
                rank + 10
            } else {
                rank
            };
            let slot = best.entry(field).or_insert((rank, at));
            *slot = (*slot).min((rank, at));
        }
    }
    let mut fields: BTreeMap<Field, usize> = best
        .into_iter()
        .map(|(field, (_, at))| (field, at))
        .collect();
    // An index without a name of its own is known by its type.
    if !fields.get(&Field::Time).is_some_and(|&at| is_time(at))
        && let Some(at) = (0..names.len()).find(|&at| is_time(at))
    {
        fields.insert(Field::Time, at);
    }
    if let (None, Some(&at)) = (fields.get(&Field::Close), fields.get(&Field::AdjustedClose)) {
        fields.insert(Field::Close, at);
    }
    fields.remove(&Field::Clock);
    fields
}

/// The rows of a frame, and in one line how they were read.
pub(super) fn table(
    path: &Path,
    frame: &DataFrame,
    options: &ReadOptions,
) -> Result<(Table, String)> {
    let columns = frame.columns();
    let names: Vec<&str> = columns
        .iter()
        .map(|column| column.name().as_str())
        .collect();
    let is_time =
        |at: usize| matches!(columns[at].dtype(), DataType::Date | DataType::Datetime(..));
    let fields = fields(&names, is_time, options);
    for needed in [Field::Time, Field::Close] {
        if !fields.contains_key(&needed) {
            let problem = format!(
                "no column is known for {needed} among: {}",
                names.join(", ")
            );
            return Err(input::malformed(
                path,
                &problem,
                input::name_columns("name the columns:"),
            ));
        }
    }
    if frame.height() > options.limits.rows {
        let problem = format!("more than {} rows", options.limits.rows);
        return Err(input::malformed(
            path,
            &problem,
            "split the file by symbol or by year",
        ));
    }
    let mut reader = Reader {
        path,
        frame,
        fields: &fields,
        options,
        faults: Vec::new(),
    };
    let table = reader.table()?;
    let named: Vec<String> = fields
        .iter()
        .map(|(field, &at)| format!("{field} = {}", names[at]))
        .collect();
    Ok((table, format!("table with columns {}", named.join(", "))))
}

/// Dates and times of a column of that type; `None` if it is of another.
fn typed_stamps(column: &Column) -> PolarsResult<Option<Vec<Option<Stamp>>>> {
    if *column.dtype() == DataType::Date {
        let days = column.date()?.physical().iter();
        let stamp = |days: i32| {
            let date = DateTime::from_timestamp(i64::from(days) * 86_400, 0)?.date_naive();
            Some(Stamp {
                zone: None,
                local: date.and_time(NaiveTime::MIN),
                offset: None,
            })
        };
        return Ok(Some(days.map(|days| days.and_then(stamp)).collect()));
    }
    let DataType::Datetime(unit, zone) = column.dtype() else {
        return Ok(None);
    };
    let units = match unit {
        TimeUnit::Nanoseconds => 1_000_000_000,
        TimeUnit::Microseconds => 1_000_000,
        TimeUnit::Milliseconds => 1_000,
    };
    let zone: Option<chrono_tz::Tz> = zone
        .as_ref()
        .map(|zone| zone.to_string().parse().unwrap_or(chrono_tz::UTC));
    let stamp = |value: i64| {
        let nanos = u32::try_from(value.rem_euclid(units) * (1_000_000_000 / units)).ok()?;
        let utc = DateTime::from_timestamp(value.div_euclid(units), nanos)?.naive_utc();
        Some(match zone {
            None => Stamp {
                zone: None,
                local: utc,
                offset: None,
            },
            Some(zone) => {
                let local = zone.from_utc_datetime(&utc);
                Stamp {
                    zone: None,
                    local: local.naive_local(),
                    offset: Some(local.offset().fix().local_minus_utc()),
                }
            }
        })
    };
    let values = column.datetime()?.physical().iter();
    Ok(Some(values.map(|value| value.and_then(stamp)).collect()))
}

/// The cells of a column as words, in the memory of polars.
pub(super) fn column_words(path: &Path, column: &Column) -> Result<StringChunked> {
    let words = column.cast(&DataType::String);
    let words = words.and_then(|words| words.str().cloned());
    words.map_err(|error| refused(&path.display().to_string(), &error))
}

/// The cells of a column as words.
fn words(column: &Column) -> PolarsResult<Vec<Option<String>>> {
    let words = column.cast(&DataType::String)?;
    Ok(words
        .str()?
        .iter()
        .map(|word| word.map(str::to_owned))
        .collect())
}

/// The cells of a column as numbers, NaN where there is none.
fn numbers(
    column: &Column,
    field: Field,
    options: &ReadOptions,
    faults: &mut Vec<Fault>,
) -> PolarsResult<Vec<f64>> {
    if *column.dtype() != DataType::String {
        let values = column.cast(&DataType::Float64)?;
        return Ok(values
            .f64()?
            .iter()
            .map(|value| value.unwrap_or(f64::NAN))
            .collect());
    }
    let decimal = options.decimal.unwrap_or(Decimal::Point);
    let mut number = |(line, word): (u32, Option<&str>)| match number::parse(
        word.unwrap_or("").as_bytes(),
        decimal,
    ) {
        Number::Value(value) => value,
        Number::Empty => f64::NAN,
        Number::Text => {
            let text = word.unwrap_or("").chars().take(40).collect();
            faults.push(Fault {
                line,
                series: 0,
                field,
                text,
            });
            f64::NAN
        }
    };
    Ok((1_u32..)
        .zip(column.str()?.iter())
        .map(&mut number)
        .collect())
}

/// An [`Error::Data`] with the words of polars.
pub(super) fn refused(what: &str, error: &PolarsError) -> Error {
    Error::Data {
        what: what.to_owned(),
        problem: error.to_string(),
        help: None,
    }
}
