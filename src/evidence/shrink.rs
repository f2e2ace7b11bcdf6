//! Rates of small cells, drawn towards those of the cells they are part of.

/// How strongly cells are drawn towards their mean: as if each had seen `weight` more cases at the rate `mean`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shrinkage {
    /// The rate of all cells together.
    pub mean: f64,
    /// Cases that the mean counts for; infinite where cells differ no more than chance has it.
    pub weight: f64,
}

impl Shrinkage {
    /// Of cells of `(cases, happened)`, by the method of moments of a beta distribution between cells:
    ///
    /// ```text
    /// p0 = sum s / sum n      S = sum n (s/n - p0)^2      N = sum n - sum n^2 / sum n
    /// tau^2 = max(0, (S - (cells - 1) p0 (1 - p0)) / N)   weight = p0 (1 - p0) / tau^2 - 1
    /// ```
    ///
    /// `None` without a case.
    pub fn of(cells: &[(f64, f64)]) -> Option<Self> {
        let cells: Vec<_> = cells.iter().filter(|cell| cell.0 > 0.0).collect();
        let n: f64 = cells.iter().map(|cell| cell.0).sum();
        if n <= 0.0 {
            return None;
        }
        let mean = cells.iter().map(|cell| cell.1).sum::<f64>() / n;
        let chance = mean * (1.0 - mean);
        let spread: f64 = cells.iter().map(|(n, s)| n * (s / n - mean).powi(2)).sum();
        let squares: f64 = cells.iter().map(|(n, _)| n * n).sum();
        let between = (spread - (cells.len() as f64 - 1.0) * chance) / (n - squares / n);
        let weight = if between > 0.0 {
            (chance / between - 1.0).max(0.0)
        } else {
            f64::INFINITY
        };
        Some(Self { mean, weight })
    }

    /// The rate to tell of a cell of `n` cases of which `s` happened: `(s + weight mean) / (n + weight)`.
    pub fn rate(self, n: f64, s: f64) -> f64 {
        if self.weight.is_finite() {
            (s + self.weight * self.mean) / (n + self.weight)
        } else {
            self.mean
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_differ_by_chance_alone_are_told_as_their_mean() {
        let same = Shrinkage::of(&[(100.0, 50.0), (100.0, 50.0), (100.0, 50.0)]).unwrap();
        assert!(same.weight.is_infinite());
        assert!((same.rate(10.0, 9.0) - 0.5).abs() < 1e-12);
    }

    #[test]
    fn cells_that_differ_keep_most_of_their_own_rate() {
        // By hand: p0 0.5, S = 2 * 1000 * 0.04 = 80, N = 1000, tau^2 = (80 - 0.25) / 1000 = 0.07975.
        let found = Shrinkage::of(&[(1000.0, 300.0), (1000.0, 700.0)]).unwrap();
        assert!((found.weight - (0.25 / 0.07975 - 1.0)).abs() < 1e-9);
        let expected = (300.0 + found.weight * 0.5) / (1000.0 + found.weight);
        assert!((found.rate(1000.0, 300.0) - expected).abs() < 1e-12);
    }
}
