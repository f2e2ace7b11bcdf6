//! Times of day and zones: `16:00:00`, `4:00 PM`, `093500`, `00:00:00.000 GMT+0100`.

use chrono::NaiveTime;

/// A time of day and the offset from UTC in seconds that stands beside it.
pub(super) type Clock = (NaiveTime, Option<i32>);

/// Reads a time of day with colons, and what may follow it. Nothing at all is midnight.
pub(super) fn parse(text: &str) -> Option<Clock> {
    let is_joint = |c: char| c.is_whitespace() || matches!(c, 'T' | 't' | ',' | ';' | '-');
    let text = text.trim_start_matches(is_joint).trim_end();
    if text.is_empty() {
        return Some((NaiveTime::MIN, None));
    }
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return zone(text).map(|offset| (NaiveTime::MIN, Some(offset)));
    }
    let (hour, rest) = digits(text)?;
    if !rest.starts_with(':') {
        return compact(text).map(|time| (time, None));
    }
    let (minute, rest) = digits(rest.strip_prefix(':')?)?;
    let (second, rest) = match rest.strip_prefix(':') {
        Some(rest) => digits(rest)?,
        None => (0, rest),
    };
    let (nano, rest) = match rest.strip_prefix(['.', ',']) {
        Some(rest) => fraction(rest)?,
        None => (0, rest),
    };
    let (hour, rest) = half_day(hour, rest.trim_start())?;
    let time = NaiveTime::from_hms_nano_opt(hour, minute, second, nano)?;
    match rest {
        "" => Some((time, None)),
        rest => zone(rest).map(|offset| (time, Some(offset))),
    }
}

/// Reads `HHMMSS`, `HHMM` and the same without their leading zeros, as exports write them in a column of their own.
pub(super) fn compact(text: &str) -> Option<NaiveTime> {
    let text = text.strip_suffix(".0").unwrap_or(text);
    if text.is_empty() || text.len() > 6 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: u32 = text.parse().ok()?;
    let (hour, minute, second) = match text.len() {
        5 | 6 => (number / 10_000, number / 100 % 100, number % 100),
        3 | 4 => (number / 100, number % 100, 0),
        _ if number == 0 => (0, 0, 0),
        _ => return None,
    };
    NaiveTime::from_hms_opt(hour, minute, second)
}

/// A run of one or two digits, and the rest.
fn digits(text: &str) -> Option<(u32, &str)> {
    let len = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = text[..len].parse().ok()?;
    Some((number, &text[len..]))
}

/// Nanoseconds from the digits behind the point, and the rest.
fn fraction(text: &str) -> Option<(u32, &str)> {
    let len = text.bytes().take_while(u8::is_ascii_digit).count();
    let kept = &text[..len.min(9)];
    let number: u32 = kept.parse().ok()?;
    let missing = u32::try_from(9 - kept.len()).ok()?;
    Some((number * 10_u32.pow(missing), &text[len..]))
}

/// Hour of 24 from one of 12 where AM or PM follows.
fn half_day(hour: u32, rest: &str) -> Option<(u32, &str)> {
    let lower = rest.to_ascii_lowercase();
    let (is_pm, len) = match () {
        () if lower.starts_with("am") => (false, 2),
        () if lower.starts_with("pm") => (true, 2),
        () if lower.starts_with("a.m.") => (false, 4),
        () if lower.starts_with("p.m.") => (true, 4),
        () => return Some((hour, rest)),
    };
    if !(1..=12).contains(&hour) {
        return None;
    }
    Some((
        hour % 12 + if is_pm { 12 } else { 0 },
        rest[len..].trim_start(),
    ))
}

/// Seconds east of UTC: `Z`, `UTC`, `+01:00`, `GMT+0100`, `EST`, each possibly with a zone name in brackets behind.
fn zone(text: &str) -> Option<i32> {
    let text = text.split(['[', '(']).next().unwrap_or("").trim();
    let upper = text.to_ascii_uppercase();
    let hours = match upper.as_str() {
        "" => return None,
        "Z" | "UTC" | "GMT" => 0,
        "EDT" | "AST" => -4,
        "EST" | "CDT" => -5,
        "CST" | "MDT" => -6,
        "MST" | "PDT" => -7,
        "PST" => -8,
        "BST" | "CET" | "MEZ" => 1,
        "CEST" | "EET" | "MESZ" => 2,
        "HKT" | "SGT" => 8,
        "JST" | "KST" => 9,
        _ => {
            return offset(
                upper
                    .trim_start_matches("UTC")
                    .trim_start_matches("GMT")
                    .trim(),
            );
        }
    };
    Some(hours * 3600)
}

/// `+01:00`, `-0500`, `+8`.
fn offset(text: &str) -> Option<i32> {
    let (sign, body) = match text.strip_prefix('+') {
        Some(body) => (1, body),
        None => (-1, text.strip_prefix(['-', '−'])?),
    };
    let (hours, minutes) = match body.split_once(':') {
        Some(parts) => parts,
        None if body.len() == 4 && body.is_ascii() => body.split_at(2),
        None => (body, "0"),
    };
    let (hours, rest) = digits(hours)?;
    let (minutes, more) = digits(minutes)?;
    let is_sound = rest.is_empty() && more.is_empty() && hours <= 15 && minutes < 60;
    is_sound.then(|| sign * (hours * 3600 + minutes * 60).cast_signed())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_are_read_as_exports_write_them() {
        let cases = [
            ("", "00:00:00", None),
            ("T16:00:05", "16:00:05", None),
            ("9:30", "09:30:00", None),
            ("4:00:00 PM", "16:00:00", None),
            ("12:05 am", "00:05:00", None),
            ("093500", "09:35:00", None),
            ("00:00:00.000 GMT+0100", "00:00:00", Some(3600)),
            ("14:30:00+00:00", "14:30:00", Some(0)),
            ("09:30:00-05:00", "09:30:00", Some(-18_000)),
            ("05:00:00Z", "05:00:00", Some(0)),
            ("16:00 EST", "16:00:00", Some(-18_000)),
            ("10:00:00+0530", "10:00:00", Some(19_800)),
            (
                "09:30:00-05:00[America/New_York]",
                "09:30:00",
                Some(-18_000),
            ),
        ];
        for (text, time, offset) in cases {
            assert_eq!(parse(text), Some((time.parse().unwrap(), offset)), "{text}");
        }
        for wrong in [
            "25:00",
            "13:00 PM",
            "9:30 blah",
            "12:61",
            "+99:00",
            "1:2:3:4",
        ] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_column_of_bare_digits_is_a_clock() {
        let time = |text: &str| text.parse::<NaiveTime>().ok();
        assert_eq!(compact("000000"), time("00:00:00"));
        assert_eq!(compact("0"), time("00:00:00"));
        assert_eq!(compact("935"), time("09:35:00"));
        assert_eq!(compact("93500"), time("09:35:00"));
        assert_eq!(compact("1600"), time("16:00:00"));
        assert_eq!(compact("1661"), None);
        assert_eq!(compact("7"), None);
    }
}
