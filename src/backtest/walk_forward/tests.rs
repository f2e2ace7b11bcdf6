//! Folds worked by hand, against what an account would have had.

use super::*;
use crate::account::Costs;
use crate::backtest::{BacktestConfig, Keep, sweep};
use crate::market::testing::daily;
use crate::{Bars, Ohlcv};

fn trial(index: usize, returns: Vec<f64>) -> Trial {
    Trial {
        index,
        values: Vec::new(),
        final_equity: 1.0,
        sharpe: None,
        max_drawdown: 0.0,
        closed_trades: 0,
        exposure: 0.0,
        returns,
    }
}

fn chosen(trials: &[Trial], folds: Folds, convention: Convention) -> Vec<usize> {
    let choices = choices(trials, folds, convention).unwrap();
    choices.iter().map(|it| it.trial).collect()
}

#[test]
fn the_best_of_the_past_is_chosen_and_nothing_of_the_future_is_used() {
    // The first trial is better in the first half, the second one in the other.
    let wave = |up: f64| (0..8).map(move |t| up + if t % 2 == 0 { 0.001 } else { -0.001 });
    let first: Vec<f64> = wave(0.02).chain(wave(-0.01)).collect();
    let second: Vec<f64> = wave(-0.01).chain(wave(0.02)).collect();
    let trials = [trial(0, first), trial(1, second)];
    let folds = |train| Folds {
        train,
        test: 4,
        gap: 0,
    };
    let convention = Convention::default();
    assert_eq!(chosen(&trials, folds(4), convention), [0, 0, 1]);
    assert!(choices(&trials, folds(20), convention).is_err());
}

#[test]
fn what_is_ruined_is_chosen_no_more() {
    let folds = Folds {
        train: 2,
        test: 2,
        gap: 0,
    };
    let poor = vec![-0.01, -0.02, -0.01, -0.02, -0.01, -0.02];
    let ruined = vec![0.1, -1.0, 0.0, 0.0, 0.0, 0.0];
    let convention = Convention::default();
    let trials = [trial(0, ruined), trial(1, poor.clone())];
    assert_eq!(chosen(&trials, folds, convention), [1, 1]);
    // Chosen for its past and ruined in the first part that is traded.
    let tempting = vec![0.1, 0.2, -1.0, 0.0, 0.0, 0.0];
    let trials = [trial(0, tempting), trial(1, poor)];
    assert_eq!(chosen(&trials, folds, convention), [0, 1]);
}

#[test]
fn the_choice_is_by_what_was_earned_over_the_risk_free_rate() {
    // Means 0.001 and 0.01 a bar, and deviations as 1 to 20.
    let wave = |mean: f64, swing: f64| (0..6).map(move |t| mean + [swing, -swing][t % 2]);
    let calm: Vec<f64> = wave(0.001, 0.0005).collect();
    let rough: Vec<f64> = wave(0.01, 0.01).collect();
    let trials = [trial(0, calm), trial(1, rough)];
    let folds = Folds {
        train: 4,
        test: 2,
        gap: 0,
    };
    let chosen = |risk_free_pct| {
        let convention = Convention {
            bars_a_year: 100.0,
            risk_free_pct,
        };
        chosen(&trials, folds, convention)
    };
    // 9 % a year are 0.0009 a bar.
    assert_eq!((chosen(0.0), chosen(9.0)), (vec![0], vec![1]));
}

/// Rises and falls by turns of four days; every night after the fourth day jumps by 20 %, which only those have who
/// hold at the close before.
fn jumping() -> Bars {
    let mut close = 100.0_f64;
    daily((0..41).map(|day| {
        let open = if day % 4 == 0 && day > 0 {
            close * 1.2
        } else {
            close
        };
        close = open * [1.0, 1.01, 1.02, 0.97][day % 4];
        Ohlcv {
            open,
            high: open.max(close),
            low: open.min(close),
            close,
            volume: 1.0,
        }
    }))
}

#[test]
fn what_is_told_is_what_could_have_been_traded() {
    let bars = jumping();
    let text = "[parameters]\nlow = 0.9\n[long]\nenter = \"close > {low} * close[1]\"\n\
                exit = \"close < {low} * close[1]\"";
    let file = StrategyFile::parse(text, "test").unwrap();
    let grid = Grid::parse("low=0.9|1.005").unwrap();
    let config = SweepConfig {
        account: BacktestConfig {
            costs: Costs::commission(10.0),
            lot: None,
            ..BacktestConfig::default()
        },
        convention: Convention::default(),
        keep: Keep::Returns,
    };
    let trials = sweep(&bars, &file, &grid, &[0, 1], &config).unwrap();
    let folds = Folds {
        train: 11,
        test: 4,
        gap: 0,
    };
    let walk = WalkForward::of(&bars, &file, (&grid, &trials), folds, &config).unwrap();
    assert!(walk.folds.iter().all(|fold| fold.chosen == 0));
    // Decided at close 11, at the open of the jump: the first part begins in day 12 after the jump, at its open,
    // and its last return has the open of day 15. Every later part sells at its first open and buys there again.
    let (open, close) = (bars.open(), bars.close());
    let cost = 0.001;
    let bought = 1.0 / (1.0 + cost);
    let mut feasible = vec![close[12] / open[12] * bought - 1.0];
    for day in 13..=39_usize {
        let own = close[day] / close[day - 1];
        let changed = (1.0 - cost) * bought;
        let is_turn = (day - 12).is_multiple_of(4);
        feasible.push(own * if is_turn { changed } else { 1.0 } - 1.0);
    }
    assert_eq!(walk.returns.len(), feasible.len());
    for (told, feasible) in walk.returns.iter().zip(&feasible) {
        assert!((told - feasible).abs() < 1e-9, "{told} {feasible}");
    }
    // Its own history held over the night of the jump.
    assert!(trials[0].returns[11] > walk.returns[0] + 0.15);
}
