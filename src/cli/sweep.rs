//! `sweep`: many variants of one strategy, and how much of the best one is luck.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Mutex;

use clap::Args;

use super::Call;
use super::combinations::{allowed, sample};
use super::failure::exit;
use super::input::InputArgs;
use super::luck::{Measures, Watcher};
use super::output::OutputArgs;
use super::plan::PlanArgs;
use super::progress::Steps;
use super::span::Span;
use super::trial_log::{TrialLog, variant};
use crate::account::CorporateAction;
use crate::backtest::{
    Folds, Grid, Input as Traded, Keep, Outcome, SweepConfig, Trial, WalkForward, sweep_telling,
};
use crate::evidence::{Case, Selection, judge};
use crate::report::{Forward, Luck, Meta, Report, Sweep};
use crate::strategy::{RuleStrategy, StrategyFile};
use crate::text::count;
use crate::{Error, Result};

#[derive(Debug, Args)]
pub(super) struct SweepArgs {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    plan: PlanArgs,
    #[command(flatten)]
    measures: Measures,
    #[command(flatten)]
    span: Span,
    #[command(flatten)]
    output: OutputArgs,

    /// Values to try, such as fast=5..50:5,slow=20|50|200
    #[arg(long, value_name = "GRID")]
    grid: String,

    /// Which combinations make sense, such as "fast < slow"; others are not tried and do not count as trials
    #[arg(long = "where", value_name = "CONDITION")]
    constraint: Option<String>,

    /// Try only so many combinations of the grid, drawn at random
    #[arg(long, value_name = "COUNT")]
    random: Option<NonZeroUsize>,

    /// Choose on so many bars, trade the next so many, and so on: TRAIN,TEST or TRAIN,TEST,GAP
    #[arg(long, value_name = "BARS", value_parser = folds)]
    walk_forward: Option<Folds>,

    /// File of the trials made on these data: what is in it is not tried again, so that an interrupted sweep goes on
    /// where it was, and everything in it counts as tried
    #[arg(long, value_name = "FILE", visible_alias = "resume")]
    log: Option<PathBuf>,

    /// File for the out-of-sample equity of the walk-forward at every close, as CSV
    #[arg(
        long,
        value_name = "FILE",
        requires = "walk_forward",
        help_heading = "Output"
    )]
    equity: Option<PathBuf>,

    /// Threads, up to 1024 [default: all]
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
}

/// Trials of one sweep, at most.
const MOST_TRIALS: usize = 1_000_000;
/// Returns that are kept of all trials together, at most: 1.6 GB.
const MOST_RETURNS: usize = 200_000_000;

/// What is swept.
#[derive(Clone, Copy)]
struct Job<'a> {
    input: Traded<'a>,
    file: &'a StrategyFile,
    grid: &'a Grid,
    settings: &'a SweepConfig,
}

/// Tries every variant and tells what came of it.
pub(super) fn run(arguments: &SweepArgs, call: &Call) -> anyhow::Result<u8> {
    arguments.output.format()?;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(arguments.jobs.map_or(0, usize::from))
        .build()?;
    pool.install(|| arguments.run(call))
}

impl SweepArgs {
    fn run(&self, call: &Call) -> anyhow::Result<u8> {
        let mut file = self.plan.file()?;
        if let Some(constraint) = &self.constraint {
            file = file.with_constraint(constraint)?;
        }
        let grid = Grid::parse(&self.grid)?;
        let traded = self.input.traded()?;
        let loaded = traded.load(call.ui)?;
        let seen = self.span.see(&traded, &loaded)?;
        let bars = seen.bars.prefix(seen.at + 1);
        let bars = bars.with_calendar(self.input.calendar()?);
        let actions = CorporateAction::due(&loaded.events, &bars);
        let input = Traded::with_actions(&bars, &actions);
        let settings = SweepConfig {
            account: self.plan.config(&file, &[input])?,
            convention: self.plan.convention(&[input])?,
            keep: self.keep(),
        };
        let job = Job {
            input,
            file: &file,
            grid: &grid,
            settings: &settings,
        };
        let told = self.tell(job, call)?;
        let meta = Meta {
            as_of: bars.last().map(|bar| bar.time().date()),
            rules: Some(settings.account.fills.told()),
            seed: Some(self.measures.seed),
            notes: traded
                .split_note(&self.input, &loaded)
                .into_iter()
                .collect(),
            ..call.meta(seen.source(&traded, &loaded))
        };
        self.output.write(&Report::new(meta, told), call.ui)?;
        Ok(exit::OK)
    }

    fn tell(&self, job: Job<'_>, call: &Call) -> Result<Sweep> {
        let log = match &self.log {
            Some(path) => Some(TrialLog::open(path, &[job.input])?),
            None => None,
        };
        let (mut trials, earlier) = self.trials(job, log.as_ref(), call)?;
        let walk = match self.walk_forward {
            Some(folds) => {
                let variants = (job.grid, trials.as_slice());
                let (input, file) = (job.input, job.file);
                Some(WalkForward::of(input, file, variants, folds, job.settings)?)
            }
            None => None,
        };
        let mut returns: Vec<Vec<f64>> = trials
            .iter_mut()
            .map(|trial| std::mem::take(&mut trial.returns))
            .collect();
        returns.extend(earlier);
        let mut told = Sweep::new(job.file.name(), job.grid, trials);
        told.luck = self.luck(job, &told, &returns, call)?;
        if let Some(walk) = &walk {
            let times = job.input.bars().time();
            let forward = Forward::new(walk, &told.trials, times, job.settings.convention);
            if let Some(path) = &self.equity {
                let curve = forward.sheet(job.settings.account.cash).csv()?;
                super::file::write(path, &curve)?;
            }
            told.walk_forward = Some(forward);
        }
        told.details = self.measures.details;
        Ok(told)
    }

