//! Studies: indicators by name, from bars to columns.
//!
//! A [`Study`] is read from text (`rsi(14)`, `macd(12, 26, 9).signal`, `ema(rsi(14), 5)`), says in its [`Plan`] what it
//! will give and how to draw it, runs over whole [`Bars`](crate::Bars) or bar by bar ([`Live`]), and gives a [`Column`]
//! for each output. The standard ones are TA-Lib's; `ta:` names those of the `ta` crate and types of
//! your own that implement its trait `Next`, see [`register`]; `own`, in full `lib:`, has what neither library has. Nothing
//! here knows about levels, rules or charts.
//!
//! One bad number would freeze or poison many of these formulas for good, so a study runs over each gap-free stretch by
//! itself, and a value that is not a number is no value. A number that is merely absurd passes: after one price of 1e15
//! a running sum such as TA-Lib's `sma` keeps a relative error of about 1e-4 to the end of the stretch. The data audit
//! names such rows.

mod catalog;
mod column;
mod compile;
mod explain;
mod extension;
mod feed;
mod field;
mod group;
mod letters;
mod listing;
mod live;
mod longer;
mod nearest;
mod node;
mod own;
mod param;
mod plan;
mod spec;
mod study;
mod talib;

pub use catalog::{catalog, find};
pub(crate) use catalog::{knows, names};
pub use column::Column;
pub use extension::{TaOutput, register};
pub use feed::Feed;
pub use group::{Group, StudySource};
pub(crate) use letters::{Letters, is_letter};
pub use letters::{Origin, Parameters};
pub use listing::Listing;
pub use live::Live;
pub(crate) use nearest::nearest;
pub use param::{Domain, Param, ParamValues, Value};
pub use plan::{Output, Pane, Plan, Style};
pub use study::Study;
