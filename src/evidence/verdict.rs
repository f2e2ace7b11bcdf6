//! How much of a result is luck, in plain words.

#[cfg(test)]
mod tests;
mod words;

use rayon::prelude::*;
use serde::Serialize;

use super::bootstrap::{StationaryBootstrap, block_length};
use super::interval::{CurveIntervals, Interval, MarketIntervals};
use super::overfit::Overfit;
use super::reality_check::RealityCheck;
use super::relative::Relative;
use super::return_shape::ReturnShape;
use super::track_record::{
    deflated_sharpe, effective_trials, expected_best_sharpe, minimum_track_record,
};
use crate::backtest::metrics::{Convention, Moments, quantile};

/// Numbers of blocks over which the probability of overfitting is told: it moves with the number.
const BLOCKS: [usize; 5] = [8, 10, 12, 14, 16];
/// Trials over which halves of the history are compared; above it, every so-many-th stands for all.
const MOST_HALVED: usize = 10_000;
/// Resamples behind an interval, and the bars all of them may have together: long histories get fewer.
const RESAMPLES: (u64, u64) = (200, 10_000);
const RESAMPLED_BARS: u64 = 50_000_000;
/// Resamples behind a test over all trials, and the returns that all of them may read together.
const TEST_RESAMPLES: (u64, u64) = (500, 2_000);
const TESTED_RETURNS: u64 = 20_000_000_000;
/// Closed trades below which nothing is proven.
pub const FEWEST_TRADES: usize = 20;
/// What is asked of each measure for `promising` and for `strong`.
mod limits {
    /// Chance that luck looks as good, at most.
    pub(super) const CHANCE: (f64, f64) = (0.08, 0.01);
    /// Share of the halves in which the choice of the other half lost, at most.
    pub(super) const LOSS: (f64, f64) = (0.30, 0.10);
    /// Share of random runs that were beaten, at least.
    pub(super) const BEATEN: (f64, f64) = (0.80, 0.90);
}

/// The three words there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Luck would do.
    NotProven,
    /// More than luck would usually do.
    Promising,
    /// More than luck would do in one of a hundred cases, and enough by every other measure.
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

    /// What the word means.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::NotProven => "Not proven: luck, or holding, does as well too often.",
            Self::Promising => "Promising: more than luck usually does, too little to rely on.",
            Self::Strong => {
                "Strong: luck does this in fewer than 1 of 100 cases, and every control agrees."
            }
        }
    }
}

/// What the statistics say about the chosen one of all trials.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Honesty {
    /// Trials that were looked at, earlier ones of the log included.
    pub trials: usize,
    /// How many independent ones they amount to, by their correlations.
    pub effective_trials: f64,
    /// Yearly Sharpe ratio of the chosen trial, over the risk-free rate.
    pub sharpe: f64,
    /// How much of the market it held on average.
    pub beta: f64,
    /// Yearly ratio of the returns beyond the market to their deviation: what skill is measured by.
    pub appraisal: f64,
    /// The same that the best of as many trials without skill would be expected to show.
    pub lucky_appraisal: f64,
    /// Probability that the true appraisal ratio is above that of luck: the deflated Sharpe ratio of those returns.
    pub deflated: f64,
    /// Chance of such a choice from all trials if none has skill (White, Hansen).
    pub reality_check: Option<(f64, f64)>,
    /// Share of choices without an edge that look this good: the larger of what the deflated ratio leaves and Hansen's
    /// chance.
    pub chance: f64,
    /// Probability of overfitting over 8 to 16 blocks: the median, the lowest and the highest; `None` for one trial.
    pub overfit: Option<(f64, f64, f64)>,
    /// Share of the halves of the history in which the best of the other half lost against the market: the median over
    /// 8 to 16 blocks; `None` for one trial.
    pub loss_share: Option<f64>,
    /// The middle 95 % of the growth a year.
    pub cagr: Interval,
    /// The middle 95 % of the growth a year less that of holding.
    pub difference: Interval,
    /// The middle 95 % of the yearly mean beyond the market.
    pub alpha: Interval,
    /// The middle 95 % of the yearly Sharpe ratio.
    pub sharpe_interval: Interval,
    /// The middle 95 % of the deepest drawdown.
    pub max_drawdown: Interval,
    /// Resampled histories behind the intervals.
    pub resamples: u64,
    /// Closed trades.
    pub closed_trades: usize,
    /// Share of random entries that were beaten; `None` where they were not run.
    pub beats_random: Option<f64>,
    /// How the levels fared beside arbitrary ones; `None` where they were not compared.
    pub levels: Option<LevelEdge>,
    /// Years that are missing until such a ratio would be beyond luck with 99 %; `None` if it never would.
    pub years_missing: Option<f64>,
    /// The controls that were switched off or could not be made.
    pub absent: Vec<&'static str>,
    /// Whether the chosen trial lost all there was.
    pub is_ruined: bool,
    /// The word.
    pub verdict: Verdict,
}

