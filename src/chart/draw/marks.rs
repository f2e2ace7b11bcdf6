//! Marks at single bars: touches of a zone, breaks with their reason, events.

use std::fmt::Write as _;

use super::Frame;
use super::zones::color;
use crate::chart::labels::Candidate;
use crate::chart::layout::{Area, Detail};
use crate::chart::number::{fixed, percent, short_date};
use crate::chart::pen::{At, Look, Type};
use crate::chart::scene::{BreakMark, Direction, FlagKind, ZoneMark};
use crate::chart::sheet::Part;
use crate::chart::theme::Role;

/// From the end of a bar to the tip of the triangle of a break.
const BREAK_AWAY: f64 = 6.0;

/// Sizes of marks: smaller where a whole chart is the size of a stamp.
struct Sizes {
    /// From the end of a bar to the middle of the ring of a touch, and its radius.
    touch: (f64, f64),
    /// Base and height of the triangle of a break.
    triangle: (f64, f64),
}
/// Height of a line of a callout.
const LINE: f64 = 17.0;
/// Side of the square of an event.
const FLAG: f64 = 15.0;

impl Frame<'_> {
    fn sizes(&self) -> Sizes {
        match self.layout.detail {
            Detail::Full => Sizes {
                touch: (7.0, 3.5),
                triangle: (13.0, 11.0),
            },
            _ => Sizes {
                touch: (5.0, 2.0),
                triangle: (8.0, 7.0),
            },
        }
    }

    fn square(middle: (f64, f64), half: f64) -> Area {
        Area {
            left: middle.0 - half,
            top: middle.1 - half,
            right: middle.0 + half,
            bottom: middle.1 + half,
        }
    }

    pub(super) fn touches(&mut self) {
        let (away, radius) = self.sizes().touch;
        let zones: Vec<ZoneMark> = self.drawn_zones().into_iter().cloned().collect();
        for zone in &zones {
            for &at in zone.touches.iter().filter(|&&at| self.window.shows(at)) {
                let before = zone.spans.iter().rev().find(|span| span.from < at.max(1));
                let Some(span) = before.or(zone.spans.first()) else {
                    continue;
                };
                let bar = &self.scene.bars[at];
                let y = if span.role.is_resistance() {
                    self.scale.y(bar.high) - away
                } else {
                    self.scale.y(bar.low) + away
                };
                let centre = (self.window.middle(at), y);
                let look = Look::new(Part::Mark, color(span.role));
                self.pen
                    .ring(look, centre, radius, if radius < 3.0 { 1.0 } else { 1.5 });
                self.placer.take(Self::square(centre, radius + 1.0));
            }
        }
    }

    /// The breaks that are marked: the first ones of the scene that are of drawn zones, or of no zone of the scene.
    pub(super) fn drawn_breaks(&self) -> Vec<&BreakMark> {
        let is_drawn = |mark: &&BreakMark| {
            let is_known = self.scene.zones.iter().any(|zone| zone.id == mark.zone);
            let is_shown = self.drawn_zones().iter().any(|zone| zone.id == mark.zone);
            self.window.shows(mark.at) && (is_shown || !is_known)
        };
        let breaks = self.scene.breaks.iter().filter(is_drawn);
        breaks.take(self.options.breaks).collect()
    }

    /// The end of the bar of a break that its triangle stands at.
    fn break_tip(&self, mark: &BreakMark) -> (f64, f64) {
        let bar = &self.scene.bars[mark.at];
        let x = self.window.middle(mark.at);
        match mark.direction {
            Direction::Up => (x, self.scale.y(bar.low) + BREAK_AWAY),
            Direction::Down => (x, self.scale.y(bar.high) - BREAK_AWAY),
        }
    }

    pub(super) fn breaks(&mut self) {
        let marks: Vec<BreakMark> = self.drawn_breaks().into_iter().cloned().collect();
        for mark in &marks {
            let (x, y) = self.break_tip(mark);
            let (base, height) = self.sizes().triangle;
            let away = match mark.direction {
                Direction::Up => height,
                Direction::Down => -height,
            };
            let half = base / 2.0;
            let look = Look::new(Part::Mark, Role::Signal);
            self.pen
                .polygon(look, &[(x, y), (x + half, y + away), (x - half, y + away)]);
            self.placer.take(Area {
                left: x - half,
                top: y.min(y + away),
                right: x + half,
                bottom: y.max(y + away),
            });
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
        let bar = &self.scene.bars[outcome.at];
        let y = match mark.direction {
            Direction::Up => self.scale.y(bar.high) - 9.0,
            Direction::Down => self.scale.y(bar.low) + 9.0,
        };
        let x = self.window.middle(outcome.at);
        let look = Look::new(Part::Mark, Role::Refuted);
        let clip = self.layout.price;
        for (left, right) in [(y - 4.0, y + 4.0), (y + 4.0, y - 4.0)] {
            self.pen
                .curve(look, 2.0, &[(x - 4.0, left), (x + 4.0, right)], clip);
        }
        self.placer.take(Self::square((x, y), 5.0));
    }

    pub(super) fn callouts(&mut self) {
        let marks: Vec<BreakMark> = self.drawn_breaks().into_iter().cloned().collect();
        for mark in &marks {
            self.callout(mark);
        }
    }

    fn callout(&mut self, mark: &BreakMark) {
        let lines = self.callout_lines(mark);
        let width = lines
            .iter()
            .map(|(text, kind, _)| kind.width(text))
            .fold(0.0, f64::max);
        let height = LINE * lines.len() as f64 - 2.0;
        let (x, tip) = self.break_tip(mark);
        let (sign, start) = match mark.direction {
            Direction::Up => (1.0, tip + self.sizes().triangle.1),
            Direction::Down => (-1.0, tip - self.sizes().triangle.1),
        };
        let candidates = callout_candidates((x, start), sign, (width, height));
        let Some(place) = self.placer.place((width, height), candidates) else {
            return;
        };
        if let Some(leader) = place.leader {
            let rows = (leader.top, leader.bottom);
            self.pen.down(Look::new(Part::Mark, Role::Signal), x, rows);
        }
        self.chip_if(place);
        for (row, (text, kind, role)) in lines.iter().enumerate() {
            let y = place.area.top + 7.0 + LINE * row as f64;
            let look = Look::new(Part::Label, *role);
            self.pen
                .text(look, *kind, At::Start((place.area.left, y)), text);
        }
    }

    /// `Breakout 17 Aug · close 163.92`, the reason, and what became of it.
    fn callout_lines(&self, mark: &BreakMark) -> Vec<(String, Type, Role)> {
        let last = self.scene.bars[self.scene.bars.len() - 1].time.date();
        let (name, side) = match (mark.direction, mark.is_gap) {
            (Direction::Up, false) => ("Breakout", "above"),
            (Direction::Up, true) => ("Gap breakout", "above"),
            (Direction::Down, false) => ("Breakdown", "below"),
            (Direction::Down, true) => ("Gap breakdown", "below"),
        };
        let beyond = percent(mark.beyond_pct, 1);
        // "Below" says it: a minus would say it twice.
        let beyond = beyond.trim_start_matches('\u{2212}');
        let mut reason = format!("{beyond} {side} zone");
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
                    short_date(mark.date, last),
                    self.price(mark.close)
                ),
                Type::LABEL,
                Role::Signal,
            ),
            (reason, Type::PLAIN, Role::Second),
        ];
        if let Some(outcome) = &mark.outcome {
            let role = if outcome.is_failure {
                Role::Refuted
            } else {
                Role::Second
            };
            let text = format!(
                "{} {} · close {}",
                capital(&outcome.word),
                short_date(outcome.date, last),
                self.price(outcome.close)
            );
            lines.push((text, Type::NAME, role));
        }
        lines
    }

    /// The visible kinds of events, for the legend.
    pub(super) fn flag_kinds(&self) -> Vec<FlagKind> {
        let shown = |kind: &FlagKind| {
            let mut flags = self.scene.flags.iter();
            flags.any(|flag| flag.kind == *kind && self.window.shows(flag.at))
        };
        FlagKind::ALL.into_iter().filter(shown).collect()
    }

    /// A letter in a square above the time axis, at the session in which an event took effect.
    pub(super) fn flags(&mut self) {
        let mut flags = self.scene.flags.clone();
        flags.sort_by_key(|flag| (flag.at, flag.kind));
        let plot = self.layout.price;
        let middle = plot.bottom - FLAG / 2.0 - 3.0;
        let mut free_from = f64::MIN;
        for flag in flags.iter().filter(|flag| self.window.shows(flag.at)) {
            let x = self
                .window
                .middle(flag.at)
                .clamp(plot.left + 8.0, plot.right - 8.0);
            if x - FLAG / 2.0 < free_from {
                continue;
            }
            free_from = x + FLAG / 2.0 + 1.0;
            let square = Self::square((x, middle), FLAG / 2.0);
            self.pen.rect(Look::new(Part::Mark, Role::Axis), square);
            let inner = Self::square((x, middle), FLAG / 2.0 - 1.0);
            self.pen
                .rect(Look::new(Part::Mark, Role::Background), inner);
            let look = Look::new(Part::Mark, Role::Second);
            let letter = flag.kind.letter();
            self.pen
                .text(look, Type::SMALL_NAME, At::Middle((x, middle)), letter);
            self.placer.take(square);
        }
    }
}

/// Places along a vertical leader from `start` on, downwards for a `sign` of 1 and upwards for -1.
fn callout_candidates(
    (x, start): (f64, f64),
    sign: f64,
    (width, height): (f64, f64),
) -> Vec<Candidate> {
    let mut places = Vec::new();
    for step in 3..80 {
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
            places.push(Candidate {
                leader: Some(leader),
                ..Candidate::new(left, start + sign * (away + height / 2.0), penalty)
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
