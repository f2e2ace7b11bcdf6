//! Anchored VWAP.

use super::super::column::Column;
use super::super::group::Group;
use super::super::param::{Domain, Param};
use super::super::plan::{Pane, Style};
use super::stretch::{Own, Stretch};
use crate::{Error, Result};

/// Volume-weighted average price since a day that mattered: an earnings release, a low.
///
/// ```text
/// AVWAP[t] = sum(p[i] * volume[i]) / sum(volume[i])     over i from the first bar on or after the anchor up to t
/// p[i]     = (high[i] + low[i] + close[i]) / 3
/// ```
///
/// | | |
/// |---|---|
/// | In | high, low, close, volume; `anchor`, a day such as 2024-01-31 |
/// | Out | one value per bar from the anchor on, in the unit of the prices |
/// | Warm-up | none; nothing before the anchor, nothing after a gap, since a sum over a hole is not the sum |
/// | Missing | nothing at all where a gap, or the start of bars of minutes, may have cut off the anchor's first bar |
/// | Dry | no value until something is traded |
/// | Error | an anchor before the first bar, unless no session lies between: by the dates, or by the calendar |
/// | Source | P. Levine's MIDAS, 1995; B. Shannon, *Maximum Trading Gains with Anchored VWAP*, 2023; TA-Lib `VWAP` |
pub(super) const STUDY: Own = Own {
    name: "avwap",
    aliases: &["anchored_vwap"],
    title: "Anchored Volume Weighted Average Price",
    group: Group::Volume,
    params: || {
        vec![Param::new(
            "anchor",
            "the first day that counts",
            Domain::Date,
        )]
    },
    outputs: &[("value", Pane::Price, Style::Line)],
    needs_volume: true,
    run,
    notes: "the average price paid since the anchor, weighted by volume; ends at the first gap after it, and has no \
            value if the anchor's own bar may lie in a gap; an anchor before the first bar is refused",
    ..Own::PLAIN
};

fn run(stretch: &Stretch<'_>, columns: &mut [Column]) -> Result<()> {
    let anchor = stretch.params.date(0);
    let first = stretch
        .bars()
        .time()
        .partition_point(|time| time.date() < anchor);
    let Some(from) = first
        .checked_sub(stretch.start())
        .filter(|&from| from < stretch.len())
    else {
        return Ok(());
    };
    if stretch.reaches_back(anchor, from) {
        return stretch.vwap(from..stretch.len(), &mut columns[0]);
    }
    let begin = stretch.time()[from].date();
    if first == 0 && anchor < begin {
        let rule = format!("must not lie before the first bar, on {begin}");
        return Err(Error::parameter("avwap.anchor", anchor, rule));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::super::super::{Feed, Study};
    use super::super::testing::{bars, flat, row, values};
    use crate::market::Calendar;
    use crate::{Bars, Basis, Ohlcv, Timeframe};

    #[test]
    fn the_average_begins_on_the_anchor_and_weighs_by_volume() {
        let with = |price: f64, volume| Ohlcv {
            volume,
            ..row(price, price, price, price)
        };
        let bars = bars(&[with(90.0, 5.0), with(10.0, 1.0), with(16.0, 2.0)]);
        // (10 * 1 + 16 * 2) / 3
        let wanted = [None, Some(10.0), Some(14.0)];
        assert_eq!(values("avwap(2024-01-02)", &bars), wanted);
        assert_eq!(values("avwap(2024-02-01)", &bars), [None; 3]);
    }

    #[test]
    fn an_anchor_whose_bar_is_missing_has_no_average() {
        let mut builder = Bars::builder("ACME".parse().unwrap(), Timeframe::Day, Basis::Raw);
        for day in [4, 5, 9, 10] {
            if day == 9 {
                builder.gap();
            }
            let date = NaiveDate::from_ymd_opt(2024, 1, day).unwrap();
            builder.push(date.into(), flat(10.0)).unwrap();
        }
        let bars = builder.build();
        // Monday the 8th could not stand; Tuesday has its own bar.
        assert_eq!(values("avwap(2024-01-08)", &bars), [None; 4]);
        let tuesday = [None, None, Some(10.0), Some(10.0)];
        assert_eq!(values("avwap(2024-01-09)", &bars), tuesday);
    }

    #[test]
    fn an_anchor_before_the_first_bar_is_refused() {
        let bars = bars(&[flat(10.0)]);
        let run = |text: &str, feed: Feed<'_>| text.parse::<Study>().unwrap().run(feed);
        let error = run("avwap(2023-12-29)", Feed::from(&bars)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "avwap.anchor = 2023-12-29: must not lie before the first bar, on 2024-01-01"
        );
        // Nothing was traded on that weekend.
        let feed = Feed::from(&bars).with_calendar(Calendar::Weekdays);
        assert_eq!(
            run("avwap(2023-12-30)", feed).unwrap()[0].get(0),
            Some(10.0)
        );
    }

    #[test]
    fn nothing_was_paid_until_something_is_traded() {
        let with = |price: f64, volume| Ohlcv {
            volume,
            ..row(price, price, price, price)
        };
        let bars = bars(&[
            with(9.0, 0.0),
            with(9.0, 0.0),
            with(10.0, 2.0),
            with(20.0, 0.0),
        ]);
        let wanted = [None, None, Some(10.0), Some(10.0)];
        assert_eq!(values("avwap(2024-01-01)", &bars), wanted);
        assert_eq!(values("svwap(week)", &bars), wanted);
        assert_eq!(values("svwap", &bars), [None, None, Some(10.0), None]);
    }
}
