//! Whether it held: how much of a result is luck.
//!
//! Statistics of returns and trades that ask what a result would look like without skill: [`probabilistic_sharpe`] and
//! [`deflated_sharpe`], [`Overfit`] (probability of backtest overfitting), [`RealityCheck`], [`CurveIntervals`]; and
//! what the same money would have done otherwise: [`RandomEntries`], [`Placebo`] levels, [`CostStress`]. [`judge`] puts
//! all of it together. All
//! randomness comes from a seed, and the same seed gives the same figures for any number of threads. Nothing here knows
//! about charts or words of reports, but for the [`Verdict`].

mod base_rate;
mod beside;
mod bootstrap;
mod calibration;
mod control;
mod draws;
mod event_study;
mod forward;
mod interval;
mod judge;
pub mod normal;
mod null;
mod outcome;
mod overfit;
mod panel;
mod permuted;
mod placebo;
mod pooled;
mod product;
mod random;
mod random_entry;
mod reality_check;
mod registry;
mod relative;
mod return_shape;
mod shrink;
mod stress;
mod track_record;
mod trades_needed;
mod verdict;

pub use base_rate::{Edge, Rate, Tally};
pub use beside::{Evidence, Followed, Held};
pub use bootstrap::{StationaryBootstrap, block_length};
pub use calibration::{Reliability, ReliabilityBin, auc};
pub use control::{Context, Entry, entries};
pub use draws::Draws;
pub use event_study::{Abnormal, EventStudy, Gap, Model, Reaction, StudyConfig};
pub use forward::{Forward, HORIZONS, Like, LikeFact, like_facts};
pub use interval::{CurveIntervals, Interval, MarketIntervals};
pub use judge::{Case, Control, Controls, Holding, Judgement, Selection, Watch, hold, judge};
pub use null::{planted, random_entries};
pub use outcome::{Measure, Outcome};
pub use overfit::Overfit;
pub use panel::{Null, Panel, default_planted_edge, planted_edge};
pub use permuted::permuted;
pub use placebo::{Placebo, ShareBeside};
pub use pooled::{FAMILIES, Pooled, PooledBuilder, PooledSource, calibration};
pub use random::Random;
pub use random_entry::{Contest, RandomEntries};
pub use reality_check::RealityCheck;
pub use registry::discoveries;
pub use relative::Relative;
pub use return_shape::ReturnShape;
pub use shrink::Shrinkage;
pub use stress::{CostStress, StressStep};
pub use track_record::{
    deflated_sharpe, effective_trials, expected_best_sharpe, minimum_track_record,
    probabilistic_sharpe,
};
pub use trades_needed::trades_needed;
pub use verdict::{FEWEST_TRADES, Honesty, Judged, LevelEdge, Verdict};
