//! `check`: whether what a text says of a series is so.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use chrono::NaiveDate;
use clap::Args;

use super::Call;
use super::failure::exit;
use super::file;
use super::input::{InputArgs, date};
use super::output::{OutputArgs, has_ending};
use super::terms::{Terms, days};
use super::ui;
use crate::analysis::RULES;
use crate::claim::check::Context;
use crate::claim::{self, Parsed};
use crate::data::read_happenings;
use crate::market::Happening;
use crate::reading::When;
use crate::report::{Check, Meta, OnDate, Provenance, Report};
use crate::{Bars, Error, Result};

/// Most bytes of a text.
const MOST_TEXT: u64 = 10_000_000;

/// The text and the dates it is checked as of.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    input: InputArgs,

    /// The text, or `@FILE` to read it from a file; `@-` is standard input
    #[arg(value_name = "TEXT|@FILE")]
    text: String,

    /// Date the text speaks from, or FIRST..LAST where it is not known; nothing after it is used [default: the last bar]
    #[arg(long, value_name = "DATE|DATE..DATE")]
    as_of: Option<Dates>,

    /// Date up to which it is told what came after
    #[arg(long, value_name = "DATE", value_parser = date)]
    score_to: Option<NaiveDate>,

    /// File or bundled series to compare with
    #[arg(long, value_name = "FILE|SYMBOL")]
    benchmark: Option<String>,

    /// File of dated news, CSV or TOML: date or time, zone, headline, kind, source
    #[arg(long, value_name = "FILE")]
    events: Option<PathBuf>,

    /// Give the text back with each claim marked and corrected, as Markdown, or as HTML where --out ends in .html
    #[arg(long)]
    annotate: bool,

    /// Exit with 1 if a claim is refuted, with 4 if none could be decided
    #[arg(long)]
    exit_status: bool,

    #[command(flatten)]
    output: OutputArgs,
}

/// A date, or the first and last of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dates {
    pub(super) first: NaiveDate,
    pub(super) last: NaiveDate,
}

impl FromStr for Dates {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let wrong = || "must be a date or FIRST..LAST, such as 2025-11-28..2025-12-03".to_owned();
        let day = |text: &str| text.trim().parse::<NaiveDate>().map_err(|_| wrong());
        let (first, last) = match text.split_once("..") {
            Some((first, last)) => (day(first)?, day(last)?),
            None => (day(text)?, day(text)?),
        };
        if first > last {
            return Err("must have its earlier date first".to_owned());
        }
        Ok(Self { first, last })
    }
}

impl fmt::Display for Dates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            self.first.fmt(f)
        } else {
            write!(f, "{}..{}", self.first, self.last)
        }
    }
}

/// Checks a text.
pub(super) fn run(arguments: &CheckArgs, call: &Call) -> anyhow::Result<u8> {
    let text = words(&arguments.text)?;
    let loaded = arguments.input.load(call.ui)?;
    let (provenance, benchmark) = match &arguments.benchmark {
        Some(name) => {
            let (source, bars) = arguments.input.load_beside(name, call.ui)?;
            (Some(source), Some(bars))
        }
        None => (None, None),
    };
    let bars = days(&arguments.input, &loaded)?;
    let (first, last) = bars_of(arguments.as_of, &bars)?;
    let subject = Terms::of(&arguments.input, &loaded, &bars, last)?;
    let parsed = claim::parse(&text);
    let score_to = arguments.scored(&subject.bars, last)?;
    let context = Context::new(&subject.analysis)
        .with_calendar(subject.calendar)
        .with_benchmark(benchmark.as_ref())
        .with_splits(subject.splits.clone())
        .with_happenings(arguments.happenings()?)
        .scored_to(score_to);
    let dates = decide(&parsed, &context, first..=last, &subject.bars);
    let body = Check::new(&text, &parsed, &dates, subject.bars.symbol().as_str());
    let code = match () {
        () if !arguments.exit_status => exit::OK,
        () if body.has_refuted() => exit::NO,
        () if !body.is_decided() => exit::INSUFFICIENT,
        () => exit::OK,
    };
    let meta = Meta {
        as_of: Some(subject.bars.date(last)),
        rules: Some(RULES.to_owned()),
        benchmark: provenance,
        notes: arguments.notes(&subject, &bars, first, last),
        ..call.meta(Provenance {
            basis: subject.bars.basis(),
            ..arguments.input.source(std::slice::from_ref(&loaded))
        })
    };
    arguments.write(&Report::new(meta, body), call)?;
    Ok(code)
}

/// Verdicts on every bar of the range.
pub(super) fn decide(
    parsed: &Parsed,
    context: &Context<'_>,
    range: std::ops::RangeInclusive<usize>,
    bars: &Bars,
) -> Vec<OnDate> {
    let on_date = range.map(|at| OnDate {
        at: When::new(bars, at),
        verdicts: parsed
            .claims
            .iter()
            .map(|it| claim::check(it, context, at))
            .collect(),
    });
    on_date.collect()
}

/// The text that was typed, or that of the file it names.
pub(super) fn words(text: &str) -> Result<String> {
    let Some(name) = text.strip_prefix('@') else {
        return Ok(text.to_owned());
    };
    if name == "-" {
        let mut bytes = Vec::new();
        let stdin = std::io::stdin().lock();
        std::io::Read::read_to_end(&mut std::io::Read::take(stdin, MOST_TEXT + 1), &mut bytes)
            .map_err(|error| Error::io("standard input", error))?;
        return readable(bytes, "standard input");
    }
    let path = PathBuf::from(name);
    let io = |error| Error::io(&path, error);
    let size = std::fs::metadata(&path).map_err(io)?.len();
    if size > MOST_TEXT {
        return Err(too_long(name));
    }
    readable(std::fs::read(&path).map_err(io)?, name)
}

