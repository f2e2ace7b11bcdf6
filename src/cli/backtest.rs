//! `backtest`: what trading by a strategy would have earned.

use std::path::PathBuf;

use clap::Args;

use super::Call;
use super::failure::exit;
use super::input::Input;
use super::output::Output;
use super::span::Span;
use crate::account::{CorporateAction, Costs};
use crate::backtest::metrics::{Convention, Metrics};
use crate::backtest::{BacktestConfig, FILL_MODEL, Outcome};
use crate::data::{Loaded, Sheet};
use crate::report::{Backtest as Told, Meta, Report, equity_sheet, rejections_sheet};
use crate::rule::Parameters;
use crate::strategy::{Builtin, RuleStrategy, StrategyFile};
use crate::{Bars, Basis, Error, Result, Timeframe, backtest};

#[derive(Debug, Args)]
pub(super) struct Backtest {
    #[command(flatten)]
    pub(super) input: Input,

    /// More files, to be traded from one pool of cash; options of reading hold for all
    #[arg(value_name = "FILE")]
    pub(super) more: Vec<String>,

    #[command(flatten)]
    pub(super) plan: Plan,
    #[command(flatten)]
    pub(super) span: Span,
    #[command(flatten)]
    pub(super) output: Output,

    /// File for the trades, as CSV
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    trades: Option<PathBuf>,

    /// File for the equity at every close, as CSV
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    equity: Option<PathBuf>,

    /// File for the orders that were cut or refused, as CSV
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    rejections: Option<PathBuf>,
}

/// The strategy and the account.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Strategy")]
pub(super) struct Plan {
    /// A strategy that comes with the program: breakout, retest, bounce, failed-breakout, sma-cross, donchian, rsi2,
    /// buy-and-hold
    #[arg(
        long,
        value_name = "NAME",
        required_unless_present = "strategy",
        conflicts_with = "strategy"
    )]
    rule: Option<String>,

    /// A strategy of your own, as a TOML file of rules
    #[arg(long, value_name = "FILE")]
    strategy: Option<PathBuf>,

    /// Value of a parameter of the strategy, as NAME=VALUE; may be given several times
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = parameter)]
    parameters: Vec<(String, f64)>,

    /// Cash at the start [default: as in the strategy, else 100000]
    #[arg(long, value_name = "MONEY", help_heading = "Account")]
    cash: Option<f64>,

    /// Commission a side and no other cost, such as 10bps, or none [default: as in the strategy, else 5 bps of spread
    /// and slippage a side, twice that for stops, and 0.5 % a year for borrowed shares]
    #[arg(long, value_name = "COST", value_parser = cost, help_heading = "Account")]
    cost: Option<Costs>,

    /// Allow short sales, with margin
    #[arg(long, help_heading = "Account")]
    allow_short: bool,

    /// Allow fractions of shares
    #[arg(long, help_heading = "Account")]
    fractional: bool,

    /// Close what is open at the last close, with costs
    #[arg(long, help_heading = "Account")]
    close_at_end: bool,

    /// Risk-free rate, in percent a year
    #[arg(
        long,
        value_name = "PERCENT",
        default_value_t = 0.0,
        help_heading = "Account"
    )]
    pub(super) rf: f64,

    /// Bars a year [default: 252 for days, 52 for weeks, 12 for months; must be given for shorter bars]
    #[arg(long, value_name = "COUNT", help_heading = "Account")]
    bars_a_year: Option<f64>,
}

/// Runs the strategy over all series and tells what came of it.
pub(super) fn run(arguments: &Backtest, call: &Call) -> anyhow::Result<u8> {
    let file = arguments.plan.file()?;
    let config = arguments.plan.config(&file)?;
    let series = arguments.series(call)?;
    let inputs: Vec<backtest::Input<'_>> = series
        .iter()
        .map(|series| backtest::Input::with_actions(&series.bars, &series.actions))
        .collect();
    let outcome = Outcome::of(&inputs, &mut RuleStrategy::new(&file), &config)?;
    let timeframe = series
        .first()
        .map_or(Timeframe::Day, |it| it.bars.timeframe());
    let convention = arguments.plan.convention(timeframe)?;
    // Alpha and beta of a portfolio would need an index; of one series they are against the series itself.
    let benchmark = (series.len() == 1).then(|| &series[0].bars);
    let metrics = Metrics::of(&outcome.run, benchmark, convention);
    let told = Told::new(file.name(), &outcome, &metrics, &config);
    for (path, sheet) in [
        (&arguments.trades, crate::report::Body::sheet(&told)),
        (&arguments.equity, equity_sheet(&outcome.run)),
        (&arguments.rejections, rejections_sheet(&outcome.run)),
    ] {
        write(path.as_ref(), &sheet)?;
    }
    let report = Report::new(arguments.meta(&series, call), told);
    arguments.output.write(&report, call.ui)?;
    Ok(exit::OK)
}

