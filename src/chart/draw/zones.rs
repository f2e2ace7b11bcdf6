//! Zones, from the bar at which they became known, in the role they had at each bar.

use super::Frame;
use crate::chart::drawing::Part;
use crate::chart::layout::{Area, Detail};
use crate::chart::pen::Look;
use crate::chart::scene::{ZoneMark, ZoneRole};
use crate::chart::theme::Hue;

/// The colour of a zone in a role: a broken zone already takes the colour of what it may become.
pub(super) fn color(role: ZoneRole) -> Hue {
    match role {
        ZoneRole::Resistance | ZoneRole::BrokenSupport => Hue::Resistance,
        ZoneRole::Support | ZoneRole::BrokenResistance => Hue::Support,
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

impl<'a> Frame<'a> {
    /// The zones that are drawn: the first ones of the scene that lie within the visible prices.
    pub(super) fn drawn_zones(&self) -> Vec<&'a ZoneMark> {
        let visible = |zone: &&ZoneMark| {
            zone.low <= self.scale.high && zone.high >= self.scale.low && zone.low <= zone.high
        };
        let (scene, most) = (self.scene, self.options.zones);
        scene.zones.iter().filter(visible).take(most).collect()
    }

    pub(super) fn zones(&mut self) {
        for zone in self.drawn_zones() {
            self.forming(zone);
            for (at, span) in zone.spans.iter().enumerate() {
                let to = zone.spans.get(at + 1).map(|next| next.from);
                self.zone_span(zone, (span.from.max(zone.known_at), to), span.role);
            }
        }
    }

    /// The part of the plot from bar `from` to before bar `to`, or to the right edge.
    pub(super) fn columns(&self, from: usize, to: Option<usize>) -> Option<(f64, f64)> {
        let plot = self.layout.price;
        let left = self.window.left_of(from).max(plot.left);
        let right = to.map_or(plot.right, |to| self.window.left_of(to).min(plot.right));
        (left < right).then_some((left, right))
    }

    pub(super) fn zone_area(&self, zone: &ZoneMark, (left, right): (f64, f64)) -> Area {
        let plot = self.layout.price;
        let top = self
            .scale
            .y(zone.high)
            .round()
            .clamp(plot.top, plot.bottom - 1.0);
        let bottom = self
            .scale
            .y(zone.low)
            .round()
            .max(top + 2.0)
            .min(plot.bottom);
        Area {
            left,
            top,
            right,
            bottom,
        }
    }

    fn zone_span(&mut self, zone: &ZoneMark, (from, to): (usize, Option<usize>), role: ZoneRole) {
        let Some(columns) = self.columns(from, to) else {
            return;
        };
        let area = self.zone_area(zone, columns);
        let is_broken = matches!(role, ZoneRole::BrokenResistance | ZoneRole::BrokenSupport);
        let role = color(role);
        self.placer.add_fill(area);
        self.placer.add_row(area.top);
        self.placer.add_row(area.bottom - 1.0);
        let fill = if is_broken { 8 } else { fill_pct(zone.tests) };
        self.pen.rect(Look::new(Part::Zone, role).faint(fill), area);
        if self.layout.detail == Detail::Spark {
            return;
        }
        let dashes = if is_broken { (2.0, 4.0) } else { (6.0, 4.0) };
        // The far edge is the one a close must pass.
        let (far, near) = if role == Hue::Resistance {
            (area.top, area.bottom - 1.0)
        } else {
            (area.bottom - 1.0, area.top)
        };
        self.pen
            .dashes(Look::new(Part::Zone, role).faint(90), columns, far, dashes);
        self.pen
            .dashes(Look::new(Part::Zone, role).faint(45), columns, near, dashes);
    }

    /// The stretch in which the evidence gathered, before anybody could know the zone: edges only, dotted.
    fn forming(&mut self, zone: &ZoneMark) {
        if self.layout.detail != Detail::Full {
            return;
        }
        let Some(columns) = zone
            .formed_at
            .and_then(|from| self.columns(from, Some(zone.known_at)))
        else {
            return;
        };
        let area = self.zone_area(zone, columns);
        let first = zone.spans.first();
        let role = first.map_or(ZoneRole::Resistance, |span| span.role);
        let look = Look::new(Part::Zone, color(role)).faint(60);
        for edge in [area.top, area.bottom - 1.0] {
            self.pen.dashes(look, columns, edge, (1.0, 3.0));
        }
    }
}
