//! A rule made ready to run over one series of bars: steps for a stack machine, and the columns they read.
//!
//! One machine answers for a single bar and for all bars: each place of its stack holds the values of `N` bars side by
//! side, 1 where a rule is asked at one close, 64 where a condition is wanted as a [`Mask`].

use std::ops::Range;
use std::sync::Arc;

use super::expression::Operator;
use super::known::Known;
use super::mask::Mask;
use super::word::Word;
use crate::indicator::Column;
use crate::level::State;

/// Bars that are computed side by side: a word of a mask.
const BLOCK: usize = 64;

/// One step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Step {
    Number(f64),
    /// The value of a leaf, by its index.
    Load(usize),
    /// Something about the position or the level.
    Word(Word),
    /// Whether the level is in this state.
    StateIs(State),
    /// The value that a column had at the decision, by its index.
    OfEntry(usize),
    /// A function of as many numbers as the word takes.
    Call(Word),
    Negate,
    Not,
    Binary(Operator),
}

/// A column, so many bars back.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Leaf {
    pub(super) column: Arc<Column>,
    pub(super) lag: usize,
    /// What it is called, for the report of the warm-up.
    pub(super) name: Arc<str>,
}

/// The steps and what they read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Program {
    steps: Vec<Step>,
    leaves: Vec<Leaf>,
    of_entry: Vec<Arc<Column>>,
    /// Bars on which all leaves are defined.
    defined: Vec<Range<usize>>,
}

impl Program {
    /// The program of `steps` over `len` bars, of leaves and of columns read at the decision.
    pub(super) fn new(
        steps: Vec<Step>,
        (leaves, of_entry): (Vec<Leaf>, Vec<Arc<Column>>),
        len: usize,
    ) -> Self {
        let all: Vec<_> = std::iter::once(0..len)
            .filter(|it| !it.is_empty())
            .collect();
        let defined = leaves.iter().fold(all, |both, leaf| {
            intersect(&both, &later(leaf.column.ranges(), leaf.lag, len))
        });
        Self {
            steps,
            leaves,
            of_entry,
            defined,
        }
    }

    /// The first bar on which everything is defined, and the leaf that is last to be.
    pub(super) fn warm_up(&self, len: usize) -> (usize, Option<&str>) {
        let first = |leaf: &Leaf| leaf.column.first_valid().map_or(len, |at| at + leaf.lag);
        let latest = self.leaves.iter().max_by_key(|leaf| first(leaf));
        match latest.map(|leaf| (first(leaf), leaf)) {
            Some((bars, leaf)) if bars > 0 => (bars.min(len), Some(&leaf.name)),
            _ => (0, None),
        }
    }

    /// The first bar on which all columns it reads have a value, whatever is looked back on.
    pub(super) fn first_of_columns(&self, len: usize) -> usize {
        let first = |leaf: &Leaf| leaf.column.first_valid().unwrap_or(len);
        self.leaves.iter().map(first).max().unwrap_or(0)
    }

    /// Its value at the close of bar `at`; conditions are 0 and 1. `None` where something it needs is not defined.
    pub(super) fn value(&self, at: usize, known: &Known) -> Option<f64> {
        let run = self.defined.partition_point(|run| run.end <= at);
        self.defined.get(run).filter(|run| run.start <= at)?;
        let [value] = *self.run::<1>(at, known, &mut Stack::of(self))?;
        value.is_finite().then_some(value)
    }

    /// The bars of `len` on which it holds, for a condition of bars alone.
    pub(super) fn mask(&self, len: usize) -> Mask {
        let mut mask = Mask::none(len);
        self.each_block(|at, values| {
            mask.put(at, bits(values));
        });
        mask
    }

    /// Its values on `len` bars, for an expression of bars alone.
    pub(super) fn column(&self, len: usize) -> Column {
        let mut column = Column::missing(len);
        self.each_block(|at, values| {
            let range = at..at + values.len();
            column.places(range.clone()).copy_from_slice(values);
            column.define(range);
        });
        column
    }

