//! Rows of eight values, stored or made from one.

use std::ops::Range;

use super::{Lanes, WIDTH};

/// One bar of eight series. It fills a cache line: half as many lines are touched as where rows lie across two.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(64))]
pub(super) struct Eight(pub(super) [f64; WIDTH]);

/// One row a bar.
pub(super) trait Rows: Copy {
    /// Whether all lanes read one series.
    const IS_ONE_SERIES: bool;

    /// The rows of a range of bars.
    fn rows(self, bars: Range<usize>) -> impl Iterator<Item = [f64; WIDTH]>;

    /// One value.
    fn value(self, at: usize, lane: usize) -> f64;

    /// First bar of a lane that has a value.
    fn first(self, lane: usize) -> usize;
}

impl Rows for &Lanes {
    const IS_ONE_SERIES: bool = false;

    #[inline]
    fn rows(self, bars: Range<usize>) -> impl Iterator<Item = [f64; WIDTH]> {
        self.rows[bars].iter().map(|row| row.0)
    }

    #[inline]
    fn value(self, at: usize, lane: usize) -> f64 {
        self.rows[at].0[lane]
    }

    fn first(self, lane: usize) -> usize {
        self.first[lane]
    }
}

/// One series in every lane.
#[derive(Clone, Copy)]
pub(super) struct Broadcast<'a>(pub(super) &'a [f64]);

impl Rows for Broadcast<'_> {
    const IS_ONE_SERIES: bool = true;

    #[inline]
    fn rows(self, bars: Range<usize>) -> impl Iterator<Item = [f64; WIDTH]> {
        self.0[bars].iter().map(|&value| [value; WIDTH])
    }

    #[inline]
    fn value(self, at: usize, _lane: usize) -> f64 {
        self.0[at]
    }

    fn first(self, _lane: usize) -> usize {
        0
    }
}
