//! Whether a stated number is right.

use crate::claim::{Price, Unit, Value};

/// How far off "about" may be.
const ABOUT: f64 = 0.01;
/// Slack for decimal fractions that binary ones cannot hold.
const NOISE: f64 = 1e-9;

/// Whether `truth` rounds to `stated` at its precision; within 1 % of it where it was stated loosely.
fn rounds_to(truth: f64, stated: f64, half_unit: f64, is_about: bool) -> bool {
    let slack = if is_about {
        half_unit.max(ABOUT * stated.abs())
    } else {
        half_unit
    };
    (truth - stated).abs() <= slack * (1.0 + NOISE) + NOISE * stated.abs()
}

fn half_unit(decimals: u8) -> f64 {
    0.5 * 10f64.powi(-i32::from(decimals))
}

/// Half of what the last digit that is not zero stands for: 50 million is 45 to 55 million.
fn half_of_last_digit(number: f64) -> f64 {
    let mut unit = 1.0;
    let size = number.abs();
    if size < 1.0 || !size.is_finite() {
        return 0.5;
    }
    while unit * 10.0 <= size && (size / (unit * 10.0)).fract() < NOISE {
        unit *= 10.0;
    }
    0.5 * unit
}

/// Whether one of the ends of a stated price, both being the same, is `truth`.
pub(super) fn price_fits(stated: &Price, truth: f64) -> bool {
    if stated.is_zone() {
        let half = half_unit(stated.decimals);
        return truth >= stated.low - half && truth <= stated.high + half;
    }
    end_fits(stated.low, stated, truth)
}

/// Whether `truth` is the end `end` of a stated price.
pub(super) fn end_fits(end: f64, stated: &Price, truth: f64) -> bool {
    rounds_to(truth, end, half_unit(stated.decimals), stated.is_about)
}

/// Whether a stated value is right of `truth`. Signs count where both have one that matters.
pub(super) fn value_fits(stated: &Value, truth: f64) -> bool {
    let half = match stated.unit {
        Unit::Shares => half_of_last_digit(stated.number),
        Unit::Count => 0.0,
        _ => half_unit(stated.decimals),
    };
    let (size, sign) = (stated.number.abs(), stated.number.signum());
    let along = truth * sign;
    if let Some(upper) = stated.upper {
        let (low, high) = (size.min(upper.abs()), size.max(upper.abs()));
        return along >= low - half && along <= high + half;
    }
    let slack = half + NOISE * size;
    match (stated.at_least, stated.at_most) {
        (true, _) => along >= size - slack,
        (_, true) => along <= size + slack && along >= -slack,
        _ => rounds_to(truth, stated.number, half, stated.is_about),
    }
}

/// Whether a stated number has digits enough that a fit elsewhere is no accident: three at least, or two after the point.
pub(super) fn is_telling(number: f64, decimals: u8) -> bool {
    let whole = number.abs().log10().floor().max(0.0) + 1.0;
    whole + f64::from(decimals) >= 3.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_right_if_the_true_one_rounds_to_it() {
        let seventeen = Value::new(-17.0, Unit::Percent, 0);
        assert!(value_fits(&seventeen, -16.97));
        assert!(!value_fits(&seventeen, -17.51));
        assert!(!value_fits(&seventeen, 16.97));
        let exact = Value::new(56.5, Unit::Index, 1);
        assert!(value_fits(&exact, 56.51) && !value_fits(&exact, 56.56));
    }

    #[test]
    fn about_is_one_percent() {
        let about = Value {
            is_about: true,
            ..Value::new(250.0, Unit::Index, 0)
        };
        assert!(value_fits(&about, 252.5) && !value_fits(&about, 253.0));
        let price = Price {
            is_about: true,
            ..Price::at(242.69, 2)
        };
        assert!(price_fits(&price, 240.3) && !price_fits(&price, 240.2));
    }

    #[test]
    fn bounds_and_ranges_are_of_the_size() {
        let over = Value {
            at_least: true,
            ..Value::new(-5.0, Unit::Percent, 0)
        };
        assert!(value_fits(&over, -7.0) && !value_fits(&over, -4.0) && !value_fits(&over, 7.0));
        let range = Value {
            upper: Some(15.0),
            ..Value::new(12.0, Unit::Percent, 0)
        };
        assert!(value_fits(&range, 14.2) && !value_fits(&range, 16.0));
    }

    #[test]
    fn shares_are_as_precise_as_their_last_digit() {
        assert!(value_fits(&Value::new(50e6, Unit::Shares, 0), 46_000_000.0));
        assert!(!value_fits(
            &Value::new(50.2e6, Unit::Shares, 0),
            46_000_000.0
        ));
        assert!(value_fits(
            &Value::new(50.2e6, Unit::Shares, 0),
            50_240_000.0
        ));
    }
}
