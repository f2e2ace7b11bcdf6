//! A study on longer bars, read bar by bar: `weekly(rsi(14))`, `monthly(sma(10))`.
//!
//! A bar sees the last week or month that was *closed* by then, never the one in progress, so a value never changes
//! after the fact. Without a calendar a week is closed when the next one begins.

use super::column::Column;
use super::entry::{Binding, Entry, Group, Source};
use super::feed::Feed;
use super::field::Field;
use super::node::{Buffers, Node};
use crate::market::resample;
use crate::{Result, Timeframe};

/// The studies of this kind.
pub(super) fn entries() -> Vec<Entry> {
    let entry = |name: &str, title, timeframe| Entry {
        name: name.to_owned(),
        aliases: &[],
        title,
        group: Group::Timeframe,
        source: Source::Own,
        params: vec![],
        outputs: vec![],
        notes: "reads daily bars joined to longer ones; each bar has the value of the last longer bar that was closed \
                by its own close. After a gap there is no value until the next longer bar is closed",
        series: vec![Some(Field::Close)],
        binding: Binding::Longer(timeframe),
    };
    vec![
        entry("weekly", "A study on weekly bars", Timeframe::Week),
        entry("monthly", "A study on monthly bars", Timeframe::Month),
    ]
}

/// Runs `inner` on longer bars and gives every bar of `feed` the last value known by then.
///
/// # Errors
///
/// Those of [`resample`] and of the study.
pub(super) fn run(
    timeframe: Timeframe,
    inner: &Node,
    feed: Feed<'_>,
    columns: &mut [Column],
) -> Result<()> {
    let longer = resample(feed.bars, timeframe, |date| {
        feed.calendar
            .and_then(|calendar| calendar.next_session(date))
    })?;
    let mut buffers = Buffers::default();
    let inner_feed = Feed {
        bars: &longer.bars,
        ..feed
    };
    inner.run(inner_feed, &mut buffers)?;
    let first = if columns.len() == 1 { inner.pick } else { 0 };
    let gaps = feed.bars.gaps();
    for (column, values) in columns.iter_mut().zip(&buffers.columns[first..]) {
        for (index, &known_at) in longer.known_at.iter().enumerate() {
            let next = longer
                .known_at
                .get(index + 1)
                .copied()
                .unwrap_or(feed.bars.len());
            let gap = gaps.iter().copied().find(|&gap| gap > known_at);
            let end = gap.map_or(next, |gap| gap.min(next));
            let Some(value) = values.get(index) else {
                continue;
            };
            for at in known_at..end {
                column.set(at, value);
            }
        }
    }
    Ok(())
}
