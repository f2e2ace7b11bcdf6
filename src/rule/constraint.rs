//! A condition of parameters alone, such as `fast < slow`: which combinations of them make sense.

use super::check::{self, Scope};
use super::expression::{Expression, Kind};
use super::parse;
use super::program;
use super::word::{Topic, Type};
use crate::Result;
use crate::indicator::{Letters, Origin, Parameters, is_letter};

/// Whether `text`, which stands at `origin`, holds for these `parameters`, which it names with or without braces.
///
/// # Errors
///
/// [`Error::Syntax`](crate::Error::Syntax) if it is no condition of them.
pub fn constraint(text: &str, origin: Origin<'_>, parameters: &Parameters) -> Result<bool> {
    let braced = braced(text, parameters);
    // A complaint points into the text as it stands, which the braces have moved.
    let origin = if braced == text {
        origin
    } else {
        Origin::alone(origin.name, &braced)
    };
    let mut letters = Letters::new(&braced, origin, parameters);
    let expression = parse::parse(&mut letters)?;
    check::check(&expression, Type::Condition, Scope::Entry, &letters)?;
    let refused = |part: &Expression| {
        let problem = "not a parameter, which is all that a constraint may speak of";
        let known: Vec<&str> = parameters.keys().map(String::as_str).collect();
        let help = format!("parameters: {}", known.join(", "));
        letters.wrong(part.place.start, problem).helped(help)
    };
    value(&expression).map(|value| value > 0.5).map_err(refused)
}

/// The text with every name of a parameter in braces.
fn braced(text: &str, parameters: &Parameters) -> String {
    let mut braced = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if !is_letter(c) {
            braced.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        }
        let end = rest.find(|c: char| !(is_letter(c) || c.is_ascii_digit()));
        let (name, after) = rest.split_at(end.unwrap_or(rest.len()));
        if parameters.contains_key(name) && !braced.ends_with('{') {
            braced.extend(["{", name, "}"]);
        } else {
            braced.push_str(name);
        }
        rest = after;
    }
    braced
}

/// Its value; the first part that is not of numbers alone where there is none.
fn value(part: &Expression) -> std::result::Result<f64, &Expression> {
    match &part.kind {
        Kind::Number(value) => Ok(*value),
        Kind::Negate(inner) => Ok(-value(inner)?),
        Kind::Not(inner) => Ok(1.0 - value(inner)?),
        Kind::Binary(operator, left, right) if !operator.crosses() => {
            let mut result = [value(left)?];
            program::binary(*operator, &mut result, &[value(right)?]);
            Ok(result[0])
        }
        Kind::Call(word, parts) if word.topic() == Topic::Values => match parts.as_slice() {
            [one] => Ok(word.apply(value(one)?)),
            [one, two] => Ok(word.apply_two(value(one)?, value(two)?)),
            [condition, one, other] if value(condition)? > 0.5 => value(one).or(value(other)),
            [_, _, other] => value(other),
            _ => Err(part),
        },
        _ => Err(part),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(text: &str) -> Result<bool> {
        let parameters = Parameters::from([("fast".to_owned(), 10.0), ("slow".to_owned(), 20.0)]);
        constraint(text, Origin::alone("where", text), &parameters)
    }

    #[test]
    fn a_constraint_compares_parameters() {
        assert!(holds("fast < slow").unwrap());
        assert!(!holds("{fast} * 2 < {slow}").unwrap());
        assert!(holds("fast * 2 == slow and not fast > larger(slow, 30)").unwrap());
        assert!(holds("if(fast > 5, slow, 0) == 20").unwrap());
    }

    #[test]
    fn a_constraint_speaks_of_nothing_else() {
        for text in [
            "fast < close",
            "fast crosses_above slow",
            "fast <",
            "fast",
            "quick < slow",
        ] {
            assert!(holds(text).is_err(), "{text}");
        }
        let error = holds("close > fast").unwrap_err();
        assert_eq!(error.help().as_deref(), Some("parameters: fast, slow"));
    }
}
