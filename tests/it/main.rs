//! The one integration binary: a module a behaviour.

mod architecture;
mod breakouts;
mod calendar;
mod contract;
mod levels;
mod no_lookahead;
mod sketch;
mod support;
