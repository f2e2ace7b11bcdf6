//! `data convert`: any dialect in, clean CSV or Parquet out.

use std::path::Path;

use super::Call;
use super::args::Convert as Arguments;
use super::failure::exit;
use super::file;
use super::output::{has_ending, refuse_input};
use super::ui;
use crate::data;
use crate::report::count;
use crate::{Bars, Error, Result};

/// Writes the bars that can stand, a row each, oldest first; several series below each other with their symbol.
pub(super) fn run(arguments: &Arguments, call: &Call) -> anyhow::Result<u8> {
    refuse_loss(&arguments.out, &arguments.input.name())?;
    let all = arguments.input.load_every(call.ui)?;
    let mut series = Vec::new();
    for loaded in all.iter().filter(|loaded| !loaded.bars.is_empty()) {
        let seen = arguments.span.see(&arguments.input, loaded)?;
        series.push(seen.bars.prefix(seen.at + 1));
    }
    let bytes = if has_ending(&arguments.out, "parquet") {
        parquet(&series)?
    } else {
        data::to_csv(&series)?
    };
    if arguments.out.as_os_str() == "-" {
        ui::put(&bytes)?;
    } else {
        file::write(&arguments.out, &bytes)?;
        call.ui.note(format!(
            "{}: {}",
            arguments.out.display(),
            count(series.iter().map(Bars::len).sum(), "bar")
        ));
    }
    Ok(exit::OK)
}

/// Refuses to write over the input, and endings that promise another format.
fn refuse_loss(out: &Path, input: &str) -> Result<()> {
    refuse_input(out, input)?;
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
fn parquet(series: &[Bars]) -> Result<Vec<u8>> {
    data::to_parquet(series)
}

#[cfg(not(feature = "frame"))]
fn parquet(_: &[Bars]) -> Result<Vec<u8>> {
    Err(Error::parameter(
        "out",
        "parquet",
        "needs a build with the feature `frame`",
    ))
}
