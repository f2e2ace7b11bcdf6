//! The strategy everything else is measured against.

use crate::account::{Entry, Order, Portfolio, Size};

use super::Strategy;
use crate::analysis::AsOf;

/// Buys with all the money at the second open and never sells. Over several symbols each gets an equal part.
#[derive(Debug, Clone, Copy, Default)]
pub struct BuyAndHold;

impl Strategy for BuyAndHold {
    fn on_close(&mut self, _: usize, now: &AsOf<'_>, portfolio: &Portfolio) -> Vec<Order> {
        if now.at() > 0 {
            return Vec::new();
        }
        let pct = 100.0 / portfolio.symbols() as f64;
        vec![Order::Enter(Entry::long(Size::EquityPct(pct)))]
    }
}
