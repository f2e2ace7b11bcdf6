//! What decides a claim, with the bars that show it.

use chrono::NaiveDate;
use serde::Serialize;

use super::measure::Measure;
use crate::claim::Relation;
use crate::reading::When;
use crate::{Family, LevelKey, Role, State};

/// Something true that speaks for or against a claim.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "fact", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Fact {
    /// A value as it was, beside the one that was stated.
    Value {
        /// What was measured.
        measure: Measure,
        /// At which bar.
        at: When,
        /// The value.
        value: f64,
        /// The one that was stated.
        stated: Option<f64>,
        /// Whether it rounds to the stated one.
        fits: Option<bool>,
    },
    /// What a wrong value would have been right of.
    Elsewhere {
        /// What was measured.
        measure: Measure,
        /// At which bar.
        at: When,
        /// The value.
        value: f64,
    },
    /// A level of the engine at the price.
    Known {
        /// Its name.
        key: LevelKey,
        /// Its rule.
        family: Family,
        /// What it is to the price.
        role: Role,
        /// Where it stands in its life.
        state: State,
        /// Lower edge of its zone.
        low: f64,
        /// Upper edge of its zone.
        high: f64,
        /// Since when it was knowable.
        known_at: When,
        /// What it was counted from.
        count: u32,
        /// The bars that came to it since, the last ones.
        visits: Vec<When>,
    },
    /// Visits to a price that the close respected.
    Turned {
        /// Lower edge.
        low: f64,
        /// Upper edge.
        high: f64,
        /// How far from it counts as at it, in percent.
        tolerance_pct: f64,
        /// What the price was then.
        role: Role,
        /// The bar of each visit that came nearest.
        bars: Vec<When>,
    },
    /// The nearest that price came.
    Nearest {
        /// The bar.
        at: When,
        /// Its high or low.
        price: f64,
        /// From the stated price to it, in percent.
        distance_pct: f64,
    },
    /// Where the close stands against a price.
    Close {
        /// The bar.
        at: When,
        /// The close.
        close: f64,
        /// Above, at or below it.
        relation: Relation,
        /// The price.
        price: f64,
    },
    /// How many closes of a stretch lie beyond (or inside) a price.
    Closes {
        /// Above, below, or at for inside.
        relation: Relation,
        /// The price, or the lower edge.
        low: f64,
        /// The price again, or the upper edge.
        high: f64,
        /// How many do.
        count: usize,
        /// Of how many.
        of: usize,
        /// First bar of the stretch.
        from: When,
        /// Last bar of the stretch.
        to: When,
        /// The first that does not, with its close.
        except: Option<(When, f64)>,
    },
    /// A crossing of a price or study.
    Crossed {
        /// The bar at whose close it was known.
        at: When,
        /// Whether upwards.
        is_up: bool,
        /// What was crossed, where it is a study.
        measure: Option<Measure>,
        /// The price that was crossed.
        price: Option<f64>,
    },
    /// A close came back through the price.
    CameBack {
        /// The bar of the break.
        broke_at: When,
        /// The bar that closed back.
        at: When,
        /// Its close.
        close: f64,
        /// Bars between.
        bars: usize,
    },
    /// A range of the last bars.
    Range {
        /// First bar.
        from: When,
        /// Length.
        bars: usize,
        /// Lowest low.
        low: f64,
        /// Highest high.
        high: f64,
        /// Whether it is a consolidation by the engine.
        is_consolidation: bool,
        /// Share of earlier ranges that were wider for their ATR.
        wider_for_atr_pct: Option<f64>,
    },
    /// Price is in no range.
    NoRange,
    /// The last highs and lows.
    Pivots {
        /// Highs, oldest first.
        highs: Vec<(When, f64)>,
        /// Lows, oldest first.
        lows: Vec<(When, f64)>,
    },
    /// A measure of a trend.
    TrendMeasure {
        /// Which one.
        name: &'static str,
        /// What it says.
        is_up: bool,
    },
    /// A gap at the open.
    Gap {
        /// The bar that opened apart.
        at: When,
        /// The close before.
        before: f64,
        /// The open.
        open: f64,
        /// In percent.
        pct: f64,
        /// Whether no price of the two bars overlaps.
        is_full: bool,
        /// The bar that closed it, if one did.
        filled: Option<When>,
    },
    /// A day without trade.
    ClosedDay {
        /// The day.
        date: NaiveDate,
        /// Why.
        because: ClosedBecause,
        /// The calendar that says so.
        calendar: Option<String>,
        /// The bar before.
        before: Option<When>,
        /// The bar after, if it is known.
        after: Option<When>,
    },
    /// A session that closed early.
    EarlyClose {
        /// The day.
        date: NaiveDate,
        /// The calendar that says so.
        calendar: String,
    },
    /// News of a day could first be traded on in this session.
    Effective {
        /// The day of the news.
        date: NaiveDate,
        /// The session.
        at: When,
    },
    /// What prices did in the session of news, beside what they do on ordinary days.
    Reaction {
        /// The session.
        at: When,
        /// Its return less what the model of the 250 sessions before expected, in percent.
        abnormal_pct: f64,
        /// The same summed up with the three sessions after it, as far as they are known.
        abnormal_sum_pct: Option<f64>,
        /// Share of ordinary days whose abnormal return was nearer to 0, in percent.
        larger_than_pct: Option<f64>,
        /// How much it moves with the benchmark; `None` without one.
        beta: Option<f64>,
    },
    /// News of several days that took effect in one session: their effects cannot be told apart.
    Confounded {
        /// The session.
        at: When,
        /// What they were.
        events: Vec<String>,
    },
    /// A split inside the bars.
    SplitInside {
        /// The first session under the new terms.
        date: NaiveDate,
        /// New shares per old share.
        ratio: f64,
        /// Whether the prices before it were divided by it.
        is_adjusted: bool,
    },
    /// What it would take to tell.
    Needs {
        /// What is not there.
        missing: Missing,
    },
    /// It speaks of what is to come.
    Forward {
        /// The price at which it begins to count.
        trigger: Option<f64>,
        /// From the close to it, in percent.
        distance_pct: Option<f64>,
    },
    /// The condition has come true already.
    AlreadyMet {
        /// The bar.
        at: When,
        /// Its close.
        close: f64,
        /// The price.
        price: f64,
    },
}

