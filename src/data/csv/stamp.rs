//! One date in each way of writing it.
//!
//! Each function reads a whole cell in one style and gives nothing if it is not written so. Which style a column has is
//! decided elsewhere.

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use chrono_tz::Tz;

use super::super::DateOrder;
use super::{clock, month};

/// Nanoseconds of a second.
pub(super) const NANOS_PER_SECOND: i64 = 1_000_000_000;

/// A date and time as written, and the offset from UTC in seconds where the cell names one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::data) struct Stamp {
    pub(in crate::data) local: NaiveDateTime,
    pub(in crate::data) offset: Option<i32>,
    /// The zone by the name of a place, where the cell names one and no offset.
    pub(in crate::data) zone: Option<Tz>,
}

/// A date that a market can have had.
fn ymd(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    if !(1600..=2300).contains(&year) {
        return None;
    }
    NaiveDate::from_ymd_opt(year.cast_signed(), month, day)
}

/// Up to three numbers with one separator between them, and what follows.
pub(super) struct Parts<'a> {
    /// Value and number of digits.
    pub(super) numbers: [(u32, usize); 3],
    pub(super) separator: char,
    rest: &'a str,
}

/// Cuts the three numbers off the front of `text`.
pub(super) fn parts(text: &str) -> Option<Parts<'_>> {
    let number = |text: &str| -> Option<((u32, usize), usize)> {
        let len = text.bytes().take_while(u8::is_ascii_digit).count();
        let value = text
            .get(..len.min(4))
            .filter(|_| (1..=4).contains(&len))?
            .parse()
            .ok()?;
        Some(((value, len), len))
    };
    let (first, len) = number(text)?;
    let mut rest = &text[len..];
    let separator = rest
        .chars()
        .next()
        .filter(|c| matches!(c, '-' | '/' | '.' | '年'))?;
    rest = &rest[separator.len_utf8()..];
    let (second, len) = number(rest.trim_start())?;
    rest = &rest.trim_start()[len..];
    let next = if separator == '年' { '月' } else { separator };
    let Some(behind) = rest.strip_prefix(next) else {
        // A month without a day stands for its first.
        let is_month = first.1 == 4 && rest.is_empty();
        return is_month.then_some(Parts {
            numbers: [first, second, (1, 1)],
            separator,
            rest,
        });
    };
    let (third, len) = number(behind.trim_start())?;
    rest = &behind.trim_start()[len..];
    if separator == '年' {
        rest = rest.strip_prefix('日').unwrap_or(rest);
    }
    Some(Parts {
        numbers: [first, second, third],
        separator,
        rest,
    })
}

fn with_clock(date: NaiveDate, rest: &str) -> Option<Stamp> {
    let (rest, zone) = cut_zone(rest);
    let (time, offset) = clock::parse(rest)?;
    Some(Stamp {
        local: date.and_time(time),
        offset,
        zone: zone.filter(|_| offset.is_none()),
    })
}

/// The name of a place behind the time, as in `01:00:00 US/Eastern` and `01:00[Europe/Berlin]`.
fn cut_zone(text: &str) -> (&str, Option<Tz>) {
    let bare = text.trim_end().trim_end_matches([']', ')']);
    let from = bare.rfind([' ', '[', '(', '\t']).map_or(0, |at| at + 1);
    let name = &bare[from..];
    if !name.contains('/') {
        return (text, None);
    }
    match name.parse() {
        Ok(zone) => (&text[..from.saturating_sub(1)], Some(zone)),
        Err(_) => (text, None),
    }
}

/// Year, month and day with separators.
pub(super) fn iso(text: &str) -> Option<Stamp> {
    let parts = parts(text)?;
    let [year, month, day] = parts.numbers;
    let year = match year.1 {
        4 => year.0,
        // Years of the Republic of China, as Taiwan's exchange writes them.
        3 => year.0 + 1911,
        _ => return None,
    };
    if month.1 > 2 || day.1 > 2 {
        return None;
    }
    with_clock(ymd(year, month.0, day.0)?, parts.rest)
}

