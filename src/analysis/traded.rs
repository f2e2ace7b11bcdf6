//! The bars on which anything was traded; the others are absent for levels, ranges and clocks.

use std::ops::Range;

/// The traded bars of a series.
#[derive(Debug, Clone, Default)]
pub(super) struct Traded {
    /// Rising.
    bars: Vec<usize>,
    /// Number of all bars.
    len: usize,
}

impl Traded {
    pub(super) fn new(bars: Vec<usize>, len: usize) -> Self {
        Self { bars, len }
    }

    /// The last `count` of them up to and with bar `at`, oldest first; fewer where there are fewer.
    pub(super) fn last(&self, at: usize, count: usize) -> &[usize] {
        let known = &self.bars[..self.number(at)];
        &known[known.len().saturating_sub(count)..]
    }

    /// The first `count` of them after bar `at` up to and with bar `last`.
    pub(super) fn between(&self, at: usize, last: usize, count: usize) -> &[usize] {
        let first = self.number(at);
        let end = self.number(last).max(first);
        &self.bars[first..end.min(first + count)]
    }

    /// How many there are up to and with bar `at`.
    fn number(&self, at: usize) -> usize {
        if self.bars.len() == self.len {
            return self.len.min(at + 1);
        }
        self.bars.partition_point(|&bar| bar <= at)
    }

    /// The stretches of other bars up to and with bar `at`, oldest first.
    pub(super) fn gaps(&self, at: usize) -> Vec<Range<usize>> {
        let known = &self.bars[..self.number(at)];
        let next = known.iter().skip(1).copied().chain([at + 1]);
        let gaps = known.iter().zip(next).map(|(bar, next)| bar + 1..next);
        gaps.filter(|gap| !gap.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_counted_over_the_absent_ones() {
        let traded = Traded::new(vec![0, 1, 4, 5, 9], 12);
        assert_eq!(traded.last(6, 3), [1, 4, 5]);
        assert_eq!(traded.last(3, 9), [0, 1]);
        assert_eq!(traded.between(1, 5, 5), [4, 5]);
        assert_eq!(traded.between(1, 11, 1), [4]);
        assert_eq!(traded.between(5, 3, 5), [0usize; 0]);
        assert_eq!(traded.gaps(11), [2..4, 6..9, 10..12]);
        assert_eq!(traded.gaps(6), [2..4, 6..7]);
        assert_eq!(Traded::new(vec![0, 1, 2], 3).gaps(2), [0usize..0; 0]);
    }
}
