//! How much of a result is luck, in plain words.

#[cfg(test)]
mod tests;
mod words;

use serde::Serialize;

use super::bootstrap::{StationaryBootstrap, block_length};
use super::interval::{CurveIntervals, Interval};
use super::overfit::Overfit;
use super::reality_check::RealityCheck;
use super::return_shape::ReturnShape;
use super::track_record::{
    deflated_sharpe, effective_trials, expected_best_sharpe, minimum_track_record,
};
use crate::backtest::metrics::{Convention, Moments, quantile};

/// Numbers of blocks over which the probability of overfitting is told: it moves with the number.
const BLOCKS: [usize; 5] = [8, 10, 12, 14, 16];
/// Trials for which statistics over all pairs or all bars are computed; above it, every so-many-th stands for all.
const MOST_TRIALS: usize = 1000;
/// Resamples behind an interval, and the bars all of them may have together: long histories get fewer.
const RESAMPLES: (u64, u64) = (200, 10_000);
const RESAMPLED_BARS: u64 = 50_000_000;
/// Resamples behind a test over all trials.
const TEST_RESAMPLES: u64 = 2_000;

/// The three words there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Luck would do.
    NotProven,
    /// More than luck would usually do.
    Promising,
    /// More than luck would do in one of twenty cases, by every measure.
    Strong,
}

impl Verdict {
    /// As it is told.
    pub fn text(self) -> &'static str {
        match self {
            Self::NotProven => "not proven",
            Self::Promising => "promising",
            Self::Strong => "strong",
        }
    }
}

/// What the statistics say about the chosen one of all trials.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Honesty {
    /// Trials that were looked at, earlier sweeps of the session included.
    pub trials: usize,
    /// How many independent ones they amount to, by their correlations.
    pub effective_trials: f64,
    /// Yearly Sharpe ratio of the chosen trial, over the risk-free rate as are all ratios here.
    pub sharpe: f64,
    /// Yearly Sharpe ratio that the best of as many trials without skill would be expected to show.
    pub lucky_sharpe: f64,
    /// Chance that the true Sharpe ratio is above that of luck: the deflated Sharpe ratio.
    pub skill: f64,
    /// Probability of overfitting over 8 to 16 blocks: the median, the lowest and the highest; `None` for one trial.
    pub overfit: Option<(f64, f64, f64)>,
    /// Chance of such a best trial without any skill (White, Hansen); `None` for one trial.
    pub reality_check: Option<(f64, f64)>,
    /// The middle 95 % of the growth a year.
    pub cagr: Interval,
    /// The middle 95 % of the yearly Sharpe ratio.
    pub sharpe_interval: Interval,
    /// The middle 95 % of the deepest drawdown.
    pub max_drawdown: Interval,
    /// Resampled histories behind the intervals.
    pub resamples: u64,
    /// Share of random entries that were beaten; `None` where they were not run.
    pub beats_random: Option<f64>,
    /// Share of the runs on placebo levels that were beaten; `None` where there were none.
    pub beats_placebo: Option<f64>,
    /// Years that are missing until such a ratio would be beyond luck with 95 %; `None` if it never would.
    pub years_missing: Option<f64>,
    /// Whether every comparison that was asked for could be made.
    pub is_complete: bool,
    /// Whether the chosen trial lost all there was.
    pub is_ruined: bool,
    /// The word.
    pub verdict: Verdict,
}

/// What is judged.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'a> {
    /// Returns of every trial over the same closes.
    pub trials: &'a [Vec<f64>],
    /// Which of them was chosen.
    pub chosen: usize,
    /// Trials of earlier sweeps over the same data.
    pub earlier_trials: usize,
    /// Share of random entries that the chosen one beats.
    pub beats_random: Option<f64>,
    /// Share of runs on placebo levels that the chosen one beats.
    pub beats_placebo: Option<f64>,
    /// Whether every comparison that was asked for could be made: a result is not strong by a control that is missing.
    pub is_complete: bool,
    /// How figures are made yearly.
    pub convention: Convention,
    /// Seed of the resamples.
    pub seed: u64,
}

