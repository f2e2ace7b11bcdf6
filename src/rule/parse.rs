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
//! primary  = number | "{" parameter "}" | quoted word | "(" rule ")" | word | function "(" ... ")" | study
//! ```
//! A study is what the catalog of studies reads, such as `rsi(14)`, `macd(12, 26, 9).signal`, `sma(volume, 20)`.

mod letters;
mod study;

use std::collections::BTreeMap;

use letters::is_letter;

use super::expression::{Expression, Kind, Operator};
use super::place::Origin;
use super::word::{
    self, Field, Function, IN_CONSOLIDATION, LevelWord, PositionWord, WindowFunction,
};
use crate::Result;
use crate::indicator::nearest;

/// Parts within parts, at most: the parser's stack and every reader hold that easily.
const MAX_DEPTH: usize = 48;
/// Letters of one rule, at most.
const MAX_LENGTH: usize = 4096;
/// Bars a rule may look back by `[n]` or a window, at most.
const MAX_BARS: f64 = 100_000.0;

/// Values of the parameters `{name}`.
pub type Parameters = BTreeMap<String, f64>;

/// Reads the whole of `text`.
pub(super) fn parse(text: &str, origin: Origin<'_>, parameters: &Parameters) -> Result<Expression> {
    let mut parser = Parser {
        text,
        at: 0,
        depth: 0,
        origin,
        parameters,
    };
    if text.len() > MAX_LENGTH {
        return parser.fail(0, format!("longer than {MAX_LENGTH} letters"), None);
    }
    let expression = parser.or()?;
    parser.skip_space();
    match parser.peek() {
        None => Ok(expression),
        Some(extra) => {
            let at = parser.at;
            let help = match extra {
                '>' | '<' | '=' => Some("comparisons are < <= > >= == !="),
                '&' | '|' | '!' => Some("write and, or, not"),
                ')' => Some("there is no bracket to close"),
                _ => Some("join conditions by and, or"),
            };
            parser.fail(at, format!("\"{extra}\" is one too many"), help)
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    origin: Origin<'a>,
    parameters: &'a Parameters,
}

impl Parser<'_> {
    fn or(&mut self) -> Result<Expression> {
        self.deeper(|parser| parser.chain(Self::and, &[("or", Operator::Or)]))
    }

    fn and(&mut self) -> Result<Expression> {
        self.chain(Self::not, &[("and", Operator::And)])
    }

    fn not(&mut self) -> Result<Expression> {
        self.skip_space();
        let start = self.at;
        if self.take_word("not") {
            let inner = self.deeper(Self::not)?;
            return Ok(self.done(start, Kind::Not(Box::new(inner))));
        }
        self.compare()
    }

    fn compare(&mut self) -> Result<Expression> {
        const OPERATORS: [(&str, Operator); 6] = [
            ("<=", Operator::AtMost),
            (">=", Operator::AtLeast),
            ("==", Operator::Equal),
            ("!=", Operator::Unequal),
            ("<", Operator::Below),
            (">", Operator::Above),
        ];
        self.skip_space();
        let start = self.at;
        let left = self.sum()?;
        self.skip_space();
        let sign = OPERATORS.iter().find(|(sign, _)| self.take(sign));
        let operator = match sign {
            Some((_, operator)) => *operator,
            None if self.take_word("crosses_above") => Operator::CrossesAbove,
            None if self.take_word("crosses_below") => Operator::CrossesBelow,
            None => return Ok(left),
        };
        let right = self.sum()?;
        let kind = Kind::Binary(operator, Box::new(left), Box::new(right));
        Ok(self.done(start, kind))
    }

    fn sum(&mut self) -> Result<Expression> {
        let signs = [("+", Operator::Add), ("-", Operator::Subtract)];
        self.chain(Self::product, &signs)
    }

    fn product(&mut self) -> Result<Expression> {
        let signs = [("*", Operator::Multiply), ("/", Operator::Divide)];
        self.chain(Self::unary, &signs)
    }

    fn unary(&mut self) -> Result<Expression> {
        self.skip_space();
        let start = self.at;
        if self.take("-") {
            let inner = self.deeper(Self::unary)?;
            return Ok(self.done(start, Kind::Negate(Box::new(inner))));
        }
        self.lagged()
    }

    fn lagged(&mut self) -> Result<Expression> {
        self.skip_space();
        let start = self.at;
        let inner = self.primary()?;
        if !self.take_after_space("[") {
            return Ok(inner);
        }
        let bars = self.bars("the bars before", 0)?;
        self.expect("]", "a lag is written close[1]")?;
        Ok(self.done(start, Kind::Lag(Box::new(inner), bars)))
    }

    fn primary(&mut self) -> Result<Expression> {
        self.skip_space();
        let start = self.at;
        match self.peek() {
            Some('(') => {
                self.at += 1;
                let inner = self.or()?;
                self.expect(")", "the bracket is not closed")?;
                Ok(inner)
            }
            Some('{') => {
                let value = self.parameter()?;
                Ok(self.done(start, Kind::Number(value)))
            }
            Some('"' | '\'') => self.quoted(),
            Some(c) if c.is_ascii_digit() || c == '.' => self.number(),
            Some(c) if is_letter(c) => self.named(),
            found => {
                let found = found.map_or("the end".to_owned(), |c| format!("\"{c}\""));
                let problem = format!("{found} where a value should be");
                self.fail(start, problem, None)
            }
        }
    }

    fn number(&mut self) -> Result<Expression> {
        let start = self.at;
        let rest = &self.text[start..];
        let len = number_len(rest);
        self.at += len;
        match rest[..len].parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(self.done(start, Kind::Number(value))),
            _ => {
                let problem = format!("\"{}\" is not a number", &rest[..len]);
                self.fail(start, problem, None)
            }
        }
    }

    fn quoted(&mut self) -> Result<Expression> {
        let start = self.at;
        let quote = self.peek().unwrap_or('"');
        self.at += 1;
        let rest = &self.text[self.at..];
        let Some(len) = rest.find(quote) else {
            return self.fail(start, "the quote is not closed".into(), None);
        };
        self.at += len + 1;
        Ok(self.done(start, Kind::Text(rest[..len].to_owned())))
    }

    /// `{name}`: the value of the parameter.
    fn parameter(&mut self) -> Result<f64> {
        let start = self.at;
        let rest = &self.text[start + 1..];
        let Some(len) = rest.find('}') else {
            return self.fail(start, "the curly bracket is not closed".into(), None);
        };
        let name = rest[..len].trim();
        self.at = start + 1 + len + 1;
        if let Some(value) = self.parameters.get(name) {
            return Ok(*value);
        }
        let known: Vec<&str> = self.parameters.keys().map(String::as_str).collect();
        let help = match nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean \"{{{near}}}\"?"),
            None if known.is_empty() => "no parameters are given".to_owned(),
            None => format!("known parameters: {}", known.join(", ")),
        };
        let problem = format!("unknown parameter \"{name}\"");
        self.fail(start, problem, Some(&help))
    }

    /// A word, a function, or a study.
    fn named(&mut self) -> Result<Expression> {
        let start = self.at;
        let name = self.name();
        if word::OPERATORS.contains(&name) {
            let problem = format!("\"{name}\" where a value should be");
            return self.fail(start, problem, None);
        }
        let kind = if name == IN_CONSOLIDATION {
            Kind::InConsolidation
        } else if let Some(field) = Field::find(name) {
            Kind::Field(field)
        } else if let Some(word) = PositionWord::find(name) {
            Kind::Position(word)
        } else if let Some(word) = LevelWord::find(name) {
            Kind::Level(word)
        } else if let Some(function) = WindowFunction::find(name).filter(|_| self.opens()) {
            self.window(function)?
        } else if let Some(function) = Function::find(name).filter(|_| self.opens()) {
            self.call(function, start)?
        } else {
            self.study(start, name)?
        };
        Ok(self.done(start, kind))
    }

    fn window(&mut self, function: WindowFunction) -> Result<Kind> {
        let how = "it is written highest(high, 55): what, and how many bars";
        self.expect("(", how)?;
        let of = self.or()?;
        self.expect(",", how)?;
        let length = self.bars("the bars of a window", 1)?;
        self.expect(")", how)?;
        Ok(Kind::Window {
            function,
            of: Box::new(of),
            length,
        })
    }

    fn call(&mut self, function: Function, start: usize) -> Result<Kind> {
        self.expect("(", "a function takes its values in brackets")?;
        let mut values = vec![self.or()?];
        while self.take_after_space(",") {
            values.push(self.or()?);
        }
        self.expect(")", "the bracket is not closed")?;
        let (least, most) = function.arity();
        if values.len() < least || values.len() > most {
            let problem = format!("{} values for {}", values.len(), function.name());
            let help = format!("it takes {least} to {most}");
            return self.fail(start, problem, Some(&help));
        }
        Ok(Kind::Call(function, values))
    }

    /// A whole number of bars from `least` on, written or from a parameter.
    fn bars(&mut self, what: &str, least: u32) -> Result<usize> {
        self.skip_space();
        let start = self.at;
        let value = match self.primary()?.kind {
            Kind::Number(value) => value,
            _ => f64::NAN,
        };
        if value.fract() != 0.0 || !(f64::from(least)..=MAX_BARS).contains(&value) {
            let problem = format!("{what} must be a whole number from {least} to {MAX_BARS}");
            return self.fail(start, problem, None);
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a whole number in range"
        )]
        let bars = value as usize;
        Ok(bars)
    }

    /// `of {sign of}`, joined from the left.
    fn chain(
        &mut self,
        of: fn(&mut Self) -> Result<Expression>,
        signs: &[(&str, Operator)],
    ) -> Result<Expression> {
        self.skip_space();
        let start = self.at;
        let mut left = of(self)?;
        loop {
            self.skip_space();
            let joined = signs.iter().find(|(sign, _)| {
                if sign.starts_with(is_letter) {
                    self.take_word(sign)
                } else {
                    self.take(sign)
                }
            });
            let Some((_, operator)) = joined else {
                return Ok(left);
            };
            let right = of(self)?;
            let kind = Kind::Binary(*operator, Box::new(left), Box::new(right));
            left = self.done(start, kind);
        }
    }
}

/// The bytes of the number that `text` begins with, an exponent with its sign included: `1e-5`.
fn number_len(text: &str) -> usize {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '_';
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
