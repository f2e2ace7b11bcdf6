//! Files of many series, read some at a time, against the same files read at once.

use polars::prelude::{NewChunkedArray, ParquetWriter};

use crate::data::{self, Loaded, ReadOptions, frame, read_bytes};
use crate::market::testing::sketch;
use crate::{Bars, Symbol};
use std::path::Path;

/// `bars` rows each of the series A to E, in row groups of seven rows; by date where they are not `together`.
fn file(bars: usize, together: bool) -> tempfile::NamedTempFile {
    let closes: Vec<String> = (0..bars).map(|at| (10 + at % 5).to_string()).collect();
    let series = vec![sketch(&closes.join(" ")); 5];
    let mut frame = frame::to_frame(&series).unwrap();
    let names = ["A", "B", "C", "D", "E"];
    let names: Vec<&str> = names
        .into_iter()
        .flat_map(|name| std::iter::repeat_n(name, bars))
        .collect();
    let names = polars::prelude::Column::new("symbol".into(), &names);
    frame.replace("symbol", names).unwrap();
    // A price that cannot stand, in the fourth row of each.
    let mut open: Vec<f64> = series
        .iter()
        .flat_map(|bars| bars.open().to_vec())
        .collect();
    for at in (3..open.len()).step_by(bars) {
        open[at] = -1.0;
    }
    let open = polars::prelude::Column::new("open".into(), open);
    frame.replace("open", open).unwrap();
    if !together {
        let len = frame.height();
        let rows: Vec<u32> = (0..len)
            .map(|at| u32::try_from((at % 5) * bars + at / 5).unwrap())
            .collect();
        let rows = polars::prelude::IdxCa::from_slice("rows".into(), &rows);
        frame = frame.take(&rows).unwrap();
    }
    let file = tempfile::NamedTempFile::new().unwrap();
    let writer = ParquetWriter::new(file.reopen().unwrap()).with_row_group_size(Some(7));
    writer.finish(&mut frame).unwrap();
    file
}

fn streamed(path: &Path, wanted: &[Symbol]) -> Vec<Loaded> {
    let options = ReadOptions::default();
    let stream = data::stream(path, &options, wanted).unwrap();
    let mut all: Vec<Loaded> = stream
        .map(|it| it.unwrap().load(&options).unwrap())
        .collect();
    all.sort_by(|a, b| a.bars.symbol().cmp(b.bars.symbol()));
    all
}

#[test]
fn series_by_series_is_what_the_file_at_once_is() {
    for (bars, together) in [
        (10, true),
        (7, true),
        (3, true),
        (23, true),
        (10, false),
        (23, false),
    ] {
        let file = file(bars.max(4), together);
        let bytes = std::fs::read(file.path()).unwrap();
        let whole = read_bytes(file.path(), bytes, &ReadOptions::default()).unwrap();
        assert_eq!(whole.len(), 5);
        assert!(whole.iter().all(|loaded| loaded.left_out() == 1));
        assert_eq!(streamed(file.path(), &[]), whole, "{bars} {together}");
        let wanted: Vec<Symbol> = ["B", "D"].map(|it| it.parse().unwrap()).into();
        let some: Vec<Loaded> = whole
            .into_iter()
            .filter(|it| wanted.contains(it.bars.symbol()))
            .collect();
        assert_eq!(streamed(file.path(), &wanted), some, "{bars} {together}");
    }
}

#[test]
fn names_are_known_before_the_rows_are_read() {
    let file = file(10, false);
    let stream = data::stream(file.path(), &ReadOptions::default(), &[]).unwrap();
    let told: Vec<(String, usize)> = stream
        .symbols()
        .iter()
        .map(|(symbol, rows)| (symbol.to_string(), *rows))
        .collect();
    assert_eq!(
        told,
        ["A", "B", "C", "D", "E"].map(|it| (it.to_owned(), 10))
    );
    let options = ReadOptions {
        symbol: Some("XX".parse().unwrap()),
        ..ReadOptions::default()
    };
    let error = data::stream(file.path(), &options, &[]).unwrap_err();
    assert!(error.to_string().contains("holds no series XX"), "{error}");
}

#[test]
fn a_file_without_names_is_one_series() {
    let bars: Bars = sketch("1 2 3 4 5 6 7 8 9");
    let frame = frame::to_frame(std::slice::from_ref(&bars)).unwrap();
    let mut frame = frame.drop("symbol").unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    let writer = ParquetWriter::new(file.reopen().unwrap()).with_row_group_size(Some(4));
    writer.finish(&mut frame).unwrap();
    let all = streamed(file.path(), &[]);
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].bars.close(), bars.close());
}
