//! Lines over the price: studies, a benchmark, targets and claims, the last close.

use super::Frame;
use crate::chart::layout::Area;
use crate::chart::pen::Look;
use crate::chart::scene::{LineKind, LineStyle, PriceLine, Scene, StudyLine};
use crate::chart::sheet::Part;
use crate::chart::theme::Role;
use crate::chart::window::Window;

/// How far beyond the bars, as a share of the price, a line still belongs on the chart.
pub(super) fn reach(kind: LineKind) -> f64 {
    match kind {
        LineKind::Target | LineKind::Invalidation | LineKind::Trigger => 0.12,
        LineKind::Claim | LineKind::Given => 0.30,
    }
}

/// The values of `line`, scaled so that its first visible value meets the close of its bar.
pub(super) fn rebased(line: &StudyLine, scene: &Scene, window: &Window) -> Vec<Option<f64>> {
    let visible = &line.values[window.first..window.end()];
    let base = visible.iter().position(Option::is_some);
    let factor = base.and_then(|at| Some(scene.bars[window.first + at].close / visible[at]?));
    let scaled = |value: &Option<f64>| value.zip(factor).map(|(value, factor)| value * factor);
    visible.iter().map(scaled).collect()
}

/// Colour of a single price.
pub(super) fn role(kind: LineKind) -> Role {
    match kind {
        LineKind::Target | LineKind::Trigger => Role::Signal,
        LineKind::Invalidation => Role::Refuted,
        LineKind::Claim | LineKind::Given => Role::Claim,
    }
}

impl Frame<'_> {
    pub(super) fn overlays(&mut self) {
        let scene = self.scene;
        if let Some(line) = &scene.comparison {
            let values = rebased(line, scene, &self.window);
            self.overlay(Look::new(Part::Overlay, Role::Third), 1.25, &values);
        }
        for (line, role) in scene.overlays.iter().zip(Role::LINES.iter().cycle()) {
            let values = &line.values[self.window.first..self.window.end()];
            let look = Look::new(Part::Overlay, *role);
            match line.style {
                LineStyle::Line => self.overlay(look, 1.5, values),
                LineStyle::Dots => self.dots(look, values),
            }
        }
    }

    fn overlay(&mut self, look: Look, width: f64, values: &[Option<f64>]) {
        let heights: Vec<Option<f64>> = values
            .iter()
            .map(|value| value.map(|value| self.scale.y(value)))
            .collect();
        self.placer.add_curve(&heights);
        self.pen_curve(look, width, &heights, self.layout.price);
    }

    fn dots(&mut self, look: Look, values: &[Option<f64>]) {
        for (at, value) in (self.window.first..).zip(values) {
            if let Some(value) = value.filter(|&value| self.scale.shows(value)) {
                let centre = (self.window.middle(at), self.scale.y(value));
                self.pen.disc(look, centre, 1.25);
            }
        }
    }

    /// A curve through heights of visible bars, broken where there is none.
    pub(super) fn pen_curve(
        &mut self,
        look: Look,
        width: f64,
        heights: &[Option<f64>],
        clip: Area,
    ) {
        let mut points = Vec::new();
        for (at, height) in (self.window.first..).zip(heights) {
            match height {
                Some(y) => points.push((self.window.middle(at), *y)),
                None => self
                    .pen
                    .curve(look, width, &std::mem::take(&mut points), clip),
            }
        }
        self.pen.curve(look, width, &points, clip);
    }

    /// The last close across the plot, dotted.
    pub(super) fn last_price_line(&mut self) {
        let Some(bar) = self.scene.bars.last() else {
            return;
        };
        let plot = self.layout.price;
        let y = self.scale.y(bar.close);
        self.placer.add_row(y);
        let look = Look::new(Part::Tag, self.last_role(bar)).faint(80);
        let columns = (plot.left, self.layout.axis_left);
        self.pen.dashes(look, columns, y, (1.0, 3.0));
    }

    /// The single prices that are drawn.
    pub(super) fn drawn_lines(&self) -> Vec<PriceLine> {
        let visible = |line: &&PriceLine| self.scale.shows(line.price);
        self.scene.lines.iter().filter(visible).cloned().collect()
    }

    /// Where a single price is drawn, from the left to the right.
    fn line_columns(&self, line: &PriceLine) -> (f64, f64) {
        let plot = self.layout.price;
        (self.window.left_of(line.from).max(plot.left), plot.right)
    }

    /// Targets, invalidations, triggers and claims as light dashes.
    pub(super) fn price_lines(&mut self) {
        for line in self.drawn_lines() {
            let look = Look::new(Part::Zone, role(line.kind)).faint(75);
            let y = self.scale.y(line.price);
            self.pen
                .dashes(look, self.line_columns(&line), y, (4.0, 4.0));
            self.placer.add_row(y);
        }
    }
}
