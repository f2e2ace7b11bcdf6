//! Whether the best of many trials beats doing nothing, when all of them are looked at.

use rayon::prelude::*;

use super::bootstrap::StationaryBootstrap;
use super::product::product;

/// Resamples that are weighed together: every trial is read from memory once for all of them.
const TOGETHER: usize = 8;

/// Chance that the best of the trials would look as good if none of them had skill.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RealityCheck {
    /// White's Reality Check: by the mean return. Source: H. White, "A Reality Check for Data Snooping", Econometrica,
    /// 2000.
    pub reality_check: f64,
    /// Hansen's test for superior predictive ability, the consistent version: by the mean return over its standard
    /// error, where trials that are clearly bad no longer count. Source: P. R. Hansen, "A Test for Superior Predictive
    /// Ability", Journal of Business and Economic Statistics, 2005.
    pub superior_ability: f64,
}

impl RealityCheck {
    /// Of trials with returns (over those of a benchmark, if there is one) on the same bars, by `resamples` resamples.
    /// The standard errors are those of the resamples. `None` without trials, bars or resamples, or where a trial has
    /// not as many returns as `bootstrap` has bars.
    ///
    /// One set of resamples serves all trials, so that their dependence is kept.
    pub fn of(trials: &[Vec<f64>], bootstrap: StationaryBootstrap, resamples: u64) -> Option<Self> {
        let n = bootstrap.bars;
        let do_fit = trials.iter().all(|trial| trial.len() == n);
        if trials.is_empty() || n == 0 || resamples == 0 || !do_fit {
            return None;
        }
        let means: Vec<f64> = trials.iter().map(|trial| mean(trial)).collect();
        let numbers: Vec<u64> = (0..resamples).collect();
        let shifts: Vec<Vec<f64>> = numbers
            .par_chunks(TOGETHER)
            .flat_map_iter(|numbers| shifts(trials, &means, bootstrap, numbers))
            .collect();
        let errors: Vec<f64> = (0..trials.len())
            .map(|trial| deviation(shifts.iter().map(|shift| shift[trial])))
            .collect();
        Some(Self {
            reality_check: reality_check(&means, &shifts),
            superior_ability: superior_ability(&means, &errors, &shifts, n),
        })
    }
}

/// The difference of each resampled mean to the mean, for the resamples of these `numbers`: per resample and trial.
fn shifts(
    trials: &[Vec<f64>],
    means: &[f64],
    bootstrap: StationaryBootstrap,
    numbers: &[u64],
) -> Vec<Vec<f64>> {
    let n = bootstrap.bars;
    let weights = |&number: &u64| {
        let mut weights = vec![0.0; n];
        bootstrap.weights(number, &mut weights);
        weights
    };
    let weights: Vec<Vec<f64>> = numbers.iter().map(weights).collect();
    let mut shifts = vec![Vec::with_capacity(trials.len()); numbers.len()];
    for (trial, mean) in trials.iter().zip(means) {
        for (shifts, weights) in shifts.iter_mut().zip(&weights) {
            shifts.push(product(trial, weights) / n as f64 - mean);
        }
    }
    shifts
}

fn reality_check(means: &[f64], shifts: &[Vec<f64>]) -> f64 {
    let best = largest(means.iter().copied());
    share(shifts, |shift| largest(shift.iter().copied()) > best)
}

/// Trials further below 0 than `sqrt(2 ln ln n)` standard errors keep their mean: they cannot be the best by luck.
fn superior_ability(means: &[f64], errors: &[f64], shifts: &[Vec<f64>], n: usize) -> f64 {
    let studentized = |value: f64, error: f64| if error > 0.0 { value / error } else { 0.0 };
    let pairs = || means.iter().zip(errors);
    let best = largest(pairs().map(|(mean, error)| studentized(*mean, *error))).max(0.0);
    let threshold = -(2.0 * (n as f64).ln().max(1.0).ln()).sqrt();
    let kept: Vec<f64> = pairs()
        .map(|(mean, error)| {
            if studentized(*mean, *error) >= threshold {
                0.0
            } else {
                *mean
            }
        })
        .collect();
    share(shifts, |shift| {
        let values = shift.iter().zip(&kept).zip(errors);
        let luck = largest(values.map(|((shift, kept), error)| studentized(shift + kept, *error)));
        luck.max(0.0) > best
    })
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn largest(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(f64::NEG_INFINITY, f64::max)
}

/// Root of the mean square: the shifts are around 0 by construction.
fn deviation(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len() as f64;
    (values.map(|value| value * value).sum::<f64>() / count).sqrt()
}

fn share(shifts: &[Vec<f64>], is_met: impl Fn(&[f64]) -> bool) -> f64 {
    let met = shifts.iter().filter(|shift| is_met(shift)).count();
    met as f64 / shifts.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bootstrap() -> StationaryBootstrap {
        StationaryBootstrap {
            bars: 200,
            mean_block: 5.0,
            seed: 11,
        }
    }

    #[test]
    fn skill_is_told_from_luck() {
        let noise: Vec<f64> = (0..200)
            .map(|t| 0.01 * f64::from(t * 7919 % 13 - 6))
            .collect();
        let skilled: Vec<f64> = noise.iter().map(|value| value + 0.02).collect();
        let check = RealityCheck::of(&[noise.clone(), skilled], bootstrap(), 500).unwrap();
        assert!(check.reality_check < 0.01, "{check:?}");
        assert!(check.superior_ability < 0.01, "{check:?}");
        let luck = RealityCheck::of(&[noise], bootstrap(), 500).unwrap();
        assert!(luck.reality_check > 0.2, "{luck:?}");
    }

    #[test]
    fn nothing_has_no_answer() {
        assert_eq!(RealityCheck::of(&[], bootstrap(), 10), None);
        let cut = [vec![0.01; 200], vec![0.01; 199]];
        assert_eq!(RealityCheck::of(&cut, bootstrap(), 10), None);
    }
}
