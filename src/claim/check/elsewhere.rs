//! What a wrong value would have been right of: another day, length or column.

use super::context::Seen;
use super::fact::Fact;
use super::studies::{Candidate, averages, candidates};
use crate::claim::StatedStudy;

/// Days looked back over for one on which the value was right.
const DAYS: usize = 20;

/// Lengths that averages are usually taken over.
const AVERAGES: [f64; 16] = [
    5.0, 8.0, 9.0, 10.0, 12.0, 13.0, 20.0, 21.0, 26.0, 30.0, 34.0, 50.0, 55.0, 100.0, 150.0, 200.0,
];
/// Lengths that other studies are usually taken over.
const LENGTHS: [f64; 9] = [2.0, 5.0, 7.0, 9.0, 10.0, 14.0, 20.0, 21.0, 30.0];

/// The nearest earlier day on which one of these was right.
pub(super) fn other_day(
    seen: &Seen<'_>,
    at: usize,
    ways: &[Candidate],
    fits: &dyn Fn(f64) -> bool,
) -> Option<Fact> {
    let days = (at.saturating_sub(DAYS)..at).rev();
    let mut found = days.filter_map(|at| right_at(seen, at, ways, fits));
    found.next()
}

fn right_at(
    seen: &Seen<'_>,
    at: usize,
    ways: &[Candidate],
    fits: &dyn Fn(f64) -> bool,
) -> Option<Fact> {
    ways.iter().find_map(|way| {
        let value = way.value(seen, at).filter(|&value| fits(value))?;
        Some(Fact::Elsewhere {
            measure: way.measure.clone(),
            at: seen.when(at),
            value,
        })
    })
}

/// The same day, another length or column.
pub(super) fn other_study(
    seen: &Seen<'_>,
    at: usize,
    stated: &StatedStudy,
    fits: &dyn Fn(f64) -> bool,
) -> Option<Fact> {
    let others: Vec<Candidate> = match stated.name.as_str() {
        "sma" | "ema" | "average" => AVERAGES.iter().flat_map(|&n| averages(n)).collect(),
        "bb_upper" | "bb_middle" | "bb_lower" => {
            columns(stated, &["bb_upper", "bb_middle", "bb_lower"])
        }
        "macd" | "macd_signal" | "macd_hist" => {
            columns(stated, &["macd", "macd_signal", "macd_hist"])
        }
        "stoch_k" | "stoch_d" => columns(stated, &["stoch_k", "stoch_d"]),
        "plus_di" | "minus_di" | "adx" => columns(stated, &["adx", "plus_di", "minus_di"]),
        "rsi" | "atr" | "cci" | "mfi" | "roc" | "williams_r" => lengths(stated),
        _ => Vec::new(),
    };
    right_at(seen, at, &others, fits)
}

fn columns(stated: &StatedStudy, names: &[&str]) -> Vec<Candidate> {
    let named = names.iter().map(|name| StatedStudy {
        name: (*name).to_owned(),
        ..stated.clone()
    });
    named.flat_map(|study| candidates(&study)).collect()
}

fn lengths(stated: &StatedStudy) -> Vec<Candidate> {
    let of_length = LENGTHS.iter().map(|&n| StatedStudy {
        params: vec![n],
        params_stated: true,
        ..stated.clone()
    });
    of_length.flat_map(|study| candidates(&study)).collect()
}
