//! Dates as exports write them, read by the style of their column.

use super::super::DateOrder;
use super::month;
use super::stamp::{NANOS_PER_SECOND, Stamp, compact, epoch, iso, named, numeric, parts, serial};

/// How the dates of a column are written. One style holds for the whole column, so `03/04/2024` means one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateStyle {
    /// Year, month, day, with separators.
    Iso,
    /// `YYYYMMDD`, with or without a time behind it.
    Compact,
    /// Day and month as numbers, then the year.
    Numeric(DateOrder),
    /// The month as a word.
    Named,
    /// Time since 1970-01-01 UTC: so many nanoseconds a unit.
    Epoch(i64),
    /// Days since 1899-12-30, as spreadsheets count them.
    Serial,
}

/// What one cell tells about the style of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hint {
    /// The style, for certain.
    Style(DateStyle),
    /// Two numbers of which one is the day, and the separator between them.
    DayAndMonth(u32, u32, char),
}

impl DateStyle {
    /// Words for the line that tells how a file was read.
    pub(super) fn describe(self) -> &'static str {
        match self {
            Self::Iso => "dates year first",
            Self::Compact => "dates YYYYMMDD",
            Self::Numeric(DateOrder::Dmy) => "dates day first",
            Self::Numeric(DateOrder::Mdy) => "dates month first",
            Self::Named => "dates with month names",
            Self::Epoch(NANOS_PER_SECOND) => "epoch seconds",
            Self::Epoch(1_000_000) => "epoch milliseconds",
            Self::Epoch(1_000) => "epoch microseconds",
            Self::Epoch(_) => "epoch nanoseconds",
            Self::Serial => "spreadsheet day numbers",
        }
    }

    /// Reads a cell, `None` if it is no date of this style.
    pub(super) fn parse(self, cell: &[u8]) -> Option<Stamp> {
        let text = std::str::from_utf8(cell).ok()?;
        let text = bare(text);
        match self {
            Self::Iso => iso(text),
            Self::Compact => compact(text),
            Self::Numeric(order) => numeric(text, order),
            Self::Named => named(text),
            Self::Epoch(nanos) => {
                // Each number is one date only, by its size; a column may change its unit.
                let own = unit(text).and_then(|nanos| epoch(text, nanos));
                own.or_else(|| epoch(text, nanos))
            }
            Self::Serial => serial(text),
        }
    }
}

/// Nanoseconds of the unit in which a number of so many digits is a time of these decades.
pub(super) fn unit(text: &str) -> Option<i64> {
    let whole = text.split('.').next().unwrap_or("");
    let is_whole = whole.bytes().all(|byte| byte.is_ascii_digit());
    match whole.len() {
        _ if !is_whole => None,
        9 | 10 => Some(NANOS_PER_SECOND),
        12 | 13 => Some(1_000_000),
        15 | 16 => Some(1_000),
        18 | 19 => Some(1),
        _ => None,
    }
}

/// What `cell` looks like, `None` if it is no date.
pub(super) fn hint(cell: &str) -> Option<Hint> {
    // No date is longer, and none is without a digit.
    if cell.len() > 64 || !cell.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let text = bare(cell);
    let whole = text.split('.').next().unwrap_or("");
    if !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit()) && is_number(text) {
        return digits_hint(text, whole.len());
    }
    let sure = |style: DateStyle| style.parse(text.as_bytes()).map(|_| Hint::Style(style));
    if let Some(found) = sure(DateStyle::Iso)
        .or_else(|| sure(DateStyle::Compact))
        .or_else(|| sure(DateStyle::Named))
    {
        return Some(found);
    }
    let parts = parts(text)?;
    numeric(text, DateOrder::Dmy).or_else(|| numeric(text, DateOrder::Mdy))?;
    Some(Hint::DayAndMonth(
        parts.numbers[0].0,
        parts.numbers[1].0,
        parts.separator,
    ))
}

/// The cell without blanks and quotes around it and without a day of the week at either end.
fn bare(cell: &str) -> &str {
    let is_edge = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\u{feff}' | ',');
    let mut text = cell.trim_matches(is_edge);
    let head = text.find(|c: char| !c.is_alphabetic()).unwrap_or(0);
    if head > 0 && month::is_weekday(&text[..head]) {
        text = text[head..].trim_start_matches(['.', ',', ' ']);
    }
    let tail = text.trim_end_matches(char::is_alphabetic).len();
    if tail < text.len() && month::is_weekday(&text[tail..]) {
        text = text[..tail].trim_end_matches([',', ' ']);
    }
    text
}

