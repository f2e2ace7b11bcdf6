//! Round numbers, where prices are those that stood on the screen.

use super::{Birth, Change, Scene};
use crate::level::compare::SAME;
use crate::level::{Living, LogZone, Role, State};

/// Least step between round numbers, as a share of the price.
const MIN_STEP_FRAC: f64 = 0.04;

/// The multiples of a step next above and next below the close, each when it becomes so.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Round {
    above: Option<f64>,
    below: Option<f64>,
}

impl Round {
    pub(super) fn find(&mut self, scene: &Scene<'_>, living: &Living, changes: &mut Vec<Change>) {
        let (below, above) = neighbours(scene.close);
        let became = [
            (Role::Resistance, self.above.replace(above), above),
            (Role::Support, self.below.replace(below), below),
        ];
        for (role, before, multiple) in became {
            let centre = multiple.ln();
            let is_alive = || {
                living
                    .alive()
                    .any(|(_, live)| (live.birth_centre - centre).abs() <= SAME)
            };
            if multiple > 0.0 && before != Some(multiple) && !is_alive() {
                let zone = LogZone::at_birth(centre, scene.atr, scene.tick);
                changes.push(Change::Born(Birth {
                    role,
                    state: State::Active,
                    zone,
                    first_at: scene.at,
                    count: 0,
                }));
            }
        }
    }
}

/// The smallest of 1 and 5 times a power of ten that is at least 4 % of `price`.
pub(crate) fn step(price: f64) -> f64 {
    let least = MIN_STEP_FRAC * price * (1.0 - SAME);
    let power = |exponent: i32| {
        if exponent < 0 {
            1.0 / 10f64.powi(-exponent)
        } else {
            10f64.powi(exponent)
        }
    };
    #[expect(
        clippy::cast_possible_truncation,
        reason = "prices lie within 1e-50 and 1e50, so their logarithms within 50"
    )]
    let exponent = least.log10().floor() as i32;
    let steps = [
        power(exponent),
        5.0 * power(exponent),
        power(exponent + 1),
        5.0 * power(exponent + 1),
    ];
    steps
        .into_iter()
        .find(|&step| step >= least)
        .unwrap_or(steps[3])
}

/// The multiples of the step strictly below and strictly above the price whose log is `close`.
fn neighbours(close: f64) -> (f64, f64) {
    let price = close.exp();
    let step = step(price);
    let nearest = (price / step).round();
    if ((nearest * step).ln() - close).abs() <= SAME {
        ((nearest - 1.0) * step, (nearest + 1.0) * step)
    } else {
        let under = (price / step).floor();
        (under * step, (under + 1.0) * step)
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "these values are exact")]
mod tests {
    use super::*;

    #[test]
    fn the_step_is_one_or_five_times_a_power_of_ten() {
        // 4 % of 160 is 6.4, of 100 is 4, of 25 is 1, of 26 is 1.04, of 0.9 is 0.036.
        assert_eq!(step(160.0), 10.0);
        assert_eq!(step(100.0), 5.0);
        assert_eq!(step(25.0), 1.0);
        assert_eq!(step(26.0), 5.0);
        assert_eq!(step(0.9), 0.05);
    }

    #[test]
    fn the_neighbours_of_a_round_price_are_the_ones_beside_it() {
        let (below, above) = neighbours(160f64.ln());
        assert_eq!((below, above), (150.0, 170.0));
        let (below, above) = neighbours(157.3f64.ln());
        assert_eq!((below, above), (150.0, 160.0));
    }
}
