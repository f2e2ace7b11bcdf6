//! **strandline** finds support and resistance, consolidation and breakouts in OHLCV bars without ever using a bar it
//! could not yet know.
//!
//! *A strandline is the mark the highest water left on the shore: where the tide turned before.*
//!
//! 1. **Facts first, decisions second.** [`market`] says what happened, the floors above it what it means.
//! 2. **One causal pass, one reading.** Every fact carries the bar at whose close it became known; what of it matters on a
//!    day is chosen once, in [`reading`], for screens, charts and reports alike.
//! 3. **A fact never changes once it is known.** The result for the first `n` bars is the result for all bars as of
//!    bar `n - 1`.
//! 4. **The edges are dirty, the middle is pure.** Files, clock, threads and terminal live at the outermost floors only.

pub mod account;
pub mod analysis;
pub mod backtest;
#[cfg(feature = "chart")]
pub mod chart;
pub mod claim;
#[cfg(feature = "cli")]
pub mod cli;
pub mod data;
mod error;
pub mod evidence;
pub mod indicator;
pub mod level;
pub mod market;
pub mod reading;
pub mod report;
pub mod rule;
pub mod scan;
pub mod signal;
pub mod strategy;
pub mod text;

pub use analysis::{Analysis, AnalysisConfig, AsOf, Standing, analyze};
pub use error::{Choice, Error, Remedy, Result, Setting};
pub use level::{
    Consolidation, Fact, FactKind, Family, Level, LevelId, LevelKey, Pivot, Role, State, Zone,
};
pub use market::{Bar, Bars, BarsBuilder, Basis, Ohlcv, Symbol, Time, Timeframe};
pub use reading::Reading;

/// The crate whose traits an indicator of your own implements, see [`indicator::register`].
pub use ta;

/// The examples of the README, compiled and run with the documentation's.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
