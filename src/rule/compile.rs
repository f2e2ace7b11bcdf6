//! From a tree to a program over one series of bars.

use std::ops::Range;
use std::sync::Arc;

use super::check::state;
use super::expression::{Expression, Kind, Operator};
use super::library::Library;
use super::parse::whole;
use super::program::{Leaf, Program, Step};
use super::word::{Topic, Word};
use super::{dates, level, window};
use crate::Result;
use crate::indicator::{Column, Study};

/// Makes the program of `expression` over the bars of `library`.
pub(super) fn compile(expression: &Expression, library: &mut Library<'_>) -> Result<Program> {
    let mut compiler = Compiler {
        library,
        steps: Vec::new(),
        leaves: Vec::new(),
        of_entry: Vec::new(),
    };
    compiler.emit(expression, 0)?;
    let Compiler {
        steps,
        leaves,
        of_entry,
        ..
    } = compiler;
    Ok(Program::new(
        steps,
        (leaves, of_entry),
        library.bars().len(),
    ))
}

/// The column of a study, a window or the consolidations, with its name.
fn column(part: &Expression, library: &mut Library<'_>) -> Result<(Arc<str>, Arc<Column>)> {
    let name = part.to_string();
    if let Some(known) = library.column(&name) {
        return Ok(known);
    }
    let bars = library.bars();
    let column = match &part.kind {
        Kind::Study(text) => match average(text) {
            Some((of, length)) => {
                let of = study(of, library)?;
                window::apply(Word::Mean, &of, length)
            }
            None => study(text, library)?,
        },
        Kind::Word(word) if word.is_date() => dates::column(*word, bars, library.calendar()),
        Kind::Call(Word::AtEntry, parts) => compile(&parts[0], library)?.column(bars.len()),
        Kind::Call(word, parts) => {
            let of = compile(&parts[0], library)?.column(bars.len());
            let length = match parts[1].kind {
                Kind::Number(length) => whole(length),
                _ => 0,
            };
            window::apply(*word, &of, length)
        }
        _ => level::consolidations(library.analysis()?),
    };
    Ok(library.keep(name, column))
}

fn study(text: &str, library: &Library<'_>) -> Result<Column> {
    let mut columns = Study::parse(text, "rule")?.run(library.feed())?;
    Ok(columns.swap_remove(0))
}

/// What `sma(OF, LENGTH)` or `sma(LENGTH)` is the average of. A rule sums it exactly, as [`window`] does: a running sum
/// would decide where two averages meet by what it has dropped since the first bar.
fn average(text: &str) -> Option<(&str, usize)> {
    let inside = text.strip_prefix("sma(")?.strip_suffix(')')?;
    let (of, length) = inside.rsplit_once(',').unwrap_or(("close", inside));
    let is_whole = of.matches('(').count() == of.matches(')').count();
    let length = length.trim().parse().ok().filter(|length| *length > 1)?;
    is_whole.then_some((of.trim(), length))
}

struct Compiler<'l, 'a> {
    library: &'l mut Library<'a>,
    steps: Vec<Step>,
    leaves: Vec<Leaf>,
    /// Columns of which the value at the decision is read.
    of_entry: Vec<Arc<Column>>,
}

impl Compiler<'_, '_> {
    /// Adds the steps that leave the value of `part`, `lag` bars before.
    fn emit(&mut self, part: &Expression, lag: usize) -> Result<()> {
        let step = match &part.kind {
            Kind::Number(value) => Step::Number(*value),
            // Only met inside a comparison with state, which takes it from there.
            Kind::Text(_) => return Ok(()),
            Kind::Study(_) | Kind::Word(Word::InConsolidation) => self.load(part, lag)?,
            Kind::Word(word) if word.is_date() => self.load(part, lag)?,
            Kind::Call(Word::AtEntry, _) => {
                self.of_entry.push(column(part, self.library)?.1);
                Step::OfEntry(self.of_entry.len() - 1)
            }
            Kind::Word(word) => Step::Word(*word),
            Kind::Call(word, _) if word.topic() == Topic::Window => self.load(part, lag)?,
            Kind::Call(word, values) => {
                for value in values {
                    self.emit(value, lag)?;
                }
                for _ in values.len()..word.takes().len() {
                    self.steps.push(Step::Number(0.0));
                }
                Step::Call(*word)
            }
            Kind::Lag(inner, bars) => return self.emit(inner, lag + bars),
            Kind::Negate(inner) => {
                self.emit(inner, lag)?;
                Step::Negate
            }
            Kind::Not(inner) => {
                self.emit(inner, lag)?;
                Step::Not
            }
            Kind::Binary(operator, left, right) => {
                return self.emit_binary(*operator, [left, right], lag);
            }
        };
        self.steps.push(step);
        Ok(())
    }

    fn emit_binary(
        &mut self,
        operator: Operator,
        [left, right]: [&Expression; 2],
        lag: usize,
    ) -> Result<()> {
        if left.is(Word::State) || right.is(Word::State) {
            self.emit_state(operator, [left, right]);
            return Ok(());
        }
        if let Operator::CrossesAbove | Operator::CrossesBelow = operator {
            let (before, now) = match operator {
                Operator::CrossesAbove => (Operator::AtMost, Operator::Above),
                _ => (Operator::AtLeast, Operator::Below),
            };
            let start = self.steps.len();
            self.emit(left, lag + 1)?;
            self.emit(right, lag + 1)?;
            let end = self.steps.len();
            self.steps.push(Step::Binary(before));
            self.repeat_a_bar_later(start..end);
            self.steps.push(Step::Binary(now));
            self.steps.push(Step::Binary(Operator::And));
            return Ok(());
        }
        self.emit(left, lag)?;
        self.emit(right, lag)?;
        self.steps.push(Step::Binary(operator));
        Ok(())
    }

    fn emit_state(&mut self, operator: Operator, sides: [&Expression; 2]) {
        let named = sides.iter().find_map(|side| match &side.kind {
            Kind::Text(text) => state(text),
            _ => None,
        });
        // The check made sure that one side names a state.
        self.steps.extend(named.map(Step::StateIs));
        if operator == Operator::Unequal {
            self.steps.push(Step::Not);
        }
    }

    /// Steps once more for the bar after the one they read, which all of them read at least one bar back.
    fn repeat_a_bar_later(&mut self, steps: Range<usize>) {
        for index in steps {
            let step = match self.steps[index] {
                Step::Load(leaf) => {
                    let leaf = &self.leaves[leaf];
                    let lag = leaf.lag - 1;
                    self.leaf(Leaf {
                        lag,
                        ..leaf.clone()
                    })
                }
                step => step,
            };
            self.steps.push(step);
        }
    }

    fn load(&mut self, part: &Expression, lag: usize) -> Result<Step> {
        let (name, column) = column(part, self.library)?;
        Ok(self.leaf(Leaf { column, lag, name }))
    }

    /// The step that loads a leaf; equal leaves are one.
    fn leaf(&mut self, leaf: Leaf) -> Step {
        let is_same = |it: &Leaf| it.lag == leaf.lag && Arc::ptr_eq(&it.column, &leaf.column);
        let index = self.leaves.iter().position(is_same).unwrap_or_else(|| {
            self.leaves.push(leaf);
            self.leaves.len() - 1
        });
        Step::Load(index)
    }
}
