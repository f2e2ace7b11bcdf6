//! What a study will give, known before it runs: its outputs and how to draw them, its warm-up.

use std::ops::Range;

use serde::Serialize;

use super::column::Column;
use crate::Bars;

/// Everything about a study's result but the values.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Plan {
    /// One for each column, in order.
    pub outputs: Vec<Output>,
    /// Bars before the first value, in every gap-free stretch; `None` where it depends on dates.
    pub lookback: Option<usize>,
    /// Bars after `lookback` until the bars before the first one would change a value by less than a millionth part.
    /// `None` if they never cease to matter, as in a running total, or if it depends on dates.
    pub settle: Option<usize>,
    /// Whether the study reads volume.
    pub needs_volume: bool,
    /// Whether the study reads a second symbol, see [`Feed::with_benchmark`](super::Feed::with_benchmark).
    pub needs_benchmark: bool,
}

impl Plan {
    /// Makes it the plan of a study that reads those of `inputs`.
    pub(super) fn add_inputs(&mut self, inputs: &[&Self]) {
        let deepest = |bars: fn(&Self) -> Option<usize>| {
            let mut all = inputs.iter().map(|plan| bars(plan));
            all.try_fold(0, |most, bars| Some(most.max(bars?)))
        };
        let sum = |own: Option<usize>, inputs: Option<usize>| Some(own? + inputs?);
        self.lookback = sum(self.lookback, deepest(|plan| plan.lookback));
        self.settle = sum(self.settle, deepest(|plan| plan.settle));
        self.needs_volume |= inputs.iter().any(|plan| plan.needs_volume);
        self.needs_benchmark |= inputs.iter().any(|plan| plan.needs_benchmark);
    }

    /// For each gap-free stretch of `bars` in which `column`, an output of the study, has a value: the bars from the
    /// first value until it is settled, or to the end of the stretch.
    ///
    /// A range is empty if `settle` is 0, and there is none if it is `None`.
    pub fn unsettled(&self, bars: &Bars, column: &Column) -> Vec<Range<usize>> {
        let Some(settle) = self.settle else {
            return Vec::new();
        };
        let runs = column.ranges();
        let of_stretch = |stretch: Range<usize>| {
            let run = runs.partition_point(|run| run.end <= stretch.start);
            let first = runs.get(run)?.start.max(stretch.start);
            (first < stretch.end).then(|| first..stretch.end.min(first + settle))
        };
        bars.segments().filter_map(of_stretch).collect()
    }
}

/// One output of a study and how to draw it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Output {
    /// Its name after the dot of a spec; `value` if it is the only one.
    pub name: String,
    /// Where it is drawn.
    pub pane: Pane,
    /// How it is drawn.
    pub style: Style,
    /// Bars by which a chart draws it later (above 0) or earlier (below 0) than the bar that computed it. The values
    /// themselves are never shifted, so nothing reads a bar it could not yet know.
    pub display_shift: i32,
}

/// Where an output is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pane {
    /// Over the prices.
    Price,
    /// Over the volume.
    Volume,
    /// In a pane with a scale of its own, together with the other such outputs of the study.
    Own,
    /// In a further pane: on the scale of the other outputs it could not be read.
    Apart,
}

/// How an output is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Style {
    /// A line.
    Line,
    /// A dotted line.
    Dotted,
    /// A dashed line.
    Dashed,
    /// Dots only.
    Dots,
    /// Bars from 0.
    Histogram,
    /// Upper edge of a band.
    Upper,
    /// Lower edge of a band.
    Lower,
    /// A mark on bars whose value is not 0: above 0 bullish, below 0 bearish.
    Mark,
    /// A horizontal stretch for each value; a new value begins a new one.
    Step,
}

impl Output {
    /// An output drawn at its own bar.
    pub(super) fn new(name: &str, pane: Pane, style: Style) -> Self {
        Self {
            name: name.into(),
            pane,
            style,
            display_shift: 0,
        }
    }
}
