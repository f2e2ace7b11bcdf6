//! The one integration binary: a module a behaviour.

mod calendar;
mod support;
