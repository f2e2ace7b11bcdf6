//! Numbers of things, and their names at the start of a line.

use std::fmt::Display;

use crate::Timeframe;

/// `1 bar`, `3 bars`, `2 touches`; any kind of number may count.
pub fn count<N: Copy + Display + PartialEq + From<u8>>(number: N, noun: &str) -> String {
    let hisses = ["s", "x", "ch", "sh"].iter().any(|end| noun.ends_with(end));
    let plural = match (number == N::from(1), hisses) {
        (true, _) => "",
        _ if noun.ends_with("series") => "",
        (false, true) => "es",
        (false, false) => "s",
    };
    format!("{number} {noun}{plural}")
}

/// `text` with a capital at its start.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// `50-day average`; of bars of minutes `50-bar average`.
pub fn average_of(bars: usize, timeframe: Timeframe) -> String {
    match timeframe {
        Timeframe::Minutes(_) => format!("{bars}-bar average"),
        other => format!("{bars}-{other} average"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_take_their_plural() {
        assert_eq!(count(1, "touch"), "1 touch");
        assert_eq!(count(3, "touch"), "3 touches");
        assert_eq!(count(7, "high"), "7 highs");
        assert_eq!(count(2, "series"), "2 series");
        assert_eq!(count(0, "test"), "0 tests");
        assert_eq!(count(1.0, "bar"), "1 bar");
    }

    #[test]
    fn an_average_of_short_bars_counts_bars() {
        assert_eq!(average_of(50, Timeframe::Minutes(5)), "50-bar average");
        assert_eq!(average_of(20, Timeframe::Day), "20-day average");
    }
}
