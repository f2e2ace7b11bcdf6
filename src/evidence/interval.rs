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

/// Intervals of what a run was worth beside the market.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MarketIntervals {
    /// Compound growth a year less that of the market.
    pub difference: Interval,
    /// Mean of the returns beyond the market, made yearly.
    pub alpha: Interval,
}

impl MarketIntervals {
    /// Of `returns`, those of the `market`, and what is `left` of the one beyond the other, resampled together.
    /// `None` as for [`CurveIntervals::of`].
    pub fn of(
        [returns, market, left]: [&[f64]; 3],
        convention: Convention,
        bootstrap: StationaryBootstrap,
        resamples: u64,
        confidence: f64,
    ) -> Option<Self> {
        let n = bootstrap.bars;
        let do_fit = [returns, market, left].iter().all(|it| it.len() == n);
        if n < 2 || !do_fit || resamples == 0 {
            return None;
        }
        // What is lost altogether is a large loss in logarithms, and not an infinite one.
        let log = |value: &f64| (1.0 + value).max(1e-9).ln();
        let sums = [
            sums(returns.iter().map(log)),
            sums(market.iter().map(log)),
            sums(left.iter().copied()),
        ];
        let figures: Vec<(f64, f64)> = (0..resamples)
            .into_par_iter()
            .map(|number| {
                let mut total = [0.0; 3];
                bootstrap.blocks(number, |first, length| {
                    let end = (first + length).min(n);
                    let rest = first + length - end;
                    for (total, sums) in total.iter_mut().zip(&sums) {
                        *total += sums[end] - sums[first] + sums[rest];
                    }
                });
                let [own, market, left] = total.map(|it| it * convention.bars_a_year / n as f64);
                (own.exp() - market.exp(), left)
            })
            .collect();
        let interval = |value: fn(&(f64, f64)) -> f64| {
            let values: Vec<f64> = figures.iter().map(value).collect();
            let tail = (1.0 - confidence) / 2.0;
            Some(Interval {
                low: quantile(&values, tail)?,
                high: quantile(&values, 1.0 - tail)?,
            })
        };
        Some(Self {
            difference: interval(|it| it.0)?,
            alpha: interval(|it| it.1)?,
        })
    }
}

/// The sums of the first 0, 1, 2 ... values.
fn sums(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut sum = 0.0;
    let mut all = vec![0.0];
    all.extend(values.map(|value| {
        sum += value;
        sum
    }));
    all
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
    fn what_always_earns_as_much_more_than_the_market_does_so_in_every_resample() {
        let market: Vec<f64> = (0..100).map(|t| 0.01 * f64::from(t % 7 - 3)).collect();
        let own: Vec<f64> = market.iter().map(|m| (1.0 + m) * 1.001 - 1.0).collect();
        let left = vec![0.001; 100];
        let bootstrap = StationaryBootstrap {
            bars: 100,
            mean_block: 5.0,
            seed: 2,
        };
        let convention = Convention {
            bars_a_year: 100.0,
            risk_free_pct: 0.0,
        };
        let found =
            MarketIntervals::of([&own, &market, &left], convention, bootstrap, 50, 0.9).unwrap();
        assert!((found.alpha.low - 0.1).abs() < 1e-9 && (found.alpha.high - 0.1).abs() < 1e-9);
        // 1.001^100 - 1 = 10.5 % of what the market grew to, which differs.
        assert!(found.difference.low > 0.0 && found.difference.low < found.difference.high);
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
