//! How sure a Sharpe ratio is: probabilistic, deflated, and how long it would have to last.

use super::normal;
use super::product::product;
use super::random::Random;
use super::return_shape::ReturnShape;

/// Euler's constant.
const EULER: f64 = 0.577_215_664_901_532_9;
/// Trials of which every pair is looked at.
const MOST_PAIRED: usize = 1000;
/// Random vectors in place of pairs, and their seed.
const PROBES: u64 = 128;
const PROBE_SEED: u64 = 0x5eed;

/// Probability that the true Sharpe ratio of one bar is above `threshold`.
///
/// ```text
/// PSR = Phi((SR - SR*) sqrt(n - 1) / sqrt(1 - g3 SR + (g4 - 1) / 4 SR^2))
/// ```
///
/// SR is of one bar, g3 skewness and g4 kurtosis (3 for normal returns). `None` where the shape gives nothing above 0
/// under the root. Source: D. H. Bailey and M. Lopez de Prado, "The Sharpe Ratio Efficient Frontier", Journal of Risk,
/// 2012.
pub fn probabilistic_sharpe(shape: &ReturnShape, threshold: f64) -> Option<f64> {
    let spread = spread(shape).filter(|spread| *spread > 0.0)?;
    let n = shape.count as f64;
    Some(normal::cdf(
        (shape.sharpe - threshold) * (n - 1.0).sqrt() / spread.sqrt(),
    ))
}

/// The Sharpe ratio of one bar that the best of `trials` strategies without skill is expected to show.
///
/// ```text
/// SR0 = sd(SR of the trials) ((1 - g) Z(1 - 1/N) + g Z(1 - 1/(N e))),  g = Euler's constant
/// ```
///
/// `deviation` is the standard deviation of the trials' ratios; `trials` may be an effective number. 0 for one trial,
/// `None` below one. Source: D. H. Bailey and M. Lopez de Prado, "The Deflated Sharpe Ratio", Journal of Portfolio
/// Management, 2014.
pub fn expected_best_sharpe(deviation: f64, trials: f64) -> Option<f64> {
    if trials.is_nan() || trials < 1.0 {
        return None;
    }
    if trials <= 1.0 {
        return Some(0.0);
    }
    let near = normal::quantile(1.0 - 1.0 / trials)?;
    let far = normal::quantile(1.0 - 1.0 / (trials * std::f64::consts::E))?;
    Some(deviation * ((1.0 - EULER) * near + EULER * far))
}

/// Deflated Sharpe ratio: [`probabilistic_sharpe`] above what the best of all trials would show by luck.
pub fn deflated_sharpe(shape: &ReturnShape, deviation: f64, trials: f64) -> Option<f64> {
    probabilistic_sharpe(shape, expected_best_sharpe(deviation, trials)?)
}

/// Bars after which a Sharpe ratio like this would be above `threshold` with this `confidence`.
///
/// ```text
/// n = 1 + (1 - g3 SR + (g4 - 1) / 4 SR^2) (Z(confidence) / (SR - SR*))^2
/// ```
///
/// `None` if the ratio is not above the threshold: it never would be. Source: as [`probabilistic_sharpe`].
pub fn minimum_track_record(shape: &ReturnShape, threshold: f64, confidence: f64) -> Option<f64> {
    let spread = spread(shape).filter(|_| shape.sharpe > threshold)?;
    let z = normal::quantile(confidence)?;
    let length = 1.0 + spread * (z / (shape.sharpe - threshold)).powi(2);
    length.is_finite().then_some(length)
}

/// Variance of a Sharpe ratio times n - 1.
fn spread(shape: &ReturnShape) -> Option<f64> {
    let sharpe = shape.sharpe;
    let spread = 1.0 - shape.skewness * sharpe + (shape.kurtosis - 1.0) / 4.0 * sharpe * sharpe;
    (spread > 0.0).then_some(spread)
}

