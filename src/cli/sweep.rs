//! `sweep`: many variants of one strategy, and how much of the best one is luck.

use std::path::PathBuf;

use clap::Args;

use super::Call;
use super::backtest::Plan;
use super::failure::exit;
use super::input::Input;
use super::output::Output;
use super::span::Span;
use crate::backtest::metrics::{Moments, sharpe};
use crate::backtest::{
    BacktestConfig, FILL_MODEL, Folds, Grid, Input as Traded, Keep, SweepConfig, Trial,
    WalkForward, run as backtest, sweep,
};
use crate::evidence::{Evidence, Honesty, Random, RandomEntries};
use crate::report::{Forward, Meta, Report, Sweep as Told};
use crate::strategy::{RuleStrategy, StrategyFile};
use crate::{Bars, Error, Result};

#[derive(Debug, Args)]
pub(super) struct Sweep {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    plan: Plan,
    #[command(flatten)]
    span: Span,
    #[command(flatten)]
    output: Output,

    /// Values to try, such as fast=5..50:5,slow=20|50|200
    #[arg(long, value_name = "GRID")]
    grid: String,

    /// Try only so many combinations of the grid, drawn at random
    #[arg(long, value_name = "COUNT")]
    sample: Option<usize>,

    /// Choose on so many bars, trade the next so many, and so on: TRAIN,TEST or TRAIN,TEST,GAP
    #[arg(long, value_name = "BARS", value_parser = folds)]
    walk_forward: Option<Folds>,

    /// Random runs to compare the best variant with
    #[arg(long, value_name = "COUNT", default_value_t = 1000)]
    random: usize,

    /// Seed of everything random
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,

    /// File that counts the variants tried on these data; all of them count as trials, and these are added
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,

    /// Threads [default: all]
    #[arg(long, value_name = "COUNT")]
    jobs: Option<usize>,
}

/// Tries every variant and tells what came of it.
pub(super) fn run(arguments: &Sweep, call: &Call) -> anyhow::Result<u8> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(arguments.jobs.unwrap_or(0))
        .build()?;
    pool.install(|| arguments.run(call))
}

impl Sweep {
    fn run(&self, call: &Call) -> anyhow::Result<u8> {
        let file = self.plan.file()?;
        let config = self.plan.config(&file)?;
        let loaded = self.input.load(call.ui)?;
        let seen = self.span.see(&self.input, &loaded)?;
        let bars = seen.bars.prefix(seen.at + 1);
        let convention = self.plan.convention(bars.timeframe())?;
        let grid = Grid::parse(&self.grid)?;
        let settings = SweepConfig {
            account: config.clone(),
            convention,
            keep: Keep::Returns,
        };
        let mut trials = sweep(&bars, &file, &grid, &self.indices(&grid), &settings)?;
        let walk = match self.walk_forward {
            Some(folds) => Some(WalkForward::of(&trials, folds)?),
            None => None,
        };
        let returns: Vec<Vec<f64>> = trials
            .iter_mut()
            .map(|trial| std::mem::take(&mut trial.returns))
            .collect();
        let earlier = self.earlier_trials(&loaded.source.sha256)?;
        let mut told = Told::new(file.name(), &grid, trials);
        if let Some(chosen) = told.best {
            let place = told.trials.iter().position(|trial| trial.index == chosen);
            told.honesty = Honesty::of(Evidence {
                trials: &returns,
                chosen: place.unwrap_or(0),
                earlier_trials: earlier,
                beats_random: self.beats_random(
                    &bars,
                    &file.vary(&grid.parameters(chosen))?,
                    &config,
                )?,
                convention,
                seed: self.seed,
            });
        }
        told.walk_forward =
            walk.map(|walk| Forward::new(&walk, sharpe(&Moments::of(&walk.returns), convention)));
        self.note(&loaded.source.sha256, &told.trials)?;
        let meta = Meta {
            version: env!("CARGO_PKG_VERSION"),
            command: call.command.clone(),
            data: seen.source(&self.input, &loaded),
            as_of: bars.last().map(|bar| bar.time().date()),
            rules: Some(format!("fill model {FILL_MODEL}")),
            seed: Some(self.seed),
        };
        self.output.write(&Report::new(meta, told), call.ui)?;
        Ok(exit::OK)
    }

    /// All combinations, or a sample without repetition, in the order of the grid.
    fn indices(&self, grid: &Grid) -> Vec<usize> {
        let mut all: Vec<usize> = (0..grid.len()).collect();
        if let Some(count) = self.sample {
            Random::new(self.seed, 0).shuffle(&mut all);
            all.truncate(count);
            all.sort_unstable();
        }
        all
    }

    fn beats_random(
        &self,
        bars: &Bars,
        file: &StrategyFile,
        config: &BacktestConfig,
    ) -> Result<Option<f64>> {
        let run = backtest(&[Traded::new(bars)], &mut RuleStrategy::new(file), config)?;
        let entries = RandomEntries::of(bars, &run, config, self.random, self.seed)?;
        Ok(entries.map(|entries| entries.beaten))
    }

    /// Variants tried on the same data before, by the log.
    fn earlier_trials(&self, sha256: &str) -> Result<usize> {
        let Some(path) = self.log.as_ref().filter(|path| path.exists()) else {
            return Ok(0);
        };
        let text = std::fs::read_to_string(path).map_err(|error| Error::io(path, error))?;
        let mut earlier = 0;
        for (row, line) in (1..).zip(text.lines()) {
            let (sha, count) = line.split_once(' ').unwrap_or((line, ""));
            let count: usize = count.trim().parse().map_err(|_| Error::Format {
                path: path.clone(),
                row: Some(row),
                column: None,
                problem: format!("\"{line}\" is not a hash and a number of variants"),
                help: Some("name another file with --log".into()),
            })?;
            earlier += if sha == sha256 { count } else { 0 };
        }
        Ok(earlier)
    }

    fn note(&self, sha256: &str, trials: &[Trial]) -> Result<()> {
        use std::io::Write as _;
        let Some(path) = &self.log else { return Ok(()) };
        let io = |error| Error::io(path, error);
        let mut file = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(path)
            .map_err(io)?;
        writeln!(file, "{sha256} {}", trials.len()).map_err(io)
    }
}

/// Parses `504,126` and `504,126,5`.
fn folds(text: &str) -> std::result::Result<Folds, String> {
    let wrong = || "must be TRAIN,TEST or TRAIN,TEST,GAP in bars, such as 504,126,5".to_owned();
    let parts: Vec<usize> = text
        .split(',')
        .map(|part| part.trim().parse().map_err(|_| wrong()))
        .collect::<std::result::Result<_, _>>()?;
    match parts[..] {
        [train, test] => Ok(Folds {
            train,
            test,
            gap: 0,
        }),
        [train, test, gap] => Ok(Folds { train, test, gap }),
        _ => Err(wrong()),
    }
}
