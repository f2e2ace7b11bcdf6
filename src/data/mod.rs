//! Bars from outside: files of every dialect, and the series that come with the program.
//!
//! [`read`] takes a file as it is: CSV of any vendor, packed or not, or Parquet. What the file leaves open about its
//! dialect is an error that names the option which settles it; what is wrong with its rows is a list of [`Finding`]s
//! beside the bars that could stand. Nothing here knows about levels, charts or orders.

mod audit;
mod csv;
mod field;
mod finding;
#[cfg(feature = "frame")]
mod frame;
mod happening;
mod input;
mod loaded;
mod options;
#[cfg(feature = "frame")]
mod parquet;
mod rating;
pub mod sample;
mod series;
mod sheet;
mod spacing;
mod split;
mod stream;
mod table;
mod write;

use std::path::Path;

use input::Content;
use table::Table;

pub use field::{Columns, Field};
pub use finding::{Done, Finding, Rule, Severity};
#[cfg(feature = "frame")]
pub use frame::{read_frame, to_frame};
pub use happening::read_happenings;
pub use loaded::{Loaded, Source};
pub use options::{Adjust, DateOrder, Decimal, Limits, ReadOptions, Repair};
#[cfg(feature = "frame")]
pub use parquet::{to_parquet, whole_parquet};
pub use rating::read_ratings;
pub use sheet::{Cells, Sheet};
pub use stream::{RawSeries, Stream, stream, stream_bytes};
pub use write::{to_csv, to_sheet, whole_csv, whole_sheet};

use crate::{Error, Remedy, Result, Symbol};

/// Reads every series of the file `path`, sorted by symbol.
///
/// # Errors
///
/// [`Error::Io`] if the file cannot be read, [`Error::Format`] if it is not a table of bars or leaves open how it is to
/// be read, [`Error::Data`] if it does not hold the symbol asked for, [`Error::Parameter`] if options contradict it.
pub fn read(path: &Path, options: &ReadOptions) -> Result<Vec<Loaded>> {
    let all = stream(path, options, &[])?.map(|series| series?.load(options));
    let mut all = all.collect::<Result<Vec<_>>>()?;
    all.sort_by(|a, b| a.bars.symbol().cmp(b.bars.symbol()));
    Ok(all)
}

/// Reads the only series of the file `path`, or the one that [`ReadOptions::symbol`] picks.
///
/// # Errors
///
/// As [`read`], and as [`only`].
pub fn read_one(path: &Path, options: &ReadOptions) -> Result<Loaded> {
    only(&path.display().to_string(), read(path, options)?)
}

/// The only one of the series of an input that errors call `what`.
///
/// # Errors
///
/// [`Error::Data`] if there are several series, or no row that can be used.
pub fn only(what: &str, mut all: Vec<Loaded>) -> Result<Loaded> {
    if all.len() > 1 {
        let symbols: Vec<&Symbol> = all.iter().map(|loaded| loaded.bars.symbol()).collect();
        return Err(several(what, &symbols));
    }
    match all.pop() {
        Some(loaded) if !loaded.bars.is_empty() => Ok(loaded),
        other => Err(unusable(what, other)),
    }
}

/// The error about an input, called `what`, that holds several series where one is asked for.
pub fn several(what: &str, symbols: &[&Symbol]) -> Error {
    let first = symbols.first().map_or("", |symbol| symbol.as_str());
    Error::Data {
        what: what.to_owned(),
        problem: format!("holds {} series: {}", symbols.len(), some(symbols)),
        help: Some(Remedy::set("pick one:", "symbol", first)),
    }
}

/// The first of these symbols, as messages name them.
fn some(symbols: &[&Symbol]) -> String {
    let first = symbols.iter().take(8).map(|symbol| symbol.as_str());
    let more = (symbols.len() > 8).then_some("...");
    first.chain(more).collect::<Vec<_>>().join(", ")
}

/// Why there is no bar: the first row that could not stand.
fn unusable(what: &str, loaded: Option<Loaded>) -> Error {
    let first = loaded.and_then(|loaded| loaded.findings.into_iter().next());
    let problem = match first {
        Some(Finding {
            row: Some(row),
            problem,
            ..
        }) => {
            format!("no usable bar; row {row}: {problem}")
        }
        _ => "no usable bar".to_owned(),
    };
    Error::Data {
        what: what.to_owned(),
        problem,
        help: Some(Remedy::Findings("")),
    }
}

/// Reads every series of a file whose bytes are at hand; `path` names it in errors and gives the default symbol.
///
/// # Errors
///
/// As [`read`].
pub fn read_bytes(path: &Path, bytes: Vec<u8>, options: &ReadOptions) -> Result<Vec<Loaded>> {
    check(options)?;
    let all = raw(path, bytes, options)?.into_iter();
    all.map(|series| series.load(options)).collect()
}

/// Every series of a file whose bytes are at hand, not yet audited.
fn raw(path: &Path, bytes: Vec<u8>, options: &ReadOptions) -> Result<Vec<RawSeries>> {
    input::refuse_large(path, bytes.len() as u64, &options.limits)?;
    let sha256 = input::sha256(&bytes);
    let (table, dialect) = match input::unpack(path, bytes, &options.limits)? {
        Content::Text(text) => csv::read(path, &text, options)?,
        Content::Parquet(bytes) => read_parquet(path, &bytes, options)?,
    };
    let source = Source {
        path: path.into(),
        sha256,
        rows: 0,
        dialect,
    };
    let picked = pick(path, table, options)?.into_iter();
    Ok(picked
        .map(|(symbol, table)| RawSeries::new(symbol, table, source.clone()))
        .collect())
}

