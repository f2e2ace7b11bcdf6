//! Charts of a backtest, from plain data: what became of the money, month by month, trade by trade.
//!
//! [`Equity`] against holding, with what was lost from the last peak; [`Monthly`] returns as a table of colours;
//! [`Distribution`] of trades. Trades on the price itself are marks of a [`Scene`](super::scene::Scene). Each is laid
//! out by its `chart` method and drawn like every other [`Chart`](super::Chart). Nothing here knows how a number of a
//! backtest is computed.

mod distribution;
mod equity;
mod monthly;
mod plate;
mod stack;

pub use distribution::Distribution;
pub use equity::{Equity, Underwater};
pub use monthly::{Month, Monthly};
pub use stack::stack;

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
