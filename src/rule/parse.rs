//! From text to a tree.
//!
//! ```text
//! rule     = and {"or" and}
//! and      = not {"and" not}
//! not      = "not" not | compare
//! compare  = sum [("<" | "<=" | ">" | ">=" | "==" | "!=" | "crosses_above" | "crosses_below") sum]
//! sum      = product {("+" | "-") product}
//! product  = unary {("*" | "/") unary}
//! unary    = "-" unary | lagged
//! lagged   = primary ["[" bars "]"]
//! primary  = number | "{" parameter "}" | quoted word | "(" rule ")" | word ["(" rule {"," rule} ")"] | study
//! ```
//! A study is what the grammar of studies reads, with the same [`Letters`]: `rsi(14)`, `macd(12, 26, 9).signal`,
//! `sma(volume, {n})`. The words are those of [`word`]; what fits together is checked in `check`.

use super::expression::{Expression, Kind, Operator};
use super::word::{self, Entry, Topic, WORDS, Word};
use crate::indicator::{self, Letters, Study, is_letter, nearest};
use crate::{Error, Remedy, Result};

/// Letters of one rule, at most.
const MAX_LENGTH: usize = 4096;
/// Bars a rule may look back by `[n]` or a window, at most.
const MAX_BARS: f64 = 100_000.0;

const COMPARISONS: [(&str, Operator); 8] = [
    ("<=", Operator::AtMost),
    (">=", Operator::AtLeast),
    ("==", Operator::Equal),
    ("!=", Operator::Unequal),
    ("<", Operator::Below),
    (">", Operator::Above),
    ("crosses_above", Operator::CrossesAbove),
    ("crosses_below", Operator::CrossesBelow),
];

/// Words that join others.
const JOINTS: [&str; 5] = ["and", "or", "not", "crosses_above", "crosses_below"];

/// Reads the whole text.
pub(super) fn parse(letters: &mut Letters<'_>) -> Result<Expression> {
    if letters.text.len() > MAX_LENGTH {
        return Err(letters.wrong(0, format!("longer than {MAX_LENGTH} letters")));
    }
    let expression = rule(letters)?;
    letters.end().map_err(|error| {
        error.helped(match letters.peek() {
            Some('>' | '<' | '=') => "comparisons are < <= > >= == !=",
            Some('&' | '|' | '!') => "write and, or, not",
            Some(')') => "there is no bracket to close",
            _ => "join conditions by and, or",
        })
    })?;
    Ok(expression)
}

fn rule(letters: &mut Letters<'_>) -> Result<Expression> {
    letters.deeper(|letters| chain(letters, and, &[("or", Operator::Or)]))
}

fn and(letters: &mut Letters<'_>) -> Result<Expression> {
    chain(letters, not, &[("and", Operator::And)])
}

fn not(letters: &mut Letters<'_>) -> Result<Expression> {
    prefixed(letters, "not", Kind::Not, not, compare)
}

fn compare(letters: &mut Letters<'_>) -> Result<Expression> {
    letters.skip_space();
    let start = letters.at;
    let left = sum(letters)?;
    let Some(operator) = one_of(letters, &COMPARISONS) else {
        return Ok(left);
    };
    let right = sum(letters)?;
    let kind = Kind::Binary(operator, Box::new(left), Box::new(right));
    Ok(done(letters, start, kind))
}

fn sum(letters: &mut Letters<'_>) -> Result<Expression> {
    let signs = [("+", Operator::Add), ("-", Operator::Subtract)];
    chain(letters, product, &signs)
}

fn product(letters: &mut Letters<'_>) -> Result<Expression> {
    let signs = [("*", Operator::Multiply), ("/", Operator::Divide)];
    chain(letters, unary, &signs)
}

fn unary(letters: &mut Letters<'_>) -> Result<Expression> {
    prefixed(letters, "-", Kind::Negate, unary, lagged)
}

fn lagged(letters: &mut Letters<'_>) -> Result<Expression> {
    letters.skip_space();
    let start = letters.at;
    let inner = primary(letters)?;
    if !letters.take_after_space("[") {
        return Ok(inner);
    }
    let bars = bars(letters, "the bars before", 0)?;
    letters.expect("]", "a lag is written close[1]")?;
    Ok(done(letters, start, Kind::Lag(Box::new(inner), bars)))
}

fn primary(letters: &mut Letters<'_>) -> Result<Expression> {
    letters.skip_space();
    let start = letters.at;
    let kind = match letters.peek() {
        Some('(') => {
            letters.take("(");
            let inner = rule(letters)?;
            letters.expect(")", "the bracket is not closed")?;
            return Ok(inner);
        }
        Some('{') => Kind::Number(letters.parameter()?),
        Some(quote @ ('"' | '\'')) => quoted(letters, quote)?,
        Some(c) if c.is_ascii_digit() || c == '.' => Kind::Number(letters.number()?),
        Some(c) if is_letter(c) => named(letters)?,
        _ => {
            let problem = format!("{} where a value should be", letters.found());
            return Err(letters.wrong(start, problem));
        }
    };
    Ok(done(letters, start, kind))
}

fn quoted(letters: &mut Letters<'_>, quote: char) -> Result<Kind> {
    let start = letters.at + 1;
    let Some(len) = letters.text[start..].find(quote) else {
        return Err(letters.wrong(letters.at, "the quote is not closed"));
    };
    letters.at = start + len + 1;
    Ok(Kind::Text(letters.text[start..start + len].to_owned()))
}

