//! What prices did after like facts, beside what they did anyway.
//!
//! After each bar on which a level of one family and side was broken, its break lasted or its break failed, the log return
//! of the close over the next 5, 10, 20 and 60 bars; beside it the return over as many bars from every bar of the same
//! series. Several such levels on one bar count once.
//!
//! ```text
//! excess = mean return after the facts - mean return after any bar
//! ```
//!
//! Its interval is the middle of resampled histories that draw whole calendar quarters, as that of a
//! [`Rate`](super::Rate). A return belongs to the quarter in which it was known.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::base_rate::RESAMPLES;
use super::control::quarter;
use super::{Edge, Interval, Random, normal};
use crate::analysis::Analysis;
use crate::backtest::metrics::quantile;
use crate::level::{Fact, FactKind, Family, LevelId, Role};
use crate::market::Bars;

/// Bars over which returns are measured.
pub const HORIZONS: [usize; 4] = [5, 10, 20, 60];

/// What happened to a level, after which returns are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Like {
    /// A close beyond it.
    Break,
    /// The break lasted ten bars, confirmed.
    Sustained,
    /// A close came back through it within ten bars of the break.
    Failed,
}

impl Like {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Break, Self::Sustained, Self::Failed];

    /// The word used in every output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Break => "break",
            Self::Sustained => "sustained",
            Self::Failed => "failed",
        }
    }

    fn of(kind: FactKind) -> Option<Self> {
        match kind {
            FactKind::Break | FactKind::GapBreak => Some(Self::Break),
            FactKind::Sustained => Some(Self::Sustained),
            FactKind::Failed => Some(Self::Failed),
            _ => None,
        }
    }
}

/// A kind of fact: what happened to a level of which family and side.
pub type LikeFact = (Like, Family, Role);

/// The bars up to `last` on which each kind of fact happened, oldest first.
pub fn like_facts(analysis: &Analysis, last: usize) -> BTreeMap<LikeFact, BTreeSet<usize>> {
    let mut roles: BTreeMap<LevelId, Role> = BTreeMap::new();
    let mut found: BTreeMap<LikeFact, BTreeSet<usize>> = BTreeMap::new();
    for Fact { at, level, kind } in analysis.as_of(last).facts() {
        let Some(id) = level else { continue };
        match kind {
            FactKind::Formed { role, .. }
            | FactKind::Merged { role, .. }
            | FactKind::Flipped { role } => {
                roles.insert(id, role);
            }
            _ => {
                if let (Some(like), Some(role), Some(level)) =
                    (Like::of(kind), roles.get(&id), analysis.level(id))
                {
                    let bars = found.entry((like, level.family, *role)).or_default();
                    bars.insert(at);
                }
            }
        }
    }
    found
}

/// Returns after some bars: how many, their sum, and how many were above 0.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Sums {
    pub(super) n: f64,
    pub(super) sum: f64,
    pub(super) up: f64,
}

impl Sums {
    pub(super) fn add(&mut self, other: Self, times: f64) {
        self.n += times * other.n;
        self.sum += times * other.sum;
        self.up += times * other.up;
    }

    fn mean(self) -> Option<f64> {
        (self.n > 0.0).then(|| self.sum / self.n)
    }
}

/// Returns by the quarter in which they were known.
pub(super) type Quarters = BTreeMap<i32, Sums>;

/// The returns over `horizon` bars from each of `from`, that were known before bar `before`.
pub(super) fn returns(
    bars: &Bars,
    from: impl IntoIterator<Item = usize>,
    horizon: usize,
    before: usize,
) -> Quarters {
    let mut quarters = Quarters::new();
    let close = bars.close();
    for at in from {
        let end = at + horizon;
        if end >= before.min(bars.len()) {
            continue;
        }
        let value = (close[end] / close[at]).ln();
        let one = Sums {
            n: 1.0,
            sum: value,
            up: f64::from(u8::from(value > 0.0)),
        };
        let sums = quarters.entry(quarter(bars.date(end))).or_default();
        sums.add(one, 1.0);
    }
    quarters
}

/// Returns after like facts beside those after any bar. Returns are shares of 1, in logs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Forward {
    /// Bars over which they are measured.
    pub horizon: usize,
    /// Facts whose return is known.
    pub n: usize,
    /// Mean return after them.
    pub mean: f64,
    /// Mean return after any bar.
    pub base: f64,
    /// The first less the second.
    pub excess: f64,
    /// Middle 95 % of the resampled excesses.
    pub excess_95: Interval,
    /// Share of the returns after them that were above 0.
    pub up: f64,
    /// Share of the returns after any bar that were above 0.
    pub base_up: f64,
    /// Probability of an excess as large as this if there were none, by a normal distribution of the resampled ones.
    pub p_value: f64,
}

impl Forward {
    /// `None` without a fact, or from fewer than 2 quarters.
    pub(super) fn of(after: &Quarters, any: &Quarters, horizon: usize, seed: u64) -> Option<Self> {
        let names: BTreeSet<i32> = after.keys().chain(any.keys()).copied().collect();
        let blocks: Vec<(Sums, Sums)> = names
            .iter()
            .map(|name| {
                let of = |quarters: &Quarters| quarters.get(name).copied().unwrap_or_default();
                (of(after), of(any))
            })
            .collect();
        let all = |times: &dyn Fn(usize) -> f64| {
            let mut both = (Sums::default(), Sums::default());
            for (place, block) in blocks.iter().enumerate() {
                both.0.add(block.0, times(place));
                both.1.add(block.1, times(place));
            }
            both
        };
        let (facts, bars) = all(&|_| 1.0);
        let (mean, base) = (facts.mean()?, bars.mean()?);
        if blocks.len() < 2 {
            return None;
        }
        let excesses: Vec<f64> = (0..RESAMPLES)
            .filter_map(|number| {
                let mut random = Random::new(seed, number);
                let mut times = vec![0.0; blocks.len()];
                for _ in 0..blocks.len() {
                    times[random.below(blocks.len())] += 1.0;
                }
                let (facts, bars) = all(&|place| times[place]);
                Some(facts.mean()? - bars.mean()?)
            })
            .collect();
        let excess = mean - base;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a count kept as floating point"
        )]
        let n = facts.n as usize;
        Some(Self {
            horizon,
            n,
            mean,
            base,
            excess,
            excess_95: Interval {
                low: quantile(&excesses, 0.025)?,
                high: quantile(&excesses, 0.975)?,
            },
            up: facts.up / facts.n,
            base_up: bars.up / bars.n,
            p_value: normal::two_sided(excess, &excesses),
        })
    }

    /// Whether the 95 % interval of the excess leaves 0 out.
    pub fn edge(&self) -> Edge {
        match self.excess_95 {
            Interval { low, .. } if low > 0.0 => Edge::More,
            Interval { high, .. } if high < 0.0 => Edge::Less,
            _ => Edge::None,
        }
    }
}
