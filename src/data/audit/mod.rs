//! What is wrong with the rows of one series: every rule in one place, every defect listed.
//!
//! [`order::sort`] brings the rows into order, [`rows::gather`] turns what can stand into `Bars`, [`series::check`] looks
//! at the bars as a whole, [`sessions::check`] holds them against a calendar. The rules are defined at
//! [`Rule`](super::Rule). Nothing is repaired unless the options ask for it, and every repair is a finding. Nothing here
//! knows how the rows were written.

pub(super) mod order;
mod problem;
pub(super) mod rows;
pub(super) mod series;
pub(super) mod sessions;

use super::options::ReadOptions;
use super::{Field, Finding, Rule};
use crate::market::Event;
use crate::{Basis, Symbol, Time, Timeframe};

/// What is known about a series besides its rows.
pub(super) struct Subject<'a> {
    pub(super) symbol: Symbol,
    pub(super) timeframe: Timeframe,
    pub(super) basis: Basis,
    pub(super) events: &'a [Event],
    pub(super) options: &'a ReadOptions,
}

impl Rule {
    /// A finding at one row.
    fn at(self, line: u32, time: Time, problem: impl Into<String>) -> Finding {
        Finding {
            row: Some(u64::from(line)),
            time: Some(time),
            ..self.finding(problem)
        }
    }
}

impl Finding {
    /// The finding about one cell.
    fn on(self, column: Field, value: impl std::fmt::Display) -> Self {
        Self {
            column: Some(column),
            value: Some(value.to_string()),
            ..self
        }
    }

    /// The finding with what became of its row.
    fn done(self, done: super::Done) -> Self {
        Self { done, ..self }
    }
}
