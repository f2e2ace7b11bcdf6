//! Statistics of luck against the shared fixtures.

use std::path::Path;

use strandline::backtest::metrics::Convention;
use strandline::evidence::{
    CurveIntervals, Overfit, RealityCheck, Shape, StationaryBootstrap, block_length,
    deflated_sharpe, expected_best_sharpe, minimum_track_record, probabilistic_sharpe,
};

use crate::support;

fn trials(shared: &Path) -> Vec<Vec<f64>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_path(shared.join("oracles/backtest/stats/returns.csv"))
        .expect("the matrix is readable");
    let rows: Vec<Vec<f64>> = reader
        .deserialize()
        .collect::<Result<_, _>>()
        .expect("rows of numbers");
    (0..rows[0].len())
        .map(|trial| rows.iter().map(|row| row[trial]).collect())
        .collect()
}

fn fixtures(shared: &Path) -> serde_json::Value {
    let path = shared.join("oracles/backtest/stats/stats.json");
    let text = std::fs::read_to_string(path).expect("the fixtures are readable");
    serde_json::from_str(&text).expect("the fixtures are JSON")
}

fn assert_close(name: &str, got: f64, expected: &serde_json::Value, tolerance: f64) {
    let expected = expected.as_f64().expect("a number");
    assert!(
        (got - expected).abs() <= tolerance,
        "{name}: {got} for {expected}"
    );
}

#[test]
#[ignore = "needs the shared data: set STRANDLINE_SHARED"]
fn closed_forms_equal_the_fixtures_to_twelve_digits() {
    let shared = support::shared();
    let (trials, stats) = (trials(&shared), fixtures(&shared));
    let shapes: Vec<Shape> = trials
        .iter()
        .map(|trial| Shape::of(trial).expect("returns that move"))
        .collect();
    for (shape, expected) in shapes
        .iter()
        .zip(stats["sharpe_per_bar"].as_array().expect("a list"))
    {
        assert_close("sharpe", shape.sharpe, expected, 1e-12);
    }
    let best = shapes
        .iter()
        .max_by(|a, b| a.sharpe.total_cmp(&b.sharpe))
        .expect("there are trials");
    assert_close("skew", best.skewness, &stats["skew"], 1e-12);
    assert_close("kurt", best.kurtosis, &stats["kurt"], 1e-12);
    let psr = probabilistic_sharpe(best, 0.0).expect("defined");
    assert_close("psr", psr, &stats["psr0"], 1e-12);
    let sharpes: Vec<f64> = shapes.iter().map(|shape| shape.sharpe).collect();
    let deviation = strandline::backtest::metrics::Moments::of(&sharpes)
        .deviation
        .expect("defined");
    let count = trials.len() as f64;
    let luck = expected_best_sharpe(deviation, count).expect("defined");
    assert_close("expected best", luck, &stats["emax_sr"], 1e-12);
    let dsr = deflated_sharpe(best, deviation, count).expect("defined");
    assert_close("dsr", dsr, &stats["dsr"], 1e-12);
    let length = minimum_track_record(best, 0.0, 0.95).expect("defined");
    // 548 bars: 5e-10 is the twelfth digit.
    assert_close("length", length, &stats["min_track_record_95"], 5e-10);
}

#[test]
#[ignore = "needs the shared data: set STRANDLINE_SHARED"]
fn overfitting_equals_the_fixtures_to_twelve_digits() {
    let shared = support::shared();
    let (trials, stats) = (trials(&shared), fixtures(&shared));
    for blocks in [8, 16] {
        let overfit = Overfit::of(&trials, blocks).expect("enough bars");
        let expected = &stats[format!("pbo_S{blocks}")];
        assert_close("pbo", overfit.pbo, &expected["pbo"], 1e-12);
        assert_close("splits", overfit.splits as f64, &expected["combos"], 0.0);
        let median = &expected["logit_median"];
        assert_close("median", overfit.logit_median, median, 1e-12);
        assert_close("loss", overfit.loss_share, &expected["oos_loss"], 1e-12);
        assert_close("slope", overfit.slope, &expected["slope"], 1e-12);
    }
}

#[test]
#[ignore = "needs the shared data: set STRANDLINE_SHARED"]
fn resampled_figures_are_those_of_the_fixtures_within_their_luck() {
    let shared = support::shared();
    let (trials, stats) = (trials(&shared), fixtures(&shared));
    let bootstrap = StationaryBootstrap {
        bars: trials[0].len(),
        mean_block: 10.0,
        seed: 1,
    };
    let check = RealityCheck::of(&trials, bootstrap, 2000).expect("defined");
    let expected = &stats["rc_spa_block10_B2000"];
    assert_close("reality check", check.reality_check, &expected[0], 0.03);
    assert_close("spa", check.superior_ability, &expected[1], 0.03);
    let best = &trials[6];
    let intervals =
        CurveIntervals::of(best, Convention::default(), bootstrap, 10_000, 0.95).expect("defined");
    let expected = &stats["sharpe_ci95_stationary10"];
    assert_close("low", intervals.sharpe.low, &expected[0], 0.1);
    assert_close("high", intervals.sharpe.high, &expected[1], 0.1);
    // Information of a peer, met all the same: it looks at the same lags.
    let peer = &stats["arch_block_best"]["stationary"];
    assert_close("block", block_length(best), peer, 0.5);
}
