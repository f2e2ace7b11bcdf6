//! A program over all bars, a thousand at a time, so that what one step leaves is still near when the next one reads it.

use super::bits;
use super::expression::Operator;
use super::mask::Mask;
use super::program::{Program, Source, Step, column};
use super::series::Series;
use super::word::Function;
use crate::Bars;

/// Bars of a block: its numbers and those of a few more fit in the first cache.
const BLOCK: usize = 1024;

/// Numbers of one block.
enum Numbers<'a> {
    /// The same on every bar.
    All(f64),
    /// Part of a column.
    Slice(&'a [f64]),
    /// Computed.
    Own(Vec<f64>),
}

/// The bars on which the condition `program` holds; false where it is not defined.
pub(super) fn conditions(program: &Program, bars: &Bars) -> Mask {
    let mut mask = Mask::none(bars.len());
    let mut machine = Machine::new(program, bars);
    machine.each_block(|start, machine| {
        if let Some(mut words) = machine.truths.pop() {
            for (word, undefined) in words.iter_mut().zip(&machine.undefined) {
                *word &= !undefined;
            }
            mask.put(start, &words);
            machine.spare_truths.push(words);
        }
    });
    mask
}

/// The numbers of `program`; conditions become 0 and 1.
pub(super) fn numbers(program: &Program, bars: &Bars) -> Series {
    let mut values = vec![0.0; bars.len()];
    let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
    let mut machine = Machine::new(program, bars);
    machine.each_block(|start, machine| {
        let to = &mut values[start..start + machine.len];
        if let Some(words) = machine.truths.pop() {
            for (offset, to) in to.iter_mut().enumerate() {
                *to = f64::from(u8::from(bit(&words, offset)));
            }
        } else if let Some(numbers) = machine.numbers.pop() {
            match numbers {
                Numbers::All(value) => to.fill(value),
                Numbers::Slice(slice) => to.copy_from_slice(slice),
                Numbers::Own(own) => to.copy_from_slice(&own),
            }
        }
        for offset in 0..machine.len {
            if !bit(&machine.undefined, offset) {
                let at = start + offset;
                match runs.last_mut() {
                    Some(run) if run.end == at => run.end += 1,
                    _ => runs.push(at..at + 1),
                }
            }
        }
    });
    Series { values, runs }
}

/// Bit `at` of words of 64.
fn bit(words: &[u64], at: usize) -> bool {
    words[at / 64] >> (at % 64) & 1 == 1
}

struct Machine<'a> {
    program: &'a Program,
    /// The column and lag of each leaf.
    leaves: Vec<(&'a [f64], usize)>,
    numbers: Vec<Numbers<'a>>,
    /// Conditions, one bit a bar.
    truths: Vec<Vec<u64>>,
    /// Bars of the block on which a step had no finite result, and what is past its end.
    undefined: Vec<u64>,
    /// Bars of the block.
    len: usize,
    spare: Vec<Vec<f64>>,
    spare_truths: Vec<Vec<u64>>,
}

impl<'a> Machine<'a> {
    fn new(program: &'a Program, bars: &'a Bars) -> Self {
        let leaves = program
            .leaves
            .iter()
            .map(|leaf| match &leaf.source {
                Source::Field(field) => (column(bars, *field), leaf.lag),
                Source::Series(series) => (series.values.as_slice(), leaf.lag),
            })
            .collect();
        Self {
            program,
            leaves,
            numbers: Vec::new(),
            truths: Vec::new(),
            undefined: Vec::new(),
            len: 0,
            spare: Vec::new(),
            spare_truths: Vec::new(),
        }
    }

    /// Runs the program on every block of defined bars; `take` reads what is left on the stacks.
    fn each_block(&mut self, mut take: impl FnMut(usize, &mut Self)) {
        for run in &self.program.defined {
            let mut start = run.start;
            while start < run.end {
                let len = BLOCK.min(run.end - start);
                self.begin(len);
                for step in &self.program.steps {
                    self.step(*step, start, len);
                }
                take(start, self);
                self.numbers.clear();
                self.truths.clear();
                start += len;
            }
        }
    }

