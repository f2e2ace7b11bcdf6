//! Plain numbers: digits with at most one decimal separator, eight bytes at a time.
//!
//! [`plain_at`] reads what nearly every cell of prices and volumes holds, without knowing where the cell ends. Nothing
//! here knows signs, units or groups of thousands.

/// Powers of ten that a double holds exactly, as far as [`plain_at`] needs them.
const TENS: [f64; 16] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
];

/// What most cells hold: up to 15 digits with at most one `point` among them, the first a digit; gives the number at
/// `start` of `text` and where its digits end.
///
/// Both the digits as a whole number and the power of ten are exact as doubles, so their quotient is the double nearest
/// to the number as written. Eight bytes are looked at together where there are as many.
#[inline]
pub(super) fn plain_at(text: &[u8], start: usize, point: u8) -> Option<(f64, usize)> {
    let text = text.get(start..)?;
    if let Some(word) = text.first_chunk::<8>() {
        let word = u64::from_le_bytes(*word);
        let digits = word ^ ZEROS;
        let marks = others(digits);
        let (first, next) = (place(marks), place(marks & marks.wrapping_sub(1)));
        if first > 0 && next < 8 && (word >> (8 * first)) & 0xff == u64::from(point) {
            let value = joined(without(digits, first), next - 1);
            return Some((value as f64 / TENS[(next - 1 - first) & 15], start + next));
        }
        if (1..8).contains(&first) && (word >> (8 * first)) & 0xff != u64::from(point) {
            return Some((joined(digits, first) as f64, start + first));
        }
    }
    let (value, len) = plain_long(text, point)?;
    Some((value, start + len))
}

/// [`plain_at`] the start of `text`, for a number that does not end within eight bytes.
#[inline(never)]
fn plain_long(text: &[u8], point: u8) -> Option<(f64, usize)> {
    let (mut value, mut places) = (0, None);
    let mut at = 0;
    while let Some(word) = text[at..].first_chunk::<8>() {
        let word = u64::from_le_bytes(*word);
        let digits = word ^ ZEROS;
        let marks = others(digits);
        let first = place(marks);
        let is_point = first < 8 && (word >> (8 * first)) & 0xff == u64::from(point);
        if is_point && places.is_none() && at + first > 0 {
            // The point and what stands behind it in these bytes.
            let next = place(marks & marks.wrapping_sub(1));
            value = appended(value, without(digits, first), next - 1);
            places = Some(next - 1 - first);
            at += next;
            if next < 8 {
                break;
            }
        } else {
            value = appended(value, digits, first);
            places = places.map(|places| places + first);
            at += first;
            if first < 8 {
                break;
            }
        }
        if at >= 16 {
            break;
        }
    }
    while let Some(&byte) = text.get(at).filter(|_| at <= 16) {
        if byte.is_ascii_digit() {
            value = appended(value, u64::from(byte ^ b'0'), 1);
            places = places.map(|places| places + 1);
        } else if byte == point && places.is_none() && at > 0 {
            places = Some(0);
        } else {
            break;
        }
        at += 1;
    }
    let count = at - usize::from(places.is_some());
    let is_exact = (1..=15).contains(&count);
    is_exact.then(|| (value as f64 / TENS[places.unwrap_or(0)], at))
}

/// Number of the byte in which the lowest mark stands, 8 if there is none.
#[inline]
fn place(marks: u64) -> usize {
    marks.trailing_zeros() as usize / 8
}

/// The bytes without byte `at`: those behind it move into its place.
#[inline]
fn without(bytes: u64, at: usize) -> u64 {
    let before = (1 << (8 * at)) - 1;
    (bytes & before) | ((bytes >> 8) & !before)
}

/// `value` with the first `len` bytes of `digits` as digits behind it.
#[inline]
fn appended(value: u64, digits: u64, len: usize) -> u64 {
    if len == 0 {
        return value;
    }
    value
        .wrapping_mul(POWERS[len & 15])
        .wrapping_add(joined(digits, len))
}

/// Powers of ten up to eight digits.
const POWERS: [u64; 16] = {
    let mut powers = [1; 16];
    let mut at = 1;
    while at < 16 {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
};

/// Eight times the letter 0.
const ZEROS: u64 = u64::from_ne_bytes([b'0'; 8]);

/// The highest bit of each byte of `digits` that is above 9; all other bits are 0.
#[inline]
fn others(digits: u64) -> u64 {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    const ABOVE_9: u64 = 0x7676_7676_7676_7676;
    (((digits & LOW) + ABOVE_9) | digits) & !LOW
}

/// The number of which the first `len` bytes of `digits` are the digits, 1 to 8 of them.
///
/// Neighbours are joined: first digits to pairs, then pairs to fours, then these.
#[inline]
fn joined(digits: u64, len: usize) -> u64 {
    let digits = digits << (8 * (8 - len));
    let pairs = (digits.wrapping_mul((10 << 8) | 1) >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs.wrapping_mul((100 << 16) | 1) >> 16) & 0x0000_ffff_0000_ffff;
    fours.wrapping_mul((10_000 << 32) | 1) >> 32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_read_up_to_what_is_none_wherever_they_stand() {
        let cases: [(&str, Option<(f64, usize)>); 16] = [
            ("7", Some((7.0, 1))),
            ("12.5,rest of the line", Some((12.5, 4))),
            ("12.,rest of the line", Some((12.0, 3))),
            ("1234567,rest", Some((1_234_567.0, 7))),
            ("12345678,rest", Some((12_345_678.0, 8))),
            ("0.190848,rest", Some((0.190_848, 8))),
            ("1234567.,rest of it", Some((1_234_567.0, 8))),
            ("12345678.25,rest of it", Some((12_345_678.25, 11))),
            (
                "123456789012345,rest of it",
                Some((123_456_789_012_345.0, 15)),
            ),
            (
                "12345.6789012345,rest of it",
                Some((12_345.678_901_234_5, 16)),
            ),
            ("1.5.2,rest of the line", Some((1.5, 3))),
            ("1234567.5.2,rest of the line", Some((1_234_567.5, 9))),
            ("1234567890123456,rest of it", None),
            (".5,rest of the line", None),
            (",rest of the line", None),
            ("", None),
        ];
        for (text, expected) in cases {
            for before in ["", "a line before,"] {
                let line = format!("{before}{text}");
                let read = plain_at(line.as_bytes(), before.len(), b'.');
                let read = read.map(|(value, end)| (value, end - before.len()));
                assert_eq!(read, expected, "{line}");
            }
        }
        assert_eq!(plain_at(b"12,5;13,5;14", 5, b','), Some((13.5, 9)));
    }
}
