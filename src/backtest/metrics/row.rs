//! The figures as rows of a table, each with its formula and the reason where it is blank.

use serde::Serialize;

use super::Metrics;
use Unit::{Count, Fraction, Money, Ratio};

/// In what a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// A number of things.
    Count,
    /// Money.
    Money,
    /// A part of a whole; tables show it in percent.
    Fraction,
    /// A ratio without unit.
    Ratio,
}

/// One figure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct MetricRow {
    /// Its key in JSON and tables.
    pub name: &'static str,
    /// Its value; blank where it is not defined.
    pub value: Option<f64>,
    /// In what it is.
    pub unit: Unit,
    /// How it is computed.
    pub formula: &'static str,
    /// Why it is blank, if it is.
    pub blank_because: Option<&'static str>,
}

impl Metrics {
    /// All figures in the order of reports.
    pub fn rows(&self) -> Vec<MetricRow> {
        TABLE
            .iter()
            .map(|definition| {
                let value = (definition.value)(self);
                MetricRow {
                    name: definition.name,
                    value,
                    unit: definition.unit,
                    formula: definition.formula,
                    blank_because: value.is_none().then(|| self.why_blank(definition)),
                }
            })
            .collect()
    }

    /// Why the figure of `definition` is blank; some may be so for several reasons.
    fn why_blank(&self, definition: &Definition) -> &'static str {
        match definition.name {
            "sharpe_lo" if self.sharpe.is_some() => "serial correlations leave no variance",
            "beta" | "alpha" if self.benchmark_return.is_some() && self.bars < 3 => FEWER_RETURNS,
            "beta" | "alpha" if self.benchmark_return.is_some() => "the benchmark does not move",
            "payoff" if self.trades.average_loss.is_some() => NO_WIN,
            "sqn" if self.trades.count > 1 => "profits do not differ",
            _ => definition.reason,
        }
    }
}

struct Definition {
    name: &'static str,
    unit: Unit,
    formula: &'static str,
    /// When it is not defined.
    reason: &'static str,
    value: fn(&Metrics) -> Option<f64>,
}

const ALWAYS: &str = "";
const FEWER_RETURNS: &str = "fewer than two returns";
const FEW_RETURNS: &str = "fewer than two returns, or returns that do not differ";
const NO_TRADES: &str = "no closed trades";
const NO_LOSS: &str = "no closed trade lost";
const NO_WIN: &str = "no closed trade gained";
const NO_BENCHMARK: &str = "no benchmark with a close for every bar";

/// A row of [`TABLE`].
const fn row(
    name: &'static str,
    unit: Unit,
    formula: &'static str,
    reason: &'static str,
    value: fn(&Metrics) -> Option<f64>,
) -> Definition {
    Definition {
        name,
        unit,
        formula,
        reason,
        value,
    }
}

