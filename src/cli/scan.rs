//! `scan`: a line for every series for which a rule holds.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;

use super::Call;
use super::input::date;
use super::inputs::InputsArgs;
use super::many::{Asked, ManyArgs, meta};
use super::output::OutputArgs;
use super::view::View;
use crate::Result;
use crate::report::Report;
use crate::rule::{Origin, Parameters, Rule, Scope, Type};
use crate::scan::SortBy;

#[derive(Debug, Args)]
pub(super) struct ScanArgs {
    #[command(flatten)]
    inputs: InputsArgs,

    /// Rule that must hold at the last bar, such as `state == testing and tests >= 3` or `rsi(14) < 30`; `strandline
    /// scan` speaks the language of strategy files
    #[arg(long = "where", value_name = "RULE")]
    rule: Option<String>,

    /// Order: `nearest` (what is under way first, then by distance), `symbol`, or a number of the rule language such as
    /// `rsi(14)`, the smallest first; `-` before it puts the largest first
    #[arg(
        long,
        value_name = "KEY",
        default_value = "nearest",
        allow_hyphen_values = true
    )]
    sort: String,

    /// Lines to show, the first ones
    #[arg(long, value_name = "COUNT")]
    top: Option<NonZeroUsize>,

    /// Only series whose levels or range changed since the close of that date, with what changed
    #[arg(long, value_name = "DATE", value_parser = date)]
    changed_since: Option<NaiveDate>,

    /// Folder to draw a chart of every line into
    #[cfg(feature = "chart")]
    #[arg(long, value_name = "FOLDER", help_heading = "Output")]
    charts: Option<PathBuf>,

    #[command(flatten)]
    many: ManyArgs,
    #[command(flatten)]
    view: View,
    #[command(flatten)]
    output: OutputArgs,
}

/// Scans all series.
pub(super) fn run(arguments: &ScanArgs, call: &Call) -> anyhow::Result<u8> {
    arguments.output.format()?;
    let asked = Asked {
        rule: arguments.rule()?,
        sort: arguments.sort()?,
        since: arguments.changed_since,
        top: arguments.top,
    };
    let sorted_by = arguments.sorted_by();
    let mut told = arguments
        .many
        .scan(arguments.inputs.places()?, &arguments.view, asked, call)?;
    told.rule.clone_from(&arguments.rule);
    told.sorted_by = sorted_by;
    #[cfg(feature = "chart")]
    if let Some(folder) = &arguments.charts {
        arguments.draw(&mut told, folder, call)?;
    }
    let code = arguments.many.exit_code(told.series, told.failures.len());
    let meta = meta(&arguments.inputs.names(), &told.read, call);
    arguments.output.write(&Report::new(meta, told), call.ui)?;
    Ok(code)
}

impl ScanArgs {
    fn rule(&self) -> Result<Option<Rule>> {
        let read = |text: &String| {
            let origin = Origin::alone("--where", text);
            Rule::parse(
                text,
                origin,
                &Parameters::new(),
                Type::Condition,
                Scope::Entry,
            )
        };
        self.rule.as_ref().map(read).transpose()
    }

    fn sort(&self) -> Result<SortBy> {
        match self.sort.trim() {
            "nearest" => return Ok(SortBy::Nearest),
            "symbol" => return Ok(SortBy::Symbol),
            _ => {}
        }
        let (text, is_falling) = match self.sort.trim().strip_prefix('-') {
            Some(rest) => (rest, true),
            None => (self.sort.trim(), false),
        };
        let origin = Origin::alone("--sort", text);
        let of = Rule::parse(text, origin, &Parameters::new(), Type::Number, Scope::Entry)?;
        Ok(SortBy::Value { of, is_falling })
    }

    fn sorted_by(&self) -> String {
        let sort = self.sort.trim();
        match (sort, sort.strip_prefix('-')) {
            ("nearest", _) => "what is under way first, then the nearest".to_owned(),
            ("symbol", _) => "by symbol".to_owned(),
            (_, Some(rest)) => format!("the largest {rest} first"),
            (_, None) => format!("the smallest {sort} first"),
        }
    }

    /// Draws each line, from the series it was told of.
    #[cfg(feature = "chart")]
    fn draw(
        &self,
        told: &mut crate::report::Scan,
        folder: &std::path::Path,
        call: &Call,
    ) -> Result<()> {
        for input in self.inputs.each()? {
            let file = input.file();
            let drawn = |row: &&mut crate::report::ScanRow| row.source == file;
            let mut rows: Vec<_> = told.rows.iter_mut().filter(drawn).collect();
            if rows.is_empty() {
                continue;
            }
            let symbols: Vec<crate::Symbol> = rows
                .iter()
                .filter_map(|row| row.brief.symbol.parse().ok())
                .collect();
            let options = input.options()?;
            for series in input.stream_of(&symbols)? {
                let loaded = series?.load(&options)?;
                let symbol = loaded.bars.symbol().to_string();
                let row = rows.iter_mut().find(|row| row.brief.symbol == symbol);
                if let Some(row) = row {
                    let subject = self.view.subject_of(&input, &loaded, &call.quiet())?;
                    let path = super::chart::draw_usual(&subject, &input, folder)?;
                    row.chart = Some(path.display().to_string());
                }
            }
        }
        Ok(())
    }
}
