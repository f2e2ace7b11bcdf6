//! What a study looks like as text: `macd(12, 26, 9).signal`, `ema(rsi(14), period=5)`, `ta:rsi(14)`.
//!
//! ```text
//! call     = [name ":"] name ["(" [argument {"," argument}] ")"] ["." name]
//! argument = [name "="] (number | day | call)      after "=" nothing too, which is complained of later
//! ```
//! Here the text becomes a [`Call`] whose parts know where they stand, so that every later complaint can point at them.
//! Which names exist and what they take is none of this module's business.

use std::ops::Range;

use chrono::NaiveDate;

use crate::{Error, Remedy, Result};

/// Studies within studies, at most; nobody reads more, and the parser's stack holds it easily.
const MAX_DEPTH: usize = 16;

/// A study, or a word, with its arguments.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Call {
    pub namespace: Option<Word>,
    pub name: Word,
    pub arguments: Vec<Argument>,
    pub output: Option<Word>,
    /// From the first to the last letter.
    pub place: Range<usize>,
}

/// One argument of a call.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Argument {
    pub key: Option<Word>,
    pub value: Literal,
    pub place: Range<usize>,
}

/// What an argument is, as far as its look tells.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Literal {
    Number(f64),
    Date(NaiveDate),
    Call(Box<Call>),
    /// Nothing behind `=`: only who knows the parameter can say what should stand there.
    Nothing,
}

/// A name and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    pub text: String,
    pub place: Range<usize>,
}

/// The text a study is read from, and where that text is from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'a> {
    pub origin: &'a str,
    pub text: &'a str,
}

impl Text<'_> {
    /// A complaint about the byte `at`.
    pub(super) fn wrong(&self, at: usize, problem: String, help: Option<String>) -> Error {
        let before = &self.text[..at.min(self.text.len())];
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Error::Syntax {
            origin: self.origin.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[start..].chars().count() + 1,
            problem,
            text: self.text[start..].lines().next().unwrap_or("").to_owned(),
            help: help.map(Remedy::from),
        }
    }
}

/// Reads the whole text as one call.
pub(super) fn parse(text: Text<'_>) -> Result<Call> {
    let mut parser = Parser { text, at: 0 };
    let call = parser.call(0)?;
    parser.skip_space();
    match parser.peek() {
        None => Ok(call),
        Some(extra) => Err(parser.wrong(&format!("\"{extra}\" is one too many"), None)),
    }
}

struct Parser<'a> {
    text: Text<'a>,
    at: usize,
}