/// One series, ready to be traded.
pub(super) struct Series {
    pub(super) bars: Bars,
    pub(super) actions: Vec<CorporateAction>,
    loaded: Loaded,
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
            "{}: signals and benchmark jump at {splits} splits; `--adjust splits` divides prices by them",
            bars.symbol(),
        ));
    }
}

impl Backtest {
    fn series(&self, call: &Call) -> Result<Vec<Series>> {
        let mut all = Vec::new();
        let more = self.more.iter().map(|name| self.input.like(name));
        for input in std::iter::once(self.input.clone()).chain(more) {
            for loaded in input.load_every(call.ui)? {
                let seen = self.span.see(&input, &loaded)?;
                let bars = seen.bars.prefix(seen.at + 1);
                warn_of_splits(&bars, &loaded, call);
                all.push(Series {
                    actions: CorporateAction::due(&loaded.events, &bars),
                    bars,
                    loaded,
                });
            }
        }
        Ok(all)
    }

    fn meta(&self, series: &[Series], call: &Call) -> Meta {
        let loaded: Vec<Loaded> = series.iter().map(|it| it.loaded.clone()).collect();
        let last = series
            .iter()
            .filter_map(|it| it.bars.last())
            .map(|bar| bar.time().date());
        Meta {
            version: env!("CARGO_PKG_VERSION"),
            command: call.command.clone(),
            data: self.input.source(&loaded),
            as_of: last.max(),
            rules: Some(format!("fill model {FILL_MODEL}")),
            seed: None,
        }
    }
}

impl Plan {
    /// The strategy with its parameters.
    pub(super) fn file(&self) -> Result<StrategyFile> {
        let file = match (&self.rule, &self.strategy) {
            (Some(name), _) => Builtin::find(name)?.file()?,
            (None, Some(path)) => StrategyFile::read(path)?,
            (None, None) => return Err(Error::parameter("strategy", "", "must be given")),
        };
        let parameters: Parameters = self.parameters.iter().cloned().collect();
        file.vary(&parameters)
    }

    /// The account of the strategy's file, with what was asked for here.
    pub(super) fn config(&self, file: &StrategyFile) -> Result<BacktestConfig> {
        let mut config = BacktestConfig::of_strategy(file)?;
        config.cash = self.cash.unwrap_or(config.cash);
        config.costs = self.cost.unwrap_or(config.costs);
        config.allow_short |= self.allow_short;
        config.close_at_end |= self.close_at_end;
        if self.fractional {
            config.lot = None;
        }
        Ok(config)
    }

    /// How figures are made yearly.
    pub(super) fn convention(&self, timeframe: Timeframe) -> Result<Convention> {
        let usual = match timeframe {
            Timeframe::Day => Some(252.0),
            Timeframe::Week => Some(52.0),
            Timeframe::Month => Some(12.0),
            _ => None,
        };
        let bars_a_year = self.bars_a_year.or(usual).ok_or_else(|| {
            Error::parameter(
                "bars-a-year",
                timeframe,
                "must be given for bars shorter than a day: bars a session times sessions a year",
            )
        })?;
        if !(bars_a_year.is_finite() && bars_a_year > 0.0) {
            return Err(Error::parameter(
                "bars-a-year",
                bars_a_year,
                "must be above 0",
            ));
        }
        Ok(Convention {
            bars_a_year,
            risk_free_pct: self.rf,
        })
    }
}

fn write(path: Option<&PathBuf>, sheet: &Sheet) -> Result<()> {
    match path {
        Some(path) => std::fs::write(path, sheet.csv()?).map_err(|error| Error::io(path, error)),
        None => Ok(()),
    }
}

/// Parses `fast=20`.
fn parameter(text: &str) -> std::result::Result<(String, f64), String> {
    let wrong = || "must be NAME=VALUE, such as fast=20".to_owned();
    let (name, value) = text.split_once('=').ok_or_else(wrong)?;
    let value: f64 = value.trim().parse().map_err(|_| wrong())?;
    if !value.is_finite() {
        return Err(wrong());
    }
    Ok((name.trim().to_owned(), value))
}

/// Parses `10bps`, `0.1%` and `none`.
fn cost(text: &str) -> std::result::Result<Costs, String> {
    if text == "none" {
        return Ok(Costs::NONE);
    }
    let wrong = || "must be such as 10bps or 0.1%, or none".to_owned();
    let (number, scale) = match (text.strip_suffix("bps"), text.strip_suffix('%')) {
        (Some(number), _) => (number, 1.0),
        (None, Some(number)) => (number, 100.0),
        (None, None) => return Err(wrong()),
    };
    let bps = number.trim().parse::<f64>().map_err(|_| wrong())? * scale;
    if !bps.is_finite() || bps < 0.0 {
        return Err(wrong());
    }
    Ok(Costs::commission(bps))
}
