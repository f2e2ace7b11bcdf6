//! Comparisons of log prices: what differs by less than 1e-9 counts as equal.
//!
//! Logs of scaled or mirrored prices differ in their last bits; with this margin they still give the same facts. A
//! billionth of the price is far below any tick.

/// Log prices closer than this are equal.
pub(crate) const SAME: f64 = 1e-9;

/// `a > b`.
pub(crate) fn above(a: f64, b: f64) -> bool {
    a > b + SAME
}

/// `a < b`.
pub(crate) fn below(a: f64, b: f64) -> bool {
    a < b - SAME
}

/// `a >= b`.
pub(crate) fn at_least(a: f64, b: f64) -> bool {
    a >= b - SAME
}

/// `a <= b`.
pub(crate) fn at_most(a: f64, b: f64) -> bool {
    a <= b + SAME
}
