//! A study bar by bar: the same values as over all bars at once, and a look at a bar that is not finished.

mod engine;

use engine::{Engine, Replays, Row};

use super::feed::Feed;
use super::field::no_volume;
use super::node::Node;
use crate::{Bar, BarsBuilder, Error, Result, Time};

/// A running study, made by [`Study::open`](super::Study::open).
///
/// Each bar gives the row that [`Study::run`](super::Study::run) over all bars so far would end on, to the last bit:
/// by TA-Lib's own streams where a study is TA-Lib's, by running it again over the bars so far where it is not, which
/// costs as much as that at each bar; opening costs one run.
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
    /// All bars so far, where a study in it is replayed.
    history: Option<BarsBuilder>,
}

impl<'a> Live<'a> {
    pub(super) fn open(node: &'a Node, pick: Option<usize>, feed: Feed<'a>) -> Result<Self> {
        let engine = Engine::new(node);
        let has_replays = engine.has_replays();
        let mut live = Self {
            engine,
            pick,
            needs_volume: node.plan().needs_volume,
            feed,
            last: None,
            history: has_replays.then(|| feed.bars.clone().into()),
        };
        // What is replayed has said here what it would have said bar by bar.
        let replays = live.engine.replay(feed)?;
        for segment in feed.bars.segments() {
            if segment.start > 0 {
                live.engine.gap();
            }
            for (at, bar) in segment.filter_map(|at| Some((at, feed.bars.get(at)?))) {
                live.check(bar)?;
                live.take(bar, &mut replays.rows(at))?;
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
        match self.with(bar)? {
            None => self.take(bar, &mut std::iter::empty())?,
            Some((longer, replays, at)) => {
                self.take(bar, &mut replays.rows(at))?;
                self.history = Some(longer);
            }
        }
        Ok(self.row())
    }

    fn take(&mut self, bar: Bar<'_>, replayed: &mut dyn Iterator<Item = Row>) -> Result<()> {
        self.engine.update(bar, self.feed, replayed)?;
        self.last = Some(bar.time());
        Ok(())
    }

    /// The bars so far and this one, what is replayed over them, and the place of this one among them; `None` where
    /// nothing is.
    fn with(&self, bar: Bar<'_>) -> Result<Option<(BarsBuilder, Replays, usize)>> {
        let Some(history) = &self.history else {
            return Ok(None);
        };
        let mut longer = history.clone();
        longer.push(bar.time(), bar.ohlcv())?;
        let bars = longer.clone().build();
        let feed = Feed {
            bars: &bars,
            ..self.feed
        };
        let replays = self.engine.replay(feed)?;
        Ok(Some((longer, replays, bars.len() - 1)))
    }

    /// The row that [`Live::update`] would give, for a bar that is still being made. Nothing is kept of it.
    ///
    /// # Errors
    ///
    /// Those of [`Live::update`].
    pub fn peek(&self, bar: Bar<'_>) -> Result<Vec<Option<f64>>> {
        self.check(bar)?;
        let mut row = match self.with(bar)? {
            None => self.engine.peek(bar, self.feed, &mut std::iter::empty())?,
            Some((_, replays, at)) => self.engine.peek(bar, self.feed, &mut replays.rows(at))?,
        };
        Ok(match self.pick {
            Some(pick) => vec![row.swap_remove(pick)],
            None => row,
        })
    }

    /// Says that a bar is missing here: the study begins anew.
    pub fn gap(&mut self) {
        self.engine.gap();
        if let Some(history) = &mut self.history {
            history.gap();
        }
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
