//! Series one after the other, so that a file of many is never in memory as a whole.

#[cfg(feature = "frame")]
use std::cell::RefCell;
use std::fmt;
#[cfg(feature = "frame")]
use std::fs::File;
#[cfg(feature = "frame")]
use std::io::Read;
use std::path::Path;

use super::loaded::{Loaded, Source};
#[cfg(feature = "frame")]
use super::named;
use super::options::ReadOptions;
use super::table::Table;
use super::{check, input, raw, series};
#[cfg(feature = "frame")]
use crate::Error;
use crate::{Result, Symbol};

/// One series as it stands in its file: read, not yet audited.
#[derive(Debug)]
pub struct RawSeries {
    symbol: Symbol,
    table: Table,
    source: Source,
}

impl RawSeries {
    pub(super) fn new(symbol: Symbol, table: Table, source: Source) -> Self {
        Self {
            symbol,
            table,
            source,
        }
    }

    /// Its symbol.
    pub fn symbol(&self) -> &Symbol {
        &self.symbol
    }

    /// Audits it.
    ///
    /// # Errors
    ///
    /// As [`read`](super::read).
    pub fn load(self, options: &ReadOptions) -> Result<Loaded> {
        series::load(self.symbol, self.table, self.source, options)
    }
}

/// The series of a file, in the order in which they stand there; by symbol where the file is read at once.
///
/// A Parquet file is read by row groups; a text is read at once, as a table of one series is.
pub struct Stream {
    kind: Kind,
    ready: std::vec::IntoIter<RawSeries>,
    /// Symbols and rows of all series that come.
    symbols: Vec<(Symbol, usize)>,
}

enum Kind {
    AtOnce,
    #[cfg(feature = "frame")]
    Parquet(Box<Lots>),
}

/// Series of a Parquet file, some at a time.
#[cfg(feature = "frame")]
struct Lots {
    series: super::parquet::SeriesOf,
    source: Source,
    options: ReadOptions,
    /// Whether to go on: not after an error.
    goes_on: bool,
}

#[cfg(feature = "frame")]
impl Lots {
    fn next(&mut self) -> Option<Result<Vec<RawSeries>>> {
        let tables = self.goes_on.then(|| self.series.next_lot()).flatten()?;
        let tables = tables.and_then(|tables| named(&self.source.path, tables, &self.options));
        self.goes_on = tables.is_ok();
        Some(tables.map(|tables| {
            let raw = tables.into_iter();
            raw.map(|(symbol, table)| RawSeries::new(symbol, table, self.source.clone()))
                .collect()
        }))
    }
}

/// Opens the file `path`, of whose series those called `wanted` are read; all of them if it names none.
///
/// # Errors
///
/// As [`read`](super::read), but for what only a single series can show.
pub fn stream(path: &Path, options: &ReadOptions, wanted: &[Symbol]) -> Result<Stream> {
    check(options)?;
    #[cfg(feature = "frame")]
    if is_parquet(path) {
        return parquet(path, options, wanted);
    }
    let bytes = input::read_file(path, &options.limits)?;
    stream_bytes(path, bytes, options, wanted)
}

/// [`stream`] of a file whose bytes are at hand; `path` names it in errors and gives the default symbol.
///
/// # Errors
///
/// As [`stream`].
pub fn stream_bytes(
    path: &Path,
    bytes: Vec<u8>,
    options: &ReadOptions,
    wanted: &[Symbol],
) -> Result<Stream> {
    check(options)?;
    let mut all = raw(path, bytes, options)?;
    if !wanted.is_empty() {
        all.retain(|series| wanted.contains(&series.symbol));
    }
    let rows = |series: &RawSeries| series.table.len() + series.table.rejects.len();
    let symbols = all.iter().map(|it| (it.symbol.clone(), rows(it))).collect();
    Ok(Stream {
        kind: Kind::AtOnce,
        ready: all.into_iter(),
        symbols,
    })
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream")
            .field("symbols", &self.symbols)
            .finish_non_exhaustive()
    }
}

impl Stream {
    /// The symbols of the series that come, each with its number of rows.
    pub fn symbols(&self) -> &[(Symbol, usize)] {
        &self.symbols
    }
}

impl Iterator for Stream {
    type Item = Result<RawSeries>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(series) = self.ready.next() {
            return Some(Ok(series));
        }
        match &mut self.kind {
            Kind::AtOnce => None,
            #[cfg(feature = "frame")]
            Kind::Parquet(lots) => match lots.next()? {
                Ok(raw) => {
                    self.ready = raw.into_iter();
                    self.next()
                }
                Err(error) => Some(Err(error)),
            },
        }
    }
}

/// Whether the file begins as Parquet does; what cannot be read is told by who reads it.
#[cfg(feature = "frame")]
fn is_parquet(path: &Path) -> bool {
    let mut head = [0; 4];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut head));
    read.is_ok() && head == *b"PAR1"
}

#[cfg(feature = "frame")]
fn parquet(path: &Path, options: &ReadOptions, wanted: &[Symbol]) -> Result<Stream> {
    let io = |error| Error::io(path, error);
    let mut file = File::open(path).map_err(io)?;
    input::refuse_large(path, file.metadata().map_err(io)?.len(), &options.limits)?;
    let sha256 = input::sha256_of(&mut file).map_err(io)?;
    let asked = options.symbol.as_slice().iter().chain(wanted);
    let asked: Vec<&Symbol> = asked.collect();
    let seen = RefCell::new(Vec::new());
    let is_wanted = |name: &str| {
        let Ok(symbol) = super::symbol_of(name) else {
            return false;
        };
        let is_wanted = asked.is_empty() || asked.contains(&&symbol);
        seen.borrow_mut().push(symbol);
        is_wanted
    };
    let series = super::parquet::SeriesOf::open(path, options, &is_wanted)?;
    let names = series.names();
    let symbols = names.map(|(name, rows)| Ok((super::symbol_of(name)?, rows)));
    let symbols = symbols.collect::<Result<Vec<_>>>()?;
    if let (true, false, Some(wanted)) = (
        symbols.is_empty(),
        seen.borrow().is_empty(),
        &options.symbol,
    ) {
        return Err(super::no_such_series(path, wanted, &seen.borrow()));
    }
    let source = Source {
        path: path.into(),
        sha256,
        rows: 0,
        dialect: series.dialect(),
    };
    Ok(Stream {
        kind: Kind::Parquet(Box::new(Lots {
            series,
            source,
            options: options.clone(),
            goes_on: true,
        })),
        ready: Vec::new().into_iter(),
        symbols,
    })
}