fn is_number(text: &str) -> bool {
    text.matches('.').count() <= 1
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// The style of a cell of bare digits, by how many there are before the point.
fn digits_hint(text: &str, len: usize) -> Option<Hint> {
    let style = match len {
        8 | 14 => DateStyle::Compact,
        12 if compact(text).is_some() => DateStyle::Compact,
        5 => DateStyle::Serial,
        _ => DateStyle::Epoch(unit(text)?),
    };
    style.parse(text.as_bytes()).map(|_| Hint::Style(style))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(DateStyle, String)> {
        let style = match hint(text)? {
            Hint::Style(style) => style,
            Hint::DayAndMonth(first, second, _) => {
                DateStyle::Numeric(if first > 12 || second <= 12 {
                    DateOrder::Dmy
                } else {
                    DateOrder::Mdy
                })
            }
        };
        Some((style, style.parse(text.as_bytes())?.local.to_string()))
    }

    fn assert_read(cases: &[(&str, DateStyle, &str)]) {
        for &(text, style, time) in cases {
            assert_eq!(read(text), Some((style, time.to_owned())), "{text}");
        }
    }

    #[test]
    fn dates_are_read_as_exports_write_them() {
        let cases = [
            ("2024-01-02", DateStyle::Iso, "2024-01-02 00:00:00"),
            ("2024/1/2", DateStyle::Iso, "2024-01-02 00:00:00"),
            ("2024.01.02 15:30", DateStyle::Iso, "2024-01-02 15:30:00"),
            (
                "2024-01-02T09:30:00-05:00",
                DateStyle::Iso,
                "2024-01-02 09:30:00",
            ),
            ("2024年1月2日", DateStyle::Iso, "2024-01-02 00:00:00"),
            ("113/01/02", DateStyle::Iso, "2024-01-02 00:00:00"),
            ("2024-03", DateStyle::Iso, "2024-03-01 00:00:00"),
            ("20240102", DateStyle::Compact, "2024-01-02 00:00:00"),
            ("19980102 00:00", DateStyle::Compact, "1998-01-02 00:00:00"),
            ("20120201 173000", DateStyle::Compact, "2012-02-01 17:30:00"),
            ("20240102093000", DateStyle::Compact, "2024-01-02 09:30:00"),
        ];
        assert_read(&cases);
    }

    #[test]
    fn day_and_month_are_read_as_numbers_and_as_words() {
        let (dmy, mdy) = (
            DateStyle::Numeric(DateOrder::Dmy),
            DateStyle::Numeric(DateOrder::Mdy),
        );
        let cases = [
            ("31.12.2024", dmy, "2024-12-31 00:00:00"),
            ("Di, 31.12.2024", dmy, "2024-12-31 00:00:00"),
            ("31.12.2024 Di", dmy, "2024-12-31 00:00:00"),
            ("31/12/24", dmy, "2024-12-31 00:00:00"),
            ("12/31/2024", mdy, "2024-12-31 00:00:00"),
            ("1/31/2024 16:00:00", mdy, "2024-01-31 16:00:00"),
            ("Nov 28, 2025", DateStyle::Named, "2025-11-28 00:00:00"),
            ("28-Nov-25", DateStyle::Named, "2025-11-28 00:00:00"),
            (
                "Friday, November 28, 2025",
                DateStyle::Named,
                "2025-11-28 00:00:00",
            ),
            ("28. Mär. 2025", DateStyle::Named, "2025-03-28 00:00:00"),
            (
                "28 de dez. de 2025",
                DateStyle::Named,
                "2025-12-28 00:00:00",
            ),
            ("01JAN2020", DateStyle::Named, "2020-01-01 00:00:00"),
            (
                "Nov 28, 2025 4:00 PM",
                DateStyle::Named,
                "2025-11-28 16:00:00",
            ),
        ];
        assert_read(&cases);
    }

    #[test]
    fn instants_are_told_apart_by_their_length() {
        let cases = [
            (
                "1704153600",
                DateStyle::Epoch(NANOS_PER_SECOND),
                "2024-01-02 00:00:00",
            ),
            (
                "1704153600.0",
                DateStyle::Epoch(NANOS_PER_SECOND),
                "2024-01-02 00:00:00",
            ),
            (
                "1704153600000",
                DateStyle::Epoch(1_000_000),
                "2024-01-02 00:00:00",
            ),
            (
                "1704153600000000",
                DateStyle::Epoch(1_000),
                "2024-01-02 00:00:00",
            ),
            (
                "1704153600000000000",
                DateStyle::Epoch(1),
                "2024-01-02 00:00:00",
            ),
            ("45293", DateStyle::Serial, "2024-01-02 00:00:00"),
            ("45293.5", DateStyle::Serial, "2024-01-02 12:00:00"),
        ];
        assert_read(&cases);
    }

    #[test]
    fn what_is_no_date_is_none() {
        let wrong = [
            "",
            "Date",
            "12.5",
            "1,234.50",
            "2024-13-01",
            "2024-02-30",
            "31/31/2024",
            "0000-00-00",
            "May",
            "123456",
            "Downloaded Nov 2025 from us",
            "12:30",
            "99999999",
            "2024-01-02-03",
            "NaN",
            "-5",
            "1.5.2",
            "Nov Nov 28 2025",
        ];
        for text in wrong {
            assert_eq!(hint(text), None, "{text}");
        }
    }

    #[test]
    fn a_shorter_number_among_instants_is_no_instant() {
        let style = DateStyle::Epoch(NANOS_PER_SECOND);
        assert_eq!(style.parse(b"20240102"), None);
        let early = style.parse(b"-86400").unwrap();
        assert_eq!(early.local.to_string(), "1969-12-31 00:00:00");
        assert_eq!(style.parse(b"--1"), None);
        assert_eq!(DateStyle::Epoch(1).parse(b"9223372036854775808"), None);
    }
}
