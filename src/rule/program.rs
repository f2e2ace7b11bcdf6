//! A rule made ready to run over one series of bars: a list of steps for a stack machine.

use std::ops::Range;
use std::sync::Arc;

use super::check::state;
use super::expression::{Expression, Kind, Operator};
use super::library::Library;
use super::series::{Series, intersect, later};
use super::word::{Field, Function, LevelWord, PositionWord};
use crate::level::State;
use crate::{Bars, Result};

/// One step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Step {
    Number(f64),
    /// The value of a leaf, by its index.
    Load(usize),
    Position(PositionWord),
    Level(LevelWord),
    /// Whether the level is in this state.
    StateIs(State),
    /// A function of one number; of two if it takes two.
    Call(Function),
    Negate,
    Not,
    Binary(Operator),
}

/// Where a column comes from.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Source {
    /// A column of the bars.
    Field(Field),
    /// A column of its own.
    Series(Arc<Series>),
}

/// A column, so many bars back.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Leaf {
    pub(super) source: Source,
    pub(super) lag: usize,
    /// What it is called, for the report of the warm-up.
    name: Name,
}

/// What a leaf is called.
#[derive(Debug, Clone, PartialEq)]
enum Name {
    Field(&'static str),
    Series(Arc<str>),
}

/// The steps and what they read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Program {
    pub(super) steps: Vec<Step>,
    pub(super) leaves: Vec<Leaf>,
    /// Bars on which all leaves are defined.
    pub(super) defined: Vec<Range<usize>>,
}

impl Program {
    /// Makes the program of `expression` over the bars of `library`.
    pub(super) fn new(expression: &Expression, library: &mut Library<'_>) -> Result<Self> {
        let mut program = Self {
            steps: Vec::new(),
            leaves: Vec::new(),
            defined: Vec::new(),
        };
        program.emit(expression, 0, library)?;
        let len = library.bars().len();
        let mut defined: Vec<_> = std::iter::once(0..len)
            .filter(|all| !all.is_empty())
            .collect();
        for leaf in &program.leaves {
            let runs = match &leaf.source {
                Source::Field(_) => later(std::slice::from_ref(&(0..len)), leaf.lag, len),
                Source::Series(series) => later(&series.runs, leaf.lag, len),
            };
            defined = intersect(&defined, &runs);
        }
        program.defined = defined;
        Ok(program)
    }

    /// The first bar on which everything is defined, and the leaf that is last to be.
    pub(super) fn warm_up(&self, len: usize) -> (usize, Option<&str>) {
        let first = |leaf: &Leaf| match &leaf.source {
            Source::Field(_) => leaf.lag,
            Source::Series(series) => series.runs.first().map_or(len, |run| run.start + leaf.lag),
        };
        let latest = self.leaves.iter().max_by_key(|leaf| first(leaf));
        match latest.map(|leaf| (first(leaf), leaf)) {
            Some((bars, leaf)) if bars > 0 => (bars.min(len), Some(leaf.name())),
            _ => (0, None),
        }
    }

    fn emit(&mut self, part: &Expression, lag: usize, library: &mut Library<'_>) -> Result<()> {
        let step = match &part.kind {
            Kind::Number(value) => Step::Number(*value),
            // Only met inside a comparison with state, which takes it from there.
            Kind::Text(_) => return Ok(()),
            Kind::Field(field) => {
                if *field == Field::Volume {
                    library.check_volume()?;
                }
                self.load(Source::Field(*field), lag, Name::Field(field.name()))
            }
            Kind::Study(_) | Kind::Window { .. } | Kind::InConsolidation => {
                let (name, series) = library.series(part)?;
                self.load(Source::Series(series), lag, Name::Series(name))
            }
            Kind::Position(word) => Step::Position(*word),
            Kind::Level(word) => Step::Level(*word),
            Kind::Lag(inner, bars) => return self.emit(inner, lag + bars, library),
            Kind::Negate(inner) => {
                self.emit(inner, lag, library)?;
                Step::Negate
            }
            Kind::Not(inner) => {
                self.emit(inner, lag, library)?;
                Step::Not
            }
            Kind::Call(function, values) => {
                for value in values {
                    self.emit(value, lag, library)?;
                }
                if function.arity().1 > values.len() {
                    self.steps.push(Step::Number(0.0));
                }
                Step::Call(*function)
            }
            Kind::Binary(operator, left, right) => {
                return self.emit_binary(*operator, [left, right], lag, library);
            }
        };
        self.steps.push(step);
        if part.kind == Kind::InConsolidation {
            // Stored as 0 and 1, wanted as a condition.
            self.steps.push(Step::Number(0.5));
            self.steps.push(Step::Binary(Operator::Above));
        }
        Ok(())
    }

