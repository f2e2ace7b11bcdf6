//! The one integration binary: a module a behaviour.

mod support;
