//! Series as clean tables: the bars alone, or with all that is known beside them.

use super::loaded::Loaded;
use super::sheet::{Cells, Sheet};
use crate::market::EventKind;
use crate::{Bars, Result, Timeframe};

/// The bars of all series as rows, oldest first, the series below each other: `symbol` if there are several, `date` (or
/// `time` in minutes), `open`, `high`, `low`, `close`, and `volume` where any series has one.
///
/// Numbers are written with as many digits as it takes to read the same bits back.
pub fn to_sheet(series: &[Bars]) -> Sheet {
    let bars: Vec<&Bars> = series.iter().collect();
    let volumes = volumes(&bars);
    sheet(&bars, volumes)
}

/// [`to_sheet`] as the bytes of a CSV file.
///
/// # Errors
///
/// As [`Sheet::csv`].
pub fn to_csv(series: &[Bars]) -> Result<Vec<u8>> {
    to_sheet(series).csv()
}

/// [`to_sheet`] with what is known beside the bars, so that reading it back gives the same: no volume where it stands as
/// 0 for want of one, and `adj_close`, `dividend` and `split` where any series has such. The basis and gaps have no column.
///
/// A dividend or split stands in the first bar from its session on. Bars of weeks and months have no place for a split
/// inside them: give none with them.
pub fn whole_sheet(all: &[Loaded]) -> Sheet {
    let bars: Vec<&Bars> = all.iter().map(|loaded| &loaded.bars).collect();
    extras(all, sheet(&bars, known_volumes(all)))
}

/// [`whole_sheet`] as the bytes of a CSV file.
///
/// # Errors
///
/// As [`Sheet::csv`].
pub fn whole_csv(all: &[Loaded]) -> Result<Vec<u8>> {
    whole_sheet(all).csv()
}

fn sheet(series: &[&Bars], volumes: Vec<Option<f64>>) -> Sheet {
    let prices = |of: fn(&Bars) -> &[f64]| {
        let prices = series.iter().flat_map(|&bars| of(bars));
        Cells::Number(prices.map(|&price| Some(price)).collect())
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
        .flat_map(|bars| bars.time())
        .map(|time| Some(time.format(format).to_string()));
    sheet = sheet
        .with(name, Cells::Text(times.collect()))
        .with("open", prices(Bars::open))
        .with("high", prices(Bars::high))
        .with("low", prices(Bars::low))
        .with("close", prices(Bars::close));
    if series.iter().any(|bars| bars.volume().is_some()) {
        sheet = sheet.with("volume", Cells::Number(volumes));
    }
    sheet
}

/// The volumes of all bars, none in a series without.
pub(super) fn volumes(series: &[&Bars]) -> Vec<Option<f64>> {
    let volumes = |bars: &&Bars| match bars.volume() {
        Some(volume) => volume.iter().copied().map(Some).collect(),
        None => vec![None; bars.len()],
    };
    series.iter().flat_map(volumes).collect()
}

/// The volumes of all bars, none where it stands as 0 for want of one.
pub(super) fn known_volumes(all: &[Loaded]) -> Vec<Option<f64>> {
    let volumes = |loaded: &Loaded| {
        let known = loaded.known_volume();
        known.unwrap_or_else(|| vec![None; loaded.bars.len()])
    };
    all.iter().flat_map(volumes).collect()
}

/// Adds the columns of what is known beside the bars, as far as there is such, to `sheet`.
pub(super) fn extras(all: &[Loaded], mut sheet: Sheet) -> Sheet {
    if all.iter().any(|loaded| loaded.adjusted_close.is_some()) {
        let adjusted = |loaded: &Loaded| match &loaded.adjusted_close {
            Some(adjusted) => adjusted.clone(),
            None => vec![None; loaded.bars.len()],
        };
        let adjusted = all.iter().flat_map(adjusted).collect();
        sheet = sheet.with("adj_close", Cells::Number(adjusted));
    }
    let has = |is: fn(&EventKind) -> bool| {
        let mut events = all.iter().flat_map(|loaded| &loaded.events);
        events.any(|event| is(&event.kind))
    };
    if has(|kind| matches!(kind, EventKind::Dividend { .. })) {
        let add = |sum: f64, kind: EventKind| match kind {
            EventKind::Dividend { amount } => sum + amount,
            EventKind::Split { .. } => sum,
        };
        sheet = sheet.with("dividend", effects(all, 0.0, add));
    }
    if has(|kind| matches!(kind, EventKind::Split { .. })) {
        let times = |product: f64, kind: EventKind| match kind {
            EventKind::Split { ratio } => product * ratio,
            EventKind::Dividend { .. } => product,
        };
        sheet = sheet.with("split", effects(all, 1.0, times));
    }
    sheet
}

/// What `join` makes of the events that take effect with each bar, `none` where there are none.
fn effects(all: &[Loaded], none: f64, join: impl Fn(f64, EventKind) -> f64) -> Cells {
    let mut cells = Vec::new();
    for loaded in all {
        let bars = &loaded.bars;
        let mut of_series = vec![Some(none); bars.len()];
        let first = bars.get(0).map(|bar| bar.time().date());
        let events = loaded.events.iter();
        for event in events.filter(|event| first.is_some_and(|first| event.session >= first)) {
            let at = bars
                .time()
                .partition_point(|time| time.date() < event.session);
            if let Some(Some(cell)) = of_series.get_mut(at) {
                *cell = join(*cell, event.kind);
            }
        }
        cells.extend(of_series);
    }
    Cells::Number(cells)
}
