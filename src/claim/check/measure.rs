//! What was measured, so that a value can be named.

use serde::Serialize;

use crate::reading::When;

/// A quantity with the way it was computed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measure {
    /// Of what.
    pub of: Of,
    /// By which of several usual ways.
    pub variant: Option<Variant>,
}

impl Measure {
    pub(super) const fn new(of: Of) -> Self {
        Self { of, variant: None }
    }

    pub(super) const fn by(of: Of, variant: Variant) -> Self {
        Self {
            of,
            variant: Some(variant),
        }
    }
}

impl Measure {
    /// The bars it reaches back to.
    pub(super) fn bars(&self) -> Vec<When> {
        match &self.of {
            Of::Highest { set, .. }
            | Of::Lowest { set, .. }
            | Of::FromExtreme { set, .. }
            | Of::Bounce { set, .. } => vec![*set],
            Of::Change { from, .. }
            | Of::Amount { from, .. }
            | Of::Multiple { from, .. }
            | Of::ChangeAtr { from, .. } => vec![*from],
            Of::Retracement { from, to, .. } => vec![*from, *to],
            _ => Vec::new(),
        }
    }
}

/// A quantity.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "of", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Of {
    /// A study, in its own unit.
    Study {
        /// Its name, as in [`StatedStudy`](crate::claim::StatedStudy).
        name: String,
        /// Its parameters.
        params: Vec<f64>,
    },
    /// A study in percent of the close.
    StudyPct {
        /// Its name.
        name: String,
        /// Its parameters.
        params: Vec<f64>,
    },
    /// From a study to the close, in percent of the study.
    Distance {
        /// Its name.
        name: String,
        /// Its parameters.
        params: Vec<f64>,
    },
    /// The open.
    Open,
    /// The high.
    High,
    /// The low.
    Low,
    /// The close.
    Close,
    /// The highest since a bar.
    Highest {
        /// The first bar.
        from: When,
        /// The bar of the value.
        set: When,
    },
    /// The lowest since a bar.
    Lowest {
        /// The first bar.
        from: When,
        /// The bar of the value.
        set: When,
    },
    /// From a price at a bar, in percent.
    Change {
        /// The bar.
        from: When,
        /// The price.
        base: f64,
    },
    /// From a price at a bar, in price.
    Amount {
        /// The bar.
        from: When,
        /// The price.
        base: f64,
    },
    /// From a price at a bar, as a multiple of it.
    Multiple {
        /// The bar.
        from: When,
        /// The price.
        base: f64,
    },
    /// From a price at a bar, in ATR.
    ChangeAtr {
        /// The bar.
        from: When,
        /// The price.
        base: f64,
    },
    /// From the highest (lowest) of a period to the close, in percent.
    FromExtreme {
        /// The bar of the extreme.
        set: When,
        /// The extreme.
        base: f64,
    },
    /// The open against the close before, in percent.
    Gap,
    /// Closes in a row in one direction.
    Streak,
    /// Visits to a price.
    Visits {
        /// How far from the price counts as at it, in percent.
        tolerance_pct: f64,
    },
    /// Volume over its mean of so many bars.
    VolumeRatio {
        /// The bars.
        bars: usize,
    },
    /// Volume over that of the bar before.
    VolumeOverBefore,
    /// Shares traded.
    Volume,
    /// A price between two extremes.
    Retracement {
        /// The share taken back, in percent.
        pct: f64,
        /// The first extreme.
        from: When,
        /// The last extreme.
        to: When,
    },
    /// How far price ran from an extreme within 20 bars, in percent.
    Bounce {
        /// The bar of the extreme.
        set: When,
        /// The extreme.
        base: f64,
    },
}

/// One of several usual ways to compute a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Variant {
    /// Simple mean.
    Simple,
    /// Exponential mean.
    Exponential,
    /// Wilder's smoothing.
    Wilder,
    /// Deviation of a population: divided by n.
    Population,
    /// Deviation of a sample: divided by n - 1.
    Sample,
    /// The raw line.
    Fast,
    /// The smoothed line.
    Slow,
    /// The mean holds the day itself.
    WithDay,
    /// The mean ends the day before.
    WithoutDay,
    /// By closes.
    Closes,
    /// By highs and lows.
    Extremes,
    /// By days of the calendar.
    CalendarDays,
    /// By bars.
    Bars,
    /// From the open of the day.
    FromOpen,
    /// By prices as they stand in the file, across a split.
    AcrossSplit,
    /// From the period before.
    Daily,
    /// From the week before.
    Weekly,
    /// From the month before.
    Monthly,
}
