//! The series that a chart is compared with, drawn from the same height at the left edge.

use super::canvas::Canvas;
use super::curve::Curve;
use super::frame::Frame;
use crate::chart::drawing::Part;
use crate::chart::pen::Look;
use crate::chart::scene::{Scene, StudyLine};
use crate::chart::theme::Hue;
use crate::chart::window::BarWindow;

/// The visible values of `line`, scaled so that the first of them meets the close of its bar.
pub(super) fn rebased(line: &StudyLine, scene: &Scene, window: &BarWindow) -> Vec<Option<f64>> {
    let visible = window.of(&line.values);
    let base = visible.iter().position(Option::is_some);
    let factor = base.and_then(|at| Some(scene.bars[window.first + at].close / visible[at]?));
    let scaled = |value: &Option<f64>| value.zip(factor).map(|(value, factor)| value * factor);
    visible.iter().map(scaled).collect()
}

/// Draws it as a thin grey line.
pub(super) fn draw(frame: &Frame<'_>, canvas: &mut Canvas) {
    let Some(line) = &frame.scene.comparison else {
        return;
    };
    let plot = &frame.plot;
    let values = rebased(line, frame.scene, &plot.window).into_iter();
    let heights: Vec<Option<f64>> = values
        .map(|value| value.map(|value| plot.y(value)))
        .collect();
    canvas.placer.add_curve(&heights);
    let curve = Curve {
        window: plot.window,
        clip: plot.area,
        width: 1.25,
        is_dashed: false,
    };
    let look = Look::new(Part::Overlay, Hue::Third);
    curve.draw(&mut canvas.pen, look, &heights);
}

/// Returns of the comparison and of the series, in percent, from the first to the last visible bar that the comparison has.
pub(super) fn returns(frame: &Frame<'_>) -> Option<(f64, f64)> {
    let line = frame.scene.comparison.as_ref()?;
    let visible = frame.plot.window.of(&line.values);
    let first = visible.iter().position(Option::is_some)?;
    let last = visible.iter().rposition(Option::is_some)?;
    let bars = frame.bars();
    let change = |first: f64, last: f64| 100.0 * (last / first - 1.0);
    Some((
        change(visible[first]?, visible[last]?),
        change(bars[first].close, bars[last].close),
    ))
}