    /// The values of every defined bar, a block at a time; what is not finite is not defined.
    fn each_block(&self, mut take: impl FnMut(usize, &[f64])) {
        let mut stack = Stack::<BLOCK>::of(self);
        for run in &self.defined {
            for at in run.clone().step_by(BLOCK) {
                let values = self.run(at, &Known::default(), &mut stack);
                if let Some(values) = values {
                    take(at, &values[..BLOCK.min(run.end - at)]);
                }
            }
        }
    }

    /// The values of `N` bars from `at` on: not finite where a step had no finite result, without meaning where a leaf
    /// is not defined. `None` if a word of the position or the level is not known.
    fn run<'s, const N: usize>(
        &self,
        at: usize,
        known: &Known,
        stack: &'s mut Stack<N>,
    ) -> Option<&'s [f64; N]> {
        stack.height = 0;
        // 0 times anything finite is 0, anything else is not a number and stays so in a sum.
        let mut undefined = [0.0; N];
        for step in &self.steps {
            match *step {
                Step::Number(value) => stack.push().fill(value),
                Step::Load(leaf) => self.leaves[leaf].put(at, stack.push()),
                Step::Word(word) => stack.push().fill(known.value(word)?),
                Step::StateIs(state) => stack.push().fill(truth(known.level?.state == state)),
                Step::Negate => each(stack.top(), |a| -a),
                Step::Not => each(stack.top(), |a| 1.0 - a),
                Step::OfEntry(column) => {
                    let decided = known.position?.decided;
                    stack.push().fill(self.of_entry[column].get(decided)?);
                }
                Step::Call(Word::If) => {
                    let (condition, chosen, other) = stack.three();
                    choose(condition, chosen, other);
                }
                Step::Call(word) => {
                    if word.takes().len() == 2 {
                        let (first, second) = stack.two();
                        zip(first, second, |a, b| word.apply_two(a, b));
                    } else {
                        each(stack.top(), |a| word.apply(a));
                    }
                    note(&mut undefined, stack.top());
                }
                Step::Binary(operator) => {
                    let (left, right) = stack.two();
                    binary(operator, left, right);
                    if operator.is_arithmetic() {
                        note(&mut undefined, left);
                    }
                }
            }
        }
        let values = stack.top();
        zip(values, &undefined, |value, undefined| value + undefined);
        Some(values)
    }
}

/// What steps leave for later ones.
struct Stack<const N: usize> {
    places: Vec<[f64; N]>,
    height: usize,
}

impl<const N: usize> Stack<N> {
    /// One that is high enough for `program`.
    fn of(program: &Program) -> Self {
        Self {
            places: vec![[0.0; N]; program.steps.len()],
            height: 0,
        }
    }

    /// A place more on top, to be written.
    fn push(&mut self) -> &mut [f64; N] {
        self.height += 1;
        self.top()
    }

    fn top(&mut self) -> &mut [f64; N] {
        &mut self.places[self.height - 1]
    }

    /// Takes two places away and gives what becomes the top, and what was above it.
    fn three(&mut self) -> (&mut [f64; N], &[f64; N], &[f64; N]) {
        self.height -= 2;
        let (below, top) = self.places.split_at_mut(self.height);
        (&mut below[self.height - 1], &top[0], &top[1])
    }

    /// Takes the top away and gives what becomes the top, and what was it.
    fn two(&mut self) -> (&mut [f64; N], &[f64; N]) {
        self.height -= 1;
        let (below, top) = self.places.split_at_mut(self.height);
        (&mut below[self.height - 1], &top[0])
    }
}

impl Leaf {
    /// Writes its values at the decisions of `N` bars from `at` on, which is `lag` or later; past the end nothing.
    #[inline]
    fn put<const N: usize>(&self, at: usize, to: &mut [f64; N]) {
        let from = &self.column.all_places()[at - self.lag..];
        match from.first_chunk() {
            Some(values) => *to = *values,
            None => to[..from.len()].copy_from_slice(from),
        }
    }
}

