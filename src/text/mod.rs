//! One vocabulary for all who tell: prices, percents, counts, dates, origins of levels.
//!
//! Screens, pictures and messages take their words from here, so that one number is written one way. A [`Prices`] is made
//! once for all prices that stand together; [`Medium`] knows what a screen and a picture write differently.
//! [`Wording`] turns a reading into sentences. Nothing here chooses what is told, and nothing prints.

mod count;
mod date;
mod holiday;
mod medium;
mod origin;
mod percent;
mod price;
pub mod remedy;
mod table;
mod wording;
mod wrap;

pub use count::{average_of, capitalised, count};
pub use date::{age, day, moment, short_day, short_moment, when};
pub use holiday::holiday;
pub use medium::Medium;
pub use origin::{counted, origin};
pub use price::{Prices, price};
pub use table::Table;
pub use wording::{Wording, explained, landmark};
pub use wrap::{WIDTH, fit, width, wrap};
