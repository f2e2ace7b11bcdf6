//! From a string or a number of a TOML file to a rule whose complaints point into the file.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Visitor};
use toml::Spanned;

use crate::indicator::nearest;
use crate::rule::{Origin, Parameters, Rule, Scope, Type};
use crate::{Error, Result};

/// What stands under a key for a rule, and where.
pub(super) type RuleText = Spanned<Written>;

/// A rule as it is written: in quotes, or a number without them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Written(String);

impl Written {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Either;

        impl Visitor<'_> for Either {
            type Value = Written;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a rule in quotes or a number")
            }

            fn visit_str<E>(self, text: &str) -> std::result::Result<Written, E> {
                Ok(Written(text.to_owned()))
            }

            fn visit_i64<E>(self, number: i64) -> std::result::Result<Written, E> {
                Ok(Written(number.to_string()))
            }

            fn visit_f64<E>(self, number: f64) -> std::result::Result<Written, E> {
                Ok(Written(number.to_string()))
            }
        }

        deserializer.deserialize_any(Either)
    }
}

/// The text of a file and its name.
#[derive(Debug, Clone, Copy)]
pub(super) struct FileText<'a> {
    pub(super) text: &'a str,
    pub(super) origin: &'a str,
}

impl FileText<'_> {
    /// Reads one rule of the file.
    pub(super) fn rule(
        self,
        text: &RuleText,
        parameters: &Parameters,
        (wanted, scope): (Type, Scope),
    ) -> Result<Rule> {
        let value = text.get_ref().as_str();
        let origin = match self.start_of(text) {
            Some(start) => Origin {
                name: self.origin,
                whole: self.text,
                start,
            },
            None => Origin::alone(self.origin, value),
        };
        Rule::parse(value, origin, parameters, wanted, scope)
    }

    /// Where the letters of a string begin, if it stands in the file letter by letter: not where it has escapes.
    fn start_of(self, text: &RuleText) -> Option<usize> {
        let span = text.span();
        let written = self.text.get(span.clone())?;
        let value = text.get_ref().as_str();
        let is_behind_one_mark = written.get(1..)?.starts_with(value);
        let inside = if is_behind_one_mark {
            1
        } else {
            written.find(value)?
        };
        Some(span.start + inside)
    }

    /// A complaint about byte `at` of the file.
    pub(super) fn wrong(self, at: usize, problem: String, help: Option<String>) -> Error {
        let error = Origin::alone(self.origin, self.text).wrong(at, problem);
        match help {
            Some(help) => error.helped(help),
            None => error,
        }
    }

    /// What TOML or its keys complain about.
    pub(super) fn toml_error(self, error: &toml::de::Error) -> Error {
        let at = error.span().map_or(0, |span| span.start);
        let message = error.message().replace('`', "\"");
        let message = message.replace("expected f64", "expected a number");
        let (problem, help) = match message.split_once(", expected one of ") {
            Some((problem, known)) => (problem.to_owned(), Some(help_with_key(problem, known))),
            None => (message, None),
        };
        self.wrong(at, problem, help)
    }
}

/// The nearest of the `known` keys, if one is near to the quoted word of the problem, and all of them.
fn help_with_key(problem: &str, known: &str) -> String {
    let word = problem.split('"').nth(1).unwrap_or_default();
    let names = known.split('"').skip(1).step_by(2);
    let guess =
        nearest(word, names).map_or(String::new(), |name| format!("did you mean \"{name}\"? "));
    format!("{guess}known keys: {known}")
}
