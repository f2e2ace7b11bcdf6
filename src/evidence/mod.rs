//! Whether it held: how much of a result is luck.
//!
//! Statistics of returns and trades that ask what a result would look like without skill: [`probabilistic_sharpe`] and
//! [`deflated_sharpe`], [`Overfit`] (probability of backtest overfitting), [`RealityCheck`], [`CurveIntervals`]; and
//! what the same money would have done otherwise: [`RandomEntries`], [`Placebo`] levels, [`CostStress`]. [`judge`] puts
//! all of it together. All
//! randomness comes from a seed, and the same seed gives the same figures for any number of threads. Nothing here knows
//! about charts or words of reports, but for the [`Verdict`].

mod bootstrap;
mod draws;
mod interval;
mod judge;
pub mod normal;
mod overfit;
mod placebo;
mod product;
mod random;
mod random_entry;
mod reality_check;
mod return_shape;
mod stress;
mod track_record;
mod trades_needed;
mod verdict;

pub use bootstrap::{StationaryBootstrap, block_length};
pub use draws::Draws;
pub use interval::{CurveIntervals, Interval};
pub use judge::{Case, Control, Controls, Holding, Judgement, Selection, Watch, hold, judge};
pub use overfit::Overfit;
pub use placebo::Placebo;
pub use random::Random;
pub use random_entry::RandomEntries;
pub use reality_check::RealityCheck;
pub use return_shape::ReturnShape;
pub use stress::{CostStress, StressStep};
pub use track_record::{
    deflated_sharpe, effective_trials, expected_best_sharpe, minimum_track_record,
    probabilistic_sharpe,
};
pub use trades_needed::trades_needed;
pub use verdict::{Honesty, Judged, Verdict};
