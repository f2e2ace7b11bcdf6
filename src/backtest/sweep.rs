//! Many variants of one strategy over one series.

use std::cmp::Ordering;

use rayon::prelude::*;
use serde::Serialize;

use crate::Result;
use crate::rule::Library;
use crate::strategy::{RuleStrategy, StrategyFile};

use super::fast::{self, Summary};
use super::metrics::{Convention, Drawdown, Moments, returns, sharpe};
use super::{BacktestConfig, Grid, Input, Run, run};

/// One variant and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trial {
    /// Number of the combination in its grid.
    pub index: usize,
    /// Values of the parameters, in the order of the grid.
    pub values: Vec<f64>,
    /// Equity at the last close.
    pub final_equity: f64,
    /// Yearly Sharpe ratio.
    pub sharpe: Option<f64>,
    /// Deepest fall from a peak, at most 0.
    pub max_drawdown: f64,
    /// Closed trades.
    pub closed_trades: usize,
    /// Share of closes with a position.
    pub exposure: f64,
    /// Returns of closes, where they were asked for.
    #[serde(skip)]
    pub returns: Vec<f64>,
}

impl Trial {
    /// The variant of this number and these values, of which `run` came.
    pub fn of((index, values): (usize, Vec<f64>), run: &Run, convention: Convention) -> Self {
        let returns = returns(&run.equity);
        Self {
            index,
            values,
            final_equity: run.final_equity(),
            sharpe: sharpe(&Moments::of(&returns), convention),
            max_drawdown: Drawdown::of(&run.equity).deepest,
            closed_trades: run.closed.len(),
            exposure: run.exposed_bars as f64 / run.equity.len().max(1) as f64,
            returns,
        }
    }

    /// Whether the equity of some close was gone: 0, or owed.
    pub fn is_ruined(&self) -> bool {
        self.max_drawdown <= -1.0
    }

    /// The order of a ranking, the better first: by Sharpe ratio, those without one after all others, the earlier one
    /// on a tie. Ruined trials come last: gains before a ruin are worth nothing, however smooth they were.
    pub fn rank(&self, other: &Self) -> Ordering {
        let sharpe = |trial: &Self| trial.sharpe.unwrap_or(f64::NEG_INFINITY);
        self.is_ruined()
            .cmp(&other.is_ruined())
            .then(sharpe(other).total_cmp(&sharpe(self)))
            .then(self.index.cmp(&other.index))
    }
}

/// What to keep of every variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// The figures.
    Figures,
    /// The figures and the returns of every close, for the statistics of luck.
    Returns,
}

/// How a sweep is run and measured.
#[derive(Debug, Clone, PartialEq)]
pub struct SweepConfig {
    /// The account.
    pub account: BacktestConfig,
    /// How figures are made yearly.
    pub convention: Convention,
    /// What to keep.
    pub keep: Keep,
}

/// Runs the combinations `indices` of `grid` and returns them in that order, whatever the number of threads.
///
/// # Errors
///
/// Those of [`sweep_telling`].
pub fn sweep<'a>(
    input: impl Into<Input<'a>>,
    file: &StrategyFile,
    grid: &Grid,
    indices: &[usize],
    config: &SweepConfig,
) -> Result<Vec<Trial>> {
    sweep_telling(input, file, (grid, indices), config, &|_| {})
}

/// [`sweep`] that tells `done` of every trial when it is finished, in any order and from any thread.
///
/// Columns are computed once a thread for all variants that name them.
/// A strategy that only buys and sells at the open takes the order-free path, which gives what the event loop gives.
///
/// # Errors
///
/// Those of [`StrategyFile::vary`] and [`run`], for the first combination that fails.
pub fn sweep_telling<'a>(
    input: impl Into<Input<'a>>,
    file: &StrategyFile,
    (grid, indices): (&Grid, &[usize]),
    config: &SweepConfig,
    done: &(dyn Fn(&Trial) + Sync),
) -> Result<Vec<Trial>> {
    config.account.validate()?;
    let input = input.into();
    let chunk = indices.len().div_ceil(rayon::current_num_threads()).max(1);
    let parts: Vec<Result<Vec<Trial>>> = indices
        .par_chunks(chunk)
        .map(|part| {
            let mut parameters = file.with_values(&grid.parameters(part[0]))?;
            let mut worker = Worker::new(input, config);
            part.iter()
                .map(|&index| {
                    let values = grid.values(index);
                    grid.put(&values, &mut parameters);
                    let sides = file.sides_by(&parameters)?;
                    let trial = worker.trial(index, values, RuleStrategy::of_sides(sides))?;
                    done(&trial);
                    Ok(trial)
                })
                .collect::<Result<Vec<Trial>>>()
        })
        .collect();
    // One after the other: threads would tell the failure that was found first.
    let mut trials = Vec::with_capacity(indices.len());
    for part in parts {
        trials.extend(part?);
    }
    Ok(trials)
}

