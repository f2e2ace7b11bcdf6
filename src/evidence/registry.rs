//! Many questions at once: which answers stand when each of them could be chance.

/// Which of the tests with these p-values are discoveries, if a share of at most `q` of the discoveries may be false.
///
/// Source: Y. Benjamini and Y. Hochberg, "Controlling the False Discovery Rate", Journal of the Royal Statistical Society B,
/// 1995: with the p-values sorted, the largest k with `p(k) <= q k / m`, and all that come before it.
///
/// ```
/// use strandline::evidence::discoveries;
///
/// assert_eq!(discoveries(&[0.04, 0.001, 0.5, 0.03], 0.10), [true, true, false, true]);
/// assert_eq!(discoveries(&[0.2, 0.4], 0.10), [false, false]);
/// ```
pub fn discoveries(p_values: &[f64], q: f64) -> Vec<bool> {
    let mut sorted = p_values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let tests = sorted.len() as f64;
    let last = sorted
        .iter()
        .enumerate()
        .filter(|&(place, &p)| p <= q * (place + 1) as f64 / tests)
        .map(|(_, &p)| p)
        .next_back();
    let is_found = |p: &f64| last.is_some_and(|last| *p <= last);
    p_values.iter().map(is_found).collect()
}
