//! Rows of eight values, stored or made from one.

use std::ops::Range;

use super::{Lanes, WIDTH};

/// One row a bar.
pub(super) trait Rows: Copy {
    /// The rows of a range of bars.
    fn rows(self, bars: Range<usize>) -> impl Iterator<Item = [f64; WIDTH]>;

    /// One value.
    fn value(self, at: usize, lane: usize) -> f64;
}

impl Rows for &Lanes {
    #[inline]
    fn rows(self, bars: Range<usize>) -> impl Iterator<Item = [f64; WIDTH]> {
        self.rows[bars].iter().copied()
    }

    #[inline]
    fn value(self, at: usize, lane: usize) -> f64 {
        self.rows[at][lane]
    }
}

/// One series in every lane.
#[derive(Clone, Copy)]
pub(super) struct Broadcast<'a>(pub(super) &'a [f64]);

impl Rows for Broadcast<'_> {
    #[inline]
    fn rows(self, bars: Range<usize>) -> impl Iterator<Item = [f64; WIDTH]> {
        self.0[bars].iter().map(|&value| [value; WIDTH])
    }

    #[inline]
    fn value(self, at: usize, _lane: usize) -> f64 {
        self.0[at]
    }
}
