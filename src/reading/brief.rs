//! A reading in one line: what a list of many series tells of each.

use serde::{Deserialize, Serialize};

use super::{LeftRange, LevelRow, Range, Reading, UnderWay, When};
use crate::analysis::Momentum;
use crate::{AsOf, Basis, LevelKey, Role, State, Timeframe};

/// One series at one close, as one line of many: the level that leads, the range, and where each level stands that
/// matters.
///
/// It is small where a [`Reading`] is not, so that thousands of them can be held.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Brief {
    /// Symbol.
    pub symbol: String,
    /// Span of a bar.
    pub timeframe: Timeframe,
    /// What the prices stand for.
    pub basis: Basis,
    /// The bar.
    pub time: When,
    /// Its close.
    pub close: f64,
    /// Change from the close before, in percent.
    pub change_pct: Option<f64>,
    /// Wilder's ATR of 14 bars, in price.
    pub atr_14: Option<f64>,
    /// Volume of the bar over the mean of the 50 bars before.
    pub rvol: Option<f64>,
    /// The level the line is about: the one that leads, or the one that was asked for.
    pub level: Option<LevelRow>,
    /// What that level is to the next close, see [`Row::acts_as`](super::Row::acts_as).
    pub acts_as: Option<Role>,
    /// What is under way there.
    pub under_way: Option<UnderWay>,
    /// Whether a test or break is under way there, or ended on the last bars.
    pub is_news: bool,
    /// The range price is in.
    pub range: Option<Range>,
    /// The range price left on one of the last bars.
    pub left_range: Option<LeftRange>,
    /// Momentum, as description.
    pub momentum: Momentum,
    /// Where each level stands that matters.
    pub levels: Vec<LevelState>,
}

/// Where a level stands at a close; dates as they are written everywhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LevelState {
    /// Its name outside one run.
    pub key: LevelKey,
    /// What it is to the price.
    pub role: Role,
    /// Where it stands in its life.
    pub state: State,
    /// `approach`, or the last thing that happened to it.
    pub label: String,
    /// Lower edge of the zone.
    pub low: f64,
    /// Upper edge of the zone.
    pub high: f64,
    /// Visits since it was known.
    pub tests: usize,
    /// The bar at whose close it became known.
    pub known_at: String,
    /// The bar at whose close it came to its state.
    pub state_since: String,
}

impl LevelState {
    fn of(row: &LevelRow) -> Self {
        Self {
            key: row.key.clone(),
            role: row.role,
            state: row.state,
            label: row.label.to_owned(),
            low: row.low,
            high: row.high,
            tests: row.tests,
            known_at: row.known_at.to_string(),
            state_since: row.state_since.to_string(),
        }
    }
}

impl Brief {
    /// One line of `reading`, which was made at `now`.
    pub fn of(reading: &Reading, now: &AsOf<'_>) -> Self {
        let lead = reading.lead();
        let levels = reading.rows.iter().flat_map(super::Row::levels);
        Self {
            symbol: reading.symbol.clone(),
            timeframe: reading.timeframe,
            basis: reading.basis,
            time: reading.time,
            close: reading.close,
            change_pct: reading.change_pct,
            atr_14: reading.atr_14,
            rvol: now.rvol(now.at()).map(super::rounded),
            level: lead.map(|row| row.level.clone()),
            acts_as: lead.map(|row| row.acts_as),
            under_way: lead.and_then(|row| row.under_way),
            is_news: lead.is_some_and(super::Row::is_news),
            range: reading.range.clone(),
            left_range: reading.left_range.clone(),
            momentum: reading.momentum,
            levels: levels.map(LevelState::of).collect(),
        }
    }

    /// The same line about another level of the reading; the line stays as it is if no row has it.
    #[must_use]
    pub fn about(mut self, reading: &Reading, id: crate::LevelId) -> Self {
        let rows = reading.rows.iter().chain(&reading.others);
        let found = rows
            .flat_map(|row| row.levels().map(move |level| (row, level)))
            .find(|(_, level)| level.id == id);
        if let Some((row, level)) = found {
            let speaks = row.level.id == id;
            self.level = Some(level.clone());
            self.acts_as = Some(row.acts_as);
            self.under_way = row.under_way.filter(|_| speaks);
            self.is_news = row.is_news();
            if !self.levels.iter().any(|it| it.key == level.key) {
                self.levels.push(LevelState::of(level));
            }
        }
        self
    }

    /// How far the middle of its level is from the close, in ATR; infinite without one.
    pub fn distance(&self) -> f64 {
        let dist = self.level.as_ref().and_then(|level| level.dist_atr);
        dist.map_or(f64::INFINITY, f64::abs)
    }
}
