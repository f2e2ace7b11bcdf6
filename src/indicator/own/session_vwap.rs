//! Session VWAP.

use super::super::column::Column;
use super::super::group::Group;
use super::super::param::Param;
use super::super::plan::{Pane, Style};
use super::stretch::{Own, Stretch};
use crate::{Result, Timeframe};

/// Volume-weighted average price since the day, week or month began.
///
/// ```text
/// VWAP[t] = sum(p[i] * volume[i]) / sum(volume[i])      over i from the first bar of the period of t up to t
/// p[i]    = (high[i] + low[i] + close[i]) / 3
/// ```
///
/// | | |
/// |---|---|
/// | In | high, low, close, volume; `span` day, week or month, not shorter than the bars |
/// | Out | one value per bar, in the unit of the prices; on daily bars with `day` the typical price itself |
/// | Warm-up | none; nothing in a period from a gap on, nor in the first one unless its begin is known |
/// | Dry | no value until something is traded |
/// | Source | S. Berkowitz, D. Logue, E. Noser, *The Total Cost of Transactions on the NYSE*, 1988; TA-Lib `VWAP` |
///
/// The bars' own dates say what a day is; they are in UTC where the source names its zone. At the start of the series and
/// after a gap, a period's begin is known by the date alone (a daily bar on a Monday or on the 1st, a bar of minutes at
/// midnight), or by the calendar: its first session, its opening.
pub(super) const STUDY: Own = Own {
    name: "svwap",
    aliases: &["session_vwap"],
    title: "Session Volume Weighted Average Price",
    group: Group::Volume,
    params: || {
        let spans = ["day", "week", "month"];
        vec![Param::choice("span", "what it begins anew with", &spans)]
    },
    outputs: &[("value", Pane::Price, Style::Line)],
    needs_volume: true,
    run,
    notes: "the average price paid since the day, week or month began, weighted by volume; none in a period that a \
            gap or the start of the series may have cut off; a calendar tells a first session or an opening from that",
    ..Own::PLAIN
};

