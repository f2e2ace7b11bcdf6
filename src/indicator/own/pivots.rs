//! Pivot points.

use super::super::column::Column;
use super::super::group::Group;
use super::super::param::Param;
use super::super::plan::{Pane, Style};
use super::stretch::{Own, Stretch};
use crate::{Ohlcv, Result, Timeframe};

/// Pivot points: levels for this period from the prices of the one before it.
///
/// ```text
/// H, L, C, O: high, low, close and open of the previous period;  R = H - L
///
/// classic    P = (H + L + C) / 3      R1 = 2P - L   R2 = P + R   R3 = H + 2(P - L)   S1 = 2P - H  S2 = P - R  S3 = L - 2(H - P)
/// fibonacci  P as classic             R1, R2, R3 = P + 0.382 R, 0.618 R, R           S1, S2, S3 = P - the same
/// camarilla  P as classic             R1 .. R4 = C + 1.1 R / 12, / 6, / 4, / 2       S1 .. S4 = C - the same
/// woodie     P = (H + L + 2C) / 4     R1 .. S3 as classic, with this P
/// demark     P = X / 4                R1 = X / 2 - L                                 S1 = X / 2 - H
///            X = H + 2L + C if C < O,  2H + L + C if C > O,  H + L + 2C if C = O
/// ```
///
/// | | |
/// |---|---|
/// | In | open, high, low, close; `kind` as above; `span` day, week or month, not shorter than the bars |
/// | Out | `pivot`, `r1` .. `r4`, `s1` .. `s4`, in the unit of the prices; a kind without a level leaves it empty |
/// | Warm-up | one whole period: the first of a series, or after a gap, counts only if its begin is known |
/// | Source | floor traders' tradition; N. Stott 1989 (Camarilla); K. Wood (Woodie); T. `DeMark`, *The New Science of Technical Analysis*, 1994 |
///
/// The previous period is over, since a bar of a later one is there; nothing is read from the period in progress. A first
/// period's begin is known by the date alone (a daily bar on a Monday or on the 1st, a bar of minutes at midnight), or by
/// the calendar: its first session, its opening.
pub(super) const STUDY: Own = Own {
    name: "pivots",
    aliases: &["pivot_points"],
    title: "Pivot Points",
    group: Group::Overlap,
    params: || {
        let kinds = ["classic", "fibonacci", "camarilla", "woodie", "demark"];
        vec![
            Param::choice("kind", "formula of the levels", &kinds),
            Param::choice(
                "span",
                "period they are made from",
                &["week", "month", "day"],
            ),
        ]
    },
    outputs: &[
        ("pivot", Pane::Price, Style::Step),
        ("r1", Pane::Price, Style::Step),
        ("r2", Pane::Price, Style::Step),
        ("r3", Pane::Price, Style::Step),
        ("r4", Pane::Price, Style::Step),
        ("s1", Pane::Price, Style::Step),
        ("s2", Pane::Price, Style::Step),
        ("s3", Pane::Price, Style::Step),
        ("s4", Pane::Price, Style::Step),
    ],
    run,
    notes: "levels from the previous day, week or month that is whole; a span shorter than the bars is refused",
    ..Own::PLAIN
};

/// What a period's prices make of the next one.
#[derive(Debug, Clone, Copy, PartialEq)]
struct PivotLevels {
    pivot: f64,
    up: [Option<f64>; 4],
    down: [Option<f64>; 4],
}

fn run(stretch: &Stretch<'_>, columns: &mut [Column]) -> Result<()> {
    let kind = stretch.params.integer(0);
    let span = match stretch.params.integer(1) {
        0 => Timeframe::Week,
        1 => Timeframe::Month,
        _ => Timeframe::Day,
    };
    stretch.refuse_shorter(STUDY.name, span)?;
    let mut current: Option<(i32, Ohlcv)> = None;
    let mut levels = None;
    let mut is_whole = stretch.reaches_back(span.first_day(stretch.time()[0].date()), 0);
    for i in 0..stretch.len() {
        let number = span.period(stretch.time()[i].date());
        let row = Ohlcv {
            open: stretch.open()[i],
            high: stretch.high()[i],
            low: stretch.low()[i],
            close: stretch.close()[i],
            volume: 0.0,
        };
        current = Some(match current {
            Some((same, period)) if same == number => (number, join(period, row)),
            Some((_, done)) => {
                levels = is_whole.then(|| of(kind, done));
                is_whole = true;
                (number, row)
            }
            None => (number, row),
        });
        if let Some(levels) = levels {
            write(levels, stretch.start() + i, columns);
        }
    }
    Ok(())
}

fn join(period: Ohlcv, row: Ohlcv) -> Ohlcv {
    Ohlcv {
        high: period.high.max(row.high),
        low: period.low.min(row.low),
        close: row.close,
        ..period
    }
}

