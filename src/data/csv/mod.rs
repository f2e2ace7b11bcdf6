//! Text tables of any vendor: separator, encoding, headings, dates and numbers are found out, not asked for.
//!
//! [`read`] looks at the head of the file ([`sample`]), finds the columns by their headings ([`header`]) or their values
//! ([`headerless`]), settles one style for dates and numbers ([`style`]) and then reads every line once ([`reader`]).
//! What the file leaves open is an error that names the option which settles it. Nothing here judges the prices.

pub(super) mod alias;
mod clock;
mod date;
mod encoding;
mod event;
mod header;
mod headerless;
mod layout;
mod month;
pub(super) mod number;
mod reader;
mod records;
mod sample;
mod shape;
pub(super) mod stamp;
mod stray;
mod style;

use std::borrow::Cow;
use std::path::Path;

use date::DateStyle;
use header::Heading;
use layout::ColumnLayout;
use sample::Sample;
#[cfg(feature = "frame")]
use stamp::Stamp;
use style::{Dates, File};

use super::Rule;
use super::input::name_columns;
use super::options::{Decimal, ReadOptions, Repair};
use super::table::Table;
use crate::{Error, Remedy, Result};

/// Everything about how a text is written that its rows are read by.
pub(super) struct Dialect {
    layout: ColumnLayout,
    style: DateStyle,
    decimal: Decimal,
    /// What is to be told of the columns.
    remarks: Vec<(Rule, String)>,
}

/// Reads the rows of `bytes`, and tells in one line how.
pub(super) fn read(path: &Path, bytes: &[u8], options: &ReadOptions) -> Result<(Table, String)> {
    let mut decoded = encoding::decode(bytes);
    let mut sample = Sample::take(path, &decoded.text, &options.limits)?;
    if sample.is_none() {
        // Columns set by spaces, as printed tables have them.
        let text = tabbed(&decoded.text);
        sample = Sample::take(path, &text, &options.limits)?;
        decoded.text = Cow::Owned(text);
    }
    let Some(sample) = sample else {
        return Err(no_bars(path, bytes));
    };
    let file = File {
        path,
        text: &decoded.text,
        separator: sample.separator,
        limits: &options.limits,
    };
    let dialect = detect(&file, &sample, options)?;
    let first_bar = sample.data().first().map_or(1, |line| line.number);
    let first_line = dialect
        .layout
        .header
        .map_or(first_bar, |line| line.saturating_add(1));
    let table = reader::read(&file, &dialect, first_line, options)?;
    let separator = match sample.separator {
        b';' => "semicolon",
        b'\t' => "tab",
        b'|' => "bar",
        _ => "comma",
    };
    let mut words = vec![
        format!("{} text", decoded.encoding),
        format!("separated by {separator}"),
        dialect.layout.origin.clone(),
        dialect.style.describe().to_owned(),
        format!("decimal {}", dialect.decimal.name()),
    ];
    let unread = shape::unread(&sample, &dialect.layout);
    if !unread.is_empty() {
        words.push(format!("not read: {}", unread.join(", ")));
    }
    Ok((table, words.join(", ")))
}

/// Reads dates that stand as words in a table of another kind; `None` for each cell that is no date.
#[cfg(feature = "frame")]
pub(super) fn stamps(
    path: &Path,
    cells: &[&str],
    options: &ReadOptions,
) -> Result<Vec<Option<Stamp>>> {
    let style = match style::dates(cells.iter().copied(), options.date_order) {
        Dates::Known(style) => style,
        Dates::Numeric(evidence) => DateStyle::Numeric(evidence.settle(path)?),
        Dates::None => {
            let cell = cells.first().copied().unwrap_or("");
            let problem = format!("\"{cell}\" is no date");
            return Err(super::input::malformed(
                path,
                &problem,
                name_columns("name the columns:"),
            ));
        }
    };
    Ok(cells
        .iter()
        .map(|cell| style.parse(cell.as_bytes()))
        .collect())
}

/// The text with a tab for every run of spaces inside its lines.
fn tabbed(text: &[u8]) -> Vec<u8> {
    let mut tabbed = Vec::with_capacity(text.len());
    for line in text.split_inclusive(|&byte| byte == b'\n') {
        let words = line
            .split(u8::is_ascii_whitespace)
            .filter(|word| !word.is_empty());
        for (at, word) in words.enumerate() {
            if at > 0 {
                tabbed.push(b'\t');
            }
            tabbed.extend_from_slice(word);
        }
        if line.ends_with(b"\n") {
            tabbed.push(b'\n');
        }
    }
    tabbed
}

