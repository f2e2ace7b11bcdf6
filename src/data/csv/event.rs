//! Dividends and splits as words in a cell: what rows copied from a web page hold.

use super::super::Decimal;
use super::number::{self, Number};
use crate::market::EventKind;

/// `4:1` and its like.
pub(super) fn ratio(text: &str) -> Option<f64> {
    let parts = [":", "/", "-for-", " for "]
        .iter()
        .find_map(|mark| text.split_once(mark));
    let (new, old) = parts?;
    let new: f64 = fast_float2::parse(new.trim()).ok()?;
    let old: f64 = fast_float2::parse(old.trim()).ok()?;
    (new > 0.0 && old > 0.0 && (new / old).is_finite()).then_some(new / old)
}

/// `0.24 Dividend`, `4:1 Stock Split`.
pub(super) fn event_of(cell: &[u8], decimal: Decimal) -> Option<EventKind> {
    let text = std::str::from_utf8(cell).ok()?;
    let lower = text.to_lowercase();
    if let Some(amount) = lower.strip_suffix("dividend") {
        return match number::parse(amount.trim().as_bytes(), decimal) {
            Number::Value(amount) if amount > 0.0 => Some(EventKind::Dividend { amount }),
            _ => None,
        };
    }
    let words = lower
        .strip_suffix("splits")
        .or_else(|| lower.strip_suffix("split"))?;
    let words = words.trim().strip_suffix("stock").unwrap_or(words);
    ratio(words.trim()).map(|ratio| EventKind::Split { ratio })
}
