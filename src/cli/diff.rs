//! `diff`: what changed between two scans, or between two dates.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;
use clap::Args;
use serde::Deserialize;

use super::Call;
use super::failure::exit;
use super::input::date;
use super::inputs::InputsArgs;
use super::many::{Asked, ManyArgs, meta, warn};
use super::output::OutputArgs;
use super::view::View;
use crate::report::{Diff, Report, Scan};
use crate::scan::SortBy;
use crate::signal::{Signal, Snapshot, between};
use crate::{Error, Result};

#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// Two scans, each written by `scan --out NAME.json`; or with --from, the bars: files, folders, `@LIST`
    #[command(flatten)]
    inputs: InputsArgs,

    /// Compare the close of that date with the last bar of the same series, or of --as-of
    #[arg(long, value_name = "DATE", value_parser = date)]
    from: Option<NaiveDate>,

    #[command(flatten)]
    many: ManyArgs,
    #[command(flatten)]
    view: View,
    #[command(flatten)]
    output: OutputArgs,
}

/// The part of a scan's JSON that is compared.
#[derive(Deserialize)]
struct Saved {
    schema: String,
    rows: Vec<Snapshot>,
}

/// Compares.
pub(super) fn run(arguments: &DiffArgs, call: &Call) -> anyhow::Result<u8> {
    arguments.output.format()?;
    match arguments.from {
        Some(from) => arguments.dates(from, call),
        None => arguments.scans(call),
    }
}

impl DiffArgs {
    /// One set of series at two dates.
    fn dates(&self, from: NaiveDate, call: &Call) -> anyhow::Result<u8> {
        let asked = Asked {
            rule: None,
            sort: SortBy::Symbol,
            since: Some(from),
            top: None,
        };
        let told: Scan = self
            .many
            .scan(self.inputs.places()?, &self.view, asked, call)?;
        warn(&told.failures, call);
        let later = told
            .read
            .last
            .map_or_else(String::new, |date| date.to_string());
        let signals: Vec<Signal> = told
            .rows
            .iter()
            .flat_map(|row| row.changes.clone())
            .collect();
        let diff = Diff {
            earlier: from.to_string(),
            later,
            series: told.series,
            only_earlier: Vec::new(),
            only_later: Vec::new(),
            signals,
        };
        let code = self.many.exit_code(told.series, told.failures.len());
        let meta = meta(&self.inputs.names(), &told.read, call);
        self.output
            .write(&Report::new(meta, diff.sorted()), call.ui)?;
        Ok(code)
    }

    /// Two scans that were saved.
    fn scans(&self, call: &Call) -> anyhow::Result<u8> {
        let names = self.inputs.names();
        let [a, b] = &names[..] else {
            let rule = "must be two scans, written by `scan --out NAME.json`; or name bars and --from DATE";
            return Err(Error::parameter("inputs", names.join(" "), rule).into());
        };
        let (earlier, later) = (saved(a)?, saved(b)?);
        let mut diff = Diff {
            earlier: a.clone(),
            later: b.clone(),
            series: 0,
            only_earlier: Vec::new(),
            only_later: Vec::new(),
            signals: Vec::new(),
        };
        for (symbol, now) in &later {
            match earlier.get(symbol) {
                Some(then) => {
                    diff.series += 1;
                    diff.signals.extend(between(then, now));
                }
                None => diff.only_later.push(symbol.clone()),
            }
        }
        let gone = earlier.keys().filter(|symbol| !later.contains_key(*symbol));
        diff.only_earlier = gone.cloned().collect();
        let mut meta = meta(&names, &crate::report::Read::default(), call);
        meta.data.sha256 = hash_of(&names)?;
        self.output
            .write(&Report::new(meta, diff.sorted()), call.ui)?;
        Ok(exit::OK)
    }
}

/// The series of a saved scan, by symbol.
fn saved(name: &str) -> Result<BTreeMap<String, Snapshot>> {
    let path = Path::new(name);
    let text = std::fs::read(path).map_err(|error| Error::io(path, error))?;
    let refuse = |problem: String| Error::Format {
        path: path.into(),
        row: None,
        column: None,
        problem,
        help: Some("write it with `strandline scan ... --out NAME.json`".into()),
    };
    let saved: Saved =
        serde_json::from_slice(&text).map_err(|error| refuse(format!("is no scan: {error}")))?;
    if saved.schema != "strandline.scan/1" {
        return Err(refuse(format!("is a {}, not a scan", saved.schema)));
    }
    let rows = saved.rows.into_iter();
    Ok(rows.map(|row| (row.symbol.clone(), row)).collect())
}

/// One hash for both files.
fn hash_of(names: &[String]) -> Result<String> {
    use sha2::{Digest, Sha256};
    let mut hash = Sha256::new();
    for name in names {
        let path = Path::new(name);
        hash.update(std::fs::read(path).map_err(|error| Error::io(path, error))?);
    }
    Ok(format!("{:x}", hash.finalize()))
}
