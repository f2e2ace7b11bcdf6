//! The strategy and the account: what `backtest` and `sweep` ask alike.

use std::path::PathBuf;

use clap::Args;

use crate::account::Costs;
use crate::backtest::metrics::{Convention, trades_weekends};
use crate::backtest::{BacktestConfig, Fills, Input};
use crate::rule::Parameters;
use crate::strategy::{Builtin, StrategyFile};
use crate::{Error, Result, Timeframe};

/// The strategy and the account.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Strategy")]
pub(super) struct PlanArgs {
    /// A strategy that comes with the program, such as breakout, sma-cross or turtle-20-10; `strandline rules list` has
    /// them all
    #[arg(
        long,
        value_name = "NAME",
        required_unless_present = "strategy",
        conflicts_with = "strategy"
    )]
    rule: Option<String>,

    /// A strategy of your own, as a TOML file of rules
    #[arg(long, value_name = "FILE")]
    strategy: Option<PathBuf>,

    /// Value of a parameter of the strategy, as NAME=VALUE; may be given several times
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = parameter)]
    parameters: Vec<(String, f64)>,

    /// Cash at the start [default: as in the strategy, else 100000]
    #[arg(
        long,
        value_name = "MONEY",
        allow_negative_numbers = true,
        help_heading = "Account"
    )]
    cash: Option<f64>,

    /// Commission a side and no other cost, such as 10bps, 4.95/order or 0.005/share,min=1, or none [default: as in the strategy, else 5 bps of spread
    /// and slippage a side (10 where weekends are traded, as of coins), twice that for stops, and 0.5 % a year for
    /// borrowed shares]
    #[arg(long, value_name = "COST", value_parser = cost, help_heading = "Account")]
    cost: Option<Costs>,

    /// Whose answers decide what a bar does to an order: model-1, or those of backtesting.py, tradingview or next-close,
    /// to reproduce a result of theirs [default: as in the strategy, else model-1]
    #[arg(long, value_name = "NAME", help_heading = "Account")]
    fills: Option<Fills>,

    /// Allow short sales, with margin
    #[arg(long, help_heading = "Account")]
    allow_short: bool,

    /// Allow fractions of shares [default: where weekends are traded, as of coins]
    #[arg(long, help_heading = "Account")]
    fractional: bool,

    /// Close what is open at the last close, with costs
    #[arg(long, help_heading = "Account")]
    close_at_end: bool,

    /// Risk-free rate, in percent a year
    #[arg(
        long,
        value_name = "PERCENT",
        allow_negative_numbers = true,
        default_value_t = 0.0,
        help_heading = "Account"
    )]
    pub(super) rf: f64,

    /// Bars a year [default: 252 for days, 365 where weekends are traded, 52 for weeks, 12 for months; must be given for shorter bars]
    #[arg(
        long,
        value_name = "COUNT",
        allow_negative_numbers = true,
        help_heading = "Account"
    )]
    bars_a_year: Option<f64>,
}

impl PlanArgs {
    /// The strategy with its parameters.
    pub(super) fn file(&self) -> Result<StrategyFile> {
        let file = match (&self.rule, &self.strategy) {
            (Some(name), _) => Builtin::find(name)?.file()?,
            (None, Some(path)) => StrategyFile::read(path)?,
            (None, None) => return Err(Error::parameter("strategy", "", "must be given")),
        };
        let parameters: Parameters = self.parameters.iter().cloned().collect();
        file.vary(&parameters)
    }