#[rustfmt::skip]
const TABLE: [Definition; 36] = [
    row("bars", Count, "closes of the curve", ALWAYS, |m| Some(m.bars as f64)),
    row("years", Ratio, "calendar days / 365.25", ALWAYS, |m| Some(m.years)),
    row("final_equity", Money, "cash + positions at the last close", ALWAYS, |m| Some(m.final_equity)),
    row("total_return", Fraction, "E_n / cash - 1", ALWAYS, |m| Some(m.total_return)),
    row("cagr", Fraction, "(E_n / E_0)^(365.25 / days) - 1", "no time passed, or the equity is gone", |m| m.cagr),
    row("volatility", Fraction, "sd(r) sqrt(N), n - 1", FEWER_RETURNS, |m| m.volatility),
    row("sharpe", Ratio, "mean(r - rf) / sd(r) sqrt(N), n - 1", FEW_RETURNS, |m| m.sharpe),
    row("sharpe_lo", Ratio, "SR N / sqrt(N + 2 sum (N - k) rho_k), k <= 20 (Lo 2002)", FEW_RETURNS, |m| m.sharpe_lo),
    row("sortino", Ratio, "mean(r - rf) / sqrt(mean(min(r - rf, 0)^2)) sqrt(N)", "no return below the risk-free rate", |m| m.sortino),
    row("max_drawdown", Fraction, "min(E_t / max(E_0..E_t) - 1)", ALWAYS, |m| Some(m.drawdown.deepest)),
    row("max_drawdown_bars", Count, "longest run of bars below a former peak", ALWAYS, |m| Some(m.drawdown.longest_bars as f64)),
    row("calmar", Ratio, "CAGR / |max drawdown|", "no drawdown, or no CAGR", |m| m.calmar),
    row("var95", Fraction, "5 % quantile of r, historical", "no returns", |m| m.var95),
    row("cvar95", Fraction, "mean of r at or below VaR", "no returns", |m| m.cvar95),
    row("beta", Ratio, "cov(r, m) / var(m)", NO_BENCHMARK, |m| m.market.map(|model| model.beta)),
    row("alpha", Fraction, "(mean(r - rf) - beta mean(m - rf)) N (Jensen 1968)", NO_BENCHMARK, |m| m.market.map(|model| model.alpha)),
    row("benchmark_return", Fraction, "last close / first close - 1", NO_BENCHMARK, |m| m.benchmark_return),
    row("exposure", Fraction, "closes with a position / closes", "no bars", |m| m.exposure),
    row("commission_paid", Money, "both sides, open trades included", ALWAYS, |m| Some(m.commission_paid)),
    row("slippage_paid", Money, "|paid - price| shares, both sides", ALWAYS, |m| Some(m.slippage_paid)),
    row("closed_trades", Count, "round trips", ALWAYS, |m| Some(m.trades.count as f64)),
    row("open_trades", Count, "positions at the last close", ALWAYS, |m| Some(m.open_trades as f64)),
    row("win_rate", Fraction, "trades with pnl > 0 / trades", NO_TRADES, |m| m.trades.win_rate),
    row("average_win", Money, "mean pnl of trades that gained", NO_WIN, |m| m.trades.average_win),
    row("average_loss", Money, "-mean pnl of trades that lost", NO_LOSS, |m| m.trades.average_loss),
    row("profit_factor", Ratio, "sum of gains / sum of losses", NO_LOSS, |m| m.trades.profit_factor),
    row("payoff", Ratio, "average win / average loss", NO_LOSS, |m| m.trades.payoff),
    row("expectancy", Money, "mean pnl", NO_TRADES, |m| m.trades.expectancy),
    row("sqn", Ratio, "sqrt(n) mean / sd of pnl, n - 1", "fewer than two trades", |m| m.trades.sqn),
    row("kelly", Fraction, "W - (1 - W) / payoff", "no gain or no loss yet", |m| m.trades.kelly),
    row("mean_r", Ratio, "mean of pnl / (shares |entry - stop|)", "no trade with a stop", |m| m.trades.mean_r),
    row("mean_mfe", Fraction, "mean best move / entry", NO_TRADES, |m| m.trades.mean_mfe),
    row("mean_mae", Fraction, "mean worst move / entry", NO_TRADES, |m| m.trades.mean_mae),
    row("mean_bars", Count, "mean bars from entry to exit", NO_TRADES, |m| m.trades.mean_bars),
    row("best_trade", Money, "largest pnl", NO_TRADES, |m| m.trades.best),
    row("worst_trade", Money, "smallest pnl", NO_TRADES, |m| m.trades.worst),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::{Entry, Order, Portfolio, Size};
    use crate::analysis::AsOf;
    use crate::backtest::metrics::Convention;
    use crate::backtest::{BacktestConfig, Input, run};
    use crate::market::testing::{daily, sketch};
    use crate::strategy::{BuyAndHold, Strategy};
    use crate::{Bars, Ohlcv};

    #[test]
    fn a_run_over_nothing_is_blank_with_reasons_and_never_zero_or_infinite() {
        let bars = sketch("");
        let run = run(
            &[Input::new(&bars)],
            &mut BuyAndHold,
            &BacktestConfig::default(),
        )
        .unwrap();
        let metrics = Metrics::of(&run, Some(&bars), Convention::default());
        for row in metrics.rows() {
            assert!(row.value.is_none_or(f64::is_finite), "{row:?}");
            let is_negative = row.value.is_some_and(f64::is_sign_negative);
            assert!(!is_negative, "{row:?}");
            assert_eq!(row.value.is_none(), row.blank_because.is_some());
            assert_ne!(row.blank_because, Some(ALWAYS), "{row:?}");
        }
        assert_eq!(metrics.sharpe, None);
        assert_eq!(metrics.trades.win_rate, None);
    }

    /// Value and reason of each figure of [`Daily`] in a market of these prices.
    fn reasons(closes: &[f64], benchmark: &[f64]) -> impl Fn(&str) -> (Option<f64>, &'static str) {
        let (bars, benchmark) = (flat(closes), flat(benchmark));
        let mut daily = Daily;
        let config = BacktestConfig {
            costs: crate::account::Costs::NONE,
            ..BacktestConfig::default()
        };
        let run = run(&[Input::new(&bars)], &mut daily, &config).unwrap();
        let metrics = Metrics::of(&run, Some(&benchmark), Convention::default());
        move |name| {
            let row = metrics.rows().into_iter().find(|row| row.name == name);
            let row = row.unwrap();
            (row.value, row.blank_because.unwrap_or_default())
        }
    }

    #[test]
    fn where_every_trade_lost_the_profit_factor_is_zero_and_the_payoff_lacks_a_win() {
        let figure = reasons(&[10.0, 10.0, 9.0, 9.0, 8.0, 8.0], &[1.0; 6]);
        let (factor, _) = figure("profit_factor");
        assert!(factor.is_some_and(|it| it == 0.0 && it.is_sign_positive()));
        assert_eq!(figure("payoff"), (None, "no closed trade gained"));
        assert_eq!(figure("average_win"), (None, "no closed trade gained"));
        let figure = reasons(&[10.0, 10.0, 11.0, 11.0, 12.0, 12.0], &[1.0; 6]);
        assert_eq!(figure("profit_factor"), (None, "no closed trade lost"));
        assert_eq!(figure("payoff"), (None, "no closed trade lost"));
    }

    #[test]
    fn a_blank_tells_which_of_its_reasons_it_was() {
        let figure = reasons(&[10.0, 10.0, 10.0, 10.0, 10.0, 10.0], &[1.0; 6]);
        assert_eq!(figure("sqn"), (None, "profits do not differ"));
        assert_eq!(figure("beta"), (None, "the benchmark does not move"));
        assert_eq!(figure("volatility"), (Some(0.0), ""));
        let figure = reasons(&[10.0, 10.0], &[1.0, 2.0]);
        assert_eq!(figure("sqn"), (None, "fewer than two trades"));
        assert_eq!(figure("alpha"), (None, "fewer than two returns"));
        assert_eq!(figure("volatility"), (None, "fewer than two returns"));
    }

    #[test]
    fn correlations_that_leave_no_variance_are_named() {
        let bars = flat(&[1.0; 400]);
        let run = run(
            &[Input::new(&bars)],
            &mut BuyAndHold,
            &BacktestConfig::default(),
        );
        let mut metrics = Metrics::of(&run.unwrap(), Some(&bars), Convention::default());
        let reason = |metrics: &Metrics| {
            let rows = metrics.rows();
            let row = rows.iter().find(|row| row.name == "sharpe_lo");
            row.unwrap().blank_because
        };
        metrics.sharpe_lo = None;
        metrics.sharpe = None;
        assert_eq!(reason(&metrics), Some(FEW_RETURNS));
        metrics.sharpe = Some(1.0);
        assert_eq!(
            reason(&metrics),
            Some("serial correlations leave no variance")
        );
    }

    /// Bars that are one price each.
    fn flat(closes: &[f64]) -> Bars {
        daily(closes.iter().copied().map(Ohlcv::flat))
    }

    /// Buys ten shares at one open and sells them at the next.
    struct Daily;

    impl Strategy for Daily {
        fn on_close(&mut self, symbol: usize, _: &AsOf<'_>, portfolio: &Portfolio) -> Vec<Order> {
            vec![if portfolio.is_flat(symbol) {
                Order::Enter(Entry::long(Size::Shares(10.0)))
            } else {
                Order::Exit
            }]
        }
    }
}