/// The variants of one thread.
struct Worker<'a> {
    input: Input<'a>,
    library: Library<'a>,
    is_order_free: bool,
    config: &'a SweepConfig,
}

impl<'a> Worker<'a> {
    fn new(input: Input<'a>, config: &'a SweepConfig) -> Self {
        let bars = input.bars();
        Self {
            input,
            library: Library::new(bars),
            // Dividends and splits are what the order-free path knows nothing of.
            is_order_free: input.actions.is_empty() && fast::is_order_free(bars, &config.account),
            config,
        }
    }

    fn trial(
        &mut self,
        index: usize,
        values: Vec<f64>,
        mut strategy: RuleStrategy,
    ) -> Result<Trial> {
        let bars = self.library.bars();
        strategy.bind(&mut self.library)?;
        let config = self.config;
        if let Some((enter, exit, first)) = strategy.order_free().filter(|_| self.is_order_free) {
            let plan = fast::MaskPlan { enter, exit };
            let mut curve = (config.keep == Keep::Returns).then(Vec::new);
            let summary = fast::walk(bars, plan, first, &config.account, curve.as_mut());
            return Ok(of_summary(index, values, &summary, curve, config));
        }
        let run = run(&[self.input], &mut strategy, &config.account)?;
        let mut trial = Trial::of((index, values), &run, config.convention);
        if config.keep == Keep::Figures {
            trial.returns = Vec::new();
        }
        Ok(trial)
    }
}

fn of_summary(
    index: usize,
    values: Vec<f64>,
    summary: &Summary,
    curve: Option<Vec<f64>>,
    config: &SweepConfig,
) -> Trial {
    let convention = config.convention;
    let deviation = summary.deviation_a_bar();
    Trial {
        index,
        values,
        final_equity: summary.final_equity,
        sharpe: summary
            .mean_a_bar()
            .zip(deviation.filter(|deviation| *deviation > 0.0))
            .map(|(mean, deviation)| {
                (mean - convention.risk_free_a_bar()) / deviation * convention.bars_a_year.sqrt()
            }),
        max_drawdown: summary.max_drawdown,
        closed_trades: summary.closed_trades,
        exposure: summary.exposed_bars as f64 / summary.bars.max(1) as f64,
        returns: curve.map(|curve| returns(&curve)).unwrap_or_default(),
    }
}

/// The first of [`Trial::rank`]; `None` if none has a Sharpe ratio.
pub fn best(trials: &[Trial]) -> Option<&Trial> {
    let measured = trials.iter().filter(|trial| trial.sharpe.is_some());
    measured.min_by(|a, b| a.rank(b))
}

