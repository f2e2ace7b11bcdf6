//! An indicator of the `ta` crate's kind, before its parameters are chosen.

use std::fmt;
use std::sync::Arc;

use super::super::group::Group;
use super::super::param::ParamValues;
use super::super::plan::{Output, Pane, Style};
use super::NextBar;

/// Makes indicators that have seen no bar.
pub(in crate::indicator) struct Foreign {
    pub needs_volume: bool,
    pub memory: Memory,
    /// The parameters are within the ranges of the listing.
    pub make: Box<Make>,
}

pub(in crate::indicator) type Make = dyn Fn(ParamValues<'_>) -> Arc<dyn NextBar> + Send + Sync;

/// How long the first bars matter.
#[derive(Debug, Clone, Copy)]
pub(in crate::indicator) enum Memory {
    /// As long as a window of the first parameter.
    Window,
    /// As averages with weight 2 / (n + 1), one after the other, of these parameters.
    Averages(&'static [usize]),
    /// As long as a window, then an average of the second parameter.
    WindowAndAverage,
    /// One bar.
    Bar,
    /// For ever, as far as is known.
    Total,
}

impl Memory {
    /// Bars until the first one weighs less than a millionth.
    pub(in crate::indicator) fn settle(self, params: ParamValues<'_>) -> Option<usize> {
        let averages = |at: &[usize]| at.iter().map(|&at| average_settles(params.bars(at))).sum();
        match self {
            Self::Window => Some(params.bars(0)),
            Self::Averages(at) => Some(averages(at)),
            Self::WindowAndAverage => Some(params.bars(0) + averages(&[1])),
            Self::Bar => Some(1),
            Self::Total => None,
        }
    }
}

impl fmt::Debug for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Foreign")
            .field("memory", &self.memory)
            .finish_non_exhaustive()
    }
}

/// Outputs of these names, drawn as is usual for studies of `group`.
pub(in crate::indicator) fn outputs(names: &[&str], group: Group) -> Vec<Output> {
    let pane = match group {
        Group::Overlap | Group::MathOperator => Pane::Price,
        Group::Volume => Pane::Volume,
        _ => Pane::Own,
    };
    let style = |name: &str| match name {
        "upper" => Style::Upper,
        "lower" => Style::Lower,
        "signal" => Style::Dashed,
        "hist" => Style::Histogram,
        _ => Style::Line,
    };
    let output = |name: &&str| Output::new(name, pane, style(name));
    names.iter().map(output).collect()
}

/// Smallest k with (1 - 2 / (n + 1))^k below a millionth.
fn average_settles(n: usize) -> usize {
    let kept = 1.0 - 2.0 / (n as f64 + 1.0);
    let bars = 1e-6_f64.ln() / kept.ln();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "both logarithms are below 0, and a period of 100000 needs 700000 bars"
    )]
    let bars = bars.ceil() as usize;
    bars.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_average_settles_when_its_start_weighs_less_than_a_millionth() {
        // 13 / 15 to the 96th is 1.08e-6, to the 97th 9.4e-7.
        assert_eq!(average_settles(14), 97);
        assert_eq!(average_settles(1), 1);
    }
}
