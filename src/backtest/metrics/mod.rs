//! What a run was worth: each figure with its formula, and blank with a reason where it is not defined.
//!
//! [`Metrics::of`] computes all of them from a [`Run`]; [`Metrics::rows`] lists them for tables. Returns are those of
//! the equity at closes, `r[t] = E[t] / E[t-1] - 1` for t = 1..n, without a leading zero ([`returns()`]). Figures of trades are those
//! of closed trades, net of costs. Nothing here knows how the trades came about.

mod drawdown;
mod growth;
mod market;
mod returns;
mod row;
mod sharpe;
mod sortino;
mod tail;
mod trades;

pub use drawdown::Drawdown;
pub use growth::cagr;
pub use market::MarketModel;
pub use returns::{Moments, returns};
pub use row::{MetricRow, Unit};
pub use sharpe::{sharpe, sharpe_lo};
pub use sortino::sortino;
pub use tail::{cvar, quantile};
pub use trades::TradeStatistics;

use chrono::{Datelike, Weekday};
use serde::Serialize;

use super::Run;
use crate::account::Trade;
use crate::{Bars, Time, Timeframe};

/// By which conventions figures are made yearly.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Convention {
    /// Bars a year, N: 252 for daily stocks, 365 for coins, bars a session times 252 within the day.
    pub bars_a_year: f64,
    /// Risk-free rate, in percent a year.
    pub risk_free_pct: f64,
}

impl Default for Convention {
    fn default() -> Self {
        Self {
            bars_a_year: 252.0,
            risk_free_pct: 0.0,
        }
    }
}

impl Convention {
    /// Bars a year of a series: of days 252, or 365 where Saturdays and Sundays are traded as well ([`trades_weekends`]),
    /// 52 weeks, 12 months. `None` for shorter bars, whose number depends on the hours of the market.
    pub fn bars_a_year_of(bars: &Bars) -> Option<f64> {
        match bars.timeframe() {
            Timeframe::Day if trades_weekends(bars) => Some(365.0),
            Timeframe::Day => Some(252.0),
            Timeframe::Week => Some(52.0),
            Timeframe::Month => Some(12.0),
            _ => None,
        }
    }

    /// Risk-free return of one bar: the yearly rate divided by N.
    pub fn risk_free_a_bar(&self) -> f64 {
        self.risk_free_pct / 100.0 / self.bars_a_year
    }
}

/// Whether the market of `bars` never closes, as for coins: more than one of ten bars is of a Saturday, and as many are
/// of a Sunday. Of seven days one is each; where weekends lie otherwise, one of them has no bars.
pub fn trades_weekends(bars: &Bars) -> bool {
    let is_often = |day: Weekday| {
        let days = bars.time().iter().filter(|time| time.weekday() == day);
        10 * days.count() > bars.len()
    };
    is_often(Weekday::Sat) && is_often(Weekday::Sun)
}

/// All figures of one run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Metrics {
    /// How figures are made yearly.
    pub convention: Convention,
    /// Closes of the curve.
    pub bars: usize,
    /// Calendar years between the first and the last close, of 365.25 days.
    pub years: f64,
    /// Equity at the last close.
    pub final_equity: f64,
    /// Final equity over starting cash, less 1.
    pub total_return: f64,
    /// Compound growth a year.
    pub cagr: Option<f64>,
    /// Standard deviation of returns, made yearly.
    pub volatility: Option<f64>,
    /// Sharpe's ratio.
    pub sharpe: Option<f64>,
    /// Sharpe's ratio made yearly with the serial correlation of the returns.
    pub sharpe_lo: Option<f64>,
    /// Sortino's ratio.
    pub sortino: Option<f64>,
    /// The deepest fall from a peak, and the longest.
    pub drawdown: Drawdown,
    /// CAGR over the deepest fall.
    pub calmar: Option<f64>,
    /// 5 % quantile of the returns.
    pub var95: Option<f64>,
    /// Mean of the returns at or below it.
    pub cvar95: Option<f64>,
    /// Against the benchmark.
    pub market: Option<MarketModel>,
    /// Return of the benchmark from the first to the last close.
    pub benchmark_return: Option<f64>,
    /// Share of closes with a position.
    pub exposure: Option<f64>,
    /// Commission of all trades, open ones included.
    pub commission_paid: f64,
    /// What spread and slippage took.
    pub slippage_paid: f64,
    /// Of closed trades.
    pub trades: TradeStatistics,
    /// Trades that are still open.
    pub open_trades: usize,
}

