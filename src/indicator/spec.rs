//! What a study looks like as text: `macd(12, 26, 9).signal`, `ema(rsi(14), period=5)`, `ta:rsi(14)`.
//!
//! ```text
//! call     = [name ":"] name ["(" [argument {"," argument}] ")"] ["." name]
//! argument = [name "="] (number | day | "{" parameter "}" | call)      after "=" nothing too, which is complained of later
//! ```
//! Here the text becomes a [`Call`] whose parts know where they stand, so that every later complaint can point at them.
//! Which names exist and what they take is none of this module's business.

use std::ops::Range;

use chrono::NaiveDate;

use super::letters::{Letters, is_letter};
use crate::Result;

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

/// Reads the call that comes next.
pub(super) fn call(letters: &mut Letters<'_>) -> Result<Call> {
    let first = word(letters)?;
    let start = first.place.start;
    let (namespace, name) = if letters.take(":") {
        (Some(first), word(letters)?)
    } else {
        (None, first)
    };
    let arguments = if letters.take_after_space("(") {
        letters.deeper(arguments)?
    } else {
        Vec::new()
    };
    let output = letters.take(".").then(|| word(letters)).transpose()?;
    Ok(Call {
        namespace,
        name,
        arguments,
        output,
        place: start..letters.at,
    })
}

/// What follows an opening bracket, with the closing one.
fn arguments(letters: &mut Letters<'_>) -> Result<Vec<Argument>> {
    let mut arguments = Vec::new();
    if letters.take_after_space(")") {
        return Ok(arguments);
    }
    loop {
        arguments.push(argument(letters)?);
        if letters.take_after_space(")") {
            return Ok(arguments);
        }
        if !letters.take_after_space(",") {
            letters.skip_space();
            return Err(match letters.peek() {
                None => letters
                    .wrong(letters.at, "the bracket is not closed")
                    .helped("add \")\""),
                Some(c) => {
                    let problem = format!("\"{c}\" where \",\" or \")\" should be");
                    letters.wrong(letters.at, problem)
                }
            });
        }
    }
}

fn argument(letters: &mut Letters<'_>) -> Result<Argument> {
    letters.skip_space();
    let start = letters.at;
    let key = key(letters);
    let value = match letters.peek() {
        Some(',' | ')') if key.is_some() => Literal::Nothing,
        Some('{') => Literal::Number(letters.parameter()?),
        Some(c) if c.is_ascii_digit() || "+-.".contains(c) => number(letters)?,
        _ => Literal::Call(Box::new(call(letters)?)),
    };
    Ok(Argument {
        key,
        value,
        place: start..letters.at,
    })
}

/// `name =`, if it comes next, with the space behind it.
fn key(letters: &mut Letters<'_>) -> Option<Word> {
    let start = letters.at;
    let text = letters.name().to_owned();
    let place = start..letters.at;
    if text.is_empty() || !letters.take_after_space("=") {
        letters.at = start;
        return None;
    }
    letters.skip_space();
    Some(Word { text, place })
}

/// A number or a day; both begin with digits.
fn number(letters: &mut Letters<'_>) -> Result<Literal> {
    if let Some(day) = letters.day()? {
        return Ok(Literal::Date(day));
    }
    let is_negative = letters.take("-") || {
        letters.take("+");
        false
    };
    let value = letters.number()?;
    Ok(Literal::Number(if is_negative { -value } else { value }))
}

fn word(letters: &mut Letters<'_>) -> Result<Word> {
    letters.skip_space();
    let start = letters.at;
    if !letters.peek().is_some_and(is_letter) {
        let problem = format!("{} where a name should be", letters.found());
        let help = "a study is written like rsi(14) or macd(12, 26, 9).signal";
        return Err(letters.wrong(start, problem).helped(help));
    }
    Ok(Word {
        text: letters.name().to_owned(),
        place: start..letters.at,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::letters::{Origin, Parameters};
    use super::*;
    use crate::Error;

    fn read(text: &str) -> Result<Call> {
        let none = Parameters::new();
        let mut letters = Letters::new(text, Origin::alone("study", text), &none);
        let call = call(&mut letters)?;
        letters.end()?;
        Ok(call)
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
        let deep = format!("{}x{}", "x(".repeat(60), ")".repeat(60));
        assert!(complaint(&deep).starts_with("more than 48 parts"));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in "[a-c(),.:=0-9 é\\n-]{0,40}") {
            let _ = read(&text);
        }
    }
}
