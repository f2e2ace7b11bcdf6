//! Lines over the price: studies, a benchmark, targets and claims, the last close.

use super::Frame;
use crate::chart::drawing::Part;
use crate::chart::layout::Area;
use crate::chart::pen::Look;
use crate::chart::scene::{LineKind, LineStyle, PriceLine, Scene, StudyLine};
use crate::chart::theme::Hue;
use crate::chart::window::BarWindow;

/// How far beyond the bars, as a share of the price, a line still belongs on the chart.
pub(super) fn reach(kind: LineKind) -> f64 {
    match kind {
        LineKind::Target | LineKind::Invalidation | LineKind::Trigger => 0.12,
        LineKind::Claim | LineKind::Given => 0.30,
    }
}

/// The values of `line`, scaled so that its first visible value meets the close of its bar.
pub(super) fn rebased(line: &StudyLine, scene: &Scene, window: &BarWindow) -> Vec<Option<f64>> {
    let visible = &line.values[window.first..window.end()];
    let base = visible.iter().position(Option::is_some);
    let factor = base.and_then(|at| Some(scene.bars[window.first + at].close / visible[at]?));
    let scaled = |value: &Option<f64>| value.zip(factor).map(|(value, factor)| value * factor);
    visible.iter().map(scaled).collect()
}

/// Colour of a single price.
pub(super) fn role(kind: LineKind) -> Hue {
    match kind {
        LineKind::Target | LineKind::Trigger => Hue::Signal,
        LineKind::Invalidation => Hue::Refuted,
        LineKind::Claim | LineKind::Given => Hue::Claim,
    }
}

