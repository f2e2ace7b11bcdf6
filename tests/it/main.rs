//! The one integration binary: a module a behaviour.

mod architecture;
mod calendar;
mod contract;
mod support;
