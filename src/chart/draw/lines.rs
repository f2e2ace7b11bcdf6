//! Single prices: targets, invalidations, triggers and claims as light dashes.

use super::canvas::Canvas;
use super::frame::Frame;
use crate::chart::drawing::Part;
use crate::chart::pen::Look;
use crate::chart::scene::{LineKind, PriceLine};
use crate::chart::theme::Hue;
use crate::claim::Answer;

/// Colour of a single price: of a claim by its answer.
pub(super) fn hue(line: &PriceLine) -> Hue {
    match line.verdict {
        Some(Answer::Supported) => return Hue::Signal,
        Some(Answer::Refuted) => return Hue::Refuted,
        _ => {}
    }
    match line.kind {
        LineKind::Target | LineKind::Trigger => Hue::Signal,
        LineKind::Invalidation => Hue::Refuted,
        LineKind::Claim | LineKind::Given => Hue::Claim,
        LineKind::Landmark => Hue::Second,
    }
}

/// Draws them, from their first bar to the right.
pub(super) fn draw(frame: &Frame<'_>, canvas: &mut Canvas) {
    let area = frame.plot.area;
    for line in &frame.lines {
        let look = Look::new(Part::Zone, hue(line)).faint(75);
        let y = frame.plot.y(line.price);
        let left = frame.plot.window.left_of(line.from).max(area.left);
        canvas.pen.dashes(look, (left, area.right), y, (4.0, 4.0));
        canvas.placer.add_row(y);
    }
}
