//! Transcripts of real runs: what is typed, what is answered on which stream, and the exit code.
//!
//! A file of `tests/cmd` holds commands behind `$ `, each followed by what it said: standard output, then standard error
//! below `[stderr]`, then the exit code if it is not 0. The commands run in `tests/cmd`; `< FILE` feeds standard input.
//! `SNAPSHOTS=overwrite cargo test --test it cli` writes the answers anew; read the difference as code.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use snapbox::{Assert, Data};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd")
}

fn strandline(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_strandline"));
    command
        .args(arguments)
        .current_dir(folder())
        .env_remove("NO_COLOR")
        // No data are old on the first day of 1970.
        .env("SOURCE_DATE_EPOCH", "0");
    command
}

/// Runs one line of a transcript.
fn run(line: &str) -> Output {
    let (line, input) = match line.split_once(" < ") {
        Some((line, file)) => (
            line,
            Some(File::open(folder().join(file)).expect("an input")),
        ),
        None => (line, None),
    };
    let words: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(words[0], "strandline", "{line}");
    let mut command = strandline(&words[1..]);
    command.stdin(input.map_or_else(Stdio::null, Stdio::from));
    command.output().expect("the program runs")
}

/// The transcript of the commands in `text`.
fn transcript(text: &str) -> String {
    let mut transcript = String::new();
    for line in text.lines().filter_map(|line| line.strip_prefix("$ ")) {
        let output = run(line);
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        transcript.extend(["$ ", line, "\n", &text(output.stdout)]);
        if !output.stderr.is_empty() {
            transcript.extend(["[stderr]\n", &text(output.stderr)]);
        }
        match output.status.code() {
            Some(0) => {}
            code => transcript.extend([format!("[exit {}]\n", code.expect("no signal"))]),
        }
        transcript.push('\n');
    }
    transcript
}

fn check(name: &str) {
    let path = folder().join(name);
    let expected = Data::read_from(&path, None);
    let commands = std::fs::read_to_string(&path).expect("a transcript");
    let assert = Assert::new().action_env("SNAPSHOTS");
    assert.eq(transcript(&commands), expected);
}

#[test]
fn analyze_answers_on_one_screen() {
    check("analyze.txt");
}

#[test]
fn levels_come_in_every_format() {
    check("levels.txt");
}

#[test]
fn the_doctor_lists_what_is_wrong_and_convert_cleans_it() {
    check("data.txt");
}

#[test]
fn an_audit_finds_no_difference() {
    check("audit.txt");
}

#[test]
fn what_can_be_chosen_is_listed() {
    check("list.txt");
}

#[test]
fn studies_are_computed_by_name() {
    check("compute.txt");
}

#[cfg(feature = "chart")]
#[test]
fn a_chart_can_be_drawn_with_characters() {
    check("chart.txt");
}

#[test]
fn backtests_sweeps_and_rules_tell_luck_from_skill() {
    check("backtest.txt");
}

#[test]
fn wrong_use_and_wrong_files_say_what_where_and_how_to_fix_it() {
    check("errors.txt");
}

/// Each console block of the README is a command and parts of what it says, with `...` for what is left out.
#[test]
fn the_readme_shows_what_the_program_says() {
    let readme = include_str!("../../README.md");
    let blocks = readme.split("```console\n$ ").skip(1);
    let blocks: Vec<&str> = blocks.filter_map(|rest| rest.split("```").next()).collect();
    assert!(!blocks.is_empty());
    for block in blocks {
        let (command, shown) = block.split_once('\n').expect("a command and its answer");
        let answer = String::from_utf8(run(command).stdout).expect("UTF-8");
        let mut rest = answer.as_str();
        for part in shown.split("...\n") {
            let at = rest.find(part);
            let at =
                at.unwrap_or_else(|| panic!("{command} does not say:\n{part}\nbut:\n{answer}"));
            rest = &rest[at + part.len()..];
        }
    }
}

/// A reader that has seen enough closes the pipe; that is no failure.
#[test]
fn a_closed_pipe_ends_quietly() {
    let mut child = strandline(&["levels", "IBM", "--all", "--format", "json", "--quiet"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn every_command_has_a_manual_page_and_is_completed() {
    let text = |arguments: &[&str]| {
        let output = strandline(arguments).output().expect("the program runs");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let script = text(&["completions", "bash"]);
    for command in [
        "analyze",
        "levels",
        "chart",
        "audit",
        "demo",
        "data doctor",
        "data convert",
    ] {
        let words: Vec<&str> = command.split(' ').collect();
        let page = text(&[&["man"], &words[..]].concat());
        assert!(
            page.starts_with(".ie") && page.contains("SYNOPSIS"),
            "{command}: {page}"
        );
        assert!(words.iter().all(|word| script.contains(word)), "{command}");
    }
}

#[test]
fn colour_is_for_messages_and_only_where_it_is_wanted() {
    let stderr = |arguments: &[&str], no_color: &str| {
        let mut command = strandline(arguments);
        let output = command
            .env("NO_COLOR", no_color)
            .output()
            .expect("the program runs");
        String::from_utf8(output.stderr).expect("UTF-8")
    };
    let missing = ["analyze", "missing.csv"];
    assert!(
        !stderr(&missing, "").contains('\x1b'),
        "a pipe is no terminal"
    );
    let always = [&missing[..], &["--color", "always"]].concat();
    assert!(stderr(&always, "").contains("\x1b[31;1merror:\x1b[0m"));
    assert!(
        stderr(&always, "1").contains('\x1b'),
        "a flag wins over the environment"
    );
}

#[test]
fn every_transcript_is_checked() {
    let source = include_str!("cli.rs");
    for entry in std::fs::read_dir(folder()).expect("transcripts") {
        let name = entry
            .expect("an entry")
            .file_name()
            .into_string()
            .expect("a name");
        let is_checked = source.contains(&format!("check(\"{name}\")"));
        assert!(
            is_checked || name == "files",
            "{name} is checked by no test"
        );
    }
}

#[test]
fn no_answer_is_wider_than_a_terminal() {
    for name in [
        "analyze.txt",
        "compute.txt",
        "levels.txt",
        "audit.txt",
        "list.txt",
    ] {
        let text = std::fs::read_to_string(folder().join(name)).expect("a transcript");
        let machine = |line: &&str| line.starts_with(['$', '{', ' ']) || line.contains(',');
        let wide = text
            .lines()
            .filter(|line| !machine(line))
            .find(|line| line.chars().count() > 80);
        assert_eq!(wide, None, "{name}");
    }
}
