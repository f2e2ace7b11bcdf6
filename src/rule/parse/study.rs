//! Studies within a rule: found by their brackets, read by the catalog's own parser.

use super::super::expression::Kind;
use super::super::word;
use super::Parser;
use crate::indicator::{Study, catalog, find, nearest};
use crate::{Remedy, Result};

impl Parser<'_> {
    /// Everything up to the bracket that closes the study, parameters filled in.
    pub(super) fn study(&mut self, start: usize, name: &str) -> Result<Kind> {
        self.check_study_name(start, name)?;
        let mut text = name.to_owned();
        if self.take(":") {
            text.push(':');
            text.push_str(self.name());
        }
        if self.take_after_space("(") {
            text.push('(');
            self.study_arguments(start, &mut text)?;
        }
        if self.text[self.at..].starts_with('.') {
            self.at += 1;
            text.push('.');
            text.push_str(self.name());
        }
        match Study::parse(&text, self.origin.name) {
            Ok(_) => Ok(Kind::Study(text)),
            Err(crate::Error::Syntax {
                column,
                problem,
                help,
                ..
            }) => {
                // Columns count characters of a text in which parameters are filled in; they agree where it has none.
                let written = &self.text[start..self.at];
                let inside = if written == text { column - 1 } else { 0 };
                let error = self.origin.wrong(start + inside, problem, None);
                Err(match help {
                    Some(help) => error.helped(help),
                    None => error,
                })
            }
            Err(other) => Err(other),
        }
    }

    /// A name that is near a word of this language is more likely that word than a study.
    pub(super) fn check_study_name(&self, start: usize, name: &str) -> Result<()> {
        let is_prefix = self.text[self.at..].starts_with(':');
        if matches!(name, "min" | "max") {
            let help = "highest(high, 55) and lowest(low, 55) look back; larger(a, b) and smaller(a, b) compare";
            return self.fail(start, format!("\"{name}\" has two meanings"), Some(help));
        }
        if is_prefix || find(None, name).is_some() {
            return Ok(());
        }
        let help = match meant(name) {
            Some(near) => format!("did you mean \"{near}\"?").into(),
            None => Remedy::Studies(
                "words: open high low close volume, resistance support state tests highs known_age \
                     in_consolidation, and every study",
            ),
        };
        let error = self
            .origin
            .wrong(start, format!("unknown name \"{name}\""), None);
        Err(error.helped(help))
    }

    pub(super) fn study_arguments(&mut self, start: usize, text: &mut String) -> Result<()> {
        let mut open = 1;
        while open > 0 {
            match self.peek() {
                None => {
                    let help = Some("add \")\"");
                    return self.fail(start, "the bracket is not closed".into(), help);
                }
                Some('{') => {
                    let value = self.parameter()?;
                    text.push_str(&value.to_string());
                    continue;
                }
                Some('(') => open += 1,
                Some(')') => open -= 1,
                Some(_) => {}
            }
            let c = self.peek().unwrap_or(')');
            text.push(c);
            self.at += c.len_utf8();
        }
        Ok(())
    }
}

/// The known name that was probably meant: one of the same letters, else the nearest.
fn meant(name: &str) -> Option<&'static str> {
    let studies = || catalog().iter().map(|entry| entry.name.as_str());
    let known = || word::values().chain(studies()).chain(word::functions());
    let letters = |name: &str| {
        let mut letters: Vec<char> = name.chars().collect();
        letters.sort_unstable();
        letters
    };
    let own = letters(name);
    known()
        .find(|known| letters(known) == own)
        .or_else(|| nearest(name, known()))
}
