//! Whether the best of many trials beats its benchmark, when all of them are looked at.

use rayon::prelude::*;

use super::bootstrap::StationaryBootstrap;
use super::product::product;

/// Resamples that are weighed together: every trial is read from memory once for all of them.
const TOGETHER: usize = 8;
/// Trials whose resampled means are kept at once.
const BLOCK: usize = 256;

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
    /// Of the best of trials with returns (over those of a benchmark, if there is one) on the same bars, by `resamples`
    /// resamples. The standard errors are those of the resamples. `None` without trials, bars or resamples, or where a
    /// trial has not as many returns as `bootstrap` has bars.
    ///
    /// One set of resamples serves all trials, so that their dependence is kept. Both chances are `(k + 1) / (B + 1)` for
    /// k of B resamples that look as good, so that none is 0.
    pub fn of(trials: &[Vec<f64>], bootstrap: StationaryBootstrap, resamples: u64) -> Option<Self> {
        Self::measured(trials, None, bootstrap, resamples)
    }

    /// The same of the trial `chosen`, which need not be the best: the chance that the best of all without skill looks
    /// as good as this one. Source: J. P. Romano and M. Wolf, "Stepwise Multiple Testing as Formalized Data Snooping",
    /// Econometrica, 2005, the first step.
    pub fn of_chosen(
        trials: &[Vec<f64>],
        chosen: usize,
        bootstrap: StationaryBootstrap,
        resamples: u64,
    ) -> Option<Self> {
        Self::measured(trials, Some(chosen), bootstrap, resamples)
    }

    fn measured(
        trials: &[Vec<f64>],
        chosen: Option<usize>,
        bootstrap: StationaryBootstrap,
        resamples: u64,
    ) -> Option<Self> {
        let n = bootstrap.bars;
        let do_fit = trials.iter().all(|trial| trial.len() == n);
        if trials.is_empty() || n == 0 || resamples == 0 || !do_fit {
            return None;
        }
        let numbers: Vec<u64> = (0..resamples).collect();
        let mut luck = vec![Luck::default(); numbers.len()];
        let mut best = Luck::default();
        for (number, block) in trials.chunks(BLOCK).enumerate() {
            let block = Block::of(block, bootstrap, &numbers);
            for (luck, shift) in luck.iter_mut().zip(&block.shifts) {
                luck.raise(block.luck(shift, n));
            }
            match chosen {
                None => best.raise(block.best(0..block.means.len())),
                Some(chosen) if chosen / BLOCK == number => {
                    let place = chosen % BLOCK;
                    best = block.best(place..(place + 1).min(block.means.len()));
                }
                Some(_) => {}
            }
        }
        let chance = |looks_better: &dyn Fn(&Luck) -> bool| {
            let met = luck.iter().filter(|luck| looks_better(luck)).count();
            (met + 1) as f64 / (luck.len() + 1) as f64
        };
        Some(Self {
            reality_check: chance(&|luck| luck.mean > best.mean),
            superior_ability: chance(&|luck| luck.studentized.max(0.0) > best.studentized.max(0.0)),
        })
    }
}

/// The largest mean, and the largest over its standard error.
#[derive(Debug, Clone, Copy)]
struct Luck {
    mean: f64,
    studentized: f64,
}

impl Default for Luck {
    fn default() -> Self {
        Self {
            mean: f64::NEG_INFINITY,
            studentized: f64::NEG_INFINITY,
        }
    }
}

impl Luck {
    fn raise(&mut self, other: Self) {
        self.mean = self.mean.max(other.mean);
        self.studentized = self.studentized.max(other.studentized);
    }
}

/// Some of the trials, so that the resampled means of all of them need not be kept at once.
struct Block {
    means: Vec<f64>,
    errors: Vec<f64>,
    /// The difference of each resampled mean to the mean, per resample and trial.
    shifts: Vec<Vec<f64>>,
}

impl Block {
    fn of(trials: &[Vec<f64>], bootstrap: StationaryBootstrap, numbers: &[u64]) -> Self {
        let means: Vec<f64> = trials.iter().map(|trial| mean(trial)).collect();
        let shifts: Vec<Vec<f64>> = numbers
            .par_chunks(TOGETHER)
            .flat_map_iter(|numbers| shifts(trials, &means, bootstrap, numbers))
            .collect();
        let errors = (0..trials.len())
            .map(|trial| deviation(shifts.iter().map(|shift| shift[trial])))
            .collect();
        Self {
            means,
            errors,
            shifts,
        }
    }

    fn best(&self, trials: std::ops::Range<usize>) -> Luck {
        let mut best = Luck::default();
        for trial in trials {
            best.raise(Luck {
                mean: self.means[trial],
                studentized: studentized(self.means[trial], self.errors[trial]),
            });
        }
        best
    }

    /// What the trials show in one resample if none has skill. Those further below 0 than `sqrt(2 ln ln n)` standard
    /// errors keep their mean in Hansen's test: they cannot be the best by luck.
    fn luck(&self, shift: &[f64], n: usize) -> Luck {
        let threshold = -(2.0 * (n as f64).ln().max(1.0).ln()).sqrt();
        let mut luck = Luck::default();
        for ((shift, mean), error) in shift.iter().zip(&self.means).zip(&self.errors) {
            let is_bad = studentized(*mean, *error) < threshold;
            let kept = if is_bad { *mean } else { 0.0 };
            luck.raise(Luck {
                mean: *shift,
                studentized: studentized(shift + kept, *error),
            });
        }
        luck
    }
}

/// `value` in standard errors; 0 for what does not move.
fn studentized(value: f64, error: f64) -> f64 {
    if error > 0.0 { value / error } else { 0.0 }
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

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Root of the mean square: the shifts are around 0 by construction.
fn deviation(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len() as f64;
    (values.map(|value| value * value).sum::<f64>() / count).sqrt()
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
    fn a_chance_is_never_nought_and_many_trials_are_all_looked_at() {
        let noise = |seed: u64| -> Vec<f64> {
            let mut random = crate::evidence::Random::new(seed, 0);
            (0..200).map(|_| random.unit() - 0.5).collect()
        };
        let mut trials: Vec<Vec<f64>> = (0..600).map(noise).collect();
        let skilled: Vec<f64> = noise(1000).iter().map(|value| value + 1.0).collect();
        trials[577] = skilled;
        let check = RealityCheck::of(&trials, bootstrap(), 99).unwrap();
        assert!((check.superior_ability - 0.01).abs() < 1e-12);
        let same = RealityCheck::of_chosen(&trials, 577, bootstrap(), 99).unwrap();
        assert_eq!(same, check);
        // One of the others stands before all that luck can do for the best of 600.
        let other = RealityCheck::of_chosen(&trials, 5, bootstrap(), 99).unwrap();
        assert!(other.superior_ability > 0.9, "{other:?}");
    }

    #[test]
    fn nothing_has_no_answer() {
        assert_eq!(RealityCheck::of(&[], bootstrap(), 10), None);
        let cut = [vec![0.01; 200], vec![0.01; 199]];
        assert_eq!(RealityCheck::of(&cut, bootstrap(), 10), None);
    }
}
