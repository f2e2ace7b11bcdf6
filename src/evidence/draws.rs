//! How many random runs, from which seed, and who is told of each.

use std::fmt;

/// Random runs to compare with.
#[derive(Clone, Copy)]
pub struct Draws<'t> {
    /// Number of runs.
    pub count: usize,
    /// Seed of the random numbers; run k draws from stream k, so that threads change nothing.
    pub seed: u64,
    /// Called once for each run that is done, from any thread.
    pub told: &'t (dyn Fn() + Sync),
}

impl Draws<'_> {
    /// `count` runs from `seed`, of which nobody is told.
    pub fn silent(count: usize, seed: u64) -> Self {
        Self {
            count,
            seed,
            told: &|| {},
        }
    }
}

impl fmt::Debug for Draws<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draws")
            .field("count", &self.count)
            .field("seed", &self.seed)
            .finish_non_exhaustive()
    }
}