/// Day, month and year with separators, in `order`.
pub(super) fn numeric(text: &str, order: DateOrder) -> Option<Stamp> {
    let parts = parts(text)?;
    let [first, second, year] = parts.numbers;
    if first.1 > 2 || second.1 > 2 {
        return None;
    }
    let (day, month) = match order {
        DateOrder::Dmy => (first.0, second.0),
        DateOrder::Mdy => (second.0, first.0),
    };
    with_clock(ymd(full_year(year)?, month, day)?, parts.rest)
}

/// Two digits mean 1970 to 2069.
fn full_year((year, digits): (u32, usize)) -> Option<u32> {
    match digits {
        4 => Some(year),
        2 => Some(if year < 70 { 2000 + year } else { 1900 + year }),
        _ => None,
    }
}

/// `YYYYMMDD` and what may follow.
pub(super) fn compact(text: &str) -> Option<Stamp> {
    let text = text.strip_suffix(".0").unwrap_or(text);
    let head = text
        .get(..8)
        .filter(|head| head.bytes().all(|byte| byte.is_ascii_digit()))?;
    let number: u32 = head.parse().ok()?;
    let date = ymd(number / 10_000, number / 100 % 100, number % 100)?;
    let rest = &text[8..];
    if !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()) {
        let time = if matches!(rest.len(), 4 | 6) {
            clock::compact(rest)?
        } else {
            return None;
        };
        return Some(Stamp {
            local: date.and_time(time),
            offset: None,
            zone: None,
        });
    }
    with_clock(date, rest)
}

/// A date with the month as a word.
pub(super) fn named(text: &str) -> Option<Stamp> {
    // The clock begins at the digits before the first colon.
    let (date_text, clock_text) = match text.find(':') {
        Some(colon) => {
            let head = text[..colon].trim_end_matches(|c: char| c.is_ascii_digit());
            text.split_at(head.len())
        }
        None => (text, ""),
    };
    let mut found_month = None;
    let mut numbers: Vec<(u32, usize)> = Vec::with_capacity(2);
    for word in month::words(date_text) {
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            numbers.push((word.parse().ok().filter(|_| word.len() <= 4)?, word.len()));
        } else if let Some(number) = month::number(word) {
            found_month = found_month.xor(Some(number));
        } else if !month::is_filler(word) {
            return None;
        }
    }
    let (day, year) = match numbers[..] {
        [year] if year.1 == 4 => ((1, 1), year),
        [year, day] if year.1 == 4 => (day, year),
        [day, year] => (day, year),
        _ => return None,
    };
    with_clock(ymd(full_year(year)?, found_month?, day.0)?, clock_text)
}

/// A number of units of `nanos` nanoseconds since 1970.
pub(super) fn epoch(text: &str, nanos: i64) -> Option<Stamp> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let len = whole.trim_start_matches('-').len();
    let is_sound =
        len <= 19 && !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let units: i64 = whole.parse().ok().filter(|_| is_sound && len > 0)?;
    let units_per_second = NANOS_PER_SECOND / nanos;
    let seconds = units.div_euclid(units_per_second);
    let rest = u32::try_from(units.rem_euclid(units_per_second) * nanos).ok()?;
    let local = DateTime::from_timestamp(seconds, rest)?.naive_utc();
    // A shorter number in a column of instants is a slip, not an instant of 1970; years before are written with a sign.
    let is_plausible = whole.starts_with('-') || seconds >= 86_400 * 365;
    let year = chrono::Datelike::year(&local);
    (is_plausible && (1600..=2300).contains(&year)).then_some(Stamp {
        local,
        offset: Some(0),
        zone: None,
    })
}

/// A number of days since the end of 1899.
pub(super) fn serial(text: &str) -> Option<Stamp> {
    let days: f64 = fast_float2::parse(text.as_bytes()).ok()?;
    // 1927 to 2118: numbers of five digits that are plausible as days.
    if !(10_000.0..80_000.0).contains(&days) {
        return None;
    }
    let seconds = (days.fract() * 86_400.0).round();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 86,400"
    )]
    let (whole, seconds) = (days.trunc() as u64, seconds as i64);
    let start = NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(whole))?;
    let local = start
        .and_time(NaiveTime::MIN)
        .checked_add_signed(TimeDelta::seconds(seconds))?;
    Some(Stamp {
        local,
        offset: None,
        zone: None,
    })
}
