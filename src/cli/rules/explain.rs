//! `rules explain`: the value of every part of every rule at the close of a date.

use std::fmt::Write as _;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;

use super::super::Call;
use super::super::failure::exit;
use super::super::input::{InputArgs, date};
use super::super::ui;
use super::read;
use crate::account::{Costs, Direction, Trade};
use crate::backtest::{BacktestConfig, Input, run as backtest};
use crate::report::rounded;
use crate::rule::{Explanation, Known, Library, PositionFacts};
use crate::strategy::{RuleStrategy, StrategyFile};
use crate::text::{count, price};
use crate::{Bars, Error, Result};

#[derive(Debug, Args)]
pub(in crate::cli) struct Explain {
    #[command(flatten)]
    input: InputArgs,

    /// TOML file of rules, or a strategy that comes with the program
    #[arg(long, value_name = "FILE|NAME")]
    strategy: PathBuf,

    /// Date to explain [default: the last bar]
    #[arg(long, value_name = "DATE", value_parser = date)]
    on: Option<NaiveDate>,
}

pub(super) fn run(arguments: &Explain, call: &Call) -> anyhow::Result<u8> {
    let file = read(&arguments.strategy)?;
    let loaded = arguments.input.traded()?.load(call.ui)?;
    let bars = loaded.bars.with_calendar(arguments.input.calendar()?);
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
    let held = held(&file, &bars.prefix(at + 1))?;
    let mut text = format!("{} {}  {}\n", bars.symbol(), bars.date(at), file.name());
    if let Some(trade) = held.first() {
        let since = trade.entry.time.date();
        let _ = writeln!(
            text,
            "in a {} position since {since}, {} at {}",
            trade.direction.name(),
            count(trade.shares, "share"),
            price(trade.entry.price)
        );
    }
    text += &sides(&file, &bars, at, &held)?;
    ui::put_text(&text)?;
    Ok(exit::OK)
}

/// Every rule of every side at the close of bar `at`.
fn sides(file: &StrategyFile, bars: &Bars, at: usize, held: &[Trade]) -> Result<String> {
    let mut text = String::new();
    let mut library = Library::new(bars);
    for side in file.sides() {
        let own = held.first().filter(|it| it.direction == side.direction());
        // What speaks of a trade is told of the one that is open, else as if it were entered at this close.
        let position = match own {
            Some(_) => facts(held, at),
            None => PositionFacts::entered(bars.close()[at], at),
        };
        // The prices of an entry speak of the level for which its condition is told.
        let mut known = Known {
            position: Some(position),
            level: None,
            next_open: bars.open().get(at + 1).copied(),
        };
        let rules = side.rules();
        let name = side.direction().name();
        if own.is_none() && rules.iter().any(|(_, rule)| rule.has_position()) {
            let _ = writeln!(
                text,
                "no {name} position: told as if one was entered at this close"
            );
        }
        for (key, rule) in rules {
            let told = rule.explain(&mut library, at, known)?;
            if key == "enter" {
                known.level = told.level;
            }
            let _ = writeln!(text, "\n{name}.{key}");
            if let Some(when) = side.told(key) {
                let _ = writeln!(text, "  ({when})");
            }
            let stop = own.filter(|_| key == "stop").and_then(|it| it.initial_stop);
            if let Some(stop) = stop {
                let _ = writeln!(text, "  (stood at {} at the entry)", price(stop));
            }
            text += &parts(&told, rule.has_level());
        }
    }
    Ok(text)
}

/// The units that are held at the last close, if the rules are traded from the first bar on, without costs.
fn held(file: &StrategyFile, bars: &Bars) -> Result<Vec<Trade>> {
    let config = BacktestConfig {
        costs: Costs::NONE,
        ..BacktestConfig::of_strategy(file)?
    };
    Ok(backtest(&[Input::new(bars)], &mut RuleStrategy::new(file), &config)?.open)
}

/// What rules know of these units at the close of bar `at`.
fn facts(units: &[Trade], at: usize) -> PositionFacts {
    let Some((first, last)) = units.first().zip(units.last()) else {
        return PositionFacts::entered(0.0, at);
    };
    let shares: f64 = units.iter().map(|unit| unit.shares).sum();
    let paid: f64 = units
        .iter()
        .map(|unit| unit.shares * unit.entry.price)
        .sum();
    let (highest, lowest) = match first.direction {
        Direction::Long => (first.best, first.worst),
        Direction::Short => (first.worst, first.best),
    };
    PositionFacts {
        entry_price: paid / shares,
        last_entry_price: last.entry.price,
        units: units.len() as f64,
        decided: first.entry.at.saturating_sub(1),
        bars_held: (at - first.entry.at) as f64,
        highest,
        lowest,
    }
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
