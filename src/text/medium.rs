//! What a screen and a picture write differently.

/// Where a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    /// A terminal, a log, a message: ASCII that can be copied into a program.
    Screen,
    /// A picture: commas between thousands, a true minus, a dash between edges, spaces that do not break.
    Picture,
}

impl Medium {
    /// `value` with so many decimals; what rounds to zero has no sign.
    ///
    /// ```
    /// use strandline::text::Medium::{Picture, Screen};
    ///
    /// assert_eq!(Screen.fixed(-1234.5, 2), "-1234.50");
    /// assert_eq!(Picture.fixed(-1234.5, 2), "\u{2212}1,234.50");
    /// assert_eq!(Screen.fixed(-0.004, 2), "0.00");
    /// ```
    pub fn fixed(self, value: f64, decimals: usize) -> String {
        self.with_sign(value, decimals, "")
    }

    /// `value` with its sign, plus included; what rounds to zero has none.
    pub fn signed(self, value: f64, decimals: usize) -> String {
        self.with_sign(value, decimals, "+")
    }

    fn with_sign(self, value: f64, decimals: usize, plus: &str) -> String {
        let digits = format!("{:.decimals$}", value.abs());
        let is_zero = !digits.bytes().any(|digit| (b'1'..=b'9').contains(&digit));
        let sign = match (is_zero, value < 0.0) {
            (true, _) => "",
            (false, true) => self.minus(),
            (false, false) => plus,
        };
        let digits = match self {
            Self::Screen => digits,
            Self::Picture => grouped(&digits),
        };
        format!("{sign}{digits}")
    }

    /// A quantity in thousands, millions or billions: `271.88M`, `4.1B`; whole below 1,000.
    pub fn compact(self, value: f64, decimals: usize) -> String {
        let (scaled, unit) = match value.abs() {
            size if size >= 1e12 => (value / 1e12, "T"),
            size if size >= 1e9 => (value / 1e9, "B"),
            size if size >= 1e6 => (value / 1e6, "M"),
            size if size >= 1e3 => (value / 1e3, "K"),
            _ => (value, ""),
        };
        let text = self.fixed(scaled, decimals);
        let text = if text.contains('.') {
            text.trim_end_matches('0').trim_end_matches('.')
        } else {
            &text
        };
        format!("{text}{unit}")
    }

    /// What stands between the two edges of a zone.
    pub(super) fn dash(self) -> char {
        match self {
            Self::Screen => '-',
            Self::Picture => '–',
        }
    }

    /// What stands between a number and its unit.
    pub(super) fn space(self) -> char {
        match self {
            Self::Screen => ' ',
            Self::Picture => '\u{202F}',
        }
    }

    /// What a signed text of this medium begins with below zero; in pictures as wide as a plus.
    pub(super) fn minus(self) -> &'static str {
        match self {
            Self::Screen => "-",
            Self::Picture => "\u{2212}",
        }
    }
}

/// Digits with a comma before every three of the whole ones.
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

#[cfg(test)]
mod tests {
    use super::Medium::{Picture, Screen};

    #[test]
    fn signs_are_true_and_zero_has_none() {
        assert_eq!(Picture.fixed(-0.78, 2), "−0.78");
        assert_eq!(Picture.fixed(-1_234_567.891, 2), "−1,234,567.89");
        assert_eq!(Picture.fixed(999.5, 1), "999.5");
        assert_eq!(Picture.fixed(-0.001, 2), "0.00");
        assert_eq!(Picture.signed(3.31, 2), "+3.31");
        assert_eq!(Picture.signed(0.0, 2), "0.00");
        assert_eq!(Screen.signed(-0.04, 1), "0.0");
        assert_eq!(Screen.signed(1.25, 2), "+1.25");
        assert_eq!(Screen.fixed(-0.006, 2), "-0.01");
        assert_eq!(Screen.fixed(-0.4, 0), "0");
        assert_eq!(Screen.fixed(f64::INFINITY, 2), "inf");
    }

    #[test]
    fn quantities_are_short() {
        assert_eq!(Picture.compact(271_879_400.0, 2), "271.88M");
        assert_eq!(Picture.compact(4.1e9, 1), "4.1B");
        assert_eq!(Picture.compact(100e6, 1), "100M");
        assert_eq!(Picture.compact(12.0, 0), "12");
        assert_eq!(Picture.compact(0.0, 1), "0");
    }
}
