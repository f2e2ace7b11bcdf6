//! On which bars a condition holds.

/// One bit a bar.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Mask {
    words: Vec<u64>,
    len: usize,
}

impl Mask {
    /// No bar of `len`.
    pub(crate) fn none(len: usize) -> Self {
        Self {
            words: vec![0; len.div_ceil(64)],
            len,
        }
    }

    /// Every bar of `len`.
    pub(crate) fn all(len: usize) -> Self {
        let mut words = vec![u64::MAX; len.div_ceil(64)];
        if let (Some(last), 1..) = (words.last_mut(), len % 64) {
            *last = (1 << (len % 64)) - 1;
        }
        Self { words, len }
    }

    /// Whether the condition holds on bar `at`; false past the end.
    #[inline]
    pub(crate) fn get(&self, at: usize) -> bool {
        self.words
            .get(at / 64)
            .is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    /// Notes that it holds on bar `at`, which must exist.
    pub(crate) fn set(&mut self, at: usize) {
        debug_assert!(at < self.len);
        self.words[at / 64] |= 1 << (at % 64);
    }

    /// The first bar from `at` on.
    #[inline]
    pub(crate) fn next(&self, at: usize) -> Option<usize> {
        let mut index = at / 64;
        let mut word = *self.words.get(index)? & (u64::MAX << (at % 64));
        while word == 0 {
            index += 1;
            word = *self.words.get(index)?;
        }
        Some(index * 64 + word.trailing_zeros() as usize)
    }

    /// The bars, rising.
    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> {
        std::iter::successors(self.next(0), |at| self.next(at + 1))
    }

    /// Sets the bars from `at` on by the bits of `word`, the lowest first.
    pub(super) fn put(&mut self, at: usize, word: u64) {
        let (index, shift) = (at / 64, at % 64);
        self.words[index] |= word << shift;
        if shift > 0 && word >> (64 - shift) != 0 {
            self.words[index + 1] |= word >> (64 - shift);
        }
    }

    /// Keeps the bars on which `other`, of as many bars, holds too.
    pub(super) fn keep(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_come_to_their_place() {
        let holds = |at: usize| at * 7 % 5 < 2;
        for start in [0, 1, 7, 63, 64, 100] {
            let mut mask = Mask::none(300);
            for block in (0..200).step_by(50) {
                let held = (0..50).filter(|at| holds(block + at));
                mask.put(start + block, held.map(|at| 1 << at).sum());
            }
            for at in 0..300 {
                let expected = at >= start && at < start + 200 && holds(at - start);
                assert_eq!(mask.get(at), expected, "{start} {at}");
            }
            let listed: Vec<usize> = mask.iter().collect();
            assert!(listed.iter().all(|at| mask.get(*at)));
        }
        assert!(!Mask::none(10).get(1000));
        for len in [0, 1, 63, 64, 65] {
            let all: Vec<usize> = Mask::all(len).iter().collect();
            assert_eq!(all, (0..len).collect::<Vec<_>>());
        }
        assert_eq!(Mask::none(70).next(3), None);
    }
}
