//! What a backtest may be told.

use serde::{Deserialize, Serialize};

use super::Fills;
use crate::account::Costs;
use crate::strategy::StrategyFile;
use crate::{Error, Result};

/// What happens where one bar does not tell which of two levels came first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Path {
    /// The stop.
    #[default]
    Worst,
    /// The target.
    Best,
}

/// Margin of short positions, in percent of their value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Margin {
    /// Cash that must stand against a new short position, its own proceeds included.
    pub initial_pct: f64,
    /// Cash and long positions that must stand against all short positions at every close, else they are covered at
    /// the next open.
    pub maintenance_pct: f64,
}

impl Margin {
    /// The initial margin as a part of the value.
    pub(super) fn initial_frac(self) -> f64 {
        self.initial_pct / 100.0
    }
}

impl Default for Margin {
    fn default() -> Self {
        Self {
            initial_pct: 150.0,
            maintenance_pct: 130.0,
        }
    }
}

/// Account, costs and fills of a backtest. The default is a cash account of whole shares with the costs of daily stock
/// bars.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BacktestConfig {
    /// Cash at the start.
    pub cash: f64,
    /// Commission, slippage, borrow.
    pub costs: Costs,
    /// Shares come in multiples of this; `None` for any fraction.
    pub lot: Option<f64>,
    /// Prices of orders come in multiples of this: limits and protective stops are snapped away from the market,
    /// stop entries and targets too. `None` leaves them as they are.
    pub tick: Option<f64>,
    /// How far beyond a limit or a target the price must go before it fills; 0 means that a touch suffices.
    pub limit_through: f64,
    /// An entry takes at most this part of the bar's volume, in percent.
    pub volume_cap_pct: Option<f64>,
    /// Whether shares may be borrowed and sold.
    pub allow_short: bool,
    /// Margin of short positions.
    pub margin: Margin,
    /// At most this many positions at once.
    pub max_positions: Option<usize>,
    /// At most this part of the equity in one position at its entry, in percent.
    pub max_weight_pct: Option<f64>,
    /// Close what is open at the last close, with costs, instead of leaving it open and marked.
    pub close_at_end: bool,
    /// Which level comes first where a bar does not tell.
    pub path: Path,
    /// Whose answers decide what a bar does to an order.
    pub fills: Fills,
}

impl Default for BacktestConfig {
    fn default() -> Self {
        Self {
            cash: 100_000.0,
            costs: Costs::default(),
            lot: Some(1.0),
            tick: None,
            limit_through: 0.0,
            volume_cap_pct: None,
            allow_short: false,
            margin: Margin::default(),
            max_positions: None,
            max_weight_pct: None,
            close_at_end: false,
            path: Path::Worst,
            fills: Fills::Model1,
        }
    }
}

impl BacktestConfig {
    /// The settings of a strategy file's table `[account]`, the default for what it does not say.
    ///
    /// # Errors
    ///
    /// [`Error::Syntax`] if the table has a key or a value that it may not have, [`Error::Parameter`] for a value out of its
    /// range.
    pub fn of_strategy(file: &StrategyFile) -> Result<Self> {
        #[derive(Deserialize)]
        struct Whole {
            #[serde(default)]
            account: BacktestConfig,
        }
        // Read from the text and not from the table, so that a complaint points into the file.
        let whole: Whole = toml::from_str(file.text()).map_err(|error| file.toml_error(&error))?;
        whole.account.validate()?;
        Ok(whole.account)
    }

    /// Checks every value.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for the first value that is not what it must be.
    pub fn validate(&self) -> Result<()> {
        let positive = [
            ("cash", Some(self.cash)),
            ("lot", self.lot),
            ("tick", self.tick),
            ("volume_cap_pct", self.volume_cap_pct),
            ("max_weight_pct", self.max_weight_pct),
        ];
        for (name, value) in positive {
            if let Some(value) = value.filter(|value| !(value.is_finite() && *value > 0.0)) {
                return Err(Error::parameter(name, value, "must be a number above 0"));
            }
        }
        let not_negative = [
            ("limit_through", self.limit_through),
            ("margin.initial_pct", self.margin.initial_pct),
            ("margin.maintenance_pct", self.margin.maintenance_pct),
        ];
        for (name, value) in not_negative {
            if !(value.is_finite() && value >= 0.0) {
                return Err(Error::parameter(
                    name,
                    value,
                    "must be a number of at least 0",
                ));
            }
        }
        if self.max_positions == Some(0) {
            return Err(Error::parameter("max_positions", 0, "must be at least 1"));
        }
        match self.costs.problem() {
            Some((name, value, rule)) => Err(Error::parameter(name, value, rule)),
            None => Ok(()),
        }
    }

    /// `shares` in whole lots, rounded down.
    pub(super) fn in_lots(&self, shares: f64) -> f64 {
        match self.lot {
            Some(lot) => (shares / lot).floor() * lot,
            None => shares,
        }
    }
}
