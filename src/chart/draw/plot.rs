//! The price pane: at which column a bar stands, and at which row a price.

use crate::chart::layout::Area;
use crate::chart::scale::Scale;
use crate::chart::window::BarWindow;

/// The place of the bars, with its two axes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plot {
    pub(super) area: Area,
    pub(super) window: BarWindow,
    pub(super) scale: Scale,
}

impl Plot {
    /// Row of a price, also beyond the pane.
    pub(super) fn y(&self, price: f64) -> f64 {
        self.scale.y(price)
    }

    /// Middle of bar `at` and row of a price.
    pub(super) fn point(&self, at: usize, price: f64) -> (f64, f64) {
        (self.window.middle(at), self.y(price))
    }

    /// Rows of the visible ones of `values`.
    pub(super) fn heights(&self, values: &[Option<f64>]) -> Vec<Option<f64>> {
        let visible = self.window.of(values).iter();
        visible
            .map(|value| value.map(|value| self.y(value)))
            .collect()
    }

    /// The part of the plot from bar `from` to before bar `to`, or to the right edge.
    pub(super) fn columns(&self, from: usize, to: Option<usize>) -> Option<(f64, f64)> {
        let area = self.area;
        let left = self.window.left_of(from).max(area.left);
        let right = to.map_or(area.right, |to| self.window.left_of(to).min(area.right));
        (left < right).then_some((left, right))
    }

    /// The area between two prices on whole rows, at least 2 pixels high, as far as it lies in the pane.
    pub(super) fn band(&self, (low, high): (f64, f64), (left, right): (f64, f64)) -> Area {
        let area = self.area;
        let top = self.y(high).round().clamp(area.top, area.bottom - 1.0);
        let bottom = self.y(low).round().max(top + 2.0).min(area.bottom);
        Area {
            left,
            top,
            right,
            bottom,
        }
    }
}
