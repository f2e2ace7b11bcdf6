//! The commands and their arguments, as typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::backtest::BacktestArgs;
use super::check::CheckArgs;
use super::events::EventsArgs;
use super::evidence::EvidenceCommand;
use super::inputs::InputsArgs;
use super::many::ManyArgs;
use super::output::OutputArgs;
use super::rules::Rules;
use super::span::Span;
use super::studies::Studies;
use super::sweep::SweepArgs;
use super::ui::Color;
use super::view::View;
use crate::indicator::Group;

/// Support, resistance, consolidation and breakouts from OHLCV bars, without ever using a bar it could not yet know
#[derive(Debug, Parser)]
#[command(
    name = "strandline",
    version,
    max_term_width = 80,
    arg_required_else_help = true
)]
#[command(after_help = EXIT_CODES)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,

    /// Colour of messages on standard error; results carry none
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: Color,

    /// Say nothing but results and errors
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,

    /// Say how input was read
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub(super) verbose: bool,
}

const EXIT_CODES: &str = "Exit codes: 0 done, 1 no (check --exit-status), 2 wrong use, 3 defective data, 4 too few data, 70 defect of strandline";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Show what it does on a bundled series: one screen, one chart; offline, no file needed
    Demo(DemoArgs),
    /// One screen on a series: levels, state, what would break them, range, momentum
    Analyze(AnalyzeArgs),
    /// The levels around the last close, as a ladder
    Levels(LevelsArgs),
    /// Whether what a text says of a series is so: a verdict for each claim, with the bars that decide it
    Check(Box<CheckArgs>),
    /// Charts of bars, levels, breaks and volume as PNG or SVG, or in the terminal
    #[cfg(feature = "chart")]
    Chart(Box<super::chart::Arguments>),
    /// A line for every series for which a rule holds: folders, lists, files of many series
    Scan(Box<super::scan::ScanArgs>),
    /// What changed between two scans or two dates: tests, breaks, failures, flips
    Diff(Box<super::diff::DiffArgs>),
    /// Compute indicators by name, bar by bar
    Compute(ComputeArgs),
    /// Look at, check and convert files of bars
    #[command(subcommand)]
    Data(Data),
    /// Prove on your own file that nothing changed after it was known
    Audit(AuditArgs),
    /// What trading by a strategy would have earned, with every cost and every refused order
    Backtest(BacktestArgs),
    /// Try many variants of a strategy, and tell how much of the best one is luck
    Sweep(SweepArgs),
    /// Dated news: the session each took effect in, and what prices did there beside ordinary days
    Events(Box<EventsArgs>),
    /// How often levels held, beside arbitrary prices, and proof of the method
    #[command(subcommand)]
    Evidence(EvidenceCommand),
    /// One page on a series: answer, chart, claims, evidence, events, limits
    #[cfg(feature = "chart")]
    Report(Box<super::report::ReportArgs>),
    /// Check and explain the rules of a strategy file
    #[command(subcommand)]
    Rules(Rules),
    /// List what there is: families of levels, studies, bundled series, calendars
    List(ListArgs),
    /// Print the completions of a shell
    Completions(CompletionsArgs),
    /// Print the manual page of strandline or of one command, in roff
    Man(ManArgs),
}

#[derive(Debug, Args)]
pub(super) struct DemoArgs {
    /// Folder to write the chart and the text to
    #[arg(
        short,
        long,
        value_name = "FOLDER",
        default_value = "demo",
        help_heading = "Output"
    )]
    pub(super) out: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct AnalyzeArgs {
    #[command(flatten)]
    pub(super) inputs: InputsArgs,

    /// The full screen of each of many series, instead of a line
    #[arg(long)]
    pub(super) screen: bool,

    #[command(flatten)]
    pub(super) many: ManyArgs,
    #[command(flatten)]
    pub(super) view: View,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

#[derive(Debug, Args)]
pub(super) struct LevelsArgs {
    #[command(flatten)]
    pub(super) inputs: InputsArgs,

    /// The full ladder of each of many series, instead of a line
    #[arg(long)]
    pub(super) screen: bool,

    #[command(flatten)]
    pub(super) many: ManyArgs,
    #[command(flatten)]
    pub(super) view: View,
    #[command(flatten)]
    pub(super) output: OutputArgs,

    /// Number of levels, the nearest to the close first
    #[arg(long, value_name = "COUNT", default_value_t = 10)]
    pub(super) top: usize,

    /// All living levels
    #[arg(long, conflicts_with = "top")]
    pub(super) all: bool,
}

#[derive(Debug, Args)]
pub(super) struct ComputeArgs {
    #[command(flatten)]
    pub(super) inputs: InputsArgs,
    #[command(flatten)]
    pub(super) many: ManyArgs,
    #[command(flatten)]
    pub(super) studies: Studies,
    #[command(flatten)]
    pub(super) span: Span,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

#[derive(Debug, Subcommand)]
pub(super) enum Data {
    /// List everything that is wrong or odd in a file: row, date, value, rule, what was done
    Doctor(DoctorArgs),
    /// Write any dialect as clean CSV or Parquet
    Convert(ConvertArgs),
}

#[derive(Debug, Args)]
pub(super) struct DoctorArgs {
    #[command(flatten)]
    pub(super) inputs: InputsArgs,
    #[command(flatten)]
    pub(super) span: Span,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

#[derive(Debug, Args)]
pub(super) struct ConvertArgs {
    #[command(flatten)]
    pub(super) inputs: InputsArgs,
    #[command(flatten)]
    pub(super) span: Span,

    /// File to write; `-` is standard output, as CSV
    #[arg(
        short,
        long,
        value_name = "FILE",
        default_value = "-",
        help_heading = "Output"
    )]
    pub(super) out: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct AuditArgs {
    #[command(flatten)]
    pub(super) inputs: InputsArgs,
    #[command(flatten)]
    pub(super) many: ManyArgs,
    #[command(flatten)]
    pub(super) view: View,
    #[command(flatten)]
    pub(super) output: OutputArgs,

    /// Number of cuts at which everything is computed anew
    #[arg(long, value_name = "COUNT", default_value_t = 100)]
    pub(super) cuts: usize,
}

#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// What to list
    pub(super) what: Listed,

    /// Studies of one kind, such as momentum or overlap
    #[arg(long, value_name = "GROUP", value_parser = group)]
    pub(super) group: Option<Group>,

    /// Where to look for series, with `symbols`: files, folders, patterns, `@LIST`
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<String>,

    /// One study in full: parameters, outputs, and how it differs from others of its name
    #[arg(long, value_name = "NAME", conflicts_with = "group")]
    pub(super) explain: Option<String>,
}

/// Parses the name of a group of studies.
fn group(text: &str) -> std::result::Result<Group, String> {
    let known = Group::ALL
        .into_iter()
        .find(|group| group.name().eq_ignore_ascii_case(text));
    known.ok_or_else(|| {
        let names = Group::ALL.map(Group::name);
        format!("must be one of {}", names.join(", "))
    })
}

/// What can be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Listed {
    /// Families of levels and the rule each is born by
    Families,
    /// Bundled series, with source and licence
    Samples,
    /// Trading calendars, with the dates they know
    Calendars,
    /// The series of files: symbol, rows
    Symbols,
    /// Indicators by name, for `compute` and charts
    Studies,
}

#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// Shell to complete in
    pub(super) shell: Shell,
}

#[derive(Debug, Args)]
pub(super) struct ManArgs {
    /// Command the page is about, such as `levels` or `data doctor`
    pub(super) command: Vec<String>,
}
