//! Highest high and lowest low of the last bars, for several lengths at once.

use super::Role;
use super::compare::at_least;

/// Bars that can still be the highest of some window, highest first: one structure answers every length up to its own.
///
/// Amortized O(1) a bar, O(log) a question. For lows, push negated prices.
#[derive(Debug, Clone)]
struct RollingMax {
    /// `(bar, price)`: bars rise, prices fall. The first ones may be too old for any window.
    candidates: Vec<(usize, f64)>,
    longest: usize,
}

impl RollingMax {
    fn new(longest: usize) -> Self {
        Self {
            candidates: Vec::new(),
            longest,
        }
    }

    fn push(&mut self, at: usize, price: f64) {
        while self
            .candidates
            .last()
            .is_some_and(|&(_, last)| at_least(price, last))
        {
            self.candidates.pop();
        }
        // Questions pass over what is too old for any window; it is cleared away once it is half of all.
        let middle = self.candidates.len() / 2;
        if self
            .candidates
            .get(middle)
            .is_some_and(|&(bar, _)| bar + self.longest <= at)
        {
            self.candidates.drain(..=middle);
        }
        self.candidates.push((at, price));
    }

    /// The last bar of the highest price among the `len` bars up to the one pushed last, for each of `lens`, which rise
    /// up to at most `longest`.
    fn of_last<const N: usize>(&self, lens: [usize; N]) -> [Option<(usize, f64)>; N] {
        debug_assert!(lens.is_sorted() && lens.iter().all(|&len| len <= self.longest));
        let Some((&last, before)) = self.candidates.split_last() else {
            return [None; N];
        };
        let (now, _) = last;
        let mut highest = last;
        let mut before = before.iter().rev().peekable();
        lens.map(|len| {
            while let Some(&candidate) = before.next_if(|&&(at, _)| at + len > now) {
                highest = candidate;
            }
            Some(highest)
        })
    }
}

/// Highest highs and lowest lows of one series.
#[derive(Debug, Clone)]
pub(crate) struct Extremes {
    highs: RollingMax,
    lows: RollingMax,
    bars: usize,
}

impl Extremes {
    /// Longest window that can be asked for, in bars.
    pub(crate) const LONGEST: usize = 252;

    pub(crate) fn new() -> Self {
        Self {
            highs: RollingMax::new(Self::LONGEST),
            lows: RollingMax::new(Self::LONGEST),
            bars: 0,
        }
    }

    pub(crate) fn push(&mut self, at: usize, high: f64, low: f64) {
        self.highs.push(at, high);
        self.lows.push(at, -low);
        self.bars += 1;
    }

    /// The last bar of the highest high (for a support: of the lowest low, negated) of the last bars, for each of `lens`,
    /// which rise; `None` while there are fewer bars.
    pub(crate) fn of_last<const N: usize>(
        &self,
        lens: [usize; N],
        role: Role,
    ) -> [Option<(usize, f64)>; N] {
        let mut extremes = match role {
            Role::Resistance => self.highs.of_last(lens),
            Role::Support => self.lows.of_last(lens),
        };
        let too_long = lens.partition_point(|&len| len <= self.bars);
        extremes[too_long..].fill(None);
        extremes
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
        let highest = [(5, 2.0), (5, 2.0), (3, 4.0), (3, 4.0)].map(Some);
        assert_eq!(rolling.of_last([1, 2, 3, 4]), highest);
        assert_eq!(rolling.of_last([2, 4]), [highest[1], highest[3]]);
    }
}
