//! `evidence`: how often levels held beside arbitrary prices, and whether the method that says so can be trusted.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use rayon::prelude::*;

use super::Call;
use super::failure::exit;
use super::input::InputArgs;
use super::output::OutputArgs;
use super::progress::Steps;
use super::view::View;
use crate::analysis::{AnalysisConfig, RULES, analyze};
use crate::data::Loaded;
use crate::evidence::{Evidence, FAMILIES, Panel, Pooled, PooledBuilder, calibration};
use crate::report::{Acceptance, Meta, Rates, Report};
use crate::text::count;
use crate::{Bars, Error, Result};

#[derive(Debug, Subcommand)]
pub(super) enum EvidenceCommand {
    /// How often levels of each family held on this series and on many, beside arbitrary prices, and what followed breaks
    Rates(Box<RatesArgs>),
    /// Measure the method on a panel of series: its figures, and that it finds nothing where nothing is
    Audit(AuditArgs),
    /// Make a table of base rates from a file of many series
    Build(BuildArgs),
}

#[derive(Debug, Args)]
pub(super) struct RatesArgs {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    view: View,
    #[command(flatten)]
    output: OutputArgs,
}

#[derive(Debug, Args)]
pub(super) struct AuditArgs {
    #[command(flatten)]
    input: InputArgs,

    /// More files of the panel; options of reading hold for all
    #[arg(value_name = "FILE")]
    more: Vec<String>,

    /// Seeds of permuted bars and random prices to try
    #[arg(long, value_name = "COUNT", default_value_t = 100)]
    seeds: u32,

    /// End with 1 if a figure is missed
    #[arg(long)]
    exit_status: bool,

    #[command(flatten)]
    output: OutputArgs,
}

#[derive(Debug, Args)]
pub(super) struct BuildArgs {
    #[command(flatten)]
    input: InputArgs,

    /// Seeds of permuted bars that the noise floor is measured by
    #[arg(long, value_name = "COUNT", default_value_t = 3)]
    seeds: u32,

    /// What must be known about the choice of the series
    #[arg(long, value_name = "TEXT", default_value = SURVIVORS)]
    warning: String,

    /// File for the table
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    out: PathBuf,
}

/// The usual fault of a file of many series.
const SURVIVORS: &str = "survivors only: series that ended before the file was made are not in it";

/// Runs one of them.
pub(super) fn run(command: &EvidenceCommand, call: &Call) -> anyhow::Result<u8> {
    match command {
        EvidenceCommand::Rates(arguments) => rates(arguments, call),
        EvidenceCommand::Audit(arguments) => audit(arguments, call),
        EvidenceCommand::Build(arguments) => build(arguments, call),
    }
}

fn rates(arguments: &RatesArgs, call: &Call) -> anyhow::Result<u8> {
    let subject = arguments.view.subject(&arguments.input, call)?;
    let analysis = analyze(&subject.bars, &AnalysisConfig::of(FAMILIES))?;
    let body = Evidence::of(&analysis, subject.at)
        .map(|evidence| Rates::new(&analysis, subject.at, &evidence));
    let body = body.ok_or_else(|| Error::parameter("as-of", subject.at, "must be a bar"))?;
    let report = Report::new(subject.meta, body);
    arguments.output.write(&report, call.ui)?;
    Ok(exit::OK)
}

fn audit(arguments: &AuditArgs, call: &Call) -> anyhow::Result<u8> {
    arguments.output.format()?;
    let more = arguments.more.iter().map(|name| arguments.input.like(name));
    let mut all = Vec::new();
    let mut names = Vec::new();
    for input in std::iter::once(arguments.input.clone()).chain(more) {
        names.push(input.name());
        all.extend(input.load_every(call.ui)?);
    }
    all.sort_by(|a, b| a.bars.symbol().cmp(b.bars.symbol()));
    let bars: Vec<Bars> = all.iter().map(|loaded| loaded.bars.clone()).collect();
    let panel = Panel::of(&bars)?;
    let seeds = u64::from(arguments.seeds);
    let progress = Steps::new(call.ui, "seeds", 3 * arguments.seeds as usize);
    let step = || progress.step();
    // The floor of this panel comes from other seeds than those it is tried on.
    let floor = panel.on_permuted(1000..1000 + seeds, 0.0, &step)?.largest;
    let permuted = panel.on_permuted(1..1 + seeds, floor, &step)?;
    let random = panel.on_random(1..1 + seeds, floor, &step);
    progress.finish(format!("tried {}", count(arguments.seeds, "seed")));
    let body = Acceptance::new(&panel, floor, permuted, random)?;
    let is_met = body.is_met();
    let mut source = arguments.input.source(&all);
    source.name = names.join(", ");
    if names.len() > 1 {
        source.sha256 = super::inputs::hash_of_hashes(&all);
    }
    let meta = Meta {
        rules: Some(RULES.to_owned()),
        seed: Some(1),
        ..call.meta(source)
    };
    arguments.output.write(&Report::new(meta, body), call.ui)?;
    Ok(if is_met || !arguments.exit_status {
        exit::OK
    } else {
        exit::NO
    })
}

fn build(arguments: &BuildArgs, call: &Call) -> anyhow::Result<u8> {
    let all: Vec<Loaded> = arguments.input.load_all()?;
    let all: Vec<Loaded> = all.into_iter().filter(|it| !it.bars.is_empty()).collect();
    let config = AnalysisConfig::of(FAMILIES);
    let progress = Steps::new(call.ui, "series", all.len());
    let counted = all.par_iter().map(|loaded| {
        let counted = PooledBuilder::of(&analyze(&loaded.bars, &config)?);
        progress.step();
        Ok(counted)
    });
    let counted = counted.collect::<Result<Vec<_>>>()?;
    progress.finish(format!("counted {} series", all.len()));
    let told = calibration(&counted);
    let mut whole = PooledBuilder::default();
    for (builder, _) in &counted {
        whole.add(builder);
    }
    drop(counted);
    let mut table = whole.table();
    let bars: Vec<Bars> = all.iter().map(|loaded| loaded.bars.clone()).collect();
    table.source.noise_floor = noise_floor(&bars, arguments.seeds, call)?;
    let source = arguments.input.source(&all);
    let name = PathBuf::from(&source.name);
    let name = name
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    table.source.name = name.unwrap_or(source.name);
    table.source.sha256 = source.sha256;
    table.source.warning.clone_from(&arguments.warning);
    if let Some((reliability, series, entries)) = told {
        table.source.ece = reliability.ece;
        table.source.held_out = (series, entries);
    }
    super::file::write(&arguments.out, table.to_string().as_bytes())?;
    let read: Pooled = table.to_string().parse()?;
    call.ui.note(format!(
        "{} of {} series, noise floor {:.2} points, calibration error {:.2} points",
        arguments.out.display(),
        read.source.series,
        100.0 * read.source.noise_floor,
        100.0 * read.source.ece,
    ));
    Ok(exit::OK)
}

/// The largest lift over families and seeds on the bars in permuted order.
fn noise_floor(bars: &[Bars], seeds: u32, call: &Call) -> Result<f64> {
    let progress = Steps::new(call.ui, "seeds", seeds as usize);
    let mut floor: f64 = 0.0;
    for seed in 1..=u64::from(seeds) {
        floor = floor.max(Panel::largest_on_permuted(bars, seed)?);
        progress.step();
    }
    progress.finish("permuted the bars");
    Ok(floor)
}
