//! What the catalog knows of an indicator of the `ta` crate.

use super::super::entry::{Binding, Entry, Group, Source};
use super::super::param::{Param, Values};
use super::super::plan::{Output, Pane, Style};
use super::NextBar;
use super::table::INDICATORS;

/// One indicator of the `ta` crate.
#[derive(Debug)]
pub(in crate::indicator) struct Foreign {
    pub name: &'static str,
    pub(super) title: &'static str,
    pub(super) group: Group,
    pub(super) params: &'static [Slot],
    pub(super) outputs: &'static [&'static str],
    pub needs_volume: bool,
    pub(super) memory: Memory,
    pub(super) make: fn(Values<'_>) -> Box<dyn NextBar>,
    pub(super) difference: &'static str,
}

/// A parameter: its name and default.
#[derive(Debug)]
pub(super) enum Slot {
    Bars(&'static str, i32),
    Width(&'static str, f64),
}

/// How long the first bars matter.
#[derive(Debug, Clone, Copy)]
pub(super) enum Memory {
    /// As long as a window of the first parameter.
    Window,
    /// As averages with weight 2 / (n + 1), one after the other, of these parameters.
    Averages(&'static [usize]),
    /// As long as a window, then an average of the second parameter.
    WindowAndAverage,
    /// One bar.
    Bar,
    /// For ever.
    Total,
}

impl Foreign {
    /// A fresh indicator; the parameters are within the ranges of the entry.
    pub(in crate::indicator) fn make(&self, params: Values<'_>) -> Box<dyn NextBar> {
        (self.make)(params)
    }

    /// Bars until the first one weighs less than a millionth.
    pub(in crate::indicator) fn settle(&self, params: Values<'_>) -> Option<usize> {
        let averages = |at: &[usize]| at.iter().map(|&at| average_settles(params.bars(at))).sum();
        match self.memory {
            Memory::Window => Some(params.bars(0)),
            Memory::Averages(at) => Some(averages(at)),
            Memory::WindowAndAverage => Some(params.bars(0) + averages(&[1])),
            Memory::Bar => Some(1),
            Memory::Total => None,
        }
    }

    pub(in crate::indicator) fn outputs(&self) -> Vec<Output> {
        let pane = match self.group {
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
        let outputs = self.outputs.iter();
        outputs
            .map(|name| Output::new(name, pane, style(name)))
            .collect()
    }

    fn entry(&'static self) -> Entry {
        let param = |slot: &Slot| match *slot {
            Slot::Bars(name, default) => Param::bars(name, "bars", 1, default),
            Slot::Width(name, default) => {
                Param::real(name, "width of the band", [-1e6, 1e6], default)
            }
        };
        Entry {
            name: self.name.to_owned(),
            aliases: &[],
            title: self.title,
            group: self.group,
            source: Source::Ta,
            params: self.params.iter().map(param).collect(),
            outputs: self.outputs(),
            notes: self.difference,
            series: vec![],
            binding: Binding::Ta(self),
        }
    }
}

/// A line of the catalog for every indicator.
pub(in crate::indicator) fn entries() -> Vec<Entry> {
    INDICATORS.iter().map(Foreign::entry).collect()
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

    #[test]
    fn every_indicator_says_how_it_differs() {
        assert!(
            INDICATORS
                .iter()
                .all(|foreign| foreign.difference.len() > 40)
        );
    }
}
