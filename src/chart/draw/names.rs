//! The names of zones and single prices, right of the last bar where no data are; on a telephone among the bars.
//!
//! Beside the bars they stand in the order of their prices around the last close, like the rungs of a ladder, each joined
//! to what it names. So nothing covers a bar however close the levels lie, and every one of them is named.

use super::canvas::Canvas;
use super::frame::Frame;
use super::{lines, zones};
use crate::chart::drawing::Part;
use crate::chart::labels::{LABEL, LabelSpot, stack};
use crate::chart::layout::{Area, Detail};
use crate::chart::pen::{At, Lettering, Look, Pen};
use crate::chart::scene::{PriceLine, RoleSpan, ZoneMark, ZoneRole};
use crate::chart::theme::Hue;

/// From the end of the bars to a name.
const TO_NAME: f64 = 30.0;
/// From a name to the axis.
const AFTER_NAME: f64 = 8.0;
/// Largest part of the pane that names take.
const MOST: f64 = 0.36;
/// The same where even short names take more than that.
const MOST_OF_SMALL: f64 = 0.55;
/// Height of a line, and the space between two names.
const LINE: f64 = 15.0;
const BETWEEN: f64 = 7.0;
/// From the upper edge of a name to the middle of its first line.
const FIRST: f64 = f64::midpoint(BETWEEN, LINE);
/// Half the height that is kept free around the last close.
const CLOSE: f64 = 3.0;
/// Weight that keeps the last close in its place while names make room.
const FIXED: f64 = 1e9;

/// What is named, from which to which height, and its words: the first line is the name, the rest may be left out.
struct LevelName {
    edges: (f64, f64),
    is_zone: bool,
    hue: Hue,
    lines: Vec<String>,
    /// The name in fewer words and no fewer numbers.
    short: String,
    /// The name where nothing joins it to what it names.
    listed: String,
}

impl LevelName {
    fn middle(&self) -> f64 {
        f64::midpoint(self.edges.0, self.edges.1)
    }

    fn height(&self) -> f64 {
        LINE * self.lines.len() as f64 + BETWEEN
    }

    /// In lines of at most `room` pixels: words are shortened, lines are left out, numbers are never cut. None if not even
    /// the short name fits.
    fn within(mut self, room: f64) -> Option<Self> {
        if Lettering::LABEL.width(&self.lines[0]) > room {
            self.lines[0].clone_from(&self.short);
        }
        let widths: Vec<f64> = self.kinds().map(|(line, kind)| kind.width(line)).collect();
        let first_wide = widths.iter().position(|&width| width > room);
        self.lines.truncate(first_wide.unwrap_or(widths.len()));
        (!self.lines.is_empty()).then_some(self)
    }

    /// How each line is set.
    fn kinds(&self) -> impl Iterator<Item = (&str, Lettering)> {
        let kinds = std::iter::once(Lettering::LABEL).chain(std::iter::repeat(Lettering::PLAIN));
        self.lines.iter().map(String::as_str).zip(kinds)
    }
}

/// What is named on a chart: the zones first, the most important first, then the single prices.
pub(super) struct Names<'f, 'a> {
    frame: &'f Frame<'a>,
    wanted: Vec<LevelName>,
}

impl<'f, 'a> Names<'f, 'a> {
    pub(super) fn of(frame: &'f Frame<'a>) -> Self {
        let zones = frame.zones.iter().map(|zone| zone_name(frame, zone));
        let lines = frame.lines.iter().map(|line| line_name(frame, line));
        Self {
            wanted: zones.chain(lines).collect(),
            frame,
        }
    }

    /// Width of the column that they need.
    pub(super) fn width(&self) -> f64 {
        let lines = self.wanted.iter().flat_map(LevelName::kinds);
        let widest = lines.map(|(line, kind)| kind.width(line)).reduce(f64::max);
        let Some(widest) = widest.filter(|_| self.frame.detail() == Detail::Full) else {
            return 0.0;
        };
        let around = TO_NAME + AFTER_NAME;
        let short = self.wanted.iter();
        let short = short.map(|name| Lettering::LABEL.width(&name.short));
        let short = short.fold(0.0, f64::max);
        let pane = self.frame.places.axis_left - self.frame.plot.area.left;
        let most = (pane * MOST).max((short + around).min(pane * MOST_OF_SMALL));
        (widest + around).min(most).ceil()
    }

    /// Writes them, beside the bars or among them; whether all of them found room, there or in the legend.
    pub(super) fn draw(self, canvas: &mut Canvas) -> bool {
        if self.frame.lists_names {
            return true;
        }
        if self.frame.detail() != Detail::Compact {
            self.beside_bars(&mut canvas.pen);
            return true;
        }
        let mut names = self.wanted.iter();
        names.all(|name| among_bars(self.frame, canvas, name))
    }

