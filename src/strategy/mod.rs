//! Who decides: the [`Strategy`] trait and the strategies that come with the crate.
//!
//! A strategy is asked at every close what to do from the next bar on. It sees the bars up to now ([`Now`]) and the
//! account ([`Portfolio`]), and pushes [`Order`](crate::account::Order)s. It knows nothing of fills, costs or of the bars to come.
//!
//! ```
//! use strandline::account::{Entry, Order, Portfolio, Size};
//! use strandline::strategy::{Now, Orders, Strategy};
//!
//! /// Buys after three falling closes, sells after a rising one.
//! struct ThreeDown;
//!
//! impl Strategy for ThreeDown {
//!     fn on_close(&mut self, now: Now<'_>, portfolio: &Portfolio, orders: &mut Orders<'_>) {
//!         let [.., a, b, c, d] = *now.closes() else { return };
//!         if portfolio.is_flat(now.symbol()) {
//!             if a > b && b > c && c > d {
//!                 orders.push(Order::Enter(Entry::long(Size::EquityPct(100.0)).stop(d * 0.95)));
//!             }
//!         } else if d > c {
//!             orders.push(Order::Exit);
//!         }
//!     }
//! }
//! ```

mod bound_side;
mod builtin;
mod buy_and_hold;
mod file;
mod now;
mod rules;
mod side;
mod sizing;
mod toml_rule;
mod warm_up;

pub use builtin::{BUILTINS, Builtin};
pub use buy_and_hold::BuyAndHold;
pub use file::StrategyFile;
pub use now::{Now, Orders};
pub use rules::{Bound, RuleStrategy};
pub use side::Side;
pub use warm_up::WarmUp;

use crate::account::Portfolio;
use crate::{Bars, Result};

/// Decides at the close of a bar what is done from the next bar on.
///
/// Orders go into a sink that the engine owns: on most bars there are none, and a fresh `Vec` a bar would cost more
/// than the rest of the loop.
pub trait Strategy {
    /// Called once before the first bar, with the series in the order of [`Now::symbol`]. A strategy computes its
    /// columns here, and forgets what it may remember from a run before.
    ///
    /// # Errors
    ///
    /// Whatever keeps the strategy from running on these bars.
    fn prepare(&mut self, bars: &[&Bars]) -> Result<()> {
        let _ = bars;
        Ok(())
    }

    /// Until when it cannot decide on this symbol; it is not asked before.
    fn warm_up(&self, symbol: usize) -> WarmUp {
        let _ = symbol;
        WarmUp::default()
    }

    /// Pushes what to do for the symbol of `now` from its next bar on.
    fn on_close(&mut self, now: Now<'_>, portfolio: &Portfolio, orders: &mut Orders<'_>);
}