/// Whether levels did what they claim more often than arbitrary ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LevelEdge {
    /// Measurably more often.
    Better,
    /// Too little to tell.
    NoDifference,
    /// Measurably less often.
    Worse,
}

/// What is judged.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'a> {
    /// Returns of every trial over the same closes, those of earlier sweeps included.
    pub trials: &'a [Vec<f64>],
    /// Which of them was chosen.
    pub chosen: usize,
    /// Returns of holding over the same closes.
    pub market: &'a [f64],
    /// Closed trades of the chosen one.
    pub closed_trades: usize,
    /// Share of random entries that the chosen one beats.
    pub beats_random: Option<f64>,
    /// How its levels fared beside arbitrary ones.
    pub levels: Option<LevelEdge>,
    /// The controls that are missing: a result is not strong by a control that was not made.
    pub absent: &'a [&'static str],
    /// How figures are made yearly.
    pub convention: Convention,
    /// Seed of the resamples.
    pub seed: u64,
}

impl Honesty {
    /// Judges what is `judged`. What is asked of skill is asked of the returns beyond the market ([`Relative`]); the
    /// growth and the drawdown are those of the returns themselves. `None` if the chosen trial has fewer than 32 returns,
    /// or none beyond the market.
    #[expect(clippy::too_many_lines, reason = "a list of figures, each once")]
    pub fn of(judged: Judged<'_>) -> Option<Self> {
        let chosen = judged.trials.get(judged.chosen)?;
        let convention = judged.convention;
        let relative: Vec<Relative> = judged
            .trials
            .par_iter()
            .map(|trial| Relative::of(trial, judged.market, convention))
            .collect();
        let beta = relative[judged.chosen].beta;
        let trials: Vec<Vec<f64>> = relative.into_iter().map(|it| it.returns).collect();
        let left = &trials[judged.chosen];
        let own = ReturnShape::of(chosen)?;
        let shape = ReturnShape::of(left).filter(|shape| shape.count >= 2 * BLOCKS[4])?;
        if is_rounding(left, chosen) {
            return None;
        }
        let n = convention.bars_a_year;
        let count = trials.len() as f64;
        let deviation = deviation(&trials);
        // Luck is told for all trials, dependent as they are: the standard deviation of their ratios is small already
        // where they are alike, and to shrink their number too would count that twice.
        let luck = expected_best_sharpe(deviation, count)?;
        let deflated = deflated_sharpe(&shape, deviation, count)?;
        let bootstrap = StationaryBootstrap {
            bars: left.len(),
            mean_block: block_length(left),
            seed: judged.seed,
        };
        let check = RealityCheck::of_chosen(
            &trials,
            judged.chosen,
            bootstrap,
            tests(trials.len(), left.len()),
        );
        let of_curve = StationaryBootstrap {
            mean_block: block_length(chosen),
            ..bootstrap
        };
        let resamples = (RESAMPLED_BARS / chosen.len() as u64).clamp(RESAMPLES.0, RESAMPLES.1);
        let intervals = CurveIntervals::of(chosen, convention, of_curve, resamples, 0.95)?;
        let series: [&[f64]; 3] = [chosen, judged.market, left];
        let beside = MarketIntervals::of(series, convention, of_curve, resamples, 0.95)?;
        let halves = halves(&trials, judged.chosen);
        let spa = check.map_or(0.0, |check| check.superior_ability);
        let needed = minimum_track_record(&shape, luck, 1.0 - limits::CHANCE.1);
        let mut honesty = Self {
            trials: trials.len(),
            effective_trials: effective_trials(&trials)?.max(1.0),
            sharpe: (own.sharpe - rate_over_deviation(chosen, convention)) * n.sqrt(),
            beta,
            appraisal: shape.sharpe * n.sqrt(),
            lucky_appraisal: luck * n.sqrt(),
            deflated,
            reality_check: check.map(|check| (check.reality_check, check.superior_ability)),
            chance: spa.max(1.0 - deflated),
            overfit: halves.map(|it| it.overfit),
            loss_share: halves.map(|it| it.loss_share),
            cagr: intervals.cagr,
            difference: beside.difference,
            alpha: beside.alpha,
            sharpe_interval: intervals.sharpe,
            max_drawdown: intervals.max_drawdown,
            resamples,
            closed_trades: judged.closed_trades,
            beats_random: judged.beats_random,
            levels: judged.levels,
            absent: judged.absent.to_vec(),
            is_ruined: chosen.iter().any(|value| *value <= -1.0),
            years_missing: needed.map(|bars| ((bars - shape.count as f64) / n).max(0.0)),
            verdict: Verdict::NotProven,
        };
        honesty.verdict = honesty.judge();
        Some(honesty)
    }

    /// Every measure must agree: the weakest decides.
    fn judge(&self) -> Verdict {
        let grades = self.measures().into_iter().map(|(grade, _)| grade);
        grades.min().unwrap_or(Verdict::Strong)
    }

