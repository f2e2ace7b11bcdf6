//! The one integration binary: a module a behaviour.

mod architecture;
mod breakouts;
mod calendar;
mod chart;
mod cli;
mod contract;
mod csv;
mod execution;
mod golden;
mod honesty;
mod lanes;
mod levels;
mod no_lookahead;
mod oracle;
mod real_series;
mod report;
mod sketch;
mod support;
