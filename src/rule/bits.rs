//! Comparisons of columns, 64 bars to a word.

use pulp::{Arch, Simd, WithSimd};

/// Bars of a word.
const WORD: usize = 64;

/// Sets bit `i` of `words` to `holds(left[i], right[i])`, the lowest bit of the first word first; bits past the end are
/// 0. The columns are of one length, which the words are just enough for.
pub(super) fn compare(
    words: &mut [u64],
    left: &[f64],
    right: &[f64],
    holds: impl Fn(f64, f64) -> bool,
) {
    debug_assert!(left.len() == right.len() && words.len() == left.len().div_ceil(WORD));
    Arch::new().dispatch(Compare {
        words,
        left,
        right,
        holds,
    });
}

struct Compare<'a, F> {
    words: &'a mut [u64],
    left: &'a [f64],
    right: &'a [f64],
    holds: F,
}

impl<F: Fn(f64, f64) -> bool> WithSimd for Compare<'_, F> {
    type Output = ();

    #[expect(
        clippy::inline_always,
        reason = "only code inlined into the dispatched function is compiled for its instructions"
    )]
    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let (lefts, left) = self.left.as_chunks::<WORD>();
        let (rights, right) = self.right.as_chunks::<WORD>();
        let (words, last) = self.words.split_at_mut(lefts.len());
        for ((word, left), right) in words.iter_mut().zip(lefts).zip(rights) {
            // Eight rows of every eighth bit side by side: a step of all of them is a comparison, a shift and an or of
            // whole registers.
            let mut lanes = [0_u64; 8];
            let rows = left.as_chunks::<8>().0.iter().zip(right.as_chunks::<8>().0);
            for (left, right) in rows.rev() {
                for (lane, (left, right)) in lanes.iter_mut().zip(left.iter().zip(right)) {
                    *lane = *lane << 8 | u64::from((self.holds)(*left, *right));
                }
            }
            *word = lanes.iter().rev().fold(0, |word, lane| word << 1 | lane);
        }
        for word in last {
            let pairs = left.iter().zip(right).enumerate();
            *word = pairs.fold(0, |word, (at, (left, right))| {
                word | u64::from((self.holds)(*left, *right)) << at
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bit_is_its_own_comparison() {
        let number = |seed: usize| ((seed * 7919) % 31) as f64;
        for len in [0, 1, 63, 64, 65, 200, 256] {
            let left: Vec<f64> = (0..len).map(|at| number(at + 3)).collect();
            let right: Vec<f64> = (0..len).map(|at| number(at * 5)).collect();
            let mut words = vec![u64::MAX; len.div_ceil(64)];
            compare(&mut words, &left, &right, |a, b| a > b);
            for at in 0..words.len() * 64 {
                let expected = at < len && left[at] > right[at];
                assert_eq!(words[at / 64] >> (at % 64) & 1 == 1, expected, "{len} {at}");
            }
        }
    }
}
