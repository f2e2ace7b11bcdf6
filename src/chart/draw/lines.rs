//! Lines over the price: studies, a benchmark, targets and claims, the last close.

use super::Frame;
use crate::chart::labels::{Candidate, LABEL};
use crate::chart::layout::{Area, Window};
use crate::chart::pen::{Look, Type};
use crate::chart::scene::{LineKind, LineStyle, PriceLine, Scene, StudyLine};
use crate::chart::sheet::Part;
use crate::chart::theme::Role;

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
        let look = Look::new(Part::Zone, super::bars::role(bar)).faint(80);
        self.pen
            .dashes(look, (plot.left, plot.right), y, (1.0, 3.0));
    }

    /// The single prices that are drawn.
    fn drawn_lines(&self) -> Vec<PriceLine> {
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

    /// Their names and prices.
    pub(super) fn line_names(&mut self) {
        for line in self.drawn_lines() {
            let name = line.text.as_deref().unwrap_or(line.kind.name());
            let text = format!("{name} {}", self.price(line.price));
            let (columns, y) = (self.line_columns(&line), self.scale.y(line.price));
            let width = Type::NAME.width(&text);
            let mut candidates: Vec<_> = along(columns, width, y, 11.0).rev_preferred().collect();
            candidates.push(Candidate::new(columns.0 - width - 8.0, y, 8.0));
            candidates.extend(far_candidates((y, y), self.layout.price, width));
            if let Some(place) = self.placer.place((width, LABEL), candidates) {
                self.name(place, role(line.kind), Type::NAME, &text);
            }
        }
    }
}

/// Places at the right edge of the plot, above or below what lies from one height to another there, with a leader
/// through the free columns after the last bar.
pub(super) fn far_candidates((top, bottom): (f64, f64), plot: Area, width: f64) -> Vec<Candidate> {
    let half = LABEL / 2.0 + 2.0;
    let place = |x: f64, middle: f64, penalty: f64, (from, to): (f64, f64)| Candidate {
        leader: Some(Area {
            left: x,
            top: from,
            right: x + 1.0,
            bottom: to,
        }),
        ..Candidate::new(x + 1.0 - width, middle, 20.0 + penalty)
    };
    let mut places = Vec::new();
    for step in 2..60 {
        let away = f64::from(step) * 8.0;
        let (up, down) = (top - away, bottom + away);
        for column in [11.0, 7.0, 3.0] {
            let x = plot.right - column - 1.0;
            let penalty = away + 0.1 * (11.0 - column);
            places.push(place(x, up, penalty, (up + half, top)));
            places.push(place(x, down, penalty + 1.0, (bottom + 1.0, down - half)));
        }
    }
    places
}

/// Candidates along a line at height `y`, just above and just below it.
#[derive(Debug)]
pub(super) struct Along(Vec<Candidate>);

/// Places for a label of `width` pixels from the left to the right end of a line, `away` pixels above or below it.
pub(super) fn along((left, right): (f64, f64), width: f64, y: f64, away: f64) -> Along {
    let mut places = Vec::new();
    let mut x = left + 6.0;
    while x + width <= right - 4.0 {
        for (middle, more) in [(y - away, 0.0), (y + away, 4.0)] {
            places.push(Candidate::new(x, middle, (x - left) * 0.05 + more));
        }
        x += 8.0;
    }
    Along(places)
}

impl Along {
    /// Near the left end first.
    pub(super) fn preferred(self) -> impl Iterator<Item = Candidate> {
        self.0.into_iter()
    }

    /// Near the right end first.
    pub(super) fn rev_preferred(self) -> impl Iterator<Item = Candidate> {
        let most = self.0.iter().map(|place| place.penalty).fold(0.0, f64::max);
        self.0.into_iter().rev().map(move |place| Candidate {
            penalty: most - place.penalty,
            ..place
        })
    }
}
