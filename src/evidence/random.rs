//! Random numbers from a seed.

/// The xoshiro256++ generator of Blackman and Vigna (2019), seeded by `SplitMix64`.
///
/// Own, so that the numbers a seed gives never change with a dependency.
#[derive(Debug, Clone)]
pub struct Random {
    state: [u64; 4],
}

impl Random {
    /// The stream `stream` of `seed`. Streams let any number of threads share work and still draw the same numbers.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut mix = seed ^ stream.wrapping_mul(0xd134_2543_de82_ef95);
        let mut next = || {
            mix = mix.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = mix;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        };
        Self {
            state: [next(), next(), next(), next()],
        }
    }

    /// 64 random bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        let s = &mut self.state;
        let result = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        result
    }

    /// A number in [0, 1).
    #[inline]
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number below `bound`, which is above 0. The bias of the multiplication is below `bound / 2^64`.
    #[inline]
    pub fn below(&mut self, bound: usize) -> usize {
        debug_assert!(bound > 0);
        let product = u128::from(self.bits()) * bound as u128;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the upper half is below the bound"
        )]
        let drawn = (product >> 64) as usize;
        drawn
    }

    /// Puts `items` in random order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of the crate `rand_xoshiro` (0.7, src/splitmix64.rs and src/xoshiro256plusplus.rs), which its authors
    /// took from the reference programs at prng.di.unimi.it: `SplitMix64` from 1477776061723855037, xoshiro256++ from the
    /// state 1, 2, 3, 4.
    #[test]
    fn the_numbers_are_the_published_ones() {
        let seeded = Random::new(1_477_776_061_723_855_037, 0);
        let split_mix = [
            1_985_237_415_132_408_290,
            2_979_275_885_539_914_483,
            13_511_426_838_097_143_398,
            8_488_337_342_461_049_707,
        ];
        assert_eq!(seeded.state, split_mix);
        let mut random = Random {
            state: [1, 2, 3, 4],
        };
        let xoshiro = [
            41_943_041,
            58_720_359,
            3_588_806_011_781_223,
            3_591_011_842_654_386,
            9_228_616_714_210_784_205,
            9_973_669_472_204_895_162,
            14_011_001_112_246_962_877,
            12_406_186_145_184_390_807,
            15_849_039_046_786_891_736,
            10_450_023_813_501_588_000,
        ];
        assert_eq!(xoshiro.map(|_| random.bits()), xoshiro);
    }

    #[test]
    fn a_seed_gives_the_same_numbers_and_streams_differ() {
        let draw = |seed, stream| Random::new(seed, stream).bits();
        assert_eq!(draw(1, 2), draw(1, 2));
        assert_ne!(draw(1, 2), draw(1, 3));
        assert_ne!(draw(1, 2), draw(2, 2));
    }

    #[test]
    fn numbers_fill_their_range_evenly() {
        let mut random = Random::new(7, 0);
        let mut counts = [0_u32; 10];
        for _ in 0..100_000 {
            counts[random.below(10)] += 1;
        }
        // Five standard deviations of a binomial count, sqrt(100,000 * 0.1 * 0.9) = 95.
        assert!(counts.iter().all(|count| count.abs_diff(10_000) < 475));
        let mean: f64 = (0..10_000).map(|_| random.unit()).sum::<f64>() / 10_000.0;
        assert!((mean - 0.5).abs() < 0.015);
    }
}
