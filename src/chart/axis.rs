//! Where the ticks of an axis stand: round prices, and real boundaries of months and years.

use chrono::{Datelike, NaiveDateTime, Timelike};

use super::scale::Scale;

/// The ticks of a value axis, rising, and the decimals that all their labels share.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ticks {
    /// Values, rising.
    pub(super) values: Vec<f64>,
    /// Decimals of the labels.
    pub(super) decimals: usize,
}

/// Round values within `scale`, at least `gap` pixels apart: in steps of 1, 2, 2.5 or 5 times a power of ten, or on a
/// logarithmic scale round leading digits.
pub(super) fn value_ticks(scale: &Scale, gap: f64) -> Ticks {
    // Leading digits are too coarse for a range within one power of ten.
    if scale.is_log && scale.high / scale.low > 3.0 {
        log_ticks(scale, gap)
    } else {
        linear_ticks(scale, gap)
    }
}

fn linear_ticks(scale: &Scale, gap: f64) -> Ticks {
    let height = scale.bottom - scale.top;
    let least = (scale.high - scale.low) * gap / height.max(1.0);
    let (step, decimals) = round_step(least);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a count of ticks in a pane"
    )]
    let (first, last) = (
        (scale.low / step).ceil() as i64,
        (scale.high / step).floor() as i64,
    );
    // At most one tick every few pixels, whatever the numbers: the step was chosen so.
    let values = (first..=last.min(first.saturating_add(100)))
        .map(|k| k as f64 * step)
        .collect();
    Ticks { values, decimals }
}

/// The smallest of 1, 2, 2.5, 5 times a power of ten that is not below `least`, and its decimals.
fn round_step(least: f64) -> (f64, usize) {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "exponents of f64 are within 308"
    )]
    let exponent = least.max(f64::MIN_POSITIVE).log10().floor() as i32;
    for power in [exponent, exponent + 1] {
        let unit = 10f64.powi(power);
        let whole = usize::try_from(-power).unwrap_or(0);
        for (factor, more) in [(1.0, 0), (2.0, 0), (2.5, 1), (5.0, 0)] {
            let decimals = if power <= 0 { whole + more } else { 0 };
            if factor * unit >= least * (1.0 - 1e-12) {
                return (factor * unit, decimals);
            }
        }
    }
    (10f64.powi(exponent + 2), 0)
}

/// Leading digits of ticks on a logarithmic axis, densest first.
const DIGITS: [&[f64]; 6] = [
    &[
        1.0, 1.2, 1.4, 1.6, 1.8, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0,
    ],
    &[1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0],
    &[1.0, 1.5, 2.0, 3.0, 5.0, 7.0],
    &[1.0, 2.0, 5.0],
    &[1.0, 3.0],
    &[1.0],
];

fn log_ticks(scale: &Scale, gap: f64) -> Ticks {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "exponents of f64 are within 308"
    )]
    let power = |value: f64| value.log10().floor() as i32;
    let exponents = power(scale.low)..=power(scale.high);
    let of = |digits: &[f64]| -> Vec<f64> {
        exponents
            .clone()
            .flat_map(|exponent| digits.iter().map(move |digit| digit * 10f64.powi(exponent)))
            .filter(|&value| scale.shows(value))
            .collect()
    };
    let fits = |values: &Vec<f64>| {
        values
            .windows(2)
            .all(|pair| scale.y(pair[0]) - scale.y(pair[1]) >= gap)
    };
    let values = DIGITS
        .iter()
        .map(|digits| of(digits))
        .find(fits)
        .unwrap_or_default();
    let least = values.first().copied().unwrap_or(1.0);
    let mut decimals = usize::try_from(-power(least)).unwrap_or(0);
    let is_whole = |value: &f64| {
        let scaled = value * 10f64.powi(i32::try_from(decimals).unwrap_or(0));
        (scaled - scaled.round()).abs() < 1e-6
    };
    if !values.iter().all(is_whole) {
        decimals += 1;
    }
    Ticks { values, decimals }
}

/// A boundary on the time axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TimeTick {
    /// The first bar after it.
    pub(super) at: usize,
    /// Its label.
    pub(super) label: String,
    /// Whether a year begins here, or on an axis of hours a day.
    pub(super) is_major: bool,
}

/// How far the ticks of a time axis lie apart.
#[derive(Debug, Clone, Copy)]
enum Every {
    Minutes(u32),
    Day,
    Week,
    Months(i32),
}

impl Every {
    const ALL: [Self; 13] = [
        Self::Minutes(30),
        Self::Minutes(60),
        Self::Minutes(120),
        Self::Day,
        Self::Week,
        Self::Months(1),
        Self::Months(3),
        Self::Months(6),
        Self::Months(12),
        Self::Months(24),
        Self::Months(60),
        Self::Months(120),
        Self::Months(240),
    ];

    /// Number of the period that `time` lies in.
    fn period(self, time: NaiveDateTime) -> i64 {
        let date = time.date();
        let days = i64::from(date.num_days_from_ce());
        match self {
            Self::Minutes(minutes) => {
                let of_day = time.hour() * 60 + time.minute();
                days * 1440 + i64::from(of_day / minutes * minutes)
            }
            Self::Day => days,
            Self::Week => (days - 1).div_euclid(7),
            Self::Months(months) => {
                i64::from((date.year() * 12 + date.month0().cast_signed()).div_euclid(months))
            }
        }
    }

    fn label(self, time: NaiveDateTime, is_major: bool) -> String {
        let format = match self {
            Self::Minutes(_) if is_major => "%-d %b",
            _ if is_major => "%Y",
            Self::Minutes(_) => "%H:%M",
            Self::Day | Self::Week => "%-d %b",
            Self::Months(months) if months < 12 => "%b",
            Self::Months(_) => "%Y",
        };
        time.format(format).to_string()
    }

