//! How a command fails: its exit code, its causes and the one line of help.

use super::ui::Ui;
use crate::Error;
use crate::text::remedy::typed;

/// Exit codes of the program.
pub mod exit {
    /// All went well.
    pub const OK: u8 = 0;
    /// The answer is no; only where a command was asked to say so.
    pub const NO: u8 = 1;
    /// The program was called wrongly: an argument, a path.
    pub const USAGE: u8 = 2;
    /// The data are defective.
    pub const DATA: u8 = 3;
    /// There are not enough data for an answer.
    pub const INSUFFICIENT: u8 = 4;
    /// A defect of the program.
    pub const BUG: u8 = 70;
}

/// The exit code that `error` ends the program with.
pub(super) fn exit_code(error: &anyhow::Error) -> u8 {
    match error.downcast_ref::<Error>() {
        Some(Error::Bar { .. } | Error::Format { .. } | Error::Data { .. }) => exit::DATA,
        Some(Error::Insufficient { .. } | Error::Unanswered { .. }) => exit::INSUFFICIENT,
        Some(Error::Chart { .. }) => exit::BUG,
        _ => exit::USAGE,
    }
}

/// Prints `error` with its causes, each told once, and what to do about it.
pub(super) fn tell(error: &anyhow::Error, ui: Ui) {
    let mut told = error.to_string();
    ui.error(&told);
    if let Some(Error::Syntax { text, column, .. }) = error.downcast_ref::<Error>() {
        ui.excerpt(text, *column);
    }
    for cause in error.chain().skip(1) {
        let cause = cause.to_string();
        if !told.contains(&cause) {
            ui.cause(&cause);
            told = cause;
        }
    }
    let mut errors = error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<Error>());
    if let Some(remedy) = errors.find_map(Error::remedy) {
        ui.help(typed(&remedy));
    }
}

#[cfg(test)]
mod tests {
    use anyhow::Context;

    use super::*;

    #[test]
    fn the_code_tells_what_is_to_blame() {
        let code = |error: Error| {
            let wrapped = Err::<(), _>(error).context("cannot load ACME");
            exit_code(&wrapped.unwrap_err())
        };
        assert_eq!(
            code(Error::parameter("top", 0, "must be at least 1")),
            exit::USAGE
        );
        let missing = std::io::Error::from(std::io::ErrorKind::NotFound);
        assert_eq!(code(Error::io("prices.csv", missing)), exit::USAGE);
        let defect = Error::Data {
            what: "prices.csv".into(),
            problem: "no usable bar".into(),
            help: None,
        };
        assert_eq!(code(defect), exit::DATA);
        let few = Error::Insufficient {
            what: "ACME".into(),
            have: 3,
            need: 15,
            purpose: "an ATR".into(),
        };
        assert_eq!(code(few), exit::INSUFFICIENT);
    }
}
