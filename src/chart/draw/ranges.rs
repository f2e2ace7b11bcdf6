//! Boxes around stretches of sideways trading.

use std::fmt::Write as _;

use super::canvas::Canvas;
use super::frame::Frame;
use crate::chart::drawing::Part;
use crate::chart::labels::{LABEL, LabelSpot};
use crate::chart::layout::Area;
use crate::chart::pen::{Lettering, Look};
use crate::chart::scene::RangeBox;
use crate::chart::theme::Hue;
use crate::text::Medium::Picture;

/// The visible boxes with their areas.
fn areas<'a>(frame: &Frame<'a>) -> impl Iterator<Item = (&'a RangeBox, Area)> {
    let plot = frame.plot;
    frame.scene.ranges.iter().filter_map(move |range| {
        let columns = plot.columns(range.start, Some(range.end + 1))?;
        Some((range, plot.band((range.low, range.high), columns)))
    })
}

/// Draws the boxes.
pub(super) fn draw(frame: &Frame<'_>, canvas: &mut Canvas) {
    for (_, area) in areas(frame) {
        // A box over half the plot needs no fill to be seen, and would only grey the picture.
        if area.width() < frame.plot.area.width() / 2.0 {
            let fill = Look::new(Part::Zone, Hue::Third).faint(7);
            canvas.pen.rect(fill, area);
        }
        canvas.placer.add_row(area.top);
        canvas.placer.add_row(area.bottom - 1.0);
        let line = Look::new(Part::Zone, Hue::Third).faint(60);
        for y in [area.top, area.bottom - 1.0] {
            canvas.pen.across(line, (area.left, area.right), y);
        }
        for x in [area.left, area.right - 1.0] {
            canvas.pen.down(line, x, (area.top, area.bottom));
        }
    }
}

/// Writes how many bars each box covers, and how tight it is: in fewer words where there is no room for all.
pub(super) fn labels(frame: &Frame<'_>, canvas: &mut Canvas) {
    for (range, area) in areas(frame) {
        let height = Picture.percent(range.height_pct, 1);
        let height = height.trim_start_matches('+');
        let mut text = format!("Consolidation, {} bars, {height} high", range.bars);
        let short = text.clone();
        if let Some(tighter) = range.tighter_than_pct {
            let tighter = Picture.fixed(tighter, 0);
            let _ = write!(text, ", tighter than {tighter}\u{202F}% of those before");
        }
        let _ = label(frame, canvas, area, &text) || label(frame, canvas, area, &short);
    }
}

/// Whether there was room for `text` below or above the box.
fn label(frame: &Frame<'_>, canvas: &mut Canvas, area: Area, text: &str) -> bool {
    let kind = Lettering::PLAIN;
    let width = kind.width(text);
    let middle = ((area.left + area.right - width) / 2.0).max(frame.plot.area.left);
    let shifts = [0.0, 40.0, -40.0, 80.0, -80.0, 140.0, -140.0, -220.0];
    let (top, bottom) = (area.top, area.bottom);
    let rows = [
        bottom + 11.0,
        top - 11.0,
        bottom + 26.0,
        top - 26.0,
        bottom + 44.0,
    ];
    let spots = rows.iter().enumerate().flat_map(|(row, &y)| {
        shifts.iter().map(move |shift: &f64| {
            LabelSpot::new(middle + shift, y, row as f64 * 6.0 + shift.abs() * 0.1)
        })
    });
    let place = canvas.placer.place((width, LABEL), spots);
    if let Some(place) = place {
        canvas.label(place, Hue::Second, kind, text);
    }
    place.is_some()
}
