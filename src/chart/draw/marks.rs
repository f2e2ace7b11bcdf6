//! Marks at single bars: touches of a zone, breaks, and breaks that failed.

use std::collections::BTreeMap;

use super::canvas::Canvas;
use super::frame::Frame;
use super::zones;
use crate::chart::drawing::Part;
use crate::chart::layout::{Area, Detail};
use crate::chart::pen::Look;
use crate::chart::scene::{BreakMark, Way};
use crate::chart::theme::Hue;

/// From the end of a bar to its first mark, and from one mark to the next.
const FIRST_AWAY: f64 = 3.5;
const BETWEEN: f64 = 2.5;
/// Half the width that a mark keeps free of labels.
const MARK: f64 = 5.0;

/// Which end of a bar a mark stands at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum BarEnd {
    Above,
    Below,
}

impl BarEnd {
    /// A break upwards is marked below its bar, pointing up.
    pub(super) fn of_break(mark: &BreakMark) -> Self {
        match mark.direction {
            Way::Up => Self::Below,
            Way::Down => Self::Above,
        }
    }

    fn opposite(self) -> Self {
        match self {
            Self::Above => Self::Below,
            Self::Below => Self::Above,
        }
    }
}

/// Sizes of marks: smaller where a whole chart is the size of a stamp.
struct Sizes {
    /// Radius and stroke of the ring of a touch.
    ring: (f64, f64),
    /// Base and height of the triangle of a break.
    triangle: (f64, f64),
    /// Half the side of the cross of a failure.
    cross: f64,
}

impl Sizes {
    fn of(detail: Detail) -> Self {
        if detail.has_words() {
            Self {
                ring: (3.5, 1.5),
                triangle: (13.0, 11.0),
                cross: 4.0,
            }
        } else {
            Self {
                ring: (2.0, 1.0),
                triangle: (7.0, 6.0),
                cross: 2.5,
            }
        }
    }
}

/// The marks of a chart, each behind those that stand at the same end of its bar already.
pub(super) struct Marks<'f, 'a> {
    frame: &'f Frame<'a>,
    sizes: Sizes,
    /// How far the marks at each end of a bar reach.
    used: BTreeMap<(usize, BarEnd), f64>,
}

impl<'f, 'a> Marks<'f, 'a> {
    pub(super) fn new(frame: &'f Frame<'a>) -> Self {
        Self {
            frame,
            sizes: Sizes::of(frame.detail()),
            used: BTreeMap::new(),
        }
    }

    /// Draws a ring at each touch.
    pub(super) fn touches(&mut self, canvas: &mut Canvas) {
        let (radius, width) = self.sizes.ring;
        for ((at, end), hue) in touches(self.frame) {
            let (x, near, sign) = self.beside(canvas, (at, end), 2.0 * radius);
            let centre = (x, near + sign * radius);
            let look = Look::new(Part::Mark, hue);
            canvas.pen.ring(look, centre, radius, width);
        }
    }

    /// Draws triangles that point the way of the break, and crosses where one failed.
    pub(super) fn breaks(&mut self, canvas: &mut Canvas) {
        let (base, height) = self.sizes.triangle;
        let half = base / 2.0;
        for mark in &self.frame.breaks {
            let at = (mark.at, BarEnd::of_break(mark));
            let (x, tip, sign) = self.beside(canvas, at, height);
            let end = tip + sign * height;
            let corners = [(x, tip), (x + half, end), (x - half, end)];
            let look = Look::new(Part::Mark, Hue::Signal);
            canvas.pen.polygon(look, &corners);
        }
        for (at, mark) in failures(self.frame) {
            self.failure(canvas, (at, BarEnd::of_break(mark).opposite()));
        }
    }

    /// A cross at the bar whose close refuted a break, on the other side than the triangle.
    fn failure(&mut self, canvas: &mut Canvas, at: (usize, BarEnd)) {
        let half = self.sizes.cross;
        let (x, near, sign) = self.beside(canvas, at, 2.0 * half);
        let y = near + sign * half;
        let look = Look::new(Part::Mark, Hue::Refuted);
        let clip = self.frame.plot.area;
        for (left, right) in [(y - half, y + half), (y + half, y - half)] {
            let line = [(x - half, left), (x + half, right)];
            canvas.pen.curve(look, 2.0, &line, clip);
        }
    }

