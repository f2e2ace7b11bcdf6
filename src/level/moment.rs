//! One bar in log prices, beside what was known before it.

use super::Role;

/// What the events of a bar are judged by: its log prices, the close before it, and the ATR known before it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Moment {
    pub(crate) at: usize,
    pub(crate) open: f64,
    pub(crate) high: f64,
    pub(crate) low: f64,
    pub(crate) close: f64,
    pub(crate) close_before: f64,
    pub(crate) atr_before: f64,
}

impl Moment {
    /// The bar as a level of `role` meets it, told as for a resistance: a support sees the prices negated.
    pub(crate) fn seen_by(self, role: Role) -> Self {
        match role {
            Role::Resistance => self,
            Role::Support => Self {
                open: -self.open,
                high: -self.low,
                low: -self.high,
                close: -self.close,
                close_before: -self.close_before,
                ..self
            },
        }
    }
}
