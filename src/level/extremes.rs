//! Highest high and lowest low of the last bars, for several lengths at once.

use std::collections::VecDeque;

use super::compare::at_least;

/// Bars that can still be the highest of some window, highest first: one structure answers every length up to its own.
///
/// Amortized O(1) a bar, O(log) a question. For lows, push negated prices.
#[derive(Debug, Clone)]
pub(crate) struct RollingMax {
    /// `(bar, price)`: bars rise, prices fall.
    candidates: VecDeque<(usize, f64)>,
    longest: usize,
}

impl RollingMax {
    pub(crate) fn new(longest: usize) -> Self {
        Self {
            candidates: VecDeque::new(),
            longest,
        }
    }

    pub(crate) fn push(&mut self, at: usize, price: f64) {
        while self
            .candidates
            .back()
            .is_some_and(|&(_, last)| at_least(price, last))
        {
            self.candidates.pop_back();
        }
        self.candidates.push_back((at, price));
        while self
            .candidates
            .front()
            .is_some_and(|&(first, _)| first + self.longest <= at)
        {
            self.candidates.pop_front();
        }
    }

    /// The last bar of the highest price among the `len` bars up to the one pushed last. `len` is at most `longest`.
    pub(crate) fn of_last(&self, len: usize) -> Option<(usize, f64)> {
        debug_assert!(len <= self.longest);
        let &(now, _) = self.candidates.back()?;
        let first = self.candidates.partition_point(|&(at, _)| at + len <= now);
        self.candidates.get(first).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_gives_the_last_bar_of_its_highest() {
        let prices = [5.0, 3.0, 4.0, 4.0, 1.0, 2.0];
        let mut rolling = RollingMax::new(4);
        for (at, &price) in prices.iter().enumerate() {
            rolling.push(at, price);
        }
        assert_eq!(rolling.of_last(1), Some((5, 2.0)));
        assert_eq!(rolling.of_last(2), Some((5, 2.0)));
        assert_eq!(rolling.of_last(3), Some((3, 4.0)));
        assert_eq!(rolling.of_last(4), Some((3, 4.0)));
    }
}
