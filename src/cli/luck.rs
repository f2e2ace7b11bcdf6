//! What a backtest is measured against: how much of it is asked for, and who watches.

use std::sync::Mutex;

use clap::Args;

use super::progress::Steps;
use super::ui::Ui;
use crate::evidence::{Control, Controls, Watch};

/// How much is done to tell luck from skill.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Luck")]
pub(super) struct Measures {
    /// Runs with the same trades at random dates to compare with; fewer on very long series, 0 for none
    #[arg(long, value_name = "COUNT", default_value_t = 1000)]
    random_entries: usize,

    /// Runs of the same rules on arbitrary levels to compare with, for rules that speak of levels; fewer on very long
    /// series, 0 for none
    #[arg(long, value_name = "COUNT", default_value_t = 100)]
    placebo: usize,

    /// Seed of everything random
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(super) seed: u64,

    /// Leave out everything that tells luck from skill: a result alone, sooner
    #[arg(long, conflicts_with = "details")]
    pub(super) quick: bool,

    /// Tell the figures behind the box, with formulas and references
    #[arg(long)]
    pub(super) details: bool,
}

impl Measures {
    /// As a judgement takes them.
    pub(super) fn controls(&self) -> Controls {
        Controls {
            random_entries: self.random_entries,
            placebo: self.placebo,
            seed: self.seed,
        }
    }
}

/// Shows on standard error how far a judgement has come.
#[derive(Debug)]
pub(super) struct Watcher {
    ui: Ui,
    progress: Mutex<Option<Steps>>,
}

impl Watcher {
    pub(super) fn new(ui: Ui) -> Self {
        Self {
            ui,
            progress: Mutex::new(None),
        }
    }

    /// Puts another bar in place of the one that is shown, and returns that.
    fn show(&self, progress: Option<Steps>) -> Option<Steps> {
        let mut shown = self.progress.lock().ok()?;
        std::mem::replace(&mut *shown, progress)
    }
}

impl Watch for Watcher {
    fn begin(&self, control: Control, runs: usize) {
        let what = match control {
            Control::RandomEntries => "random entries",
            Control::Placebo => "placebo levels",
        };
        self.show(Some(Steps::new(self.ui, what, runs)));
    }

    fn step(&self) {
        if let Ok(shown) = self.progress.lock()
            && let Some(progress) = &*shown
        {
            progress.step();
        }
    }

    fn end(&self, control: Control, runs: usize, is_made: bool) {
        let Some(progress) = self.show(None).filter(|_| is_made) else {
            return;
        };
        let what = match control {
            Control::RandomEntries => "runs of random entries",
            Control::Placebo => "runs on arbitrary levels",
        };
        progress.finish(format!("compared with {runs} {what}"));
    }
}
