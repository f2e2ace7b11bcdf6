//! A study on longer bars, read bar by bar: `weekly(rsi(14))`, `monthly(sma(10))`.
//!
//! A bar sees the last week or month that was *closed* by then, never the one in progress, so a value never changes
//! after the fact. Without a calendar a week is closed when the next one begins. A week that may be cut off, because
//! the series begins within it or a gap lies in it, is none: see [`resample_whole`].

use std::ops::Range;

use super::column::Column;
use super::feed::Feed;
use super::field::BarField;
use super::group::{Group, StudySource};
use super::listing::{Binding, Listing};
use crate::market::resample_whole;
use crate::{Result, Timeframe};

/// The studies of this kind.
pub(super) fn listings() -> Vec<Listing> {
    let listing = |name: &str, title, timeframe| Listing {
        name: name.to_owned(),
        aliases: &[],
        title,
        group: Group::Timeframe,
        source: StudySource::Own,
        params: vec![],
        outputs: vec![],
        notes: "reads daily bars joined to longer ones; each bar has the value of the last longer bar that was closed \
                by its own close. One that the series begins within, or in which a bar is missing, counts for nothing: \
                after a gap there is no value until a whole longer bar is closed. An index of a bar, as of maxindex, \
                counts the longer bars that are whole, from 0 on",
        series: vec![Some(BarField::Close)],
        binding: Binding::Longer(timeframe),
    };
    vec![
        listing("weekly", "A study on weekly bars", Timeframe::Week),
        listing("monthly", "A study on monthly bars", Timeframe::Month),
    ]
}

/// Runs `inner` on longer bars and gives every bar of `feed` the last value known by then.
///
/// # Errors
///
/// Those of [`resample_whole`] and of the study.
pub(super) fn run(
    timeframe: Timeframe,
    feed: Feed<'_>,
    inner: impl FnOnce(Feed<'_>) -> Result<Vec<Column>>,
) -> Result<Vec<Column>> {
    let longer = resample_whole(feed.bars, timeframe, feed.calendar)?;
    let bars = &longer.bars;
    let columns = inner(Feed { bars, ..feed })?;
    let gaps = feed.bars.gaps();
    let seen_by = |index: usize| -> Range<usize> {
        let known_at = longer.known_at[index];
        let next = longer.known_at.get(index + 1).copied();
        let gap = gaps.iter().copied().find(|&gap| gap > known_at);
        let ends = next.into_iter().chain(gap);
        known_at..ends.fold(feed.bars.len(), usize::min)
    };
    let spread = |values: &Column| {
        let mut column = Column::missing(feed.bars.len());
        for (index, value) in values.iter().enumerate() {
            let Some(value) = value else { continue };
            for at in seen_by(index) {
                column.set(at, value);
            }
        }
        column
    };
    Ok(columns.iter().map(spread).collect())
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::super::own::testing::flat;
    use super::super::{Feed, Study};
    use crate::market::Calendar;
    use crate::{Bars, Basis, Timeframe};

    /// Four weeks of January 2024 from Monday the 1st, their closes the days of the month, without some days.
    fn without(left_out: &[u32]) -> Bars {
        let mut builder = Bars::builder("ACME".parse().unwrap(), Timeframe::Day, Basis::Raw);
        for day in (1..=28).filter(|day| day % 7 != 6 && day % 7 != 0) {
            if left_out.contains(&day) {
                builder.gap();
                continue;
            }
            let date = NaiveDate::from_ymd_opt(2024, 1, day).unwrap();
            builder.push(date.into(), flat(f64::from(day))).unwrap();
        }
        builder.build()
    }

    /// The dates and values of a study, where it has any.
    fn values(study: &str, bars: &Bars) -> Vec<(u32, f64)> {
        use chrono::Datelike;
        let study: Study = study.parse().unwrap();
        let feed = Feed::from(bars).with_calendar(Calendar::Weekdays);
        let column = study.run(feed).unwrap().swap_remove(0);
        let known = column.iter().enumerate();
        known
            .filter_map(|(at, value)| Some((bars.date(at).day(), value?)))
            .collect()
    }

    #[test]
    fn a_week_with_a_hole_gives_no_value_and_the_study_begins_anew() {
        let first = [5, 8, 9, 10, 11].map(|day| (day, 5.0));
        let third = [19, 22, 23, 24, 25].map(|day| (day, 19.0));
        let fourth = [(26, 26.0)];
        let gone_friday = values("weekly(close)", &without(&[12]));
        assert_eq!(gone_friday, [&first, third.as_slice(), &fourth].concat());
        let gone_wednesday = values("weekly(close)", &without(&[10]));
        let until = &first[..3];
        assert_eq!(gone_wednesday, [until, &third, &fourth].concat());
        // Two whole weeks in a row come only after the hole.
        assert_eq!(values("weekly(sma(2))", &without(&[10])), [(26, 22.5)]);
    }

    #[test]
    fn a_week_that_the_series_begins_within_gives_no_value() {
        let days: Vec<u32> = values("weekly(high)", &without(&[1]))
            .into_iter()
            .map(|(day, _)| day)
            .collect();
        assert_eq!(days[0], 12);
    }

    #[test]
    fn one_output_of_several_can_be_named_inside_or_outside() {
        let bars = without(&[]);
        let inside = values("weekly(minmax(close, 2).max)", &bars);
        assert_eq!(inside, values("weekly(minmax(close, 2)).max", &bars));
        let second = [12, 15, 16, 17, 18].map(|day| (day, 12.0));
        assert_eq!(inside[..5], second);
    }
}
