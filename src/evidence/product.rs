//! Inner products of long rows: what statistics over many trials spend their time on.

use pulp::{Arch, Simd, WithSimd};

/// Sums that are kept side by side, so that the processor need not wait for one before it adds to the next.
const LANES: usize = 16;

/// The inner product of `values` with each of `rows`, which are as long.
///
/// The bits are the same on every machine: the instruction set is chosen at run time, but the order of additions is
/// always that of sixteen sums, and no multiplication is fused with an addition.
pub(super) fn products(values: &[f64], rows: &[Vec<f64>]) -> Vec<f64> {
    Arch::new().dispatch(Products { values, rows })
}

struct Products<'a> {
    values: &'a [f64],
    rows: &'a [Vec<f64>],
}

impl WithSimd for Products<'_> {
    type Output = Vec<f64>;

    #[expect(
        clippy::inline_always,
        reason = "only code inlined into the dispatched function is compiled for its instructions"
    )]
    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> Vec<f64> {
        let (values, last) = self.values.as_chunks::<LANES>();
        let mut products = Vec::with_capacity(self.rows.len());
        for row in self.rows {
            let (row, rest) = row.as_chunks::<LANES>();
            let mut sums = [0.0; LANES];
            for (a, b) in values.iter().zip(row) {
                for lane in 0..LANES {
                    sums[lane] += a[lane] * b[lane];
                }
            }
            for (lane, (a, b)) in last.iter().zip(rest).enumerate() {
                sums[lane] += a * b;
            }
            products.push(sums.iter().sum());
        }
        products
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_product_is_that_of_the_plain_sum_whatever_stands_beside_it() {
        for len in [0, 1, 15, 16, 17, 50] {
            let row = |seed: usize| -> Vec<f64> {
                (0..len)
                    .map(|at| ((at * 7919 + seed * 104_729) % 1009) as f64)
                    .collect()
            };
            let rows: Vec<Vec<f64>> = (1..=7).map(row).collect();
            let values = row(0);
            // Whole numbers: any order of additions is exact.
            let plain: Vec<f64> = rows
                .iter()
                .map(|row| values.iter().zip(row).map(|(a, b)| a * b).sum::<f64>())
                .collect();
            assert_eq!(products(&values, &rows), plain, "{len}");
            let halves = [products(&values, &rows[..3]), products(&values, &rows[3..])];
            assert_eq!(halves.concat(), plain, "{len}");
        }
    }
}
