//! Series as clean CSV.

use super::sheet::{Cells, Sheet};
use crate::{Bars, Result, Timeframe};

/// The bars of all series as rows, oldest first, the series below each other: `symbol` if there are several, `date` (or
/// `time` in minutes), `open`, `high`, `low`, `close`, and `volume` where any series has one.
///
/// Numbers are written with as many digits as it takes to read the same bits back.
pub fn to_sheet(series: &[Bars]) -> Sheet {
    let prices = |of: fn(&Bars) -> &[f64]| {
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
            .flat_map(|bars| std::iter::repeat_n(bars.symbol().to_string(), bars.len()));
        sheet = sheet.with("symbol", Cells::Text(symbols.map(Some).collect()));
    }
    let is_intraday = series
        .iter()
        .any(|bars| matches!(bars.timeframe(), Timeframe::Minutes(_)));
    let (name, format) = if is_intraday {
        ("time", "%Y-%m-%d %H:%M:%S")
    } else {
        ("date", "%Y-%m-%d")
    };
    let times = series
        .iter()
        .flat_map(Bars::time)
        .map(|time| Some(time.format(format).to_string()));
    sheet = sheet
        .with(name, Cells::Text(times.collect()))
        .with("open", prices(Bars::open))
        .with("high", prices(Bars::high))
        .with("low", prices(Bars::low))
        .with("close", prices(Bars::close));
    if series.iter().any(|bars| bars.volume().is_some()) {
        let volumes = series
            .iter()
            .flat_map(|bars| (0..bars.len()).map(|at| bars.volume().map(|volume| volume[at])));
        sheet = sheet.with("volume", Cells::Number(volumes.collect()));
    }
    sheet
}

/// [`to_sheet`] as the bytes of a CSV file.
///
/// # Errors
///
/// As [`Sheet::csv`].
pub fn to_csv(series: &[Bars]) -> Result<Vec<u8>> {
    to_sheet(series).csv()
}
