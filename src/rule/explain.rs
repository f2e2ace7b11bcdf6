//! The value of every part of a rule at one bar.

use serde::Serialize;

use super::expression::{Expression, Kind};
use super::library::Library;
use super::program::Program;
use super::scalar::{LevelFacts, Moment};
use super::word::LevelWord;
use super::{Rule, level};
use crate::Result;
use crate::level::State;

/// One part of a rule with its value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explained {
    /// The part as it is written.
    pub text: String,
    /// How deep it stands in the rule.
    pub depth: usize,
    /// Its value; `None` where it is not defined.
    pub value: Option<f64>,
    /// Whether the value is a condition: 1 is true.
    pub is_condition: bool,
    /// The state of the level, where the part is that.
    pub state: Option<State>,
}

/// A rule at one bar, part by part.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The level it is told for, if the rule speaks of one: one for which it holds, else for which most of its
    /// conditions hold, else for which they can be answered (a rule about a resistance has no answer for a support);
    /// the nearest of those.
    pub level: Option<LevelFacts>,
    /// The parts, the whole first, each followed by what it is made of.
    pub parts: Vec<Explained>,
}

impl Rule {
    /// What every part of the rule is worth at the close of bar `at`.
    ///
    /// # Errors
    ///
    /// Those of [`Rule::bind`].
    pub fn explain(
        &self,
        library: &mut Library<'_>,
        at: usize,
        mut moment: Moment,
    ) -> Result<Explanation> {
        if self.expression.has_level() && moment.level.is_none() {
            moment.level = self.level_at(library, at, moment)?;
        }
        let mut parts = Vec::new();
        self.explain_part(&self.expression, 0, (library, at, &moment), &mut parts)?;
        Ok(Explanation {
            level: moment.level,
            parts,
        })
    }

    fn level_at(
        &self,
        library: &mut Library<'_>,
        at: usize,
        moment: Moment,
    ) -> Result<Option<LevelFacts>> {
        let whole = Program::new(&self.expression, library)?;
        let conditions: Vec<Program> = self
            .expression
            .below()
            .into_iter()
            .filter(|part| is_condition(part))
            .map(|part| Program::new(part, library))
            .collect::<Result<_>>()?;
        let levels = level::known(library.analysis()?, at);
        let fitness = |level: &&LevelFacts| {
            let moment = Moment {
                level: Some(**level),
                ..moment
            };
            let answer = |program: &Program| program.value(library.bars(), at, &moment);
            let holds = |program: &&Program| answer(program).is_some_and(|value| value > 0.5);
            let held = conditions.iter().filter(holds).count();
            (holds(&&whole), held, answer(&whole).is_some())
        };
        // The last of the fittest counts: the nearest, once they are turned around.
        Ok(levels.iter().rev().max_by_key(fitness).copied())
    }

    fn explain_part(
        &self,
        part: &Expression,
        depth: usize,
        place: (&mut Library<'_>, usize, &Moment),
        parts: &mut Vec<Explained>,
    ) -> Result<()> {
        let (library, at, moment) = place;
        // A number inside a rule explains itself, and a word in quotes is told with what it is compared with.
        if depth > 0 && matches!(part.kind, Kind::Number(_) | Kind::Text(_)) {
            return Ok(());
        }
        let is_state = part.kind == Kind::Level(LevelWord::State);
        let value = if is_state {
            None
        } else {
            Program::new(part, library)?.value(library.bars(), at, moment)
        };
        parts.push(Explained {
            text: self.text[part.place.clone()].trim().to_owned(),
            depth,
            value,
            is_condition: is_condition(part),
            state: moment.level.filter(|_| is_state).map(|level| level.state),
        });
        for inner in part.parts() {
            self.explain_part(inner, depth + 1, (&mut *library, at, moment), parts)?;
        }
        Ok(())
    }
}

fn is_condition(part: &Expression) -> bool {
    use super::expression::Operator::{Add, Divide, Multiply, Subtract};
    match &part.kind {
        Kind::Not(_) | Kind::InConsolidation => true,
        Kind::Binary(operator, ..) => !matches!(operator, Add | Subtract | Multiply | Divide),
        Kind::Lag(inner, _) => is_condition(inner),
        _ => false,
    }
}
