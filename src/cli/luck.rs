//! What a backtest is measured against: random entries, placebo levels, other costs, holding.

use clap::Args;

use super::Call;
use super::progress::Steps;
use crate::backtest::metrics::{Convention, Metrics};
use crate::backtest::{BacktestConfig, Input, Outcome, Run, run};
use crate::evidence::{CostStress, Draws, Placebo, RandomEntries, Verdict, trades_needed};
use crate::report::{Holding, Luck};
use crate::rule::Library;
use crate::strategy::{Bound, BuyAndHold, RuleStrategy, StrategyFile};
use crate::{Result, account::Trade};

/// Bars that all random runs together may have, so that long series do not take hours: they get fewer runs.
const RANDOM_BARS: usize = 200_000_000;
/// The same for runs on placebo levels, which read every bar for levels anew.
const PLACEBO_BARS: usize = 20_000_000;

/// How much is done to tell luck from skill.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Luck")]
pub(super) struct Measures {
    /// Runs with the same trades at random dates to compare with; fewer on very long series, 0 for none
    #[arg(long, value_name = "COUNT", default_value_t = 1000)]
    random_entries: usize,

    /// Runs of the same rules on arbitrary levels to compare with, for rules that speak of levels; fewer on very long
    /// series, 0 for none
    #[arg(long, value_name = "COUNT", default_value_t = 100)]
    placebo: usize,

    /// Seed of everything random
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(super) seed: u64,

    /// Leave out everything that tells luck from skill: a result alone, sooner
    #[arg(long, conflicts_with = "details")]
    pub(super) quick: bool,

    /// Tell the figures behind the box, with formulas and references
    #[arg(long)]
    pub(super) details: bool,
}

/// A run and what it was made from.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    /// By symbol.
    pub(super) inputs: &'a [Input<'a>],
    pub(super) file: &'a StrategyFile,
    pub(super) config: &'a BacktestConfig,
    pub(super) convention: Convention,
    pub(super) outcome: &'a Outcome,
}

impl Measures {
    /// Runs everything the result is measured against; what the statistics say is still to be taken in.
    pub(super) fn of(&self, case: Case<'_>, call: &Call) -> Result<Luck> {
        let run = &case.outcome.run;
        let returns: Vec<f64> = run.closed.iter().map(Trade::return_frac).collect();
        let costs = &case.config.costs;
        let mut unmade = Vec::new();
        Ok(Luck {
            statistics: None,
            random_entries: self.random_entries(case, call, &mut unmade)?,
            placebo: self.placebo(case, call, &mut unmade)?,
            unmade,
            holding: Holding::new(&Metrics::of(&hold(case)?, None, case.convention)),
            costs: CostStress::of(
                case.inputs,
                &mut bound(case.inputs, case.file)?,
                case.config,
            )?,
            charged_bps: costs.commission_bps + costs.slippage_bps,
            closed_trades: run.closed.len(),
            trades_needed: trades_needed(&returns),
            worst_and_best: case
                .outcome
                .best_case
                .as_ref()
                .map(|best| (run.final_equity(), best.final_equity())),
            verdict: Verdict::NotProven,
        })
    }

    fn random_entries(
        &self,
        case: Case<'_>,
        call: &Call,
        unmade: &mut Vec<String>,
    ) -> Result<Option<RandomEntries>> {
        let count = within(self.random_entries, RANDOM_BARS, case.inputs);
        let progress = Steps::new(call.ui, "random entries", count);
        let found = RandomEntries::of(
            case.inputs,
            &case.outcome.run,
            case.config,
            self.draws(count, &|| progress.step()),
        )?;
        if found.is_some() {
            progress.finish(format!("compared with {count} runs of random entries"));
        } else if self.random_entries > 0 {
            let why = match count {
                0 => "none, as the series are too long",
                _ => "no room to place them elsewhere, as trades take more than 4 bars of 5",
            };
            unmade.push(format!("Random entries: {why}."));
        }
        Ok(found)
    }

    fn placebo(
        &self,
        case: Case<'_>,
        call: &Call,
        unmade: &mut Vec<String>,
    ) -> Result<Option<Placebo>> {
        if !case.file.speaks_of_levels() {
            return Ok(None);
        }
        let count = within(self.placebo, PLACEBO_BARS, case.inputs);
        let progress = Steps::new(call.ui, "placebo levels", count);
        let found = Placebo::of(
            case.inputs,
            case.file,
            &case.outcome.run,
            case.config,
            self.draws(count, &|| progress.step()),
        )?;
        if found.is_some() {
            progress.finish(format!("compared with {count} runs on arbitrary levels"));
        } else if self.placebo > 0 {
            let why = match count {
                0 => "none, as the series are too long",
                _ => "none of the runs closed a trade",
            };
            unmade.push(format!("Arbitrary levels: {why}."));
        }
        Ok(found)
    }

    fn draws<'t>(&self, count: usize, told: &'t (dyn Fn() + Sync)) -> Draws<'t> {
        Draws {
            count,
            seed: self.seed,
            told,
        }
    }
}

/// As many runs as were asked for, or as many as `most` bars allow.
fn within(count: usize, most: usize, inputs: &[Input<'_>]) -> usize {
    let bars: usize = inputs.iter().map(|input| input.bars().len()).sum();
    count.min(most / bars.max(1))
}

/// The rules bound to every series, so that many runs share the columns.
pub(super) fn bound(inputs: &[Input<'_>], file: &StrategyFile) -> Result<Bound> {
    let mut strategy = RuleStrategy::new(file);
    for input in inputs {
        strategy.bind(&mut Library::new(input.bars()))?;
    }
    Ok(Bound::new(strategy))
}

/// Holding the same symbols with the same costs, without the limits of the strategy.
pub(super) fn hold(case: Case<'_>) -> Result<Run> {
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
