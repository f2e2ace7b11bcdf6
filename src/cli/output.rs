//! Where results go and in which format.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::file;
use super::ui::{self, Ui};
use crate::report::{Body, Report};
use crate::{Error, Result};

/// Format and place of a result.
#[derive(Debug, Clone, Args)]
pub(super) struct OutputArgs {
    /// Format of the result [default: by the ending of --out, else table]
    #[arg(long, value_name = "FORMAT", help_heading = "Output")]
    format: Option<Format>,

    /// File to write to instead of standard output, or a format alone: `json`, `jsonl`, `csv`, `parquet`; `-` is standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    out: Option<PathBuf>,
}

/// How a result is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// A screen of text with its footer
    Table,
    /// JSON with a schema and the footer as `meta`
    Json,
    /// The rows alone, as JSON, an object a line
    Jsonl,
    /// The rows alone, as CSV
    Csv,
    /// The rows alone, as Parquet; not for a terminal
    Parquet,
    /// Levels as a script for `TradingView`, version 6
    Pine,
}

/// The endings of files, each with the format it stands for.
const ENDINGS: [(&str, Format); 6] = [
    ("json", Format::Json),
    ("jsonl", Format::Jsonl),
    ("csv", Format::Csv),
    ("parquet", Format::Parquet),
    ("txt", Format::Table),
    ("pine", Format::Pine),
];

impl OutputArgs {
    /// The format, where `--out` is one and no file: `./csv` is a file of that name.
    fn named_by_out(&self) -> Option<Format> {
        let word = self.out.as_ref().filter(|_| self.format.is_none())?;
        Format::from_str(word.to_str()?, true).ok()
    }

    /// The file to write to; `None` is standard output.
    fn file(&self) -> Option<&PathBuf> {
        let out = self.out.as_ref().filter(|path| path.as_os_str() != "-");
        out.filter(|_| self.named_by_out().is_none())
    }

    /// The file to write to, for what has formats of its own.
    pub(super) fn place(&self) -> Option<&Path> {
        self.file().map(PathBuf::as_path)
    }

    /// By name, else by the ending of the file; one without an ending holds a table. Commands that take long ask for it
    /// before they begin.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for an ending that no format has.
    pub(super) fn format(&self) -> Result<Format> {
        let named = self.format.or_else(|| self.named_by_out());
        let out = self.file().filter(|out| out.extension().is_some());
        let (None, Some(out)) = (named, out) else {
            return Ok(named.unwrap_or(Format::Table));
        };
        let found = ENDINGS.iter().find(|(ending, _)| has_ending(out, ending));
        found.map(|&(_, format)| format).ok_or_else(|| {
            let known = ENDINGS.map(|(ending, _)| format!(".{ending}")).join(", ");
            let rule = format!("must end in one of {known}, or --format must say what it holds");
            Error::parameter("out", out.display(), rule)
        })
    }

    /// Writes `report`. Rows alone carry no footer, so it goes to standard error then.
    pub(super) fn write<B: Body>(&self, report: &Report<B>, ui: Ui) -> Result<()> {
        let format = self.format()?;
        let bytes = match format {
            Format::Table => report.text().into_bytes(),
            Format::Json => report.json()?.into_bytes(),
            Format::Jsonl => report.json_lines()?,
            Format::Csv => report.csv()?,
            Format::Parquet => report.parquet()?,
            Format::Pine => pine(report)?,
        };
        self.put(&bytes)?;
        if matches!(format, Format::Jsonl | Format::Csv | Format::Parquet) {
            ui.note(report.meta.text().trim_end());
        }
        Ok(())
    }

    /// Writes `bytes` to where the user wants them.
    pub(super) fn put(&self, bytes: &[u8]) -> Result<()> {
        match self.file() {
            Some(path) => file::write(path, bytes),
            None if self.format()? == Format::Parquet && ui::shows_results() => {
                Err(Error::parameter(
                    "format",
                    "parquet",
                    "is not for a terminal: name a file with --out",
                ))
            }
            None => ui::put(bytes).map_err(|error| Error::io("standard output", error)),
        }
    }
}

/// The script of levels.
fn pine<B: Body>(report: &Report<B>) -> Result<Vec<u8>> {
    let script = report.body.pine(&report.meta);
    script.map(String::into_bytes).ok_or_else(|| {
        let rule = "is for levels alone: `strandline levels` writes it";
        Error::parameter("format", "pine", rule)
    })
}

/// Whether `path` ends in a dot and `ending`.
pub(super) fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension()
        .is_some_and(|it| it.eq_ignore_ascii_case(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_of_the_file_decides_where_no_format_is_named() {
        let format = |format, out: &str| {
            let out = Some(PathBuf::from(out));
            OutputArgs { format, out }.format().unwrap()
        };
        assert_eq!(format(None, "rsi.parquet"), Format::Parquet);
        assert_eq!(format(None, "rsi.CSV"), Format::Csv);
        assert_eq!(format(None, "rsi.json"), Format::Json);
        assert_eq!(format(None, "rsi.txt"), Format::Table);
        assert_eq!(format(Some(Format::Json), "rsi.csv"), Format::Json);
        let word = |out: &str| OutputArgs {
            format: None,
            out: Some(PathBuf::from(out)),
        };
        assert_eq!(word("csv").format().unwrap(), Format::Csv);
        assert_eq!(word("CSV").format().unwrap(), Format::Csv);
        assert_eq!(word("csv").file(), None);
        assert_eq!(word("./csv").file(), Some(&PathBuf::from("./csv")));
        assert_eq!(word("-").file(), None);
        let nowhere = OutputArgs {
            format: None,
            out: None,
        };
        assert_eq!(nowhere.format().unwrap(), Format::Table);
    }

    #[test]
    fn an_ending_that_no_format_has_is_refused() {
        let output = |format| OutputArgs {
            format,
            out: Some(PathBuf::from("x.csv.gz")),
        };
        assert_eq!(
            output(None).format().unwrap_err().to_string(),
            "out = x.csv.gz: must end in one of .json, .jsonl, .csv, .parquet, .txt, .pine, or --format must say what it holds"
        );
        assert_eq!(output(Some(Format::Csv)).format().unwrap(), Format::Csv);
    }
}