    /// Least pixels between two ticks, so that their labels stay apart.
    fn gap(self) -> f64 {
        match self {
            Self::Minutes(_) | Self::Months(_) => 44.0,
            Self::Day | Self::Week => 60.0,
        }
    }
}

/// Ticks at the first bar of a day, week, month or year for bars at `times` that are `pitch` pixels wide.
///
/// `before` is the bar before the first one, if there is one: without it the first bar begins no period. The finest
/// division is taken whose ticks are far enough apart.
pub(super) fn time_ticks(
    before: Option<NaiveDateTime>,
    times: &[NaiveDateTime],
    pitch: f64,
) -> Vec<TimeTick> {
    let is_intraday = times
        .iter()
        .any(|time| time.time() != chrono::NaiveTime::MIN);
    for every in Every::ALL {
        if matches!(every, Every::Minutes(_)) && !is_intraday {
            continue;
        }
        let ticks = ticks_of(every, before, times);
        let least = ticks
            .windows(2)
            .map(|pair| (pair[1].at - pair[0].at) as f64 * pitch)
            .fold(f64::INFINITY, f64::min);
        // A first, cut period may be short; all others are judged by the shortest.
        let enough = match ticks.as_slice() {
            [] | [_] => !matches!(every, Every::Minutes(_)) || times.len() < 3,
            _ => least >= every.gap(),
        };
        if enough {
            return ticks;
        }
    }
    Vec::new()
}

fn ticks_of(every: Every, before: Option<NaiveDateTime>, times: &[NaiveDateTime]) -> Vec<TimeTick> {
    let mut last = before;
    let mut ticks = Vec::new();
    for (at, &time) in times.iter().enumerate() {
        if let Some(previous) = last.filter(|&last| every.period(last) != every.period(time)) {
            let is_major = match every {
                Every::Minutes(_) => previous.date() != time.date(),
                _ => previous.year() != time.year(),
            };
            ticks.push(TimeTick {
                at,
                label: every.label(time, is_major),
                is_major,
            });
        }
        last = Some(time);
    }
    ticks
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::chart::options::PriceAxis;

    fn day(text: &str) -> NaiveDateTime {
        text.parse::<NaiveDate>().unwrap().into()
    }

    #[test]
    fn steps_are_1_2_2_5_or_5_times_a_power_of_ten() {
        assert_eq!(round_step(0.7), (1.0, 0));
        assert_eq!(round_step(17.0), (20.0, 0));
        assert_eq!(round_step(0.21), (0.25, 2));
        assert_eq!(round_step(2.2), (2.5, 1));
        assert_eq!(round_step(3.0), (5.0, 0));
        assert_eq!(round_step(0.06), (0.1, 1));
    }

    #[test]
    fn a_pane_of_500_pixels_has_6_to_11_ticks() {
        for high in [101.0, 120.0, 150.0, 199.0, 280.0] {
            let scale = Scale::linear((100.0, high), (0.0, 500.0));
            let count = value_ticks(&scale, 500.0 / 11.0).values.len();
            assert!((5..=12).contains(&count), "{high}: {count}");
        }
    }

    #[test]
    fn log_ticks_are_round_and_apart() {
        let scale = Scale::of_prices((3.0, 400.0), (0.0, 500.0), PriceAxis::BySpan);
        let ticks = value_ticks(&scale, 40.0);
        assert_eq!(ticks.values, [5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0]);
        assert_eq!(ticks.decimals, 0);
    }

    #[test]
    fn months_begin_at_their_first_session_and_january_shows_the_year() {
        let times: Vec<_> = [
            "2024-12-30",
            "2024-12-31",
            "2025-01-02",
            "2025-01-03",
            "2025-02-03",
        ]
        .map(day)
        .to_vec();
        let ticks = ticks_of(Every::Months(1), Some(day("2024-12-27")), &times);
        let shown: Vec<_> = ticks
            .iter()
            .map(|tick| (tick.at, tick.label.as_str()))
            .collect();
        assert_eq!(shown, [(2, "2025"), (4, "Feb")]);
        assert!(ticks[0].is_major && !ticks[1].is_major);
    }

    #[test]
    fn hours_of_another_day_begin_with_its_date() {
        let times: Vec<NaiveDateTime> = [
            "2026-03-19T19:30:00",
            "2026-03-19T20:00:00",
            "2026-03-20T13:30:00",
            "2026-03-20T14:00:00",
        ]
        .map(|time| time.parse().unwrap())
        .to_vec();
        let ticks = ticks_of(Every::Minutes(30), None, &times);
        let labels: Vec<_> = ticks.iter().map(|tick| tick.label.as_str()).collect();
        assert_eq!(labels, ["20:00", "20 Mar", "14:00"]);
        assert!(ticks[1].is_major && !ticks[2].is_major);
    }

    #[test]
    fn more_bars_mean_coarser_ticks() {
        let start: NaiveDate = "2015-01-01".parse().unwrap();
        let times: Vec<_> = start
            .iter_days()
            .filter(|date| date.weekday().number_from_monday() < 6)
            .take(2600)
            .map(NaiveDateTime::from)
            .collect();
        let labels = |count: usize, pitch| {
            let ticks = time_ticks(None, &times[..count], pitch);
            ticks.into_iter().map(|tick| tick.label).collect::<Vec<_>>()
        };
        assert_eq!(labels(60, 18.0)[..2], ["5 Jan", "12 Jan"]);
        assert_eq!(labels(120, 9.0), ["Feb", "Mar", "Apr", "May", "Jun"]);
        assert_eq!(labels(2600, 0.25)[..2], ["2016", "2017"]);
    }
}