    /// A block of so many bars, all of them defined.
    fn begin(&mut self, len: usize) {
        self.len = len;
        self.undefined.clear();
        self.undefined.resize(len.div_ceil(64), 0);
        if let (Some(last), 1..) = (self.undefined.last_mut(), len % 64) {
            *last = u64::MAX << (len % 64);
        }
    }

    fn step(&mut self, step: Step, start: usize, len: usize) {
        match step {
            Step::Number(value) => self.numbers.push(Numbers::All(value)),
            Step::Load(leaf) => {
                let (values, lag) = self.leaves[leaf];
                let slice = &values[start - lag..start - lag + len];
                self.numbers.push(Numbers::Slice(slice));
            }
            Step::Negate => self.unary(len, |a| -a),
            Step::Call(function) => self.call(function, len),
            Step::Not => {
                if let Some(words) = self.truths.last_mut() {
                    for word in words {
                        *word = !*word;
                    }
                }
            }
            Step::Binary(operator) => self.binary(operator, len),
            // Not known over all bars: such rules are asked bar by bar.
            Step::Position(_) | Step::Level(_) => {
                self.numbers.push(Numbers::All(0.0));
                self.undefined.fill(u64::MAX);
            }
            Step::StateIs(_) => {
                self.truths.push(vec![0; len.div_ceil(64)]);
                self.undefined.fill(u64::MAX);
            }
        }
    }

    fn call(&mut self, function: Function, len: usize) {
        if function.arity().1 == 2 {
            self.arithmetic(len, |a, b| function.apply(a, b));
        } else {
            self.unary(len, |a| function.apply(a, 0.0));
        }
        self.forget_what_is_not_finite();
    }

    fn binary(&mut self, operator: Operator, len: usize) {
        match operator {
            Operator::Add => self.arithmetic(len, |a, b| a + b),
            Operator::Subtract => self.arithmetic(len, |a, b| a - b),
            Operator::Multiply => self.arithmetic(len, |a, b| a * b),
            Operator::Divide => self.arithmetic(len, |a, b| a / b),
            Operator::Below => self.compare(len, |a, b| a < b),
            Operator::AtMost => self.compare(len, |a, b| a <= b),
            Operator::Above => self.compare(len, |a, b| a > b),
            Operator::AtLeast => self.compare(len, |a, b| a >= b),
            Operator::Equal => self.compare(len, same),
            Operator::Unequal => self.compare(len, |a, b| !same(a, b)),
            Operator::And => self.join(|a, b| a & b),
            Operator::Or => self.join(|a, b| a | b),
            Operator::CrossesAbove | Operator::CrossesBelow => {}
        }
        if matches!(
            operator,
            Operator::Add | Operator::Subtract | Operator::Multiply | Operator::Divide
        ) {
            self.forget_what_is_not_finite();
        }
    }

    fn unary(&mut self, len: usize, f: impl Fn(f64) -> f64) {
        let Some(a) = self.numbers.pop() else { return };
        let mut out = self.room(len);
        match &a {
            Numbers::All(a) => out.fill(f(*a)),
            Numbers::Slice(a) => each(&mut out, a, f),
            Numbers::Own(a) => each(&mut out, a, f),
        }
        self.keep(a);
        self.numbers.push(Numbers::Own(out));
    }

    fn arithmetic(&mut self, len: usize, f: impl Fn(f64, f64) -> f64) {
        let (Some(b), Some(a)) = (self.numbers.pop(), self.numbers.pop()) else {
            return;
        };
        let mut out = self.room(len);
        zip(&mut out, &a, &b, f);
        self.keep(a);
        self.keep(b);
        self.numbers.push(Numbers::Own(out));
    }

