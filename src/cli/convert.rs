//! `data convert`: any dialect in, clean CSV or Parquet out.

use std::path::Path;

use super::Call;
use super::args::ConvertArgs;
use super::failure::exit;
use super::file;
use super::input::InputArgs;
use super::output::has_ending;
use super::ui;
use super::view::Known;
use crate::data::{self, Loaded};
use crate::text::count;
use crate::{Basis, Error, Result};

/// Writes the bars that can stand, a row each, oldest first, with what is known beside them; several series below each
/// other with their symbol.
pub(super) fn run(arguments: &ConvertArgs, call: &Call) -> anyhow::Result<u8> {
    refuse_ending(&arguments.out)?;
    let mut parts = Vec::new();
    for input in arguments.inputs.each()? {
        for loaded in input.load_every(call.ui)? {
            parts.push(part(arguments, &input, loaded, call)?);
        }
    }
    parts.sort_by(|a, b| a.bars.symbol().cmp(b.bars.symbol()));
    let bytes = if has_ending(&arguments.out, "parquet") {
        parquet(&parts)?
    } else {
        data::whole_csv(&parts)?
    };
    if arguments.out.as_os_str() == "-" {
        ui::put(&bytes).map_err(|error| Error::io("standard output", error))?;
    } else {
        file::write(&arguments.out, &bytes)?;
        let basis = told_basis(&parts).map(|basis| format!("; read it with `--basis {basis}`"));
        let basis = basis.unwrap_or_default();
        let bars = count(
            parts.iter().map(|part| part.bars.len()).sum::<usize>(),
            "bar",
        );
        call.ui
            .note(format!("{}: {bars}{basis}", arguments.out.display()));
    }
    Ok(exit::OK)
}

/// What is written of a series: nothing that was not known at the date asked for.
fn part(
    arguments: &ConvertArgs,
    input: &InputArgs,
    mut loaded: Loaded,
    call: &Call,
) -> Result<Loaded> {
    let seen = arguments.span.see(input, &loaded)?;
    let last = seen.bars.date(seen.at);
    let basis = Known::of(input, &loaded).at(last);
    let is_resampled = seen.bars.timeframe() != loaded.bars.timeframe();
    loaded.bars = seen.bars.prefix(seen.at + 1).with_basis(basis);
    loaded.events.retain(|event| event.session <= last);
    if let Some(adjusted) = &mut loaded.adjusted_close {
        adjusted.truncate(seen.at + 1);
    }
    if is_resampled {
        if loaded.adjusted_close.is_some() || !loaded.events.is_empty() {
            let (symbol, timeframe) = (loaded.bars.symbol(), loaded.bars.timeframe());
            call.ui.warning(format!(
                "{symbol}: dividends, splits and adjusted closes have no place in a {timeframe} and are not written",
            ));
        }
        loaded.adjusted_close = None;
        loaded.events.clear();
        loaded.findings.clear();
    }
    Ok(loaded)
}

/// The basis of all series, which no column tells, if it is one and known.
fn told_basis(parts: &[Loaded]) -> Option<Basis> {
    let basis = parts.first()?.bars.basis();
    let is_one = parts.iter().all(|part| part.bars.basis() == basis);
    (is_one && basis != Basis::Unknown).then_some(basis)
}

/// Refuses endings that promise another format.
fn refuse_ending(out: &Path) -> Result<()> {
    let is_known = ["csv", "txt", "parquet"]
        .iter()
        .any(|ending| has_ending(out, ending));
    if is_known || out.as_os_str() == "-" {
        return Ok(());
    }
    let rule = "must end in .csv, .txt or .parquet, or be - for standard output";
    Err(Error::parameter("out", out.display(), rule))
}

#[cfg(feature = "frame")]
fn parquet(parts: &[Loaded]) -> Result<Vec<u8>> {
    data::whole_parquet(parts)
}

#[cfg(not(feature = "frame"))]
fn parquet(_: &[Loaded]) -> Result<Vec<u8>> {
    Err(Error::parameter(
        "out",
        "parquet",
        "needs a build with the feature `frame`",
    ))
}
