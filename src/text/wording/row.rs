//! One level, or a row of them, in counted facts.

use super::Wording;
use crate::State;
use crate::reading::{Landmark, LandmarkKind, LevelRow, RoundNumber, RoundSide, Row};
use crate::text::{count, origin};

impl Wording<'_> {
    /// `7 highs`, `252-bar high`: what a level was found by.
    pub fn origin(&self, level: &LevelRow) -> String {
        origin(level.family, level.count, level.counted_as)
    }

    /// The counted facts of a row: origin, since when it was known, tests, round number, what overlaps it.
    pub fn facts(&self, row: &Row) -> Vec<String> {
        let level = &row.level;
        let mut facts = vec![
            self.origin(level),
            format!(
                "known {} ({})",
                self.date(level.known_at),
                count(level.bars_known, "bar")
            ),
            count(level.tests, "test"),
        ];
        facts.extend(
            level
                .last_touch
                .map(|when| format!("last touch {}", self.date(when))),
        );
        facts.extend(level.round.map(round_number));
        facts.extend(row.landmarks.iter().map(|&kind| landmark(kind).to_owned()));
        if !row.members.is_empty() {
            let members = row.members.iter().map(|level| self.member(level));
            facts.push(format!("with {}", members.collect::<Vec<_>>().join(", ")));
        }
        facts
    }

    fn member(&self, level: &LevelRow) -> String {
        match level.state {
            State::Active => self.origin(level),
            state => format!("{} ({state})", self.origin(level)),
        }
    }

    /// The landmarks with their prices and dates: `high of the year 31.50 (2009-12-29)`.
    pub fn landmarks(&self) -> String {
        let landmarks = self.reading.landmarks.iter();
        let told = landmarks.map(|landmark| self.priced(landmark));
        told.collect::<Vec<_>>().join(", ")
    }

    fn priced(&self, of: &Landmark) -> String {
        let name = landmark(of.kind);
        let price = self.prices.price(of.price);
        format!("{name} {price} ({})", self.date(of.at))
    }
}

/// `just above 160`.
fn round_number(round: RoundNumber) -> String {
    let side = match round.zone_lies {
        RoundSide::Around => "around",
        RoundSide::Above => "just above",
        RoundSide::Below => "just below",
    };
    format!("{side} {}", round.number)
}

/// `high of the year`.
pub fn landmark(kind: LandmarkKind) -> &'static str {
    match kind {
        LandmarkKind::HighOfAll => "high of all bars",
        LandmarkKind::LowOfAll => "low of all bars",
        LandmarkKind::HighOfYear => "high of the year",
        LandmarkKind::LowOfYear => "low of the year",
    }
}

/// What a state means, for a legend.
pub fn explained(state: State) -> Option<&'static str> {
    match state {
        State::Testing => Some("a bar met the zone and closed less than 1 ATR from its middle"),
        State::Broken => Some("one close lies beyond the zone; nothing has confirmed it yet"),
        State::Confirmed => Some("a second close lies beyond the zone, or one by half an ATR"),
        State::Sustained => Some("confirmed, and ten bars without a close back through the zone"),
        State::Forming | State::Active | State::Expired => None,
    }
}