/// Median Sharpe ratio of the trials one step away: a best value on a plateau is worth more than one on a peak.
pub fn plateau(trials: &[Trial], grid: &Grid, index: usize) -> Option<f64> {
    let neighbours = grid.neighbours(index);
    let around: Vec<f64> = trials
        .iter()
        .filter(|trial| neighbours.contains(&trial.index))
        .filter_map(|trial| trial.sharpe)
        .collect();
    super::metrics::quantile(&around, 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::BarsBuilder;
    use crate::{Bars, Basis, Ohlcv, Timeframe};

    const FILE: &str = r#"
name = "three_studies"
[parameters]
fast = 5
slow = 50
reach = 14
[long]
enter = "ema({fast}) > sma({slow}) and rsi({reach}) < 60"
exit = "close < sma({slow}) - 2 * atr({reach})"
"#;

    #[test]
    fn a_variant_among_others_is_what_it_is_alone() {
        let bars = waves(daily());
        let file = StrategyFile::parse(FILE, "three_studies.toml").expect("a strategy");
        let grid = Grid::parse("fast=2..13,slow=20|50|200,reach=2..10:4").expect("a grid");
        let indices: Vec<usize> = (0..grid.len()).collect();
        let together = sweep(&bars, &file, &grid, &indices, &config()).expect("trials");
        for trial in &together {
            // Its columns are shared with no other variant.
            let alone = sweep(&bars, &file, &grid, &[trial.index], &config()).expect("a trial");
            assert_eq!(bits(trial), bits(&alone[0]));
        }
        assert!(together.iter().any(|trial| trial.closed_trades > 0));
    }

    #[test]
    fn of_variants_that_are_wrong_the_first_is_told() {
        let text = FILE.replace("sma({slow}) and", "sma(volume, {slow}) and");
        let file = StrategyFile::parse(&text, "three_studies.toml").expect("a strategy");
        let grid = Grid::parse("slow=0..20:5").expect("a grid");
        let bars = waves(daily().without_volume());
        let failure = |indices: &[usize]| {
            let trials = sweep(&bars, &file, &grid, indices, &config());
            trials.expect_err("no volume").to_string()
        };
        let indices: Vec<usize> = (0..grid.len()).collect();
        assert!(failure(&[1]).contains("no volume"), "{}", failure(&[1]));
        assert_eq!(failure(&indices), failure(&[0]));
        assert_ne!(failure(&[0]), failure(&[1]));
    }

    #[test]
    fn the_first_variant_that_fails_is_told_whichever_thread_is_faster() {
        let file =
            "[parameters]\nn = 5\n[long]\nenter = 'close > ema({n})'\nexit = 'close < ema({n})'";
        let file = StrategyFile::parse(file, "x.toml").unwrap();
        let grid = Grid::parse("n=-1|0|5").unwrap();
        let bars = waves(daily());
        // The first thread has many sound variants before the one that is refused, the second has one to begin with.
        let indices = [vec![2; 99], vec![1; 1], vec![0; 100]].concat();
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(2)
            .build()
            .unwrap();
        let refused = pool.install(|| sweep(&bars, &file, &grid, &indices, &config()).unwrap_err());
        assert!(refused.to_string().contains("ema.period = 0"), "{refused}");
    }

    fn trial(index: usize, sharpe: Option<f64>, max_drawdown: f64) -> Trial {
        Trial {
            index,
            values: Vec::new(),
            final_equity: 1.0,
            sharpe,
            max_drawdown,
            closed_trades: 0,
            exposure: 0.0,
            returns: Vec::new(),
        }
    }

    #[test]
    fn a_ruined_variant_ranks_last_whatever_it_earned_before() {
        let trials = [
            trial(0, Some(2.0), -1.6),
            trial(1, Some(-1.2), -0.4),
            trial(2, None, 0.0),
            trial(3, Some(0.5), -0.3),
            trial(4, Some(0.5), -0.9),
        ];
        let mut ranked: Vec<&Trial> = trials.iter().collect();
        ranked.sort_by(|a, b| a.rank(b));
        let order: Vec<usize> = ranked.iter().map(|trial| trial.index).collect();
        assert_eq!(order, [3, 4, 1, 2, 0]);
        assert_eq!(best(&trials).map(|trial| trial.index), Some(3));
        assert_eq!(best(&trials[..1]).map(|trial| trial.index), Some(0));
        assert_eq!(best(&trials[2..3]), None);
    }

    fn config() -> SweepConfig {
        SweepConfig {
            account: BacktestConfig::default(),
            convention: Convention::default(),
            keep: Keep::Returns,
        }
    }

    fn daily() -> BarsBuilder {
        Bars::builder("ACME".parse().unwrap(), Timeframe::Day, Basis::Raw)
    }

    /// Two waves, one on the other, with a bar missing in the middle.
    fn waves(mut builder: BarsBuilder) -> Bars {
        let first = chrono::NaiveDate::from_ymd_opt(2020, 1, 1).expect("a day");
        for (day, date) in (0..900_u32).zip(first.iter_days()) {
            if day == 450 {
                builder.gap();
            }
            let at = f64::from(day);
            let close = 100.0 + 20.0 * (at / 40.0).sin() + 4.0 * (at / 3.0).sin();
            let row = Ohlcv {
                open: close - 0.5,
                high: close + 1.5,
                low: close - 1.0,
                close,
                volume: 1e6,
            };
            builder.push(date.into(), row).expect("a sound row");
        }
        builder.build()
    }

    fn bits(trial: &Trial) -> (String, Vec<u64>) {
        let told = serde_json::to_string(trial).expect("numbers");
        (told, trial.returns.iter().map(|it| it.to_bits()).collect())
    }
}
