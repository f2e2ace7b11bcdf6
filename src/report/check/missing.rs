//! Days without a session and inputs that are not there, in words.

use std::fmt::Write as _;

use crate::claim::check::{ClosedBecause, Fact, Missing};
use crate::text::holiday;

pub(super) fn closed(fact: &Fact) -> String {
    let Fact::ClosedDay {
        date,
        because,
        calendar,
        before,
        after,
    } = fact
    else {
        return String::new();
    };
    let by = calendar
        .as_ref()
        .map(|it| format!(" by {it}"))
        .unwrap_or_default();
    let weekday = date.format("%A");
    let mut told = match because {
        ClosedBecause::Weekend => format!("{date} was a {weekday}: no session"),
        ClosedBecause::Holiday => match holiday(*date).filter(|_| by.contains("XN")) {
            Some(name) => format!("{date} was {name}: no session{by}"),
            None => format!("{date} was a holiday: no session{by}"),
        },
        ClosedBecause::NoBar => format!("there is no bar on {date}"),
        ClosedBecause::AfterAsOf => format!("{date} lies after the as-of date"),
        ClosedBecause::BeforeFile => format!("{date} lies before the first bar"),
    };
    if let Some(before) = before {
        let _ = write!(told, "; the session before was {before}");
    }
    if let Some(after) = after {
        let _ = write!(told, ", the next {after}");
    }
    told
}

pub(super) fn needs(missing: Missing) -> &'static str {
    match missing {
        Missing::Bars => "the history is too short to tell",
        Missing::Premarket => {
            "cannot be checked from daily bars; the opening gap is the nearest they show"
        }
        Missing::Intraday => "it needs bars within the day",
        Missing::Benchmark => "it needs a benchmark series, and one file is given",
        Missing::Ratings => "ratings are not supplied",
        Missing::Volume => "the file has no volume",
        Missing::Study => "this study is not computed here",
        Missing::Price => "it names no price",
        Missing::Value => "it names no value or relation that could be tested",
        Missing::Time => "it names no date or length",
        Missing::DailyBars => "it needs daily bars",
        Missing::Leg => "it does not say between which extremes",
        _ => "it needs a source outside the prices",
    }
}