/// The first and last bar to look from.
pub(super) fn bars_of(dates: Option<Dates>, bars: &Bars) -> Result<(usize, usize)> {
    let end = bars.len().checked_sub(1);
    let few = || Error::Insufficient {
        what: format!("{}", bars.symbol()),
        have: 0,
        need: 1,
        purpose: match bars.get(0) {
            Some(first) => format!("a bar in a file that begins on {}", first.time().date()),
            None => "a bar".to_owned(),
        },
    };
    let Some(dates) = dates else {
        let end = end.ok_or_else(few)?;
        return Ok((end, end));
    };
    let last = bars.at_or_before(dates.last).ok_or_else(few)?;
    let first = if dates.first == dates.last {
        last
    } else {
        let before = dates
            .first
            .pred_opt()
            .and_then(|day| bars.at_or_before(day));
        before.map_or(0, |before| before + 1).min(last)
    };
    Ok((first, last))
}

impl CheckArgs {
    /// The news of the file, if one was named.
    fn happenings(&self) -> Result<Vec<Happening>> {
        let events = self.events.as_deref();
        events.map_or(Ok(Vec::new()), read_happenings)
    }

    /// The bar up to which outcomes are told.
    fn scored(&self, bars: &Bars, last: usize) -> Result<Option<usize>> {
        let Some(date) = self.score_to else {
            return Ok(None);
        };
        if date <= bars.date(last) {
            let rule = format!(
                "must be after {}, the date that is looked from",
                bars.date(last)
            );
            return Err(Error::parameter("score-to", date, rule));
        }
        Ok(bars.at_or_before(date))
    }

    /// What there is to know about the dates.
    fn notes(&self, subject: &Terms, bars: &Bars, first: usize, last: usize) -> Vec<String> {
        let mut notes = Vec::new();
        if let Some(dates) = self.as_of {
            let told = bars.date(last);
            if told != dates.last {
                notes.push(format!(
                    "there is no bar on {}; this is of {told}",
                    dates.last
                ));
            }
            if first < last {
                let (from, to) = (bars.date(first), bars.date(last));
                notes.push(format!("checked as of each session from {from} to {to}"));
            }
        }
        if let Some(calendar) = subject
            .calendar
            .filter(|_| self.input.calendar().ok().flatten().is_none())
        {
            notes.push(format!(
                "closed days by {calendar}, whose sessions the bars keep to"
            ));
        }
        if let Some(date) = self.score_to {
            let to = subject.bars.last().map(|bar| bar.time().date());
            notes.extend(
                to.filter(|to| *to < date)
                    .map(|to| format!("scored to {to}, the last bar, not to {date}")),
            );
        }
        notes
    }

    /// Writes the answer, or the text with the answers in it.
    fn write(&self, report: &Report<Check>, call: &Call) -> anyhow::Result<()> {
        let place = self.output.place();
        let ends_in = |ending: &str| place.is_some_and(|path| has_ending(path, ending));
        let is_html = ends_in("html") || ends_in("htm");
        if !self.annotate && !is_html && !ends_in("md") {
            self.output.write(report, call.ui)?;
            return Ok(());
        }
        if place.is_some() && !is_html && !ends_in("md") {
            let rule = "must end in .md or .html for a text with its claims marked";
            let named = place
                .map(|path| path.display().to_string())
                .unwrap_or_default();
            return Err(Error::parameter("out", named, rule).into());
        }
        let footer = report.meta.text();
        let written = if is_html {
            let title = format!("{} as of {}", report.meta.data.symbol, as_of(&report.meta));
            report.body.annotated_html(&title, &footer)
        } else {
            report.body.annotated_markdown(&footer)
        };
        match place {
            Some(path) => {
                file::write(path, written.as_bytes())?;
                call.ui.note(format!("wrote {}", path.display()));
            }
            None => {
                ui::put_text(&written).map_err(|error| Error::io("standard output", error))?;
            }
        }
        Ok(())
    }
}

fn as_of(meta: &Meta) -> String {
    meta.as_of.map(|date| date.to_string()).unwrap_or_default()
}

/// Text of bytes in UTF-8, without the mark that some programs put in front.
fn readable(bytes: Vec<u8>, name: &str) -> Result<String> {
    if bytes.len() as u64 > MOST_TEXT {
        return Err(too_long(name));
    }
    let text = String::from_utf8(bytes).map_err(|_| Error::Data {
        what: name.to_owned(),
        problem: "is not text in UTF-8".to_owned(),
        help: None,
    })?;
    Ok(text
        .strip_prefix('\u{feff}')
        .map_or(text.clone(), str::to_owned))
}

fn too_long(name: &str) -> Error {
    Error::Data {
        what: name.to_owned(),
        problem: format!("holds more than {MOST_TEXT} bytes of text"),
        help: Some("check a part of it".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_one_or_a_range() {
        let dates: Dates = "2025-11-28..2025-12-03".parse().unwrap();
        assert_eq!(dates.to_string(), "2025-11-28..2025-12-03");
        let one: Dates = "2025-11-28".parse().unwrap();
        assert_eq!(one.first, one.last);
        assert!("2025-12-03..2025-11-28".parse::<Dates>().is_err());
        assert!("soon".parse::<Dates>().is_err());
    }
}