/// A word, with its brackets if it has some, or a study.
fn named(letters: &mut Letters<'_>) -> Result<Kind> {
    let start = letters.at;
    let name = letters.name();
    if JOINTS.contains(&name) {
        return Err(letters.wrong(start, format!("\"{name}\" where a value should be")));
    }
    let opens = letters.text[letters.at..].trim_start().starts_with('(');
    match word::find(name) {
        Some(entry) if entry.takes.is_empty() => Ok(Kind::Word(entry.word)),
        Some(entry) if opens => call(letters, entry, start),
        _ => {
            let is_foreign = letters.text[letters.at..].starts_with(':');
            let is_unclear = matches!(name, "min" | "max");
            if is_unclear || !is_foreign && !indicator::knows(name) {
                return Err(unknown(letters, start, name));
            }
            letters.at = start;
            Ok(Kind::Study(Study::read(letters)?.to_string()))
        }
    }
}

fn call(letters: &mut Letters<'_>, entry: &Entry, start: usize) -> Result<Kind> {
    if entry.topic == Topic::Window {
        return window(letters, entry.word);
    }
    letters.expect("(", "a function takes its values in brackets")?;
    let mut values = vec![rule(letters)?];
    while letters.take_after_space(",") {
        values.push(rule(letters)?);
    }
    letters.expect(")", "the bracket is not closed")?;
    let (least, most) = (entry.word.least(), entry.takes.len());
    if !(least..=most).contains(&values.len()) {
        let problem = format!("{} values for {}", values.len(), entry.name);
        let help = format!("it takes {least} to {most}");
        return Err(letters.wrong(start, problem).helped(help));
    }
    Ok(Kind::Call(entry.word, values))
}

fn window(letters: &mut Letters<'_>, word: Word) -> Result<Kind> {
    let how = "it is written highest(high, 55): what, and how many bars";
    letters.expect("(", how)?;
    let of = rule(letters)?;
    letters.expect(",", how)?;
    letters.skip_space();
    let start = letters.at;
    let length = bars(letters, "the bars of a window", 1)?;
    let length = done(letters, start, Kind::Number(length as f64));
    letters.expect(")", how)?;
    Ok(Kind::Call(word, vec![of, length]))
}

/// A whole number of bars from `least` on, written or from a parameter.
fn bars(letters: &mut Letters<'_>, what: &str, least: u32) -> Result<usize> {
    letters.skip_space();
    let start = letters.at;
    let value = match primary(letters)?.kind {
        Kind::Number(value) => value,
        _ => f64::NAN,
    };
    if value.fract() != 0.0 || !(f64::from(least)..=MAX_BARS).contains(&value) {
        let problem = format!("{what} must be a whole number from {least} to {MAX_BARS}");
        return Err(letters.wrong(start, problem));
    }
    Ok(whole(value))
}

/// A number of bars that was found to be one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a whole number in range"
)]
pub(super) fn whole(value: f64) -> usize {
    value as usize
}

type Part = fn(&mut Letters<'_>) -> Result<Expression>;

/// `of {sign of}`, joined from the left.
fn chain(letters: &mut Letters<'_>, of: Part, signs: &[(&str, Operator)]) -> Result<Expression> {
    letters.skip_space();
    let start = letters.at;
    let mut left = of(letters)?;
    while let Some(operator) = one_of(letters, signs) {
        let right = of(letters)?;
        let kind = Kind::Binary(operator, Box::new(left), Box::new(right));
        left = done(letters, start, kind);
    }
    Ok(left)
}

/// `sign inner | other`.
fn prefixed(
    letters: &mut Letters<'_>,
    sign: &str,
    kind: fn(Box<Expression>) -> Kind,
    inner: Part,
    other: Part,
) -> Result<Expression> {
    letters.skip_space();
    let start = letters.at;
    if !letters.take(sign) {
        return other(letters);
    }
    let inner = letters.deeper(inner)?;
    Ok(done(letters, start, kind(Box::new(inner))))
}

/// Takes the first of `signs` that comes next.
fn one_of(letters: &mut Letters<'_>, signs: &[(&str, Operator)]) -> Option<Operator> {
    letters.skip_space();
    let found = signs.iter().find(|(sign, _)| letters.take(sign));
    found.map(|(_, operator)| *operator)
}

fn done(letters: &Letters<'_>, start: usize, kind: Kind) -> Expression {
    Expression {
        kind,
        place: start..letters.at,
    }
}

/// The complaint about a name that is neither a word nor a study.
fn unknown(letters: &Letters<'_>, start: usize, name: &str) -> Error {
    if matches!(name, "min" | "max") {
        let help = "highest(high, 55) and lowest(low, 55) look back; larger(a, b) and smaller(a, b) compare";
        return letters
            .wrong(start, format!("\"{name}\" has two meanings"))
            .helped(help);
    }
    let help = match meant(name) {
        Some(near) => format!("did you mean \"{near}\"?").into(),
        None => Remedy::Studies(
            "words: open high low close volume, resistance support state tests highs known_age \
             in_consolidation, and every study",
        ),
    };
    letters
        .wrong(start, format!("unknown name \"{name}\""))
        .helped(help)
}

/// The known name that was probably meant: one of the same letters, else the nearest.
fn meant(name: &str) -> Option<&'static str> {
    let (values, functions): (Vec<&Entry>, Vec<&Entry>) =
        WORDS.iter().partition(|entry| entry.takes.is_empty());
    let known: Vec<&str> = (values.iter().map(|entry| entry.name))
        .chain(JOINTS)
        .chain(indicator::names())
        .chain(functions.iter().map(|entry| entry.name))
        .collect();
    let letters = |name: &str| {
        let mut letters: Vec<char> = name.chars().collect();
        letters.sort_unstable();
        letters
    };
    let own = letters(name);
    let mut same = known.iter().copied();
    same.find(|known| letters(known) == own)
        .or_else(|| nearest(name, known))
}