impl Parser<'_> {
    fn call(&mut self, depth: usize) -> Result<Call> {
        if depth > MAX_DEPTH {
            return Err(self.wrong(
                &format!("more than {MAX_DEPTH} studies in each other"),
                None,
            ));
        }
        let first = self.word()?;
        let start = first.place.start;
        let (namespace, name) = if self.take(':') {
            (Some(first), self.word()?)
        } else {
            (None, first)
        };
        let mut end = name.place.end;
        let mut arguments = Vec::new();
        if self.take_after_space('(') {
            arguments = self.arguments(depth)?;
            end = self.at;
        }
        let output = if self.take('.') {
            Some(self.word()?)
        } else {
            None
        };
        let end = output.as_ref().map_or(end, |word| word.place.end);
        Ok(Call {
            namespace,
            name,
            arguments,
            output,
            place: start..end,
        })
    }

    /// What follows an opening bracket, with the closing one.
    fn arguments(&mut self, depth: usize) -> Result<Vec<Argument>> {
        let mut arguments = Vec::new();
        if self.take_after_space(')') {
            return Ok(arguments);
        }
        loop {
            arguments.push(self.argument(depth)?);
            if self.take_after_space(')') {
                return Ok(arguments);
            }
            if !self.take_after_space(',') {
                return Err(match self.peek() {
                    None => self.wrong("the bracket is not closed", Some("add \")\"")),
                    Some(c) => self.wrong(&format!("\"{c}\" where \",\" or \")\" should be"), None),
                });
            }
        }
    }

    fn argument(&mut self, depth: usize) -> Result<Argument> {
        self.skip_space();
        let start = self.at;
        let mut key = None;
        if self.peek().is_some_and(is_letter) {
            let word = self.word()?;
            if self.take_after_space('=') {
                key = Some(word);
                self.skip_space();
            } else {
                self.at = start;
            }
        }
        let value = match self.peek() {
            Some(',' | ')') if key.is_some() => Literal::Nothing,
            Some(c) if c.is_ascii_digit() || "+-.".contains(c) => self.number()?,
            _ => Literal::Call(Box::new(self.call(depth + 1)?)),
        };
        Ok(Argument {
            key,
            value,
            place: start..self.at,
        })
    }

    /// A number or a day; both begin with digits.
    fn number(&mut self) -> Result<Literal> {
        let start = self.at;
        let mut before = ' ';
        let is_part = |c: char, before: char| {
            c.is_ascii_alphanumeric()
                || c == '.'
                || c == '_'
                || c == '-'
                || c == '+' && before == 'e'
        };
        self.at += 1;
        while let Some(c) = self.peek().filter(|&c| is_part(c, before)) {
            before = c.to_ascii_lowercase();
            self.at += c.len_utf8();
        }
        let text = &self.text.text[start..self.at];
        if let Ok(date) = text.parse::<NaiveDate>() {
            return Ok(Literal::Date(date));
        }
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Literal::Number(number)),
            _ => {
                let kind = if text.matches('-').count() == 2 {
                    "a day, such as 2024-01-31"
                } else {
                    "a number"
                };
                let problem = format!("\"{text}\" is not {kind}");
                Err(self.text.wrong(start, problem, None))
            }
        }
    }

    fn word(&mut self) -> Result<Word> {
        self.skip_space();
        let start = self.at;
        let rest = &self.text.text[start..];
        let len = rest
            .find(|c: char| !is_letter(c) && !c.is_ascii_digit())
            .unwrap_or(rest.len());
        if len == 0 || !rest.starts_with(is_letter) {
            let found = rest.chars().next();
            let found = found.map_or("the end".to_owned(), |c| format!("\"{c}\""));
            let help = Some("a study is written like rsi(14) or macd(12, 26, 9).signal");
            return Err(self.wrong(&format!("{found} where a name should be"), help));
        }
        self.at += len;
        Ok(Word {
            text: rest[..len].to_owned(),
            place: start..self.at,
        })
    }

    fn peek(&self) -> Option<char> {
        self.text.text[self.at..].chars().next()
    }

    fn take(&mut self, wanted: char) -> bool {
        let is_there = self.peek() == Some(wanted);
        if is_there {
            self.at += wanted.len_utf8();
        }
        is_there
    }

    fn take_after_space(&mut self, wanted: char) -> bool {
        let start = self.at;
        self.skip_space();
        let is_there = self.take(wanted);
        if !is_there {
            self.at = start;
        }
        is_there
    }

    fn skip_space(&mut self) {
        let rest = &self.text.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    fn wrong(&self, problem: &str, help: Option<&str>) -> Error {
        let rest = &self.text.text[self.at..];
        let space = rest.len() - rest.trim_start().len();
        self.text
            .wrong(self.at + space, problem.to_owned(), help.map(str::to_owned))
    }
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_'
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<Call> {
        parse(Text {
            origin: "study",
            text,
        })
    }

    /// `problem (column)`.
    fn complaint(text: &str) -> String {
        match read(text) {
            Err(Error::Syntax {
                column, problem, ..
            }) => format!("{problem} ({column})"),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn a_nested_call_keeps_its_parts_and_their_places() {
        let call = read(" ema( macd(12,26, signal_period=9).hist, 5 ) ").unwrap();
        assert_eq!((call.name.text.as_str(), call.place), ("ema", 1..44));
        let [inner, period] = call.arguments.try_into().unwrap();
        assert_eq!(period.value, Literal::Number(5.0));
        let Literal::Call(macd) = inner.value else {
            panic!("macd is a call");
        };
        assert_eq!(macd.output.unwrap().text, "hist");
        assert_eq!(
            macd.arguments[2].key.as_ref().unwrap().text,
            "signal_period"
        );
    }

    #[test]
    fn numbers_days_and_namespaces_are_told_apart() {
        let call = read("ta:x(-1.5e-3, 2024-02-29, 7)").unwrap();
        assert_eq!(call.namespace.unwrap().text, "ta");
        let values: Vec<Literal> = call.arguments.into_iter().map(|a| a.value).collect();
        let day = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
        assert_eq!(
            values,
            [
                Literal::Number(-0.0015),
                Literal::Date(day),
                Literal::Number(7.0)
            ]
        );
    }

    #[test]
    fn a_complaint_points_at_the_letter() {
        assert_eq!(complaint("rsi(14"), "the bracket is not closed (7)");
        assert_eq!(complaint("rsi(14))"), "\")\" is one too many (8)");
        assert_eq!(
            complaint("rsi(14;2)"),
            "\";\" where \",\" or \")\" should be (7)"
        );
        assert_eq!(complaint("rsi(1x)"), "\"1x\" is not a number (5)");
        assert_eq!(
            complaint("rsi(2024-02-30)"),
            "\"2024-02-30\" is not a day, such as 2024-01-31 (5)"
        );
        assert_eq!(complaint("rsi(1e999)"), "\"1e999\" is not a number (5)");
        assert_eq!(complaint(""), "the end where a name should be (1)");
        assert_eq!(complaint("rsi(,)"), "\",\" where a name should be (5)");
        assert_eq!(
            complaint("rsi(period="),
            "the end where a name should be (12)"
        );
        let deep = format!("{}x{}", "x(".repeat(40), ")".repeat(40));
        assert!(complaint(&deep).starts_with("more than 16 studies"));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in "[a-c(),.:=0-9 é\\n-]{0,40}") {
            let _ = read(&text);
        }
    }
}
