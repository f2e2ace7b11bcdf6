//! The whole box on luck: what a run is measured against, and what the statistics of its returns say.

use std::fmt::Debug;

use serde::Serialize;

use super::draws::Draws;
use super::placebo::Placebo;
use super::random_entry::{Contest, RandomEntries};
use super::stress::CostStress;
use super::trades_needed::trades_needed;
use super::verdict::{Honesty, Judged, Verdict};
use crate::account::{Cause, Trade};
use crate::backtest::metrics::{Convention, Metrics, returns};
use crate::backtest::{BacktestConfig, Input, Outcome, Run, run};
use crate::rule::Library;
use crate::strategy::{BuyAndHold, RuleStrategy, StrategyFile};
use crate::{Bars, Result};

/// Bars that all random runs together may have, so that long series and large sweeps do not take hours: they get fewer
/// runs.
const RANDOM_BARS: usize = 200_000_000;
/// Random runs below which a share would say too little.
const FEWEST_RUNS: usize = 100;
/// Bars that all sets of placebo levels may have together.
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
    /// Whether somebody chose the symbols by hand, afterwards.
    pub chosen_today: bool,
    /// What it is compared with.
    pub controls: Controls,
    /// Who is told how far the work has come; `&()` for nobody.
    pub watch: &'a dyn Watch,
}

/// The variants among which a run was chosen.
#[derive(Debug, Clone, Copy)]
pub struct Selection<'a> {
    /// Returns of every variant over the same closes, those of earlier sweeps over the same data included.
    pub trials: &'a [Vec<f64>],
    /// Which of them it is.
    pub chosen: usize,
    /// The strategies that were tried together, the chosen one among them, of which the best by Sharpe ratio was taken.
    pub variants: &'a [StrategyFile],
}

/// How many random runs a run is compared with. Very long series get fewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Controls {
    /// Runs of the strategy's own exits from random dates; 0 for none.
    pub random_entries: usize,
    /// Sets of arbitrary levels to compare with, for rules that speak of levels; 0 for none.
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
    /// What the statistics of its returns say; `None` for too little history, or nothing that moved beside the market.
    pub statistics: Option<Honesty>,
    /// Its own exits from random dates; `None` where they were not run or there is no elsewhere.
    pub random_entries: Option<RandomEntries>,
    /// Its levels beside arbitrary ones; `None` for rules that speak of none, or where they were not compared.
    pub placebo: Option<Placebo>,
    /// The comparisons that were asked for and could not be made, each in a sentence that says why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unmade: Vec<String>,
    /// Whether somebody chose the symbols by hand, afterwards: what that is worth is not measured.
    pub chosen_today: bool,
    /// Symbols that were traded.
    pub symbols: usize,
    /// Compound growth a year of the run itself.
    pub cagr: Option<f64>,
    /// Holding the same symbols on the same dates with the same costs.
    pub holding: Holding,
    /// Whether the run itself did nothing but hold: there is no choice of dates to judge.
    pub is_holding: bool,
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
    /// The word; `None` for a run that only holds.
    pub verdict: Option<Verdict>,
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
    let mut inputs = case.inputs.to_vec();
    inputs.sort_by_key(|input| input.bars().symbol());
    let held = hold(case)?;
    let market = returns(&held.equity);
    let mut strategy = bound(case.file, &inputs)?;
    let is_holding = is_holding(run, &strategy);
    let mut absent = Vec::new();
    let mut unmade = Vec::new();
    let (random_entries, placebo) = if is_holding {
        (None, None)
    } else {
        let contest = Contest {
            inputs: &inputs,
            variants: &[],
            market: &market,
            config: case.config,
            convention: case.convention,
        };
        (
            random_entries(case, contest, &strategy, (&mut absent, &mut unmade))?,
            placebo(case, (&mut absent, &mut unmade))?,
        )
    };
    let alone = [returns(&run.equity)];
    let (trials, chosen) = case
        .selection
        .map_or((&alone[..], 0), |it| (it.trials, it.chosen));
    let judged = Judged {
        trials,
        chosen,
        market: &market,
        closed_trades: run.closed.len(),
        beats_random: random_entries.map(|it| it.beaten),
        levels: placebo.map(|it| it.edge),
        absent: &absent,
        convention: case.convention,
        seed: case.controls.seed,
    };
    let statistics = (!is_holding).then(|| Honesty::of(judged)).flatten();
    let trades: Vec<f64> = run.closed.iter().map(Trade::return_frac).collect();
    let best_case = case.outcome.best_case.as_ref();
    Ok(Judgement {
        verdict: word(is_holding, statistics.as_ref()),
        statistics,
        random_entries,
        placebo,
        unmade,
        chosen_today: case.chosen_today,
        symbols: inputs.len(),
        cagr: Metrics::of(run, None, case.convention).cagr,
        holding: Holding::new(&Metrics::of(&held, None, case.convention)),
        is_holding,
        costs: CostStress::of(case.inputs, &mut strategy, case.config)?,
        charged_bps: case.config.costs.commission_bps + case.config.costs.slippage_bps,
        closed_trades: run.closed.len(),
        trades_needed: trades_needed(&trades),
        worst_and_best: best_case.map(|best| (run.final_equity(), best.final_equity())),
    })
}

