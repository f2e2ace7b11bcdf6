//! Percents.

use super::Medium;

impl Medium {
    /// `value` percent with its sign, such as `+2.2 %`.
    pub fn percent(self, value: f64, decimals: usize) -> String {
        format!("{}{}%", self.signed(value, decimals), self.space())
    }

    /// A distance of `value` percent with its sign, never zero: `+2.2 %`, `+0.03 %` where one decimal would read 0.0, and
    /// `less than 0.01 %`.
    pub fn distance(self, value: f64) -> String {
        let is_signed = |text: &String| text.starts_with('+') || text.starts_with(self.minus());
        let texts = [1, 2].map(|decimals| self.percent(value, decimals));
        let told = texts.into_iter().find(is_signed);
        told.unwrap_or_else(|| format!("less than 0.01{}%", self.space()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Medium::{Picture, Screen};

    #[test]
    fn a_percent_has_its_sign() {
        assert_eq!(Picture.percent(-0.53, 2), "−0.53\u{202F}%");
        assert_eq!(Screen.percent(2.24, 1), "+2.2 %");
    }

    #[test]
    fn a_distance_never_reads_zero() {
        assert_eq!(Picture.distance(2.24), "+2.2\u{202F}%");
        assert_eq!(Picture.distance(-0.05), "−0.1\u{202F}%");
        assert_eq!(Picture.distance(0.034), "+0.03\u{202F}%");
        assert_eq!(Screen.distance(-0.006), "-0.01 %");
        assert_eq!(Screen.distance(0.004), "less than 0.01 %");
    }
}