    /// In few words, each with its colour.
    pub(super) fn listed(self) -> impl Iterator<Item = (String, Hue)> {
        self.wanted.into_iter().map(|name| (name.listed, name.hue))
    }

    fn beside_bars(self, pen: &mut Pen) {
        let frame = self.frame;
        let names = self.fitting();
        let boxes = boxes(frame, &names);
        for (name, top) in names.iter().zip(boxes) {
            let first = (top + FIRST).round();
            join(frame, pen, name, first);
            for (row, (line, kind)) in name.kinds().enumerate() {
                let hue = if row == 0 { name.hue } else { Hue::Second };
                let at = (frame.plot.area.right + TO_NAME, first + LINE * row as f64);
                pen.text(Look::new(Part::Label, hue), kind, At::Start(at), line);
            }
        }
    }

    /// The names from the highest to the lowest, each with as many of its lines as there is room for.
    fn fitting(self) -> Vec<LevelName> {
        let frame = self.frame;
        let (top, bottom) = rows(frame);
        let close = frame.close_row();
        let room = frame.places.axis_left - frame.plot.area.right - TO_NAME - AFTER_NAME;
        let (mut above, mut below): (Vec<LevelName>, Vec<LevelName>) = self
            .wanted
            .into_iter()
            .filter_map(|name| name.within(room))
            .partition(|name| name.middle() < close);
        shed(&mut above, 1, close - CLOSE - top);
        shed(&mut below, 1, bottom - close - CLOSE);
        let mut names = above;
        names.extend(below);
        // Where a side has no room for single lines, the other side gives way.
        shed(&mut names, 0, bottom - top - 2.0 * CLOSE);
        names.sort_by(|a, b| a.middle().total_cmp(&b.middle()));
        names
    }
}

fn zone_name(frame: &Frame<'_>, zone: &ZoneMark) -> LevelName {
    let area = frame.plot.area;
    let band = frame
        .plot
        .band((zone.low, zone.high), (area.left, area.right));
    let bounds = frame.prices.zone(zone.bounds());
    let short = format!("{} {bounds}", short(zone.role()));
    LevelName {
        edges: (band.top, band.bottom),
        is_zone: true,
        hue: zones::hue(zone.role()),
        lines: zone_lines(frame, zone),
        listed: short.clone(),
        short,
    }
}

fn line_name(frame: &Frame<'_>, line: &PriceLine) -> LevelName {
    let y = frame.plot.y(line.price);
    let text = line.name();
    let price = frame.price(line.price);
    let name = format!("{text} {price}");
    LevelName {
        edges: (y, y),
        is_zone: false,
        hue: lines::hue(line),
        lines: vec![name.clone()],
        short: price,
        listed: name,
    }
}

/// The upper edge of each name, none over the last close.
fn boxes(frame: &Frame<'_>, names: &[LevelName]) -> Vec<f64> {
    let wanted = |name: &LevelName| (name.middle() - FIRST, name.height(), 1.0);
    let mut boxes: Vec<(f64, f64, f64)> = names.iter().map(wanted).collect();
    let close = frame.close_row();
    let at = names.partition_point(|name| name.middle() < close);
    boxes.insert(at, (close - CLOSE, 2.0 * CLOSE, FIXED));
    let mut tops = stack(&boxes, rows(frame));
    tops.remove(at);
    tops
}

/// Where names can stand: also beside the legend.
fn rows(frame: &Frame<'_>) -> (f64, f64) {
    (frame.places.legend.top, frame.plot.area.bottom)
}

/// A bracket at the end of a zone, and a line from there, or from a single price, to its name.
fn join(frame: &Frame<'_>, pen: &mut Pen, name: &LevelName, y: f64) {
    let right = frame.plot.area.right;
    let look = Look::new(Part::Label, name.hue);
    if name.is_zone {
        let bracket = Area {
            left: right,
            top: name.edges.0,
            right: right + 3.0,
            bottom: name.edges.1,
        };
        pen.rect(look, bracket);
    }
    let (from, to) = (right + 3.0, right + TO_NAME - 5.0);
    let middle = name.middle().floor() + 0.5;
    let points = [
        (from, middle),
        (from + 4.0, middle),
        (to - 4.0, y + 0.5),
        (to, y + 0.5),
    ];
    pen.curve(look.faint(60), 1.0, &points, frame.places.price_pane());
}

/// The name above or below what it names, as near as there is room, joined to it where it is not beside it: in full, else in
/// fewer words. Whether there was room.
fn among_bars(frame: &Frame<'_>, canvas: &mut Canvas, name: &LevelName) -> bool {
    let kind = Lettering::SMALL_NAME;
    let place = [&name.lines[0], &name.short].into_iter().find_map(|text| {
        let size = (kind.width(text), LABEL);
        let place = canvas
            .placer
            .place(size, spots(frame.plot.area, name, size.0))?;
        Some((text, place))
    });
    let Some((text, place)) = place else {
        return false;
    };
    if let Some(leader) = place.leader {
        let look = Look::new(Part::Label, name.hue).faint(60);
        let rows = (leader.top, leader.bottom);
        canvas.pen.down(look, leader.left, rows);
    }
    canvas.label(place, name.hue, kind, text);
    true
}

