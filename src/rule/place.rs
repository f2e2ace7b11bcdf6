//! Where the text of a rule stands, for complaints that point at a letter.

use std::ops::Range;

use crate::{Error, Remedy};

/// The text of one rule inside a larger text: a file, or the rule alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin<'a> {
    /// What the larger text is: a file, an option.
    pub name: &'a str,
    /// The larger text.
    pub whole: &'a str,
    /// Where the rule begins in it, in bytes.
    pub start: usize,
}

impl<'a> Origin<'a> {
    /// A rule that stands alone.
    pub fn alone(name: &'a str, text: &'a str) -> Self {
        Self {
            name,
            whole: text,
            start: 0,
        }
    }

    /// A complaint about byte `at` of the rule.
    pub(super) fn wrong(&self, at: usize, problem: String, help: Option<String>) -> Error {
        let at = (self.start + at).min(self.whole.len());
        let before = &self.whole[..at];
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Error::Syntax {
            origin: self.name.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[start..].chars().count() + 1,
            problem,
            text: self.whole[start..].lines().next().unwrap_or("").to_owned(),
            help: help.map(Remedy::from),
        }
    }
}

/// Bytes of the rule's text.
pub(super) type Place = Range<usize>;
