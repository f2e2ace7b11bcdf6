//! Whether a tree makes sense: numbers where numbers belong, conditions where conditions do, words where they may be.

use super::expression::{Expression, Kind, Operator};
use super::word::{Topic, Type, Word};
use crate::indicator::{Letters, nearest};
use crate::level::State;
use crate::{Error, Result};

/// Where a rule stands, which decides what it may speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Before an entry: nothing is known of a position.
    Entry,
    /// The price of an order that waits: of the bar on which it works the open is known.
    Order,
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
    letters: &Letters<'_>,
) -> Result<()> {
    let checker = Checker { scope, letters };
    checker.must_be(expression, wanted)?;
    checker.one_level(expression)?;
    match scope {
        Scope::Trade => checker.level_or_position(expression),
        Scope::Entry | Scope::Order | Scope::Protection => Ok(()),
    }
}

struct Checker<'a> {
    scope: Scope,
    letters: &'a Letters<'a>,
}

impl Checker<'_> {
    fn must_be(&self, part: &Expression, wanted: Type) -> Result<()> {
        if self.type_of(part)? == wanted {
            return Ok(());
        }
        Err(match wanted {
            Type::Number => self.wrong(part, "a condition where a number should be"),
            Type::Condition => self
                .wrong(part, "a number where a condition should be")
                .helped("a condition compares: close > sma(50)"),
        })
    }

    fn type_of(&self, part: &Expression) -> Result<Type> {
        match &part.kind {
            Kind::Number(_) | Kind::Study(_) => Ok(Type::Number),
            Kind::Text(text) => {
                Err(self.wrong(part, format!("\"{text}\" can only be compared with state")))
            }
            Kind::Word(word) => self.word(part, *word),
            Kind::Call(word, values) => {
                if word.topic() == Topic::Window || *word == Word::AtEntry {
                    self.of_bars_alone(&values[0], word.name())?;
                }
                self.word(part, *word)?;
                for (value, wanted) in values.iter().zip(word.takes()) {
                    self.must_be(value, *wanted)?;
                }
                Ok(word.gives())
            }
            Kind::Negate(inner) => self.all_are([&**inner], Type::Number, Type::Number),
            Kind::Not(inner) => self.all_are([&**inner], Type::Condition, Type::Condition),
            Kind::Lag(inner, _) => {
                self.of_bars_alone(inner, "a lag")?;
                self.type_of(inner)
            }
            Kind::Binary(operator, left, right) => self.binary(*operator, left, right),
        }
    }

    fn word(&self, part: &Expression, word: Word) -> Result<Type> {
        if word.topic() == Topic::Position && matches!(self.scope, Scope::Entry | Scope::Order) {
            let problem = format!("\"{}\" is not known before an entry", word.name());
            let help = "it may stand in exit and stop rules";
            return Err(self.wrong(part, problem).helped(help));
        }
        if word.topic() == Topic::Order && self.scope != Scope::Order {
            let problem = format!(
                "\"{}\" is not known at the close of a decision",
                word.name()
            );
            let help =
                "it may stand in limit and stop_entry, which are told at the open of their bar";
            return Err(self.wrong(part, problem).helped(help));
        }
        if word == Word::State {
            let problem = "\"state\" is a word, to be compared by == or !=";
            let help = "as in state == \"sustained\"";
            return Err(self.wrong(part, problem).helped(help));
        }
        Ok(word.gives())
    }

    /// `made`, if all of `parts` are `wanted`.
    fn all_are<'e>(
        &self,
        parts: impl IntoIterator<Item = &'e Expression>,
        wanted: Type,
        made: Type,
    ) -> Result<Type> {
        for part in parts {
            self.must_be(part, wanted)?;
        }
        Ok(made)
    }

    fn binary(&self, operator: Operator, left: &Expression, right: &Expression) -> Result<Type> {
        use Operator::{And, CrossesAbove, CrossesBelow, Equal, Or, Unequal};
        let sides = [left, right];
        match operator {
            And | Or => self.all_are(sides, Type::Condition, Type::Condition),
            Equal | Unequal if sides.iter().any(|side| side.is(Word::State)) => {
                self.state_comparison(left, right)
            }
            CrossesAbove | CrossesBelow => {
                let is_of_now = |side: &&&Expression| side.has_position() || side.has_order();
                if let Some(side) = sides.iter().find(is_of_now) {
                    return Err(self.wrong(side, "what is known at one bar alone does not cross"));
                }
                self.all_are(sides, Type::Number, Type::Condition)
            }
            _ if operator.is_arithmetic() => self.all_are(sides, Type::Number, Type::Number),
            _ => self.all_are(sides, Type::Number, Type::Condition),
        }
    }

    fn state_comparison(&self, left: &Expression, right: &Expression) -> Result<Type> {
        let other = if left.is(Word::State) { right } else { left };
        let names: Vec<&str> = STATES.iter().map(|state| state.name()).collect();
        let Kind::Text(name) = &other.kind else {
            let help = format!("in quotes: {}", names.join(", "));
            let problem = "state is compared with a word in quotes";
            return Err(self.wrong(other, problem).helped(help));
        };
        if state(name).is_some() {
            return Ok(Type::Condition);
        }
        let help = match nearest(name, names.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("states: {}", names.join(", ")),
        };
        let problem = format!("unknown state \"{name}\"");
        Err(self.wrong(other, problem).helped(help))
    }

    /// Levels and positions are told at one bar only.
    fn of_bars_alone(&self, part: &Expression, what: &str) -> Result<()> {
        if !part.is_of_bars() {
            let problem = format!("{what} needs a value of every bar");
            let help = "a level or a position is known at the bar of the decision only";
            return Err(self.wrong(part, problem).helped(help));
        }
        Ok(())
    }

    /// All level words of a rule speak of one level, and one level is not both.
    fn one_level(&self, expression: &Expression) -> Result<()> {
        let has = |wanted| expression.any(&|word| word == wanted);
        if has(Word::Resistance) && has(Word::Support) {
            let problem = "a rule speaks of one level: a resistance or a support, not both";
            return Err(self.wrong(expression, problem));
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
                let problem = "a level and the open position in one condition";
                let help = "let each condition speak of one of them, and join them by and, or";
                return Err(self.wrong(part, problem).helped(help));
            }
        }
        Ok(())
    }

    fn wrong(&self, part: &Expression, problem: impl Into<String>) -> Error {
        self.letters.wrong(part.place.start, problem)
    }
}