impl Frame<'_> {
    pub(super) fn overlays(&mut self) {
        let scene = self.scene;
        if let Some(line) = &scene.comparison {
            let values = rebased(line, scene, &self.window);
            let heights = self.heights(&values);
            let look = Look::new(Part::Overlay, Hue::Third);
            self.pen_curve(look, 1.25, &heights, self.layout.price);
        }
        for (at, line) in scene.overlays.iter().enumerate() {
            let values = &line.values[self.window.first..self.window.end()];
            let (role, is_dashed) = overlay_look(at);
            let look = Look::new(Part::Overlay, role);
            if line.style == LineStyle::Dots {
                self.dots(look, line);
                continue;
            }
            let heights = self.heights(values);
            for (look, heights) in self.tones(look, line, heights) {
                if is_dashed {
                    self.dashed_curve(look, 1.5, &heights, self.layout.price);
                } else {
                    self.pen_curve(look, 1.5, &heights, self.layout.price);
                }
            }
        }
    }

    /// The visible heights of `line` by how they look: as far as it is settled as `look` says, before that grey.
    pub(super) fn tones(
        &self,
        look: Look,
        line: &StudyLine,
        heights: Vec<Option<f64>>,
    ) -> Vec<(Look, Vec<Option<f64>>)> {
        let is_grey: Vec<bool> = (self.window.first..self.window.end())
            .map(|at| line.is_unsettled(at))
            .collect();
        if !is_grey.contains(&true) {
            return vec![(look, heights)];
        }
        let only = |keep: &dyn Fn(usize) -> bool| -> Vec<Option<f64>> {
            let heights = heights.iter().enumerate();
            heights
                .map(|(at, height)| height.filter(|_| keep(at)))
                .collect()
        };
        // The grey part reaches to the first settled value, so that the line has no hole.
        let grey = only(&|at| is_grey[at] || at > 0 && is_grey[at - 1]);
        let own = only(&|at| !is_grey[at]);
        vec![(look.unsettled(), grey), (look, own)]
    }

    /// Heights of values in units of the price, which labels should rather not lie on.
    fn heights(&mut self, values: &[Option<f64>]) -> Vec<Option<f64>> {
        let heights: Vec<Option<f64>> = values
            .iter()
            .map(|value| value.map(|value| self.scale.y(value)))
            .collect();
        self.placer.add_curve(&heights);
        heights
    }

    /// As [`Frame::pen_curve`], in dashes.
    fn dashed_curve(&mut self, look: Look, width: f64, heights: &[Option<f64>], clip: Area) {
        let bars = (self.window.first..).zip(heights);
        let points: Vec<Option<(f64, f64)>> = bars
            .map(|(at, height)| height.map(|y| (self.window.middle(at), y)))
            .collect();
        for run in points.split(Option::is_none) {
            let run: Vec<(f64, f64)> = run.iter().copied().flatten().collect();
            for dash in dashes(&run, (6.0, 4.0)) {
                self.pen.curve(look, width, &dash, clip);
            }
        }
    }

    fn dots(&mut self, look: Look, line: &StudyLine) {
        for at in self.window.first..self.window.end() {
            if let Some(value) = line.values[at].filter(|&value| self.scale.shows(value)) {
                let is_grey = line.is_unsettled(at);
                let look = if is_grey { look.unsettled() } else { look };
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

/// The colour of the overlay `at`, and whether it is dashed: where colours come round again, strokes tell lines apart.
pub(super) fn overlay_look(at: usize) -> (Hue, bool) {
    let colours = Hue::LINES.len();
    (Hue::LINES[at % colours], (at / colours) % 2 == 1)
}

/// The parts of a line through `points` that are drawn if `on` pixels of its length are and the next `off` are not.
fn dashes(points: &[(f64, f64)], (on, off): (f64, f64)) -> Vec<Vec<(f64, f64)>> {
    let mut parts = Vec::new();
    let mut part: Vec<(f64, f64)> = points.first().copied().into_iter().collect();
    let (mut is_on, mut left) = (true, on);
    for pair in points.windows(2) {
        let ((mut x, mut y), (to_x, to_y)) = (pair[0], pair[1]);
        let mut length = (to_x - x).hypot(to_y - y);
        while length > left {
            let share = left / length;
            (x, y) = (x + (to_x - x) * share, y + (to_y - y) * share);
            length -= left;
            part.push((x, y));
            if is_on {
                parts.push(std::mem::take(&mut part));
            }
            is_on = !is_on;
            left = if is_on { on } else { off };
            part = vec![(x, y)];
        }
        left -= length;
        part.push((to_x, to_y));
    }
    parts.extend(is_on.then_some(part));
    parts
}

#[cfg(test)]
#[expect(clippy::single_range_in_vec_init, reason = "a list of one range")]
mod tests {
    use super::*;
    use crate::Ohlcv;
    use crate::chart::draw::compose;
    use crate::chart::drawing::UNITS;
    use crate::chart::extent::Extent;
    use crate::chart::options::{ChartOptions, Range};
    use crate::market::testing::daily;

    #[test]
    fn dashes_go_on_around_a_corner() {
        // Eight pixels to the right and twelve down: six drawn, four not, around the corner the same.
        let line = [(0.0, 0.0), (8.0, 0.0), (8.0, 12.0)];
        let parts = dashes(&line, (6.0, 4.0));
        assert_eq!(
            parts,
            [vec![(0.0, 0.0), (6.0, 0.0)], vec![(8.0, 2.0), (8.0, 8.0)],]
        );
    }

    #[test]
    fn where_colours_come_round_again_lines_are_dashed() {
        assert_eq!(overlay_look(1), (Hue::LINES[1], false));
        assert_eq!(overlay_look(5), (Hue::LINES[1], true));
    }

    /// The overlays of a chart of the last `bars` of 60, whose one study is not settled on its first 20: role, left and
    /// right end of each; and what the legend says of them.
    fn drawn(style: LineStyle, bars: usize) -> (Vec<(Hue, Extent)>, bool) {
        let rows = (0..60).map(|day| Ohlcv::flat(f64::from(100 + day % 3)));
        let mut scene = Scene::new(&daily(rows));
        scene.overlays = vec![StudyLine {
            style,
            unsettled: vec![0..20],
            ..StudyLine::new("EMA 5", (0..60).map(|_| Some(101.0)))
        }];
        let options = ChartOptions {
            range: Range::Bars(bars),
            ..ChartOptions::default()
        };
        let (drawing, _) = compose(&scene, &options).unwrap();
        let overlays = drawing.inks.iter().filter(|ink| ink.part == Part::Overlay);
        let is_told = drawing.texts().any(|(text, _)| text == "grey: not settled");
        (
            overlays.map(|ink| (ink.role, ink.extent())).collect(),
            is_told,
        )
    }

    #[test]
    fn a_line_is_grey_up_to_the_bar_on_which_it_is_settled() {
        let (lines, is_told) = drawn(LineStyle::Line, 60);
        let roles: Vec<Hue> = lines.iter().map(|(role, _)| *role).collect();
        assert_eq!(roles, [Hue::Third, Hue::LineA]);
        let [(_, grey), (_, own)] = lines[..] else {
            panic!("{lines:?}")
        };
        // Twenty steps of one bar, then 39, and half a line at each end.
        let line = 1.5 * f64::from(UNITS);
        let share = (grey.right - grey.left - line) / (own.right - own.left - line);
        assert!((share - 20.0 / 39.0).abs() < 0.01, "{lines:?}");
        assert!((grey.right - own.left - line).abs() < 2.0, "{lines:?}");
        assert!(is_told);
    }

    #[test]
    fn dots_are_grey_where_they_are_not_settled() {
        let (dots, _) = drawn(LineStyle::Dots, 60);
        let grey = dots.iter().take_while(|(role, _)| *role == Hue::Third);
        assert_eq!((grey.count(), dots.len()), (20, 60));
    }

    #[test]
    fn what_is_grey_before_the_first_bar_of_the_chart_is_not_told() {
        for (bars, grey) in [(41, 1), (40, 0)] {
            let (lines, is_told) = drawn(LineStyle::Line, bars);
            assert_eq!(lines.len(), 1 + grey);
            assert_eq!(is_told, grey > 0);
        }
    }
}
