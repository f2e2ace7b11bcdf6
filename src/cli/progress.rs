//! How far long work has come: a bar on standard error, for people who watch a terminal.
//!
//! A command makes a [`Progress`], hands [`Progress::step`] to the work, and ends it with one line of what was done.
//! Where nobody watches (no terminal, or `--quiet`) all of it does nothing, so the bytes of a run never depend on it.

use std::borrow::Cow;
use std::fmt::Display;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::ui::Ui;

/// Steps below which a bar would only flicker.
const WORTH_A_BAR: usize = 2;

/// One long piece of work. Dropping it before its end takes the bar away, so that an error stands alone.
#[derive(Debug)]
pub(super) struct Steps {
    bar: ProgressBar,
    ui: Ui,
}

impl Steps {
    /// `steps` steps of `what`, such as "variants".
    pub(super) fn new(ui: Ui, what: impl Into<Cow<'static, str>>, steps: usize) -> Self {
        let target = match steps {
            WORTH_A_BAR.. => ui.watched(),
            _ => ProgressDrawTarget::hidden(),
        };
        let bar = ProgressBar::with_draw_target(Some(steps as u64), target);
        bar.set_style(style(ui));
        bar.set_message(what);
        Self { bar, ui }
    }

    /// One step more is done; to be called from any thread.
    pub(super) fn step(&self) {
        self.bar.inc(1);
    }

    /// Lets others speak to standard error while the bar is away.
    #[cfg(feature = "chart")]
    pub(super) fn aside<T>(&self, speak: impl FnOnce() -> T) -> T {
        self.bar.suspend(speak)
    }

    /// Puts one line in place of the bar, if there was one.
    pub(super) fn finish(self, summary: impl Display) {
        let was_seen = !self.bar.is_hidden();
        self.bar.finish_and_clear();
        if was_seen {
            self.ui.note(summary);
        }
    }
}

impl Drop for Steps {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

fn style(ui: Ui) -> ProgressStyle {
    ProgressStyle::with_template(template(ui))
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("=> ")
}

/// What a bar looks like within 80 columns; it is coloured where messages are.
fn template(ui: Ui) -> &'static str {
    if ui.is_coloured() {
        "{msg:14} {bar:32.cyan/dim} {human_pos:>9} of {human_len}  {eta} left"
    } else {
        "{msg:14} {bar:32} {human_pos:>9} of {human_len}  {eta} left"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::ui::Color;

    #[test]
    fn the_bar_has_a_template_that_can_be_read() {
        for color in [Color::Always, Color::Never] {
            let ui = Ui::new(color, false, false, false);
            assert_eq!(template(ui).contains("cyan"), color == Color::Always);
            assert!(ProgressStyle::with_template(template(ui)).is_ok());
        }
    }

    #[test]
    fn the_quiet_see_no_bar_and_steps_are_counted_all_the_same() {
        let quiet = Ui::new(Color::Never, false, true, false);
        let progress = Steps::new(quiet, "variants", 100);
        progress.step();
        assert!(progress.bar.is_hidden());
        assert_eq!(progress.bar.position(), 1);
        progress.finish("100 variants");
    }
}