/// How many independent trials correlated ones amount to: the participation ratio of the eigenvalues of their
/// correlation matrix, `N^2 / sum of squared correlations`.
///
/// `None` without trials. A trial that does not move counts as independent of all others.
pub fn effective_trials(trials: &[Vec<f64>]) -> Option<f64> {
    let n = trials.len();
    if n == 0 {
        return None;
    }
    let unit: Vec<Vec<f64>> = trials.iter().map(|trial| normalized(trial)).collect();
    if n > MOST_PAIRED {
        return Some(probed(&unit));
    }
    // tr(C)^2 / tr(C^2): the squared eigenvalues sum to the squared entries of the matrix.
    let mut squares = n as f64;
    for (index, trial) in unit.iter().enumerate() {
        for other in &unit[index + 1..] {
            let correlation = product(trial, other);
            squares += 2.0 * correlation * correlation;
        }
    }
    Some((n * n) as f64 / squares)
}

/// The same for many trials, whose pairs would take too long: of random vectors z of +1 and -1, `|C z|^2` is the sum of
/// squared correlations on average (M. F. Hutchinson, "A Stochastic Estimator of the Trace", Communications in
/// Statistics, 1989).
fn probed(unit: &[Vec<f64>]) -> f64 {
    let n = unit.len() as f64;
    let bars = unit.first().map_or(0, Vec::len);
    let still = unit
        .iter()
        .filter(|it| it.iter().all(|value| *value == 0.0));
    // What does not move counts as independent of all others.
    let mut squares = still.count() as f64 * PROBES as f64;
    for probe in 0..PROBES {
        let mut random = Random::new(PROBE_SEED, probe);
        let mut mixed = vec![0.0; bars];
        for trial in unit {
            let sign = if random.bits() >> 63 == 0 { 1.0 } else { -1.0 };
            for (sum, value) in mixed.iter_mut().zip(trial) {
                *sum += sign * value;
            }
        }
        squares += unit
            .iter()
            .map(|trial| product(trial, &mixed).powi(2))
            .sum::<f64>();
    }
    // No fewer than one, as many as all are at most.
    (n * n * PROBES as f64 / squares).clamp(1.0, n)
}

/// Centred, with length 1; all zero for a trial that does not move.
fn normalized(trial: &[f64]) -> Vec<f64> {
    let mean = trial.iter().sum::<f64>() / trial.len().max(1) as f64;
    let length = trial
        .iter()
        .map(|value| (value - mean).powi(2))
        .sum::<f64>()
        .sqrt();
    let scale = if length > 0.0 { 1.0 / length } else { 0.0 };
    trial.iter().map(|value| (value - mean) * scale).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_trial_needs_no_deflation_and_copies_count_once() {
        assert_eq!(expected_best_sharpe(0.1, 1.0), Some(0.0));
        assert_eq!(expected_best_sharpe(0.1, 0.0), None);
        let trial = vec![0.01, -0.02, 0.03, 0.01];
        let copies = vec![trial.clone(), trial.clone(), trial];
        assert!((effective_trials(&copies).unwrap() - 1.0).abs() < 1e-12);
        let independent = vec![vec![1.0, -1.0, 1.0, -1.0], vec![1.0, 1.0, -1.0, -1.0]];
        assert!((effective_trials(&independent).unwrap() - 2.0).abs() < 1e-12);
    }

    #[test]
    fn of_very_many_trials_as_many_are_independent_as_by_pairs() {
        let noise = |seed: u64| -> Vec<f64> {
            let mut random = Random::new(seed, 0);
            (0..60).map(|_| random.unit() - 0.5).collect()
        };
        let common = noise(0);
        let mix = |seed| {
            noise(seed)
                .iter()
                .zip(&common)
                .map(|(a, b)| a + b)
                .collect()
        };
        let trials: Vec<Vec<f64>> = (1..=300).map(mix).collect();
        let unit: Vec<Vec<f64>> = trials.iter().map(|trial| normalized(trial)).collect();
        let paired = effective_trials(&trials).unwrap();
        let probed = probed(&unit);
        assert!((probed / paired - 1.0).abs() < 0.4, "{probed} {paired}");
    }

    #[test]
    fn a_ratio_below_the_threshold_has_no_track_record_that_would_do() {
        let shape = ReturnShape::of(&[0.01, -0.02, 0.01, -0.01]).unwrap();
        assert_eq!(minimum_track_record(&shape, 0.0, 0.95), None);
    }
}
