//! The letters of an expression: what comes next, what is taken, what is wrong and where.
//!
//! The grammar of studies (`spec`) and the grammar of rules, which has studies among its values, read the same
//! [`Letters`]; so a name, a number, a parameter and a complaint are the same in both. Nothing here knows a word of
//! either.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::NaiveDate;

use super::nearest::nearest;
use crate::{Error, Result};

/// Parts within parts, at most: the stack of every reader holds that easily.
const MAX_DEPTH: usize = 48;

/// Values of the parameters `{name}`.
pub type Parameters = BTreeMap<String, f64>;

/// Where the text of an expression stands: inside a larger text, such as a file, or alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin<'a> {
    /// What the larger text is: a file, an option.
    pub name: &'a str,
    /// The larger text.
    pub whole: &'a str,
    /// Where the expression begins in it, in bytes.
    pub start: usize,
}

impl<'a> Origin<'a> {
    /// An expression that stands alone.
    pub fn alone(name: &'a str, text: &'a str) -> Self {
        Self {
            name,
            whole: text,
            start: 0,
        }
    }

    /// A complaint about byte `at` of the expression.
    pub(crate) fn wrong(&self, at: usize, problem: impl Into<String>) -> Error {
        let at = (self.start + at).min(self.whole.len());
        let before = &self.whole[..at];
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Error::Syntax {
            origin: self.name.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[start..].chars().count() + 1,
            problem: problem.into(),
            text: self.whole[start..].lines().next().unwrap_or("").to_owned(),
            help: None,
        }
    }
}

/// A text that is read from left to right.
pub(crate) struct Letters<'a> {
    pub(crate) text: &'a str,
    /// The next byte to read.
    pub(crate) at: usize,
    depth: usize,
    origin: Origin<'a>,
    parameters: &'a Parameters,
    /// Where parameters stood, with their values.
    filled: Vec<(Range<usize>, f64)>,
}

impl<'a> Letters<'a> {
    pub(crate) fn new(text: &'a str, origin: Origin<'a>, parameters: &'a Parameters) -> Self {
        Self {
            text,
            at: 0,
            depth: 0,
            origin,
            parameters,
            filled: Vec::new(),
        }
    }

    /// A complaint about byte `at`.
    pub(crate) fn wrong(&self, at: usize, problem: impl Into<String>) -> Error {
        self.origin.wrong(at, problem)
    }

    /// The text at `place` with the values of its parameters.
    pub(crate) fn written(&self, place: Range<usize>) -> String {
        let mut text = String::new();
        let mut from = place.start;
        for (hole, value) in &self.filled {
            if place.start <= hole.start && hole.end <= place.end {
                text += &self.text[from..hole.start];
                text += &value.to_string();
                from = hole.end;
            }
        }
        text + &self.text[from..place.end]
    }

