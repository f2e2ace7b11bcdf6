//! Events on drawn series.

use super::*;
use crate::market::testing::daily;
use crate::{AnalysisConfig, Ohlcv, analyze};

/// Closes of a series that moves twice as its benchmark, plus noise of a tenth of a percent, and `jump` more on day 400.
fn pair(jump: f64) -> (Bars, Bars) {
    let mut random = Random::new(9, 0);
    let (mut own, mut other) = (4.0_f64, 5.0_f64);
    let mut rows = (Vec::new(), Vec::new());
    let row = |before: f64, now: f64| Ohlcv {
        open: before.exp(),
        high: before.max(now).exp() * 1.001,
        low: before.min(now).exp() * 0.999,
        close: now.exp(),
        volume: 1.0,
    };
    for day in 0..420 {
        let market = 0.02 * (random.unit() - 0.5);
        let noise = 0.002 * (random.unit() - 0.5);
        let extra = if day == 400 { jump } else { 0.0 };
        let next = (own + 2.0 * market + noise + extra, other + market);
        rows.0.push(row(own, next.0));
        rows.1.push(row(other, next.1));
        (own, other) = next;
    }
    (daily(rows.0), daily(rows.1))
}

#[test]
fn a_jump_beside_the_market_is_what_is_left() {
    let (own, market) = pair(0.03);
    let analysis = analyze(&own, &AnalysisConfig::of([])).unwrap();
    let study = EventStudy::new(&analysis, 419, Some(&market), [400], StudyConfig::default());
    let found = study.reaction(400).unwrap().abnormal.unwrap();
    assert!((found.ar - 0.03).abs() < 0.002, "{found:?}");
    assert!((found.model.beta.unwrap() - 2.0).abs() < 0.05, "{found:?}");
    assert_eq!((found.ar_larger_than, found.rank), (Some(1.0), 251));
    assert!((found.car.unwrap() - 0.03).abs() < 0.006);
    // Nothing after the last bar that may be used changes what is told.
    let then = analyze(&own.prefix(402), &AnalysisConfig::of([])).unwrap();
    let then = EventStudy::new(&then, 401, Some(&market), [400], StudyConfig::default());
    let now = EventStudy::new(&analysis, 401, Some(&market), [400], StudyConfig::default());
    assert_eq!(then.reaction(400), now.reaction(400));
    assert_eq!(now.reaction(400).unwrap().abnormal.unwrap().car, None);
    assert_eq!(now.reaction(402), None);
}

#[test]
fn an_ordinary_day_is_told_as_one() {
    let (own, market) = pair(0.0);
    let analysis = analyze(&own, &AnalysisConfig::of([])).unwrap();
    let study = EventStudy::new(&analysis, 419, Some(&market), [400], StudyConfig::default());
    let found = study.reaction(400).unwrap().abnormal.unwrap();
    assert!(found.ar.abs() < 0.002 && found.ar_larger_than.unwrap() < 0.999);
}

#[test]
fn too_few_sessions_leave_no_model() {
    let (own, _) = pair(0.0);
    let analysis = analyze(&own, &AnalysisConfig::of([])).unwrap();
    let study = EventStudy::new(&analysis, 419, None, [65], StudyConfig::default());
    assert_eq!(study.reaction(65).unwrap().abnormal, None);
    assert!(
        study
            .reaction(90)
            .unwrap()
            .abnormal
            .unwrap()
            .model
            .beta
            .is_none()
    );
}
