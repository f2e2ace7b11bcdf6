//! The value of every part of a rule at one bar.

use serde::Serialize;

use super::compile::compile;
use super::expression::{Expression, Kind};
use super::known::{Known, LevelFacts};
use super::level;
use super::library::Library;
use super::program::Program;
use super::word::Word;
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

/// What every part of the rule `whole`, read from `text`, is worth at the close of bar `at`.
pub(super) fn explain(
    (whole, text): (&Expression, &str),
    library: &mut Library<'_>,
    at: usize,
    mut known: Known,
) -> Result<Explanation> {
    if whole.has_level() && known.level.is_none() {
        known.level = level_at(whole, library, at, known)?;
    }
    let mut parts = Vec::new();
    explain_part((whole, text), 0, (library, at, &known), &mut parts)?;
    Ok(Explanation {
        level: known.level,
        parts,
    })
}

fn level_at(
    whole: &Expression,
    library: &mut Library<'_>,
    at: usize,
    known: Known,
) -> Result<Option<LevelFacts>> {
    let conditions: Vec<Program> = whole
        .below()
        .into_iter()
        .filter(|part| part.is_condition())
        .map(|part| compile(part, library))
        .collect::<Result<_>>()?;
    let whole = compile(whole, library)?;
    let levels = level::known(library.analysis()?, at);
    let fitness = |level: &&LevelFacts| {
        let known = Known {
            level: Some(**level),
            ..known
        };
        let holds = |program: &&Program| program.value(at, &known).is_some_and(|value| value > 0.5);
        let held = conditions.iter().filter(holds).count();
        (holds(&&whole), held, whole.value(at, &known).is_some())
    };
    // The last of the fittest counts: the nearest, once they are turned around.
    Ok(levels.iter().rev().max_by_key(fitness).copied())
}

fn explain_part(
    (part, text): (&Expression, &str),
    depth: usize,
    (library, at, known): (&mut Library<'_>, usize, &Known),
    parts: &mut Vec<Explained>,
) -> Result<()> {
    // A number inside a rule explains itself, and a word in quotes is told with what it is compared with.
    if depth > 0 && matches!(part.kind, Kind::Number(_) | Kind::Text(_)) {
        return Ok(());
    }
    let is_state = part.is(Word::State);
    let value = if is_state {
        None
    } else {
        compile(part, library)?.value(at, known)
    };
    parts.push(Explained {
        text: text[part.place.clone()].trim().to_owned(),
        depth,
        value,
        is_condition: part.is_condition(),
        state: known.level.filter(|_| is_state).map(|level| level.state),
    });
    for inner in part.parts() {
        explain_part((inner, text), depth + 1, (&mut *library, at, known), parts)?;
    }
    Ok(())
}
