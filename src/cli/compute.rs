//! `compute`: studies of one series, bar by bar.

use super::Call;
use super::args::ComputeArgs;
use super::failure::exit;
use super::input::InputArgs;
use super::inputs::Inputs;
use super::many::{meta, warn};
use super::span::BarsUntil;
use super::studies::{Benchmark, feed, range};
use crate::data::Loaded;
use crate::indicator::Study;
use crate::report::{Computed, ComputedColumn, Each, Meta, Report};
use crate::{Bars, Error, Result};

/// Prints the last values, or writes them all.
pub(super) fn run(arguments: &ComputeArgs, call: &Call) -> anyhow::Result<u8> {
    let studies = arguments.studies.parse()?;
    if studies.is_empty() {
        let rule = "must be given at least once, such as --study 'rsi(14)'";
        return Err(Error::parameter("study", "none", rule).into());
    }
    let input = &arguments.inputs.input;
    let job = Job {
        arguments,
        studies,
        benchmark: arguments.studies.benchmark(input, call.ui)?,
    };
    match arguments.inputs.open(call)? {
        Inputs::One(input, loaded) => {
            let (told, seen) = job.told(&input, &loaded)?;
            let meta = Meta {
                benchmark: job.benchmark.map(|benchmark| benchmark.source),
                as_of: Some(seen.bars.date(seen.at)),
                ..call.meta(seen.source(&input, &loaded))
            };
            arguments.output.write(&Report::new(meta, told), call.ui)?;
            Ok(exit::OK)
        }
        Inputs::Many(places) => {
            let told = |input: &InputArgs, loaded: &Loaded| Ok(job.told(input, loaded)?.0);
            let gathered = arguments.many.each(places, call, told)?;
            warn(&gathered.failures, call);
            let series = gathered.told;
            let code = arguments
                .many
                .exit_code(series.len(), gathered.failures.len());
            let meta = Meta {
                benchmark: job.benchmark.map(|benchmark| benchmark.source),
                rules: None,
                ..meta(&arguments.inputs.names(), &gathered.read, call)
            };
            let report = Report::new(meta, Each { series });
            arguments.output.write(&report, call.ui)?;
            Ok(code)
        }
    }
}

/// What is computed of every series.
struct Job<'a> {
    arguments: &'a ComputeArgs,
    studies: Vec<Study>,
    benchmark: Option<Benchmark>,
}

impl Job<'_> {
    fn told(&self, input: &InputArgs, loaded: &Loaded) -> Result<(Computed, BarsUntil)> {
        let seen = self.arguments.span.see(input, loaded)?;
        let bars = seen.bars.prefix(seen.at + 1);
        let feed = feed(&bars, self.benchmark.as_ref(), input.calendar()?)?;
        let columns = self.studies.iter().map(|study| {
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
            return Err(no_value(&self.studies, &bars));
        }
        Ok((Computed::new(&bars, columns), seen))
    }
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
