//! One result for each of many series, as one result.

use serde::Serialize;

use super::Body;
use crate::data::Sheet;

/// The results of many series, by symbol.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Each<B> {
    /// One of each.
    pub series: Vec<B>,
}

/// A result of which many can stand together.
pub trait OfSeries: Body {
    /// Name and version of the JSON of many.
    const SCHEMA_OF_MANY: &'static str;

    /// The symbol it is about.
    fn symbol(&self) -> &str;

    /// All of them as text.
    fn text_of_many(all: &[Self]) -> String
    where
        Self: Sized,
    {
        let texts = all.iter().map(Body::text);
        texts.collect::<Vec<_>>().join("\n")
    }
}

impl<B: OfSeries> Body for Each<B> {
    const SCHEMA: &'static str = B::SCHEMA_OF_MANY;

    fn text(&self) -> String {
        B::text_of_many(&self.series)
    }

    fn sheet(&self) -> Sheet {
        let sheets = self.series.iter();
        Sheet::below_each_other(
            "symbol",
            sheets.map(|one| (one.symbol().to_owned(), one.sheet())),
        )
    }
}
