//! Where results go and in which format.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::ui::{self, Ui};
use crate::report::{Body, Report};
use crate::{Error, Result};

/// Format and place of a result.
#[derive(Debug, Clone, Args)]
pub(super) struct Output {
    /// Format of the result
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "table",
        help_heading = "Output"
    )]
    pub(super) format: Format,

    /// File to write to instead of standard output; `-` is standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(super) out: Option<PathBuf>,
}

/// How a result is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// A screen of text with its footer
    Table,
    /// JSON with a schema and the footer as `meta`
    Json,
    /// The rows alone, as CSV
    Csv,
    /// The rows alone, as Parquet; needs --out
    Parquet,
}

impl Output {
    /// Writes `report`. Rows alone carry no footer, so it goes to standard error then.
    pub(super) fn write<B: Body>(&self, report: &Report<B>, ui: Ui) -> Result<()> {
        let bytes = match self.format {
            Format::Table => report.text().into_bytes(),
            Format::Json => report.json()?.into_bytes(),
            Format::Csv => report.csv()?,
            Format::Parquet => report.parquet()?,
        };
        self.put(&bytes)?;
        if matches!(self.format, Format::Csv | Format::Parquet) {
            ui.note(report.meta.text().trim_end());
        }
        Ok(())
    }

    /// Writes `bytes` to where the user wants them.
    pub(super) fn put(&self, bytes: &[u8]) -> Result<()> {
        let file = self.out.as_ref().filter(|path| path.as_os_str() != "-");
        match file {
            Some(path) => std::fs::write(path, bytes).map_err(|error| Error::io(path, error)),
            None if self.format == Format::Parquet && ui::shows_results() => Err(Error::parameter(
                "format",
                "parquet",
                "is not for a terminal: name a file with --out",
            )),
            None => ui::put(bytes).map_err(|error| Error::io("standard output", error)),
        }
    }
}
