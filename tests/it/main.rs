//! The one integration binary: a module a behaviour.

mod architecture;
mod breakouts;
mod calendar;
#[cfg(feature = "chart")]
mod chart;
mod contract;
mod csv;
mod execution;
mod honesty;
mod levels;
mod no_lookahead;
mod oracle;
mod report;
mod sketch;
mod support;