fn of(kind: i32, period: Ohlcv) -> PivotLevels {
    let Ohlcv {
        open,
        high,
        low,
        close,
        ..
    } = period;
    let range = high - low;
    let typical = (high + low + close) / 3.0;
    let around = |pivot: f64, from: f64, steps: [Option<f64>; 4]| PivotLevels {
        pivot,
        up: steps.map(|step| step.map(|step| from + step * range)),
        down: steps.map(|step| step.map(|step| from - step * range)),
    };
    match kind {
        1 => around(
            typical,
            typical,
            [Some(0.382), Some(0.618), Some(1.0), None],
        ),
        2 => {
            let steps = [12.0, 6.0, 4.0, 2.0].map(|part| Some(1.1 / part));
            around(typical, close, steps)
        }
        3 => classic((high + low + 2.0 * close) / 4.0, high, low),
        4 => {
            let x = if close < open {
                high + 2.0 * low + close
            } else if close > open {
                2.0 * high + low + close
            } else {
                high + low + 2.0 * close
            };
            PivotLevels {
                pivot: x / 4.0,
                up: [Some(x / 2.0 - low), None, None, None],
                down: [Some(x / 2.0 - high), None, None, None],
            }
        }
        _ => classic(typical, high, low),
    }
}

fn classic(pivot: f64, high: f64, low: f64) -> PivotLevels {
    let up = [
        2.0 * pivot - low,
        pivot + (high - low),
        high + 2.0 * (pivot - low),
    ];
    let down = [
        2.0 * pivot - high,
        pivot - (high - low),
        low - 2.0 * (high - pivot),
    ];
    let filled = |[a, b, c]: [f64; 3]| [Some(a), Some(b), Some(c), None];
    PivotLevels {
        pivot,
        up: filled(up),
        down: filled(down),
    }
}

fn write(levels: PivotLevels, at: usize, columns: &mut [Column]) {
    let all = std::iter::once(Some(levels.pivot))
        .chain(levels.up)
        .chain(levels.down);
    for (column, value) in columns.iter_mut().zip(all) {
        if let Some(value) = value {
            column.set(at, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{bars, flat, row, values};
    use super::*;
    use crate::{Bars, Basis};

    /// High 12, low 6, close 9, open 8.
    const PERIOD: Ohlcv = Ohlcv {
        open: 8.0,
        high: 12.0,
        low: 6.0,
        close: 9.0,
        volume: 0.0,
    };

    #[test]
    fn each_kind_follows_its_formula() {
        let levels = |kind| {
            let PivotLevels { pivot, up, down } = of(kind, PERIOD);
            let known = |levels: [Option<f64>; 4]| levels.into_iter().flatten().collect::<Vec<_>>();
            (pivot, known(up), known(down))
        };
        assert_eq!(
            levels(0),
            (9.0, vec![12.0, 15.0, 18.0], vec![6.0, 3.0, 0.0])
        );
        let (pivot, up, down) = levels(1);
        assert_eq!((pivot, up[2], down[2]), (9.0, 15.0, 3.0));
        assert!((up[0] - 11.292).abs() < 1e-12 && (down[1] - 5.292).abs() < 1e-12);
        let (_, up, down) = levels(2);
        assert!((up[3] - 12.3).abs() < 1e-12 && (down[0] - 8.45).abs() < 1e-12);
        assert_eq!(
            levels(3),
            (9.0, vec![12.0, 15.0, 18.0], vec![6.0, 3.0, 0.0])
        );
        // Close above open: X = 24 + 6 + 9 = 39.
        assert_eq!(levels(4), (9.75, vec![13.5], vec![7.5]));
    }

    #[test]
    fn this_week_shows_the_levels_of_the_last_whole_one() {
        // From Monday the 1st a week is whole; from Tuesday on it may be a part of one.
        let mut rows = vec![flat(50.0); 7];
        rows.extend(vec![row(8.0, 12.0, 6.0, 9.0); 7]);
        rows.push(flat(70.0));
        let all = bars(&rows);
        let r1 = "pivots(classic, week).r1";
        let pivots = values(r1, &all);
        assert_eq!(pivots[..7], [None; 7]);
        assert_eq!(pivots[7..14], [Some(50.0); 7]);
        assert_eq!(pivots[14], Some(12.0));
        let mut from_tuesday = Bars::builder("ACME".parse().unwrap(), Timeframe::Day, Basis::Raw);
        for bar in all.iter().skip(1) {
            from_tuesday.push(bar.time(), bar.ohlcv()).unwrap();
        }
        let pivots = values(r1, &from_tuesday.build());
        assert_eq!(pivots[..13], [None; 13]);
        assert_eq!(pivots[13], Some(12.0));
    }

    #[test]
    fn a_daily_bar_is_a_whole_day() {
        let rows = [row(8.0, 12.0, 6.0, 9.0), flat(70.0)];
        assert_eq!(
            values("pivots(span = day).s1", &bars(&rows)),
            [None, Some(6.0)]
        );
    }
}
