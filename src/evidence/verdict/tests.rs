//! What the verdict says of noise, of skill, and of what cannot be judged.

use super::*;
use crate::backtest::metrics::sharpe;
use crate::evidence::Random;

/// Returns of 1 % up or down, with so much more up.
fn noise(seed: u64, drift: f64) -> Vec<f64> {
    let mut random = Random::new(seed, 0);
    (0..1000)
        .map(|_| (random.unit() - 0.5) * 0.02 + drift)
        .collect()
}

fn judge(trials: &[Vec<f64>], chosen: usize) -> Honesty {
    let evidence = Judged {
        trials,
        chosen,
        earlier_trials: 0,
        beats_random: None,
        beats_placebo: None,
        is_complete: true,
        convention: Convention::default(),
        seed: 1,
    };
    Honesty::of(evidence).unwrap()
}

#[test]
fn the_best_of_pure_noise_is_not_proven() {
    let trials: Vec<Vec<f64>> = (0..40).map(|seed| noise(seed, 0.0)).collect();
    let sharpe = |trial: &Vec<f64>| ReturnShape::of(trial).unwrap().sharpe;
    let best = (0..40)
        .max_by(|&a, &b| sharpe(&trials[a]).total_cmp(&sharpe(&trials[b])))
        .unwrap();
    let honesty = judge(&trials, best);
    assert_eq!(honesty.verdict, Verdict::NotProven, "{honesty:?}");
    assert!(honesty.skill < 0.8);
    let conclusion = honesty.conclusion();
    assert!(
        conclusion.starts_with("Verdict: not proven, as luck alone could do it; "),
        "{conclusion}"
    );
    assert!(
        conclusion.ends_with("years like these).") || conclusion.contains("not help"),
        "{conclusion}"
    );
}

#[test]
fn lasting_skill_among_noise_is_strong() {
    let mut trials: Vec<Vec<f64>> = (0..20).map(|seed| noise(seed, 0.0)).collect();
    trials.push(noise(99, 0.0015));
    let honesty = judge(&trials, 20);
    assert_eq!(honesty.verdict, Verdict::Strong, "{honesty:?}");
}

#[test]
fn the_verdict_names_the_measures_that_decided_it() {
    let mut honesty = judge(&[noise(99, 0.0015)], 0);
    assert_eq!(honesty.conclusion(), "Verdict: strong.");
    honesty.beats_placebo = Some(0.28);
    honesty.beats_random = Some(0.90);
    honesty.verdict = honesty.judge();
    let told = "Verdict: not proven, as arbitrary levels do as well too often.";
    assert_eq!(honesty.conclusion(), told);
    honesty.beats_placebo = Some(0.97);
    honesty.verdict = honesty.judge();
    let told = "Verdict: promising, as random entries do as well too often.";
    assert_eq!(honesty.conclusion(), told);
}

#[test]
fn one_trial_has_no_overfitting_and_too_little_history_no_answer() {
    let honesty = judge(&[noise(3, 0.0)], 0);
    assert_eq!(honesty.overfit, None);
    assert!(honesty.lucky_sharpe.abs() < 1e-12);
    let short = [vec![0.01, -0.01, 0.02]];
    let evidence = Judged {
        trials: &short,
        chosen: 0,
        earlier_trials: 0,
        beats_random: None,
        beats_placebo: None,
        is_complete: true,
        convention: Convention::default(),
        seed: 1,
    };
    assert_eq!(Honesty::of(evidence), None);
}

#[test]
fn a_ruin_is_named_and_nothing_makes_up_for_it() {
    let mut ruined = noise(99, 0.0015);
    ruined[900] = -1.0;
    ruined[901..].fill(0.0);
    let honesty = judge(&[ruined, noise(3, 0.0)], 0);
    assert_eq!(honesty.verdict, Verdict::NotProven);
    let conclusion = honesty.conclusion();
    let told = "Verdict: not proven, as the account was ruined; ";
    assert!(conclusion.starts_with(told), "{conclusion}");
    assert!(!conclusion.contains("more years"), "{conclusion}");
}

#[test]
fn a_return_below_the_risk_free_rate_is_no_skill() {
    // 0.15 % a bar are 38 % a year.
    let skilled = noise(99, 0.0015);
    let trials = [skilled.clone(), noise(3, 0.0), noise(4, 0.0)];
    let at = |risk_free_pct| {
        let convention = Convention {
            risk_free_pct,
            ..Convention::default()
        };
        let evidence = Judged {
            trials: &trials,
            chosen: 0,
            earlier_trials: 0,
            beats_random: None,
            beats_placebo: None,
            is_complete: true,
            convention,
            seed: 1,
        };
        let moments = Moments::of(&skilled);
        let table = sharpe(&moments, convention).unwrap();
        (Honesty::of(evidence).unwrap(), table)
    };
    let (free, (rated, table)) = (at(0.0).0, at(40.0));
    assert!((rated.sharpe - table).abs() < 1e-9);
    assert!(table < 0.0 && rated.skill < 0.5 && free.skill > 0.95);
    assert!(rated.sharpe_interval.low < table && table < rated.sharpe_interval.high);
    assert!(rated.reality_check > free.reality_check);
    assert_eq!(rated.cagr, free.cagr);
    assert_eq!(rated.verdict, Verdict::NotProven);
}

#[test]
fn a_control_that_could_not_run_keeps_a_result_from_being_strong() {
    let mut honesty = judge(&[noise(99, 0.0015)], 0);
    assert_eq!(honesty.verdict, Verdict::Strong);
    honesty.is_complete = false;
    honesty.verdict = honesty.judge();
    let told = "Verdict: promising, as a comparison could not be made.";
    assert_eq!(honesty.conclusion(), told);
}
