//! What is known about like levels and like facts as of a bar, from the series itself and from many others.

use chrono::NaiveDate;
use serde::Serialize;

use super::control::{Context, Entry, entries};
use super::forward::{Forward, HORIZONS, Like, LikeFact, like_facts, returns};
use super::pooled::{FAMILIES, Pooled, SEED};
use super::{Measure, Rate, Tally};
use crate::analysis::Analysis;
use crate::level::{Family, Role};

/// The history of a series before a bar, to be compared with.
#[derive(Debug, Clone)]
pub struct Evidence<'a> {
    analysis: &'a Analysis,
    at: usize,
    date: NaiveDate,
    entries: Vec<Entry>,
    pooled: &'a Pooled,
}

/// How often like levels held: of the series itself, and of the pooled ones.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Held {
    /// In this series, before the bar.
    pub own: Option<Rate>,
    /// In the pooled series, in quarters that were over.
    pub pooled: Option<Rate>,
    /// The rate to tell: the pooled one, drawn towards that of all families.
    pub told: Option<f64>,
}

/// What followed like facts over one horizon.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Followed {
    /// Bars over which returns are measured.
    pub horizon: usize,
    /// In this series, before the bar.
    pub own: Option<Forward>,
    /// In the pooled series, in quarters that were over.
    pub pooled: Option<Forward>,
}

impl<'a> Evidence<'a> {
    /// What was known at the close of bar `at`, beside the table inside the program; `None` without a bar.
    pub fn of(analysis: &'a Analysis, at: usize) -> Option<Self> {
        Self::beside(analysis, at, Pooled::shipped())
    }

    /// The same beside another table.
    pub fn beside(analysis: &'a Analysis, at: usize, pooled: &'a Pooled) -> Option<Self> {
        let bar = analysis.bars().get(at)?;
        Some(Self {
            analysis,
            at,
            date: bar.time().date(),
            entries: entries(analysis, &FAMILIES, SEED, at),
            pooled,
        })
    }

    /// The table it is beside.
    pub fn pooled(&self) -> &'a Pooled {
        self.pooled
    }

    /// How often levels of that family and side held, by `measure`.
    pub fn held(&self, family: Family, role: Role, measure: Measure) -> Held {
        let like = |entry: &&Entry| entry.family == family && entry.role == role;
        let own = Tally::of(self.entries.iter().filter(like), measure, self.at);
        Held {
            own: Rate::of(&own, SEED),
            pooled: self
                .pooled
                .hold((family, role), Context::All, measure, self.date),
            told: self.pooled.told(family, role, measure, self.date),
        }
    }

    /// What prices did after like facts, over each of the [`HORIZONS`].
    pub fn followed(&self, like: Like, family: Family, role: Role) -> Vec<Followed> {
        let like: LikeFact = (like, family, role);
        let from = like_facts(self.analysis, self.at)
            .remove(&like)
            .unwrap_or_default();
        let bars = self.analysis.bars();
        let one = |horizon| {
            let after = returns(bars, from.iter().copied(), horizon, self.at);
            let any = returns(bars, 0..self.at, horizon, self.at);
            Followed {
                horizon,
                own: Forward::of(&after, &any, horizon, SEED),
                pooled: self.pooled.forward(like, horizon, self.date),
            }
        };
        HORIZONS.map(one).into()
    }
}
