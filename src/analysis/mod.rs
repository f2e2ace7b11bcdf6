//! One causal pass over the bars: everything that became known, dated with the bar at whose close it did.
//!
//! [`analyze`] reads the bars one at a time and returns an [`Analysis`]; [`Analysis::as_of`] gives what was known at
//! the close of a bar. A fact never changes once it is known: `analyze` of the first `n` bars equals
//! `analyze(all).as_of(n - 1)`, and [`audit`](audit::audit) proves it on any file.
//!
//! Charts, reports, backtests and daily runs read this one value. Nothing here knows about them, or about files.

mod as_of;
pub mod audit;
mod config;
mod context;
mod displace;
mod history;
mod late;
mod range;
mod standing;
mod traded;

use std::sync::OnceLock;

use crate::Result;
use crate::level::{FactLog, Facts, Level, LevelId, LevelKey, LogAtr, Pivot, Tracker};
use crate::market::Bars;

pub use as_of::{AsOf, Replay};
pub use config::AnalysisConfig;
use context::Context;
pub use context::Momentum;
pub use history::{History, Redraw, RoleSpan};
pub(crate) use late::Late;
pub use standing::{Label, LevelBreak, Standing, Test, Visit};
use traded::Traded;

/// Name and version of the definitions by which facts are made; it changes when a fact could.
pub const RULES: &str = "levels/2";

/// Everything that became known over a series. It shares the columns of the bars, so it borrows nothing.
#[derive(Debug, Clone)]
pub struct Analysis {
    bars: Bars,
    config: AnalysisConfig,
    log: FactLog,
    /// Index in `levels` by id; `None` for a level that never became known.
    by_id: Vec<Option<usize>>,
    pivots: Vec<Pivot>,
    traded: Traded,
    /// ATR of log prices of each bar from the first that has one on.
    atr: Vec<f64>,
    /// Studies for print, made when they are first asked for.
    context: OnceLock<Context>,
    /// The facts about each level by its number, as places among all facts, made when they are first asked for: a level's
    /// life is a thousandth of them.
    about: OnceLock<Vec<Vec<u32>>>,
}

/// Reads the bars, oldest first, and keeps what became known.
///
/// | | |
/// |---|---|
/// | In | `bars`; `config`: which families, which pivots, tick, given levels |
/// | Out | facts, levels and pivots, each dated with the bar at whose close it was known |
/// | Warm-up | 14 traded bars: nothing is known before the first ATR |
/// | Cost | a bar: a comparison for each level that lives, at most 64 of a family; O(1) for each that it concerns |
/// | Source | the definitions of [`level`](crate::level) |
///
/// # Errors
///
/// [`Error::Parameter`](crate::Error::Parameter) if `config` holds a tick or a level that is not a finite price above 0.
///
/// # Examples
///
/// ```
/// use strandline::{AnalysisConfig, Bars, Basis, Ohlcv, Timeframe, analyze};
///
/// let mut builder = Bars::builder("ACME".parse()?, Timeframe::Day, Basis::Raw);
/// let start = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
/// for day in 0..60u64 {
///     // Up for ten days, down for ten days: tops at 110, bottoms at 100.
///     let close = 100.0 + (10.0 - (day % 20) as f64).abs();
///     let row = Ohlcv { open: close, high: close + 0.5, low: close - 0.5, close, volume: 1000.0 };
///     builder.push((start + chrono::Days::new(day)).into(), row)?;
/// }
/// let bars = builder.build();
/// let analysis = analyze(&bars, &AnalysisConfig::default())?;
/// let now = analysis.as_of(59);
/// assert!(now.levels().iter().any(|level| level.zone.contains(110.5)));
/// # Ok::<(), strandline::Error>(())
/// ```
pub fn analyze(bars: &Bars, config: &AnalysisConfig) -> Result<Analysis> {
    config.validate(bars)?;
    let families = config.families_of(bars);
    let mut tracker = Tracker::new(
        &families,
        bars.timeframe(),
        config.pivot,
        config.tick,
        &config.user,
    );
    let mut atr = Vec::with_capacity(bars.len().saturating_sub(Analysis::FIRST_ATR));
    for bar in bars.iter() {
        let day = bars.trading_day(bar.time());
        atr.extend(tracker.push(day, bar.ohlcv()));
    }
    let (log, pivots, traded) = tracker.finish();
    let by_id = log.index_by_id();
    Ok(Analysis {
        bars: bars.clone(),
        config: config.clone(),
        log,
        by_id,
        pivots,
        traded: Traded::new(traded, bars.len()),
        atr,
        context: OnceLock::new(),
        about: OnceLock::new(),
    })
}

impl Analysis {
    /// First bar that can have an ATR of log prices; nothing is known before it. After untraded bars it comes later.
    pub const FIRST_ATR: usize = LogAtr::PERIOD as usize;

    /// The bars that were read.
    pub fn bars(&self) -> &Bars {
        &self.bars
    }

    /// The settings that were used.
    pub fn config(&self) -> &AnalysisConfig {
        &self.config
    }

    /// All facts, by the bar that made them known.
    pub fn facts(&self) -> Facts<'_> {
        self.facts_of_bars(0, self.bars.len())
    }

    /// All levels that ever became known, by the bar that made them known.
    pub fn levels(&self) -> &[Level] {
        self.log.levels()
    }

    /// All pivots, by the bar that made them known.
    pub fn pivots(&self) -> &[Pivot] {
        &self.pivots
    }

    /// ATR(14) of log prices at the close of bar `at`: about ATR / close.
    pub fn atr_log(&self, at: usize) -> Option<f64> {
        let first = self.bars.len() - self.atr.len();
        self.atr.get(at.checked_sub(first)?).copied()
    }

    /// What was known at the close of bar `at`; past the end, at the last bar.
    ///
    /// Reads every fact up to that bar, so a loop over bars takes [`replay`](Self::replay), which reads each fact once.
    pub fn as_of(&self, at: usize) -> AsOf<'_> {
        let mut replay = self.replay();
        replay.advance_to(at.min(self.bars.len().saturating_sub(1)));
        replay.into_now()
    }

    /// What was known bar by bar, for readers that walk the whole series.
    pub fn replay(&self) -> Replay<'_> {
        Replay::new(late::Source::Made(self))
    }

    /// The facts that bars `first ..= last` made known.
    pub(crate) fn facts_of_bars(&self, first: usize, last: usize) -> Facts<'_> {
        Facts::of_bars(&self.log, first, last)
    }

    /// Places among all facts of those about the level of number `id`, oldest first.
    fn places_of(&self, id: LevelId) -> &[u32] {
        let about = self.about.get_or_init(|| {
            let mut about = vec![Vec::new(); self.by_id.len()];
            for (place, fact) in (0..).zip(self.facts()) {
                if let Some(LevelId(id)) = fact.level {
                    about[id as usize].push(place);
                }
            }
            about
        });
        about.get(id.0 as usize).map_or(&[], Vec::as_slice)
    }

    /// The level of number `id`, if it became known.
    pub fn level(&self, id: LevelId) -> Option<&Level> {
        let index = *self.by_id.get(id.0 as usize)?;
        self.log.levels().get(index?)
    }

    /// The name of that level outside this analysis, if it became known.
    pub fn key(&self, id: LevelId) -> Option<LevelKey> {
        self.level(id).map(|level| LevelKey::of(level, &self.bars))
    }

    /// The level of that name, if one became known.
    pub fn find(&self, key: &LevelKey) -> Option<&Level> {
        let mut levels = self.levels().iter();
        levels.find(|level| LevelKey::of(level, &self.bars) == *key)
    }
}
