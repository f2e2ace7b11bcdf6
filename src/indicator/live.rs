//! A study bar by bar: the same values as over all bars at once, and a look at a bar that is not finished.

mod engine;

use engine::Engine;

use super::feed::Feed;
use super::field::no_volume;
use super::node::Node;
use crate::{Bar, Error, Result, Time};

/// A running study, made by [`Study::open`](super::Study::open).
///
/// Each bar gives the row that [`Study::run`](super::Study::run) over all bars so far would end on, to the last bit:
/// by TA-Lib's own streams where a study is TA-Lib's, by running it again over the bars so far where it is not.
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
    engine: Engine<'a>,
    pick: Option<usize>,
    needs_volume: bool,
    feed: Feed<'a>,
    last: Option<Time>,
}

impl<'a> Live<'a> {
    pub(super) fn open(node: &'a Node, pick: Option<usize>, feed: Feed<'a>) -> Result<Self> {
        let mut live = Self {
            engine: Engine::new(node, feed),
            pick,
            needs_volume: node.plan().needs_volume,
            feed,
            last: None,
        };
        for segment in feed.bars.segments() {
            if segment.start > 0 {
                live.gap();
            }
            for bar in segment.filter_map(|at| feed.bars.get(at)) {
                live.update(bar)?;
            }
        }
        Ok(live)
    }

    /// Takes the next closed bar and gives its row, one item an output.
    ///
    /// # Errors
    ///
    /// [`Error::Bar`] if it is not after the bar before it, and those of [`Study::run`](super::Study::run). The bar is
    /// then not taken.
    pub fn update(&mut self, bar: Bar<'_>) -> Result<&[Option<f64>]> {
        self.check(bar)?;
        self.engine.update(bar, self.feed)?;
        self.last = Some(bar.time());
        Ok(self.row())
    }

    /// The row that [`Live::update`] would give, for a bar that is still being made. Nothing is kept of it.
    ///
    /// # Errors
    ///
    /// Those of [`Live::update`].
    pub fn peek(&self, bar: Bar<'_>) -> Result<Vec<Option<f64>>> {
        self.check(bar)?;
        let mut row = self.engine.peek(bar, self.feed)?;
        Ok(match self.pick {
            Some(pick) => vec![row.swap_remove(pick)],
            None => row,
        })
    }

    /// Says that a bar is missing here: the study begins anew.
    pub fn gap(&mut self) {
        self.engine.gap();
    }

    /// The last row.
    pub fn row(&self) -> &[Option<f64>] {
        let row = self.engine.row();
        match self.pick {
            Some(pick) => &row[pick..=pick],
            None => row,
        }
    }

    fn check(&self, bar: Bar<'_>) -> Result<()> {
        if self.needs_volume && bar.volume().is_none() {
            return Err(no_volume(self.feed.bars));
        }
        match self.last.filter(|last| *last >= bar.time()) {
            None => Ok(()),
            Some(last) => Err(Error::Bar {
                symbol: self.feed.bars.symbol().to_string(),
                time: bar.time().to_string(),
                problem: format!("not after the bar before it, {last}"),
            }),
        }
    }
}
