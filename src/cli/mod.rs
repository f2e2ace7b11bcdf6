//! The command line: arguments in, one command, exit code out.
//!
//! One command a file; each loads its input, calls the library once and hands a [`report`](crate::report) to the output.
//! `ui` is the only file that prints, and no command reads clock or environment: what they say comes from outside as
//! [`Surroundings`].

mod args;
mod failure;
mod list;
mod manual;
mod ui;

use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};

use clap::Parser;

use args::{Cli, Command};
pub use failure::exit;
use ui::Ui;

/// What the program is told by its environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Surroundings {
    /// Whether `NO_COLOR` is set.
    pub is_colorless: bool,
}

/// Runs the program with these arguments, its own name first, and returns the exit code.
pub fn run(
    arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    surroundings: Surroundings,
) -> u8 {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(message) => {
            let code = u8::try_from(message.exit_code()).unwrap_or(exit::USAGE);
            // Help that cannot be written has no reader either.
            let _ = message.print();
            return code;
        }
    };
    let ui = Ui::new(cli.color, surroundings.is_colorless, cli.quiet, cli.verbose);
    // The data are checked before they are worked on, so a panic is a defect of this program: say so, with a code of
    // its own, instead of letting it look like an answer.
    match catch_unwind(AssertUnwindSafe(|| dispatch(cli.command, ui))) {
        Ok(Ok(code)) => code,
        Ok(Err(error)) => {
            failure::tell(&error, ui);
            failure::exit_code(&error)
        }
        Err(_) => {
            ui.help("this is a defect of strandline, not of your data; please report it with the lines above");
            exit::BUG
        }
    }
}

fn dispatch(command: Command, ui: Ui) -> anyhow::Result<u8> {
    match command {
        Command::List(list) => list::run(&list, ui),
        Command::Completions(completions) => manual::completions(&completions, ui),
        Command::Man(man) => manual::man(&man, ui),
    }
}
