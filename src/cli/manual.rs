//! `completions` and `man`: made from the arguments themselves, so they cannot differ from them.

use clap::CommandFactory;

use super::args::{Cli, CompletionsArgs, ManArgs};
use super::failure::exit;
use super::ui;
use crate::Error;

/// Prints the completions of a shell.
pub(super) fn completions(arguments: &CompletionsArgs) -> anyhow::Result<u8> {
    let mut script = Vec::new();
    clap_complete::generate(
        arguments.shell,
        &mut Cli::command(),
        "strandline",
        &mut script,
    );
    ui::put(&script)?;
    Ok(exit::OK)
}

/// Prints a manual page.
pub(super) fn man(arguments: &ManArgs) -> anyhow::Result<u8> {
    let mut command = Cli::command();
    command.build();
    for name in &arguments.command {
        let found = command.find_subcommand(name).cloned();
        let rule = "must be a command; `strandline --help` lists them";
        command = found.ok_or_else(|| Error::parameter("man", name, rule))?;
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    ui::put(&page)?;
    Ok(exit::OK)
}
