//! The one integration binary: a module a behaviour.

mod architecture;
mod calendar;
mod execution;
mod oracle;
mod support;
