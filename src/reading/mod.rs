//! What matters on a day: one choice that screens, charts, reports and claims all tell.
//!
//! [`Reading::of`] reads what an analysis knew at a close and chooses: which level leads, what is under way there, which
//! levels stand nearest on either side, what would break, confirm, sustain or undo, which range price is in. It holds
//! numbers and dates, no words: `text` has the words, `report` and `chart` show them and choose nothing themselves.
//!
//! ```
//! use strandline::{AnalysisConfig, Reading, analyze, data};
//!
//! let msft = data::read_one("data/sample/MSFT.csv".as_ref(), &data::ReadOptions::default())?;
//! let analysis = analyze(&msft.bars, &AnalysisConfig::default())?;
//! let at = msft.bars.at_or_before("2009-12-07".parse().unwrap()).unwrap();
//! let reading = Reading::of(&analysis.as_of(at));
//! let lead = &reading.rows[0].level;
//! assert_eq!((lead.role.name(), lead.state.name()), ("resistance", "testing"));
//! # Ok::<(), strandline::Error>(())
//! ```

mod brief;
mod lately;
mod level;
mod next;
mod pick;
mod range;
mod round;
mod structure;
mod under_way;
mod when;

use serde::Serialize;

use crate::analysis::Momentum;
use crate::{AsOf, Bar, Basis, Role, Timeframe};

pub use brief::{Brief, LevelState};
pub use lately::{About, Development};
pub use level::LevelRow;
pub use next::{NextBreak, NoNext, Outlook, Pending, WayBack};
pub use pick::Row;
pub use range::{LeftRange, Progress, Range};
use round::printed;
pub use round::{RoundNumber, RoundSide, rounded};
pub use structure::{Landmark, LandmarkKind};
pub use under_way::{RECENT_BARS, UnderWay};
pub use when::When;

/// What an analysis knew at the close of one bar, and what of it matters.
///
/// Prices carry ten significant digits, so that every output shows the same number.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reading {
    /// Symbol.
    pub symbol: String,
    /// Span of a bar.
    pub timeframe: Timeframe,
    /// What the prices stand for.
    pub basis: Basis,
    /// The bar.
    pub time: When,
    /// Its close.
    pub close: f64,
    /// Change from the close before, in percent.
    pub change_pct: Option<f64>,
    /// Wilder's ATR of 14 bars, in price.
    pub atr_14: Option<f64>,
    /// ATR of log prices, by which distances are measured.
    pub atr_log: Option<f64>,
    /// Levels that matter, the one that leads first; overlapping ones on one side as one row.
    pub rows: Vec<Row>,
    /// The other rows: those that hold a high or low of the year or of all bars, then the nearest.
    #[serde(skip)]
    pub others: Vec<Row>,
    /// Highs and lows of the year and of all bars.
    pub landmarks: Vec<Landmark>,
    /// What a close above would change.
    pub up: Outlook,
    /// What a close below would change.
    pub down: Outlook,
    /// The range price is in.
    pub range: Option<Range>,
    /// The range price left on one of the last bars.
    pub left_range: Option<LeftRange>,
    /// Momentum, as description.
    pub momentum: Momentum,
    /// What happened on the last bars, the newest first.
    pub lately: Vec<Development>,
    /// Bars up to and with this one on which nothing was traded: for levels they are absent.
    pub untraded_bars: usize,
    /// The last stretch of such bars.
    pub untraded: Option<Untraded>,
}

/// Bars in a row on which nothing was traded.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Untraded {
    /// The first.
    pub first: When,
    /// The last.
    pub last: When,
    /// How many.
    pub bars: usize,
}

impl Untraded {
    /// The last stretch up to and with `now`.
    fn last(now: &AsOf<'_>) -> Option<Self> {
        let stretch = now.untraded().pop()?;
        Some(Self {
            first: When::new(now.bars(), stretch.start),
            last: When::new(now.bars(), stretch.end - 1),
            bars: stretch.len(),
        })
    }
}

impl Reading {
    /// What matters at `now`.
    pub fn of(now: &AsOf<'_>) -> Self {
        let bars = now.bars();
        let close = now.bar().map_or(0.0, Bar::close);
        let before = now.at().checked_sub(1).and_then(|at| bars.get(at));
        let mut landmarks = structure::landmarks(now);
        let (rows, others) = pick::rows(now, &mut landmarks);
        Self {
            symbol: bars.symbol().to_string(),
            timeframe: bars.timeframe(),
            basis: bars.basis(),
            time: When::new(bars, now.at()),
            close: rounded(close),
            change_pct: before.map(|bar| rounded(100.0 * (close / bar.close() - 1.0))),
            atr_14: now.atr_14().map(rounded),
            atr_log: now.atr_log(),
            up: Outlook::of(now, &rows, Role::Resistance),
            down: Outlook::of(now, &rows, Role::Support),
            range: range::current(now),
            left_range: range::left(now),
            momentum: now.momentum(),
            lately: lately::developments(now, &rows),
            untraded_bars: now.untraded_bars(),
            untraded: Untraded::last(now),
            landmarks,
            rows,
            others,
        }
    }

    /// The level that leads; `None` where none lives.
    pub fn lead(&self) -> Option<&Row> {
        self.rows.first()
    }

    /// The row whose level `outlook` speaks of.
    pub fn row_of(&self, outlook: &Outlook) -> Option<&Row> {
        let key = outlook.level()?;
        self.rows.iter().find(|row| row.level.key == *key)
    }

    /// The rows that matter from the highest to the lowest: those that act as a resistance, then those that act as a
    /// support.
    pub fn ladder(&self) -> Vec<&Row> {
        let mut rows: Vec<&Row> = self.rows.iter().collect();
        rows.sort_by(|a, b| {
            let by_side = a.acts_as.cmp(&b.acts_as);
            by_side.then(b.level.high.total_cmp(&a.level.high))
        });
        rows
    }

    /// All rows in the order in which a picture draws them: the one that leads, those next to the close, the others that
    /// matter, then the rest.
    pub fn drawn(&self) -> Vec<&Row> {
        let mut rows: Vec<&Row> = self.rows.iter().chain(&self.others).collect();
        let next = [self.row_of(&self.up), self.row_of(&self.down)];
        let later = |row: &Row| !next.contains(&Some(row));
        if let Some((_, rest)) = rows.split_first_mut() {
            rest.sort_by_key(|row| later(row));
        }
        rows
    }

    /// The high or low of that kind.
    pub fn landmark(&self, kind: LandmarkKind) -> Option<&Landmark> {
        self.landmarks.iter().find(|landmark| landmark.kind == kind)
    }

    /// The edges of the rows that matter, and the close: prices that must not be written alike.
    pub fn prices(&self) -> Vec<f64> {
        let rows = self.rows.iter();
        let edges = rows.flat_map(|row| [row.level.low, row.level.high]);
        edges.chain([self.close]).collect()
    }
}