fn run(stretch: &Stretch<'_>, columns: &mut [Column]) -> Result<()> {
    let span = match stretch.params.integer(0) {
        0 => Timeframe::Day,
        1 => Timeframe::Week,
        _ => Timeframe::Month,
    };
    stretch.refuse_shorter(STUDY.name, span)?;
    let period = |i: usize| span.period(stretch.time()[i].date());
    let mut from = 0;
    while from < stretch.len() {
        let len = (from..stretch.len())
            .take_while(|&i| period(i) == period(from))
            .count();
        let since = span.first_day(stretch.time()[from].date());
        if stretch.reaches_back(since, from) {
            stretch.vwap(from..from + len, &mut columns[0])?;
        }
        from += len;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike, NaiveDate};

    use super::super::super::{Feed, Study};
    use super::super::testing::{bars, flat, values};
    use crate::{Bars, Basis, Timeframe};

    #[test]
    fn the_average_begins_anew_on_monday() {
        // Friday is the 5th; all volumes are 1.
        let prices = [10.0, 12.0, 14.0, 8.0, 11.0, 11.0, 11.0, 30.0, 40.0].map(flat);
        let averages = [10.0, 11.0, 12.0, 11.0, 11.0, 11.0, 11.0, 30.0, 35.0].map(Some);
        assert_eq!(values("svwap(week)", &bars(&prices)), averages);
        assert_eq!(
            values("svwap", &bars(&prices)),
            prices.map(|row| Some(row.close))
        );
    }

    #[test]
    fn a_week_with_a_hole_has_no_average() {
        let mut builder = Bars::builder("ACME".parse().unwrap(), Timeframe::Day, Basis::Raw);
        for day in 1..=9 {
            if day == 4 {
                builder.gap();
            }
            let time = chrono::NaiveDate::from_ymd_opt(2024, 1, day)
                .unwrap()
                .into();
            builder.push(time, flat(10.0)).unwrap();
        }
        let study: Study = "svwap(week)".parse().unwrap();
        let column = &study.run(&builder.build()).unwrap()[0];
        let defined: Vec<usize> = (0..9).filter(|&at| column.get(at).is_some()).collect();
        assert_eq!(defined, [0, 1, 2, 7, 8]);
    }

    #[test]
    fn a_span_shorter_than_the_bars_is_refused() {
        let mut builder = Bars::builder("ACME".parse().unwrap(), Timeframe::Week, Basis::Raw);
        let friday = NaiveDate::from_ymd_opt(2024, 1, 5).unwrap();
        builder.push(friday.into(), flat(10.0)).unwrap();
        let bars = builder.build();
        let run = |text: &str| text.parse::<Study>().unwrap().run(&bars);
        for (study, name) in [("svwap(day)", "svwap"), ("pivots(classic, day)", "pivots")] {
            assert_eq!(
                run(study).unwrap_err().to_string(),
                format!(
                    "{name}.span = day: must be week or month, not shorter than the week bars it reads"
                )
            );
        }
        assert_eq!(run("svwap(week)").unwrap()[0].get(0), Some(10.0));
        assert!(run("pivots(classic, month)").is_ok());
    }

    #[test]
    fn a_week_without_its_monday_has_no_average() {
        let weeks = |first: u32, hole: u32| {
            let mut builder = Bars::builder("ACME".parse().unwrap(), Timeframe::Day, Basis::Raw);
            for day in (first..=17).filter(|day| day % 7 != 6 && day % 7 != 0) {
                if day == hole {
                    builder.gap();
                    continue;
                }
                let date = NaiveDate::from_ymd_opt(2024, 1, day).unwrap();
                builder.push(date.into(), flat(10.0)).unwrap();
            }
            let bars = builder.build();
            let study: Study = "svwap(week)".parse().unwrap();
            let first_value = |calendar: &str| {
                let feed = Feed::from(&bars).with_calendar(calendar.parse().unwrap());
                let column = study.run(feed).unwrap().swap_remove(0);
                let mut known = (0..bars.len()).filter(|&at| column.get(at).is_some());
                known
                    .find(|&at| bars.date(at).day() >= 2)
                    .map(|at| bars.date(at).day())
            };
            (first_value("weekdays"), first_value("XNYS"))
        };
        // Of a whole first week, of one from Tuesday on, and of one from Wednesday on: Monday the 1st is a holiday.
        assert_eq!(weeks(1, 0), (Some(2), Some(2)));
        assert_eq!(weeks(2, 0), (Some(8), Some(2)));
        assert_eq!(weeks(3, 0), (Some(8), Some(8)));
        // Monday the 8th could not stand, nor could the Friday before.
        assert_eq!(weeks(3, 8), (Some(15), Some(15)));
        assert_eq!(weeks(3, 5), (Some(8), Some(8)));
    }

    #[test]
    fn a_session_whose_opening_is_missing_has_no_average() {
        let timeframe = Timeframe::Minutes(5);
        let mut builder = Bars::builder("ACME".parse().unwrap(), timeframe, Basis::Raw);
        for (time, is_lost) in [
            ("2026-01-05T14:30:00", false),
            ("2026-01-05T14:35:00", false),
            ("2026-01-06T14:30:00", true),
            ("2026-01-06T14:35:00", false),
            ("2026-01-07T14:30:00", false),
        ] {
            if is_lost {
                builder.gap();
            } else {
                builder.push(time.parse().unwrap(), flat(10.0)).unwrap();
            }
        }
        let bars = builder.build();
        let study: Study = "svwap".parse().unwrap();
        let is_known = |feed: Feed<'_>| -> Vec<bool> {
            let columns = study.run(feed).unwrap();
            columns[0].iter().map(|value| value.is_some()).collect()
        };
        // Without a calendar nobody knows when the first session opened.
        assert_eq!(is_known(Feed::from(&bars)), [false, false, false, true]);
        let new_york = Feed::from(&bars).with_calendar("XNYS".parse().unwrap());
        assert_eq!(is_known(new_york), [true, true, false, true]);
    }
}
