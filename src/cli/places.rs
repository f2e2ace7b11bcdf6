//! What a command reads and where it writes, known before it begins: no result may fall on an input or on another result.
//!
//! Both are taken from the definitions of the arguments, so that an option that is added is looked at on arrival: a file
//! or folder under the heading `Output` is written, any other is read. Nothing here opens what it compares.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command};

use super::file::{self, Identity};
use crate::data::is_table_name;
use crate::{Error, Result};

/// The heading of the options that name results.
const HEADING: &str = "Output";

/// The file that is read and written: what was tried before, and what is tried now.
const LOG: &str = "log";

/// Words for a format, which `--out` takes in place of a file.
const NO_FILES: [&str; 6] = ["table", "json", "csv", "parquet", "jsonl", "pine"];

/// One value of an argument.
struct Place {
    /// The argument, as messages name it.
    name: String,
    path: PathBuf,
}

/// Refuses arguments by which a result would be written over an input or over another result.
///
/// # Errors
///
/// [`Error::Parameter`] that names both.
pub(super) fn check(command: &Command, matches: &ArgMatches) -> Result<()> {
    let (command, matches) = leaf(command, matches);
    let (mut inputs, mut outputs) = (Vec::new(), Vec::new());
    for argument in command.get_arguments() {
        if is_output(argument) {
            outputs.extend(values(argument, matches).filter_map(written));
        } else {
            inputs.extend(values(argument, matches).flat_map(read));
        }
    }
    for (at, output) in outputs.iter().enumerate() {
        let identity = Identity::of(&output.path);
        let is_same = |other: &&Place| Identity::of(&other.path) == identity;
        if let Some(other) = outputs[..at].iter().find(is_same) {
            let rule = format!("is the file of --{} too", other.name);
            return Err(Error::parameter(&output.name, output.path.display(), rule));
        }
        let covers = |input: &&Place| {
            Identity::of(&input.path) == identity || is_in_folder(&output.path, &input.path)
        };
        if let Some(input) = inputs.iter().find(covers) {
            let rule = format!(
                "must not be what is read ({}), which holds more than is written",
                input.path.display()
            );
            return Err(Error::parameter(&output.name, output.path.display(), rule));
        }
    }
    Ok(())
}

/// The command that was called, below all others, and its arguments.
fn leaf<'a>(command: &'a Command, matches: &'a ArgMatches) -> (&'a Command, &'a ArgMatches) {
    match matches.subcommand() {
        Some((name, below)) => match command.find_subcommand(name) {
            Some(command) => leaf(command, below),
            None => (command, matches),
        },
        None => (command, matches),
    }
}

/// Whether the argument names a place that is written to.
pub(super) fn is_output(argument: &Arg) -> bool {
    names_file(argument)
        && (argument.get_help_heading() == Some(HEADING) || argument.get_id() == LOG)
}

/// Whether the argument may name a file that is read.
pub(super) fn is_input(argument: &Arg) -> bool {
    !is_output(argument) && (argument.is_positional() || names_file(argument))
}

fn names_file(argument: &Arg) -> bool {
    let names = argument.get_value_names().unwrap_or(&[]);
    let is_file = |name: &str| {
        ["FILE", "FOLDER", "MORE", "INPUT", "LIST"]
            .iter()
            .any(|word| name.contains(word))
    };
    names.iter().any(|name| is_file(name))
}

fn values<'a>(
    argument: &'a Arg,
    matches: &'a ArgMatches,
) -> impl Iterator<Item = (&'a Arg, &'a OsStr)> {
    let raw = matches.get_raw(argument.get_id().as_str());
    raw.into_iter()
        .flatten()
        .map(move |value| (argument, value))
}

/// The file of an output; `-`, a format and a folder are none: what is put into a folder has names of its own, which are
/// looked at when they are known.
fn written((argument, value): (&Arg, &OsStr)) -> Option<Place> {
    let is_word = value == "-"
        || argument.get_id() == "out"
            && NO_FILES.iter().any(|word| value.eq_ignore_ascii_case(word));
    let is_folder = value.to_string_lossy().ends_with(['/', '\\']) || Path::new(value).is_dir();
    (!is_word && !is_folder).then(|| place(argument, value.into()))
}

