//! Days that set a high or low of a period, and how far price is from one.

use super::context::Seen;
use super::extremes::{Window, column, extreme_of, is_high_of, name_of, valued, ways};
use super::fact::Fact;
use super::fits::value_fits;
use super::grid::{Axis, Sensitivity};
use super::measure::{Measure, Of, Variant};
use super::verdict::{Answer, Definition, Verdict};
use crate::claim::{Claim, Relation, Value};

/// How near to an extreme counts as near it, in percent.
const NEAR_PCT: f64 = 2.0;

/// So far from the extreme, or near it.
pub(super) fn far_from(
    claim: &Claim,
    seen: &Seen<'_>,
    stated: &Value,
    windows: &[Window],
) -> Verdict {
    let is_high = is_high_of(claim);
    let size = Value {
        number: stated.number.abs(),
        upper: stated.upper.map(f64::abs),
        ..*stated
    };
    let distance = |window: &Window, by_close: bool| {
        let found = extreme_of(seen, window.stretch, is_high, by_close)?;
        let close = seen.close()[window.stretch.to];
        Some((found, 100.0 * (close / found.price - 1.0)))
    };
    let mut verdict = Verdict::new(Answer::Refuted, Definition::StatedValue);
    let mut shown = None;
    for window in windows {
        for &by_close in ways(claim) {
            let Some((found, pct)) = distance(window, by_close) else {
                continue;
            };
            let fits = value_fits(&size, pct.abs());
            if shown.is_none() || fits {
                shown = Some((*window, found, pct, fits, by_close));
            }
            if fits {
                verdict.answer = Answer::Supported;
            }
        }
    }
    verdict.facts.extend(
        shown.map(|(window, found, pct, fits, by_close)| Fact::Value {
            measure: Measure {
                of: Of::FromExtreme {
                    set: seen.when(found.at),
                    base: found.price,
                },
                variant: by_close.then_some(Variant::Closes).or(window.variant),
            },
            at: seen.when(window.stretch.to),
            value: pct,
            stated: Some(stated.number),
            fits: Some(fits),
        }),
    );
    verdict
}

/// Whether a day set the extreme of a window, or came near it.
struct Setting<'a, 'b> {
    claim: &'a Claim,
    seen: &'a Seen<'b>,
    windows: &'a [Window],
    is_near: bool,
}

impl Setting<'_, '_> {
    fn day(&self) -> usize {
        self.windows.first().map_or(0, |window| window.stretch.to)
    }

    fn holds(&self, window: &Window, by_close: bool, near_pct: f64) -> bool {
        let (seen, day, is_high) = (self.seen, self.day(), is_high_of(self.claim));
        let mut stretch = window.stretch;
        // "The highest since May": the days after the one named.
        if self.claim.since.is_some() && !stretch.is_day() {
            stretch.from += 1;
        }
        let Some(found) = extreme_of(seen, stretch, is_high, by_close) else {
            return false;
        };
        if self.is_near {
            let close = seen.close()[day];
            return (100.0 * (close / found.price - 1.0)).abs() <= near_pct;
        }
        let price = column(seen, is_high, by_close)[day];
        price.total_cmp(&found.price).is_eq()
    }

    fn by(&self, by_close: bool, near_pct: f64) -> Option<Window> {
        let mut windows = self.windows.iter();
        windows
            .find(|window| self.holds(window, by_close, near_pct))
            .copied()
    }

    fn any(&self, near_pct: f64) -> bool {
        let mut ways = ways(self.claim).iter();
        ways.any(|&by_close| self.by(by_close, near_pct).is_some())
    }

    fn grid(&self) -> Sensitivity {
        if self.is_near {
            return Sensitivity::over(Axis::TolerancePct, &[1.0, 2.0, 3.0], |near| self.any(near));
        }
        let ways = ways(self.claim).iter();
        let prices: Vec<&'static str> = ways.map(|&by_close| name_of(by_close)).collect();
        Sensitivity::over(Axis::Prices, &prices, |name: &'static str| {
            self.by(name == name_of(true), 0.0).is_some()
        })
    }
}

/// The day set the extreme of the period, or came near it.
pub(super) fn set_by_day(claim: &Claim, seen: &Seen<'_>, windows: &[Window]) -> Verdict {
    let relation = claim.relation;
    let setting = Setting {
        claim,
        seen,
        windows,
        is_near: matches!(
            relation,
            Some(Relation::At | Relation::Below | Relation::Above)
        ),
    };
    let (is_high, day) = (is_high_of(claim), setting.day());
    let mut verdict = Verdict::judged(setting.any(NEAR_PCT), setting.grid(), Definition::Extreme);
    let ways = ways(claim);
    let mut right = ways.iter().copied();
    let shown = right.find(|&by_close| setting.by(by_close, NEAR_PCT).is_some());
    let by_close = shown.unwrap_or_else(|| ways == [true]);
    let window = setting.by(by_close, NEAR_PCT);
    let window = window.or_else(|| windows.first().copied());
    verdict.facts.extend(window.and_then(|window| {
        let found = extreme_of(seen, window.stretch, is_high, by_close)?;
        Some(valued(seen, window, found, (is_high, by_close), None))
    }));
    let of = match (by_close, is_high) {
        (true, _) => Of::Close,
        (false, true) => Of::High,
        (false, false) => Of::Low,
    };
    verdict.facts.push(Fact::Value {
        measure: Measure::new(of),
        at: seen.when(day),
        value: column(seen, is_high, by_close)[day],
        stated: None,
        fits: None,
    });
    verdict
}
