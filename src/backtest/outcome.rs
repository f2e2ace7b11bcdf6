//! A run, and what it would have been on the kindest path.

use super::{BacktestConfig, Input, Path, Run, run};
use crate::Result;
use crate::strategy::Strategy;

/// A run by the worst case and, where that decided anything, the same run by the best case: the difference is what
/// rests on the unknown order of prices inside a bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The run as configured.
    pub run: Run,
    /// The run with targets before stops, if there was a bar that reached both.
    pub best_case: Option<Run>,
}

impl Outcome {
    /// Runs `strategy` over `inputs`, once or twice.
    ///
    /// # Errors
    ///
    /// Those of [`run`].
    pub fn of<S: Strategy + ?Sized>(
        inputs: &[Input<'_>],
        strategy: &mut S,
        config: &BacktestConfig,
    ) -> Result<Self> {
        let worst = run(inputs, strategy, config)?;
        let best_case = if worst.ambiguous_exits > 0 && config.path == Path::Worst {
            let config = BacktestConfig {
                path: Path::Best,
                ..config.clone()
            };
            Some(run(inputs, strategy, &config)?)
        } else {
            None
        };
        Ok(Self {
            run: worst,
            best_case,
        })
    }
}