#[cfg(feature = "frame")]
fn read_parquet(path: &Path, bytes: &[u8], options: &ReadOptions) -> Result<(Table, String)> {
    parquet::read(path, bytes, options)
}

#[cfg(not(feature = "frame"))]
fn read_parquet(path: &Path, _: &[u8], _: &ReadOptions) -> Result<(Table, String)> {
    let problem = "is a Parquet file, which this build cannot read";
    Err(input::malformed(
        path,
        problem,
        "build with the feature `frame`",
    ))
}

/// The series of a table, each audited.
#[cfg(feature = "frame")]
fn assemble(
    path: &Path,
    table: Table,
    source: &Source,
    options: &ReadOptions,
) -> Result<Vec<Loaded>> {
    pick(path, table, options)?
        .into_iter()
        .map(|(symbol, table)| series::load(symbol, table, source.clone(), options))
        .collect()
}

fn check(options: &ReadOptions) -> Result<()> {
    match options.price_scale {
        Some(scale) if !(scale.is_finite() && scale > 0.0) => {
            Err(Error::parameter("price-scale", scale, "must be above 0"))
        }
        _ => Ok(()),
    }
}

/// The series asked for, each under its symbol.
fn pick(path: &Path, table: Table, options: &ReadOptions) -> Result<Vec<(Symbol, Table)>> {
    named(path, table.by_series(), options)
}

/// [`pick`] of tables that are one series each.
fn named(
    path: &Path,
    by_series: Vec<(Option<String>, Table)>,
    options: &ReadOptions,
) -> Result<Vec<(Symbol, Table)>> {
    let mut tables: Vec<(Option<Symbol>, Table)> = Vec::new();
    for (name, table) in by_series {
        tables.push((name.map(|name| symbol_of(&name)).transpose()?, table));
    }
    let Some(wanted) = &options.symbol else {
        let stem = || symbol_of(&stem(path));
        let named = tables
            .into_iter()
            .map(|(symbol, table)| Ok((symbol.map_or_else(stem, Ok)?, table)));
        return named.collect();
    };
    if let [(None, _)] = &tables[..] {
        return Ok(tables
            .into_iter()
            .map(|(_, table)| (wanted.clone(), table))
            .collect());
    }
    let names = tables.iter().filter_map(|(symbol, _)| symbol.clone());
    let names: Vec<Symbol> = names.collect();
    let found: Vec<_> = tables
        .into_iter()
        .filter(|(symbol, _)| symbol.as_ref() == Some(wanted))
        .collect();
    if found.is_empty() {
        return Err(no_such_series(path, wanted, &names));
    }
    Ok(found
        .into_iter()
        .map(|(_, table)| (wanted.clone(), table))
        .collect())
}

fn no_such_series(path: &Path, wanted: &Symbol, there: &[Symbol]) -> Error {
    let there: Vec<&Symbol> = there.iter().collect();
    Error::Data {
        what: path.display().to_string(),
        problem: format!("holds no series {wanted}"),
        help: Some(format!("it has {}", some(&there)).into()),
    }
}

/// A symbol from a name that may hold what no symbol can, as `BTC/USD`.
fn symbol_of(name: &str) -> Result<Symbol> {
    let is_fit = |c: char| !(c.is_whitespace() || c.is_control() || "/\\:*?\"<>|,".contains(c));
    let words = name
        .split(|c: char| !is_fit(c))
        .filter(|word| !word.is_empty());
    let clean = words.collect::<Vec<_>>().join("-");
    let short: String = clean.chars().take(Symbol::MAX_CHARS).collect();
    if short.is_empty() {
        "UNNAMED".parse()
    } else {
        short.parse()
    }
}

/// Endings of the names of tables.
const ENDINGS: [&str; 9] = [
    "csv", "txt", "tsv", "gz", "zip", "parquet", "pq", "prn", "asc",
];

/// Whether the name of a file ends as those of tables do.
pub(crate) fn is_table_name(path: &Path) -> bool {
    let ending = path.extension().map(|end| end.to_string_lossy());
    ending.is_some_and(|end| ENDINGS.iter().any(|it| end.eq_ignore_ascii_case(it)))
}

/// The name of a file without its folder and endings.
fn stem(path: &Path) -> String {
    let name = path
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let mut stem = name.as_str();
    while let Some((rest, end)) = stem.rsplit_once('.') {
        let is_known = ENDINGS.contains(&end.to_ascii_lowercase().as_str());
        if !is_known || rest.is_empty() {
            break;
        }
        stem = rest;
    }
    stem.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_series_that_is_cut_says_so() {
        let table = |series: u32| {
            let rows = (0..series).map(|at| format!("A{at},2024-01-15,1,2,1,2"));
            let header = "Symbol,Date,Open,High,Low,Close".to_owned();
            let lines: Vec<String> = std::iter::once(header).chain(rows).collect();
            lines.join("\n")
        };
        let options = ReadOptions {
            symbol: Some("XX".parse().unwrap()),
            ..ReadOptions::default()
        };
        let refusal = |series| {
            let error = read_bytes(Path::new("x"), table(series).into(), &options);
            match error.unwrap_err() {
                Error::Data { help, .. } => help.unwrap(),
                other => panic!("{other}"),
            }
        };
        assert!(refusal(8).to_string().ends_with("A6, A7"), "{}", refusal(8));
        assert!(
            refusal(9).to_string().ends_with("A6, A7, ..."),
            "{}",
            refusal(9)
        );
    }
}
