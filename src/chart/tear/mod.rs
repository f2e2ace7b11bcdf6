//! Charts of a backtest, from plain data: what became of the money, month by month, trade by trade.
//!
//! [`Equity`] against holding, with what was lost from the last peak; [`Monthly`] returns as a table of colours;
//! [`Distribution`] of trades. Trades on the price itself are marks of a [`Scene`](super::scene::Scene). Each is laid
//! out by its `chart` method and drawn like every other [`Chart`](super::Chart). Nothing here knows how a number of a
//! backtest is computed.

mod caption;
mod distribution;
mod equity;
mod monthly;
mod plate;
mod stack;

pub use caption::Caption;
pub use distribution::Distribution;
pub use equity::{Equity, Underwater};
pub use monthly::{Month, Monthly};
pub use stack::stack;