impl Metrics {
    /// The figures of `run`, with alpha and beta against the closes of `benchmark` where it has one for every close of
    /// the curve.
    pub fn of(run: &Run, benchmark: Option<&Bars>, convention: Convention) -> Self {
        let returns = returns(&run.equity);
        let moments = Moments::of(&returns);
        let years = years(&run.time);
        let drawdown = Drawdown::of(&run.equity);
        let cagr = cagr(
            run.equity.first().copied(),
            run.equity.last().copied(),
            years,
        );
        let aligned = benchmark.and_then(|bars| aligned_closes(bars, &run.time));
        let var95 = quantile(&returns, 0.05);
        Self {
            convention,
            bars: run.equity.len(),
            years,
            final_equity: run.final_equity(),
            total_return: run.final_equity() / run.cash - 1.0,
            cagr,
            volatility: moments
                .deviation
                .map(|deviation| deviation * convention.bars_a_year.sqrt()),
            sharpe: sharpe(&moments, convention),
            sharpe_lo: sharpe_lo(&returns, &moments, convention),
            sortino: sortino(&returns, &moments, convention),
            calmar: cagr
                .filter(|_| drawdown.deepest < 0.0)
                .map(|cagr| cagr / -drawdown.deepest),
            drawdown,
            var95,
            cvar95: var95.and_then(|var95| cvar(&returns, var95)),
            market: aligned
                .as_deref()
                .and_then(|closes| MarketModel::of(&returns, closes, convention)),
            benchmark_return: aligned
                .as_deref()
                .and_then(|closes| Some(closes.last()? / closes.first()? - 1.0)),
            exposure: (!run.equity.is_empty())
                .then(|| run.exposed_bars as f64 / run.equity.len() as f64),
            commission_paid: total(run, Trade::commission),
            slippage_paid: total(run, Trade::slippage),
            trades: TradeStatistics::of(&run.closed),
            open_trades: run.open.len(),
        }
    }
}

/// Over all trades; the sum of none is 0, not its negative.
fn total(run: &Run, of: impl Fn(&Trade) -> f64) -> f64 {
    run.trades().map(of).sum::<f64>() + 0.0
}

/// Calendar years from the first to the last time.
fn years(time: &[Time]) -> f64 {
    match (time.first(), time.last()) {
        (Some(first), Some(last)) => (*last - *first).num_seconds() as f64 / (365.25 * 86_400.0),
        _ => 0.0,
    }
}

/// The closes of `bars` at `time`; `None` if one is missing.
fn aligned_closes(bars: &Bars, time: &[Time]) -> Option<Vec<f64>> {
    if bars.time() == time {
        return Some(bars.close().to_vec());
    }
    time.iter()
        .map(|time| {
            let at = bars.time().binary_search(time).ok()?;
            Some(bars.close()[at])
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Ohlcv;
    use crate::market::testing::builder;

    fn days(is_open: impl Fn(Weekday) -> bool) -> Bars {
        let mut builder = builder();
        let first = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
        for day in first
            .iter_days()
            .take(60)
            .filter(|day| is_open(day.weekday()))
        {
            builder.push(day.into(), Ohlcv::flat(1.0)).unwrap();
        }
        builder.build()
    }

    #[test]
    fn a_market_that_never_closes_has_365_days_a_year() {
        let year = |bars: &Bars| Convention::bars_a_year_of(bars);
        assert_eq!(year(&days(|_| true)), Some(365.0));
        let weekdays = days(|day| !matches!(day, Weekday::Sat | Weekday::Sun));
        assert_eq!(year(&weekdays), Some(252.0));
        let sunday_to_thursday = days(|day| !matches!(day, Weekday::Fri | Weekday::Sat));
        assert_eq!(year(&sunday_to_thursday), Some(252.0));
    }
}
