//! Marks at single bars: touches of a zone, breaks with their reason.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Frame;
use super::zones::color;
use crate::chart::drawing::Part;
use crate::chart::labels::LabelSpot;
use crate::chart::layout::{Area, Detail};
use crate::chart::number::{distance, fixed};
use crate::chart::pen::{At, Lettering, Look};
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
    fn of_break(mark: &BreakMark) -> Self {
        match mark.direction {
            Way::Up => Self::Below,
            Way::Down => Self::Above,
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

/// A line of a callout: its words, how they are set, their colour.
type CalloutLine = (String, Lettering, Hue);

/// Height of a line of a callout.
const LINE: f64 = 17.0;

impl<'a> Frame<'a> {
    fn sizes(&self) -> Sizes {
        match self.layout.detail {
            Detail::Full => Sizes {
                ring: (3.5, 1.5),
                triangle: (13.0, 11.0),
                cross: 4.0,
            },
            _ => Sizes {
                ring: (2.0, 1.0),
                triangle: (7.0, 6.0),
                cross: 2.5,
            },
        }
    }

    /// The visible touches of drawn zones: bar, side and colour, one for each side of a bar.
    fn rings(&self) -> BTreeMap<(usize, BarEnd), Hue> {
        let mut rings = BTreeMap::new();
        for zone in self.drawn_zones() {
            for &at in zone.touches.iter().filter(|&&at| self.window.shows(at)) {
                // What it was before the bar: a break at its close turns it only then.
                let before = zone.spans.iter().rev().find(|span| span.from < at.max(1));
                let Some(span) = before.or(zone.spans.first()) else {
                    continue;
                };
                let side = if span.role.is_resistance() {
                    BarEnd::Above
                } else {
                    BarEnd::Below
                };
                rings.entry((at, side)).or_insert(color(span.role));
            }
        }
        rings
    }

    pub(super) fn touches(&mut self) {
        let (radius, width) = self.sizes().ring;
        for ((at, side), role) in self.rings() {
            let (x, near, sign) = self.beside(at, side, 2.0 * radius);
            let centre = (x, near + sign * radius);
            self.pen
                .ring(Look::new(Part::Mark, role), centre, radius, width);
        }
    }

    /// The height of an end of a bar, and which way is away from it.
    fn end(&self, at: usize, side: BarEnd) -> (f64, f64) {
        let bar = &self.scene.bars[at];
        match side {
            BarEnd::Above => (self.scale.y(bar.high), -1.0),
            BarEnd::Below => (self.scale.y(bar.low), 1.0),
        }
    }

    /// Makes room for a mark of some height behind those that stand at the end of a bar already: its column, its near
    /// edge, and which way is away from the bar.
    fn beside(&mut self, at: usize, side: BarEnd, height: f64) -> (f64, f64, f64) {
        let (end, sign) = self.end(at, side);
        let used = self.ends.entry((at, side)).or_insert(FIRST_AWAY);
        let away = *used;
        *used += height + BETWEEN;
        let (x, near) = (self.window.middle(at), end + sign * away);
        let far = near + sign * height;
        self.placer.take(Area {
            left: x - MARK,
            top: near.min(far),
            right: x + MARK,
            bottom: near.max(far),
        });
        (x, near, sign)
    }

    /// The breaks that are marked: the first ones of the scene that are of drawn zones, or of no zone of the scene.
    pub(super) fn drawn_breaks(&self) -> Vec<&'a BreakMark> {
        let is_drawn = |mark: &&BreakMark| {
            let is_known = self.scene.zones.iter().any(|zone| zone.id == mark.zone);
            let is_shown = self.drawn_zones().iter().any(|zone| zone.id == mark.zone);
            self.window.shows(mark.at) && (is_shown || !is_known)
        };
        let scene = self.scene;
        let breaks = scene.breaks.iter().filter(is_drawn);
        breaks.take(self.options.breaks).collect()
    }

    /// Triangles that point the way of the break, and crosses where one failed.
    pub(super) fn breaks(&mut self) {
        let (base, height) = self.sizes().triangle;
        let half = base / 2.0;
        for mark in self.drawn_breaks() {
            let (x, tip, sign) = self.beside(mark.at, BarEnd::of_break(mark), height);
            let end = tip + sign * height;
            let look = Look::new(Part::Mark, Hue::Signal);
            self.pen
                .polygon(look, &[(x, tip), (x + half, end), (x - half, end)]);
        }
        for mark in self.drawn_breaks() {
            self.failure(mark);
        }
    }

    /// A cross at the bar whose close refuted a break, on the other side than the triangle.
    fn failure(&mut self, mark: &BreakMark) {
        let Some(outcome) = mark.outcome.as_ref().filter(|outcome| outcome.is_failure) else {
            return;
        };
        if !self.window.shows(outcome.at) {
            return;
        }
        let side = match BarEnd::of_break(mark) {
            BarEnd::Above => BarEnd::Below,
            BarEnd::Below => BarEnd::Above,
        };
        let half = self.sizes().cross;
        let (x, near, sign) = self.beside(outcome.at, side, 2.0 * half);
        let y = near + sign * half;
        let look = Look::new(Part::Mark, Hue::Refuted);
        let clip = self.layout.price;
        for (left, right) in [(y - half, y + half), (y + half, y - half)] {
            self.pen
                .curve(look, 2.0, &[(x - half, left), (x + half, right)], clip);
        }
    }

    pub(super) fn callouts(&mut self) {
        for mark in self.drawn_breaks() {
            // Behind all marks at its end of the bar.
            let (at, side) = (mark.at, BarEnd::of_break(mark));
            let used = self.ends.get(&(at, side)).copied().unwrap_or_default();
            let (end, sign) = self.end(at, side);
            let start = (self.window.middle(at), end + sign * (used - BETWEEN));
            let lines = self.callout_lines(mark);
            // Without room for the reasons, the name alone.
            if !self.callout(mark, start, &lines) {
                self.callout(mark, start, &lines[..1]);
            }
        }
    }

    fn callout(&mut self, mark: &BreakMark, start: (f64, f64), lines: &[CalloutLine]) -> bool {
        let width = lines
            .iter()
            .map(|(text, kind, _)| kind.width(text))
            .fold(0.0, f64::max);
        let height = LINE * lines.len() as f64 - 2.0;
        let sign = match mark.direction {
            Way::Up => 1.0,
            Way::Down => -1.0,
        };
        let candidates = callout_candidates(start, sign, (width, height));
        let Some(place) = self.placer.place((width, height), candidates) else {
            return false;
        };
        if let Some(leader) = place.leader {
            let rows = (leader.top, leader.bottom);
            let look = Look::new(Part::Mark, Hue::Signal);
            self.pen.down(look, start.0, rows);
        }
        self.chip_if(place);
        for (row, (text, kind, role)) in lines.iter().enumerate() {
            let y = place.area.top + 7.0 + LINE * row as f64;
            let look = Look::new(Part::Label, *role);
            self.pen
                .text(look, *kind, At::Start((place.area.left, y)), text);
        }
        true
    }

    /// `Breakout 17 Aug · close 163.92`, the reason, and what became of it.
    fn callout_lines(&self, mark: &BreakMark) -> Vec<CalloutLine> {
        let (name, side) = match (mark.direction, mark.is_gap) {
            (Way::Up, false) => ("Breakout", "above"),
            (Way::Up, true) => ("Gap breakout", "above"),
            (Way::Down, false) => ("Breakdown", "below"),
            (Way::Down, true) => ("Gap breakdown", "below"),
        };
        let beyond = distance(mark.beyond_pct);
        // "Below" says it: a minus would say it twice.
        let beyond = beyond.trim_start_matches('\u{2212}');
        let mut reason = format!("{beyond} {side} {}", self.price(mark.edge));
        if let Some(volume) = &mark.volume {
            let _ = write!(
                reason,
                " · volume {}× {}",
                fixed(volume.ratio, 1),
                volume.against
            );
        }
        let mut lines = vec![
            (
                format!(
                    "{name} {} · close {}",
                    self.scene.moment(mark.at, mark.date),
                    self.price(mark.close)
                ),
                Lettering::LABEL,
                Hue::Signal,
            ),
            (reason, Lettering::PLAIN, Hue::Second),
        ];
        if let Some(outcome) = &mark.outcome {
            let role = if outcome.is_failure {
                Hue::Refuted
            } else {
                Hue::Second
            };
            let text = format!(
                "{} {} · close {}",
                capital(&outcome.word),
                self.scene.moment(outcome.at, outcome.date),
                self.price(outcome.close)
            );
            lines.push((text, Lettering::NAME, role));
        }
        lines
    }
}

/// Places along a vertical leader from `start` on, downwards for a `sign` of 1 and upwards for -1.
fn callout_candidates(
    (x, start): (f64, f64),
    sign: f64,
    (width, height): (f64, f64),
) -> Vec<LabelSpot> {
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

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}
