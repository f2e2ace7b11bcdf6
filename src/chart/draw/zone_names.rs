//! The names of zones, with their bounds and their counted evidence.

use super::Frame;
use super::lines::{along, far_candidates};
use super::zones::color;
use crate::chart::labels::{Candidate, LABEL};
use crate::chart::layout::Area;
use crate::chart::number::short_date;
use crate::chart::pen::Type;
use crate::chart::scene::{ZoneMark, ZoneRole};
use crate::chart::theme::Role;

impl Frame<'_> {
    /// Names every drawn zone near it, and returns those for which there is no room, with the words for them.
    pub(super) fn zone_labels(&mut self) -> Vec<(ZoneMark, Vec<String>)> {
        let zones: Vec<ZoneMark> = self.drawn_zones().into_iter().cloned().collect();
        let mut nameless = Vec::new();
        for zone in zones {
            let texts = if self.name_first_span(&zone) {
                vec![later_name(&zone)]
            } else {
                self.full_names(&zone)
            };
            let columns = self.last_columns(&zone);
            let area = self.zone_area(&zone, columns);
            let is_named = texts.iter().any(|text| {
                let near = near_candidates(area, columns, Type::LABEL.width(text));
                self.put_zone_label((area, color(zone.role())), text, near)
            });
            if !is_named {
                nameless.push((zone, texts));
            }
        }
        nameless
    }

    /// Names zones farther off, with a line to them at the right edge of the plot.
    pub(super) fn far_zone_labels(&mut self, zones: &[(ZoneMark, Vec<String>)]) {
        for (zone, texts) in zones {
            let area = self.zone_area(zone, self.last_columns(zone));
            for text in texts {
                let edges = (area.top, area.bottom);
                let far = far_candidates(edges, self.layout.price, Type::LABEL.width(text));
                if self.put_zone_label((area, color(zone.role())), text, far) {
                    break;
                }
            }
        }
    }

    /// Where the last role of a zone is drawn; its end at the axis if that is left of the plot.
    fn last_columns(&self, zone: &ZoneMark) -> (f64, f64) {
        let from = zone.spans.last().map_or(0, |span| span.from);
        let right = self.layout.price.right;
        self.columns(from.max(zone.known_at), None)
            .unwrap_or((right - 1.0, right))
    }

    /// Names the first of several spans, within its own columns only: elsewhere the words would be wrong. A zone that is
    /// again what it was first needs one name only.
    fn name_first_span(&mut self, zone: &ZoneMark) -> bool {
        let [first, next, ..] = zone.spans.as_slice() else {
            return false;
        };
        if first.role == zone.role() {
            return false;
        }
        let from = zone.formed_at.unwrap_or(zone.known_at);
        let Some(columns) = self.columns(from, Some(next.from)) else {
            return false;
        };
        let area = self.zone_area(zone, columns);
        let texts = self.texts_with_evidence(
            zone,
            &format!("{} {}", first.role.name(), self.bounds(zone)),
        );
        texts.iter().any(|text| {
            let width = Type::LABEL.width(text);
            let near = near_candidates(area, columns, width);
            self.put_zone_label((area, color(first.role)), text, near)
        })
    }

    fn put_zone_label(
        &mut self,
        (area, color): (Area, Role),
        text: &str,
        candidates: Vec<Candidate>,
    ) -> bool {
        let width = Type::LABEL.width(text);
        let Some(mut place) = self
            .placer
            .place_for(Some(area), (width, LABEL), candidates)
        else {
            return false;
        };
        // On its own fill a label needs no background.
        place.is_crossed &= place.area.top < area.top || place.area.bottom > area.bottom;
        self.name(place, color, Type::LABEL, text);
        true
    }

    fn bounds(&self, zone: &ZoneMark) -> String {
        format!("{}–{}", self.price(zone.low), self.price(zone.high))
    }

    /// `name` with the counted evidence, and alone.
    fn texts_with_evidence(&self, zone: &ZoneMark, name: &str) -> Vec<String> {
        let mut counts: Vec<String> = zone.evidence.iter().map(|fact| fact.text.clone()).collect();
        let is_left = zone.touches.iter().all(|&at| at < self.window.first);
        if let Some(last) = zone
            .last_touch
            .filter(|_| is_left && !zone.touches.is_empty())
        {
            let reference = self.scene.bars.last().map_or(last, |bar| bar.time.date());
            counts.push(format!("last {} ←", short_date(last, reference)));
        }
        if counts.is_empty() {
            return vec![name.to_owned()];
        }
        vec![format!("{name} · {}", counts.join(", ")), name.to_owned()]
    }

    /// The role now with bounds and evidence, from the longest to the shortest.
    fn full_names(&self, zone: &ZoneMark) -> Vec<String> {
        let bounds = self.bounds(zone);
        let name = match later_name(zone).split_once(", ") {
            Some((former, now)) => format!("{former} {bounds}, {now}"),
            None => format!("{} {bounds}", later_name(zone)),
        };
        self.texts_with_evidence(zone, &name)
    }
}

/// What a zone is at the last bar, with what it was if a break turned it round.
fn later_name(zone: &ZoneMark) -> String {
    let first = zone.spans.first().map(|span| span.role);
    match (first, zone.role()) {
        (Some(ZoneRole::Resistance), ZoneRole::Support) => "Former resistance, now support".into(),
        (Some(ZoneRole::Support), ZoneRole::Resistance) => "Former support, now resistance".into(),
        (_, now) => now.name().into(),
    }
}

/// Inside a high zone, else along its upper edge, along its lower edge, or left of its start.
fn near_candidates(area: Area, columns: (f64, f64), width: f64) -> Vec<Candidate> {
    let mut places = Vec::new();
    let middle = f64::midpoint(area.top, area.bottom);
    if area.bottom - area.top >= 20.0 {
        places.extend(along(columns, width, middle, 0.0).preferred());
    }
    for (row, more) in [(area.top - 11.0, 2.0), (area.bottom + 10.0, 4.0)] {
        let near = along(columns, width, row, 0.0).preferred();
        places.extend(near.map(|place| place.at_cost(more)));
    }
    places.push(Candidate::new(columns.0 - width - 10.0, middle, 6.0));
    for step in 1..3 {
        let far = f64::from(step) * 6.0;
        for row in [area.top - 11.0 - far, area.bottom + 10.0 + far] {
            let near = along(columns, width, row, 0.0).preferred();
            places.extend(near.map(|place| place.at_cost(8.0 + far)));
        }
    }
    places
}
