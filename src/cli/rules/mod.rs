//! `rules`: check a strategy file, explain its rules at a date, show the strategies that come with the program.

mod explain;
mod shelf;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::Call;
use super::backtest::TradedSeries;
use super::failure::exit;
use super::input::{InputArgs, ReadingArgs};
use super::ui;
use crate::Result;
use crate::backtest::{BacktestConfig, Doubt, Input, doubts, doubts_on};
use crate::strategy::{Builtin, StrategyFile};
use crate::text::fit;

#[derive(Debug, Subcommand)]
#[command(disable_help_subcommand = true)]
pub(super) enum Rules {
    /// The rule language on one page, every word with an example
    Help,
    /// The strategies that come with the program
    List,
    /// Print the file of a strategy that comes with the program
    Show(shelf::Show),
    /// Write a strategy file to begin with
    New(shelf::New),
    /// Check a strategy file: every rule, with line, column and caret; with bars also what it can hardly mean on them
    Check(Check),
    /// The value of every part of every rule at the close of a date
    Explain(explain::Explain),
}

#[derive(Debug, Args)]
pub(super) struct Check {
    /// TOML file of rules, or a strategy that comes with the program
    strategy: PathBuf,

    /// Bars to ask about: files or bundled series, which one pool of cash would trade
    #[arg(value_name = "FILE|SYMBOL")]
    bars: Vec<String>,

    #[command(flatten)]
    reading: ReadingArgs,
}

/// Runs one of them.
pub(super) fn run(rules: &Rules, call: &Call) -> anyhow::Result<u8> {
    match rules {
        Rules::Help => shelf::page(),
        Rules::List => shelf::list(),
        Rules::Show(arguments) => shelf::show(arguments),
        Rules::New(arguments) => shelf::new(arguments),
        Rules::Check(arguments) => check(arguments, call),
        Rules::Explain(arguments) => explain::run(arguments, call),
    }
}

fn check(arguments: &Check, call: &Call) -> anyhow::Result<u8> {
    let file = read(&arguments.strategy)?;
    let config = BacktestConfig::of_strategy(&file)?;
    let mut text = format!("{}: every rule makes sense\n", file.name());
    for side in file.sides() {
        let _ = writeln!(text, "\n[{}]", side.direction().name());
        for (key, rule) in side.rules() {
            let _ = writeln!(text, "{key:<19} {}", rule.text());
            if let Some(when) = side.told(key) {
                let _ = writeln!(text, "{:<19} ({when})", "");
            }
        }
    }
    if !file.parameters().is_empty() {
        text.push_str("\n[parameters]\n");
        for (name, value) in file.parameters() {
            let _ = writeln!(text, "{name:<19} {value}");
        }
    }
    let mut found = doubts(&file);
    if !arguments.bars.is_empty() {
        let inputs = arguments.bars.iter();
        let inputs = inputs.map(|name| InputArgs::of(name, &arguments.reading));
        let series = TradedSeries::of(inputs, call)?;
        let inputs: Vec<Input<'_>> = series.iter().map(TradedSeries::input).collect();
        found.extend(doubts_on(&file, &inputs, &config)?);
    }
    text += &questions(&found);
    ui::put_text(&text)?;
    Ok(exit::OK)
}

fn questions(found: &[Doubt]) -> String {
    let mut text = String::new();
    if !found.is_empty() {
        text.push_str("\nIs this meant?\n");
    }
    for Doubt { found, hint } in found {
        let _ = writeln!(text, "{}", fit(&format!("- {found}"), "  "));
        let _ = writeln!(text, "{}", fit(&format!("  {hint}"), "  "));
    }
    text
}

/// A file, or a strategy of that name that comes with the program.
fn read(path: &Path) -> Result<StrategyFile> {
    let name = path
        .to_str()
        .filter(|name| !name.contains(['/', '\\', '.']));
    match name.filter(|_| !path.exists()) {
        Some(name) => Builtin::find(name)?.file(),
        None => StrategyFile::read(path),
    }
}
