//! The whole box on luck: what a run is measured against, and what the statistics of its returns say.

use std::fmt::Debug;

use serde::Serialize;

use super::draws::Draws;
use super::placebo::Placebo;
use super::random_entry::RandomEntries;
use super::stress::CostStress;
use super::trades_needed::trades_needed;
use super::verdict::{Honesty, Judged, Verdict};
use crate::Result;
use crate::account::Trade;
use crate::backtest::metrics::{Convention, Metrics, returns};
use crate::backtest::{BacktestConfig, Input, Outcome, Run, run};
use crate::strategy::{BuyAndHold, RuleStrategy, StrategyFile};

/// Bars that all random runs together may have, so that long series do not take hours: they get fewer runs.
const RANDOM_BARS: usize = 200_000_000;
/// The same for runs on placebo levels, which read every bar for levels anew.
const PLACEBO_BARS: usize = 20_000_000;

/// A run, what it was made from, and how much is done to tell luck from skill.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// The series, by symbol.
    pub inputs: &'a [Input<'a>],
    /// The strategy.
    pub file: &'a StrategyFile,
    /// The account.
    pub config: &'a BacktestConfig,
    /// How figures are made yearly.
    pub convention: Convention,
    /// What came of it.
    pub outcome: &'a Outcome,
    /// The variants it was chosen from; `None` for a run that stands alone.
    pub selection: Option<Selection<'a>>,
    /// What it is compared with.
    pub controls: Controls,
    /// Who is told how far the work has come; `&()` for nobody.
    pub watch: &'a dyn Watch,
}

/// The variants among which a run was chosen.
#[derive(Debug, Clone, Copy)]
pub struct Selection<'a> {
    /// Returns of every variant over the same closes.
    pub trials: &'a [Vec<f64>],
    /// Which of them it is.
    pub chosen: usize,
    /// Trials of earlier sweeps over the same data.
    pub earlier_trials: usize,
}

/// How many random runs a run is compared with. Very long series get fewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Controls {
    /// Runs with the same trades at random dates; 0 for none.
    pub random_entries: usize,
    /// Runs of the same rules on arbitrary levels, for rules that speak of levels; 0 for none.
    pub placebo: usize,
    /// Seed of everything random.
    pub seed: u64,
}

impl Default for Controls {
    fn default() -> Self {
        Self {
            random_entries: 1000,
            placebo: 100,
            seed: 1,
        }
    }
}

/// A comparison that takes many runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    /// [`RandomEntries`].
    RandomEntries,
    /// [`Placebo`].
    Placebo,
}

/// Is told how far a judgement has come.
pub trait Watch: Debug + Sync {
    /// So many runs of `control` begin.
    fn begin(&self, control: Control, runs: usize) {
        let _ = (control, runs);
    }

    /// One more of them is done; called from any thread.
    fn step(&self) {}

    /// They are over; `is_made` unless they gave no answer.
    fn end(&self, control: Control, runs: usize, is_made: bool) {
        let _ = (control, runs, is_made);
    }
}

impl Watch for () {}

/// How much of a run is luck.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Judgement {
    /// What the statistics of its returns say; `None` for too little history, or none that moved.
    pub statistics: Option<Honesty>,
    /// The same trades at random dates; `None` where they were not run or have no room.
    pub random_entries: Option<RandomEntries>,
    /// The same rules on arbitrary levels; `None` for rules that speak of none, or where they were not run.
    pub placebo: Option<Placebo>,
    /// The comparisons that were asked for and could not be made, each in a sentence that says why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unmade: Vec<String>,
    /// Holding the same symbols on the same dates with the same costs.
    pub holding: Holding,
    /// The result at other costs.
    pub costs: CostStress,
    /// Cost a side that was charged, spread and slippage included, in basis points.
    pub charged_bps: f64,
    /// Closed trades.
    pub closed_trades: usize,
    /// Closed trades it takes until a mean like theirs is more than chance; `None` where more would not help.
    pub trades_needed: Option<f64>,
    /// Final equity by the worst and by the best case of bars that reached stop and target, if there was one.
    pub worst_and_best: Option<(f64, f64)>,
    /// The word.
    pub verdict: Verdict,
}

/// What holding did.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Holding {
    /// Final equity over starting cash, less 1.
    pub total_return: f64,
    /// Compound growth a year.
    pub cagr: Option<f64>,
    /// Yearly Sharpe ratio.
    pub sharpe: Option<f64>,
    /// Deepest fall from a peak.
    pub max_drawdown: f64,
}

impl Holding {
    /// From the figures of a run that held.
    pub fn new(metrics: &Metrics) -> Self {
        Self {
            total_return: metrics.total_return,
            cagr: metrics.cagr,
            sharpe: metrics.sharpe,
            max_drawdown: metrics.drawdown.deepest,
        }
    }
}

