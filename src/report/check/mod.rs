//! What became of a text's claims: a verdict for each, with reasons, definition, sensitivity and outcome.
//!
//! Its JSON, `strandline.check/1`, is described by the JSON Schema [`CHECK_SCHEMA`]. Facts come from
//! [`claim::check`](crate::claim::check), words from here; nothing here decides.

mod annotate;
mod facts;
mod measures;
mod missing;
mod rows;
mod rule;
mod say;
mod screen;

use serde::Serialize;

use super::Body;
use super::sheet::SheetOf;
use crate::claim::{Answer, Parsed, Verdict};
use crate::data::Sheet;
use crate::reading::When;

pub use rows::{ClaimRow, DateStretch, PriceRow, Reason, SensitivityRow, UnparsedRow};

/// JSON Schema of the JSON that `check` writes.
pub const CHECK_SCHEMA: &str = include_str!("../../../data/schema/check-1.json");

/// The verdicts of one as-of bar, in the order of the claims.
#[derive(Debug, Clone, PartialEq)]
pub struct OnDate {
    /// The bar.
    pub at: When,
    /// One a claim.
    pub verdicts: Vec<Verdict>,
}

/// A text's claims, decided.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Check {
    /// In the order of the text.
    pub claims: Vec<ClaimRow>,
    /// What speaks of the market and could not be read.
    pub unparsed: Vec<UnparsedRow>,
    /// One sentence that the facts bear out; `None` where no claim is about prices.
    pub say_instead: Option<String>,
    #[serde(skip)]
    text: String,
}

impl Check {
    /// The claims of `parsed`, read from `text`, as of one bar or of each bar of a range; `symbol` names the series.
    ///
    /// Where the answer is not the same on all of them, that of both ends counts if they agree, else none does.
    pub fn new(text: &str, parsed: &Parsed, dates: &[OnDate], symbol: &str) -> Self {
        let claims = parsed.claims.iter().enumerate();
        let claims: Vec<ClaimRow> = claims
            .filter_map(|(place, claim)| ClaimRow::new(claim, place, dates))
            .collect();
        let unparsed = parsed.unparsed.iter().map(UnparsedRow::new).collect();
        let say_instead = say::sentence(&claims, dates, symbol);
        Self {
            claims,
            unparsed,
            say_instead,
            text: text.to_owned(),
        }
    }

    /// Whether a claim is refuted.
    pub fn has_refuted(&self) -> bool {
        self.has(Answer::Refuted)
    }

    /// Whether a claim is supported or refuted.
    pub fn is_decided(&self) -> bool {
        self.claims.iter().any(|row| row.verdict.is_decided())
    }

    fn has(&self, answer: Answer) -> bool {
        self.claims.iter().any(|row| row.verdict == answer)
    }

    fn count(&self, answer: Answer) -> usize {
        let rows = self.claims.iter();
        rows.filter(|row| row.verdict == answer).count()
    }
}

impl Body for Check {
    const SCHEMA: &'static str = "strandline.check/1";

    fn text(&self) -> String {
        screen::text(self)
    }

    fn sheet(&self) -> Sheet {
        let price = |of: fn(&PriceRow) -> f64| move |row: &ClaimRow| row.price.as_ref().map(of);
        SheetOf::new(&self.claims)
            .text("text", |row| row.text.clone())
            .text("kind", |row| row.kind.name().to_owned())
            .text("side", |row| row.side.map(|side| side.name().to_owned()))
            .number("low", price(|price| price.low))
            .number("high", price(|price| price.high))
            .text("date", |row| row.date.clone())
            .text("verdict", |row| row.verdict.name().to_owned())
            .text("reason", |row| {
                row.reasons.first().map(|reason| reason.text.clone())
            })
            .number("trigger", |row| row.trigger)
            .number("invalidation", |row| row.invalidation)
            .done()
    }
}
