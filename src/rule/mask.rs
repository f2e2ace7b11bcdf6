//! On which bars a condition holds.

/// One bit a bar.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mask {
    words: Vec<u64>,
    len: usize,
}

impl Mask {
    /// No bar of `len`.
    pub fn none(len: usize) -> Self {
        Self {
            words: vec![0; len.div_ceil(64)],
            len,
        }
    }

    /// Every bar of `len`.
    pub fn all(len: usize) -> Self {
        let mut words = vec![u64::MAX; len.div_ceil(64)];
        if let (Some(last), 1..) = (words.last_mut(), len % 64) {
            *last = (1 << (len % 64)) - 1;
        }
        Self { words, len }
    }

    /// Number of bars.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no bars.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether the condition holds on bar `at`; false past the end.
    #[inline]
    pub fn get(&self, at: usize) -> bool {
        self.words
            .get(at / 64)
            .is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    /// Notes that it holds on bar `at`, which must exist.
    pub fn set(&mut self, at: usize) {
        debug_assert!(at < self.len);
        self.words[at / 64] |= 1 << (at % 64);
    }

    /// The first bar from `at` on.
    #[inline]
    pub fn next(&self, at: usize) -> Option<usize> {
        let mut index = at / 64;
        let mut word = *self.words.get(index)? & (u64::MAX << (at % 64));
        while word == 0 {
            index += 1;
            word = *self.words.get(index)?;
        }
        Some(index * 64 + word.trailing_zeros() as usize)
    }

    /// On how many bars it holds.
    pub fn count(&self) -> usize {
        self.words
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum()
    }

    /// The bars, rising.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        std::iter::successors(self.next(0), |at| self.next(at + 1))
    }

    /// The words behind it, 64 bars each, the first bar in the lowest bit.
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// Of such words; bits past the end must be 0.
    pub fn from_words(words: Vec<u64>, len: usize) -> Self {
        debug_assert_eq!(words.len(), len.div_ceil(64));
        Self { words, len }
    }

    /// Sets bars from `start` on by the bits of `words`, the lowest of the first word first.
    pub(super) fn put(&mut self, start: usize, words: &[u64]) {
        let (first, shift) = (start / 64, start % 64);
        for (index, word) in (first..).zip(words) {
            self.words[index] |= word << shift;
            if shift > 0 && word >> (64 - shift) != 0 {
                self.words[index + 1] |= word >> (64 - shift);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_come_to_their_place() {
        let holds = |at: usize| at * 7 % 5 < 2;
        let mut words = [0_u64; 4];
        (0..200)
            .filter(|at| holds(*at))
            .for_each(|at| words[at / 64] |= 1 << (at % 64));
        for start in [0, 1, 7, 63, 64, 100] {
            let mut mask = Mask::none(300);
            mask.put(start, &words);
            for at in 0..300 {
                let expected = at >= start && at < start + 200 && holds(at - start);
                assert_eq!(mask.get(at), expected, "{start} {at}");
            }
            let listed: Vec<usize> = mask.iter().collect();
            assert_eq!(listed.len(), mask.count());
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
