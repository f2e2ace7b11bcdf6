//! The only file that prints: results to standard output, everything else to standard error.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

use clap::ValueEnum;
use indicatif::ProgressDrawTarget;

use crate::error::printable;

/// When output is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Writes a result. A reader that has seen enough and closes the pipe is no failure.
pub(super) fn put(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Says something on standard error; where nobody listens any more, that is no failure either.
fn say(text: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Text from outside as a terminal may have it.
fn shown(text: impl Display) -> String {
    printable(&text.to_string()).into_owned()
}

/// Writes a result of text.
pub(super) fn put_text(text: &str) -> io::Result<()> {
    put(printable(text).as_bytes())
}

/// Whether results go to a terminal.
pub(super) fn shows_results() -> bool {
    io::stdout().is_terminal()
}

/// Columns and lines for a result that fills the screen, one line of it left to the prompt; 100 by 30 where there is
/// no terminal.
#[cfg(feature = "chart")]
pub(super) fn size() -> (usize, usize) {
    let size = terminal_size::terminal_size().filter(|_| shows_results());
    size.map_or((100, 30), |(columns, lines)| {
        (columns.0.into(), usize::from(lines.0).saturating_sub(1))
    })
}

/// Speaks to the user on standard error.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ui {
    is_coloured: bool,
    /// Whether a drawing on standard output has colours.
    #[cfg(feature = "chart")]
    ink: crate::chart::term::Terminal,
    is_quiet: bool,
    is_verbose: bool,
}

impl Ui {
    /// Colour belongs to messages; results carry none, so that they are the same bytes everywhere, but for drawings on
    /// a terminal.
    pub(super) fn new(color: Color, is_colorless: bool, is_quiet: bool, is_verbose: bool) -> Self {
        let is_coloured = |is_terminal: bool| match color {
            Color::Auto => !is_colorless && is_terminal,
            Color::Always => true,
            Color::Never => false,
        };
        Self {
            is_coloured: is_coloured(io::stderr().is_terminal()),
            #[cfg(feature = "chart")]
            ink: if is_coloured(shows_results()) {
                crate::chart::term::Terminal::Ansi
            } else {
                crate::chart::term::Terminal::Plain
            },
            is_quiet,
            is_verbose,
        }
    }

    /// The same, saying nothing but results and errors.
    pub(super) fn quiet(self) -> Self {
        Self {
            is_quiet: true,
            is_verbose: false,
            ..self
        }
    }

    /// Whether messages carry colour.
    pub(super) fn is_coloured(self) -> bool {
        self.is_coloured
    }

    /// Where a bar of progress is drawn: on standard error if somebody watches, else nowhere.
    pub(super) fn watched(self) -> ProgressDrawTarget {
        if !self.is_quiet && io::stderr().is_terminal() {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        }
    }

    /// How a drawing of characters is coloured.
    #[cfg(feature = "chart")]
    pub(super) fn ink(self) -> crate::chart::term::Terminal {
        self.ink
    }

    /// Something the user should know although the command goes on.
    pub(super) fn warning(self, text: impl Display) {
        if !self.is_quiet {
            let text = shown(text);
            say(format_args!("{} {text}", self.paint("warning:", "33;1")));
        }
    }

    /// What was done, in one line.
    pub(super) fn note(self, text: impl Display) {
        if !self.is_quiet {
            say(shown(text));
        }
    }

    /// What only `-v` asks for.
    pub(super) fn detail(self, text: impl Display) {
        if self.is_verbose {
            say(shown(text));
        }
    }

    /// Why a command failed.
    pub(super) fn error(self, text: impl Display) {
        let text = shown(text);
        say(format_args!("{} {text}", self.paint("error:", "31;1")));
    }

    /// The line that is wrong, with a caret under the letter; columns count from 1.
    pub(super) fn excerpt(self, line: &str, column: usize) {
        let (line, column) = around(&shown(line), column);
        let before: String = line
            .chars()
            .take(column.saturating_sub(1))
            .map(|c| if c == '\t' { '\t' } else { ' ' })
            .collect();
        say(format_args!(
            "  {line}\n  {before}{}",
            self.paint("^", "31;1")
        ));
    }

    /// What led to it.
    pub(super) fn cause(self, text: impl Display) {
        let text = shown(text);
        say(format_args!("  {} {text}", self.paint("cause:", "1")));
    }

    /// What to do about it.
    pub(super) fn help(self, text: impl Display) {
        let text = shown(text);
        say(format_args!("{} {text}", self.paint("help:", "36;1")));
    }

    fn paint(self, text: &str, code: &str) -> String {
        if self.is_coloured {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }
}

/// Widest excerpt of a line, so that it and its indent fit a terminal of 80.
const EXCERPT: usize = 76;

/// The part of `line` around its letter `column`, cut with `...` where it is too long, and the column in it.
fn around(line: &str, column: usize) -> (String, usize) {
    let letters: Vec<char> = line.chars().collect();
    if letters.len() <= EXCERPT {
        return (line.to_owned(), column);
    }
    let place = column.saturating_sub(1).min(letters.len());
    let from = place
        .saturating_sub(EXCERPT / 2)
        .min(letters.len() - EXCERPT);
    let mut part = letters[from..from + EXCERPT].to_vec();
    if from > 0 {
        part[..3].fill('.');
    }
    if from + EXCERPT < letters.len() {
        part[EXCERPT - 3..].fill('.');
    }
    (part.into_iter().collect(), place - from + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_stays_under_its_letter_where_a_line_is_cut() {
        let line: String = ('a'..='z').cycle().take(500).collect();
        for column in [1, 30, 77, 250, 470, 500] {
            let (part, at) = around(&line, column);
            assert_eq!(part.chars().count(), EXCERPT);
            let wanted = line.chars().nth(column - 1);
            let shown = part.chars().nth(at - 1);
            assert!(
                shown == wanted || shown == Some('.') && (at <= 3 || at > EXCERPT - 3),
                "{column}"
            );
        }
        assert_eq!(around("short", 3), ("short".to_owned(), 3));
        // Behind the last letter.
        assert_eq!(around(&line, 501).1, EXCERPT + 1);
    }
}
