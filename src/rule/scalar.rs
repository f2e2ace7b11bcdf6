//! A program at one bar.

use super::expression::Operator;
use super::program::{Program, Step};
use super::word::{LevelWord, PositionWord};
use crate::Bars;
use crate::level::{LevelId, State};

/// What is known of the open position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PositionFacts {
    /// Price of the entry before costs.
    pub entry_price: f64,
    /// Bars since the entry; 0 on its bar.
    pub bars_held: f64,
    /// Highest price surely traded since the entry.
    pub highest: f64,
    /// Lowest price surely traded since the entry.
    pub lowest: f64,
}

/// What is known of the level a rule speaks of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LevelFacts {
    /// Its number.
    pub id: LevelId,
    /// Whether it was a resistance at the close of the bar before.
    pub is_resistance: bool,
    /// The far edge of its zone at the close of the bar before.
    pub edge: f64,
    /// Its state after the bar.
    pub state: State,
    /// Its tests after the bar.
    pub tests: f64,
    /// Highs of a shelf that is a resistance, else 0.
    pub highs: f64,
    /// Lows of a shelf that is a support, else 0.
    pub lows: f64,
    /// Bars since it was known.
    pub known_age: f64,
}

/// What a rule may know besides the bars.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Moment {
    /// The open position, if there is one.
    pub position: Option<PositionFacts>,
    /// The level the rule speaks of, if there is one.
    pub level: Option<LevelFacts>,
}

impl Program {
    /// Its value at the close of bar `at`; conditions are 0 and 1. `None` where something it needs is not defined.
    pub(super) fn value(&self, bars: &Bars, at: usize, moment: &Moment) -> Option<f64> {
        let mut stack = Vec::with_capacity(8);
        for step in &self.steps {
            let value = match *step {
                Step::Number(value) => value,
                Step::Load(leaf) => self.leaves[leaf].value(bars, at)?,
                Step::Position(word) => position(word, moment.position.as_ref()?),
                Step::Level(word) => level(word, moment.level.as_ref()?)?,
                Step::StateIs(state) => truth(moment.level.as_ref()?.state == state),
                Step::Call(function) => {
                    let second = if function.arity().1 == 2 {
                        stack.pop()?
                    } else {
                        0.0
                    };
                    function.apply(stack.pop()?, second)
                }
                Step::Negate => -stack.pop()?,
                Step::Not => 1.0 - stack.pop()?,
                Step::Binary(operator) => {
                    let right = stack.pop()?;
                    binary(operator, stack.pop()?, right)
                }
            };
            if !value.is_finite() {
                return None;
            }
            stack.push(value);
        }
        stack.pop()
    }
}

fn position(word: PositionWord, facts: &PositionFacts) -> f64 {
    match word {
        PositionWord::EntryPrice => facts.entry_price,
        PositionWord::BarsHeld => facts.bars_held,
        PositionWord::HighestSinceEntry => facts.highest,
        PositionWord::LowestSinceEntry => facts.lowest,
    }
}

/// `None` where the level is not what the word says.
fn level(word: LevelWord, facts: &LevelFacts) -> Option<f64> {
    match word {
        LevelWord::Resistance => facts.is_resistance.then_some(facts.edge),
        LevelWord::Support => (!facts.is_resistance).then_some(facts.edge),
        LevelWord::State => None,
        LevelWord::Tests => Some(facts.tests),
        LevelWord::Highs => Some(facts.highs),
        LevelWord::Lows => Some(facts.lows),
        LevelWord::KnownAge => Some(facts.known_age),
    }
}

#[expect(clippy::float_cmp, reason = "== is what the rule asks for")]
fn binary(operator: Operator, left: f64, right: f64) -> f64 {
    match operator {
        Operator::Add => left + right,
        Operator::Subtract => left - right,
        // Conditions are 0 and 1.
        Operator::Multiply | Operator::And => left * right,
        Operator::Divide => left / right,
        Operator::Below => truth(left < right),
        Operator::AtMost => truth(left <= right),
        Operator::Above => truth(left > right),
        Operator::AtLeast => truth(left >= right),
        Operator::Equal => truth(left == right),
        Operator::Unequal => truth(left != right),
        Operator::Or => left.max(right),
        // Compiled to comparisons with the bar before.
        Operator::CrossesAbove | Operator::CrossesBelow => 0.0,
    }
}

fn truth(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}
