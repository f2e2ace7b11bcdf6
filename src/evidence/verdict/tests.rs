//! What the verdict says of noise, of skill, of holding, and of what cannot be judged.

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

/// A market of its own noise.
fn market() -> Vec<f64> {
    noise(1_000_000, 0.0005)
}

fn judged<'a>(trials: &'a [Vec<f64>], chosen: usize, market: &'a [f64]) -> Judged<'a> {
    Judged {
        trials,
        chosen,
        market,
        closed_trades: 50,
        beats_random: Some(1.0),
        levels: None,
        absent: &[],
        convention: Convention::default(),
        seed: 1,
    }
}

fn judge(trials: &[Vec<f64>], chosen: usize) -> Honesty {
    Honesty::of(judged(trials, chosen, &market())).unwrap()
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
    assert!(honesty.chance > 0.1);
    let conclusion = honesty.conclusion();
    let told =
        "Verdict: not proven: the best of as many rules without an edge looks as good too often";
    assert!(conclusion.starts_with(told), "{conclusion}");
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
    assert_eq!(honesty.conclusion(), "Verdict: strong.");
}

#[test]
fn what_only_holds_some_of_a_rising_market_has_no_skill() {
    let market = noise(5, 0.003);
    // In the market on days that know nothing: a great return, all of it the market's.
    let mut random = Random::new(6, 0);
    let own: Vec<f64> = market
        .iter()
        .map(|m| if random.unit() < 0.5 { *m } else { 0.0 })
        .collect();
    let trials = [own];
    let honesty = Honesty::of(judged(&trials, 0, &market)).unwrap();
    assert!(honesty.sharpe > 3.0 && honesty.cagr.low > 0.0);
    assert_eq!(honesty.verdict, Verdict::NotProven, "{honesty:?}");
    assert!((honesty.beta - 0.5).abs() < 0.1);
    assert!(honesty.difference.high < 0.0);
    let part: Vec<f64> = market.iter().map(|m| 0.7 * m).collect();
    assert_eq!(Honesty::of(judged(&[part], 0, &market)), None);
}

#[test]
fn the_verdict_names_the_measures_that_decided_it() {
    let mut honesty = judge(&[noise(99, 0.0015)], 0);
    honesty.beats_random = Some(0.28);
    honesty.levels = Some(LevelEdge::Worse);
    honesty.verdict = honesty.judge();
    let told = "Verdict: not proven: its own exits from random dates do as well too often; its levels hold worse than \
                arbitrary ones.";
    assert_eq!(honesty.conclusion(), told);
    honesty.beats_random = Some(0.85);
    honesty.levels = Some(LevelEdge::Better);
    honesty.verdict = honesty.judge();
    let told = "Verdict: only promising: its own exits from random dates do as well too often.";
    assert_eq!(honesty.conclusion(), told);
}

#[test]
fn few_trades_prove_nothing() {
    let mut honesty = judge(&[noise(99, 0.0015)], 0);
    honesty.closed_trades = 19;
    honesty.verdict = honesty.judge();
    let told = "Verdict: not proven: 19 trades were closed, and fewer than 20 prove nothing.";
    assert_eq!(honesty.conclusion(), told);
}

#[test]
fn one_trial_has_no_overfitting_and_too_little_history_no_answer() {
    let honesty = judge(&[noise(3, 0.0)], 0);
    assert_eq!((honesty.overfit, honesty.loss_share), (None, None));
    assert!(honesty.lucky_appraisal.abs() < 1e-12);
    let short = [vec![0.01, -0.01, 0.02]];
    assert_eq!(Honesty::of(judged(&short, 0, &[0.0, 0.01, 0.0])), None);
}

#[test]
fn an_edge_that_all_variants_share_is_not_called_overfit() {
    // Nothing ranks them but noise, so that the best of one half is below the middle of the other half of the time.
    let edge = noise(99, 0.0015);
    let trial = |seed| -> Vec<f64> {
        let own = noise(seed, 0.0).into_iter();
        own.zip(&edge)
            .map(|(own, edge)| edge + 0.05 * own)
            .collect()
    };
    let trials: Vec<Vec<f64>> = (0..10).map(trial).collect();
    let honesty = judge(&trials, 3);
    assert_eq!(honesty.loss_share, Some(0.0));
    assert_eq!(honesty.verdict, Verdict::Strong, "{honesty:?}");
}

#[test]
fn a_ruin_is_named_and_nothing_makes_up_for_it() {
    let mut ruined = noise(99, 0.0015);
    ruined[900] = -1.0;
    ruined[901..].fill(0.0);
    let honesty = judge(&[ruined, noise(3, 0.0)], 0);
    assert_eq!(honesty.verdict, Verdict::NotProven);
    let conclusion = honesty.conclusion();
    let told = "Verdict: not proven: the account was ruined";
    assert!(conclusion.starts_with(told), "{conclusion}");
    assert!(!conclusion.contains("more years"), "{conclusion}");
}

#[test]
fn a_return_below_the_risk_free_rate_is_no_skill() {
    // 0.15 % a bar are 38 % a year.
    let skilled = noise(99, 0.0015);
    let trials = [skilled.clone(), noise(3, 0.0), noise(4, 0.0)];
    let market = market();
    let at = |risk_free_pct| {
        let convention = Convention {
            risk_free_pct,
            ..Convention::default()
        };
        let judged = Judged {
            convention,
            ..judged(&trials, 0, &market)
        };
        let moments = Moments::of(&skilled);
        let table = sharpe(&moments, convention).unwrap();
        (Honesty::of(judged).unwrap(), table)
    };
    let (free, (rated, table)) = (at(0.0).0, at(40.0));
    assert!((rated.sharpe - table).abs() < 1e-9);
    assert!(table < 0.0 && rated.deflated < 0.5 && free.deflated > 0.95);
    assert!(rated.sharpe_interval.low < table && table < rated.sharpe_interval.high);
    assert!(rated.chance > free.chance);
    assert_eq!(rated.cagr, free.cagr);
    assert_eq!(rated.verdict, Verdict::NotProven);
}

#[test]
fn a_control_that_is_missing_is_named_and_keeps_a_result_from_being_strong() {
    let trials = [noise(99, 0.0015)];
    let market = market();
    let judged = Judged {
        beats_random: None,
        absent: &["random entries were"],
        ..judged(&trials, 0, &market)
    };
    let told = "Verdict: only promising: random entries were not compared.";
    assert_eq!(Honesty::of(judged).unwrap().conclusion(), told);
}
