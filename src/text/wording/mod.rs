//! A reading in words: the same sentences on a screen, in a picture and in a message.
//!
//! [`Wording`] pairs a [`Reading`] with the way its prices and dates are written. What is said, and of which level, the
//! reading has chosen; here are the words alone.

mod clause;
mod development;
mod outlook;
mod range;
mod row;

use super::{Medium, Prices, count, day, short_moment};
use crate::reading::{Reading, Row, When};
use crate::{AsOf, Role, Zone};

pub use row::{explained, landmark};

/// Bars for which it is told that nothing was traded: the stretch that levels and volume profiles reach back.
const UNTRADED_TOLD: usize = 250;

/// Writes one reading.
#[derive(Debug, Clone, Copy)]
pub struct Wording<'a> {
    reading: &'a Reading,
    prices: Prices,
    medium: Medium,
}

impl<'a> Wording<'a> {
    /// The words for `reading`, with its prices written as [`Wording::prices_of`] says, on `medium`.
    pub fn new(reading: &'a Reading, prices: Prices, medium: Medium) -> Self {
        Self {
            reading,
            prices: prices.on(medium),
            medium,
        }
    }

    /// How the prices of a reading of `now` are written: as its last bars are quoted, no two edges alike.
    pub fn prices_of(now: &AsOf<'_>, reading: &Reading) -> Prices {
        Prices::of(now).apart(reading.prices())
    }

    /// How prices are written.
    pub fn prices(&self) -> Prices {
        self.prices
    }

    /// A date: ISO on a screen, `17 Aug` in a picture, with the year if it is not that of the reading.
    pub fn date(&self, when: When) -> String {
        match self.medium {
            Medium::Screen => when.to_string(),
            Medium::Picture => {
                let reference = self.reading.time.time.date();
                short_moment(when.time, self.reading.timeframe, reference)
            }
        }
    }

    /// The first sentence: the close, between which two zones it lies, what is under way.
    ///
    /// `MSFT closed at 29.79 (-0.6 %) on 2009-12-07, between support 29.65-29.76 and resistance 29.99-30.08; testing the
    /// resistance from below since 2009-12-01.`
    pub fn sentence(&self) -> String {
        let reading = self.reading;
        let change = reading.change_pct.map_or_else(String::new, |change| {
            format!(" ({})", self.medium.percent(change, 1))
        });
        let date = match self.medium {
            Medium::Screen => reading.time.to_string(),
            Medium::Picture => day(reading.time.time.date()),
        };
        format!(
            "{} closed at {}{change} on {date}, {}; {}.",
            reading.symbol,
            self.prices.price(reading.close),
            self.place(),
            self.under_way_beside_place(),
        )
    }

    /// That nothing was traded of late: `not traded for 60 bars`, or until when within the last year of bars.
    pub fn untraded(&self) -> Option<String> {
        let stretch = self.reading.untraded?;
        let bars = count(stretch.bars, "bar");
        let since = self.reading.time.at - stretch.last.at;
        match since {
            0 => Some(format!(
                "not traded for {bars}, since {}",
                self.date(stretch.first)
            )),
            1..UNTRADED_TOLD => {
                let (first, last) = (self.date(stretch.first), self.date(stretch.last));
                Some(format!("not traded for {bars}, {first} to {last}"))
            }
            _ => None,
        }
    }

    /// Between which two zones the close lies.
    fn place(&self) -> String {
        let close = self.reading.close;
        let is_inside = |row: &Row| (row.level.low..=row.level.high).contains(&close);
        match (self.below(), self.above()) {
            (Some(below), Some(above)) => {
                let (lower, upper) = (self.name(below), self.name(above));
                match (is_inside(below), is_inside(above)) {
                    (true, true) => format!("in both {lower} and {upper}"),
                    (true, false) => format!("in {lower}, below {upper}"),
                    (false, true) => format!("in {upper}, above {lower}"),
                    (false, false) => format!("between {lower} and {upper}"),
                }
            }
            (Some(below), None) => format!("above {}, with no level above it", self.name(below)),
            (None, Some(above)) => format!("below {}, with no level below it", self.name(above)),
            (None, None) => "with no level on either side".to_owned(),
        }
    }

    /// The row that a close above would cross first.
    fn above(&self) -> Option<&'a Row> {
        self.reading.row_of(&self.reading.up)
    }

    /// The row that a close below would cross first.
    fn below(&self) -> Option<&'a Row> {
        self.reading.row_of(&self.reading.down)
    }

    /// `resistance 29.99-30.08`; `former resistance 29.99-30.08` for a broken one on the far side.
    pub fn name(&self, row: &Row) -> String {
        let former = if row.is_former() { "former " } else { "" };
        format!("{former}{}", self.level(row))
    }

    /// The role and the zone: `resistance 29.99-30.08`.
    fn level(&self, row: &Row) -> String {
        self.role_and_zone(row.level.role, row.level.zone())
    }

    fn role_and_zone(&self, role: Role, zone: Zone) -> String {
        format!("{role} {}", self.prices.zone(zone))
    }
}
