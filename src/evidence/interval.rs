//! How far figures of a curve might have been different: intervals from resampled histories.

use rayon::prelude::*;
use serde::Serialize;

use super::bootstrap::StationaryBootstrap;
use crate::backtest::metrics::{Convention, quantile};

/// The middle part of a figure over resampled histories.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Intervals of the figures that follow from returns alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurveIntervals {
    /// Of the yearly Sharpe ratio.
    pub sharpe: Interval,
    /// Of the compound growth a year, by bars.
    pub cagr: Interval,
    /// Of the deepest drawdown.
    pub max_drawdown: Interval,
}

/// The figures of one resampled history.
#[derive(Debug, Clone, Copy)]
struct Figures {
    sharpe: f64,
    cagr: f64,
    max_drawdown: f64,
}

impl CurveIntervals {
    /// Of `returns`, made yearly by `convention`, from `resamples` resamples: the middle `confidence` (0.95 is 95 %).
    /// The Sharpe ratio is that of the returns over the risk-free rate. `None` below two returns or without resamples.
    pub fn of(
        returns: &[f64],
        convention: Convention,
        bootstrap: StationaryBootstrap,
        resamples: u64,
        confidence: f64,
    ) -> Option<Self> {
        if returns.len() < 2 || returns.len() != bootstrap.bars || resamples == 0 {
            return None;
        }
        let figures: Vec<Figures> = (0..resamples)
            .into_par_iter()
            .map_init(Vec::new, |sample, number| {
                bootstrap.resample(number, returns, sample);
                Figures::of(sample, convention)
            })
            .collect();
        let interval = |value: fn(&Figures) -> f64| {
            let values: Vec<f64> = figures.iter().map(value).collect();
            let tail = (1.0 - confidence) / 2.0;
            Some(Interval {
                low: quantile(&values, tail)?,
                high: quantile(&values, 1.0 - tail)?,
            })
        };
        Some(Self {
            sharpe: interval(|figures| figures.sharpe)?,
            cagr: interval(|figures| figures.cagr)?,
            max_drawdown: interval(|figures| figures.max_drawdown)?,
        })
    }
}

impl Figures {
    /// In one pass; a resample that does not move has a Sharpe ratio of 0.
    fn of(sample: &[f64], convention: Convention) -> Self {
        let bars_a_year = convention.bars_a_year;
        let n = sample.len() as f64;
        let (mut sum, mut square) = (0.0, 0.0);
        let (mut level, mut peak, mut deepest) = (1.0_f64, 1.0_f64, 1.0_f64);
        for value in sample {
            sum += value;
            square += value * value;
            level *= 1.0 + value;
            if level > peak {
                peak = level;
            } else if level < deepest * peak {
                deepest = level / peak;
            }
        }
        let variance = (square - sum * sum / n) / (n - 1.0);
        let sharpe = if variance > 0.0 {
            (sum / n - convention.risk_free_a_bar()) / variance.sqrt() * bars_a_year.sqrt()
        } else {
            0.0
        };
        Self {
            sharpe,
            cagr: level.max(0.0).powf(bars_a_year / n) - 1.0,
            max_drawdown: deepest - 1.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_one_history_by_hand() {
        let convention = Convention {
            bars_a_year: 3.0,
            risk_free_pct: 6.0,
        };
        let figures = Figures::of(&[0.1, -0.5, 0.2], convention);
        // Mean -0.2 / 3, less 0.02; squares 0.5 / 3, 1.3 / 3, 0.8 / 3 around it, over 2.
        let expected = (-0.2 / 3.0 - 0.02) / (2.58_f64 / 9.0 / 2.0).sqrt() * 3.0_f64.sqrt();
        assert!((figures.sharpe - expected).abs() < 1e-12);
        assert!((figures.max_drawdown + 0.5).abs() < 1e-12);
        assert!((figures.cagr - (1.1 * 0.5 * 1.2 - 1.0)).abs() < 1e-12);
    }

    #[test]
    fn an_interval_holds_the_figure_it_is_about() {
        let returns: Vec<f64> = (0..500)
            .map(|t| 0.0005 + 0.01 * f64::from(t * 7919 % 17 - 8) / 8.0)
            .collect();
        let bootstrap = StationaryBootstrap {
            bars: 500,
            mean_block: 4.0,
            seed: 2,
        };
        let convention = Convention::default();
        let own = Figures::of(&returns, convention);
        let intervals = CurveIntervals::of(&returns, convention, bootstrap, 400, 0.95).unwrap();
        assert!(intervals.sharpe.low < own.sharpe && own.sharpe < intervals.sharpe.high);
        assert!(intervals.cagr.low < own.cagr && own.cagr < intervals.cagr.high);
    }
}
