//! The one integration binary: a module a behaviour.

mod architecture;
mod breakouts;
mod calendar;
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
