//! One bar in log prices, beside what was known before it.

use super::Role;

/// What the events of a bar are judged by: its log prices, the close before it, and the ATR known before it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Moment {
    pub(crate) at: usize,
    /// The open as a price: its log is asked for at breaks only.
    pub(crate) open_price: f64,
    pub(crate) high: f64,
    pub(crate) low: f64,
    pub(crate) close: f64,
    pub(crate) close_before: f64,
    pub(crate) atr_before: f64,
}

impl Moment {
    /// The log of the open as a level of `role` meets it.
    pub(crate) fn open_seen_by(&self, role: Role) -> f64 {
        role.seen(self.open_price.ln())
    }

    /// The bar as a resistance and as a support meet it, by [`Role`], told as for a resistance: a support sees the
    /// prices negated.
    pub(crate) fn seen_by_roles(self) -> [Self; 2] {
        let mirrored = Self {
            high: -self.low,
            low: -self.high,
            close: -self.close,
            close_before: -self.close_before,
            ..self
        };
        [self, mirrored]
    }
}
