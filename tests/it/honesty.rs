//! Statistics of luck against golden values of numpy, scipy and arch: tests/golden/luck.py.

use strandline::backtest::metrics::Convention;
use strandline::evidence::{
    CurveIntervals, Overfit, Random, RealityCheck, ReturnShape, StationaryBootstrap, block_length,
    deflated_sharpe, expected_best_sharpe, minimum_track_record, probabilistic_sharpe,
};

/// The returns of the script: moving averages of noise with fat tails, with a drift that grows with the number.
fn trials() -> Vec<Vec<f64>> {
    (0..24_u32).map(trial).collect()
}

fn trial(number: u32) -> Vec<f64> {
    let mut random = Random::new(2024, number.into());
    let drift = 0.00001 * f64::from(number);
    let mut before = 0.0;
    let value = |_| {
        let sum = (0..12).fold(0.0, |sum, _| sum + random.unit());
        let noise = 0.02 * (sum - 6.0) * random.unit();
        let value = noise + 0.3 * before + drift;
        before = noise;
        value
    };
    (0..1008).map(value).collect()
}

fn golden() -> serde_json::Value {
    serde_json::from_str(include_str!("../golden/luck.json")).expect("the golden values are JSON")
}

fn assert_close(name: &str, got: f64, expected: &serde_json::Value, tolerance: f64) {
    let expected = expected.as_f64().expect("a number");
    assert!(
        (got - expected).abs() <= tolerance,
        "{name}: {got} for {expected}"
    );
}

#[test]
fn closed_forms_equal_the_golden_values_to_twelve_digits() {
    let (trials, stats) = (trials(), golden());
    let shapes: Vec<ReturnShape> = trials
        .iter()
        .map(|trial| ReturnShape::of(trial).expect("returns that move"))
        .collect();
    for (shape, expected) in shapes
        .iter()
        .zip(stats["sharpe"].as_array().expect("a list"))
    {
        assert_close("sharpe", shape.sharpe, expected, 1e-12);
    }
    let best = shapes
        .iter()
        .max_by(|a, b| a.sharpe.total_cmp(&b.sharpe))
        .expect("there are trials");
    assert_close("skew", best.skewness, &stats["skewness"], 1e-12);
    assert_close("kurt", best.kurtosis, &stats["kurtosis"], 1e-12);
    let psr = probabilistic_sharpe(best, 0.0).expect("defined");
    assert_close("psr", psr, &stats["probabilistic_sharpe"], 1e-12);
    let sharpes: Vec<f64> = shapes.iter().map(|shape| shape.sharpe).collect();
    let deviation = strandline::backtest::metrics::Moments::of(&sharpes)
        .deviation
        .expect("defined");
    let count = trials.len() as f64;
    let luck = expected_best_sharpe(deviation, count).expect("defined");
    assert_close("expected best", luck, &stats["expected_best_sharpe"], 1e-12);
    let dsr = deflated_sharpe(best, deviation, count).expect("defined");
    assert_close("dsr", dsr, &stats["deflated_sharpe"], 1e-12);
    let length = minimum_track_record(best, 0.0, 0.95).expect("defined");
    // 407 bars: 5e-10 is the twelfth digit.
    assert_close("length", length, &stats["minimum_track_record"], 5e-10);
}

#[test]
fn overfitting_equals_the_golden_values_to_twelve_digits() {
    let (trials, stats) = (trials(), golden());
    for blocks in [8, 16] {
        let overfit = Overfit::of(&trials, blocks).expect("enough bars");
        let expected = &stats["overfit"][blocks.to_string()];
        assert_close("pbo", overfit.pbo, &expected["pbo"], 1e-12);
        assert_close("splits", overfit.splits as f64, &expected["splits"], 0.0);
        let median = &expected["logit_median"];
        assert_close("median", overfit.logit_median, median, 1e-12);
        assert_close("loss", overfit.loss_share, &expected["loss_share"], 1e-12);
        assert_close("slope", overfit.slope, &expected["slope"], 1e-12);
    }
}

#[test]
fn resampled_figures_are_those_of_arch_within_their_luck() {
    let (trials, stats) = (trials(), golden());
    let bootstrap = StationaryBootstrap {
        bars: trials[0].len(),
        mean_block: 10.0,
        seed: 1,
    };
    let check = RealityCheck::of(&trials, bootstrap, 2000).expect("defined");
    let expected = &stats["snooping"];
    assert_close(
        "reality check",
        check.reality_check,
        &expected["reality_check"],
        0.03,
    );
    assert_close(
        "spa",
        check.superior_ability,
        &expected["superior_ability"],
        0.03,
    );
    let best = &trials[17];
    let intervals =
        CurveIntervals::of(best, Convention::default(), bootstrap, 10_000, 0.95).expect("defined");
    let expected = &stats["sharpe_interval"];
    assert_close("low", intervals.sharpe.low, &expected[0], 0.1);
    assert_close("high", intervals.sharpe.high, &expected[1], 0.1);
    // Which correlations are small enough to end the sum is a matter of taste; arch looks at the same lags.
    assert_close("block", block_length(best), &stats["block_length"], 0.5);
}
