//! What a rule may know of one moment besides the bars: the open position, a level.

use super::word::Word;
use crate::level::{LevelId, State};

/// What is known of the open position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PositionFacts {
    /// Price of the entry before costs; of several units their average, by shares.
    pub entry_price: f64,
    /// Price of the unit that was added last.
    pub last_entry_price: f64,
    /// How many units there are.
    pub units: f64,
    /// The bar at whose close the entry was decided, by its index.
    pub decided: usize,
    /// Bars since the entry, 0 on its bar; for a price, on the bar on which it works.
    pub bars_held: f64,
    /// Highest price surely traded since the entry.
    pub highest: f64,
    /// Lowest price surely traded since the entry.
    pub lowest: f64,
}

impl PositionFacts {
    /// A position just entered at `price` by what was decided at the close of bar `decided`.
    pub fn entered(price: f64, decided: usize) -> Self {
        Self {
            entry_price: price,
            last_entry_price: price,
            units: 1.0,
            decided,
            bars_held: 0.0,
            highest: price,
            lowest: price,
        }
    }
}

/// What is known of the level a rule speaks of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LevelFacts {
    /// Its number.
    pub id: LevelId,
    /// Whether it was a resistance at the close of the bar before.
    pub is_resistance: bool,
    /// The far edge of its zone at the close of the bar before.
    pub edge: f64,
    /// Its state after the bar.
    pub state: State,
    /// Its tests after the bar.
    pub tests: f64,
    /// Highs of a shelf that is a resistance, else 0.
    pub highs: f64,
    /// Lows of a shelf that is a support, else 0.
    pub lows: f64,
    /// Bars since it was known.
    pub known_age: f64,
}

/// What a rule may know besides the bars.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Known {
    /// The open position, if there is one.
    pub position: Option<PositionFacts>,
    /// The level the rule speaks of, if there is one.
    pub level: Option<LevelFacts>,
    /// The open of the bar on which an order works, where a price of it is asked for.
    pub next_open: Option<f64>,
}

impl Known {
    /// What `word` is worth; `None` where it is not known, or the level is not what the word says.
    pub(super) fn value(&self, word: Word) -> Option<f64> {
        match word {
            Word::NextOpen => self.next_open,
            Word::LastEntryPrice => Some(self.position?.last_entry_price),
            Word::Units => Some(self.position?.units),
            Word::EntryPrice => Some(self.position?.entry_price),
            Word::BarsHeld => Some(self.position?.bars_held),
            Word::HighestSinceEntry => Some(self.position?.highest),
            Word::LowestSinceEntry => Some(self.position?.lowest),
            Word::Resistance => self.level.filter(|it| it.is_resistance).map(|it| it.edge),
            Word::Support => self.level.filter(|it| !it.is_resistance).map(|it| it.edge),
            Word::Tests => Some(self.level?.tests),
            Word::Highs => Some(self.level?.highs),
            Word::Lows => Some(self.level?.lows),
            Word::KnownAge => Some(self.level?.known_age),
            _ => None,
        }
    }
}
