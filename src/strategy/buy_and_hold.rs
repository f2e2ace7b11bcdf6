//! The strategy everything else is measured against.

use crate::account::{Entry, Order, Portfolio, Size};

use super::{Now, Orders, Strategy};

/// Buys with all the money at the second open and never sells. Over several symbols each gets an equal part.
#[derive(Debug, Clone, Copy, Default)]
pub struct BuyAndHold;

impl Strategy for BuyAndHold {
    fn on_close(&mut self, now: Now<'_>, portfolio: &Portfolio, orders: &mut Orders<'_>) {
        if now.at() == 0 {
            let pct = 100.0 / portfolio.symbols() as f64;
            orders.push(Order::Enter(Entry::long(Size::EquityPct(pct))));
        }
    }
}
