//! What is owned, asked for and paid: orders, fills, costs, positions, trades, the portfolio.
//!
//! A strategy writes an [`Order`]; the broker of [`backtest`](crate::backtest) turns it into a [`Fill`]; two fills make
//! a [`Trade`]; between them there is a [`Position`] in the [`Portfolio`]. Nothing here knows when or at which price an
//! order fills, or why it was given.

mod corporate;
mod cost;
mod exit_price;
mod fill;
mod order;
mod portfolio;
mod position;
mod size;
mod trade;

pub use corporate::{CorporateAction, CorporateKind};
pub use cost::Costs;
pub use exit_price::{Bracket, ExitPrice, Trail};
pub use fill::{Cause, Fill};
pub use order::{Beside, Direction, Entry, EntryKind, LevelsOfWhole, Life, Order};
pub use portfolio::Portfolio;
pub use position::Position;
pub(crate) use position::{Close, part_bit};
pub use size::{Size, SizeBasis};
pub use trade::Trade;
