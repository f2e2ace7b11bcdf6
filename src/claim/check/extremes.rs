//! Highs and lows of a period.

use super::context::Seen;
use super::days::Stretch;
use super::fact::{Fact, Missing};
use super::fits::{end_fits, is_telling, price_fits};
use super::grid::{Axis, Sensitivity};
use super::measure::{Measure, Of, Variant};
use super::records;
use super::verdict::{Answer, Definition, Verdict};
use crate::claim::{Basis, Claim, Period, Price, Unit};

/// A window of bars with the way it was counted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Window {
    pub(super) stretch: Stretch,
    pub(super) variant: Option<Variant>,
}

/// The highest or lowest of a window, by highs and lows or by closes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extreme {
    pub(super) at: usize,
    pub(super) price: f64,
}

pub(super) fn column<'a>(seen: &Seen<'a>, is_high: bool, by_close: bool) -> &'a [f64] {
    match (by_close, is_high) {
        (true, _) => seen.close(),
        (false, true) => seen.high(),
        (false, false) => seen.low(),
    }
}

/// The last bar of the highest (lowest) price of a stretch.
pub(super) fn extreme_of(
    seen: &Seen<'_>,
    stretch: Stretch,
    is_high: bool,
    by_close: bool,
) -> Option<Extreme> {
    let prices = column(seen, is_high, by_close);
    let at = stretch.bars().max_by(|&a, &b| {
        let order = prices[a].total_cmp(&prices[b]);
        if is_high { order } else { order.reverse() }
    })?;
    Some(Extreme {
        at,
        price: prices[at],
    })
}

/// The windows of a period: by bars, and by the calendar where that differs.
fn of_period(seen: &Seen<'_>, period: Period, to: usize) -> Vec<Window> {
    let by = |from: Option<usize>, variant| {
        from.map(|from| Window {
            stretch: Stretch { from, to },
            variant,
        })
    };
    let is_one = matches!(
        period,
        Period::Bars(_) | Period::YearToDate | Period::AllTime
    );
    let by_bars = seen.window(period, to);
    if is_one {
        return by(by_bars, None).into_iter().collect();
    }
    let by_days = seen.calendar_window(period, to);
    let both = [
        by(by_bars, Some(Variant::Bars)),
        by(by_days, Some(Variant::CalendarDays)),
    ];
    both.into_iter().flatten().collect()
}

/// The windows a claim may mean.
fn windows(claim: &Claim, seen: &Seen<'_>) -> Result<Vec<Window>, Fact> {
    let to = seen.day(claim)?;
    let plain = |from: usize| Window {
        stretch: Stretch { from, to },
        variant: None,
    };
    if let Some(since) = &claim.since {
        return Ok(vec![plain(seen.stretch(since)?.from.min(to))]);
    }
    let named = seen.stretches(claim)?;
    let longer = named.iter().filter(|stretch| !stretch.is_day());
    let longer: Vec<Window> = longer
        .map(|&stretch| Window {
            stretch,
            variant: None,
        })
        .collect();
    if !longer.is_empty() && claim.period.is_none() {
        return Ok(longer);
    }
    let mut all = match claim.period {
        Some(period) => of_period(seen, period, to),
        None if claim.price.is_some() && claim.on.is_empty() => [
            Period::Weeks(52),
            Period::YearToDate,
            Period::AllTime,
            Period::Months(6),
            Period::Months(3),
            Period::Months(1),
        ]
        .into_iter()
        .flat_map(|period| of_period(seen, period, to))
        .collect(),
        None => vec![plain(to)],
    };
    if claim.period == Some(Period::Years(1)) {
        all.extend(of_period(seen, Period::YearToDate, to));
    }
    Ok(all)
}

pub(super) fn valued(
    seen: &Seen<'_>,
    window: Window,
    found: Extreme,
    how: (bool, bool),
    stated: Option<(f64, bool)>,
) -> Fact {
    let (is_high, by_close) = how;
    let from = seen.when(window.stretch.from);
    let set = seen.when(found.at);
    let of = if is_high {
        Of::Highest { from, set }
    } else {
        Of::Lowest { from, set }
    };
    Fact::Value {
        measure: Measure {
            of,
            variant: if by_close {
                Some(Variant::Closes)
            } else {
                window.variant
            },
        },
        at: seen.when(window.stretch.to),
        value: found.price,
        stated: stated.map(|(stated, _)| stated),
        fits: stated.map(|(_, fits)| fits),
    }
}

