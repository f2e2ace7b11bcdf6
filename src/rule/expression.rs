//! What a rule is once it is read: a tree whose parts know where they stand.

use std::fmt;
use std::ops::Range;

use super::word::{Topic, Word};

/// One part of a rule.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Expression {
    pub(super) kind: Kind,
    /// Bytes of the rule's text.
    pub(super) place: Range<usize>,
}

/// What a part is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// A number, written or from a parameter.
    Number(f64),
    /// A word in quotes: a state.
    Text(String),
    /// A study or a column of the bars by its text, parameters filled in.
    Study(String),
    /// A word that takes nothing.
    Word(Word),
    /// A word with what stands in its brackets.
    Call(Word, Vec<Expression>),
    /// `-x`.
    Negate(Box<Expression>),
    /// `not x`.
    Not(Box<Expression>),
    /// Two parts and what joins them.
    Binary(Operator, Box<Expression>, Box<Expression>),
    /// The value so many bars before.
    Lag(Box<Expression>, usize),
}

/// What joins two parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Below,
    AtMost,
    Above,
    AtLeast,
    Equal,
    Unequal,
    CrossesAbove,
    CrossesBelow,
    And,
    Or,
}

impl Operator {
    /// As it is written.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Below => "<",
            Self::AtMost => "<=",
            Self::Above => ">",
            Self::AtLeast => ">=",
            Self::Equal => "==",
            Self::Unequal => "!=",
            Self::CrossesAbove => "crosses_above",
            Self::CrossesBelow => "crosses_below",
            Self::And => "and",
            Self::Or => "or",
        }
    }

    /// Whether it compares with the bar before too.
    pub(super) fn crosses(self) -> bool {
        matches!(self, Self::CrossesAbove | Self::CrossesBelow)
    }

    /// Whether it makes a number of two numbers; all others make a condition.
    pub(super) fn is_arithmetic(self) -> bool {
        matches!(
            self,
            Self::Add | Self::Subtract | Self::Multiply | Self::Divide
        )
    }
}

impl Expression {
    /// The parts right below this one.
    pub(super) fn parts(&self) -> impl Iterator<Item = &Self> {
        let (first, second, rest) = match &self.kind {
            Kind::Negate(part) | Kind::Not(part) | Kind::Lag(part, _) => {
                (Some(&**part), None, [].as_slice())
            }
            Kind::Binary(_, left, right) => (Some(&**left), Some(&**right), [].as_slice()),
            Kind::Call(_, parts) => (None, None, parts.as_slice()),
            _ => (None, None, [].as_slice()),
        };
        first.into_iter().chain(second).chain(rest)
    }

    /// All parts below this one.
    pub(super) fn below(&self) -> Vec<&Self> {
        let mut parts: Vec<&Self> = self.parts().collect();
        let mut next = 0;
        while let Some(part) = parts.get(next) {
            parts.extend(part.parts());
            next += 1;
        }
        parts
    }

    /// What `operator` joins at the top, from the left; the whole where it joins nothing.
    pub(super) fn joined_by(&self, operator: Operator) -> Vec<&Self> {
        match &self.kind {
            Kind::Binary(joint, left, right) if *joint == operator => {
                let mut all = left.joined_by(operator);
                all.extend(right.joined_by(operator));
                all
            }
            _ => vec![self],
        }
    }

    /// All of `parts` joined by `and`; `None` if there are none.
    pub(super) fn all_of(parts: Vec<&Self>) -> Option<Self> {
        parts.into_iter().cloned().reduce(|left, right| Self {
            place: left.place.start..right.place.end,
            kind: Kind::Binary(Operator::And, Box::new(left), Box::new(right)),
        })
    }

    /// Whether this part or one below it is a word of which `is_it` holds.
    pub(super) fn any(&self, is_it: &impl Fn(Word) -> bool) -> bool {
        let is_here = match &self.kind {
            Kind::Word(word) | Kind::Call(word, _) => is_it(*word),
            _ => false,
        };
        is_here || self.parts().any(|part| part.any(is_it))
    }

    /// In `close > highest(high, 55)`, the window: what is compared lies within it, so it cannot be beyond.
    pub(super) fn own_window(&self) -> Option<&Self> {
        use Operator::{Above, Below, CrossesAbove, CrossesBelow};
        let Kind::Binary(operator, left, right) = &self.kind else {
            return None;
        };
        let is = |part: &Self, word| matches!(part.kind, Kind::Call(it, _) if it == word);
        match operator {
            Above | CrossesAbove if is(right, Word::Highest) => Some(right),
            Below | CrossesBelow if is(right, Word::Lowest) => Some(right),
            Below if is(left, Word::Highest) => Some(left),
            Above if is(left, Word::Lowest) => Some(left),
            _ => None,
        }
    }

    /// Whether it is this word.
    pub(super) fn is(&self, word: Word) -> bool {
        self.kind == Kind::Word(word)
    }

    /// Whether it speaks of a level.
    pub(super) fn has_level(&self) -> bool {
        self.any(&|word| word.topic() == Topic::Level)
    }

    /// Whether it needs an open position.
    pub(super) fn has_position(&self) -> bool {
        self.any(&|word| word.topic() == Topic::Position)
    }

    /// Whether every bar has a value of it: it speaks of no position, level or order.
    pub(super) fn is_of_bars(&self) -> bool {
        !self.any(&|word| matches!(word.topic(), Topic::Position | Topic::Level | Topic::Order))
    }

    /// Whether it needs the open of the bar on which an order works.
    pub(super) fn has_order(&self) -> bool {
        self.any(&|word| word.topic() == Topic::Order)
    }

    /// Whether it is true or false, in a rule that makes sense.
    pub(super) fn is_condition(&self) -> bool {
        match &self.kind {
            Kind::Not(_) | Kind::Word(Word::InConsolidation) => true,
            Kind::Binary(operator, ..) => !operator.is_arithmetic(),
            Kind::Lag(inner, _) => inner.is_condition(),
            _ => false,
        }
    }
}

/// The same for equal parts however they are written: the name of a column in a library.
impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Number(value) => write!(f, "{value}"),
            Kind::Text(text) => write!(f, "\"{text}\""),
            Kind::Study(text) => text.split_whitespace().try_for_each(|it| f.write_str(it)),
            Kind::Word(word) => f.write_str(word.name()),
            Kind::Call(word, values) => {
                write!(f, "{}(", word.name())?;
                for (place, value) in values.iter().enumerate() {
                    let comma = if place == 0 { "" } else { ", " };
                    write!(f, "{comma}{value}")?;
                }
                f.write_str(")")
            }
            Kind::Negate(inner) => write!(f, "-{inner}"),
            Kind::Not(inner) => write!(f, "not {inner}"),
            Kind::Lag(inner, bars) => write!(f, "{inner}[{bars}]"),
            Kind::Binary(operator, left, right) => {
                write!(f, "({left} {} {right})", operator.name())
            }
        }
    }
}
