//! The words at a break: when, by how much, with what volume, and what became of it.

use std::fmt::Write as _;

use super::canvas::Canvas;
use super::frame::Frame;
use super::marks::{BarEnd, Marks};
use crate::chart::drawing::Part;
use crate::chart::labels::LabelSpot;
use crate::chart::layout::Area;
use crate::chart::pen::{Lettering, Look};
use crate::chart::scene::{BreakMark, Way};
use crate::chart::theme::Hue;
use crate::text::Medium::Picture;
use crate::text::capitalised;

/// A line of a callout: its words, how they are set, their colour.
type CalloutLine = (String, Lettering, Hue);

/// Height of a line.
const LINE: f64 = 17.0;

/// Writes the callout of each break behind all marks at its end of the bar.
pub(super) fn draw(frame: &Frame<'_>, canvas: &mut Canvas, marks: &Marks<'_, '_>) {
    for mark in &frame.breaks {
        let start = marks.behind(mark.at, BarEnd::of_break(mark));
        let lines = lines(frame, mark);
        // Without room for the reasons, the name alone.
        let _ = callout(canvas, start, &lines) || callout(canvas, start, &lines[..1]);
    }
}

/// Whether there was room for `lines` along a leader that begins at a place and goes away from the bar.
fn callout(canvas: &mut Canvas, start: (f64, f64, f64), lines: &[CalloutLine]) -> bool {
    let widths = lines.iter().map(|(text, kind, _)| kind.width(text));
    let size = (widths.fold(0.0, f64::max), LINE * lines.len() as f64 - 2.0);
    let Some(place) = canvas.placer.place(size, spots(start, size)) else {
        return false;
    };
    if let Some(leader) = place.leader {
        let look = Look::new(Part::Mark, Hue::Signal);
        canvas.pen.down(look, start.0, (leader.top, leader.bottom));
    }
    for (row, (text, kind, hue)) in lines.iter().enumerate() {
        let y = place.area.top + 7.0 + LINE * row as f64;
        canvas.row(place, (*hue, *kind), y, text);
    }
    true
}

/// `Breakout 17 Aug · close 163.92`, the reason, and what became of it.
fn lines(frame: &Frame<'_>, mark: &BreakMark) -> Vec<CalloutLine> {
    let (name, side) = match (mark.direction, mark.is_gap) {
        (Way::Up, false) => ("Breakout", "above"),
        (Way::Up, true) => ("Gap breakout", "above"),
        (Way::Down, false) => ("Breakdown", "below"),
        (Way::Down, true) => ("Gap breakdown", "below"),
    };
    let told = |name: &str, at, date, close| {
        let moment = frame.scene.moment(at, date);
        format!("{name} {moment} · close {}", frame.price(close))
    };
    let mut lines = vec![
        (
            told(name, mark.at, mark.date, mark.close),
            Lettering::LABEL,
            Hue::Signal,
        ),
        (reason(frame, mark, side), Lettering::PLAIN, Hue::Second),
    ];
    if let Some(outcome) = &mark.outcome {
        let hue = if outcome.is_failure {
            Hue::Refuted
        } else {
            Hue::Second
        };
        let word = capitalised(&outcome.word);
        let text = told(&word, outcome.at, outcome.date, outcome.close);
        lines.push((text, Lettering::NAME, hue));
    }
    lines
}

/// `2.2 % above 160.39 · volume 3.6× 50-day average`.
fn reason(frame: &Frame<'_>, mark: &BreakMark, side: &str) -> String {
    let beyond = Picture.distance(mark.beyond_pct);
    // "Below" says it: a minus would say it twice.
    let beyond = beyond.trim_start_matches('\u{2212}');
    let mut text = format!("{beyond} {side} {}", frame.price(mark.edge));
    if let Some(volume) = &mark.volume {
        let ratio = Picture.fixed(volume.ratio, 1);
        let _ = write!(text, " · volume {ratio}× {}", volume.against);
    }
    text
}

/// Places along a vertical leader from `start` on, downwards for a `sign` of 1 and upwards for -1.
fn spots((x, start, sign): (f64, f64, f64), (width, height): (f64, f64)) -> Vec<LabelSpot> {
    let mut places = Vec::new();
    for step in 3..45 {
        let away = f64::from(step) * 6.0;
        let (from, to) = (start + sign, start + sign * (away - 3.0));
        let leader = Area {
            left: x.floor(),
            top: from.min(to),
            right: x.floor() + 1.0,
            bottom: from.max(to),
        };
        for (share, more) in [(0.5, 0.0), (0.15, 1.0), (0.85, 1.0), (0.0, 3.0), (1.0, 3.0)] {
            // Short leaders first, but not so short that the callout crowds the bar.
            let penalty = (away - 30.0).abs() * 0.15 + more;
            let left = (x - width * share).round();
            places.push(LabelSpot {
                leader: Some(leader),
                ..LabelSpot::new(left, start + sign * (away + height / 2.0), penalty)
            });
        }
    }
    places
}
