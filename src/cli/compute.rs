//! `compute`: studies of one series, bar by bar.

use super::Call;
use super::args::Compute as Arguments;
use super::failure::exit;
use super::studies::feed;
use crate::indicator::Study;
use crate::report::{Computed, ComputedColumn, Meta, Report};
use crate::{Bars, Error, Result};

/// Prints the last values, or writes them all.
pub(super) fn run(arguments: &Arguments, call: &Call) -> anyhow::Result<u8> {
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
        refuse_few(&studies, &bars)?;
    }
    let body = Computed::new(&bars, columns);
    let meta = Meta {
        version: env!("CARGO_PKG_VERSION"),
        command: call.command.clone(),
        data: seen.source(&arguments.input, &loaded),
        benchmark: benchmark.map(|benchmark| benchmark.source),
        as_of: Some(bars.date(seen.at)),
        rules: None,
        seed: None,
    };
    arguments.output.write(&Report::new(meta, body), call.ui)?;
    Ok(exit::OK)
}

/// Refuses bars that are too few for any of the studies.
fn refuse_few(studies: &[Study], bars: &Bars) -> Result<()> {
    let needed = studies
        .iter()
        .filter_map(|study| Some((study.plan().lookback? + 1, study.to_string())));
    match needed.min() {
        Some((need, study)) if need > bars.len() => Err(Error::Insufficient {
            what: bars.symbol().to_string(),
            have: bars.len(),
            need,
            purpose: format!("the first value of {study}"),
        }),
        _ => Ok(()),
    }
}
