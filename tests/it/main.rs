//! The one integration binary: a module a behaviour.

mod ambiguity;
mod architecture;
mod breakouts;
mod calendar;
mod contract;
mod csv;
mod dialects;
mod execution;
mod findings;
mod honesty;
mod levels;
mod no_lookahead;
mod oracle;
mod repairs;
mod report;
mod sessions;
mod sketch;
mod support;