/// Places of a label of some width above and below what it names, from the right to the left.
fn spots(area: Area, name: &LevelName, width: f64) -> Vec<LabelSpot> {
    let mut spots = Vec::new();
    for (row, away) in [9.0, 16.0, 24.0, 32.0, 42.0, 54.0].into_iter().enumerate() {
        for (edge, sign) in [(name.edges.0, -1.0), (name.edges.1, 1.0)] {
            let middle = edge + sign * away;
            for step in 0..40 {
                let left = area.right - width - 2.0 - f64::from(step) * 8.0;
                let penalty = row as f64 * 4.0 + f64::from(step) * 0.2;
                let near = middle - sign * (LABEL / 2.0 + 1.0);
                let leader = Area {
                    left: (left + width / 2.0).floor(),
                    top: edge.min(near),
                    right: (left + width / 2.0).floor() + 1.0,
                    bottom: edge.max(near),
                };
                spots.push(LabelSpot {
                    leader: (row > 0).then_some(leader),
                    ..LabelSpot::new(left, middle, penalty)
                });
            }
        }
    }
    spots
}

/// Role and bounds, the counted evidence, since when it is known or was something else.
pub(super) fn zone_lines(frame: &Frame<'_>, zone: &ZoneMark) -> Vec<String> {
    let bounds = frame.prices.zone(zone.bounds());
    let mut lines = vec![format!("{} {bounds}", zone.role().name())];
    let mut counts: Vec<String> = zone.evidence.iter().map(|fact| fact.text.clone()).collect();
    let is_left = zone.touches.iter().all(|&at| at < frame.plot.window.first);
    let last = zone.touches.last().copied().zip(zone.last_touch);
    if let Some((at, date)) = last.filter(|_| is_left) {
        counts.push(format!("last {} ←", frame.scene.moment(at, date)));
    }
    if !counts.is_empty() {
        lines.push(counts.join(", "));
    }
    let (word, at, date) = match turned(zone) {
        Some((was, span)) => (format!("{was} until"), span.from, span.date),
        None => ("known since".into(), zone.known_at, zone.known_on),
    };
    lines.push(format!("{word} {}", frame.scene.moment(at, date)));
    lines
}

/// A role where there is no room for its name.
fn short(role: ZoneRole) -> &'static str {
    match role {
        ZoneRole::Resistance => "R",
        ZoneRole::Support => "S",
        ZoneRole::BrokenResistance => "Broken R",
        ZoneRole::BrokenSupport => "Broken S",
    }
}

/// What a zone was before a break turned it round, and from when on it is what it is.
fn turned(zone: &ZoneMark) -> Option<(&'static str, &RoleSpan)> {
    let was = match (zone.spans.first()?.role, zone.role()) {
        (ZoneRole::Resistance, ZoneRole::Support) => "resistance",
        (ZoneRole::Support, ZoneRole::Resistance) => "support",
        _ => return None,
    };
    Some((was, zone.spans.last()?))
}

/// Leaves out lines, from the least important name on, until all fit into `room` or each has only `least` of them; a name
/// without a line is gone.
fn shed(names: &mut Vec<LevelName>, least: usize, room: f64) {
    while names.iter().map(LevelName::height).sum::<f64>() > room {
        let most = names.iter().map(|name| name.lines.len()).max();
        let Some(most) = most.filter(|&most| most > least) else {
            return;
        };
        let longest = names.iter().rposition(|name| name.lines.len() == most);
        let Some(at) = longest else { return };
        names[at].lines.truncate(most - 1);
        names.retain(|name| !name.lines.is_empty());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_shortened_and_lines_left_out_before_a_number_is_cut() {
        let name = || LevelName {
            edges: (10.0, 20.0),
            is_zone: true,
            hue: Hue::Ink,
            lines: vec![
                "Broken resistance 119.48–120.05".into(),
                "7 highs, 3 tests".into(),
            ],
            short: "Broken R 119.48–120.05".into(),
            listed: "Broken R 119.48–120.05".into(),
        };
        let lines = |room| name().within(room).map(|name| name.lines.join("|"));
        let width = |text: &str| Lettering::LABEL.width(text);
        let full = "Broken resistance 119.48–120.05|7 highs, 3 tests";
        assert_eq!(
            lines(width("Broken resistance 119.48–120.05")).as_deref(),
            Some(full)
        );
        let short = "Broken R 119.48–120.05|7 highs, 3 tests";
        assert_eq!(
            lines(width("Broken R 119.48–120.05")).as_deref(),
            Some(short)
        );
        assert_eq!(lines(width("Broken R 119.48–")), None);
    }
}