impl Fact {
    /// The bars that show it, in no order.
    pub fn bars(&self) -> Vec<When> {
        match self {
            Self::Value { measure, at, .. } | Self::Elsewhere { measure, at, .. } => {
                let mut bars = measure.bars();
                bars.push(*at);
                bars
            }
            Self::Known {
                known_at, visits, ..
            } => visits.iter().copied().chain([*known_at]).collect(),
            Self::Turned { bars, .. } => bars.clone(),
            Self::Nearest { at, .. }
            | Self::Close { at, .. }
            | Self::Crossed { at, .. }
            | Self::Effective { at, .. }
            | Self::Reaction { at, .. }
            | Self::Confounded { at, .. }
            | Self::AlreadyMet { at, .. } => vec![*at],
            Self::Closes {
                from, to, except, ..
            } => {
                let except = except.map(|(at, _)| at);
                [Some(*from), Some(*to), except]
                    .into_iter()
                    .flatten()
                    .collect()
            }
            Self::CameBack { broke_at, at, .. } => vec![*broke_at, *at],
            Self::Range { from, .. } => vec![*from],
            Self::Pivots { highs, lows } => highs.iter().chain(lows).map(|(at, _)| *at).collect(),
            Self::Gap { at, filled, .. } => [Some(*at), *filled].into_iter().flatten().collect(),
            Self::ClosedDay { before, after, .. } => {
                [*before, *after].into_iter().flatten().collect()
            }
            Self::NoRange
            | Self::TrendMeasure { .. }
            | Self::EarlyClose { .. }
            | Self::SplitInside { .. }
            | Self::Needs { .. }
            | Self::Forward { .. } => Vec::new(),
        }
    }
}

/// Why there was no session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClosedBecause {
    /// Saturday or Sunday.
    Weekend,
    /// A holiday of the exchange.
    Holiday,
    /// The file has no bar, and no calendar says why.
    NoBar,
    /// The day lies after the as-of date.
    AfterAsOf,
    /// The day lies before the first bar.
    BeforeFile,
}

/// What a claim needs that is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Missing {
    /// Bars, or more of them.
    Bars,
    /// Bars before the session.
    Premarket,
    /// Bars within the day.
    Intraday,
    /// A series to compare with.
    Benchmark,
    /// A file of ratings.
    Ratings,
    /// Volume.
    Volume,
    /// A study nobody here computes.
    Study,
    /// The price it speaks of.
    Price,
    /// A number or a relation.
    Value,
    /// A date or period.
    Time,
    /// Bars of a day.
    DailyBars,
    /// The extremes that a retracement is taken of.
    Leg,
    /// An outside fact.
    Source,
}
