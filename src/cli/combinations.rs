//! Which combinations of a grid are tried.

use std::collections::BTreeSet;

use crate::backtest::Grid;
use crate::evidence::Random;
use crate::strategy::StrategyFile;
use crate::{Error, Result};

/// Combinations that a constraint looks at, at most.
const MOST_CHECKED: usize = 10_000_000;

/// The combinations that a strategy allows of a grid, which was written as `text`; `None` if that is all of them.
pub(super) fn allowed(
    (file, grid): (&StrategyFile, &Grid),
    text: &str,
) -> Result<Option<Vec<usize>>> {
    if !file.is_constrained() {
        return Ok(None);
    }
    let all = grid.len();
    if all > MOST_CHECKED {
        let rule =
            format!("has {all} combinations, of which a constraint can look at {MOST_CHECKED}");
        return Err(Error::parameter("grid", text, rule));
    }
    let mut allowed = Vec::new();
    for index in 0..all {
        if file.allows(&grid.parameters(index))? {
            allowed.push(index);
        }
    }
    if allowed.is_empty() {
        let rule = "has no combination that the constraint allows";
        return Err(Error::parameter("grid", text, rule));
    }
    Ok(Some(allowed))
}

/// So many different numbers below `all`, rising, each set of them as likely as any other (R. W. Floyd, in J. Bentley,
/// "Programming Pearls", Communications of the ACM, September 1987).
pub(super) fn sample(count: usize, all: usize, seed: u64) -> Vec<usize> {
    let mut random = Random::new(seed, 0);
    let mut drawn = BTreeSet::new();
    for last in all - count..all {
        if !drawn.insert(random.below(last + 1)) {
            drawn.insert(last);
        }
    }
    drawn.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_has_so_many_different_numbers_and_reaches_all_of_them() {
        let mut seen = BTreeSet::new();
        for seed in 0..200 {
            let drawn = sample(3, 10, seed);
            assert!(drawn.windows(2).all(|pair| pair[0] < pair[1]));
            assert_eq!(drawn.len(), 3);
            seen.extend(drawn);
        }
        assert_eq!(seen, (0..10).collect());
        assert_eq!(sample(10, 10, 1), (0..10).collect::<Vec<_>>());
        let huge = sample(20, 1_000_000_000_000, 1);
        assert!(huge.len() == 20 && huge[19] > 100_000_000_000);
    }

    #[test]
    fn a_constraint_leaves_combinations_out() {
        let text = "where = 'fast < slow'\n[parameters]\nfast = 1\nslow = 2\n[long]\nenter = 'close > 0'\n";
        let file = StrategyFile::parse(text, "x.toml").unwrap();
        let grid = "fast=10..30:10,slow=10..30:10";
        let tried = |file: &StrategyFile| {
            let grid = Grid::parse(grid).unwrap();
            allowed((file, &grid), "grid").map(Option::unwrap)
        };
        // 10/20, 10/30, 20/30 of nine.
        assert_eq!(tried(&file).unwrap(), [1, 2, 5]);
        let more = file.clone().with_constraint("slow - fast > 10").unwrap();
        assert_eq!(tried(&more).unwrap(), [2]);
        let none = file.with_constraint("slow > 99").unwrap();
        assert!(tried(&none).is_err());
    }
}
