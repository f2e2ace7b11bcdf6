//! Highest high and lowest low of the last bars, for several lengths at once.

use super::Role;
use super::compare::at_least;

/// Lengths that can be asked for, in bars.
const LENGTHS: [usize; 8] = [10, 15, 20, 30, 55, 60, 120, 252];

/// A window that ends with the bar read last.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    /// Its place among the lengths.
    place: usize,
}

impl Window {
    /// The window of so many bars. Asked for in constants: a length that is not kept does not compile.
    pub(crate) const fn of(bars: usize) -> Self {
        let mut place = 0;
        while LENGTHS[place] != bars {
            place += 1;
        }
        Self { place }
    }

    /// Its length.
    pub(crate) const fn bars(self) -> usize {
        LENGTHS[self.place]
    }
}

/// Bars that can still be the highest of some window, highest first: one list answers every length.
///
/// Amortized O(1) a bar, O(1) a question. For lows, push negated prices.
#[derive(Debug, Clone)]
struct RollingMax {
    /// `(bar, price)`: bars rise, prices fall. The first ones may be too old for any window.
    candidates: Vec<(usize, f64)>,
    /// Of each length, the place of its highest among the candidates.
    highest: [usize; LENGTHS.len()],
}

impl RollingMax {
    fn new() -> Self {
        Self {
            candidates: Vec::new(),
            highest: [0; LENGTHS.len()],
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
        let newest = self.candidates.len();
        self.candidates.push((at, price));
        for (highest, bars) in self.highest.iter_mut().zip(LENGTHS) {
            // Either this bar has passed it, or it may just have left the window, and the next one follows. Which happens
            // cannot be foretold, so both are reckoned.
            *highest = newest.min(*highest);
            *highest += usize::from(self.candidates[*highest].0 + bars <= at);
        }
        // What is too old for the longest window is cleared away once it is half of all.
        let [.., oldest] = self.highest;
        if oldest > newest / 2 {
            self.candidates.drain(..oldest);
            self.highest = self.highest.map(|place| place - oldest);
        }
    }

    fn highest(&self, window: Window) -> Option<(usize, f64)> {
        self.candidates.get(self.highest[window.place]).copied()
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
    pub(crate) fn new() -> Self {
        Self {
            highs: RollingMax::new(),
            lows: RollingMax::new(),
            bars: 0,
        }
    }

    /// Reads a bar, the one after the bar before.
    pub(crate) fn push(&mut self, at: usize, high: f64, low: f64) {
        self.highs.push(at, high);
        self.lows.push(at, -low);
        self.bars += 1;
    }

    /// The last bar of the highest high (for a support: of the lowest low, negated) of `window`; `None` while there are
    /// fewer bars.
    pub(crate) fn of_last(&self, window: Window, role: Role) -> Option<(usize, f64)> {
        let side = match role {
            Role::Resistance => &self.highs,
            Role::Support => &self.lows,
        };
        side.highest(window).filter(|_| window.bars() <= self.bars)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// A few prices only, so that many are equal, and a slope, so that windows hold bars of every age; all in sixteenths,
        /// which add up exactly.
        #[test]
        fn every_window_gives_the_last_bar_of_its_highest(
            steps in prop::collection::vec(0i32..6, 1..600),
            slope in prop::sample::select(vec![-0.0625, 0.0, 0.0625]),
            first_at in 0usize..300,
        ) {
            let prices: Vec<f64> =
                (0..).zip(&steps).map(|(at, &step)| f64::from(step) + slope * f64::from(at)).collect();
            let mut extremes = Extremes::new();
            for (index, &price) in prices.iter().enumerate() {
                extremes.push(first_at + index, price, price);
                for window in LENGTHS.map(Window::of) {
                    let expected = (index + 1).checked_sub(window.bars()).map(|first| {
                        let mut highest = first;
                        for later in first..=index {
                            if prices[later] >= prices[highest] {
                                highest = later;
                            }
                        }
                        (first_at + highest, prices[highest])
                    });
                    prop_assert_eq!(extremes.of_last(window, Role::Resistance), expected);
                }
            }
        }
    }
}
