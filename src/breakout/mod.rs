//! Breaks and consolidations: where price left.
//!
//! `advance` carries one level through one bar by the state machine below; [`Consolidation`] tells when price is
//! going nowhere. Nothing here knows how levels are born, or about orders and charts.
//!
//! # The life of a level
//!
//! Told for a resistance, as prices come from below; a support is its mirror. `x` is the centre of the zone, `w` its
//! half width, `A` the ATR of log prices one bar earlier, `b` the bar of the break. The columns are tried from left to
//! right and the first that fires sets the state; facts of later columns (touch, rejection, pierce) are still told.
//!
//! | state | c < x-w | c > x+w+0.5A | c > x+w | t >= b+10 | 30 bars after confirmation | bar in zone | x-c >= A, or 5 bars out of zone | 250 bars out of zone |
//! |---|---|---|---|---|---|---|---|---|
//! | forming | | changes role | changes role | | | | | expired |
//! | active | | confirmed | broken | | | testing, unless x-c >= A | active | expired |
//! | testing | | confirmed | broken | | | testing, unless x-c >= A | active | |
//! | broken | active (failed) | confirmed | confirmed | active (lapsed) | | | | |
//! | confirmed | active (failed) | | | sustained | | | | |
//! | sustained | active (lost) | | | | active (flipped) | | | |
//!
//! A shelf is patient for 120 bars, a level the user gave for ever. A close back through the zone more than 10 bars
//! after the break is `lost`, not `failed`, whatever the state.

mod consolidation;
mod life;

pub use consolidation::{Consolidation, LENGTHS, TIGHT};
pub(crate) use consolidation::{box_of, has_left, is_outside_shortest, taus};
pub(crate) use life::{MARGIN_ATR, advance};