    /// The trials of this sweep, those of the log as they were, and the returns of others in the log.
    fn trials(
        &self,
        job: Job<'_>,
        log: Option<&TrialLog>,
        call: &Call,
    ) -> Result<(Vec<Trial>, Vec<Vec<f64>>)> {
        let indices = self.indices(job)?;
        let names: BTreeMap<usize, String> = match log {
            Some(_) => indices
                .iter()
                .map(|&it| Ok((it, job.variant(it)?)))
                .collect::<Result<_>>()?,
            None => BTreeMap::new(),
        };
        let find = |index: usize| log?.find(names.get(&index)?, index, job.grid.values(index));
        let mut trials: Vec<Trial> = indices.iter().filter_map(|&index| find(index)).collect();
        let known: BTreeSet<usize> = trials.iter().map(|trial| trial.index).collect();
        let left: Vec<usize> = indices
            .into_iter()
            .filter(|it| !known.contains(it))
            .collect();
        let progress = Steps::new(call.ui, "variants", left.len());
        let failed = Mutex::new(None);
        let done = |trial: &Trial| {
            progress.step();
            if let (Some(log), Some(name)) = (log, names.get(&trial.index))
                && let Err(error) = log.add(name, trial)
                && let Ok(mut failed) = failed.lock()
            {
                failed.get_or_insert(error);
            }
        };
        let variants = (job.grid, left.as_slice());
        trials.extend(sweep_telling(
            job.input,
            job.file,
            variants,
            job.settings,
            &done,
        )?);
        if let Some(error) = failed.into_inner().ok().flatten() {
            return Err(error);
        }
        progress.finish(format!("tried {}", count(left.len(), "variant")));
        trials.sort_by_key(|trial| trial.index);
        let others = log.map_or(Vec::new(), |log| log.others(names.values()));
        Ok((trials, others))
    }

    /// What the best variant is measured against, and what the statistics of all of them say.
    fn luck(
        &self,
        job: Job<'_>,
        told: &Sweep,
        returns: &[Vec<f64>],
        call: &Call,
    ) -> Result<Option<Luck>> {
        if self.measures.quick {
            return Ok(None);
        }
        let is_best = |trial: &Trial| Some(trial.index) == told.best;
        let Some(chosen) = told.trials.iter().position(is_best) else {
            return Ok(None);
        };
        let parameters = job.grid.parameters(told.trials[chosen].index);
        let file = job.file.vary(&parameters)?;
        let variants: Vec<StrategyFile> = told
            .trials
            .iter()
            .map(|trial| job.file.vary(&job.grid.parameters(trial.index)))
            .collect::<Result<_>>()?;
        let inputs = [job.input];
        let config = &job.settings.account;
        let outcome = Outcome::of(
            &inputs,
            &mut RuleStrategy::bound_to(&file, [job.input.bars()])?,
            config,
        )?;
        let case = Case {
            inputs: &inputs,
            file: &file,
            config,
            convention: job.settings.convention,
            outcome: &outcome,
            selection: Some(Selection {
                trials: returns,
                chosen,
                variants: &variants,
            }),
            chosen_today: true,
            controls: self.measures.controls(),
            watch: &Watcher::new(call.ui),
        };
        Ok(Some(Luck(judge(&case)?)))
    }

    /// Returns take most of the room: they are kept for what reads them.
    fn keep(&self) -> Keep {
        if self.measures.quick && self.walk_forward.is_none() && self.log.is_none() {
            Keep::Figures
        } else {
            Keep::Returns
        }
    }

    /// All combinations, or a sample without repetition, in the order of the grid.
    fn indices(&self, job: Job<'_>) -> Result<Vec<usize>> {
        let allowed = allowed((job.file, job.grid), &self.grid)?;
        let all = allowed.as_ref().map_or(job.grid.len(), Vec::len);
        let count = self.random.map_or(all, |count| count.get().min(all));
        let bars = job.input.bars().len();
        let rule = if count > MOST_TRIALS {
            Some(format!("asks for {count} trials, of at most {MOST_TRIALS}"))
        } else if job.settings.keep == Keep::Returns && count.saturating_mul(bars) > MOST_RETURNS {
            Some(format!(
                "asks for {count} trials over {bars} bars, whose returns would fill the memory"
            ))
        } else {
            None
        };
        if let Some(rule) = rule {
            let rule = format!("{rule}; --random COUNT tries a part of them");
            return Err(Error::parameter("grid", &self.grid, rule));
        }
        let chosen = if count == all {
            (0..all).collect()
        } else {
            sample(count, all, self.measures.seed)
        };
        Ok(match allowed {
            Some(allowed) => chosen.into_iter().map(|place| allowed[place]).collect(),
            None => chosen,
        })
    }
}

impl Job<'_> {
    /// Everything but the data that the result of combination `index` depends on, in words.
    fn variant(&self, index: usize) -> Result<String> {
        let parameters = self.file.with_values(&self.grid.parameters(index))?;
        let SweepConfig {
            account,
            convention,
            ..
        } = self.settings;
        Ok(variant(self.file, &parameters, account, *convention))
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
