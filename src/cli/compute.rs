//! `compute`: studies of one series, bar by bar.

use super::Call;
use super::args::ComputeArgs;
use super::failure::exit;
use super::studies::{feed, range};
use crate::indicator::Study;
use crate::report::{Computed, ComputedColumn, Meta, Report};
use crate::{Bars, Error, Result};

/// Prints the last values, or writes them all.
pub(super) fn run(arguments: &ComputeArgs, call: &Call) -> anyhow::Result<u8> {
    let studies = arguments.studies.parse()?;
    if studies.is_empty() {
        let rule = "must be given at least once, such as --study 'rsi(14)'";
        return Err(Error::parameter("study", "none", rule).into());
    }
    let loaded = arguments.input.load(call.ui)?;
    let benchmark = arguments.studies.benchmark(&arguments.input, call.ui)?;
    let seen = arguments.span.see(&arguments.input, &loaded)?;
    let bars = seen.bars.prefix(seen.at + 1);
    let feed = feed(&bars, benchmark.as_ref(), arguments.input.calendar()?)?;
    let columns = studies.iter().map(|study| {
        let plan = study.plan();
        let columns = study.run(feed)?;
        let told = study
            .headings()
            .into_iter()
            .zip(plan.outputs.iter().zip(&columns));
        let told = told.map(|(name, result)| ComputedColumn::new(&bars, name, &plan, result));
        Ok(told.collect())
    });
    let columns = columns.collect::<Result<Vec<Vec<_>>>>()?;
    let columns: Vec<ComputedColumn> = columns.into_iter().flatten().collect();
    if columns.iter().all(|column| column.first.is_none()) {
        return Err(no_value(&studies, &bars).into());
    }
    let body = Computed::new(&bars, columns);
    let meta = Meta {
        benchmark: benchmark.map(|benchmark| benchmark.source),
        as_of: Some(bars.date(seen.at)),
        ..call.meta(seen.source(&arguments.input, &loaded))
    };
    arguments.output.write(&Report::new(meta, body), call.ui)?;
    Ok(exit::OK)
}

/// Why none of the studies has a value: too few bars for any of them, or no bar where one could be.
fn no_value(studies: &[Study], bars: &Bars) -> Error {
    let longest = bars.segments().map(|stretch| stretch.len()).max();
    let have = longest.unwrap_or_default();
    let needed = studies
        .iter()
        .filter_map(|study| Some((study.plan().lookback? + 1, study.to_string())));
    match needed.min() {
        Some((need, study)) if need > have => Error::Insufficient {
            what: if have < bars.len() {
                format!("{} between its gaps", bars.symbol())
            } else {
                bars.symbol().to_string()
            },
            have,
            need,
            purpose: format!("the first value of {study}"),
        },
        _ => Error::Unanswered {
            what: bars.symbol().to_string(),
            problem: format!("{} in its {}", nothing(studies), range(bars)),
            help: Some(
                "`strandline list studies --explain NAME` says when a study has a value".into(),
            ),
        },
    }
}

/// What is missing on all bars.
fn nothing(studies: &[Study]) -> String {
    let names: Vec<String> = studies.iter().map(Study::to_string).collect();
    let names = names.join(", ");
    let waits = |study: &Study| study.plan().lookback.is_none();
    if studies.iter().all(waits) {
        format!("what {names} waits for, a day or the end of a period, did not come")
    } else {
        format!("there is no value of {names}")
    }
}
