//! The charts of a backtest: equity against holding, trades on the price, months, trades by their return.

use std::ffi::OsStr;
use std::path::Path;

use chrono::Datelike;

use crate::account::{Direction, Trade};
use crate::backtest::Run;
use crate::chart::scene::{self, Scene, TradeMark};
use crate::chart::tear::{Caption, Distribution, Equity, Month, Monthly, stack};
use crate::chart::{BarStyle, Chart, ChartOptions, Encoding, Palette, Preset, Range};
use crate::evidence::{Case, hold};
use crate::report::{Block, Meta};
use crate::{Error, Result};

/// Size of a chart on a page, in pixels: as wide as its text, twice as sharp.
const PAGE: (u32, u32) = (992, 620);
/// Height of the table of months and of the distribution, as a part of that of the others.
const LOWER: f64 = 0.6;

/// Whether the picture at `path` is lines, not pixels; its ending says it.
pub(super) fn is_svg(path: &Path) -> Result<bool> {
    let ending = path.extension().map(OsStr::to_ascii_lowercase);
    match ending.as_deref().and_then(OsStr::to_str) {
        Some("png") => Ok(false),
        Some("svg") => Ok(true),
        _ => {
            let rule = "must end in .png or .svg";
            Err(Error::parameter("chart", path.display(), rule))
        }
    }
}

/// Writes all charts as one sheet to `path`.
pub(super) fn write(path: &Path, case: Case<'_>, meta: &Meta) -> Result<()> {
    let options = ChartOptions::from(Preset::Wide);
    let is_svg = is_svg(path)?;
    let charts = charts(case, meta, &options)?;
    let sheet = stack(&title(case), &charts, &options)?;
    let bytes = if is_svg {
        sheet.svg()?.into_bytes()
    } else {
        sheet.png(Encoding::Small)?
    };
    super::file::write(path, &bytes)
}

/// Every chart for light and dark screens, for a page.
pub(super) fn pictures(case: Case<'_>, meta: &Meta) -> Result<Vec<Block>> {
    let themed = |palette: Palette| {
        let options = ChartOptions {
            size: PAGE,
            scale: 2,
            theme: palette.into(),
            ..ChartOptions::from(Preset::Wide)
        };
        charts(case, meta, &options)
    };
    let (light, dark) = (themed(Palette::Light)?, themed(Palette::Dark)?);
    let picture = |(light, dark): (Chart, Chart)| {
        Ok(Block::Picture {
            alt: light.description().to_owned(),
            light: light.data_uri(Encoding::Small)?,
            dark: dark.data_uri(Encoding::Small)?,
        })
    };
    light.into_iter().zip(dark).map(picture).collect()
}

fn charts(case: Case<'_>, meta: &Meta, options: &ChartOptions) -> Result<Vec<Chart>> {
    let run = &case.outcome.run;
    let lower = ChartOptions {
        size: (options.size.0, lower_height(options)),
        ..options.clone()
    };
    let mut charts = vec![equity(case, meta)?.chart(options)?];
    if let [only] = case.inputs {
        let mut scene = Scene::new(only.bars());
        scene.trades = run.trades().map(trade_mark).collect();
        scene.source = meta.line();
        let whole = ChartOptions {
            range: Range::Bars(only.bars().len()),
            style: BarStyle::Line,
            ..options.clone()
        };
        charts.push(Chart::new(&scene, &whole)?);
    }
    let monthly = Monthly {
        caption: caption(case, meta, "return of each month, in percent, after costs"),
        months: months(run),
    };
    charts.push(monthly.chart(&lower)?);
    if let (Some(first), Some(last)) = (run.closed.first(), run.closed.last()) {
        let distribution = Distribution {
            caption: caption(case, meta, "closed trades by their return, after costs"),
            period: (first.entry.time, last.exit.time),
            returns_pct: run
                .closed
                .iter()
                .map(|it| 100.0 * it.return_frac())
                .collect(),
        };
        charts.push(distribution.chart(&lower)?);
    }
    Ok(charts)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a part of a height in pixels"
)]
fn lower_height(options: &ChartOptions) -> u32 {
    (f64::from(options.size.1) * LOWER).round() as u32
}

fn equity(case: Case<'_>, meta: &Meta) -> Result<Equity> {
    let run = &case.outcome.run;
    if let Some(at) = run.equity.iter().position(|value| *value <= 0.0) {
        return Err(Error::Data {
            what: "the equity".into(),
            problem: format!(
                "is gone on {}: there is no curve of growth to draw",
                run.time[at].date()
            ),
            help: Some("run it without --chart and --report, or with smaller positions".into()),
        });
    }
    let costs = &case.config.costs;
    let measure = format!(
        "equity at closes, after commission of {} and slippage of {} bps a side; log scale",
        costs.commission_bps, costs.slippage_bps
    );
    Ok(Equity {
        caption: caption(case, meta, &measure),
        name: case.file.name().to_owned(),
        times: run.time.clone(),
        equity: run.equity.clone(),
        benchmark: Some(("buy and hold".into(), hold(&case)?.equity)),
    })
}

fn title(case: Case<'_>) -> String {
    let symbols: Vec<String> = case
        .outcome
        .run
        .symbols
        .iter()
        .map(ToString::to_string)
        .collect();
    format!("{} on {}", case.file.name(), symbols.join(", "))
}

fn caption(case: Case<'_>, meta: &Meta, measure: &str) -> Caption {
    Caption {
        title: title(case),
        subtitle: measure.to_owned(),
        source: meta.line(),
    }
}

fn trade_mark(trade: &Trade) -> TradeMark {
    TradeMark {
        direction: match trade.direction {
            Direction::Long => scene::Way::Up,
            Direction::Short => scene::Way::Down,
        },
        entry: (trade.entry.at, trade.entry.price),
        exit: (!trade.is_open()).then_some((trade.exit.at, trade.exit.price)),
        return_pct: Some(100.0 * trade.return_frac()),
    }
}

/// Growth from the last close of one month to that of the next; the first one from the cash at the start.
fn months(run: &Run) -> Vec<Month> {
    let mut months: Vec<Month> = Vec::new();
    let (mut before, mut last) = (run.cash, run.cash);
    for (time, equity) in run.time.iter().zip(&run.equity) {
        let (year, month) = (time.year(), time.month());
        let is_new = months
            .last()
            .is_none_or(|it| (it.year, it.month) != (year, month));
        if is_new {
            before = last;
            months.push(Month {
                year,
                month,
                return_pct: 0.0,
            });
        }
        if let Some(month) = months.last_mut() {
            month.return_pct = 100.0 * (equity / before - 1.0);
        }
        last = *equity;
    }
    months
}
