//! Grid, borders, price labels and the one time axis of all panes.

use super::Frame;
use crate::chart::axis::{TimeTick, time_ticks};
use crate::chart::drawing::Part;
use crate::chart::layout::{Detail, Places};
use crate::chart::number;
use crate::chart::pen::{At, Lettering, Look};
use crate::chart::theme::Hue;

/// Narrowest price axis.
pub(super) const LEAST_WIDTH: f64 = 70.0;
/// From the axis line to its labels.
pub(super) const TO_LABEL: f64 = 10.0;
/// From the end of a label to the end of its tag.
const AFTER_LABEL: f64 = 10.0;

/// Least pixels between two price ticks.
pub(super) fn price_gap(layout: &Places) -> f64 {
    (layout.price.height() / 11.0).max(30.0)
}

impl Frame<'_> {
    /// Width of the price axis: room for its longest label and for a price in words.
    pub(super) fn axis_width(&self) -> f64 {
        let (kind, least) = match self.layout.detail {
            Detail::Spark => return 0.0,
            Detail::Thumb => (Lettering::SMALL_NAME, 0.0),
            Detail::Full => (Lettering::NAME, LEAST_WIDTH),
        };
        let labels = self.ticks.values.iter();
        let labels = labels.map(|&value| number::fixed(value, self.ticks.decimals));
        let widest = labels
            .chain([self.price(self.scale.high)])
            .map(|label| kind.width(&label))
            .fold(0.0, f64::max);
        (widest + TO_LABEL + AFTER_LABEL).ceil().max(least)
    }

    /// The boundaries of periods, in pixels from the left, with the bar after each.
    pub(super) fn time_ticks(&self) -> Vec<TimeTick> {
        let times: Vec<_> = self.visible_bars().iter().map(|bar| bar.time).collect();
        let before = self
            .window
            .first
            .checked_sub(1)
            .map(|at| self.scene.bars[at].time);
        time_ticks(before, &times, self.window.pitch)
    }

    pub(super) fn grid(&mut self) {
        let look = Look::new(Part::Axis, Hue::Grid);
        let columns = (self.layout.price.left, self.layout.axis_left);
        for at in 0..self.ticks.values.len() {
            let y = self.scale.y(self.ticks.values[at]);
            self.placer.add_row(y);
            self.pen.across(look, columns, y);
        }
        let columns: Vec<f64> = self
            .time_ticks()
            .iter()
            .map(|tick| self.window.column(self.window.first + tick.at))
            .collect();
        let panes: Vec<_> = self.layout.panes().collect();
        for pane in panes {
            for &x in &columns {
                self.pen.down(look, x, (pane.top, pane.bottom));
            }
        }
    }

    pub(super) fn axes(&mut self) {
        let border = Look::new(Part::Frame, Hue::Axis);
        let panes: Vec<_> = self.layout.panes().collect();
        for pane in &panes {
            self.pen
                .across(border, (pane.left, pane.right), pane.bottom);
        }
        let rows = (self.layout.legend.top, self.layout.bottom + 1.0);
        self.pen.down(border, self.layout.axis_left, rows);
        self.time_labels();
    }

    fn time_labels(&mut self) {
        let area = self.layout.times;
        let middle = area.top + area.height() / 2.0 + 1.0;
        for tick in self.time_ticks() {
            let kind = match (self.layout.detail, tick.is_major) {
                (Detail::Full, false) => Lettering::PLAIN,
                (Detail::Full, true) => Lettering::NAME,
                (_, false) => Lettering::SMALL,
                (_, true) => Lettering::SMALL_NAME,
            };
            let x = self.window.column(self.window.first + tick.at) + 0.5;
            let half = kind.width(&tick.label) / 2.0;
            // A label that would be cut off says nothing that its neighbours do not.
            if x - half < area.left || x + half > self.layout.axis_right {
                continue;
            }
            let role = if tick.is_major { Hue::Ink } else { Hue::Second };
            let look = Look::new(Part::Axis, role);
            self.pen
                .text(look, kind, At::Middle((x, middle)), &tick.label);
        }
    }

    /// Labels of a value axis at heights that no tag occupies.
    pub(super) fn value_labels(&mut self, labels: &[(f64, String)], tags: &[f64]) {
        let kind = match self.layout.detail {
            Detail::Full => Lettering::PLAIN,
            _ => Lettering::SMALL,
        };
        let x = self.layout.axis_left + TO_LABEL;
        for (y, label) in labels {
            if tags.iter().all(|tag| (tag - y).abs() >= 17.0) {
                let look = Look::new(Part::Axis, Hue::Second);
                self.pen.text(look, kind, At::Start((x, *y)), label);
            }
        }
    }
}
