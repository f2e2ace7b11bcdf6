//! Lines over the price: studies, a benchmark, targets and claims, the last close.

use super::Frame;
use crate::chart::labels::Candidate;
use crate::chart::layout::{Area, Detail, Window};
use crate::chart::pen::{At, Look};
use crate::chart::scene::{LineKind, PriceLine, Scene, StudyLine};
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
        LineKind::Invalidation => Role::DownText,
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
            self.overlay(Look::new(Part::Overlay, *role), 1.5, values);
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

    /// Targets, invalidations, triggers and claims: light dashes, each with its name and price.
    pub(super) fn price_lines(&mut self) {
        let scene = self.scene;
        for line in &scene.lines {
            if self.scale.shows(line.price) {
                self.price_line(line);
            }
        }
    }

    fn price_line(&mut self, line: &PriceLine) {
        let plot = self.layout.price;
        let left = self.window.left_of(line.from).max(plot.left);
        let y = self.scale.y(line.price);
        let role = role(line.kind);
        let look = Look::new(Part::Zone, role).faint(75);
        self.pen.dashes(look, (left, plot.right), y, (4.0, 4.0));
        self.placer.add_row(y);
        if self.layout.detail != Detail::Full {
            return;
        }
        let name = line.text.as_deref().unwrap_or(line.kind.name());
        let text = format!("{name} {}", self.price(line.price));
        let kind = self.label_type();
        let width = kind.width(&text);
        let candidates = along(
            (left.min(plot.right - 260.0).max(plot.left), plot.right),
            width,
            y,
            11.0,
        );
        if let Some(place) = self.placer.place((width, 14.0), candidates.rev_preferred()) {
            let at = (place.area.left, place.area.top + 7.0);
            self.chip_if(place);
            self.pen
                .text(Look::new(Part::Label, role), kind, At::Start(at), &text);
        }
    }
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
            places.push(Candidate {
                left: x,
                middle,
                penalty: (x - left) * 0.05 + more,
            });
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