/// The highest or lowest of a period: its value, or that a day set it.
pub(super) fn extreme(claim: &Claim, seen: &Seen<'_>) -> Verdict {
    let windows = match windows(claim, seen) {
        Ok(windows) => windows,
        Err(fact) => return Verdict::undetermined([fact]),
    };
    if windows.is_empty() {
        return Verdict::undetermined([Fact::Needs {
            missing: Missing::Bars,
        }]);
    }
    let distance = claim
        .values
        .iter()
        .find(|value| value.unit == Unit::Percent);
    let mut verdict = match (claim.price, distance) {
        (Some(price), _) if price.is_zone() && claim.side.is_none() => {
            range(seen, &price, &windows)
        }
        (Some(price), _) => stated(claim, seen, &price, &windows),
        (None, Some(distance)) => records::far_from(claim, seen, distance, &windows),
        (None, None) => records::set_by_day(claim, seen, &windows),
    };
    if claim.negated && verdict.answer.is_decided() {
        verdict.answer = super::study::turned(verdict.answer);
    }
    let from = windows.iter().map(|window| window.stretch.from).min();
    verdict
        .on_side(claim.side)
        .looking_from(from.unwrap_or_default())
}

pub(super) fn is_high_of(claim: &Claim) -> bool {
    claim.side.is_none_or(super::relations::is_up)
}

/// Which prices may be meant: closes alone where the claim says so.
pub(super) fn ways(claim: &Claim) -> &'static [bool] {
    match claim.basis {
        Some(Basis::Close) => &[true],
        Some(Basis::Intraday) => &[false],
        _ => &[false, true],
    }
}

/// Both ends of a range: the low and the high of the period.
fn range(seen: &Seen<'_>, price: &Price, windows: &[Window]) -> Verdict {
    let right = |is_high: bool| {
        let end = if is_high { price.high } else { price.low };
        let mut all = windows
            .iter()
            .flat_map(|&window| [false, true].map(|by_close| (window, by_close)));
        let found = all.find_map(|(window, by_close)| {
            let found = extreme_of(seen, window.stretch, is_high, by_close)?;
            end_fits(end, price, found.price).then_some((window, found, by_close))
        });
        (end, found)
    };
    let mut verdict = Verdict::new(Answer::Supported, Definition::StatedValue);
    for is_high in [false, true] {
        let (end, found) = right(is_high);
        if let Some((window, found, by_close)) = found {
            let fact = valued(seen, window, found, (is_high, by_close), Some((end, true)));
            verdict.facts.push(fact);
            continue;
        }
        verdict.answer = Answer::Refuted;
        let window = windows[0];
        let found = extreme_of(seen, window.stretch, is_high, false);
        verdict.facts.extend(
            found.map(|found| valued(seen, window, found, (is_high, false), Some((end, false)))),
        );
    }
    verdict
}

/// The stated price is the extreme of the period.
fn stated(claim: &Claim, seen: &Seen<'_>, price: &Price, windows: &[Window]) -> Verdict {
    let is_high = is_high_of(claim);
    let right = |window: &Window, by_close: bool| {
        let found = extreme_of(seen, window.stretch, is_high, by_close)?;
        price_fits(price, found.price).then_some((*window, found, by_close))
    };
    let ways = ways(claim);
    let mut found = windows.iter().flat_map(|window| {
        ways.iter()
            .filter_map(move |&by_close| right(window, by_close))
    });
    let prices: Vec<&'static str> = ways.iter().map(|&by_close| name_of(by_close)).collect();
    let grid = Sensitivity::over(Axis::Prices, &prices, |name: &'static str| {
        windows
            .iter()
            .any(|window| right(window, name == "close").is_some())
    });
    let mut verdict = Verdict {
        sensitivity: Some(grid),
        ..Verdict::new(Answer::Supported, Definition::StatedValue)
    };
    if let Some((window, extreme, by_close)) = found.next() {
        let fact = valued(
            seen,
            window,
            extreme,
            (is_high, by_close),
            Some((price.low, true)),
        );
        verdict.facts.push(fact);
        return verdict;
    }
    verdict.answer = Answer::Refuted;
    let window = windows[0];
    for &by_close in ways {
        let extreme = extreme_of(seen, window.stretch, is_high, by_close);
        verdict.facts.extend(extreme.map(|extreme| {
            valued(
                seen,
                window,
                extreme,
                (is_high, by_close),
                Some((price.low, false)),
            )
        }));
    }
    if is_telling(price.low, price.decimals) {
        verdict
            .facts
            .extend(of_another_period(seen, price, window.stretch.to));
    }
    verdict
}

pub(super) fn name_of(by_close: bool) -> &'static str {
    if by_close { "close" } else { "extreme" }
}

/// The period of which the stated price would be the high or low.
fn of_another_period(seen: &Seen<'_>, price: &Price, to: usize) -> Option<Fact> {
    let lengths = [1, 5, 20, 60, 126, 252, to + 1];
    let stretches = lengths
        .iter()
        .map(|&bars| super::levels::last_bars(bars, to));
    for stretch in stretches {
        for (is_high, by_close) in [(true, false), (false, false), (true, true), (false, true)] {
            let found = extreme_of(seen, stretch, is_high, by_close)?;
            if price_fits(price, found.price) {
                let window = Window {
                    stretch,
                    variant: None,
                };
                let fact = valued(seen, window, found, (is_high, by_close), None);
                let Fact::Value {
                    measure, at, value, ..
                } = fact
                else {
                    return None;
                };
                return Some(Fact::Elsewhere { measure, at, value });
            }
        }
    }
    None
}
