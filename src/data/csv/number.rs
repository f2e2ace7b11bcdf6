//! Numbers as exports write them: `1234.5`, `1.234,56`, `$1,234.50`, `42.67M`, `9,48B`, `-`, `N/A`.

use super::super::Decimal;

/// What stands in a cell that should hold a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::data) enum Number {
    /// A finite number.
    Value(f64),
    /// Nothing, or a word for nothing.
    Empty,
    /// Something else.
    Text,
}

/// Reads one cell.
pub(in crate::data) fn parse(cell: &[u8], decimal: Decimal) -> Number {
    // With a decimal comma a point groups thousands, so it must not be read as a fraction.
    if cell.first().is_some_and(u8::is_ascii_digit)
        && (decimal == Decimal::Point || !cell.contains(&b'.'))
        && let Ok(value) = fast_float2::parse::<f64, _>(cell)
        && value.is_finite()
    {
        return Number::Value(value);
    }
    let Ok(text) = std::str::from_utf8(cell) else {
        return Number::Text;
    };
    match plain(text, decimal) {
        Some(value) => Number::Value(value),
        None => parse_decorated(text, decimal),
    }
}

/// Words that stand for no value, in lower case.
const NOTHING: [&str; 22] = [
    "", "-", "--", "---", "–", "—", "na", "n/a", "n.a.", "#n/a", "#n/a n/a", "nan", "null", "none",
    "nil", "k.a.", "k. a.", ".", "n/d", "nd", "\\n", "<na>",
];

/// Factors that may follow a number, in lower case, longest first.
const SUFFIXES: [(&str, f64); 16] = [
    ("mrd.", 1e9),
    ("mio.", 1e6),
    ("tsd.", 1e3),
    ("mrd", 1e9),
    ("mio", 1e6),
    ("tsd", 1e3),
    ("bn", 1e9),
    ("mn", 1e6),
    ("k", 1e3),
    ("m", 1e6),
    ("b", 1e9),
    ("t", 1e12),
    ("万", 1e4),
    ("萬", 1e4),
    ("亿", 1e8),
    ("億", 1e8),
];

/// Signs of units that may stand before or after a number, in lower case.
const UNITS: [&str; 31] = [
    "us$", "hk$", "c$", "a$", "r$", "$", "€", "£", "¥", "￥", "₹", "₩", "₽", "%", "usd", "eur",
    "gbp", "gbx", "chf", "jpy", "cny", "hkd", "brl", "cad", "aud", "sek", "nok", "pln", "zł", "kr",
    "元",
];

#[cold]
fn parse_decorated(text: &str, decimal: Decimal) -> Number {
    let lower = text.trim_matches(is_blank).to_lowercase();
    // Spreadsheets protect text as ="1.5".
    let lower = lower.strip_prefix('=').unwrap_or(&lower);
    let lower = lower.trim_matches(|c: char| is_blank(c) || c == '"');
    if NOTHING.contains(&lower) {
        return Number::Empty;
    }
    let (negative, body) = sign(strip_units(lower));
    let body = strip_units(body);
    let (body, factor) = suffix(body);
    match plain(body.trim_matches(is_blank), decimal) {
        Some(value) if (value * factor).is_finite() => Number::Value(if negative {
            -value * factor
        } else {
            value * factor
        }),
        _ => Number::Text,
    }
}

/// White space of every kind that exports use, with the narrow ones that group thousands.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{feff}')
}

fn strip_units(text: &str) -> &str {
    let mut text = text.trim_matches(is_blank);
    while let Some(rest) = UNITS
        .iter()
        .find_map(|unit| text.strip_prefix(unit).or_else(|| text.strip_suffix(unit)))
    {
        text = rest.trim_matches(is_blank);
    }
    text
}

/// Whether the number is negative, and its text without the sign; accountants put it in parentheses.
fn sign(text: &str) -> (bool, &str) {
    if let Some(inner) = text
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
    {
        return (true, inner);
    }
    match text.strip_prefix(['-', '−', '–']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

fn suffix(text: &str) -> (&str, f64) {
    let found = SUFFIXES
        .iter()
        .find_map(|&(word, factor)| text.strip_suffix(word).map(|rest| (rest, factor)));
    found.unwrap_or((text, 1.0))
}

/// Digits with one decimal separator and well-formed groups.
fn plain(text: &str, decimal: Decimal) -> Option<f64> {
    if !text.starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == ',') {
        return None;
    }
    let (point, group) = match decimal {
        Decimal::Point => ('.', ','),
        Decimal::Comma => (',', '.'),
    };
    let (whole, fraction) = match text.split_once(point) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let is_group = |c: char| c == group || c == '\'' || c == '’' || is_blank(c);
    let mut groups = whole.split(is_group);
    let mut digits = String::with_capacity(text.len() + 1);
    let first = groups.next()?;
    digits.push_str(first);
    let rest: Vec<&str> = groups.collect();
    // Thousands, or the lakhs of India: two digits a group before the last three.
    let is_sound = rest.split_last().is_none_or(|(last, middle)| {
        last.len() == 3
            && (1..=3).contains(&first.len())
            && middle.iter().all(|part| matches!(part.len(), 2 | 3))
    });
    if !is_sound {
        return None;
    }
    digits.extend(rest);
    if let Some(fraction) = fraction {
        digits.push('.');
        digits.push_str(fraction);
    }
    let value = fast_float2::parse::<f64, _>(digits.as_bytes()).ok()?;
    value.is_finite().then_some(value)
}

/// What a cell tells about the decimal separator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Vote {
    /// The separator is this one.
    Certain(Decimal),
    /// One comma before three digits: thousands, or a fraction.
    CommaAndThree,
    /// One point before three digits: a fraction, or thousands.
    PointAndThree,
    /// Nothing.
    None,
}

