//! Functions of the last bars: extremes, sums, counts.

use std::collections::VecDeque;
use std::ops::Range;

use super::series::Series;
use super::word::WindowFunction;

/// Applies `function` to every window of `length` bars that is defined throughout. A window of no bars is not defined.
pub(super) fn apply(function: WindowFunction, of: &Series, length: usize) -> Series {
    let mut values = vec![0.0; of.values.len()];
    let mut runs = Vec::new();
    for run in &of.runs {
        if length == 0 || run.len() < length {
            continue;
        }
        let defined = run.start + length - 1..run.end;
        let from = &of.values[run.clone()];
        let to = &mut values[defined.clone()];
        match function {
            WindowFunction::Highest => extremes(from, length, to, |a, b| a >= b),
            WindowFunction::Lowest => extremes(from, length, to, |a, b| a <= b),
            WindowFunction::Mean => sums(from, length, to, length as f64),
            WindowFunction::Sum | WindowFunction::Count => sums(from, length, to, 1.0),
        }
        push(&mut runs, defined);
    }
    Series { values, runs }
}

fn push(runs: &mut Vec<Range<usize>>, run: Range<usize>) {
    match runs.last_mut() {
        Some(last) if last.end == run.start => last.end = run.end,
        _ => runs.push(run),
    }
}

/// The extreme of each window, by a queue of the values that could still become it.
fn extremes(from: &[f64], length: usize, to: &mut [f64], beats: impl Fn(f64, f64) -> bool) {
    let mut queue: VecDeque<usize> = VecDeque::new();
    for (at, &value) in from.iter().enumerate() {
        while queue.back().is_some_and(|&last| beats(value, from[last])) {
            queue.pop_back();
        }
        queue.push_back(at);
        if queue.front().is_some_and(|&first| first + length <= at) {
            queue.pop_front();
        }
        if let (Some(place), Some(&first)) = ((at + 1).checked_sub(length), queue.front()) {
            to[place] = from[first];
        }
    }
}

/// The sum of each window over `divisor`.
///
/// The running sum keeps what rounding drops in a second number (Knuth's two-sum), so each result is the rounded exact
/// sum of its window: it does not drift, forgets a spike that has left, and two means that are equal on paper are
/// rounded from the same sum whatever came before.
fn sums(from: &[f64], length: usize, to: &mut [f64], divisor: f64) {
    let (mut high, mut low) = (0.0, 0.0);
    for (at, &value) in from.iter().enumerate() {
        (high, low) = add(high, low, value);
        if at >= length {
            (high, low) = add(high, low, -from[at - length]);
        }
        if let Some(place) = (at + 1).checked_sub(length) {
            to[place] = (high + low) / divisor;
        }
    }
}

/// `high + low + value`, with what `high` cannot hold in `low`.
#[inline]
fn add(high: f64, low: f64, value: f64) -> (f64, f64) {
    let sum = high + value;
    let part = sum - high;
    let error = (high - (sum - part)) + (value - part);
    (sum, low + error)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn whole(values: &[f64]) -> Series {
        Series {
            values: values.to_vec(),
            runs: std::iter::once(0..values.len()).collect(),
        }
    }

    #[test]
    fn windows_by_hand() {
        let series = whole(&[3.0, 1.0, 2.0, 5.0, 4.0]);
        let at_two = |function| apply(function, &series, 3).values[2..].to_vec();
        assert_eq!(at_two(WindowFunction::Highest), [3.0, 5.0, 5.0]);
        assert_eq!(at_two(WindowFunction::Lowest), [1.0, 1.0, 2.0]);
        assert_eq!(at_two(WindowFunction::Sum), [6.0, 8.0, 11.0]);
        assert_eq!(at_two(WindowFunction::Mean), [2.0, 8.0 / 3.0, 11.0 / 3.0]);
        assert!(apply(WindowFunction::Sum, &series, 6).runs.is_empty());
        assert!(apply(WindowFunction::Sum, &series, 0).runs.is_empty());
    }

    #[test]
    fn a_window_does_not_reach_over_a_hole() {
        let series = Series {
            values: vec![1.0; 7],
            runs: vec![0..3, 4..7],
        };
        assert_eq!(apply(WindowFunction::Sum, &series, 2).runs, [1..3, 5..7]);
    }

    #[test]
    fn a_spike_leaves_no_trace() {
        let series = whole(&[1.1, 2.2, 1e15, 3.3, 4.4, 5.5]);
        let mean = apply(WindowFunction::Mean, &series, 2);
        assert_eq!(mean.values[5].to_bits(), f64::midpoint(4.4, 5.5).to_bits());
    }

    proptest! {
        #[test]
        fn windows_equal_what_a_plain_loop_finds(
            values in proptest::collection::vec(-100.0..100.0_f64, 1..60),
            length in 1_usize..12,
        ) {
            let series = whole(&values);
            let highest = apply(WindowFunction::Highest, &series, length);
            let sum = apply(WindowFunction::Sum, &series, length);
            for (place, window) in values.windows(length).enumerate() {
                let at = place + length - 1;
                let expected = window.iter().copied().fold(f64::MIN, f64::max);
                prop_assert!((highest.values[at] - expected).abs() < 1e-300);
                prop_assert!((sum.values[at] - window.iter().sum::<f64>()).abs() < 1e-10);
            }
        }
    }
}