/// Runs everything the case is measured against, and judges it by all of that.
///
/// # Errors
///
/// Those of [`run`], and of binding the rules to the series.
pub fn judge(case: &Case<'_>) -> Result<Judgement> {
    let run = &case.outcome.run;
    let mut unmade = Vec::new();
    let random_entries = random_entries(case, &mut unmade)?;
    let placebo = placebo(case, &mut unmade)?;
    let alone = [returns(&run.equity)];
    let selection = case.selection.unwrap_or(Selection {
        trials: &alone,
        chosen: 0,
        earlier_trials: 0,
    });
    let statistics = Honesty::of(Judged {
        trials: selection.trials,
        chosen: selection.chosen,
        earlier_trials: selection.earlier_trials,
        beats_random: random_entries.map(|it| it.beaten),
        beats_placebo: placebo.map(|it| it.beaten),
        is_complete: unmade.is_empty(),
        convention: case.convention,
        seed: case.controls.seed,
    });
    let trades: Vec<f64> = run.closed.iter().map(Trade::return_frac).collect();
    let bars = case.inputs.iter().map(Input::bars);
    let best_case = case.outcome.best_case.as_ref();
    Ok(Judgement {
        verdict: statistics
            .as_ref()
            .map_or(Verdict::NotProven, |it| it.verdict),
        statistics,
        random_entries,
        placebo,
        unmade,
        holding: Holding::new(&Metrics::of(&hold(case)?, None, case.convention)),
        costs: CostStress::of(
            case.inputs,
            &mut RuleStrategy::bound_to(case.file, bars)?,
            case.config,
        )?,
        charged_bps: case.config.costs.commission_bps + case.config.costs.slippage_bps,
        closed_trades: run.closed.len(),
        trades_needed: trades_needed(&trades),
        worst_and_best: best_case.map(|best| (run.final_equity(), best.final_equity())),
    })
}

/// Holding the same symbols with the same costs, without the limits of the strategy.
///
/// # Errors
///
/// Those of [`run`].
pub fn hold(case: &Case<'_>) -> Result<Run> {
    let config = BacktestConfig {
        cash: case.config.cash,
        costs: case.config.costs,
        lot: case.config.lot,
        fills: case.config.fills,
        close_at_end: case.config.close_at_end,
        ..BacktestConfig::default()
    };
    run(case.inputs, &mut BuyAndHold, &config)
}

fn random_entries(case: &Case<'_>, unmade: &mut Vec<String>) -> Result<Option<RandomEntries>> {
    let asked = case.controls.random_entries;
    let count = within(asked, RANDOM_BARS, case.inputs);
    let result = &case.outcome.run;
    let found = watched(case, Control::RandomEntries, count, |draws| {
        RandomEntries::of(case.inputs, result, case.config, draws)
    })?;
    if found.is_none() && asked > 0 {
        let why = match count {
            0 => "none, as the series are too long",
            _ => "no room to place them elsewhere, as trades take more than 4 bars of 5",
        };
        unmade.push(format!("Random entries: {why}."));
    }
    Ok(found)
}

fn placebo(case: &Case<'_>, unmade: &mut Vec<String>) -> Result<Option<Placebo>> {
    if !case.file.speaks_of_levels() {
        return Ok(None);
    }
    let asked = case.controls.placebo;
    let count = within(asked, PLACEBO_BARS, case.inputs);
    let result = &case.outcome.run;
    let found = watched(case, Control::Placebo, count, |draws| {
        Placebo::of(case.inputs, case.file, result, case.config, draws)
    })?;
    if found.is_none() && asked > 0 {
        let why = match count {
            0 => "none, as the series are too long",
            _ => "none of the runs closed a trade",
        };
        unmade.push(format!("Arbitrary levels: {why}."));
    }
    Ok(found)
}

/// Draws `count` runs of `control`, and tells who watches.
fn watched<T>(
    case: &Case<'_>,
    control: Control,
    count: usize,
    compare: impl FnOnce(Draws<'_>) -> Result<Option<T>>,
) -> Result<Option<T>> {
    case.watch.begin(control, count);
    let found = compare(Draws {
        count,
        seed: case.controls.seed,
        told: &|| case.watch.step(),
    })?;
    case.watch.end(control, count, found.is_some());
    Ok(found)
}

/// As many runs as were asked for, or as many as `most` bars allow.
fn within(count: usize, most: usize, inputs: &[Input<'_>]) -> usize {
    let bars: usize = inputs.iter().map(|input| input.bars().len()).sum();
    count.min(most / bars.max(1))
}
