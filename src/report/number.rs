//! Numbers as people read them, and without the noise of binary fractions.

/// A price: two decimals from 10 on, four from 1 on as currencies are quoted, four significant digits below.
pub fn price(value: f64) -> String {
    price_beside(value, value)
}

/// A difference of prices with the decimals that `price` is written with.
pub fn price_beside(value: f64, price: f64) -> String {
    let decimals = match price.abs() {
        magnitude if magnitude >= 9_999_999.5 => 0,
        magnitude if magnitude >= 9.9995 || magnitude <= 0.0 => 2,
        magnitude if magnitude >= 0.9999 => 4,
        magnitude => decimals_below_one(magnitude),
    };
    format!("{value:.decimals$}")
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 4 and 15"
)]
fn decimals_below_one(magnitude: f64) -> usize {
    (3.0 - magnitude.log10().floor()).clamp(4.0, 15.0) as usize
}

/// `1 bar`, `3 bars`.
pub fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// A number with its sign: `+0.9`, `-2.1`; what rounds to zero has none.
pub fn signed(value: f64, decimals: usize) -> String {
    let text = format!("{value:+.decimals$}");
    if is_zero(&text) {
        text[1..].to_owned()
    } else {
        text
    }
}

/// A number, `-2.1`; what rounds to zero has no sign.
pub(super) fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    match text.strip_prefix('-') {
        Some(zero) if is_zero(zero) => zero.to_owned(),
        _ => text,
    }
}

fn is_zero(text: &str) -> bool {
    text.bytes()
        .all(|byte| !byte.is_ascii_digit() || byte == b'0')
}

/// Ten significant digits: more than any price has, fewer than rounding spoils. What every machine format carries.
pub fn rounded(value: f64) -> f64 {
    format!("{value:.9e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_keep_the_digits_they_are_quoted_with() {
        assert_eq!(price(161.5), "161.50");
        assert_eq!(price(1.441_36), "1.4414");
        assert_eq!(price(0.999_94), "0.9999");
        assert_eq!(price(9.99996), "10.00");
        assert_eq!(price(27_210.35), "27210.35");
        assert_eq!(price(0.4), "0.4000");
        assert_eq!(price(0.000_412_34), "0.0004123");
        assert_eq!(price(0.0), "0.00");
        assert_eq!(price_beside(2.7094, 198.4), "2.71");
    }

    #[test]
    fn rounding_takes_the_noise_and_keeps_the_price() {
        assert_eq!(rounded(0.1 + 0.2).to_string(), "0.3");
        assert_eq!(rounded(2_498.939_941).to_string(), "2498.939941");
        assert_eq!(signed(-0.04, 1), "0.0");
        assert_eq!(signed(1.25, 2), "+1.25");
        assert_eq!(fixed(-0.004, 2), "0.00");
        assert_eq!(fixed(-0.006, 2), "-0.01");
        assert_eq!(fixed(-0.4, 0), "0");
    }
}
