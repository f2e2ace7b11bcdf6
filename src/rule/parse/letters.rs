//! The letters of a rule: looking at them, taking them, complaining about them.

use super::super::expression::{Expression, Kind};
use super::{MAX_DEPTH, Parser};
use crate::Result;

impl<'a> Parser<'a> {
    pub(super) fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let at = self.at;
            return self.fail(
                at,
                format!("more than {MAX_DEPTH} parts in each other"),
                None,
            );
        }
        let result = inner(self);
        self.depth -= 1;
        result
    }

    pub(super) fn done(&self, start: usize, kind: Kind) -> Expression {
        Expression {
            kind,
            place: start..self.at,
        }
    }

    pub(super) fn name(&mut self) -> &'a str {
        let rest = &self.text[self.at..];
        let len = rest
            .find(|c: char| !is_letter(c) && !c.is_ascii_digit())
            .unwrap_or(rest.len());
        self.at += len;
        &rest[..len]
    }

    /// Whether a bracket opens next.
    pub(super) fn opens(&self) -> bool {
        self.text[self.at..].trim_start().starts_with('(')
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    pub(super) fn take(&mut self, wanted: &str) -> bool {
        let is_there = self.text[self.at..].starts_with(wanted);
        if is_there {
            self.at += wanted.len();
        }
        is_there
    }

    pub(super) fn take_after_space(&mut self, wanted: &str) -> bool {
        let start = self.at;
        self.skip_space();
        let is_there = self.take(wanted);
        if !is_there {
            self.at = start;
        }
        is_there
    }

    /// `wanted` as a word of its own.
    pub(super) fn take_word(&mut self, wanted: &str) -> bool {
        let rest = &self.text[self.at..];
        let is_there = rest
            .strip_prefix(wanted)
            .is_some_and(|after| !after.starts_with(|c: char| is_letter(c) || c.is_ascii_digit()));
        if is_there {
            self.at += wanted.len();
        }
        is_there
    }

    pub(super) fn skip_space(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    pub(super) fn expect(&mut self, wanted: &str, help: &str) -> Result<()> {
        if self.take_after_space(wanted) {
            return Ok(());
        }
        self.skip_space();
        let at = self.at;
        let found = self
            .peek()
            .map_or("the end".to_owned(), |c| format!("\"{c}\""));
        let problem = format!("{found} where \"{wanted}\" should be");
        self.fail(at, problem, Some(help))
    }

    pub(super) fn fail<T>(&self, at: usize, problem: String, help: Option<&str>) -> Result<T> {
        Err(self.origin.wrong(at, problem, help.map(str::to_owned)))
    }
}

/// Whether a name may begin with it.
pub(super) fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_'
}
