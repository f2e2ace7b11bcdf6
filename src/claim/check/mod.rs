//! Whether a claim holds, decided by facts that are given with the answer.
//!
//! [`check`] asks an analysis about one [`Claim`] as of one bar and returns a [`Verdict`]: the answer, the facts that
//! decide it with their bars, the definition it was decided by, and how the answer changes over a grid of definitions.
//! A claim is supported where the usual definition makes it true, refuted where no definition of the grid does, and
//! undetermined between the two. Nothing after that bar is looked at but by [`Outcome`], which says so.
//! Nothing here has words for people: `report` has them.

mod averages;
mod breaks;
mod context;
mod crosses;
mod days;
mod elsewhere;
mod extremes;
mod fact;
mod fits;
mod gaps;
mod grid;
mod holds;
mod lasting;
mod levels;
mod matching;
mod measure;
mod moves;
mod outcome;
mod outside;
mod plans;
mod ranges;
mod records;
mod relations;
mod retracement;
mod standing;
mod streaks;
mod studies;
mod study;
mod touches;
mod trend;
mod verdict;
mod volume;

pub use context::{Context, SplitInside};
pub use fact::{ClosedBecause, Fact, Missing};
pub use grid::{Axis, Cell, Sensitivity, Setting};
pub use measure::{Measure, Of, Variant};
pub use outcome::{Outcome, OutcomeEvent, Resolution};
pub use verdict::{Answer, Definition, Verdict};

use super::{Claim, Kind, Plan, Price};
use crate::Ohlcv;
use context::Seen;

/// Decides one claim as of bar `at`, from the bars up to it alone.
///
/// # Examples
///
/// ```
/// use strandline::claim::{self, Answer, Context};
/// use strandline::{AnalysisConfig, analyze, data};
///
/// let msft = data::read_one("data/sample/MSFT.csv".as_ref(), &data::ReadOptions::default())?;
/// let analysis = analyze(&msft.bars, &AnalysisConfig::default())?;
/// let at = msft.bars.at_or_before("2009-12-07".parse().unwrap()).unwrap();
/// let parsed = claim::parse("Microsoft closed below 30 on December 7, 2009.");
/// for claim in &parsed.claims {
///     let verdict = claim::check(claim, &Context::new(&analysis), at);
///     assert_eq!(verdict.answer, Answer::Supported);
/// }
/// # Ok::<(), strandline::Error>(())
/// ```
pub fn check(claim: &Claim, context: &Context<'_>, at: usize) -> Verdict {
    let Some(seen) = Seen::new(context, at) else {
        return Verdict::undetermined([Fact::Needs {
            missing: Missing::Bars,
        }]);
    };
    let named = [claim.price, claim.target];
    if named.iter().flatten().any(|price| !is_price(price)) {
        return Verdict::undetermined([Fact::Needs {
            missing: Missing::Price,
        }]);
    }
    let mut verdict = decide(claim, &seen);
    seen.mind_splits(&mut verdict);
    seen.mind_closed_days(claim, &mut verdict);
    verdict.on = seen.named_day(claim);
    verdict.outcome = outcome::outcome(claim, &seen, &verdict);
    verdict
}

/// Whether a market could quote it.
fn is_price(price: &Price) -> bool {
    let is_quoted = |end: f64| Ohlcv::PRICES.contains(&end);
    is_quoted(price.low) && is_quoted(price.high) && price.low <= price.high
}

fn decide(claim: &Claim, seen: &Seen<'_>) -> Verdict {
    let is_planned = claim.plan.is_some() && claim.kind != Kind::Conditional;
    if is_planned && claim.plan != Some(Plan::Watch) {
        return plans::planned(claim, seen);
    }
    match claim.kind {
        Kind::Level => levels::level(claim, seen),
        Kind::Testing => levels::testing(claim, seen),
        Kind::Hold => holds::hold(claim, seen),
        Kind::Break => breaks::beyond(claim, seen),
        Kind::Sustained => lasting::sustained(claim, seen),
        Kind::Failed => lasting::failed(claim, seen),
        Kind::Consolidation => ranges::consolidation(claim, seen),
        Kind::Extreme => extremes::extreme(claim, seen),
        Kind::Average => averages::average(claim, seen),
        Kind::Momentum | Kind::Study => study::study(claim, seen),
        Kind::Move => moves::moved(claim, seen),
        Kind::Volume => volume::volume(claim, seen),
        Kind::Trend => trend::trend(claim, seen),
        Kind::Conditional => plans::conditional(claim, seen),
        Kind::Target => plans::planned(claim, seen),
        Kind::Premarket => outside::premarket(claim, seen),
        Kind::Event => outside::event(claim, seen),
        Kind::Rating => Verdict::undetermined([Fact::Needs {
            missing: Missing::Ratings,
        }]),
        Kind::External | Kind::Promotional => Verdict::no_price_fact(),
    }
}
