//! The words around a chart of a backtest.

use serde::{Deserialize, Serialize};

/// The words around a chart of a backtest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caption {
    /// What the chart says, such as the name of the strategy and the symbol.
    pub title: String,
    /// What is measured, in which unit, over which time, after which costs.
    pub subtitle: String,
    /// Where the data come from.
    pub source: String,
}
