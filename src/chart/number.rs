//! Numbers and dates as a chart writes them.

use chrono::{Datelike, NaiveDate};

use crate::Timeframe;

/// A true minus sign, as wide as a plus.
const MINUS: char = '\u{2212}';
/// A narrow space that does not break, as before a percent sign.
const NARROW: char = '\u{202F}';

/// Decimals for prices about `price`: 2 from 1 on, 4 below, and below 0.01 as many as show four digits.
pub(super) fn price_decimals(price: f64) -> usize {
    if price >= 1.0 {
        2
    } else if price >= 0.01 {
        4
    } else {
        (0..12)
            .find(|&places| price * 10f64.powi(places) >= 1000.0)
            .map_or(12, |places| usize::try_from(places).unwrap_or_default())
    }
}

/// `value` with so many decimals, commas between thousands and a true minus.
pub(super) fn fixed(value: f64, decimals: usize) -> String {
    let text = grouped(&format!("{:.decimals$}", value.abs()));
    if value < 0.0 && text.bytes().any(|digit| (b'1'..=b'9').contains(&digit)) {
        format!("{MINUS}{text}")
    } else {
        text
    }
}

/// A number with a comma before every three of its whole digits.
fn grouped(text: &str) -> String {
    let whole = text.find('.').unwrap_or(text.len());
    let mut out = String::with_capacity(text.len() + whole / 3);
    for (at, digit) in text.char_indices() {
        if at > 0 && at < whole && (whole - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `value` with its sign, plus included; zero has none.
pub(super) fn signed(value: f64, decimals: usize) -> String {
    let text = fixed(value, decimals);
    let is_zero = !text.bytes().any(|digit| (b'1'..=b'9').contains(&digit));
    if value > 0.0 && !is_zero {
        format!("+{text}")
    } else {
        text
    }
}

/// `value` percent with its sign, such as `+2.2 %`.
pub(super) fn percent(value: f64, decimals: usize) -> String {
    format!("{}{NARROW}%", signed(value, decimals))
}

/// A distance of `value` percent with its sign, never zero: `+2.2 %`, `+0.03 %` where one decimal would read 0.0, and
/// `less than 0.01 %`.
pub(super) fn distance(value: f64) -> String {
    let texts = [1, 2].map(|decimals| percent(value, decimals));
    let told = texts
        .into_iter()
        .find(|text| text.starts_with(['+', MINUS]));
    told.unwrap_or_else(|| format!("less than 0.01{NARROW}%"))
}

/// A quantity in thousands, millions or billions: `271.88M`, `4.1B`; whole below 1,000.
pub(super) fn compact(value: f64, decimals: usize) -> String {
    let (scaled, unit) = match value.abs() {
        size if size >= 1e12 => (value / 1e12, "T"),
        size if size >= 1e9 => (value / 1e9, "B"),
        size if size >= 1e6 => (value / 1e6, "M"),
        size if size >= 1e3 => (value / 1e3, "K"),
        _ => (value, ""),
    };
    let text = fixed(scaled, decimals);
    let text = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        &text
    };
    format!("{text}{unit}")
}

/// `17 Aug 2017`.
pub(super) fn date(date: NaiveDate) -> String {
    date.format("%-d %b %Y").to_string()
}

/// `17 Aug`, with the year if it is not that of `reference`.
pub(super) fn short_date(date: NaiveDate, reference: NaiveDate) -> String {
    if date.year() == reference.year() {
        date.format("%-d %b").to_string()
    } else {
        self::date(date)
    }
}

/// `50-day average`; of bars of minutes `50-bar average`.
pub(super) fn average_of(bars: usize, timeframe: Timeframe) -> String {
    match timeframe {
        Timeframe::Minutes(_) => format!("{bars}-bar average"),
        other => format!("{bars}-{other} average"),
    }
}

/// `7 highs`, `1 test`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    let hisses = ["s", "x", "ch", "sh"].iter().any(|end| noun.ends_with(end));
    let plural = match count {
        1 => "",
        _ if hisses => "es",
        _ => "s",
    };
    format!("{count} {noun}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_has_the_decimals_of_its_size() {
        assert_eq!(price_decimals(146.58), 2);
        assert_eq!(price_decimals(0.5), 4);
        // 0.00000123 needs nine decimals for four digits: 0.000001230.
        assert_eq!(price_decimals(0.000_001_23), 9);
    }

    #[test]
    fn signs_are_true_and_zero_has_none() {
        assert_eq!(fixed(-0.78, 2), "−0.78");
        assert_eq!(fixed(-1_234_567.891, 2), "−1,234,567.89");
        assert_eq!(fixed(999.5, 1), "999.5");
        assert_eq!(fixed(-0.001, 2), "0.00");
        assert_eq!(signed(3.31, 2), "+3.31");
        assert_eq!(signed(0.0, 2), "0.00");
        assert_eq!(percent(-0.53, 2), "−0.53\u{202F}%");
    }

    #[test]
    fn a_distance_never_reads_zero() {
        assert_eq!(distance(2.24), "+2.2\u{202F}%");
        assert_eq!(distance(-0.05), "−0.1\u{202F}%");
        assert_eq!(distance(0.034), "+0.03\u{202F}%");
        assert_eq!(distance(-0.006), "−0.01\u{202F}%");
        assert_eq!(distance(0.004), "less than 0.01\u{202F}%");
    }

    #[test]
    fn quantities_are_short() {
        assert_eq!(compact(271_879_400.0, 2), "271.88M");
        assert_eq!(compact(4.1e9, 1), "4.1B");
        assert_eq!(compact(100e6, 1), "100M");
        assert_eq!(compact(12.0, 0), "12");
        assert_eq!(compact(0.0, 1), "0");
    }

    #[test]
    fn an_average_of_short_bars_counts_bars() {
        assert_eq!(average_of(50, Timeframe::Minutes(5)), "50-bar average");
        assert_eq!(average_of(20, Timeframe::Day), "20-day average");
    }

    #[test]
    fn nouns_take_their_plural() {
        assert_eq!(counted(1, "touch"), "1 touch");
        assert_eq!(counted(3, "touch"), "3 touches");
        assert_eq!(counted(7, "high"), "7 highs");
        assert_eq!(counted(2, "test"), "2 tests");
    }
}
