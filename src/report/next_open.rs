//! What is to be done at the next open, in words.

use super::rounded;
use crate::Symbol;
use crate::account::{Direction, EntryKind, ExitPrice, Order};
use crate::text::price;

/// An order for the next open in words.
pub(super) fn told(symbol: &Symbol, order: &Order) -> String {
    let Order::Enter(entry) = order else {
        return format!("close {symbol}");
    };
    let side = match entry.direction {
        Direction::Long => "buy",
        Direction::Short => "sell short",
    };
    let at = match entry.kind {
        EntryKind::Market => String::new(),
        EntryKind::Limit(limit) => format!(" at {} or better", price(limit)),
        EntryKind::Stop(stop) => format!(" once {} is reached", price(stop)),
        EntryKind::StopLimit { stop, limit } => {
            format!(
                " once {} is reached, at {} or better",
                price(stop),
                price(limit)
            )
        }
    };
    let stop = entry.bracket.stop.and_then(stop_in_words);
    let stop = stop.map_or(String::new(), |stop| format!(", stop {stop}"));
    format!("{side} {symbol}{at}{stop}")
}

/// A stop as far as it is known before the entry: its price, or where it will lie from the entry. `None` for what is no
/// price.
fn stop_in_words(stop: ExitPrice) -> Option<String> {
    let beside = |distance: f64, far: String| match distance {
        _ if distance > 0.0 => format!("{far} above the entry"),
        _ if distance < 0.0 => format!("{far} below the entry"),
        _ => "at the entry".into(),
    };
    // The factor of a rule is a difference of two of its values, and may miss 1 by its last bits.
    let (base, factor) = stop.parts();
    match (base, rounded(factor)) {
        _ if !base.is_finite() || !factor.is_finite() => None,
        (base, 0.0) => (base > 0.0).then(|| price(base)),
        (base, 1.0) => Some(beside(base, price(base.abs()))),
        (0.0, factor) => {
            let pct = (factor - 1.0) * 100.0;
            Some(beside(pct, format!("{} %", rounded(pct.abs()))))
        }
        (base, factor) => {
            let sign = if base < 0.0 { '-' } else { '+' };
            Some(format!("entry x {factor} {sign} {}", price(base.abs())))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::{Bracket, Entry, Size};

    #[test]
    fn a_stop_that_follows_the_entry_is_told_from_the_entry() {
        let told = |stop| {
            let entry = Entry {
                bracket: Bracket {
                    stop: Some(stop),
                    ..Bracket::default()
                },
                ..Entry::short(Size::Shares(1.0))
            };
            told(&"ACME".parse().unwrap(), &Order::Enter(entry))
        };
        let after = |stop| told(stop).replace("sell short ACME", "");
        assert_eq!(after(ExitPrice::at(68.5)), ", stop 68.50");
        assert_eq!(
            after(ExitPrice::from_entry(2.8913)),
            ", stop 2.8913 above the entry"
        );
        assert_eq!(
            after(ExitPrice::from_entry(-12.5)),
            ", stop 12.50 below the entry"
        );
        assert_eq!(after(ExitPrice::from_entry(0.0)), ", stop at the entry");
        // As a rule's value at 1 less its value at 0 has it.
        let slope = (3.4628_f64 + 1.0) - 3.4628;
        assert_ne!(slope.to_bits(), 1.0_f64.to_bits());
        assert_eq!(
            after(ExitPrice::affine(3.4628, slope)),
            ", stop 3.4628 above the entry"
        );
        assert_eq!(
            after(ExitPrice::times_entry(0.95)),
            ", stop 5 % below the entry"
        );
        assert_eq!(
            after(ExitPrice::times_entry(1.025)),
            ", stop 2.5 % above the entry"
        );
        assert_eq!(
            after(ExitPrice::affine(-1.5, 0.5)),
            ", stop entry x 0.5 - 1.5000"
        );
        assert_eq!(after(ExitPrice::at(f64::NAN)), "");
    }
}
