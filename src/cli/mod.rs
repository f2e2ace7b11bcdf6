//! The command line: arguments in, one command, exit code out.
//!
//! One command a file; each loads its input, calls the library once and hands a [`report`](crate::report) to the output.
//! `ui` is the only file that prints, and no command reads clock or environment: what they say comes from outside as
//! [`Surroundings`].

mod analyze;
mod args;
mod audit;
mod backtest;
#[cfg(feature = "chart")]
mod chart;
mod check;
mod combinations;
mod compute;
mod convert;
mod demo;
mod diff;
mod doctor;
mod events;
mod evidence;
mod failure;
mod file;
mod input;
mod inputs;
mod left_out;
mod list;
mod luck;
mod manual;
mod many;
mod output;
mod places;
mod plan;
mod progress;
#[cfg(feature = "chart")]
mod report;
mod rules;
mod scan;
mod span;
mod studies;
mod sweep;
#[cfg(feature = "chart")]
mod tear;
mod terms;
mod timeliness;
mod traded;
mod trial_log;
mod ui;
mod view;

use std::ffi::OsString;
use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::sync::Mutex;

use chrono::NaiveDate;
use clap::{ArgMatches, CommandFactory, FromArgMatches};

use crate::report::{Meta, Provenance};
use args::{Cli, Command, Data};
pub use failure::exit;
use ui::Ui;

/// What the program is told by its environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Surroundings {
    /// Whether `NO_COLOR` is set.
    pub is_colorless: bool,
    /// The day it is, in UTC; only for a warning that data are old.
    pub today: Option<NaiveDate>,
}

/// What every command needs besides its arguments.
struct Call {
    ui: Ui,
    /// The arguments as they were typed, for footers.
    command: String,
    /// The program as it was called, for commands that are to be typed next.
    program: String,
    /// The day it is.
    today: Option<NaiveDate>,
}

impl Call {
    /// The same call, of which nothing is said but errors.
    fn quiet(&self) -> Self {
        Self {
            ui: self.ui.quiet(),
            command: self.command.clone(),
            program: self.program.clone(),
            today: self.today,
        }
    }

    /// The footer of a result that was made from `data`.
    fn meta(&self, data: Provenance) -> Meta {
        Meta {
            version: env!("CARGO_PKG_VERSION"),
            command: self.command.clone(),
            data,
            benchmark: None,
            as_of: None,
            rules: None,
            seed: None,
            notes: Vec::new(),
        }
    }
}

/// What the last panic said.
static PANIC: Mutex<Option<String>> = Mutex::new(None);

/// Runs the program with these arguments, its own name first, and returns the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>, surroundings: Surroundings) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let (cli, matches) = match parse(&arguments) {
        Ok(parsed) => parsed,
        Err(message) => {
            // A reader that has seen enough of the help and closes the pipe is no failure.
            let is_lost = |error: std::io::Error| error.kind() != ErrorKind::BrokenPipe;
            let is_lost = message.print().is_err_and(is_lost);
            let code = u8::try_from(message.exit_code()).unwrap_or(exit::USAGE);
            return if is_lost { exit::USAGE } else { code };
        }
    };
    let ui = Ui::new(cli.color, surroundings.is_colorless, cli.quiet, cli.verbose);
    let call = Call {
        ui,
        command: typed(&arguments),
        program: arguments.first().map_or_else(String::new, quoted),
        today: surroundings.today,
    };
    // The reader of Parquet panics at damage that is caught and told as an error: only what is not caught is shown.
    set_hook(Box::new(|panic| {
        if let Ok(mut last) = PANIC.lock() {
            *last = Some(panic.to_string());
        }
    }));
    // Data are checked before they are worked on, so a panic is a defect of this program: it gets a code of its own
    // instead of looking like an answer.
    match catch_unwind(AssertUnwindSafe(|| start(cli.command, &matches, &call))) {
        Ok(Ok(code)) => code,
        Ok(Err(error)) => {
            failure::tell(&error, ui);
            failure::exit_code(&error)
        }
        Err(_) => {
            let panic = PANIC.lock().ok().and_then(|mut panic| panic.take());
            ui.error(panic.unwrap_or_default());
            ui.help(
                "this is a defect of strandline, not of your data: please report the lines above",
            );
            exit::BUG
        }
    }
}

fn parse(arguments: &[OsString]) -> Result<(Cli, ArgMatches), clap::Error> {
    let matches = Cli::command().try_get_matches_from(arguments)?;
    let cli = Cli::from_arg_matches(&matches);
    let cli = cli.map_err(|error| error.format(&mut Cli::command()))?;
    Ok((cli, matches))
}

fn start(command: Command, matches: &ArgMatches, call: &Call) -> anyhow::Result<u8> {
    let mut definitions = Cli::command();
    definitions.build();
    places::check(&definitions, matches)?;
    dispatch(command, call)
}

fn dispatch(command: Command, call: &Call) -> anyhow::Result<u8> {
    match command {
        Command::Demo(arguments) => demo::run(&arguments, call),
        Command::Analyze(arguments) => analyze::overview(&arguments, call),
        Command::Levels(arguments) => analyze::levels(&arguments, call),
        #[cfg(feature = "chart")]
        Command::Chart(arguments) => chart::run(&arguments, call),
        Command::Check(arguments) => check::run(&arguments, call),
        Command::Data(Data::Doctor(arguments)) => doctor::run(&arguments, call),
        Command::Data(Data::Convert(arguments)) => convert::run(&arguments, call),
        Command::Compute(arguments) => compute::run(&arguments, call),
        Command::Scan(arguments) => scan::run(&arguments, call),
        Command::Diff(arguments) => diff::run(&arguments, call),
        Command::Audit(arguments) => audit::run(&arguments, call),
        Command::Backtest(arguments) => backtest::run(&arguments, call),
        Command::Sweep(arguments) => sweep::run(&arguments, call),
        Command::Events(arguments) => events::run(&arguments, call),
        Command::Evidence(arguments) => evidence::run(&arguments, call),
        #[cfg(feature = "chart")]
        Command::Report(arguments) => report::run(&arguments, call),
        Command::Rules(arguments) => rules::run(&arguments, call),
        Command::List(arguments) => list::run(&arguments, call),
        Command::Completions(arguments) => manual::completions(&arguments),
        Command::Man(arguments) => manual::man(&arguments),
    }
}

/// The arguments after the program's name, as a shell would take them again.
fn typed(arguments: &[OsString]) -> String {
    let words: Vec<String> = arguments.iter().skip(1).map(quoted).collect();
    words.join(" ")
}

fn quoted(argument: &OsString) -> String {
    let text = argument.to_string_lossy();
    let is_plain = |c: char| c.is_alphanumeric() || "-_./,:=@^+%~".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        text.into_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_can_be_typed_again() {
        let typed_as =
            |words: &[&str]| typed(&words.iter().map(OsString::from).collect::<Vec<_>>());
        assert_eq!(typed_as(&["strandline", "levels", "a.csv"]), "levels a.csv");
        assert_eq!(
            typed_as(&["x", "levels", "my file.csv", ""]),
            "levels 'my file.csv' ''"
        );
        assert_eq!(typed_as(&["x", "it's"]), r"'it'\''s'");
    }
}
