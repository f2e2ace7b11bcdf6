//! What reading a file gives.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::{Done, Finding, Rule, split};
use crate::market::Event;
use crate::{Bars, Setting};

/// One series, with all that is known about how it came to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// The bars that could stand.
    pub bars: Bars,
    /// The source's own close adjusted for splits and dividends, of each bar that has one, where any has.
    pub adjusted_close: Option<Vec<Option<f64>>>,
    /// Splits and dividends listed in the file or stated by the user, oldest first.
    pub events: Vec<Event>,
    /// Splits that prices look like and that nothing lists, oldest first; none of them is applied.
    pub guessed_splits: Vec<Event>,
    /// All defects and oddities, by row.
    pub findings: Vec<Finding>,
    /// Where it is from.
    pub source: Source,
}

impl Loaded {
    /// Number of rows of the series that are not among the bars.
    pub fn left_out(&self) -> usize {
        self.source.rows.saturating_sub(self.bars.len())
    }

    /// The settings that divide the prices by the splits inside them: `adjust`, and a `split` for each that is only
    /// guessed.
    pub fn split_settings(&self) -> Vec<Setting> {
        split::settings(&self.guessed_splits)
    }

    /// Number of bars whose volume is missing or unreadable and stands as 0; [`Loaded::findings`] names their rows.
    pub fn volumes_as_zero(&self) -> usize {
        self.findings.iter().filter(|it| is_volume(it)).count()
    }

    /// The volume of each bar as far as the file has it: none where it stands as 0 for want of one.
    pub fn known_volume(&self) -> Option<Vec<Option<f64>>> {
        let volume = self.bars.volume()?;
        let unknown = self.findings.iter().filter(|it| is_volume(it));
        let unknown: BTreeSet<_> = unknown.filter_map(|it| it.time).collect();
        let known = self.bars.time().iter().zip(volume);
        Some(
            known
                .map(|(time, &volume)| (!unknown.contains(time)).then_some(volume))
                .collect(),
        )
    }
}

/// Whether a volume was taken as 0.
fn is_volume(finding: &Finding) -> bool {
    finding.rule == Rule::BadVolume && finding.done == Done::Repaired
}

/// Where a series is from and how it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file.
    pub path: PathBuf,
    /// Hash of the file's bytes as they lie on disk, in hexadecimal.
    pub sha256: String,
    /// Rows of data of this series in the file, good or bad.
    pub rows: usize,
    /// One line on how the file was read: separator, columns, dates, numbers.
    pub dialect: String,
}
