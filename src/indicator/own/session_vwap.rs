//! Session VWAP.

use super::super::column::Column;
use super::super::entry::Group;
use super::super::param::Param;
use super::super::plan::{Pane, Style};
use super::{Job, Own, SPANS, span};
use crate::Result;

/// Volume-weighted average price since the day, week or month began.
///
/// ```text
/// VWAP[t] = sum(p[i] * volume[i]) / sum(volume[i])      over i from the first bar of the period of t up to t
/// p[i]    = (high[i] + low[i] + close[i]) / 3
/// ```
///
/// | | |
/// |---|---|
/// | In | high, low, close, volume; `span` day, week or month |
/// | Out | one value per bar, in the unit of the prices; on daily bars with `day` the typical price itself |
/// | Warm-up | none; after a gap nothing until the next period begins |
/// | Dry | no value until something is traded |
/// | Source | S. Berkowitz, D. Logue, E. Noser, *The Total Cost of Transactions on the NYSE*, 1988; TA-Lib `VWAP` |
///
/// The bars' own dates say what a day is; they are in UTC where the source names its zone.
pub(super) const STUDY: Own = Own {
    name: "svwap",
    aliases: &["session_vwap"],
    title: "Session Volume Weighted Average Price",
    group: Group::Volume,
    params: || vec![Param::choice("span", "what it begins anew with", &SPANS)],
    outputs: &[("value", Pane::Price, Style::Line)],
    needs_volume: true,
    needs_benchmark: false,
    lookback: |_| None,
    settle: |_| None,
    run,
    notes: "the average price paid since the day, week or month began, weighted by volume",
};

fn run(job: &Job<'_>, columns: &mut [Column]) -> Result<()> {
    let span = span(job.params.integer(0));
    let period = |i: usize| span.period(job.time()[i].date());
    let mut from = 0;
    while from < job.len() {
        let len = (from..job.len())
            .take_while(|&i| period(i) == period(from))
            .count();
        // What a gap cut off the front of the period is missing from the sum.
        let is_cut = from == 0
            && job.start() > 0
            && span.period(job.bars().date(job.start() - 1)) == period(0);
        if !is_cut {
            job.vwap(from..from + len, &mut columns[0])?;
        }
        from += len;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::super::Study;
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
}
