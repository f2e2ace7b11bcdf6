//! `list`: what there is to choose from.

use std::path::Path;

use super::Call;
use super::args::{ListArgs, Listed};
use super::failure::exit;
use super::ui;
use crate::data::sample::Sample;
use crate::data::{ReadOptions, stream};
use crate::indicator::{Listing, Study, catalog, find};
use crate::market::{Calendar, Exchange};
use crate::scan::places;
use crate::text::{Table, fit, wrap};
use crate::{Error, Family, Result};

/// Prints what was asked for.
pub(super) fn run(arguments: &ListArgs, call: &Call) -> anyhow::Result<u8> {
    refuse_idle(arguments)?;
    let text = match arguments.what {
        Listed::Families => families(),
        Listed::Samples => samples(),
        Listed::Calendars => calendars(),
        Listed::Symbols => symbols(arguments, call)?,
        Listed::Studies => studies(arguments)?,
    };
    ui::put_text(&text)?;
    Ok(exit::OK)
}

/// The series of all files, with the number of their rows.
fn symbols(arguments: &ListArgs, call: &Call) -> Result<String> {
    if arguments.paths.is_empty() {
        let rule = "must be named: `strandline list symbols PATH`";
        return Err(Error::parameter("path", "none", rule));
    }
    let mut table = Table::new(["symbol", ">rows", "file"]);
    let mut rows = Vec::new();
    for name in places(&arguments.paths)? {
        match stream(Path::new(&name), &ReadOptions::default(), &[]) {
            Ok(stream) => {
                let told = stream.symbols().iter();
                rows.extend(told.map(|(symbol, count)| (symbol.clone(), *count, name.clone())));
            }
            Err(error) => call.ui.warning(error),
        }
    }
    rows.sort();
    if rows.is_empty() {
        return Err(Error::Unanswered {
            what: arguments.paths.join(", "),
            problem: "no series in any file".into(),
            help: Some("`strandline data doctor` tells what is wrong with a file".into()),
        });
    }
    for (symbol, rows, file) in rows {
        table.row([symbol.to_string(), rows.to_string(), file]);
    }
    Ok(table.text())
}

/// Refuses options that only studies have.
fn refuse_idle(arguments: &ListArgs) -> Result<()> {
    if arguments.what != Listed::Symbols && !arguments.paths.is_empty() {
        let rule = "goes with `strandline list symbols` alone";
        return Err(Error::parameter("path", &arguments.paths[0], rule));
    }
    if arguments.what == Listed::Studies {
        return Ok(());
    }
    let rule = "goes with `strandline list studies` alone";
    match (&arguments.explain, arguments.group) {
        (Some(name), _) => Err(Error::parameter("explain", name, rule)),
        (None, Some(group)) => Err(Error::parameter("group", group, rule)),
        (None, None) => Ok(()),
    }
}

fn families() -> String {
    let mut table = Table::new(["family", "a level is born from"]);
    for family in Family::ALL {
        table.row([family.to_string(), rule(family).to_owned()]);
    }
    table.text() + "\nrules in full: the documentation of strandline::level\n"
}

fn rule(family: Family) -> &'static str {
    match family {
        Family::Swing => "two swing highs or lows within half an ATR",
        Family::Shelf => "4 or more highs (lows) of 60 bars too close together for chance",
        Family::Extreme => "the highest high (lowest low) of 20, 55 or 252 bars, 5 bars later",
        Family::Hvn => "a price where much of the volume of 250 bars changed hands",
        Family::Lvn => "a price between two such where little did",
        Family::Round => "the round numbers next to the close; raw prices only",
        Family::User => "--level, a price or range of your own",
    }
}

fn samples() -> String {
    let mut table = Table::new(["symbol", "name", ">bars", "first", "last"]);
    for sample in Sample::all() {
        table.row([
            sample.symbol.to_string(),
            sample.name.clone(),
            sample.rows.to_string(),
            sample.first.to_string(),
            sample.last.to_string(),
        ]);
    }
    let mut text = table.text();
    for sample in Sample::all() {
        let line = format!(
            "{}: {} prices; {}; {}",
            sample.symbol, sample.basis, sample.source, sample.licence
        );
        text.extend(["\n", &fit(&line, "  ")]);
    }
    text + "\n"
}

fn studies(arguments: &ListArgs) -> Result<String> {
    if let Some(name) = &arguments.explain {
        return explain(name);
    }
    let mut table = Table::new(["study", "what it is", "group"]);
    let wanted = |entry: &&Listing| arguments.group.is_none_or(|group| entry.group == group);
    for entry in catalog().iter().filter(wanted) {
        table.row([
            entry.full_name(),
            entry.title.to_owned(),
            entry.group.to_string(),
        ]);
    }
    Ok(table.text() + "\none in full: --explain NAME, such as --explain ta:rsi\n")
}

fn explain(name: &str) -> Result<String> {
    let Some(entry) = find_by(name) else {
        // The parser's complaint names the nearest study; what it can read is more than a name.
        Study::parse(name, "--explain")?;
        let rule = "must be the name of one study, such as rsi or ta:rsi";
        return Err(Error::parameter("explain", name, rule));
    };
    let page = entry.explain();
    let set = |line: &str| match line.strip_prefix("  ") {
        Some(param) => format!("  {}\n", wrap(param, 78, "      ")),
        None => fit(line, "  ") + "\n",
    };
    Ok(page.lines().map(set).collect())
}

fn find_by(name: &str) -> Option<&'static Listing> {
    match name.split_once(':') {
        Some((prefix, name)) => find(Some(prefix), name),
        None => find(None, name),
    }
}

fn calendars() -> String {
    let mut table = Table::new(["calendar", "sessions", "knows"]);
    for exchange in Exchange::all() {
        let known = exchange.known();
        table.row([
            exchange.code().to_owned(),
            format!("the exchange's, in {}", exchange.zone()),
            format!("{} to {}", known.start(), known.end()),
        ]);
    }
    for (calendar, sessions) in [
        (Calendar::Weekdays, "Monday to Friday, holidays unknown"),
        (Calendar::Always, "every day, midnight to midnight UTC"),
        (
            Calendar::AroundTheWeek,
            "Sunday to Friday, 17:00 to 17:00 in New York",
        ),
    ] {
        table.row([
            calendar.to_string(),
            sessions.to_owned(),
            "all dates".to_owned(),
        ]);
    }
    table.text()
}
