//! Whether a tree makes sense: numbers where numbers belong, conditions where conditions do, words where they may be.

use super::expression::{Expression, Kind, Operator};
use super::place::Origin;
use super::word::{LevelWord, WindowFunction};
use crate::Result;
use crate::indicator::nearest;
use crate::level::State;

/// What a part is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// A number.
    Number,
    /// True or false.
    Condition,
}

/// Where a rule stands, which decides what it may speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Before an entry: nothing is known of a position.
    Entry,
    /// While in a trade.
    Trade,
    /// A level of a trade: told before the entry from its price, and again while in the trade.
    Protection,
}

/// All states a level can be in while it lives, and its end.
const STATES: [State; 7] = [
    State::Forming,
    State::Active,
    State::Testing,
    State::Broken,
    State::Confirmed,
    State::Sustained,
    State::Expired,
];

/// The state of that name.
pub(super) fn state(name: &str) -> Option<State> {
    STATES.into_iter().find(|state| state.name() == name)
}

/// Checks `expression`, which must be a `wanted`.
pub(super) fn check(
    expression: &Expression,
    wanted: Type,
    scope: Scope,
    origin: Origin<'_>,
) -> Result<()> {
    let checker = Checker { scope, origin };
    checker.must_be(expression, wanted)?;
    checker.one_level(expression)?;
    match scope {
        Scope::Trade => checker.level_or_position(expression),
        Scope::Entry | Scope::Protection => Ok(()),
    }
}

struct Checker<'a> {
    scope: Scope,
    origin: Origin<'a>,
}

impl Checker<'_> {
    fn must_be(&self, part: &Expression, wanted: Type) -> Result<()> {
        if self.type_of(part)? == wanted {
            return Ok(());
        }
        match wanted {
            Type::Number => self.fail(part, "a condition where a number should be".into(), None),
            Type::Condition => {
                let help = "a condition compares: close > sma(50)";
                let problem = "a number where a condition should be".into();
                self.fail(part, problem, Some(help.into()))
            }
        }
    }

    fn type_of(&self, part: &Expression) -> Result<Type> {
        match &part.kind {
            Kind::InConsolidation => Ok(Type::Condition),
            Kind::Position(word) if self.scope == Scope::Entry => {
                let problem = format!("\"{}\" is not known before an entry", word.name());
                let help = "it may stand in exit and stop rules";
                self.fail(part, problem, Some(help.into()))
            }
            Kind::Level(LevelWord::State) => {
                let problem = "\"state\" is a word, to be compared by == or !=".into();
                let help = "as in state == \"sustained\"";
                self.fail(part, problem, Some(help.into()))
            }
            Kind::Number(_)
            | Kind::Field(_)
            | Kind::Study(_)
            | Kind::Position(_)
            | Kind::Level(_) => Ok(Type::Number),
            Kind::Text(text) => {
                let problem = format!("\"{text}\" can only be compared with state");
                self.fail(part, problem, None)
            }
            Kind::Window { function, of, .. } => self.window(*function, of),
            Kind::Call(_, values) => self.all_numbers(values.iter()),
            Kind::Negate(inner) => self.all_numbers([&**inner]),
            Kind::Not(inner) => {
                self.must_be(inner, Type::Condition)?;
                Ok(Type::Condition)
            }
            Kind::Lag(inner, _) => {
                self.of_bars_alone(inner, "a lag")?;
                self.type_of(inner)
            }
            Kind::Binary(operator, left, right) => self.binary(*operator, left, right),
        }
    }

    fn window(&self, function: WindowFunction, of: &Expression) -> Result<Type> {
        self.of_bars_alone(of, function.name())?;
        match function {
            WindowFunction::Count => self.must_be(of, Type::Condition)?,
            _ => self.must_be(of, Type::Number)?,
        }
        Ok(Type::Number)
    }

    fn all_numbers<'e>(&self, parts: impl IntoIterator<Item = &'e Expression>) -> Result<Type> {
        for part in parts {
            self.must_be(part, Type::Number)?;
        }
        Ok(Type::Number)
    }

    fn binary(&self, operator: Operator, left: &Expression, right: &Expression) -> Result<Type> {
        match operator {
            Operator::And | Operator::Or => {
                self.must_be(left, Type::Condition)?;
                self.must_be(right, Type::Condition)?;
                Ok(Type::Condition)
            }
            Operator::Add | Operator::Subtract | Operator::Multiply | Operator::Divide => {
                self.all_numbers([left, right])
            }
            Operator::Equal | Operator::Unequal if is_state(left) || is_state(right) => {
                self.state_comparison(left, right)
            }
            Operator::CrossesAbove | Operator::CrossesBelow => {
                for side in [left, right] {
                    if side.has_position() {
                        let problem = "what is known of a position does not cross".into();
                        return self.fail(side, problem, None);
                    }
                }
                self.all_numbers([left, right])?;
                Ok(Type::Condition)
            }
            _ => {
                self.all_numbers([left, right])?;
                Ok(Type::Condition)
            }
        }
    }

    fn state_comparison(&self, left: &Expression, right: &Expression) -> Result<Type> {
        let other = if is_state(left) { right } else { left };
        let names: Vec<&str> = STATES.iter().map(|state| state.name()).collect();
        let Kind::Text(name) = &other.kind else {
            let help = format!("in quotes: {}", names.join(", "));
            let problem = "state is compared with a word in quotes".into();
            return self.fail(other, problem, Some(help));
        };
        if state(name).is_some() {
            return Ok(Type::Condition);
        }
        let help = match nearest(name, names.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("states: {}", names.join(", ")),
        };
        self.fail(other, format!("unknown state \"{name}\""), Some(help))
    }

    /// Levels and positions are told at one bar only.
    fn of_bars_alone(&self, part: &Expression, what: &str) -> Result<()> {
        if part.has_level() || part.has_position() {
            let problem = format!("{what} needs a value of every bar");
            let help = "a level or a position is known at the bar of the decision only";
            return self.fail(part, problem, Some(help.into()));
        }
        Ok(())
    }

    /// All level words of a rule speak of one level, and one level is not both.
    fn one_level(&self, expression: &Expression) -> Result<()> {
        let has = |word| expression.any(&|kind| *kind == Kind::Level(word));
        if has(LevelWord::Resistance) && has(LevelWord::Support) {
            let problem = "a rule speaks of one level: a resistance or a support, not both".into();
            return self.fail(expression, problem, None);
        }
        Ok(())
    }

    /// In a trade a condition is asked of the levels there are, or of the position: of both at once there is no answer.
    fn level_or_position(&self, expression: &Expression) -> Result<()> {
        let alternatives = expression.joined_by(Operator::Or);
        for part in alternatives
            .into_iter()
            .flat_map(|it| it.joined_by(Operator::And))
        {
            if part.has_level() && part.has_position() {
                let problem = "a level and the open position in one condition".into();
                let help = "let each condition speak of one of them, and join them by and, or";
                return self.fail(part, problem, Some(help.into()));
            }
        }
        Ok(())
    }

    fn fail<T>(&self, part: &Expression, problem: String, help: Option<String>) -> Result<T> {
        Err(self.origin.wrong(part.place.start, problem, help))
    }
}

fn is_state(part: &Expression) -> bool {
    part.kind == Kind::Level(LevelWord::State)
}