    fn emit_binary(
        &mut self,
        operator: Operator,
        sides: [&Expression; 2],
        lag: usize,
        library: &mut Library<'_>,
    ) -> Result<()> {
        let [left, right] = sides;
        let is_state = |part: &Expression| part.kind == Kind::Level(LevelWord::State);
        if is_state(left) || is_state(right) {
            let named = |part: &Expression| match &part.kind {
                Kind::Text(text) => state(text),
                _ => None,
            };
            // The check made sure that one side names a state.
            if let Some(state) = named(left).or_else(|| named(right)) {
                self.steps.push(Step::StateIs(state));
            }
            if operator == Operator::Unequal {
                self.steps.push(Step::Not);
            }
            return Ok(());
        }
        if let Operator::CrossesAbove | Operator::CrossesBelow = operator {
            let (before, now) = match operator {
                Operator::CrossesAbove => (Operator::AtMost, Operator::Above),
                _ => (Operator::AtLeast, Operator::Below),
            };
            let start = self.steps.len();
            self.emit(left, lag + 1, library)?;
            self.emit(right, lag + 1, library)?;
            let end = self.steps.len();
            self.steps.push(Step::Binary(before));
            self.repeat_a_bar_later(start..end);
            self.steps.push(Step::Binary(now));
            self.steps.push(Step::Binary(Operator::And));
            return Ok(());
        }
        self.emit(left, lag, library)?;
        self.emit(right, lag, library)?;
        self.steps.push(Step::Binary(operator));
        Ok(())
    }

    /// Steps once more for the bar after the one they read, which all of them read at least one bar back.
    fn repeat_a_bar_later(&mut self, steps: Range<usize>) {
        for index in steps {
            let step = match self.steps[index] {
                Step::Load(leaf) => {
                    let Leaf { source, lag, name } = self.leaves[leaf].clone();
                    self.load(source, lag - 1, name)
                }
                step => step,
            };
            self.steps.push(step);
        }
    }

    /// The step that loads a leaf; equal leaves are one.
    fn load(&mut self, source: Source, lag: usize, name: Name) -> Step {
        let is_same = |leaf: &Leaf| {
            leaf.lag == lag
                && match (&leaf.source, &source) {
                    (Source::Field(a), Source::Field(b)) => a == b,
                    (Source::Series(a), Source::Series(b)) => Arc::ptr_eq(a, b),
                    _ => false,
                }
        };
        let index = self.leaves.iter().position(is_same).unwrap_or_else(|| {
            self.leaves.push(Leaf { source, lag, name });
            self.leaves.len() - 1
        });
        Step::Load(index)
    }
}

impl Leaf {
    fn name(&self) -> &str {
        match &self.name {
            Name::Field(name) => name,
            Name::Series(name) => name,
        }
    }

    /// Its value at the decision of bar `at`, if it is defined there.
    pub(super) fn value(&self, bars: &Bars, at: usize) -> Option<f64> {
        let at = at.checked_sub(self.lag)?;
        match &self.source {
            Source::Field(field) => column(bars, *field).get(at).copied(),
            Source::Series(series) => series.is_defined(at).then(|| series.values[at]),
        }
    }
}

/// A column of the bars; nothing where the source has no volume.
pub(super) fn column(bars: &Bars, field: Field) -> &[f64] {
    match field {
        Field::Open => bars.open(),
        Field::High => bars.high(),
        Field::Low => bars.low(),
        Field::Close => bars.close(),
        Field::Volume => bars.volume().unwrap_or(&[]),
    }
}