    /// How far each measure gets, and what it says where that is not all the way; the weightiest first.
    #[expect(clippy::too_many_lines, reason = "a list of measures, each once")]
    fn measures(&self) -> Vec<(Verdict, String)> {
        let at_most = |value: f64, (promising, strong): (f64, f64)| match value {
            value if value <= strong => Verdict::Strong,
            value if value <= promising => Verdict::Promising,
            _ => Verdict::NotProven,
        };
        let at_least =
            |value: f64, (promising, strong): (f64, f64)| at_most(-value, (-promising, -strong));
        let unless = |is_wrong: bool, otherwise: Verdict| {
            if is_wrong { otherwise } else { Verdict::Strong }
        };
        let few = format!(
            "{} closed, and fewer than {FEWEST_TRADES} prove nothing",
            match self.closed_trades {
                1 => "1 trade was".to_owned(),
                0 => "no trade was".to_owned(),
                many => format!("{many} trades were"),
            }
        );
        let luck = if self.trials > 1 {
            "the best of as many rules without an edge looks as good too often"
        } else {
            "rules without an edge look as good too often"
        };
        let mut all = vec![
            (
                unless(self.is_ruined, Verdict::NotProven),
                "the account was ruined".to_owned(),
            ),
            (
                unless(self.closed_trades < FEWEST_TRADES, Verdict::NotProven),
                few,
            ),
            (at_most(self.chance, limits::CHANCE), luck.into()),
        ];
        all.extend(self.loss_share.map(|share| {
            let why = "the best of one half lost in the other half too often";
            (at_most(share, limits::LOSS), why.into())
        }));
        all.extend(self.beats_random.map(|share| {
            let why = "its own exits from random dates do as well too often";
            (at_least(share, limits::BEATEN), why.into())
        }));
        all.extend(self.levels.map(|edge| match edge {
            LevelEdge::Better => (Verdict::Strong, String::new()),
            LevelEdge::NoDifference => (
                Verdict::Promising,
                "its levels hold no better than arbitrary ones, as far as can be measured".into(),
            ),
            LevelEdge::Worse => (
                Verdict::NotProven,
                "its levels hold worse than arbitrary ones".into(),
            ),
        }));
        all.push((
            unless(self.cagr.low <= 0.0, Verdict::Promising),
            "the likely return reaches below 0".into(),
        ));
        all.extend(
            self.absent
                .iter()
                .map(|control| (Verdict::Promising, format!("{control} not compared"))),
        );
        all
    }
}

/// Whether what is left beyond the market is the rounding of the rest, as of a run that holds.
fn is_rounding(left: &[f64], whole: &[f64]) -> bool {
    let largest = |values: &[f64]| values.iter().fold(0.0_f64, |most, it| most.max(it.abs()));
    largest(left) <= 1e-9 * largest(whole)
}

/// The risk-free rate of a bar in deviations of the returns.
fn rate_over_deviation(returns: &[f64], convention: Convention) -> f64 {
    let deviation = Moments::of(returns).deviation.unwrap_or(0.0);
    if deviation > 0.0 {
        convention.risk_free_a_bar() / deviation
    } else {
        0.0
    }
}

/// Resamples for a test over so many trials of so many bars.
fn tests(trials: usize, bars: usize) -> u64 {
    let returns = (trials as u64).saturating_mul(bars as u64).max(1);
    (TESTED_RETURNS / returns).clamp(TEST_RESAMPLES.0, TEST_RESAMPLES.1)
}

/// Standard deviation of the trials' ratios of one bar; 0 for a single one.
fn deviation(trials: &[Vec<f64>]) -> f64 {
    let ratios: Vec<f64> = trials
        .iter()
        .map(|trial| ReturnShape::of(trial).map_or(0.0, |shape| shape.sharpe))
        .collect();
    Moments::of(&ratios).deviation.unwrap_or(0.0)
}

/// What the choice in one half was worth in the other.
#[derive(Debug, Clone, Copy)]
struct Halves {
    overfit: (f64, f64, f64),
    loss_share: f64,
}

/// Over the numbers of blocks; `None` for a single trial.
fn halves(trials: &[Vec<f64>], chosen: usize) -> Option<Halves> {
    let step = trials.len().div_ceil(MOST_HALVED);
    let picked: Vec<Vec<f64>>;
    let trials = if step > 1 {
        let all = trials.iter().enumerate();
        let all = all.filter(|(index, _)| index.is_multiple_of(step) || *index == chosen);
        picked = all.map(|(_, trial)| trial.clone()).collect();
        picked.as_slice()
    } else {
        trials
    };
    let all: Vec<Overfit> = BLOCKS
        .par_iter()
        .filter_map(|&blocks| Overfit::of(trials, blocks).ok())
        .collect();
    let pbo: Vec<f64> = all.iter().map(|it| it.pbo).collect();
    let losses: Vec<f64> = all.iter().map(|it| it.loss_share).collect();
    Some(Halves {
        overfit: (
            quantile(&pbo, 0.5)?,
            quantile(&pbo, 0.0)?,
            quantile(&pbo, 1.0)?,
        ),
        loss_share: quantile(&losses, 0.5)?,
    })
}
