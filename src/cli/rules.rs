//! `rules`: check a strategy file, explain its rules at a date.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::{Args, Subcommand};

use super::Call;
use super::failure::exit;
use super::input::{InputArgs, date};
use super::ui;
use crate::backtest::BacktestConfig;
use crate::report::rounded;
use crate::rule::{Explanation, Known, Library};
use crate::strategy::{Builtin, StrategyFile};
use crate::text::{count, price};
use crate::{Error, Result};

#[derive(Debug, Subcommand)]
pub(super) enum Rules {
    /// Check a strategy file: every rule, with line, column and caret
    Check(Check),
    /// The value of every part of every rule at the close of a date
    Explain(Explain),
}

#[derive(Debug, Args)]
pub(super) struct Check {
    /// TOML file of rules, or a strategy that comes with the program
    strategy: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Explain {
    #[command(flatten)]
    input: InputArgs,

    /// TOML file of rules, or a strategy that comes with the program
    #[arg(long, value_name = "FILE|NAME")]
    strategy: PathBuf,

    /// Date to explain [default: the last bar]
    #[arg(long, value_name = "DATE", value_parser = date)]
    on: Option<NaiveDate>,
}

/// Runs one of them.
pub(super) fn run(rules: &Rules, call: &Call) -> anyhow::Result<u8> {
    match rules {
        Rules::Check(arguments) => check(arguments),
        Rules::Explain(arguments) => explain(arguments, call),
    }
}

fn check(arguments: &Check) -> anyhow::Result<u8> {
    let file = read(&arguments.strategy)?;
    BacktestConfig::of_strategy(&file)?;
    let mut text = format!("{}: every rule makes sense\n", file.name());
    for side in file.sides() {
        let _ = writeln!(text, "\n[{}]", side.direction().name());
        for (key, rule) in side.rules() {
            let _ = writeln!(text, "{key:<19} {}", rule.text());
        }
    }
    if !file.parameters().is_empty() {
        text.push_str("\n[parameters]\n");
        for (name, value) in file.parameters() {
            let _ = writeln!(text, "{name:<19} {value}");
        }
    }
    ui::put(text.as_bytes())?;
    Ok(exit::OK)
}

fn explain(arguments: &Explain, call: &Call) -> anyhow::Result<u8> {
    let file = read(&arguments.strategy)?;
    let loaded = arguments.input.load(call.ui)?;
    let bars = loaded
        .bars
        .clone()
        .with_calendar(arguments.input.calendar()?);
    let bars = &bars;
    let at = match arguments.on {
        Some(date) => bars.at_or_before(date),
        None => bars.len().checked_sub(1),
    };
    let at = at.ok_or_else(|| Error::Insufficient {
        what: bars.symbol().to_string(),
        have: 0,
        need: 1,
        purpose: "an explanation at this date".into(),
    })?;
    let mut library = Library::new(bars);
    let mut text = format!("{} {}  {}\n", bars.symbol(), bars.date(at), file.name());
    for side in file.sides() {
        // The prices of an entry speak of the level for which its condition is told.
        let mut known = Known::default();
        for (key, rule) in side.rules() {
            let told = rule.explain(&mut library, at, known)?;
            if key == "enter" {
                known.level = told.level;
            }
            let _ = writeln!(text, "\n{}.{key}", side.direction().name());
            text += &parts(&told, rule.has_level());
        }
    }
    ui::put(text.as_bytes())?;
    Ok(exit::OK)
}

fn parts(told: &Explanation, speaks_of_level: bool) -> String {
    let mut text = String::new();
    if let Some(level) = told.level.filter(|_| speaks_of_level) {
        let role = if level.is_resistance {
            "resistance"
        } else {
            "support"
        };
        let _ = writeln!(
            text,
            "  level {}: {role} at {}, {}, {}, known for {}",
            level.id.0,
            price(level.edge),
            level.state,
            count(level.tests, "test"),
            count(level.known_age, "bar"),
        );
    }
    for part in &told.parts {
        let value = match (part.value, part.is_condition) {
            (None, _) => part
                .state
                .map_or("not defined".to_owned(), |state| state.to_string()),
            (Some(value), true) => (value > 0.5).to_string(),
            (Some(value), false) => rounded(value).to_string(),
        };
        let indent = "  ".repeat(part.depth + 1);
        let _ = writeln!(text, "{indent}{} = {value}", part.text);
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
