//! Base rates of many series, shipped as counts by quarter, so that one file of bars has something to be compared with.
//!
//! [`Pooled::shipped`] is the table inside the program; [`PooledBuilder`] makes one from any series. It holds counts and
//! sums only, no prices: for each family, side, context and measure the levels that were reached in a quarter, those that
//! held, and as many as would have by arbitrary prices of the same quarter and distance; for each like fact the returns
//! after it. As of a date only quarters that were over then are read.

mod build;
mod text;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use chrono::NaiveDate;
use serde::Serialize;

use super::base_rate::Expected;
use super::control::{Context, quarter};
use super::forward::{Forward, LikeFact, Quarters};
use super::{Measure, Rate, Shrinkage};
use crate::level::{Family, Role};

pub use build::{PooledBuilder, calibration};

/// Families whose levels are compared: rounds and given levels are no detector's.
pub const FAMILIES: [Family; 5] = [
    Family::Swing,
    Family::Shelf,
    Family::Extreme,
    Family::Hvn,
    Family::Lvn,
];
/// Seed of the resampled histories of a rate.
pub(in crate::evidence) const SEED: u64 = 1;

/// Where a pooled table comes from, and what it must not be taken for.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct PooledSource {
    /// File it was made from.
    pub name: String,
    /// SHA-256 of that file.
    pub sha256: String,
    /// Rules by which the levels were found.
    pub rules: String,
    /// Series.
    pub series: usize,
    /// Their bars.
    pub bars: usize,
    /// Date of the first bar.
    pub first: Option<NaiveDate>,
    /// Date of the last bar.
    pub last: Option<NaiveDate>,
    /// Largest lift of `k1` that any family shows on the same bars in permuted order: what the method finds where nothing
    /// is.
    pub noise_floor: f64,
    /// Expected calibration error of the `k1` rates on series that were left out for it, told walk-forward.
    pub ece: f64,
    /// Series left out for it, and their entries.
    pub held_out: (usize, usize),
    /// What the series are not.
    pub warning: String,
}

/// What a row of counts is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct HoldKey {
    pub(super) family: Family,
    pub(super) role: Role,
    pub(super) context: Context,
    pub(super) measure: Measure,
}

/// A table of base rates.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pooled {
    /// Where it comes from.
    pub source: PooledSource,
    holds: BTreeMap<HoldKey, BTreeMap<i32, Expected>>,
    returns: BTreeMap<(LikeFact, usize), Quarters>,
    base: BTreeMap<usize, Quarters>,
}

impl Pooled {
    /// The table inside the program.
    ///
    /// # Panics
    ///
    /// Never: a test reads it.
    pub fn shipped() -> &'static Self {
        static SHIPPED: OnceLock<Pooled> = OnceLock::new();
        SHIPPED.get_or_init(|| {
            let text = include_str!("us_800.txt");
            text.parse().expect("the table is read by a test")
        })
    }

    /// How often levels held in quarters that were over before `date`.
    pub fn hold(
        &self,
        (family, role): (Family, Role),
        context: Context,
        measure: Measure,
        date: NaiveDate,
    ) -> Option<Rate> {
        let key = HoldKey {
            family,
            role,
            context,
            measure,
        };
        let now = quarter(date);
        let quarters = self.holds.get(&key)?.range(..now).map(|(_, it)| *it);
        Rate::of_quarters(&quarters.collect::<Vec<_>>(), SEED)
    }

    /// The rate to tell of a family and side as of `date`: that of the quarters that were over, drawn towards that of all
    /// families as far as cells differ no more than chance has it. `None` before the first quarter was over.
    pub fn told(
        &self,
        family: Family,
        role: Role,
        measure: Measure,
        date: NaiveDate,
    ) -> Option<f64> {
        let now = quarter(date);
        let cell = |key: &HoldKey| {
            let over = self.holds.get(key)?.range(..now);
            Some(over.fold((0.0, 0.0), |sum, (_, it)| {
                (sum.0 + it.levels, sum.1 + it.held)
            }))
        };
        let key = |family, role| HoldKey {
            family,
            role,
            context: Context::All,
            measure,
        };
        let sides = [Role::Resistance, Role::Support];
        let cells = FAMILIES
            .into_iter()
            .flat_map(|family| sides.map(|role| key(family, role)));
        let cells: Vec<(f64, f64)> = cells.filter_map(|key| cell(&key)).collect();
        let (n, held) = cell(&key(family, role))?;
        Some(Shrinkage::of(&cells)?.rate(n, held))
    }

    /// Returns after like facts that were known in quarters that were over before `date`.
    pub fn forward(&self, like: LikeFact, horizon: usize, date: NaiveDate) -> Option<Forward> {
        let now = quarter(date);
        let over = |quarters: &Quarters| quarters.range(..now).map(|(&at, &it)| (at, it)).collect();
        let after: Quarters = over(self.returns.get(&(like, horizon))?);
        let any: Quarters = over(self.base.get(&horizon)?);
        Forward::of(&after, &any, horizon, SEED)
    }
}
