//! Growth a year.

/// Compound annual growth rate.
///
/// ```text
/// CAGR = (E_n / E_0)^(1 / years) - 1,  years = calendar days / 365.25
/// ```
///
/// `None` without a first or last value, without time between them, or once the equity is not above 0.
pub fn cagr(first: Option<f64>, last: Option<f64>, years: f64) -> Option<f64> {
    let ratio = last? / first?;
    (years > 0.0 && ratio > 0.0 && ratio.is_finite()).then(|| ratio.powf(1.0 / years) - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubling_in_two_years_is_the_square_root_of_two_a_year() {
        let growth = cagr(Some(100.0), Some(200.0), 2.0).unwrap();
        assert!((growth - (2.0_f64.sqrt() - 1.0)).abs() < 1e-15);
        assert_eq!(cagr(Some(100.0), Some(200.0), 0.0), None);
        assert_eq!(cagr(Some(100.0), Some(0.0), 1.0), None);
        assert_eq!(cagr(None, None, 1.0), None);
    }
}
