//! What someone says about a market, as typed claims that prices can decide.
//!
//! [`parse`] reads text and returns [`Parsed`]: the [`Claim`]s in it and the sentences it could not read. A claim holds what
//! was said and nothing of what is true: whether it holds is asked of an analysis. The grammar is a fixed one (tokens,
//! clauses, phrases), so the same text gives the same claims on every machine.
//! Nothing here knows bars, files or the wording of a report.

pub mod check;
mod kind;
mod number;
mod parse;
mod period;
mod span;
mod study;
mod when;

pub use check::{Answer, Context, Verdict, check};
pub use kind::{Basis, Kind, Plan, Relation, Side};
pub use number::{Price, Unit, Value};
pub use parse::parse;
pub use period::Period;
pub use span::Span;
pub use study::{Leg, StatedStudy};
pub use when::{DateSpan, Part, When};

use serde::Serialize;

/// One statement about a market, as its author made it.
///
/// A field is `None` where the author left it open. `side` above all: "291 was tested three times" names no side, and
/// only the price of the day can tell which one it was.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Claim {
    /// The words it was read from, as they stand in the text.
    pub text: String,
    /// Where those words stand, in characters of the whole text.
    pub span: Span,
    /// What sort of statement it is.
    pub kind: Kind,
    /// Resistance or support for a level, up or down for a direction.
    pub side: Option<Side>,
    /// The price or zone it is about; for a conditional the trigger, for a target the price aimed at.
    pub price: Option<Price>,
    /// The bars it looks back over: length of an average or study, window of an extreme, bars of a streak or move.
    pub period: Option<Period>,
    /// The days it names: "on Monday", "in April and August 2025". Empty for the as-of date.
    pub on: Vec<When>,
    /// The start of a stretch that lasts until the as-of date or until `on`: "since 14 November".
    pub since: Option<When>,
    /// Numbers it states beside the price: 17 percent, RSI 41, 2.3 times, three times tested. The main one comes first.
    /// A percentage of a move or a distance from an average carries its sign (3.2 % below is -3.2).
    pub values: Vec<Value>,
    /// The study it speaks of, for the kinds `study`, `average`, `momentum`, `volume` and some moves.
    pub study: Option<StatedStudy>,
    /// How price, study and value stand to each other, where the kind does not say it.
    pub relation: Option<Relation>,
    /// What must reach the price: a close, a weekly close, any trade. `None` if unsaid.
    pub basis: Option<Basis>,
    /// What follows when a conditional comes true.
    pub target: Option<Price>,
    /// An entry, stop, target or price to watch: an intention, never an observed price.
    pub plan: Option<Plan>,
    /// "Couldn't close above", "has yet to": the claim is that it did not happen.
    pub negated: bool,
    /// "Likely", "may have": the author does not commit to it.
    pub hedged: bool,
}

impl Claim {
    /// A claim of this kind with nothing else said.
    pub fn new(kind: Kind, text: impl Into<String>, span: Span) -> Self {
        Self {
            text: text.into(),
            span,
            kind,
            side: None,
            price: None,
            period: None,
            on: Vec::new(),
            since: None,
            values: Vec::new(),
            study: None,
            relation: None,
            basis: None,
            target: None,
            plan: None,
            negated: false,
            hedged: false,
        }
    }

    /// The main number stated beside the price.
    pub fn value(&self) -> Option<&Value> {
        self.values.first()
    }
}

/// A text as the grammar understood it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Parsed {
    /// In the order of the text.
    pub claims: Vec<Claim>,
    /// Sentences about the market that no grammar rule could read.
    pub unparsed: Vec<Unparsed>,
}

/// A sentence that speaks of prices but makes no claim this grammar can read.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Unparsed {
    /// The sentence as it stands in the text.
    pub text: String,
    /// Where it stands, in characters of the whole text.
    pub span: Span,
    /// What would have to be said for it to be read.
    pub rewording: Rewording,
}

/// A form in which a sentence could be tested, put into words by whoever reports it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Rewording {
    /// A number's role is unclear: "the stock closed above PRICE on DATE", "rose PERCENT % in N days".
    NameTheNumber,
    /// A level without a price: "resistance at PRICE".
    NameThePrice,
    /// A move without size or days: "rose PERCENT % since DATE".
    NameSizeAndTime,
    /// A forecast without threshold or date: "closes above PRICE by DATE".
    NameThresholdAndDate,
    /// A study without value or relation: "RSI(14) is 41", "below its 50-day average".
    NameTheValue,
    /// Anything else about the market.
    NameAFact,
}