/// Columns and styles of the file.
fn detect(file: &File<'_>, sample: &Sample, options: &ReadOptions) -> Result<Dialect> {
    let heading = match &options.columns {
        Some(columns) => {
            let stated = ColumnLayout::stated(columns, sample.width);
            Heading::Known(stated.expect("Columns holds a time and a close"))
        }
        None => header::read(sample),
    };
    let time = match &heading {
        Heading::Known(layout) => layout.time,
        Heading::None => sample.date_column,
        Heading::Lacking(field, names) => return Err(lacking(file.path, *field, names)),
    };
    let style = match style::dates(sample.column(time), options.date_order) {
        Dates::Known(style) => style,
        Dates::Numeric(evidence) => DateStyle::Numeric(evidence.decide(file, time)?),
        Dates::None => return Err(no_dates(file.path, sample, time)),
    };
    let decimal = |prices: &[usize]| match options.decimal {
        Some(decimal) => Ok(decimal),
        None => style::decimal(file.path, sample, prices, time),
    };
    let (layout, decimal) = if let Heading::Known(layout) = heading {
        let prices: Vec<usize> = layout.prices().collect();
        (layout, decimal(&prices)?)
    } else {
        let others: Vec<usize> = (0..sample.width).filter(|&at| at != time).collect();
        let decimal = decimal(&others)?;
        (
            headerless::read(file.path, sample, style, decimal)?,
            decimal,
        )
    };
    for series in &layout.series {
        let missing = series.missing();
        let is_open_only = missing == [super::Field::Open] && options.repairs(Repair::Open);
        if !missing.is_empty() && !is_open_only {
            return Err(no_column(file.path, &missing));
        }
    }
    let mut layout = layout;
    let remarks = match shape::check(file.path, sample, &mut layout, decimal)? {
        Some(problem) => vec![(Rule::HeaderShape, problem)],
        None => Vec::new(),
    };
    let dialect = Dialect {
        layout,
        style,
        decimal,
        remarks,
    };
    refuse_scaled(file.path, sample, &dialect, options)?;
    Ok(dialect)
}

/// Lean writes prices times 10000 and nothing else that says so; its times with a clock of 00:00 behind compact dates
/// and its whole numbers are what gives it away.
fn refuse_scaled(
    path: &Path,
    sample: &Sample,
    dialect: &Dialect,
    options: &ReadOptions,
) -> Result<()> {
    let layout = &dialect.layout;
    if options.price_scale.is_some()
        || layout.header.is_some()
        || dialect.style != DateStyle::Compact
    {
        return Ok(());
    }
    let is_scaled = |cell: &str| cell.parse::<u64>().is_ok_and(|price| price >= 1000);
    let all_scaled = layout.prices().all(|at| sample.column(at).all(is_scaled));
    if !all_scaled || !sample.mostly(layout.time, |cell| cell.contains(' ')) {
        return Ok(());
    }
    let example = sample
        .data()
        .first()
        .map_or("", |line| line.cell(layout.prices().next().unwrap_or(0)));
    Err(Error::Format {
        path: path.into(),
        row: sample.data().first().map(|line| u64::from(line.number)),
        column: None,
        problem: format!(
            "prices are whole numbers such as {example}; they may be prices times 10000, as Lean writes them"
        ),
        help: Some(Remedy::either(
            "say whether they are the prices or these times 10000:",
            "price_scale",
            ["1", "10000"],
        )),
    })
}

fn no_bars(path: &Path, text: &[u8]) -> Error {
    let first = text
        .split(|&byte| byte == b'\n')
        .map(<[u8]>::trim_ascii)
        .find(|line| !line.is_empty());
    let first: String = String::from_utf8_lossy(first.unwrap_or(b""))
        .chars()
        .take(60)
        .collect();
    Error::Format {
        path: path.into(),
        row: None,
        column: None,
        problem: format!("no row with a date and a price among its first lines; it begins \"{first}\""),
        help: Some("is it a table with one bar a line, its cells separated by comma, semicolon, tab or bar?".into()),
    }
}

fn lacking(path: &Path, field: super::Field, names: &[String]) -> Error {
    let names: Vec<&str> = names.iter().map(String::as_str).take(12).collect();
    Error::Format {
        path: path.into(),
        row: None,
        column: None,
        problem: format!("no column is known for {field} among: {}", names.join(", ")),
        help: Some(name_columns(
            "name the columns from left to right, with skip for others:",
        )),
    }
}

fn no_dates(path: &Path, sample: &Sample, time: usize) -> Error {
    let cell: String = sample
        .column(time)
        .next()
        .unwrap_or("")
        .chars()
        .take(40)
        .collect();
    Error::Format {
        path: path.into(),
        row: sample.data().first().map(|line| u64::from(line.number)),
        column: Some((time + 1).to_string()),
        problem: format!("\"{cell}\" is no date"),
        help: Some(name_columns("name the columns from left to right:")),
    }
}

fn no_column(path: &Path, missing: &[super::Field]) -> Error {
    let names: Vec<&str> = missing.iter().map(|field| field.name()).collect();
    let help = match missing {
        [super::Field::Open] => Remedy::set("fill it with the close before:", "repair", "open"),
        _ => name_columns("name the columns from left to right:"),
    };
    Error::Format {
        path: path.into(),
        row: None,
        column: None,
        problem: format!("no column for {}", names.join(" and ")),
        help: Some(help),
    }
}