    fn compare(&mut self, len: usize, f: impl Fn(f64, f64) -> bool) {
        let (Some(b), Some(a)) = (self.numbers.pop(), self.numbers.pop()) else {
            return;
        };
        let mut out = self.spare_truths.pop().unwrap_or_default();
        out.resize(len.div_ceil(64), 0);
        match (&a, &b) {
            (Numbers::All(a), Numbers::All(b)) => {
                out.fill(if f(*a, *b) { u64::MAX } else { 0 });
            }
            (Numbers::All(a), b) => {
                let b = slice(b);
                bits::compare(&mut out, b, b, |_, b| f(*a, b));
            }
            (a, Numbers::All(b)) => {
                let a = slice(a);
                bits::compare(&mut out, a, a, |a, _| f(a, *b));
            }
            (a, b) => bits::compare(&mut out, slice(a), slice(b), f),
        }
        self.keep(a);
        self.keep(b);
        self.truths.push(out);
    }

    fn join(&mut self, f: impl Fn(u64, u64) -> u64) {
        let Some(b) = self.truths.pop() else { return };
        if let Some(a) = self.truths.last_mut() {
            for (a, b) in a.iter_mut().zip(&b) {
                *a = f(*a, *b);
            }
        }
        self.spare_truths.push(b);
    }

    /// A division by 0, a root below 0 and the like have no result: the rule is not defined on such a bar.
    fn forget_what_is_not_finite(&mut self) {
        let Some(Numbers::Own(values)) = self.numbers.last_mut() else {
            return;
        };
        // 0 times anything finite is 0; anything else poisons its sum, of which there are eight, so that none waits.
        let (blocks, rest) = values.as_chunks::<8>();
        let mut poison = [0.0; 8];
        for block in blocks {
            for (poison, value) in poison.iter_mut().zip(block) {
                *poison += value * 0.0;
            }
        }
        let sums = poison.iter().sum::<f64>();
        if rest.iter().fold(sums, |sum, value| sum + value * 0.0) == 0.0 {
            return;
        }
        for (at, value) in values.iter_mut().enumerate() {
            if !value.is_finite() {
                *value = 0.0;
                self.undefined[at / 64] |= 1 << (at % 64);
            }
        }
    }

    fn room(&mut self, len: usize) -> Vec<f64> {
        let mut room = self.spare.pop().unwrap_or_default();
        room.resize(len, 0.0);
        room
    }

    fn keep(&mut self, numbers: Numbers<'_>) {
        if let Numbers::Own(room) = numbers {
            self.spare.push(room);
        }
    }
}

/// What `==` means in a rule: the same number.
#[expect(clippy::float_cmp, reason = "== is what the rule asks for")]
fn same(a: f64, b: f64) -> bool {
    a == b
}

fn each(out: &mut [f64], a: &[f64], f: impl Fn(f64) -> f64) {
    for (out, a) in out.iter_mut().zip(a) {
        *out = f(*a);
    }
}

/// `out[i] = f(a[i], b[i])`, with loops of their own where a side is constant.
fn zip<T: Copy>(out: &mut [T], a: &Numbers<'_>, b: &Numbers<'_>, f: impl Fn(f64, f64) -> T) {
    match (a, b) {
        (Numbers::All(a), Numbers::All(b)) => out.fill(f(*a, *b)),
        (Numbers::All(a), b) => {
            for (out, b) in out.iter_mut().zip(slice(b)) {
                *out = f(*a, *b);
            }
        }
        (a, Numbers::All(b)) => {
            for (out, a) in out.iter_mut().zip(slice(a)) {
                *out = f(*a, *b);
            }
        }
        (a, b) => {
            for ((out, a), b) in out.iter_mut().zip(slice(a)).zip(slice(b)) {
                *out = f(*a, *b);
            }
        }
    }
}

fn slice<'n>(numbers: &'n Numbers<'_>) -> &'n [f64] {
    match numbers {
        Numbers::All(_) => &[],
        Numbers::Slice(slice) => slice,
        Numbers::Own(own) => own,
    }
}
