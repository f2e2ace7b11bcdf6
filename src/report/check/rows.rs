//! One claim with its answer.

use serde::Serialize;

use super::facts::told;
use super::{OnDate, rule};
use crate::claim::check::{Axis, Cell, Fact, Outcome, Sensitivity};
use crate::claim::{
    Answer, Basis, Claim, Kind, Period, Plan, Price, Relation, Rewording, Side, Span, StatedStudy,
    Unparsed, Value, Verdict,
};
use crate::reading::When;

/// A claim and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClaimRow {
    /// The words it was read from.
    pub text: String,
    /// Where they stand, in characters.
    pub span: Span,
    /// What sort of statement it is.
    pub kind: Kind,
    /// Resistance or support, up or down; where the claim left it open, what price makes of it.
    pub side: Option<Side>,
    /// The price or zone.
    pub price: Option<PriceRow>,
    /// How far it looks back: bars, `"all"` or `"ytd"`.
    pub period: Option<Period>,
    /// The day it names, the last one of several; `None` for the as-of date.
    pub date: Option<String>,
    /// Numbers beside the price.
    pub values: Vec<Value>,
    /// The study it speaks of.
    pub study: Option<StatedStudy>,
    /// How price, study and value stand to each other.
    pub relation: Option<Relation>,
    /// What must have reached the price.
    pub basis: Option<Basis>,
    /// What a condition leads to.
    pub target: Option<PriceRow>,
    /// Entry, stop, target or price to watch.
    pub plan: Option<Plan>,
    /// Whether it says that it did not happen.
    pub negated: bool,
    /// The answer.
    pub verdict: Answer,
    /// What decides it.
    pub reasons: Vec<Reason>,
    /// What it was taken to mean.
    pub definition: Option<String>,
    /// The answer under other definitions.
    pub sensitivity: Option<SensitivityRow>,
    /// The answer on each of several as-of dates, in stretches of one answer; empty for one date.
    pub by_date: Vec<DateStretch>,
    /// A close beyond this makes it a break.
    pub trigger: Option<f64>,
    /// A close beyond this undoes it.
    pub invalidation: Option<f64>,
    /// What came after.
    pub outcome: Option<Outcome>,
}

/// A price or zone.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PriceRow {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

impl From<Price> for PriceRow {
    fn from(price: Price) -> Self {
        Self {
            low: price.low,
            high: price.high,
        }
    }
}

/// A sentence and the facts it tells.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reason {
    /// The sentence.
    pub text: String,
    /// Its facts.
    pub facts: Vec<Fact>,
}

/// How the answer changes over a grid of definitions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SensitivityRow {
    /// Definitions by which the claim is true.
    pub holds: usize,
    /// Definitions tried.
    pub of: usize,
    /// What was varied.
    pub axes: Vec<Axis>,
    /// What of it changes the answer.
    pub changes_with: Vec<Axis>,
    /// One answer a definition, its settings in the order of the axes.
    pub cells: Vec<Cell>,
}

impl From<&Sensitivity> for SensitivityRow {
    fn from(grid: &Sensitivity) -> Self {
        Self {
            holds: grid.holds(),
            of: grid.cells.len(),
            axes: grid.axes.clone(),
            changes_with: grid.changes_with(),
            cells: grid.cells.clone(),
        }
    }
}

/// As-of dates in a row with one answer.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct DateStretch {
    /// The first.
    pub from: When,
    /// The last.
    pub to: When,
    /// The answer.
    pub verdict: Answer,
}

impl ClaimRow {
    /// Claim number `place` on all dates.
    pub(super) fn new(claim: &Claim, place: usize, dates: &[OnDate]) -> Option<Self> {
        let on_date: Vec<(When, &Verdict)> = dates
            .iter()
            .filter_map(|date| Some((date.at, date.verdicts.get(place)?)))
            .collect();
        let by_date = stretches(&on_date);
        let (first, (_, last)) = (on_date.first()?, on_date.last()?);
        let answer = overall(&by_date);
        // The reasons of the last date that gave this answer, or of the last one.
        let told_on = on_date
            .iter()
            .rev()
            .find(|(_, verdict)| verdict.answer == answer);
        let verdict = told_on.map_or(*last, |(_, verdict)| *verdict);
        Some(Self {
            text: claim.text.clone(),
            span: claim.span,
            kind: claim.kind,
            side: claim.side.or(verdict.side),
            price: claim.price.map(PriceRow::from),
            period: claim.period,
            date: verdict.on.map(|date| date.to_string()),
            values: claim.values.clone(),
            study: claim.study.clone(),
            relation: claim.relation,
            basis: claim.basis,
            target: claim.target.map(PriceRow::from),
            plan: claim.plan,
            negated: claim.negated,
            verdict: answer,
            reasons: reasons(&verdict.facts),
            definition: verdict.definition.map(rule::told),
            sensitivity: verdict.sensitivity.as_ref().map(SensitivityRow::from),
            by_date: if on_date.len() > 1 {
                by_date
            } else {
                Vec::new()
            },
            trigger: verdict.trigger,
            invalidation: verdict.invalidation,
            // Of a range of dates from the first, so that what came inside it is told.
            outcome: first.1.outcome.clone(),
        })
    }
}

fn reasons(facts: &[Fact]) -> Vec<Reason> {
    let told = facts.iter().map(|fact| Reason {
        text: told(fact),
        facts: vec![fact.clone()],
    });
    told.collect()
}

fn stretches(on_date: &[(When, &Verdict)]) -> Vec<DateStretch> {
    let mut all: Vec<DateStretch> = Vec::new();
    for (at, verdict) in on_date {
        match all.last_mut().filter(|last| last.verdict == verdict.answer) {
            Some(last) => last.to = *at,
            None => all.push(DateStretch {
                from: *at,
                to: *at,
                verdict: verdict.answer,
            }),
        }
    }
    all
}

/// The answer of all dates: that of both ends where they agree.
fn overall(by_date: &[DateStretch]) -> Answer {
    match (by_date.first(), by_date.last()) {
        (Some(first), Some(last)) if first.verdict == last.verdict => first.verdict,
        _ => Answer::Undetermined,
    }
}

/// A sentence about the market that could not be read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UnparsedRow {
    /// The sentence.
    pub text: String,
    /// Where it stands, in characters.
    pub span: Span,
    /// A form in which it could be tested.
    pub rewording: &'static str,
}

impl UnparsedRow {
    pub(super) fn new(unparsed: &Unparsed) -> Self {
        Self {
            text: unparsed.text.clone(),
            span: unparsed.span,
            rewording: match unparsed.rewording {
                Rewording::NameTheNumber => {
                    "say what the number is: \"closed above PRICE on DATE\", \"rose PERCENT % in N days\""
                }
                Rewording::NameThePrice => "name the price: \"resistance at PRICE\"",
                Rewording::NameSizeAndTime => "name size and time: \"rose PERCENT % since DATE\"",
                Rewording::NameThresholdAndDate => {
                    "name threshold and date: \"closes above PRICE by DATE\""
                }
                Rewording::NameTheValue => {
                    "name the value or the relation: \"RSI(14) is 41\", \"below its 50-day average\""
                }
                _ => "name something the bars show: a price, a percentage, a date",
            },
        }
    }
}
