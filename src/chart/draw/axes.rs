//! Grid, borders, price labels, tags, and the one time axis of all panes.
//!
//! Zones and lines have no tags of their own: their names, with their bounds, stand beside the axis.

use super::canvas::Canvas;
use super::frame::Frame;
use crate::chart::axis::{TimeTick, time_ticks};
use crate::chart::drawing::Part;
use crate::chart::layout::Detail;
use crate::chart::pen::{At, Lettering, Look, Pen};
use crate::chart::theme::Hue;
use crate::text::Medium::Picture;

/// Narrowest price axis.
pub(super) const LEAST_WIDTH: f64 = 70.0;
/// From the axis line to its labels, and from the end of a label to the end of its tag.
const TO_LABEL: f64 = 10.0;
/// The same on a telephone.
const TO_COMPACT_LABEL: f64 = 7.0;

/// How the labels of the axes and the tags are set.
fn label(detail: Detail) -> Lettering {
    if detail == Detail::Full {
        Lettering::PLAIN
    } else {
        Lettering::SMALL
    }
}

fn bold(detail: Detail) -> Lettering {
    if detail == Detail::Full {
        Lettering::NAME
    } else {
        Lettering::SMALL_NAME
    }
}

fn to_label(detail: Detail) -> f64 {
    if detail == Detail::Compact {
        TO_COMPACT_LABEL
    } else {
        TO_LABEL
    }
}

/// Width of the price axis: room for its longest label and for a price in words.
pub(super) fn width(frame: &Frame<'_>) -> f64 {
    let detail = frame.detail();
    if detail == Detail::Spark {
        return 0.0;
    }
    let labels = frame.ticks.values.iter();
    let labels = labels.map(|&value| Picture.fixed(value, frame.ticks.decimals));
    let widest = labels
        .chain([frame.price(frame.plot.scale.high)])
        .map(|label| bold(detail).width(&label))
        .fold(0.0, f64::max);
    let least = if detail == Detail::Full {
        LEAST_WIDTH
    } else {
        0.0
    };
    (widest + 2.0 * to_label(detail)).ceil().max(least)
}

/// The boundaries of periods among the visible bars.
fn periods(frame: &Frame<'_>) -> Vec<TimeTick> {
    let times: Vec<_> = frame.bars().iter().map(|bar| bar.time).collect();
    let window = &frame.plot.window;
    let before = window.first.checked_sub(1);
    let before = before.map(|at| frame.scene.bars[at].time);
    time_ticks(before, &times, window.pitch)
}

/// Draws the lines at round prices and at the boundaries of periods.
pub(super) fn grid(frame: &Frame<'_>, canvas: &mut Canvas) {
    let look = Look::new(Part::Axis, Hue::Grid);
    let columns = (frame.plot.area.left, frame.places.axis_left);
    for &value in &frame.ticks.values {
        let y = frame.plot.y(value);
        canvas.placer.add_row(y);
        canvas.pen.across(look, columns, y);
    }
    let window = &frame.plot.window;
    let ticks = periods(frame);
    for pane in frame.places.panes() {
        for tick in &ticks {
            let x = window.column(window.first + tick.at);
            canvas.pen.down(look, x, (pane.top, pane.bottom));
        }
    }
}

/// Draws the borders of the panes and the labels of the time axis.
pub(super) fn borders(frame: &Frame<'_>, pen: &mut Pen) {
    let border = Look::new(Part::Frame, Hue::Axis);
    for pane in frame.places.panes() {
        pen.across(border, (pane.left, pane.right), pane.bottom);
    }
    let rows = (frame.places.legend.top, frame.places.bottom + 1.0);
    pen.down(border, frame.places.axis_left, rows);
    times(frame, pen);
}

fn times(frame: &Frame<'_>, pen: &mut Pen) {
    let area = frame.places.times;
    let middle = area.top + area.height() / 2.0 + 1.0;
    let window = &frame.plot.window;
    for tick in periods(frame) {
        let (kind, hue) = if tick.is_major {
            (bold(frame.detail()), Hue::Ink)
        } else {
            (label(frame.detail()), Hue::Second)
        };
        let x = window.column(window.first + tick.at) + 0.5;
        let half = kind.width(&tick.label) / 2.0;
        // A label that would be cut off says nothing that its neighbours do not.
        if x - half >= area.left && x + half <= frame.places.axis_right {
            let look = Look::new(Part::Axis, hue);
            pen.text(look, kind, At::Middle((x, middle)), &tick.label);
        }
    }
}

/// Writes labels of a value axis at heights that no tag occupies.
pub(super) fn values(frame: &Frame<'_>, pen: &mut Pen, labels: &[(f64, String)], tags: &[f64]) {
    let x = frame.places.axis_left + to_label(frame.detail());
    for (y, text) in labels {
        if tags.iter().all(|tag| (tag - y).abs() >= 17.0) {
            let look = Look::new(Part::Axis, Hue::Second);
            pen.text(look, label(frame.detail()), At::Start((x, *y)), text);
        }
    }
}

/// Writes the labels of the price axis and the tag of the last close.
pub(super) fn prices(frame: &Frame<'_>, pen: &mut Pen) {
    let pane = frame.places.price_pane();
    let y = frame.close_row().clamp(pane.top + 10.0, pane.bottom - 10.0);
    let ticks = frame.ticks.values.iter();
    let labels: Vec<(f64, String)> = ticks
        .map(|&value| {
            let text = Picture.fixed(value, frame.ticks.decimals);
            (frame.plot.y(value), text)
        })
        .filter(|(y, _)| (pane.top + 6.0..pane.bottom - 6.0).contains(y))
        .collect();
    values(frame, pen, &labels, &[y]);
    let hue = match frame.last_hue() {
        Hue::Up => Hue::UpText,
        _ => Hue::DownText,
    };
    let close = frame.scene.bars.last().map(|bar| frame.price(bar.close));
    tag(frame, pen, (hue, y), &close.unwrap_or_default());
}

/// Draws a filled tag that points at the plot from the price axis.
pub(super) fn tag(frame: &Frame<'_>, pen: &mut Pen, (hue, y): (Hue, f64), text: &str) {
    let left = frame.places.axis_left + 1.0;
    let right = frame.places.axis_right;
    let half = 10.0;
    let y = y.round();
    let corners = [
        (left, y),
        (left + 6.0, y - half),
        (right, y - half),
        (right, y + half),
        (left + 6.0, y + half),
    ];
    pen.polygon(Look::new(Part::Tag, hue), &corners);
    let look = Look::new(Part::Tag, Hue::OnTag);
    let at = At::Start((left - 1.0 + to_label(frame.detail()), y));
    pen.text(look, bold(frame.detail()), at, text);
}
