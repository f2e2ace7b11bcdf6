//! The same question under other definitions.

use serde::Serialize;

/// What is varied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Axis {
    /// How far from a price counts as at it, in percent.
    TolerancePct,
    /// How many visits make a level.
    Visits,
    /// How many bars are looked back over.
    Bars,
    /// How many closes beyond make a break.
    Closes,
    /// How far beyond a close must lie, in ATR.
    MarginAtr,
    /// How much volume a break needs, in multiples of the mean of 50 bars.
    Volume,
    /// Simple or exponential average.
    Average,
    /// Close, or high and low.
    Prices,
    /// Days of the calendar or bars.
    Window,
    /// Which measure of a trend.
    Measure,
}

/// One value of an [`Axis`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Setting {
    /// A number.
    Number(f64),
    /// A name.
    Name(&'static str),
}

impl From<f64> for Setting {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for Setting {
    fn from(count: usize) -> Self {
        Self::Number(count as f64)
    }
}

impl From<&'static str> for Setting {
    fn from(name: &'static str) -> Self {
        Self::Name(name)
    }
}

/// One definition of the grid.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cell {
    /// Its settings, in the order of the axes.
    pub settings: Vec<Setting>,
    /// Whether the claim is true by it.
    pub holds: bool,
}

/// The answers over a grid of definitions.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Sensitivity {
    /// What was varied.
    pub axes: Vec<Axis>,
    /// One answer a definition.
    pub cells: Vec<Cell>,
}

impl Sensitivity {
    /// Over the values of one axis.
    pub(super) fn over<S: Into<Setting> + Copy>(
        axis: Axis,
        values: &[S],
        holds: impl Fn(S) -> bool,
    ) -> Self {
        let cells = values.iter().map(|&value| Cell {
            settings: vec![value.into()],
            holds: holds(value),
        });
        Self {
            axes: vec![axis],
            cells: cells.collect(),
        }
    }

    /// Over all pairs of two axes.
    pub(super) fn over_pairs<S: Into<Setting> + Copy, T: Into<Setting> + Copy>(
        (one, ones): (Axis, &[S]),
        (two, twos): (Axis, &[T]),
        holds: impl Fn(S, T) -> bool,
    ) -> Self {
        let mut cells = Vec::with_capacity(ones.len() * twos.len());
        for &first in ones {
            cells.extend(twos.iter().map(|&second| Cell {
                settings: vec![first.into(), second.into()],
                holds: holds(first, second),
            }));
        }
        Self {
            axes: vec![one, two],
            cells,
        }
    }

    /// The answers turned round, for a claim that it did not happen.
    pub(super) fn turned(mut self, is_negated: bool) -> Self {
        for cell in &mut self.cells {
            cell.holds ^= is_negated;
        }
        self
    }

    /// Number of definitions by which the claim is true.
    pub fn holds(&self) -> usize {
        self.cells.iter().filter(|cell| cell.holds).count()
    }

    /// The axes along which the answer changes while the others stay.
    pub fn changes_with(&self) -> Vec<Axis> {
        let differs_only_in = |place: usize, one: &Cell, other: &Cell| {
            let pairs = one.settings.iter().zip(&other.settings).enumerate();
            one.holds != other.holds
                && pairs
                    .into_iter()
                    .all(|(at, (a, b))| (at == place) == (a != b))
        };
        let changes = |place: usize| {
            let mut cells = self.cells.iter().enumerate();
            cells.any(|(at, one)| {
                let later = self.cells.iter().skip(at + 1);
                later
                    .into_iter()
                    .any(|other| differs_only_in(place, one, other))
            })
        };
        let axes = self.axes.iter().enumerate();
        axes.filter(|(place, _)| changes(*place))
            .map(|(_, axis)| *axis)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_knows_along_which_axis_its_answer_changes() {
        let grid = Sensitivity::over_pairs(
            (Axis::Closes, &[1, 2]),
            (Axis::MarginAtr, &[0.0, 0.5]),
            |closes, _| closes < 2,
        );
        assert_eq!((grid.holds(), grid.cells.len()), (2, 4));
        assert_eq!(grid.changes_with(), [Axis::Closes]);
        assert_eq!(grid.turned(true).holds(), 2);
    }
}
