//! The strategies that come with the program, and the page of the rule language.

use std::path::PathBuf;

use clap::Args;

use super::super::failure::exit;
use super::super::{file, ui};
use crate::Result;
use crate::strategy::{BUILTINS, Builtin};
use crate::text::{Table, wrap};

#[derive(Debug, Args)]
pub(in crate::cli) struct Show {
    /// Name of the strategy, as `rules list` has it
    name: String,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct New {
    /// Name of the strategy: NAME.toml is written to the folder you are in, unless it is there
    name: String,

    /// A strategy to begin with, as `rules list` has it
    #[arg(long, value_name = "NAME", default_value = "sma-cross")]
    from: String,
}

/// Prints the names, each with what it does.
pub(super) fn list() -> anyhow::Result<u8> {
    let mut table = Table::new(["strategy", "what it does"]);
    for builtin in &BUILTINS {
        let name = builtin.name.replace('_', "-");
        table.row([name, builtin.summary().to_owned()]);
    }
    let how = "`strandline rules show NAME` prints one; `backtest FILE --rule NAME` trades it; `rules new NAME --from \
               NAME` copies it to be changed; `rules help` is the page of the language";
    let text = format!("{}\n{}\n", table.text(), wrap(how, 80, ""));
    ui::put_text(&text)?;
    Ok(exit::OK)
}

/// Prints the file.
pub(super) fn show(arguments: &Show) -> anyhow::Result<u8> {
    ui::put(Builtin::find(&arguments.name)?.text.as_bytes())?;
    Ok(exit::OK)
}

/// Writes a copy under a name of its own.
pub(super) fn new(arguments: &New) -> anyhow::Result<u8> {
    let path = target(&arguments.name)?;
    let builtin = Builtin::find(&arguments.from)?;
    let title = format!("name = \"{}\"", arguments.name.replace(['"', '\\'], ""));
    let lines = builtin.text.lines().map(|line| {
        if line.starts_with("name = ") {
            title.as_str()
        } else {
            line
        }
    });
    let text: Vec<&str> = lines.collect();
    file::write(&path, (text.join("\n") + "\n").as_bytes())?;
    let next = format!(
        "{} is a copy of {}; check it with `strandline rules check {}`\n",
        path.display(),
        builtin.name.replace('_', "-"),
        path.display(),
    );
    ui::put(next.as_bytes())?;
    Ok(exit::OK)
}

/// The file of a new strategy, which must not be there.
fn target(name: &str) -> Result<PathBuf> {
    let name = name.strip_suffix(".toml").unwrap_or(name);
    let path = PathBuf::from(format!("{name}.toml"));
    if path.exists() {
        let rule = "is there already; choose another name or remove it";
        return Err(crate::Error::parameter("file", path.display(), rule));
    }
    Ok(path)
}

/// Prints the page of the language.
pub(super) fn page() -> anyhow::Result<u8> {
    ui::put(include_str!("page.txt").as_bytes())?;
    Ok(exit::OK)
}
