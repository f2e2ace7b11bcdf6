//! Many series at once: each is read, analysed and told in one line; nothing but the lines is kept.
//!
//! [`places`] spells out what a user names (folders, patterns, lists), [`scan`] goes through the series of all places on
//! all threads of the pool it runs in. Files of many series are read some series at a time, so memory is bounded by the
//! largest of these portions and the number of threads, whatever the size of the universe. The lines stand in an order
//! that depends neither on the threads nor on the order of the files.

mod place;
mod run;
mod tasks;

pub use place::{lines, places};
pub use run::{Gathered, Question, Seen, SortBy, Watch, Work, each, scan};
pub use tasks::{Content, Source};