/// The files of an input: itself, a list behind `@` and the files that it names. A list may stand behind any option.
fn read((argument, value): (&Arg, &OsStr)) -> Vec<Place> {
    let mut paths = Vec::new();
    if is_input(argument) {
        paths.push(PathBuf::from(value));
    }
    if let Some(list) = value.to_str().and_then(|text| text.strip_prefix('@')) {
        let lines = file::lines_of_list(Path::new(list));
        paths.extend(lines.iter().map(PathBuf::from));
        paths.push(list.into());
    }
    let pattern = value.to_str().filter(|_| is_input(argument));
    if let Some(folder) = pattern.and_then(before_pattern) {
        paths.push(folder);
    }
    let there = paths.into_iter().filter(|path| path.exists());
    there.map(|path| place(argument, path)).collect()
}

/// The folder that a pattern such as `data/*.csv` looks through.
fn before_pattern(text: &str) -> Option<PathBuf> {
    let mark = text.find(['*', '?', '['])?;
    let folder = Path::new(&text[..mark]);
    let folder = if text[..mark].ends_with(['/', '\\']) {
        folder
    } else {
        folder.parent().unwrap_or(Path::new(""))
    };
    Some(if folder.as_os_str().is_empty() {
        ".".into()
    } else {
        folder.to_owned()
    })
}

fn place(argument: &Arg, path: PathBuf) -> Place {
    let id = argument.get_id().as_str();
    Place {
        name: argument.get_long().unwrap_or(id).to_owned(),
        path,
    }
}

