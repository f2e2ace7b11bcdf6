//! What is to be done at the next open, in words.

use super::rounded;
use crate::Symbol;
use crate::account::{Beside, Direction, EntryKind, ExitPrice, Order};
use crate::text::price;

/// An order for the next open in words.
pub(super) fn told(symbol: &Symbol, order: &Order) -> String {
    let entry = match order {
        Order::Enter(entry) => entry,
        Order::Reduce { frac, .. } => {
            return format!("close {} % of {symbol}", rounded(frac * 100.0));
        }
        _ => return format!("close {symbol}"),
    };
    let side = match (entry.direction, entry.beside) {
        (Direction::Long, Beside::Refused) => "buy",
        (Direction::Short, Beside::Refused) => "sell short",
        (Direction::Long, Beside::Adds { .. }) => "buy more of",
        (Direction::Short, Beside::Adds { .. }) => "sell short more of",
        (Direction::Long, Beside::Sets) => "set the size of",
        (Direction::Short, Beside::Sets) => "set the short size of",
    };
    let from_open = |price: f64, told: String| match price {
        // Its rule tells it at the open of the bar on which it works.
        _ if entry.is_from_open && price <= 0.0 => "a price told at the open".to_owned(),
        _ => told,
    };
    let price_of = |it: f64| from_open(it, price(it));
    let at = match entry.kind {
        EntryKind::Market => String::new(),
        EntryKind::Limit(limit) => format!(" at {} or better", price_of(limit)),
        EntryKind::Stop(stop) => format!(" once {} is reached", price_of(stop)),
        EntryKind::StopLimit { stop, limit } => {
            format!(
                " once {} is reached, at {} or better",
                price_of(stop),
                price_of(limit)
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
        (0.0, 0.0) if stop.is_open() => Some("told at the entry".into()),
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
