//! The names of zones and single prices, right of the last bar where no data are.
//!
//! They stand in the order of their prices around the last close, like the rungs of a ladder, each joined to what it
//! names. So nothing covers a bar however close the levels lie, and every one of them is named.

use super::Frame;
use super::lines;
use super::zones::color;
use crate::chart::drawing::Part;
use crate::chart::labels::stack;
use crate::chart::layout::Area;
use crate::chart::pen::{At, Lettering, Look};
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
    role: Hue,
    lines: Vec<String>,
    /// The name in fewer words and no fewer numbers.
    short: String,
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

impl Frame<'_> {
    /// Width that the names of this chart need.
    pub(super) fn names_width(&self) -> f64 {
        let names = self.wanted_names();
        let lines = names.iter().flat_map(LevelName::kinds);
        let Some(widest) = lines.map(|(line, kind)| kind.width(line)).reduce(f64::max) else {
            return 0.0;
        };
        let around = TO_NAME + AFTER_NAME;
        let short = names.iter().map(|name| Lettering::LABEL.width(&name.short));
        let short = short.fold(0.0, f64::max);
        let pane = self.layout.axis_left - self.layout.price.left;
        let most = (pane * MOST).max((short + around).min(pane * MOST_OF_SMALL));
        (widest + around).min(most).ceil()
    }

    pub(super) fn names(&mut self) {
        let plot = self.layout.price;
        let names = self.fitting_names();
        let boxes = self.boxes(&names);
        for (name, top) in names.iter().zip(boxes) {
            let first = (top + FIRST).round();
            self.join(name, first);
            for (row, (line, kind)) in name.kinds().enumerate() {
                let role = if row == 0 { name.role } else { Hue::Second };
                let at = (plot.right + TO_NAME, first + LINE * row as f64);
                let look = Look::new(Part::Label, role);
                self.pen.text(look, kind, At::Start(at), line);
            }
        }
    }

    /// The names from the highest to the lowest, each with as many of its lines as there is room for.
    fn fitting_names(&self) -> Vec<LevelName> {
        let (top, bottom) = self.rows();
        let close = self.close_row();
        let room = self.layout.axis_left - self.layout.price.right - TO_NAME - AFTER_NAME;
        let (mut above, mut below): (Vec<LevelName>, Vec<LevelName>) = self
            .wanted_names()
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

    /// The upper edge of each name, none over the last close.
    fn boxes(&self, names: &[LevelName]) -> Vec<f64> {
        let wanted = |name: &LevelName| (name.middle() - FIRST, name.height(), 1.0);
        let mut boxes: Vec<(f64, f64, f64)> = names.iter().map(wanted).collect();
        let close = self.close_row();
        let at = names.partition_point(|name| name.middle() < close);
        boxes.insert(at, (close - CLOSE, 2.0 * CLOSE, FIXED));
        let mut tops = stack(&boxes, self.rows());
        tops.remove(at);
        tops
    }

    /// Where names can stand: also beside the legend.
    fn rows(&self) -> (f64, f64) {
        (self.layout.legend.top, self.layout.price.bottom)
    }

    fn close_row(&self) -> f64 {
        let bars = &self.scene.bars;
        self.scale.y(bars[bars.len() - 1].close)
    }

    /// A bracket at the end of a zone, and a line from there, or from a single price, to its name.
    fn join(&mut self, name: &LevelName, y: f64) {
        let plot = self.layout.price;
        let look = Look::new(Part::Label, name.role);
        if name.is_zone {
            let bracket = Area {
                left: plot.right,
                top: name.edges.0,
                right: plot.right + 3.0,
                bottom: name.edges.1,
            };
            self.pen.rect(look, bracket);
        }
        let (from, to) = (plot.right + 3.0, plot.right + TO_NAME - 5.0);
        let middle = name.middle().floor() + 0.5;
        let points = [
            (from, middle),
            (from + 4.0, middle),
            (to - 4.0, y + 0.5),
            (to, y + 0.5),
        ];
        let clip = self.layout.price_pane();
        self.pen.curve(look.faint(60), 1.0, &points, clip);
    }

    /// The zones first, the most important first, then the single prices.
    fn wanted_names(&self) -> Vec<LevelName> {
        let plot = self.layout.price;
        let zone = |zone: &&ZoneMark| {
            let area = self.zone_area(zone, (plot.left, plot.right));
            LevelName {
                edges: (area.top, area.bottom),
                is_zone: true,
                role: color(zone.role()),
                lines: self.zone_lines(zone),
                short: format!("{} {}", short(zone.role()), self.bounds(zone)),
            }
        };
        let line = |line: PriceLine| {
            let y = self.scale.y(line.price);
            let text = line.text.as_deref().unwrap_or(line.kind.name());
            LevelName {
                edges: (y, y),
                is_zone: false,
                role: lines::role(line.kind),
                lines: vec![format!("{text} {}", self.price(line.price))],
                short: self.price(line.price),
            }
        };
        let zones = self.drawn_zones();
        let zones = zones.iter().map(zone);
        zones
            .chain(self.drawn_lines().into_iter().map(line))
            .collect()
    }

    fn bounds(&self, zone: &ZoneMark) -> String {
        match (self.price(zone.low), self.price(zone.high)) {
            (low, high) if low == high => low,
            (low, high) => format!("{low}–{high}"),
        }
    }

    /// Role and bounds, the counted evidence, since when it is known or was something else.
    pub(super) fn zone_lines(&self, zone: &ZoneMark) -> Vec<String> {
        let bounds = self.bounds(zone);
        let mut lines = vec![format!("{} {bounds}", zone.role().name())];
        let mut counts: Vec<String> = zone.evidence.iter().map(|fact| fact.text.clone()).collect();
        let is_left = zone.touches.iter().all(|&at| at < self.window.first);
        let last = zone.touches.last().copied().zip(zone.last_touch);
        if let Some((at, date)) = last.filter(|_| is_left) {
            counts.push(format!("last {} ←", self.scene.moment(at, date)));
        }
        if !counts.is_empty() {
            lines.push(counts.join(", "));
        }
        let (word, at, date) = match turned(zone) {
            Some((was, span)) => (format!("{was} until"), span.from, span.date),
            None => ("known since".into(), zone.known_at, zone.known_on),
        };
        lines.push(format!("{word} {}", self.scene.moment(at, date)));
        lines
    }
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
            role: Hue::Ink,
            lines: vec![
                "Broken resistance 119.48–120.05".into(),
                "7 highs, 3 tests".into(),
            ],
            short: "Broken R 119.48–120.05".into(),
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
