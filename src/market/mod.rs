//! What is traded and what its price did: symbols, bars, timeframes, sessions.
//!
//! Everything above speaks in [`Bars`]: columns that are sorted, finite and consistent, because [`BarsBuilder`] is the
//! only way to make them. Nothing here knows about files, indicators or levels.

mod bar;
mod bars;
mod builder;
mod calendar;
mod columns;
mod divide;
mod event;
mod happening;
mod rating;
mod resample;
mod segment;
mod stale;
mod symbol;
#[cfg(test)]
pub(crate) mod testing;
mod timeframe;
mod whole;

pub use bar::{Bar, Ohlcv};
pub use bars::{Bars, Basis};
pub use builder::BarsBuilder;
pub use calendar::{Calendar, Day, Exchange, Session};
pub use columns::OhlcvColumns;
pub use event::{Event, EventKind};
pub use happening::{Effect, Happening, HappeningKind, When};
pub use rating::{Advice, Consensus, Rating, STALE_DAYS};
pub use resample::{Resampled, resample};
pub use segment::Segments;
pub use stale::Stale;
pub use symbol::Symbol;
pub use timeframe::Timeframe;
pub use whole::resample_whole;

pub(crate) use whole::reaches_back;

/// When a bar is.
///
/// A daily, weekly or monthly bar carries the date of its (last) session at 00:00. An intraday bar carries the instant
/// at which it opens: in UTC where the source names its zone, else as the source writes it.
pub type Time = chrono::NaiveDateTime;
