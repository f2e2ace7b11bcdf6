//! What to look for.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::level::{Family, PivotRule, UserLevel, Zone};
use crate::market::{Bars, Basis, Ohlcv};
use crate::{Error, Result};

/// Settings of an analysis. The default looks for all families, with pivots by directional change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AnalysisConfig {
    /// Families to look for. Hvn and lvn need volume, round needs raw prices; where those are missing there are none.
    pub families: BTreeSet<Family>,
    /// How swings are found.
    pub pivot: PivotRule,
    /// Smallest price step of the venue: zones are at least this wide.
    pub tick: Option<f64>,
    /// Levels somebody gave.
    pub user: Vec<UserLevel>,
}

impl Default for AnalysisConfig {
    fn default() -> Self {
        Self {
            families: Family::ALL.into(),
            pivot: PivotRule::default(),
            tick: None,
            user: Vec::new(),
        }
    }
}

impl AnalysisConfig {
    /// The default settings for some families alone.
    pub fn of(families: impl IntoIterator<Item = Family>) -> Self {
        Self {
            families: families.into_iter().collect(),
            ..Self::default()
        }
    }

    /// The families that these bars can have.
    pub(super) fn families_of(&self, bars: &Bars) -> Vec<Family> {
        let can_have = |family: &Family| match family {
            Family::Hvn | Family::Lvn => bars.volume().is_some(),
            Family::Round => bars.basis() == Basis::Raw,
            _ => true,
        };
        self.families.iter().copied().filter(can_have).collect()
    }

    /// Checks that tick and given levels are prices.
    pub(crate) fn validate(&self, bars: &Bars) -> Result<()> {
        let is_price = |price: f64| Ohlcv::PRICES.contains(&price);
        if let Some(tick) = self.tick.filter(|tick| !is_price(*tick)) {
            return Err(Error::parameter(
                "tick",
                tick,
                "must be a price step from 1e-50 to 1e50",
            ));
        }
        let lowest = bars.low().iter().copied().fold(f64::INFINITY, f64::min);
        if let Some(tick) = self.tick.filter(|tick| *tick >= lowest) {
            let rule = format!("must be below the lowest price, {lowest}");
            return Err(Error::parameter("tick", tick, rule));
        }
        for given in &self.user {
            let Zone { low, high } = given.zone;
            let rule = match () {
                () if !is_price(low) || !is_price(high) => {
                    "must be a price from 1e-50 to 1e50, or a range of two"
                }
                () if low > high => "must have its lower price first",
                () => continue,
            };
            let range = if low.to_bits() == high.to_bits() {
                low.to_string()
            } else {
                format!("{low}..{high}")
            };
            return Err(Error::parameter("level", range, rule));
        }
        Ok(())
    }
}
