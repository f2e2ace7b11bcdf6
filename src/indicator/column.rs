//! One output of a study, bar by bar.
//!
//! A [`Column`] is as long as the bars it was made from and holds values only where they are defined: it is a list of
//! runs, each a stretch of finite values with none missing between them. It knows nothing of studies or prices.

use std::fmt;
use std::ops::Range;

/// Values aligned with bars; undefined before the warm-up is over, after a gap, and where the formula has no result.
///
/// # Examples
///
/// ```
/// use strandline::indicator::Column;
///
/// let column: Column = [None, Some(2.0), Some(3.0)].into_iter().collect();
/// assert_eq!(column.first_valid(), Some(1));
/// assert_eq!((column.get(0), column.get(2), column.get(9)), (None, Some(3.0), None));
/// assert_eq!(column.runs().collect::<Vec<_>>(), [(1, [2.0, 3.0].as_slice())]);
/// ```
#[derive(Clone, Default)]
pub struct Column {
    /// One place a bar; what lies outside `runs` is never shown.
    values: Vec<f64>,
    /// Rising, apart from each other, none empty; so two columns that look alike have the same runs.
    runs: Vec<Range<usize>>,
}

impl Column {
    /// A column of `len` bars without any value.
    pub fn missing(len: usize) -> Self {
        Self {
            values: vec![0.0; len],
            runs: Vec::new(),
        }
    }

    /// Number of bars, with or without a value.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there is no bar.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Value at bar `at`, if it is defined.
    pub fn get(&self, at: usize) -> Option<f64> {
        let run = self.runs.partition_point(|run| run.end <= at);
        let is_defined = self.runs.get(run).is_some_and(|run| run.start <= at);
        is_defined.then(|| self.values[at])
    }

    /// First bar with a value.
    pub fn first_valid(&self) -> Option<usize> {
        self.runs.first().map(|run| run.start)
    }

    /// Last bar with a value, and the value.
    pub fn last_valid(&self) -> Option<(usize, f64)> {
        let at = self.runs.last()?.end - 1;
        Some((at, self.values[at]))
    }

    /// The stretches of values, each with the bar it begins at; oldest first.
    pub fn runs(&self) -> impl Iterator<Item = (usize, &[f64])> + Clone {
        self.runs
            .iter()
            .map(|run| (run.start, &self.values[run.clone()]))
    }

    /// One item a bar, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = Option<f64>> + '_ {
        let mut next = 0;
        self.values.iter().enumerate().map(move |(at, &value)| {
            while self.runs.get(next).is_some_and(|run| run.end <= at) {
                next += 1;
            }
            let is_defined = self.runs.get(next).is_some_and(|run| run.start <= at);
            is_defined.then_some(value)
        })
    }

    /// The places of `range`, to be written and then named to [`Column::define`].
    pub(crate) fn places(&mut self, range: Range<usize>) -> &mut [f64] {
        &mut self.values[range]
    }

    /// Declares the values written to `range`, which lies after all earlier ones, to be the column's: the finite ones.
    pub(crate) fn define(&mut self, range: Range<usize>) {
        let mut start = range.start;
        for at in range.clone() {
            if !self.values[at].is_finite() {
                self.push_run(start..at);
                start = at + 1;
            }
        }
        self.push_run(start..range.end);
    }

    /// Sets the value of bar `at`, which lies after all earlier ones; without effect if it is not finite.
    pub(super) fn set(&mut self, at: usize, value: f64) {
        if !value.is_finite() {
            return;
        }
        self.values[at] = value;
        self.push_run(at..at + 1);
    }

    /// Ranges of the runs.
    pub(crate) fn ranges(&self) -> &[Range<usize>] {
        &self.runs
    }

    /// All places, to be read within [`Column::ranges`] only.
    pub(crate) fn all_places(&self) -> &[f64] {
        &self.values
    }

    /// All places, and the ranges in which they may be read.
    pub(super) fn into_places(self) -> (Vec<f64>, Vec<Range<usize>>) {
        (self.values, self.runs)
    }

    fn push_run(&mut self, range: Range<usize>) {
        match self.runs.last_mut() {
            _ if range.is_empty() => {}
            Some(run) if run.end == range.start => run.end = range.end,
            _ => self.runs.push(range),
        }
    }
}

/// The runs alone: what lies between them is nothing.
impl fmt::Debug for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bars ", self.len())?;
        f.debug_map().entries(self.runs()).finish()
    }
}

/// Equal if the same bars have values and these have the same bits.
impl PartialEq for Column {
    fn eq(&self, other: &Self) -> bool {
        let same_bits = |(a, b): (f64, f64)| a.to_bits() == b.to_bits();
        self.len() == other.len()
            && self.runs == other.runs
            && self
                .runs()
                .zip(other.runs())
                .all(|((_, a), (_, b))| a.iter().copied().zip(b.iter().copied()).all(same_bits))
    }
}

/// A value that is not finite becomes a missing one.
impl FromIterator<Option<f64>> for Column {
    fn from_iter<I: IntoIterator<Item = Option<f64>>>(items: I) -> Self {
        let mut column = Self::default();
        for (at, item) in items.into_iter().enumerate() {
            column.values.push(0.0);
            if let Some(value) = item {
                column.set(at, value);
            }
        }
        column
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_are_not_finite_split_a_run() {
        let mut column = Column::missing(6);
        column
            .places(1..6)
            .copy_from_slice(&[f64::NAN, 1.0, f64::INFINITY, 2.0, 3.0]);
        column.define(1..6);
        assert_eq!(
            column.iter().collect::<Vec<_>>(),
            [None, None, Some(1.0), None, Some(2.0), Some(3.0)]
        );
        assert_eq!(column.first_valid(), Some(2));
        assert_eq!(column.last_valid(), Some((5, 3.0)));
        assert_eq!(column.get(3), None);
        assert_eq!(column.get(4), Some(2.0));
        assert_eq!(column.get(6), None);
    }

    #[test]
    fn columns_differ_by_a_missing_value_and_by_the_sign_of_zero() {
        let column = |items: [Option<f64>; 2]| items.into_iter().collect::<Column>();
        assert_ne!(column([Some(0.0), None]), column([None, Some(0.0)]));
        assert_ne!(column([Some(0.0), None]), column([Some(-0.0), None]));
        assert_eq!(
            column([None, Some(0.5)]),
            column([Some(f64::NAN), Some(0.5)])
        );
    }
}
