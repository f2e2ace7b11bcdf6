//! The volume below the price.

use super::canvas::Canvas;
use super::curve::Curve;
use super::frame::Frame;
use super::{axes, bars};
use crate::chart::axis::value_ticks;
use crate::chart::drawing::Part;
use crate::chart::layout::{Area, TITLE};
use crate::chart::pen::{At, Lettering, Look, Pen};
use crate::chart::scale::Scale;
use crate::chart::theme::Hue;
use crate::text::Medium::Picture;

/// Draws bars, their average, and its name.
pub(super) fn draw(frame: &Frame<'_>, canvas: &mut Canvas) {
    let Some(pane) = frame.places.volume else {
        return;
    };
    let window = frame.plot.window;
    let body = frame.places.below_title(pane);
    let line = frame.scene.volume_average.as_ref();
    let average = line.map_or(&[][..], |line| window.of(&line.values));
    let volumes = frame.bars().iter().filter_map(|bar| bar.volume);
    let most = volumes
        .chain(average.iter().copied().flatten())
        .fold(0.0, f64::max);
    let scale = Scale::linear((0.0, most * 1.02), (body.top, body.bottom));
    let pen = &mut canvas.pen;
    if frame.detail().has_words() {
        grid(frame, pen, &scale);
    }
    columns(frame, pen, &scale);
    if let Some(line) = line {
        let heights = average
            .iter()
            .map(|value| value.map(|value| scale.y(value)));
        let heights: Vec<Option<f64>> = heights.collect();
        let curve = Curve {
            window,
            clip: body,
            width: 1.25,
            is_dashed: false,
        };
        curve.draw_line(pen, Look::new(Part::Volume, Hue::Third), line, &heights);
    }
    if frame.detail().has_words() {
        let name = line.map_or_else(|| "Volume".into(), |line| format!("Volume, {}", line.name));
        let at = At::Start((pane.left, pane.top + TITLE / 2.0));
        let look = Look::new(Part::Axis, Hue::Second).with_halo();
        pen.text(look, Lettering::PLAIN, at, &name);
    }
}

fn grid(frame: &Frame<'_>, pen: &mut Pen, scale: &Scale) {
    let edges = (frame.plot.area.left, frame.places.axis_left);
    let ticks = value_ticks(scale, 32.0);
    let above_zero = ticks.values.into_iter().filter(|&value| value > 0.0);
    let labels: Vec<(f64, String)> = above_zero
        .map(|value| (scale.y(value), Picture.compact(value, 2)))
        .collect();
    for (y, _) in &labels {
        pen.across(Look::new(Part::Axis, Hue::Grid), edges, *y);
    }
    axes::values(frame, pen, &labels, &[]);
}

/// Faint bars in the colour of the price bar; the bars of breaks at full strength.
fn columns(frame: &Frame<'_>, pen: &mut Pen, scale: &Scale) {
    let window = &frame.plot.window;
    for side in [Hue::Up, Hue::Down] {
        for (at, bar) in (window.first..).zip(frame.bars()) {
            let Some(volume) = bar.volume.filter(|_| bars::hue(bar) == side) else {
                continue;
            };
            let (left, right) = window.columns(at);
            let strength = match side {
                _ if frame.breaks.iter().any(|mark| mark.at == at) => 100,
                // Both colours are one on paper: rising volume is lighter there.
                Hue::Up if frame.options.theme.is_hollow() => 22,
                _ => 45,
            };
            let area = Area {
                left,
                top: scale.y(volume).round(),
                right,
                bottom: scale.bottom,
            };
            pen.rect(Look::new(Part::Volume, side).faint(strength), area);
        }
    }
}