    /// Reads a part of the one that is being read.
    pub(crate) fn deeper<T>(&mut self, part: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let problem = format!("more than {MAX_DEPTH} parts in each other");
            return Err(self.wrong(self.at, problem));
        }
        let result = part(self);
        self.depth -= 1;
        result
    }

    pub(crate) fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    /// What comes next, as complaints name it.
    pub(crate) fn found(&self) -> String {
        self.peek()
            .map_or("the end".to_owned(), |c| format!("\"{c}\""))
    }

    pub(crate) fn skip_space(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    /// Takes `wanted` if it comes next; a word only if no letter follows.
    pub(crate) fn take(&mut self, wanted: &str) -> bool {
        let Some(after) = self.text[self.at..].strip_prefix(wanted) else {
            return false;
        };
        if wanted.starts_with(is_letter) && after.starts_with(is_of_name) {
            return false;
        }
        self.at += wanted.len();
        true
    }

    /// Takes `wanted`, and the space before it, if it comes next.
    pub(crate) fn take_after_space(&mut self, wanted: &str) -> bool {
        let start = self.at;
        self.skip_space();
        let is_there = self.take(wanted);
        if !is_there {
            self.at = start;
        }
        is_there
    }

    /// Takes `wanted`, which must come next.
    pub(crate) fn expect(&mut self, wanted: &str, help: &str) -> Result<()> {
        if self.take_after_space(wanted) {
            return Ok(());
        }
        self.skip_space();
        let problem = format!("{} where \"{wanted}\" should be", self.found());
        Err(self.wrong(self.at, problem).helped(help))
    }

    /// Refuses whatever is left.
    pub(crate) fn end(&mut self) -> Result<()> {
        self.skip_space();
        match self.peek() {
            None => Ok(()),
            Some(extra) => Err(self.wrong(self.at, format!("\"{extra}\" is one too many"))),
        }
    }

    /// Takes the letters of a name; none if none comes next.
    pub(crate) fn name(&mut self) -> &'a str {
        let rest = &self.text[self.at..];
        let len = if rest.starts_with(is_letter) {
            rest.find(|c| !is_of_name(c)).unwrap_or(rest.len())
        } else {
            0
        };
        self.at += len;
        &rest[..len]
    }

    /// Takes a number without a sign, an exponent with its sign included: `1e-5`.
    pub(crate) fn number(&mut self) -> Result<f64> {
        let rest = &self.text[self.at..];
        let text = &rest[..number_len(rest)];
        match text.parse::<f64>() {
            Ok(value) if value.is_finite() => {
                self.at += text.len();
                Ok(value)
            }
            _ => Err(self.wrong(self.at, format!("\"{text}\" is not a number"))),
        }
    }

    /// Takes a day, `2024-01-31`, if one comes next.
    pub(crate) fn day(&mut self) -> Result<Option<NaiveDate>> {
        let rest = &self.text[self.at..];
        let len = rest.find(|c: char| !c.is_ascii_digit() && c != '-');
        let text = &rest[..len.unwrap_or(rest.len())];
        if !text.starts_with(|c: char| c.is_ascii_digit()) || text.matches('-').count() != 2 {
            return Ok(None);
        }
        let day = text.parse().map_err(|_| {
            let problem = format!("\"{text}\" is not a day, such as 2024-01-31");
            self.wrong(self.at, problem)
        })?;
        self.at += text.len();
        Ok(Some(day))
    }

    /// Takes `{name}` and gives the value of that parameter.
    pub(crate) fn parameter(&mut self) -> Result<f64> {
        let start = self.at;
        let Some(len) = self.text[start..].find('}') else {
            return Err(self.wrong(start, "the curly bracket is not closed"));
        };
        self.at = start + len + 1;
        let name = self.text[start + 1..start + len].trim();
        if let Some(value) = self.parameters.get(name) {
            self.filled.push((start..self.at, *value));
            return Ok(*value);
        }
        let known = self.parameters.keys().map(String::as_str);
        let help = match nearest(name, known.clone()) {
            Some(near) => format!("did you mean \"{{{near}}}\"?"),
            None if self.parameters.is_empty() => "no parameters are given".to_owned(),
            None => format!("known parameters: {}", known.collect::<Vec<_>>().join(", ")),
        };
        Err(self
            .wrong(start, format!("unknown parameter \"{name}\""))
            .helped(help))
    }
}

/// Whether a name may begin with it.
pub(crate) fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_'
}

fn is_of_name(c: char) -> bool {
    is_letter(c) || c.is_ascii_digit()
}

/// The bytes of the number that `text` begins with.
fn number_len(text: &str) -> usize {
    let is_part = |c: char| is_of_name(c) || c == '.';
    let len = |text: &str| text.find(|c| !is_part(c)).unwrap_or(text.len());
    let unsigned = len(text);
    let (before, after) = text.split_at(unsigned);
    match after.strip_prefix(['+', '-']) {
        Some(digits)
            if before.ends_with(['e', 'E']) && digits.starts_with(|c: char| c.is_ascii_digit()) =>
        {
            unsigned + 1 + len(digits)
        }
        _ => unsigned,
    }
}
