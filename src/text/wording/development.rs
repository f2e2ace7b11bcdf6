//! What happened on the last bars.

use super::Wording;
use crate::reading::{About, Development};

impl Wording<'_> {
    /// `resistance 29.99-30.08: touch, redrawn (before 29.98-30.08)`.
    pub fn development(&self, development: &Development) -> String {
        let zone = self.prices.zone(development.zone);
        match development.about {
            About::Range { bars, is_up } => {
                let side = if is_up { "upwards" } else { "downwards" };
                format!("{bars}-bar range {zone} left {side}")
            }
            About::Level { role, .. } => {
                let before = development
                    .zone_before
                    .map(|before| self.prices.zone(before));
                let before = before.filter(|before| *before != zone);
                let before =
                    before.map_or_else(String::new, |before| format!(" (before {before})"));
                let facts = development.facts.iter().map(|fact| fact.replace('_', " "));
                let facts: Vec<String> = facts.collect();
                format!("{role} {zone}: {}{before}", facts.join(", "))
            }
        }
    }
}
