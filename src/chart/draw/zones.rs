//! Zones, from the bar at which they became known, in the role they had at each bar.

use super::canvas::Canvas;
use super::frame::Frame;
use crate::chart::drawing::Part;
use crate::chart::layout::Detail;
use crate::chart::pen::Look;
use crate::chart::scene::{ZoneMark, ZoneRole};
use crate::chart::theme::Hue;

/// The colour of a zone in a role: a broken zone already takes the colour of what it may become.
pub(super) fn hue(role: ZoneRole) -> Hue {
    if role.acts_as_resistance() {
        Hue::Resistance
    } else {
        Hue::Support
    }
}

/// How strongly a zone is filled, from how often it was tested: a count, not a grade.
fn fill_pct(tests: usize) -> u8 {
    match tests {
        0..=1 => 8,
        2..=3 => 12,
        _ => 16,
    }
}

/// Draws the zones.
pub(super) fn draw(frame: &Frame<'_>, canvas: &mut Canvas) {
    for zone in &frame.zones {
        forming(frame, canvas, zone);
        for (at, span) in zone.spans.iter().enumerate() {
            let to = zone.spans.get(at + 1).map(|next| next.from);
            let from = span.from.max(zone.known_at);
            if let Some(columns) = frame.plot.columns(from, to) {
                stretch(frame, canvas, (zone, span.role), columns);
            }
        }
    }
}

/// The part of a zone in which it has one role.
fn stretch(
    frame: &Frame<'_>,
    canvas: &mut Canvas,
    (zone, role): (&ZoneMark, ZoneRole),
    columns: (f64, f64),
) {
    let area = frame.plot.band((zone.low, zone.high), columns);
    let is_broken = matches!(role, ZoneRole::BrokenResistance | ZoneRole::BrokenSupport);
    let look = Look::new(Part::Zone, hue(role));
    canvas.placer.add_fill(area);
    canvas.placer.add_row(area.top);
    canvas.placer.add_row(area.bottom - 1.0);
    let fill = if is_broken { 8 } else { fill_pct(zone.tests) };
    canvas.pen.rect(look.faint(fill), area);
    if frame.detail() == Detail::Spark {
        return;
    }
    let dashes = if is_broken { (2.0, 4.0) } else { (6.0, 4.0) };
    // The far edge is the one a close must pass.
    let (far, near) = if hue(role) == Hue::Resistance {
        (area.top, area.bottom - 1.0)
    } else {
        (area.bottom - 1.0, area.top)
    };
    canvas.pen.dashes(look.faint(90), columns, far, dashes);
    canvas.pen.dashes(look.faint(45), columns, near, dashes);
}

/// The stretch in which the evidence gathered, before anybody could know the zone: edges only, dotted.
fn forming(frame: &Frame<'_>, canvas: &mut Canvas, zone: &ZoneMark) {
    let columns = zone
        .formed_at
        .and_then(|from| frame.plot.columns(from, Some(zone.known_at)));
    let Some(columns) = columns.filter(|_| frame.detail().has_words()) else {
        return;
    };
    let area = frame.plot.band((zone.low, zone.high), columns);
    let first = zone.spans.first();
    let role = first.map_or(ZoneRole::Resistance, |span| span.role);
    let look = Look::new(Part::Zone, hue(role)).faint(60);
    for edge in [area.top, area.bottom - 1.0] {
        canvas.pen.dashes(look, columns, edge, (1.0, 3.0));
    }
}
