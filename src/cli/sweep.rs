//! `sweep`: many variants of one strategy, and how much of the best one is luck.

use std::path::PathBuf;

use clap::Args;

use super::Call;
use super::failure::exit;
use super::input::Input;
use super::luck::{Case, Measures, bound};
use super::output::Output;
use super::plan::Plan;
use super::progress::Progress;
use super::span::Span;
use crate::backtest::metrics::{Convention, Moments, sharpe};
use crate::backtest::{
    BacktestConfig, FILL_MODEL, Folds, Grid, Input as Traded, Keep, Outcome, SweepConfig, Trial,
    WalkForward, sweep_telling,
};
use crate::evidence::{Evidence, Honesty, Random};
use crate::report::{Forward, Luck, Meta, Report, Sweep as Told, count};
use crate::strategy::StrategyFile;
use crate::{Bars, Error, Result};

#[derive(Debug, Args)]
pub(super) struct Sweep {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    plan: Plan,
    #[command(flatten)]
    measures: Measures,
    #[command(flatten)]
    span: Span,
    #[command(flatten)]
    output: Output,

    /// Values to try, such as fast=5..50:5,slow=20|50|200
    #[arg(long, value_name = "GRID")]
    grid: String,

    /// Try only so many combinations of the grid, drawn at random
    #[arg(long, value_name = "COUNT")]
    random: Option<usize>,

    /// Choose on so many bars, trade the next so many, and so on: TRAIN,TEST or TRAIN,TEST,GAP
    #[arg(long, value_name = "BARS", value_parser = folds)]
    walk_forward: Option<Folds>,

    /// File that counts the variants tried on these data; all of them count as trials, and these are added
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,

    /// Threads [default: all]
    #[arg(long, value_name = "COUNT")]
    jobs: Option<usize>,
}

/// What is swept.
#[derive(Clone, Copy)]
struct Job<'a> {
    bars: &'a Bars,
    file: &'a StrategyFile,
    grid: &'a Grid,
    config: &'a BacktestConfig,
    convention: Convention,
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
        let convention = self.plan.convention(&[Traded::new(&bars)])?;
        let grid = Grid::parse(&self.grid)?;
        let settings = SweepConfig {
            account: config.clone(),
            convention,
            keep: Keep::Returns,
        };
        let indices = self.indices(&grid);
        let progress = Progress::new(call.ui, "variants", indices.len());
        let mut trials = sweep_telling(&bars, &file, (&grid, &indices), &settings, &|_| {
            progress.step();
        })?;
        progress.finish(format!("tried {}", count(trials.len(), "variant")));
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
        let job = Job {
            bars: &bars,
            file: &file,
            grid: &grid,
            config: &config,
            convention,
        };
        told.luck = self.luck(job, &told, (&returns, earlier), call)?;
        told.walk_forward =
            walk.map(|walk| Forward::new(&walk, sharpe(&Moments::of(&walk.returns), convention)));
        self.note(&loaded.source.sha256, &told.trials)?;
        let meta = Meta {
            version: env!("CARGO_PKG_VERSION"),
            command: call.command.clone(),
            data: seen.source(&self.input, &loaded),
            as_of: bars.last().map(|bar| bar.time().date()),
            rules: Some(format!("fill model {FILL_MODEL}")),
            seed: Some(self.measures.seed),
        };
        self.output.write(&Report::new(meta, told), call.ui)?;
        Ok(exit::OK)
    }

    /// What the best variant is measured against, and what the statistics of all of them say.
    fn luck(
        &self,
        job: Job<'_>,
        told: &Told,
        (returns, earlier_trials): (&[Vec<f64>], usize),
        call: &Call,
    ) -> Result<Option<Luck>> {
        let is_best = |trial: &Trial| Some(trial.index) == told.best;
        let Some(chosen) = told.trials.iter().position(is_best) else {
            return Ok(None);
        };
        let parameters = job.grid.parameters(told.trials[chosen].index);
        let file = job.file.vary(&parameters)?;
        let inputs = [Traded::new(job.bars)];
        let outcome = Outcome::of(&inputs, &mut bound(&inputs, &file)?, job.config)?;
        let case = Case {
            inputs: &inputs,
            file: &file,
            config: job.config,
            convention: job.convention,
            outcome: &outcome,
        };
        let luck = self.measures.of(case, call)?;
        let statistics = Honesty::of(Evidence {
            trials: returns,
            chosen,
            earlier_trials,
            beats_random: luck.random_entries.map(|it| it.beaten),
            beats_placebo: luck.placebo.map(|it| it.beaten),
            convention: job.convention,
            seed: self.measures.seed,
        });
        Ok(Some(luck.judged(statistics)))
    }

    /// All combinations, or a sample without repetition, in the order of the grid.
    fn indices(&self, grid: &Grid) -> Vec<usize> {
        let mut all: Vec<usize> = (0..grid.len()).collect();
        if let Some(count) = self.random {
            Random::new(self.measures.seed, 0).shuffle(&mut all);
            all.truncate(count);
            all.sort_unstable();
        }
        all
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