/// A bit for each of up to 64 conditions, the first in the lowest.
fn bits(values: &[f64]) -> u64 {
    let (rows, rest) = values.as_chunks::<8>();
    // Eight bits of every row side by side, so that the compiler compares and shifts several at once.
    let mut lanes = [0_u64; 8];
    for row in rows.iter().rev() {
        for (lane, value) in lanes.iter_mut().zip(row) {
            *lane = *lane << 8 | u64::from(*value > 0.5);
        }
    }
    let word = lanes.iter().rev().fold(0, |word, lane| word << 1 | lane);
    let rest = rest.iter().enumerate();
    rest.fold(word, |word, (at, value)| {
        word | u64::from(*value > 0.5) << (rows.len() * 8 + at)
    })
}

#[expect(clippy::float_cmp, reason = "== is what the rule asks for")]
pub(super) fn binary<const N: usize>(operator: Operator, left: &mut [f64; N], right: &[f64; N]) {
    match operator {
        Operator::Add => zip(left, right, |a, b| a + b),
        Operator::Subtract => zip(left, right, |a, b| a - b),
        // Conditions are 0 and 1.
        Operator::Multiply | Operator::And => zip(left, right, |a, b| a * b),
        Operator::Divide => zip(left, right, |a, b| a / b),
        Operator::Below => zip(left, right, |a, b| truth(a < b)),
        Operator::AtMost => zip(left, right, |a, b| truth(a <= b)),
        Operator::Above => zip(left, right, |a, b| truth(a > b)),
        Operator::AtLeast => zip(left, right, |a, b| truth(a >= b)),
        Operator::Equal => zip(left, right, |a, b| truth(a == b)),
        Operator::Unequal => zip(left, right, |a, b| truth(a != b)),
        Operator::Or => zip(left, right, f64::max),
        // Compiled to comparisons with the bar before.
        Operator::CrossesAbove | Operator::CrossesBelow => left.fill(0.0),
    }
}

/// Puts one of two values where the condition was.
fn choose<const N: usize>(condition: &mut [f64; N], chosen: &[f64; N], other: &[f64; N]) {
    for (place, (chosen, other)) in condition.iter_mut().zip(chosen.iter().zip(other)) {
        *place = if *place > 0.5 { *chosen } else { *other };
    }
}

fn each<const N: usize>(values: &mut [f64; N], f: impl Fn(f64) -> f64) {
    for value in values {
        *value = f(*value);
    }
}

fn zip<const N: usize>(left: &mut [f64; N], right: &[f64; N], f: impl Fn(f64, f64) -> f64) {
    for (left, right) in left.iter_mut().zip(right) {
        *left = f(*left, *right);
    }
}

/// Notes the bars on which `values` are not finite.
fn note<const N: usize>(undefined: &mut [f64; N], values: &[f64; N]) {
    zip(undefined, values, |undefined, value| {
        undefined + value * 0.0
    });
}

fn truth(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

/// Bars in both lists.
fn intersect(a: &[Range<usize>], b: &[Range<usize>]) -> Vec<Range<usize>> {
    let (mut i, mut j) = (0, 0);
    let mut both = Vec::new();
    while let (Some(first), Some(second)) = (a.get(i), b.get(j)) {
        let start = first.start.max(second.start);
        let end = first.end.min(second.end);
        if start < end {
            both.push(start..end);
        }
        if first.end <= second.end {
            i += 1;
        } else {
            j += 1;
        }
    }
    both
}

/// The list `bars` later, cut at `len`.
fn later(runs: &[Range<usize>], bars: usize, len: usize) -> Vec<Range<usize>> {
    runs.iter()
        .map(|run| (run.start + bars).min(len)..(run.end + bars).min(len))
        .filter(|run| !run.is_empty())
        .collect()
}

#[cfg(test)]
#[expect(clippy::single_range_in_vec_init, reason = "a list of one run")]
mod tests {
    use super::*;

    #[test]
    fn bars_in_both_lists() {
        assert_eq!(
            intersect(&[0..5, 8..12], &[3..9, 11..20]),
            [3..5, 8..9, 11..12]
        );
        assert!(intersect(&[0..5], &[]).is_empty());
        assert_eq!(later(&[2..5, 8..10], 3, 9), [5..8]);
    }
}
