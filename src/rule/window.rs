//! Functions of the last bars: extremes, sums, counts.

use std::collections::VecDeque;

use super::word::Word;
use crate::indicator::Column;

/// Applies the word to every window of `length` bars that is defined throughout. A window of no bars is not defined.
pub(super) fn apply(word: Word, of: &Column, length: usize) -> Column {
    let mut column = Column::missing(of.len());
    for (start, from) in of.runs() {
        if length == 0 || from.len() < length {
            continue;
        }
        let defined = start + length - 1..start + from.len();
        let to = column.places(defined.clone());
        match word {
            Word::Highest => extremes(from, length, to, |a, b| a >= b),
            Word::Lowest => extremes(from, length, to, |a, b| a <= b),
            Word::Mean => sums(from, length, to, length as f64),
            _ => sums(from, length, to, 1.0),
        }
        column.define(defined);
    }
    column
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
/// rounded from the same sum whatever came before. The mean of equal values is that value, not their rounded sum divided.
#[expect(clippy::float_cmp, reason = "copies compare exactly")]
fn sums(from: &[f64], length: usize, to: &mut [f64], divisor: f64) {
    let (mut high, mut low) = (0.0, 0.0);
    // Equal values up to this one.
    let (mut last, mut equal) = (f64::NAN, 0);
    for (at, &value) in from.iter().enumerate() {
        (high, low) = add(high, low, value);
        if at >= length {
            (high, low) = add(high, low, -from[at - length]);
        }
        equal = if value == last { equal + 1 } else { 1 };
        last = value;
        if let Some(place) = (at + 1).checked_sub(length) {
            let is_flat_mean = equal >= length && divisor > 1.0;
            to[place] = if is_flat_mean {
                value
            } else {
                (high + low) / divisor
            };
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

    fn whole(values: &[f64]) -> Column {
        values.iter().copied().map(Some).collect()
    }

    fn from_two(column: &Column) -> Vec<f64> {
        column.iter().skip(2).flatten().collect()
    }

    #[test]
    fn windows_by_hand() {
        let column = whole(&[3.0, 1.0, 2.0, 5.0, 4.0]);
        let at_two = |word| from_two(&apply(word, &column, 3));
        assert_eq!(at_two(Word::Highest), [3.0, 5.0, 5.0]);
        assert_eq!(at_two(Word::Lowest), [1.0, 1.0, 2.0]);
        assert_eq!(at_two(Word::Sum), [6.0, 8.0, 11.0]);
        assert_eq!(at_two(Word::Mean), [2.0, 8.0 / 3.0, 11.0 / 3.0]);
        assert_eq!(apply(Word::Sum, &column, 6).first_valid(), None);
        assert_eq!(apply(Word::Sum, &column, 0).first_valid(), None);
    }

    #[test]
    fn a_window_does_not_reach_over_a_hole() {
        let values = [1.0, 1.0, 1.0, f64::NAN, 1.0, 1.0, 1.0];
        let sum = apply(Word::Sum, &whole(&values), 2);
        assert_eq!(sum.ranges(), [1..3, 5..7]);
    }

    #[test]
    fn the_mean_of_equal_values_is_that_value() {
        // 0.1 + 0.1 + 0.1 is 0.30000000000000004, a third of which is not 0.1.
        let column = whole(&[0.4, 0.1, 0.1, 0.1, 0.2]);
        let mean = apply(Word::Mean, &column, 3);
        assert_eq!(mean.get(3), Some(0.1));
        assert_eq!(apply(Word::Sum, &column, 3).get(3), Some(0.1 + 0.1 + 0.1));
    }

    #[test]
    fn a_spike_leaves_no_trace() {
        let column = whole(&[1.1, 2.2, 1e15, 3.3, 4.4, 5.5]);
        let mean = apply(Word::Mean, &column, 2);
        assert_eq!(mean.get(5), Some(f64::midpoint(4.4, 5.5)));
    }

    proptest! {
        #[test]
        fn windows_equal_what_a_plain_loop_finds(
            values in proptest::collection::vec(-100.0..100.0_f64, 1..60),
            length in 1_usize..12,
        ) {
            let column = whole(&values);
            let highest = apply(Word::Highest, &column, length);
            let sum = apply(Word::Sum, &column, length);
            for (place, window) in values.windows(length).enumerate() {
                let at = place + length - 1;
                let expected = window.iter().copied().fold(f64::MIN, f64::max);
                prop_assert!((highest.get(at).unwrap() - expected).abs() < 1e-300);
                prop_assert!((sum.get(at).unwrap() - window.iter().sum::<f64>()).abs() < 1e-10);
            }
        }
    }
}