    /// The account of the strategy's file, with what was asked for here.
    pub(super) fn config(
        &self,
        file: &StrategyFile,
        inputs: &[Input<'_>],
    ) -> Result<BacktestConfig> {
        let mut config = BacktestConfig::of_strategy(file)?;
        if inputs.iter().all(|input| trades_weekends(input.bars())) {
            let is_open = |key| !file.account().contains_key(key);
            if is_open("costs") {
                config.costs = Costs::crypto();
            }
            if is_open("lot") {
                config.lot = None;
            }
        }
        config.cash = self.cash.unwrap_or(config.cash);
        config.costs = self.cost.unwrap_or(config.costs);
        config.fills = self.fills.unwrap_or(config.fills);
        config.allow_short |= self.allow_short;
        config.close_at_end |= self.close_at_end;
        if self.fractional {
            config.lot = None;
        }
        Ok(config)
    }

    /// How figures are made yearly; all inputs must be of one timeframe.
    pub(super) fn convention(&self, inputs: &[Input<'_>]) -> Result<Convention> {
        let mut timeframes = inputs.iter().map(|input| input.bars().timeframe());
        let timeframe = timeframes.next().unwrap_or(Timeframe::Day);
        if let Some(other) = timeframes.find(|other| *other != timeframe) {
            return Err(Error::Data {
                what: "the files".into(),
                problem: format!("hold bars of one {timeframe} and of one {other}"),
                help: Some("--timeframe makes longer bars of shorter ones".into()),
            });
        }
        if !(self.rf.is_finite() && self.rf > -100.0) {
            let rule = "must be a number of percent a year, above -100";
            return Err(Error::parameter("rf", self.rf, rule));
        }
        // A portfolio has a close on every day on which one of its markets is open.
        let usual = inputs
            .iter()
            .filter_map(|input| Convention::bars_a_year_of(input.bars()))
            .max_by(f64::total_cmp);
        let bars_a_year = self.bars_a_year.or(usual).ok_or_else(|| {
            Error::parameter(
                "bars-a-year",
                timeframe,
                "must be given for bars shorter than a day: bars a session times sessions a year",
            )
        })?;
        if !(bars_a_year.is_finite() && bars_a_year > 0.0) {
            return Err(Error::parameter(
                "bars-a-year",
                bars_a_year,
                "must be above 0",
            ));
        }
        Ok(Convention {
            bars_a_year,
            risk_free_pct: self.rf,
        })
    }
}

/// Parses `fast=20`.
fn parameter(text: &str) -> std::result::Result<(String, f64), String> {
    let wrong = || "must be NAME=VALUE, such as fast=20".to_owned();
    let (name, value) = text.split_once('=').ok_or_else(wrong)?;
    let value: f64 = value.trim().parse().map_err(|_| wrong())?;
    if !value.is_finite() {
        return Err(wrong());
    }
    Ok((name.trim().to_owned(), value))
}

/// Parses `10bps`, `0.1%`, `4.95/order`, `0.005/share`, with `min=1` and `max=20`, joined by commas; and `none`.
fn cost(text: &str) -> std::result::Result<Costs, String> {
    if text == "none" {
        return Ok(Costs::NONE);
    }
    let wrong = || {
        "must be such as 10bps, 0.1%, 4.95/order or 0.005/share,min=1,max=20; or none".to_owned()
    };
    let mut costs = Costs::NONE;
    for part in text.split(',').map(str::trim) {
        let (number, place, scale) = if let Some(number) = part.strip_suffix("bps") {
            (number, &mut costs.commission_bps, 1.0)
        } else if let Some(number) = part.strip_suffix('%') {
            (number, &mut costs.commission_bps, 100.0)
        } else if let Some(number) = part.strip_suffix("/order") {
            (number, &mut costs.commission_per_order, 1.0)
        } else if let Some(number) = part.strip_suffix("/share") {
            (number, &mut costs.commission_per_share, 1.0)
        } else if let Some(number) = part.strip_prefix("min=") {
            (number, &mut costs.commission_min, 1.0)
        } else if let Some(number) = part.strip_prefix("max=") {
            (number, costs.commission_max.insert(0.0), 1.0)
        } else {
            return Err(wrong());
        };
        let value = number.trim().parse::<f64>().map_err(|_| wrong())? * scale;
        if !value.is_finite() || value < 0.0 {
            return Err(wrong());
        }
        *place = value;
    }
    Ok(costs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cost_has_parts() {
        assert_eq!(cost("10bps"), Ok(Costs::commission(10.0)));
        let broker = Costs {
            commission_per_share: 0.005,
            commission_min: 1.0,
            commission_max: Some(20.0),
            ..Costs::NONE
        };
        assert_eq!(cost("0.005/share,min=1,max=20"), Ok(broker));
        for text in ["", "4.95", "x/order", "-1/share", "10bps,"] {
            assert!(cost(text).is_err(), "{text}");
        }
    }
}