/// None of a run that holds; what cannot be measured is not proven.
fn word(is_holding: bool, statistics: Option<&Honesty>) -> Option<Verdict> {
    (!is_holding).then_some(statistics.map_or(Verdict::NotProven, |it| it.verdict))
}

/// The rules of `file` bound to the series, which come by symbol.
fn bound(file: &StrategyFile, inputs: &[Input<'_>]) -> Result<RuleStrategy> {
    RuleStrategy::bound_to(file, inputs.iter().map(Input::bars))
}

/// Whether a run bought at its first chance and left nothing by its own choice: nothing that could be judged was chosen.
fn is_holding(run: &Run, strategy: &RuleStrategy) -> bool {
    let is_left = |trade: &Trade| !matches!(trade.exit.cause, Cause::OpenAtEnd | Cause::CloseAtEnd);
    let mut symbols: Vec<usize> = run.trades().map(|trade| trade.symbol).collect();
    symbols.sort_unstable();
    let is_at_once = |trade: &Trade| {
        let first = run.warm_up.get(trade.symbol).map_or(0, |it| it.bars);
        (first..trade.entry.at).all(|at| strategy.asks(trade.symbol, at).is_some())
    };
    !symbols.is_empty()
        && symbols.windows(2).all(|pair| pair[0] != pair[1])
        && run
            .trades()
            .all(|trade| !is_left(trade) && is_at_once(trade))
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

/// Where the controls are named that were not made, and the sentences that say why.
type Missing<'m> = (&'m mut Vec<&'static str>, &'m mut Vec<String>);

fn random_entries(
    case: &Case<'_>,
    contest: Contest<'_>,
    strategy: &RuleStrategy,
    (absent, unmade): Missing<'_>,
) -> Result<Option<RandomEntries>> {
    let name = "random entries were";
    let files = case.selection.map_or(&[][..], |it| it.variants);
    let asked = case.controls.random_entries;
    let mut count = within(asked, RANDOM_BARS / files.len().max(1), case.inputs);
    if count < asked && count < FEWEST_RUNS {
        count = 0;
    }
    let variants = if files.is_empty() || count == 0 {
        vec![strategy.clone()]
    } else {
        all_bound(files, contest.inputs)?
    };
    let contest = Contest {
        variants: &variants,
        ..contest
    };
    let found = watched(case, Control::RandomEntries, count, |draws| {
        RandomEntries::of(contest, draws)
    })?;
    if found.is_none() {
        absent.push(name);
        if asked > 0 {
            let why = match count {
                0 if files.len() > 1 => "none, as variants and bars are too many to repeat",
                0 => "none, as the series are too long",
                _ => {
                    "none, as there is no elsewhere: the history is too short, or nearly every close enters"
                }
            };
            unmade.push(format!("Random entries: {why}."));
        }
    }
    Ok(found)
}

/// The strategies bound to the series, which share their columns.
fn all_bound(files: &[StrategyFile], inputs: &[Input<'_>]) -> Result<Vec<RuleStrategy>> {
    let mut all: Vec<RuleStrategy> = files.iter().map(RuleStrategy::new).collect();
    for input in inputs {
        let mut library = Library::new(input.bars());
        for strategy in &mut all {
            strategy.bind(&mut library)?;
        }
    }
    Ok(all)
}

fn placebo(case: &Case<'_>, (absent, unmade): Missing<'_>) -> Result<Option<Placebo>> {
    if !case.file.speaks_of_levels() {
        return Ok(None);
    }
    let asked = case.controls.placebo;
    let count = within(asked, PLACEBO_BARS, case.inputs);
    let series: Vec<&Bars> = case.inputs.iter().map(Input::bars).collect();
    let found = watched(case, Control::Placebo, count, |draws| {
        Placebo::of(&series, draws)
    })?;
    if found.is_none() {
        absent.push("arbitrary levels were");
        if asked > 0 {
            unmade.push("Arbitrary levels: none, as the series are too long.".into());
        }
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
