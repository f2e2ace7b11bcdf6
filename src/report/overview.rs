//! One screen on a series: where the close stands among the levels, what would change that, what happened lately.

use serde::Serialize;

use super::levels::sheet;
use super::overview_text::Screen;
use super::{Body, OfSeries};
use crate::AsOf;
use crate::data::Sheet;
use crate::reading::{LevelRow, Reading};
use crate::text::{Medium, Prices, Wording};

/// What `analyze` tells: the reading of a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Overview {
    /// The first sentence of the screen.
    pub sentence: String,
    /// What matters on the day.
    pub reading: Reading,
    #[serde(skip)]
    prices: Prices,
}

impl Overview {
    /// What was known at `now`.
    pub fn new(now: &AsOf<'_>) -> Self {
        let reading = Reading::of(now);
        let prices = Wording::prices_of(now, &reading);
        Self {
            sentence: Wording::new(&reading, prices, Medium::Screen).sentence(),
            reading,
            prices,
        }
    }
}

impl OfSeries for Overview {
    const SCHEMA_OF_MANY: &'static str = "strandline.analyze-each/2";

    fn symbol(&self) -> &str {
        &self.reading.symbol
    }
}

impl Body for Overview {
    const SCHEMA: &'static str = "strandline.analyze/2";

    fn text(&self) -> String {
        Screen::new(&self.reading, self.prices).text()
    }

    fn sheet(&self) -> Sheet {
        let rows: Vec<&LevelRow> = self.reading.ladder().iter().map(|row| &row.level).collect();
        sheet(&rows)
    }
}