/// Whether a number follows the entry price as `a + b * entry` only, so that it can be told before the entry: the
/// extremes since the entry are then the entry itself.
pub(super) fn is_affine_in_entry(part: &Expression) -> bool {
    degree(part).is_some_and(|degree| degree <= 1)
}

/// Whether the words of the position in a condition are told at the entry whatever its price is.
fn depends_on_no_price(condition: &Expression) -> bool {
    !condition.any(&|word| {
        word.topic() == Topic::Position
            && !matches!(word, Word::BarsHeld | Word::Units | Word::AtEntry)
    })
}

/// The power of the entry price in a number; `None` if it is no polynomial of it.
fn degree(part: &Expression) -> Option<u32> {
    use Operator::{Add, Divide, Multiply, Subtract};
    if !part.has_position() {
        return Some(0);
    }
    match &part.kind {
        Kind::Word(Word::BarsHeld | Word::Units) | Kind::Call(Word::AtEntry, _) => Some(0),
        Kind::Word(_) => Some(1),
        Kind::Negate(inner) => degree(inner),
        Kind::Call(Word::If, parts) if depends_on_no_price(&parts[0]) => {
            Some(degree(&parts[1])?.max(degree(&parts[2])?))
        }
        Kind::Binary(Add | Subtract, left, right) => Some(degree(left)?.max(degree(right)?)),
        Kind::Binary(Multiply, left, right) => Some(degree(left)? + degree(right)?),
        Kind::Binary(Divide, left, right) if degree(right)? == 0 => degree(left),
        _ => None,
    }
}

/// Whether every entry price in it is multiplied by 0, as in `close * 0.95 + 0 * entry_price`.
pub(super) fn ignores_entry(part: &Expression) -> bool {
    let is_zero = |part: &Expression| matches!(part.kind, Kind::Number(value) if value == 0.0);
    match &part.kind {
        Kind::Binary(Operator::Multiply, left, right) if is_zero(left) || is_zero(right) => true,
        Kind::Word(Word::EntryPrice) => false,
        _ => part.parts().all(ignores_entry),
    }
}
