//! The definitions in words.

use crate::claim::check::{Axis, Definition};
use crate::text::Medium::Screen;

/// What a claim was taken to mean.
pub(super) fn told(definition: Definition) -> String {
    let pct = |tolerance: f64| Screen.fixed(tolerance, if tolerance < 0.3 { 2 } else { 1 });
    match definition {
        Definition::StatedValue => {
            "a stated value is right if the true one rounds to it; after \"about\", within 1 %".into()
        }
        Definition::Level { tolerance_pct } => format!(
            "a level is where price turned at least twice in 252 bars, where the engine knows one or where the extreme of 60 bars lies, within {} %, the close on its side",
            pct(tolerance_pct)
        ),
        Definition::Testing {
            tolerance_pct,
            bars,
        } => format!(
            "tested means that one of the last {bars} bars came within {} % and the close is near",
            pct(tolerance_pct)
        ),
        Definition::Visits { tolerance_pct } => format!(
            "a visit is a bar within {} % whose close respected the price; bars in a row are one visit",
            pct(tolerance_pct)
        ),
        Definition::Hold { tolerance_pct } => format!(
            "held means that a bar came within {} % and the last close is not beyond",
            pct(tolerance_pct)
        ),
        Definition::Close => "a break is a close beyond the price".into(),
        Definition::Trade => "a trade beyond the price counts".into(),
        Definition::Sustained => {
            "sustained means a second close beyond, none back, and ten bars gone".into()
        }
        Definition::Failed => "failed means a close back through the price within ten bars".into(),
        Definition::Inside => "every close of the stretch lies inside the stated range".into(),
        Definition::Consolidation => {
            "a consolidation is a range of 10 to 120 bars that is narrow for its length and narrower than three quarters of those before".into()
        }
        Definition::Extreme => "the day itself sets the high (low) of the period".into(),
        Definition::Streak => "each close is above (below) the one before".into(),
        Definition::Change => "from the close before the period to its last close".into(),
        Definition::Gap => "the open against the close before".into(),
        Definition::AgainstAverage => "the close against the average".into(),
        Definition::Cross => "one line crosses the other at a close".into(),
        Definition::StudyBounds => "the study against its usual bounds".into(),
        Definition::StudySlope => "the study against its value ten bars before".into(),
        Definition::RelativeVolume => "volume against its mean of the bars before".into(),
        Definition::Trend => {
            "more than half of five measures: close over the 50-bar mean, its slope, 50 over 200, change over 63 bars, last highs and lows".into()
        }
        Definition::Forward => "it looks ahead: the bars so far decide nothing".into(),
        Definition::EffectiveSession => {
            "news takes effect in the first session from its day on".into()
        }
    }
}

/// What was varied.
pub(super) fn axis(axis: Axis) -> &'static str {
    match axis {
        Axis::TolerancePct => "tolerance",
        Axis::Visits => "number of visits",
        Axis::Bars => "number of bars",
        Axis::Closes => "number of closes",
        Axis::MarginAtr => "margin",
        Axis::Volume => "volume",
        Axis::Average => "kind of average",
        Axis::Prices => "closes or extremes",
        Axis::Window => "where it is measured from",
        _ => "which measure",
    }
}
