//! `backtest`: what trading by a strategy would have earned.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use clap::Args;

use super::Call;
use super::failure::exit;
use super::input::InputArgs;
use super::inputs::{InputsArgs, refuse_many};
use super::luck::{Measures, Watcher};
use super::output::OutputArgs;
use super::plan::PlanArgs;
use super::span::Span;
use super::trial_log::{TrialLog, variant};
use crate::account::CorporateAction;
use crate::backtest::metrics::Metrics;
use crate::backtest::{Fills, Outcome, Trial};
use crate::data::{Loaded, Sheet};
use crate::evidence::{Case, Selection, judge};
use crate::report::{Backtest, Luck, Meta, Page, Report, equity_sheet, rejections_sheet};
use crate::strategy::RuleStrategy;
use crate::text::count;
use crate::{Bars, Basis, Error, Result, backtest};

#[derive(Debug, Args)]
pub(super) struct BacktestArgs {
    #[command(flatten)]
    pub(super) inputs: InputsArgs,

    /// Trade more than 20 series from one pool of cash
    #[arg(long, help_heading = "Reading")]
    all: bool,

    #[command(flatten)]
    pub(super) plan: PlanArgs,
    #[command(flatten)]
    measures: Measures,
    #[command(flatten)]
    pub(super) span: Span,
    #[command(flatten)]
    pub(super) output: OutputArgs,

    /// File of the trials made on these data, by sweeps and by backtests: everything in it counts as tried, and this run
    /// is added to it
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,

    /// File for the trades, as CSV
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    trades: Option<PathBuf>,

    /// File for the equity at every close, as CSV
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    equity: Option<PathBuf>,

    /// File for the orders that were cut or refused, as CSV
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    rejections: Option<PathBuf>,

    /// File for the charts, .png or .svg: equity against holding, trades, months, distribution
    #[cfg(feature = "chart")]
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    chart: Option<PathBuf>,

    /// File for a report that needs nothing beside it, .html or .md
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    report: Option<PathBuf>,
}

/// Runs the strategy over all series and tells what came of it.
pub(super) fn run(arguments: &BacktestArgs, call: &Call) -> anyhow::Result<u8> {
    arguments.output.format()?;
    arguments.check_endings()?;
    let file = arguments.plan.file()?;
    let series = arguments.series(call)?;
    let inputs: Vec<backtest::Input<'_>> = series.iter().map(TradedSeries::input).collect();
    let config = arguments.plan.config(&file, &inputs)?;
    let convention = arguments.plan.convention(&inputs)?;
    let outcome = Outcome::of(
        &inputs,
        &mut RuleStrategy::bound_to(&file, series.iter().map(|it| &it.bars))?,
        &config,
    )?;
    let case = Case {
        inputs: &inputs,
        file: &file,
        config: &config,
        convention,
        outcome: &outcome,
        selection: None,
        chosen_today: true,
        controls: arguments.measures.controls(),
        watch: &Watcher::new(call.ui),
    };
    let trials = arguments.logged(case)?;
    let case = Case {
        selection: trials.as_ref().map(|trials| Selection {
            trials,
            chosen: 0,
            variants: &[],
        }),
        ..case
    };
    let told = arguments.tell(case)?;
    let meta = arguments.meta(&series, config.fills, call);
    for (path, sheet) in [
        (&arguments.trades, crate::report::Body::sheet(&told)),
        (&arguments.equity, equity_sheet(&outcome.run)),
        (&arguments.rejections, rejections_sheet(&outcome.run)),
    ] {
        write(path.as_ref(), &sheet)?;
    }
    #[cfg(feature = "chart")]
    if let Some(path) = &arguments.chart {
        super::tear::write(path, case, &meta)?;
    }
    if let Some(path) = &arguments.report {
        report(path, case, &told, &meta)?;
    }
    let report = Report::new(meta, told);
    arguments.output.write(&report, call.ui)?;
    Ok(exit::OK)
}

/// One series, ready to be traded.
pub(super) struct TradedSeries {
    pub(super) bars: Bars,
    pub(super) actions: Vec<CorporateAction>,
    /// The file as messages name it.
    name: String,
    loaded: Loaded,
    /// What was done to its prices though nobody asked for it.
    note: Option<String>,
}

impl TradedSeries {
    /// The `bars` of what was loaded by an input as it was asked for and as it is traded.
    fn new(
        (asked, input): (&InputArgs, &InputArgs),
        loaded: Loaded,
        bars: Bars,
        call: &Call,
    ) -> Result<Self> {
        let bars = bars.with_calendar(input.calendar()?);
        warn_of_splits(&bars, &loaded, call);
        Ok(Self {
            actions: CorporateAction::due(&loaded.events, &bars),
            note: input.split_note(asked, &loaded),
            name: input.name(),
            bars,
            loaded,
        })
    }

    /// Every series of these files, whole, by symbol.
    pub(super) fn of(inputs: impl Iterator<Item = InputArgs>, call: &Call) -> Result<Vec<Self>> {
        let mut all = Vec::new();
        for asked in inputs {
            let input = asked.traded()?;
            for loaded in input.load_every(call.ui)? {
                let bars = loaded.bars.clone();
                all.push(Self::new((&asked, &input), loaded, bars, call)?);
            }
        }
        all.sort_by(|a, b| a.bars.symbol().cmp(b.bars.symbol()));
        Ok(all)
    }