    /// Where the marks at an end of a bar end: column and row, and which way is away from the bar.
    pub(super) fn behind(&self, at: usize, end: BarEnd) -> (f64, f64, f64) {
        let used = self.used.get(&(at, end)).copied().unwrap_or_default();
        let (row, sign) = self.end(at, end);
        let x = self.frame.plot.window.middle(at);
        (x, row + sign * (used - BETWEEN), sign)
    }

    /// The row of an end of a bar, and which way is away from it.
    fn end(&self, at: usize, end: BarEnd) -> (f64, f64) {
        let bar = &self.frame.scene.bars[at];
        match end {
            BarEnd::Above => (self.frame.plot.y(bar.high), -1.0),
            BarEnd::Below => (self.frame.plot.y(bar.low), 1.0),
        }
    }

    /// Makes room for a mark of some height behind those that stand at the end of a bar already: its column, its near edge,
    /// and which way is away from the bar.
    fn beside(
        &mut self,
        canvas: &mut Canvas,
        (at, end): (usize, BarEnd),
        height: f64,
    ) -> (f64, f64, f64) {
        let (row, sign) = self.end(at, end);
        let used = self.used.entry((at, end)).or_insert(FIRST_AWAY);
        let away = *used;
        *used += height + BETWEEN;
        let (x, near) = (self.frame.plot.window.middle(at), row + sign * away);
        let far = near + sign * height;
        canvas.placer.take(Area {
            left: x - MARK,
            top: near.min(far),
            right: x + MARK,
            bottom: near.max(far),
        });
        (x, near, sign)
    }
}

/// The visible touches of drawn zones: bar, end and colour, one for each end of a bar.
fn touches(frame: &Frame<'_>) -> BTreeMap<(usize, BarEnd), Hue> {
    let mut touches = BTreeMap::new();
    for zone in &frame.zones {
        let visible = zone.touches.iter();
        for &at in visible.filter(|&&at| frame.plot.window.shows(at)) {
            // What it was before the bar: a break at its close turns it only then.
            let before = zone.spans.iter().rev().find(|span| span.from < at.max(1));
            let Some(span) = before.or(zone.spans.first()) else {
                continue;
            };
            let end = if span.role.is_resistance() {
                BarEnd::Above
            } else {
                BarEnd::Below
            };
            touches.entry((at, end)).or_insert(zones::hue(span.role));
        }
    }
    touches
}

/// The drawn breaks that failed, each with the bar of the failure, if that is visible.
fn failures<'a>(frame: &Frame<'a>) -> Vec<(usize, &'a BreakMark)> {
    let failed = frame.breaks.iter().filter_map(|mark| {
        let outcome = mark.outcome.as_ref()?;
        let is_seen = outcome.is_failure && frame.plot.window.shows(outcome.at);
        is_seen.then_some((outcome.at, *mark))
    });
    failed.collect()
}

/// What the marks mean, those that occur.
pub(super) fn legend(frame: &Frame<'_>) -> Option<String> {
    let has = |way| frame.breaks.iter().any(|mark| mark.direction == way);
    let breaks = match (has(Way::Up), has(Way::Down)) {
        (true, true) => "\u{25B2}\u{25BC} break",
        (true, false) => "\u{25B2} break",
        (false, true) => "\u{25BC} break",
        (false, false) => "",
    };
    let touches = if touches(frame).is_empty() {
        ""
    } else {
        "\u{25CB} touch"
    };
    let failures = if failures(frame).is_empty() {
        ""
    } else {
        "\u{D7} failed"
    };
    let all = [touches, breaks, failures];
    let all: Vec<&str> = all.into_iter().filter(|text| !text.is_empty()).collect();
    (!all.is_empty()).then(|| all.join("  "))
}