/// Whether `output` is a table there is in `folder`, all of whose tables are read.
fn is_in_folder(output: &Path, folder: &Path) -> bool {
    let (Ok(output), Ok(folder)) = (output.canonicalize(), folder.canonicalize()) else {
        return false;
    };
    folder.is_dir() && output.starts_with(&folder) && is_table_name(&output)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use clap::CommandFactory;

    use super::*;
    use crate::cli::args::Cli;

    /// What each command needs besides files, and the options that need another one.
    const NEEDS: [(&str, &[&str]); 5] = [
        ("backtest", &["--rule", "breakout"]),
        ("sweep", &["--rule", "sma-cross", "--grid", "fast=5..9:2"]),
        ("compute", &["--study", "sma(3)"]),
        ("demo", &[]),
        ("check", &[]),
    ];

    /// Every command without commands of its own, with the words that call it.
    fn commands(command: &Command, words: &[String], all: &mut Vec<(Vec<String>, Command)>) {
        for below in command
            .get_subcommands()
            .filter(|it| it.get_name() != "help")
        {
            let words = [words, &[below.get_name().to_owned()]].concat();
            if below.has_subcommands() {
                commands(below, &words, all);
            } else {
                all.push((words, below.clone()));
            }
        }
    }

    fn every_command() -> Vec<(Vec<String>, Command)> {
        let mut root = Cli::command();
        root.build();
        let mut all = Vec::new();
        commands(&root, &[], &mut all);
        all
    }

    fn needs(command: &Command) -> &'static [&'static str] {
        let found = NEEDS.iter().find(|(name, _)| *name == command.get_name());
        found.map_or(&[], |(_, words)| words)
    }

    /// Whether a call of the command is refused: one with `paths` for its arguments, and `other` for positional ones that nothing is said of.
    fn call(
        (words, command): &(Vec<String>, Command),
        paths: &[(&Arg, &str)],
        other: &str,
    ) -> bool {
        let mut line: Vec<String> = vec!["strandline".into()];
        line.extend(words.iter().cloned());
        let is_given =
            |argument: &Arg| paths.iter().any(|(it, _)| it.get_id() == argument.get_id());
        let replaces = |name: &str| paths.iter().any(|(it, _)| it.get_long() == Some(name));
        let mut needed = needs(command).iter();
        while let Some(word) = needed.next() {
            if *word == "--rule" && replaces("strategy") {
                needed.next();
            } else {
                line.push((*word).into());
            }
        }
        if replaces("equity") && command.get_name() == "sweep" {
            line.extend(["--walk-forward".into(), "20,10".into()]);
        }
        let place = |argument: &Arg| {
            paths
                .iter()
                .find(|(it, _)| it.get_id() == argument.get_id())
        };
        for (argument, path) in paths.iter().filter(|(it, _)| !it.is_positional()) {
            line.push(format!("--{}={path}", argument.get_long().expect("a name")));
        }
        let last_given = command
            .get_positionals()
            .filter(|it| is_given(it))
            .filter_map(Arg::get_index)
            .max();
        for argument in command.get_positionals() {
            let is_before = argument.get_index() < last_given;
            match place(argument) {
                Some((_, path)) => line.push((*path).into()),
                None if argument.is_required_set() || is_before => line.push(other.into()),
                None => {}
            }
        }
        for argument in command.get_arguments() {
            if argument.is_required_set()
                && !argument.is_positional()
                && !is_given(argument)
                && !line.iter().any(|it| {
                    Some(it.as_str()) == argument.get_long().map(|it| format!("--{it}")).as_deref()
                })
                && names_file(argument)
            {
                line.push(format!(
                    "--{}={other}",
                    argument.get_long().expect("a name")
                ));
            }
        }
        let mut root = Cli::command();
        root.build();
        let matches = root.clone().try_get_matches_from(&line);
        let matches = matches.unwrap_or_else(|error| panic!("{line:?}: {error}"));
        check(&root, &matches).is_err()
    }

    #[test]
    fn no_option_of_any_command_writes_over_what_the_command_reads() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name).display().to_string();
        let (file, other) = (at("i.csv"), at("other.csv"));
        fs::write(&file, "x").expect("a file");
        fs::write(&other, "y").expect("a file");
        let mut names = vec![file.clone(), at("./i.csv")];
        fs::hard_link(&file, at("hard.csv")).expect("a link");
        names.push(at("hard.csv"));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(&file, at("soft.csv")).expect("a link");
            names.push(at("soft.csv"));
        }
        let mut pairs = 0;
        for command in every_command() {
            let outputs: Vec<&Arg> = command
                .1
                .get_arguments()
                .filter(|it| is_output(it))
                .collect();
            let inputs: Vec<&Arg> = command
                .1
                .get_arguments()
                .filter(|it| is_input(it))
                .collect();
            for output in &outputs {
                for input in &inputs {
                    for name in &names {
                        let told = call(&command, &[(output, name), (input, &file)], &other);
                        assert!(told, "{:?} {output} {input} {name}", command.0);
                    }
                    pairs += 1;
                }
                let free = at("free.csv");
                let told = call(&command, &[(output, &free)], &other);
                assert!(!told, "{:?} {output}", command.0);
                for second in outputs.iter().filter(|it| it.get_id() != output.get_id()) {
                    for (one, two) in [(at("n.csv"), at("./n.csv")), (file.clone(), at("hard.csv"))]
                    {
                        let told = call(&command, &[(output, &one), (second, &two)], &other);
                        assert!(told, "{:?} {output} {second}", command.0);
                    }
                }
            }
        }
        assert!(pairs > 20, "{pairs}");
    }

    #[test]
    fn every_argument_for_a_file_to_write_stands_under_output() {
        for (words, command) in every_command() {
            for argument in command.get_arguments().filter(|it| it.get_id() != LOG) {
                let help = argument
                    .get_help()
                    .map(ToString::to_string)
                    .unwrap_or_default();
                let tells = ["File for", "File to write", "Folder to write", "Folder for"];
                let is_written = tells.iter().any(|it| help.starts_with(it));
                assert!(!is_written || is_output(argument), "{words:?} {argument}");
            }
        }
    }

    #[test]
    fn a_table_of_a_folder_that_is_read_is_no_place_for_a_result() {
        let folder = tempfile::tempdir().expect("a folder");
        let inside = folder.path().join("a.csv");
        fs::write(&inside, "x").expect("a file");
        let matches = |out: &Path, input: &str| {
            let line = ["strandline", "levels", input, "--out"].map(Into::into);
            let line: Vec<std::ffi::OsString> = line.into_iter().chain([out.into()]).collect();
            let mut root = Cli::command();
            root.build();
            check(&root, &root.clone().get_matches_from(line))
        };
        let name = folder.path().display().to_string();
        assert!(matches(&inside, &name).is_err());
        assert!(matches(&inside, &format!("{name}/*.csv")).is_err());
        assert!(matches(&folder.path().join("new.csv"), &name).is_ok());
        assert!(matches(&folder.path().join("new.json"), &name).is_ok());
    }
}