    /// What a backtest takes of it.
    pub(super) fn input(&self) -> backtest::Input<'_> {
        backtest::Input::with_actions(&self.bars, &self.actions)
    }
}

/// Splits change the shares that are held, but prices still jump at them, and so do signals and the benchmark.
fn warn_of_splits(bars: &Bars, loaded: &Loaded, call: &Call) {
    let splits = loaded
        .events
        .iter()
        .filter(|event| event.split_ratio().is_some())
        .count();
    if splits > 0 && bars.basis() == Basis::Raw {
        call.ui.warning(format!(
            "{}: signals and benchmark jump at {}; `--adjust splits` divides prices by them",
            bars.symbol(),
            count(splits, "split"),
        ));
    }
}

impl BacktestArgs {
    /// Refuses files of kinds that nothing here writes, before anything is run or written.
    fn check_endings(&self) -> Result<()> {
        #[cfg(feature = "chart")]
        if let Some(path) = &self.chart {
            super::tear::is_svg(path)?;
        }
        self.report
            .as_deref()
            .map_or(Ok(()), |path| page_as(path).map(drop))
    }

    /// Adds the run to the log, if there is one; returns of this run, then of all others on the same data.
    fn logged(&self, case: Case<'_>) -> Result<Option<Vec<Vec<f64>>>> {
        let Some(path) = &self.log else {
            return Ok(None);
        };
        let log = TrialLog::open(path, case.inputs)?;
        let Case {
            file,
            config,
            convention,
            ..
        } = case;
        let variant = variant(file, file.parameters(), config, convention);
        let trial = Trial::of((0, Vec::new()), &case.outcome.run, convention);
        log.add(&variant, &trial)?;
        let mut trials = vec![trial.returns];
        trials.extend(log.others([&variant].into_iter()));
        Ok(Some(trials))
    }

    /// Measures the run and what it is to be measured against.
    fn tell(&self, case: Case<'_>) -> Result<Backtest> {
        let run = &case.outcome.run;
        // Alpha and beta of a portfolio would need an index; of one series they are against the series itself.
        let benchmark = match case.inputs {
            [only] => Some(only.bars()),
            _ => None,
        };
        let metrics = Metrics::of(run, benchmark, case.convention);
        let told = Backtest::new(
            case.file.name(),
            case.inputs,
            case.outcome,
            &metrics,
            case.config,
        );
        if self.measures.quick {
            return Ok(told);
        }
        Ok(told.beside(Luck(judge(&case)?), self.measures.details))
    }

    /// The series of all files, by symbol.
    fn series(&self, call: &Call) -> Result<Vec<TradedSeries>> {
        let mut all = Vec::new();
        for asked in self.inputs.few(self.all)? {
            let input = asked.traded()?;
            let every = input.load_every(call.ui)?;
            refuse_many(all.len() + every.len(), self.all)?;
            for loaded in every {
                let seen = self.span.see(&input, &loaded)?;
                let bars = seen.bars.prefix(seen.at + 1);
                all.push(TradedSeries::new((&asked, &input), loaded, bars, call)?);
            }
        }
        all.sort_by(|a, b| a.bars.symbol().cmp(b.bars.symbol()));
        Ok(all)
    }

    fn meta(&self, series: &[TradedSeries], fills: Fills, call: &Call) -> Meta {
        let names = series.iter().map(|it| it.name.clone()).collect();
        let loaded: Vec<Loaded> = series.iter().map(|it| it.loaded.clone()).collect();
        let last = series
            .iter()
            .filter_map(|it| it.bars.last())
            .map(|bar| bar.time().date());
        Meta {
            as_of: last.max(),
            rules: Some(fills.told()),
            seed: Some(self.measures.seed),
            notes: series.iter().filter_map(|it| it.note.clone()).collect(),
            ..call.meta(self.inputs.source(names, &loaded))
        }
    }
}

/// How the report at `path` is written; its ending says it.
fn page_as(path: &Path) -> Result<fn(&Page) -> String> {
    let ending = path.extension().map(OsStr::to_ascii_lowercase);
    match ending.as_deref().and_then(OsStr::to_str) {
        Some("html" | "htm") => Ok(Page::html),
        Some("md") => Ok(Page::markdown),
        _ => {
            let rule = "must end in .html or .md";
            Err(Error::parameter("report", path.display(), rule))
        }
    }
}

/// Writes the report.
fn report(path: &Path, case: Case<'_>, told: &Backtest, meta: &Meta) -> Result<()> {
    let format = page_as(path)?;
    #[cfg(feature = "chart")]
    let pictures = super::tear::pictures(case, meta)?;
    #[cfg(not(feature = "chart"))]
    let pictures = Vec::new();
    let page = told.page(meta, &case.outcome.run, case.file.text(), pictures);
    super::file::write(path, format(&page).as_bytes())
}

fn write(path: Option<&PathBuf>, sheet: &Sheet) -> Result<()> {
    match path {
        Some(path) => super::file::write(path, &sheet.csv()?),
        None => Ok(()),
    }
}
