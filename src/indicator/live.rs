//! A study bar by bar: the same values as over all bars at once, and a look at a bar that is not finished.

use super::feed::Feed;
use super::field::no_volume;
use super::node::Node;
use crate::{Bar, Bars, BarsBuilder, Result};

/// A running study, made by [`Study::open`](super::Study::open).
///
/// Each bar gives the row that [`Study::run`](super::Study::run) over all bars so far would end on, to the last bit,
/// because it is run over all of them again. So a bar costs as much as a run over all bars before it, and a copy of them.
///
/// # Examples
///
/// ```
/// use strandline::indicator::Study;
/// # use strandline::{Bars, Basis, Ohlcv, Timeframe};
/// # let mut builder = Bars::builder("ACME".parse()?, Timeframe::Day, Basis::Raw);
/// # for (day, close) in (1..).zip([10.0, 11.0, 12.0, 16.0]) {
/// #     let time = chrono::NaiveDate::from_ymd_opt(2024, 1, day).unwrap().into();
/// #     builder.push(time, Ohlcv { open: close, high: close, low: close, close, volume: 1.0 })?;
/// # }
/// # let bars = builder.build(); // closes 10, 11, 12, 16
/// let sma: Study = "sma(2)".parse()?;
/// let history = bars.prefix(3);
/// let mut live = sma.open(&history)?;
/// assert_eq!(live.row(), [Some(11.5)]);
///
/// let today = bars.get(3).unwrap();
/// assert_eq!(live.peek(today)?, [Some(14.0)]);        // not closed yet: nothing is kept
/// assert_eq!(live.update(today)?, [Some(14.0)]);      // closed
/// # Ok::<(), strandline::Error>(())
/// ```
#[derive(Debug)]
pub struct Live<'a> {
    node: &'a Node,
    feed: Feed<'a>,
    /// All bars so far.
    bars: Bars,
    /// Whether a bar is missing before the next one.
    has_gap: bool,
    row: Vec<Option<f64>>,
}

impl<'a> Live<'a> {
    pub(super) fn open(node: &'a Node, feed: Feed<'a>) -> Result<Self> {
        Ok(Self {
            node,
            feed,
            bars: feed.bars.clone(),
            has_gap: false,
            row: last_row(node, feed)?,
        })
    }

    /// Takes the next closed bar and gives its row, one item an output.
    ///
    /// # Errors
    ///
    /// [`Error::Bar`](crate::Error::Bar) if it is not after the bar before it, and those of
    /// [`Study::run`](super::Study::run). The bar is then not taken.
    pub fn update(&mut self, bar: Bar<'_>) -> Result<&[Option<f64>]> {
        (self.bars, self.row) = self.with(bar)?;
        self.has_gap = false;
        Ok(self.row())
    }

    /// The row that [`Live::update`] would give, for a bar that is still being made. Nothing is kept of it.
    ///
    /// # Errors
    ///
    /// Those of [`Live::update`].
    pub fn peek(&self, bar: Bar<'_>) -> Result<Vec<Option<f64>>> {
        Ok(self.with(bar)?.1)
    }

    /// Says that a bar is missing here: the study begins anew.
    pub fn gap(&mut self) {
        self.has_gap = true;
        self.row.fill(None);
    }

    /// The last row.
    pub fn row(&self) -> &[Option<f64>] {
        &self.row
    }

    /// The bars so far and this one, and their last row.
    fn with(&self, bar: Bar<'_>) -> Result<(Bars, Vec<Option<f64>>)> {
        if self.node.plan.needs_volume && bar.volume().is_none() {
            return Err(no_volume(&self.bars));
        }
        let mut longer = BarsBuilder::from(self.bars.clone());
        if self.has_gap {
            longer.gap();
        }
        longer.push(bar.time(), bar.ohlcv())?;
        let bars = longer.build();
        let feed = Feed {
            bars: &bars,
            ..self.feed
        };
        let row = last_row(self.node, feed)?;
        Ok((bars, row))
    }
}

fn last_row(node: &Node, feed: Feed<'_>) -> Result<Vec<Option<f64>>> {
    let last = feed.bars.len().checked_sub(1);
    let columns = node.run(feed)?;
    let value = |column: &super::Column| last.and_then(|at| column.get(at));
    Ok(columns.iter().map(value).collect())
}
