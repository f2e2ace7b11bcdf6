//! Lines aligned with the bars: over the price, or in a pane of their own.

use serde::{Deserialize, Serialize};

/// One value a bar, with a name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StudyLine {
    /// The name as it stands in the legend, such as `SMA 20`.
    pub name: String,
    /// One value a bar; none while the study has no value.
    pub values: Vec<Option<f64>>,
}

impl StudyLine {
    /// The value at the last bar.
    pub fn last(&self) -> Option<f64> {
        self.values.last().copied().flatten()
    }
}

/// A pane below the price.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StudyPane {
    /// The name of the study, such as `RSI 14`.
    pub name: String,
    /// Its lines.
    pub lines: Vec<StudyLine>,
    /// Bars from zero, such as the histogram of MACD.
    pub histogram: Option<StudyLine>,
    /// Values to mark across the pane, such as 30 and 70.
    pub guides: Vec<f64>,
    /// The least and greatest value the study can have, if it has any.
    pub bounds: Option<(f64, f64)>,
}
