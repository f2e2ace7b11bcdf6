//! What a rule is once it is read: a tree whose parts know where they stand.

use super::place::Place;
use super::word::{Field, Function, LevelWord, PositionWord, WindowFunction};

/// One part of a rule.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Expression {
    pub(super) kind: Kind,
    pub(super) place: Place,
}

/// What a part is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// A number, written or from a parameter.
    Number(f64),
    /// A word in quotes: a state.
    Text(String),
    /// A column of the bars.
    Field(Field),
    /// A study by its text, parameters filled in.
    Study(String),
    /// A function of the last `length` bars of an expression.
    Window {
        function: WindowFunction,
        of: Box<Expression>,
        length: usize,
    },
    /// Something about the open position.
    Position(PositionWord),
    /// Something about the level the rule speaks of.
    Level(LevelWord),
    /// Whether price is in a consolidation.
    InConsolidation,
    /// A function of numbers.
    Call(Function, Vec<Expression>),
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
}

impl Expression {
    /// The parts right below this one.
    pub(super) fn parts(&self) -> impl Iterator<Item = &Self> {
        let (first, second, rest) = match &self.kind {
            Kind::Window { of: part, .. }
            | Kind::Negate(part)
            | Kind::Not(part)
            | Kind::Lag(part, _) => (Some(&**part), None, [].as_slice()),
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

    /// Whether this part or one below it is what `is_it` asks for.
    pub(super) fn any(&self, is_it: &impl Fn(&Kind) -> bool) -> bool {
        is_it(&self.kind) || self.parts().any(|part| part.any(is_it))
    }

    /// Whether it speaks of a level.
    pub(super) fn has_level(&self) -> bool {
        self.any(&|kind| matches!(kind, Kind::Level(_)))
    }

    /// Whether it needs an open position.
    pub(super) fn has_position(&self) -> bool {
        self.any(&|kind| matches!(kind, Kind::Position(_)))
    }
}
