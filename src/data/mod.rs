//! Bars from outside: files of every dialect, and the series that come with the program.
//!
//! Nothing here knows about levels, charts or orders.

pub mod sample;
mod sheet;

pub use sheet::{Cells, Sheet};
