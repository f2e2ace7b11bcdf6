//! Inner products of long rows: what statistics over many trials spend their time on.

/// Sums that are kept side by side, so that the processor need not wait for one before it adds to the next: a sweep of
/// 10,000 pairs with its box on luck takes twice as long with a single sum.
const LANES: usize = 16;

/// The inner product of `a` and `b`, which are as long. The order of additions is the same on every machine.
pub(super) fn product(a: &[f64], b: &[f64]) -> f64 {
    let (a, last_a) = a.as_chunks::<LANES>();
    let (b, last_b) = b.as_chunks::<LANES>();
    let mut sums = [0.0; LANES];
    for (a, b) in a.iter().zip(b) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    for (lane, (a, b)) in last_a.iter().zip(last_b).enumerate() {
        sums[lane] += a * b;
    }
    sums.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_is_the_plain_sum() {
        for len in [0, 1, 15, 16, 17, 50] {
            let row = |seed: usize| -> Vec<f64> {
                (0..len)
                    .map(|at| ((at * 7919 + seed * 104_729) % 1009) as f64)
                    .collect()
            };
            // Whole numbers: any order of additions is exact.
            let (a, b) = (row(0), row(1));
            let plain: f64 = a.iter().zip(&b).map(|(a, b)| a * b).sum();
            assert!((product(&a, &b) - plain).abs() < 0.5, "{len}");
        }
    }
}