/// Looks at the separators of one cell.
pub(super) fn vote(cell: &str) -> Vote {
    let is_bare = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b',');
    if cell.bytes().all(is_bare) {
        return vote_of(cell);
    }
    let lower = cell
        .trim_matches(|c: char| is_blank(c) || c == '"')
        .to_lowercase();
    let (_, body) = sign(strip_units(&lower));
    let (body, _) = suffix(strip_units(body));
    let body = body.trim_matches(is_blank);
    if body.is_empty()
        || !body
            .chars()
            .all(|c| c.is_ascii_digit() || ".,'’".contains(c) || is_blank(c))
    {
        return Vote::None;
    }
    vote_of(body)
}

/// Looks at digits and what separates them.
fn vote_of(body: &str) -> Vote {
    let count = |mark: char| body.matches(mark).count();
    let (last_point, last_comma) = (body.rfind('.'), body.rfind(','));
    let (at, mark) = match (last_point, last_comma) {
        (None, None) => return Vote::None,
        (Some(point), Some(comma)) => {
            return Vote::Certain(if point > comma {
                Decimal::Point
            } else {
                Decimal::Comma
            });
        }
        (Some(at), None) => (at, Decimal::Point),
        (None, Some(at)) => (at, Decimal::Comma),
    };
    let other = match mark {
        Decimal::Point => Decimal::Comma,
        Decimal::Comma => Decimal::Point,
    };
    if count('.') + count(',') > 1 {
        return Vote::Certain(other);
    }
    let (whole, fraction) = (&body[..at], &body[at + 1..]);
    if fraction.len() != 3 || whole.len() > 3 || whole.is_empty() || whole.starts_with('0') {
        return Vote::Certain(mark);
    }
    match mark {
        Decimal::Point => Vote::PointAndThree,
        Decimal::Comma => Vote::CommaAndThree,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(cell: &str) -> Number {
        parse(cell.as_bytes(), Decimal::Point)
    }

    fn comma(cell: &str) -> Number {
        parse(cell.as_bytes(), Decimal::Comma)
    }

    #[test]
    fn numbers_are_read_as_exports_write_them() {
        let cases = [
            ("1234.5", 1234.5),
            (" $1,234.50 ", 1234.5),
            ("$ 12", 12.0),
            ("42.67M", 42_670_000.0),
            ("9.48B", 9_480_000_000.0),
            ("1.5K", 1500.0),
            ("(3.5)", -3.5),
            ("-0.54%", -0.54),
            ("1 234.5", 1234.5),
            ("1'234.5", 1234.5),
            ("12,34,567", 1_234_567.0),
            ("1.5e3", 1500.0),
            ("=\"7.25\"", 7.25),
            (".5", 0.5),
            ("+3", 3.0),
            ("-2", -2.0),
        ];
        for (cell, value) in cases {
            assert_eq!(point(cell), Number::Value(value), "{cell}");
        }
        let cases = [
            ("1.234,56", 1234.56),
            ("1 234,56", 1234.56),
            ("1\u{a0}234,5", 1234.5),
            ("42,67M", 42_670_000.0),
            ("1.234", 1234.0),
            ("12,5 €", 12.5),
            ("1,2 Mrd.", 1.2e9),
            ("7", 7.0),
        ];
        for (cell, value) in cases {
            assert_eq!(comma(cell), Number::Value(value), "{cell}");
        }
    }

    #[test]
    fn words_for_nothing_are_empty_and_other_words_are_text() {
        for cell in ["", " ", "-", "N/A", "null", "NaN", "#N/A N/A", "—", "None"] {
            assert_eq!(point(cell), Number::Empty, "{cell}");
        }
        for cell in [
            "abc",
            "1,23",
            "1.2.3",
            "12a",
            "inf",
            "infinity",
            "1e999",
            "0.24 Dividend",
            "--5",
            "1,2345",
        ] {
            assert_eq!(point(cell), Number::Text, "{cell}");
        }
        assert_eq!(comma("12.5"), Number::Text);
    }

    #[test]
    fn a_cell_votes_for_its_separator_only_where_it_is_certain() {
        assert_eq!(vote("1.234,56"), Vote::Certain(Decimal::Comma));
        assert_eq!(vote("1,234.56"), Vote::Certain(Decimal::Point));
        assert_eq!(vote("1.234.567"), Vote::Certain(Decimal::Comma));
        assert_eq!(vote("12,5"), Vote::Certain(Decimal::Comma));
        assert_eq!(vote("42,67M"), Vote::Certain(Decimal::Comma));
        assert_eq!(vote("0,123"), Vote::Certain(Decimal::Comma));
        assert_eq!(vote("1234.500"), Vote::Certain(Decimal::Point));
        assert_eq!(vote("1,234"), Vote::CommaAndThree);
        assert_eq!(vote("1.234"), Vote::PointAndThree);
        assert_eq!(vote("1234"), Vote::None);
        assert_eq!(vote("abc"), Vote::None);
    }
}
