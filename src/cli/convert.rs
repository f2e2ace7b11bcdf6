//! `data convert`: any dialect in, clean CSV or Parquet out.

use super::Call;
use super::args::Convert as Arguments;
use super::failure::exit;
use super::ui;
use crate::data::{Cells, Sheet};
use crate::report::when;
use crate::{Bars, Error, Result};

/// Writes the bars that can stand, a row each, oldest first; several series below each other with their symbol.
pub(super) fn run(arguments: &Arguments, call: &Call) -> anyhow::Result<u8> {
    let all = arguments.input.load_every(call.ui)?;
    let mut series = Vec::new();
    for loaded in all.iter().filter(|loaded| !loaded.bars.is_empty()) {
        let seen = arguments.span.see(&arguments.input, loaded)?;
        series.push(seen.bars.prefix(seen.at + 1));
    }
    let sheet = sheet(&series);
    let bytes = if has_ending(&arguments.out, "parquet") {
        parquet(&sheet)?
    } else {
        sheet.csv()?
    };
    if arguments.out.as_os_str() == "-" {
        ui::put(&bytes)?;
    } else {
        std::fs::write(&arguments.out, &bytes).map_err(|error| Error::io(&arguments.out, error))?;
        call.ui.note(format!(
            "{}: {} bars",
            arguments.out.display(),
            sheet.rows()
        ));
    }
    Ok(exit::OK)
}

fn has_ending(path: &std::path::Path, ending: &str) -> bool {
    path.extension()
        .is_some_and(|it| it.eq_ignore_ascii_case(ending))
}

#[cfg(feature = "frame")]
fn parquet(sheet: &Sheet) -> Result<Vec<u8>> {
    sheet.parquet()
}

#[cfg(not(feature = "frame"))]
fn parquet(_: &Sheet) -> Result<Vec<u8>> {
    Err(Error::parameter(
        "out",
        "parquet",
        "needs a build with the feature `frame`",
    ))
}

/// The columns of bars as every reader knows them.
fn sheet(series: &[Bars]) -> Sheet {
    let number = |of: fn(&Bars) -> &[f64]| {
        Cells::Number(
            series
                .iter()
                .flat_map(of)
                .map(|&price| Some(price))
                .collect(),
        )
    };
    let mut sheet = Sheet::default();
    if series.len() > 1 {
        let symbols = series
            .iter()
            .flat_map(|bars| std::iter::repeat_n(Some(bars.symbol().to_string()), bars.len()));
        sheet = sheet.with("symbol", Cells::Text(symbols.collect()));
    }
    let times = series
        .iter()
        .flat_map(|bars| (0..bars.len()).map(|at| Some(when(bars, at))));
    sheet = sheet
        .with("date", Cells::Text(times.collect()))
        .with("open", number(Bars::open))
        .with("high", number(Bars::high))
        .with("low", number(Bars::low))
        .with("close", number(Bars::close));
    if series.iter().any(|bars| bars.volume().is_some()) {
        let volumes = series
            .iter()
            .flat_map(|bars| (0..bars.len()).map(|at| bars.volume().map(|volume| volume[at])));
        sheet = sheet.with("volume", Cells::Number(volumes.collect()));
    }
    sheet
}
