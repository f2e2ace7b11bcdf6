//! A column of numbers with the bars on which it is defined.

use std::ops::Range;

use crate::indicator::Column;

/// Numbers a bar; outside `runs` they mean nothing.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Series {
    pub(super) values: Vec<f64>,
    /// Where they are defined: rising, apart, none empty.
    pub(super) runs: Vec<Range<usize>>,
}

impl Series {
    pub(super) fn of_column(column: Column) -> Self {
        let (values, runs) = column.into_places();
        Self { values, runs }
    }

    /// Whether bar `at` has a value.
    pub(super) fn is_defined(&self, at: usize) -> bool {
        let run = self.runs.partition_point(|run| run.end <= at);
        self.runs.get(run).is_some_and(|run| run.start <= at)
    }
}

/// Bars in both lists.
pub(super) fn intersect(a: &[Range<usize>], b: &[Range<usize>]) -> Vec<Range<usize>> {
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
pub(super) fn later(runs: &[Range<usize>], bars: usize, len: usize) -> Vec<Range<usize>> {
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
