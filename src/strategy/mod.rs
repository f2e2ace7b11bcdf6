//! Who decides: the [`Strategy`] trait and the strategies that come with the crate.
//!
//! A strategy is asked at every close what to do from the next bar on. It sees what was known then ([`AsOf`]: bars,
//! levels, facts) and the account ([`Portfolio`]), and returns [`Order`]s. It knows nothing of fills and costs, and nothing
//! that it is given shows a later bar. Levels are found when a strategy first asks for them.
//!
//! ```
//! use strandline::AsOf;
//! use strandline::account::{Entry, Order, Portfolio, Size};
//! use strandline::level::{Role, State};
//! use strandline::strategy::Strategy;
//!
//! /// Buys near a support that was tested twice, with a stop under it; sells after ten bars.
//! struct Bounce;
//!
//! impl Strategy for Bounce {
//!     fn on_close(&mut self, symbol: usize, now: &AsOf<'_>, portfolio: &Portfolio) -> Vec<Order> {
//!         if let Some(position) = portfolio.position(symbol) {
//!             let is_over = now.at() >= position.entry().at + 10;
//!             return if is_over { vec![Order::Exit] } else { Vec::new() };
//!         }
//!         let support = now.levels().iter().find(|level| {
//!             level.role == Role::Support && level.state == State::Testing && level.tests.len() >= 2
//!         });
//!         let entry = |stop| Entry::long(Size::EquityPct(100.0)).stop(stop);
//!         support.map(|level| Order::Enter(entry(level.zone.low * 0.99))).into_iter().collect()
//!     }
//! }
//! ```

mod binder;
mod bound_side;
mod builtin;
mod buy_and_hold;
mod file;
mod life;
mod protection;
mod rules;
mod side;
mod side_text;
mod sizing;
mod text;
mod warm_up;

pub use builtin::{BUILTINS, Builtin};
pub use buy_and_hold::BuyAndHold;
pub use file::StrategyFile;
pub use rules::RuleStrategy;
pub use side::Side;
pub use warm_up::WarmUp;

use crate::Result;
use crate::account::{Bracket, Entry, EntryKind, Order, Portfolio};
use crate::analysis::AsOf;

/// Decides at the close of a bar what is done from the next bar on.
pub trait Strategy {
    /// Called once before the first bar, with every series as of its first bar, in alphabetical order of symbols. A
    /// strategy forgets here what it may remember from a run before.
    ///
    /// # Errors
    ///
    /// Whatever keeps the strategy from running on these series.
    fn prepare(&mut self, series: &[&AsOf<'_>]) -> Result<()> {
        let _ = series;
        Ok(())
    }

    /// Until when it cannot decide on this symbol; it is not asked before.
    fn warm_up(&self, symbol: usize) -> WarmUp {
        let _ = symbol;
        WarmUp::default()
    }

    /// The first bar on which every column it reads has a value, whatever it looks back on: programs that ask a strategy one
    /// bar after that are reproduced by it.
    fn first_of_columns(&self, symbol: usize) -> usize {
        self.warm_up(symbol).bars
    }

    /// Returns what to do from the next bar on for the symbol of this index, of which `now` is what was known at the
    /// close. By reference: it keeps the levels of the bars before, and tells only what is new.
    fn on_close(&mut self, symbol: usize, now: &AsOf<'_>, portfolio: &Portfolio) -> Vec<Order>;

    /// The price of an entry that hangs on the open of the bar on which it works ([`Entry::is_from_open`]), which opens at
    /// `open`. The answer may rest on what was known at the close of [`Entry::decided`] and on `open`, nothing else.
    fn kind_at_open(&self, symbol: usize, entry: &Entry, open: f64) -> EntryKind {
        let _ = (symbol, open);
        entry.kind
    }

    /// The levels of an entry that fills at `price`, where some were left open until then
    /// ([`ExitPrice::at_fill`](crate::account::ExitPrice::at_fill)). The answer may rest on what was known at the close of
    /// [`Entry::decided`] and on `price`, nothing else.
    fn bracket_at_fill(&self, symbol: usize, entry: &Entry, price: f64) -> Bracket {
        let _ = (symbol, price);
        entry.bracket
    }
}