impl Honesty {
    /// Judges what is `judged`. What is asked of skill is asked of the returns over the risk-free rate; the growth and the
    /// drawdown are those of the returns themselves. `None` if the chosen trial has fewer than 32 returns, or returns that do not differ.
    pub fn of(judged: Judged<'_>) -> Option<Self> {
        let chosen = judged.trials.get(judged.chosen)?;
        let shape = ReturnShape::of(&excess(chosen, judged.convention))
            .filter(|shape| shape.count >= 2 * BLOCKS[4])?;
        let sample = sample(judged);
        let n = judged.convention.bars_a_year;
        let trials = judged.trials.len() + judged.earlier_trials;
        // The share of trials that is independent is taken to be the same among those that were not looked at.
        let effective =
            effective_trials(&sample)?.max(1.0) * trials as f64 / sample.len().max(1) as f64;
        // Luck is told for all trials, dependent as they are: the standard deviation of their ratios is small already
        // where they are alike, and to shrink their number too would count that twice.
        let luck = expected_best_sharpe(deviation(&sample), trials as f64)?;
        let skill = deflated_sharpe(&shape, deviation(&sample), trials as f64)?;
        let bootstrap = StationaryBootstrap {
            bars: chosen.len(),
            mean_block: block_length(chosen),
            seed: judged.seed,
        };
        let resamples = (RESAMPLED_BARS / chosen.len() as u64).clamp(RESAMPLES.0, RESAMPLES.1);
        let intervals = CurveIntervals::of(chosen, judged.convention, bootstrap, resamples, 0.95)?;
        let is_choice = sample.len() > 1;
        let check = is_choice
            .then(|| RealityCheck::of(&sample, bootstrap, TEST_RESAMPLES))
            .flatten();
        let needed = minimum_track_record(&shape, luck, 0.95);
        let mut honesty = Self {
            trials,
            effective_trials: effective,
            sharpe: shape.sharpe * n.sqrt(),
            lucky_sharpe: luck * n.sqrt(),
            skill,
            overfit: is_choice.then(|| overfit(&sample)).flatten(),
            reality_check: check.map(|check| (check.reality_check, check.superior_ability)),
            cagr: intervals.cagr,
            sharpe_interval: intervals.sharpe,
            max_drawdown: intervals.max_drawdown,
            resamples,
            beats_random: judged.beats_random,
            beats_placebo: judged.beats_placebo,
            is_complete: judged.is_complete,
            is_ruined: chosen.iter().any(|value| *value <= -1.0),
            years_missing: needed.map(|bars| ((bars - shape.count as f64) / n).max(0.0)),
            verdict: Verdict::NotProven,
        };
        honesty.verdict = honesty.judge();
        Some(honesty)
    }

    /// Every measure must agree: the weakest decides.
    fn judge(&self) -> Verdict {
        let grades = self.measures().map(|(grade, _)| grade);
        [Verdict::NotProven, Verdict::Promising]
            .into_iter()
            .find(|verdict| grades.contains(verdict))
            .unwrap_or(Verdict::Strong)
    }

    /// How far each measure gets, and what it says where that is not all the way.
    fn measures(&self) -> [(Verdict, &'static str); 8] {
        let grade = |value: Option<f64>, promising: f64, strong: f64| match value {
            None => Verdict::Strong,
            Some(value) if value >= strong => Verdict::Strong,
            Some(value) if value >= promising => Verdict::Promising,
            Some(_) => Verdict::NotProven,
        };
        let lasting = self.overfit.map(|(median, ..)| 1.0 - median);
        let rare = self.reality_check.map(|(_, spa)| 1.0 - spa);
        let gain = if self.cagr.low > 0.0 {
            Verdict::Strong
        } else {
            Verdict::Promising
        };
        let complete = if self.is_complete {
            Verdict::Strong
        } else {
            Verdict::Promising
        };
        let survival = if self.is_ruined {
            Verdict::NotProven
        } else {
            Verdict::Strong
        };
        [
            (survival, "the account was ruined"),
            (
                grade(Some(self.skill), 0.80, 0.95),
                "luck alone could do it",
            ),
            (
                grade(lasting, 0.70, 0.90),
                "the best of one half fell back in the other too often",
            ),
            (
                grade(rare, 0.80, 0.95),
                "the best of so many without skill often looks as good",
            ),
            (
                grade(self.beats_random, 0.80, 0.95),
                "random entries do as well too often",
            ),
            (
                grade(self.beats_placebo, 0.80, 0.95),
                "arbitrary levels do as well too often",
            ),
            (gain, "the likely return reaches below 0"),
            (complete, "a comparison could not be made"),
        ]
    }
}

/// The returns over the risk-free rate of a bar.
fn excess(returns: &[f64], convention: Convention) -> Vec<f64> {
    let rate = convention.risk_free_a_bar();
    returns.iter().map(|value| value - rate).collect()
}

/// All trials, or every so-many-th with the chosen one, over the risk-free rate.
fn sample(judged: Judged<'_>) -> Vec<Vec<f64>> {
    let step = judged.trials.len().div_ceil(MOST_TRIALS);
    let picked = |index: usize| index.is_multiple_of(step) || index == judged.chosen;
    let trials = judged.trials.iter().enumerate();
    trials
        .filter(|(index, _)| picked(*index))
        .map(|(_, trial)| excess(trial, judged.convention))
        .collect()
}

/// Standard deviation of the trials' Sharpe ratios of one bar; 0 for a single one.
fn deviation(trials: &[Vec<f64>]) -> f64 {
    let sharpes: Vec<f64> = trials
        .iter()
        .map(|trial| ReturnShape::of(trial).map_or(0.0, |shape| shape.sharpe))
        .collect();
    Moments::of(&sharpes).deviation.unwrap_or(0.0)
}

/// Median, lowest and highest probability of overfitting over the numbers of blocks.
fn overfit(trials: &[Vec<f64>]) -> Option<(f64, f64, f64)> {
    let all: Vec<f64> = BLOCKS
        .iter()
        .filter_map(|&blocks| Some(Overfit::of(trials, blocks).ok()?.pbo))
        .collect();
    Some((
        quantile(&all, 0.5)?,
        quantile(&all, 0.0)?,
        quantile(&all, 1.0)?,
    ))
}
