//! Gap-free stretches of a series.

use std::ops::Range;

/// Iterator over the gap-free stretches of [`Bars`](super::Bars), oldest first, covering every bar once.
///
/// A gap stands where the source had a row that could not become a bar. Studies start anew after it, because a sum or
/// an average over a hole is not what its name says; levels follow on, since a price zone does not lapse with one row.
#[derive(Debug, Clone)]
pub struct Segments<'a> {
    gaps: &'a [usize],
    start: usize,
    len: usize,
}

impl<'a> Segments<'a> {
    /// `gaps` holds, rising, the bars before which something is missing; none is 0.
    pub(super) fn new(gaps: &'a [usize], len: usize) -> Self {
        Self {
            gaps,
            start: 0,
            len,
        }
    }
}

impl Iterator for Segments<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        if self.start >= self.len {
            return None;
        }
        let end = match self.gaps.split_first() {
            Some((&gap, rest)) => {
                self.gaps = rest;
                gap
            }
            None => self.len,
        };
        let segment = self.start..end;
        self.start = end;
        Some(segment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_cut_the_series_and_every_bar_is_in_one_segment() {
        assert_eq!(
            Segments::new(&[3, 4], 6).collect::<Vec<_>>(),
            [0..3, 3..4, 4..6]
        );
        assert_eq!(Segments::new(&[], 2).collect::<Vec<_>>(), vec![0..2]);
        assert_eq!(Segments::new(&[], 0).count(), 0);
    }
}
