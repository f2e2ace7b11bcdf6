//! Zones from the bar at which they became known, with their evidence in words; boxes of sideways trading.

use std::fmt::Write as _;

use super::Frame;
use super::lines::along;
use crate::chart::labels::{Candidate, Place};
use crate::chart::layout::Area;
use crate::chart::number::{counted, fixed, percent, short_date};
use crate::chart::pen::{At, Look, Type};
use crate::chart::scene::{Standing, ZoneMark};
use crate::chart::sheet::Part;
use crate::chart::theme::Role;

/// Height of a label's box.
const LABEL: f64 = 14.0;

/// The colour of a standing: a broken zone already takes the colour of what it may become.
pub(super) fn role(standing: Standing) -> Role {
    match standing {
        Standing::Resistance | Standing::BrokenSupport => Role::Resistance,
        Standing::Support | Standing::BrokenResistance => Role::Support,
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

impl Frame<'_> {
    /// The zones that are drawn: the first ones of the scene that lie within the visible prices.
    pub(super) fn drawn_zones(&self) -> Vec<&ZoneMark> {
        let visible = |zone: &&ZoneMark| {
            zone.low <= self.scale.high && zone.high >= self.scale.low && zone.low <= zone.high
        };
        let most = self.options.zones;
        self.scene.zones.iter().filter(visible).take(most).collect()
    }

    pub(super) fn zones(&mut self) {
        let zones: Vec<ZoneMark> = self.drawn_zones().into_iter().cloned().collect();
        for zone in &zones {
            self.forming(zone);
            for (at, span) in zone.spans.iter().enumerate() {
                let to = zone.spans.get(at + 1).map(|next| next.from);
                self.zone_span(zone, (span.from.max(zone.known_at), to), span.standing);
            }
        }
    }

    /// The part of the plot from bar `from` to before bar `to`, or to the right edge.
    fn columns(&self, from: usize, to: Option<usize>) -> Option<(f64, f64)> {
        let plot = self.layout.price;
        let left = self.window.left_of(from).max(plot.left);
        let right = to.map_or(plot.right, |to| self.window.left_of(to).min(plot.right));
        (left < right).then_some((left, right))
    }

    fn zone_area(&self, zone: &ZoneMark, (left, right): (f64, f64)) -> Area {
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

    fn zone_span(
        &mut self,
        zone: &ZoneMark,
        (from, to): (usize, Option<usize>),
        standing: Standing,
    ) {
        let Some(columns) = self.columns(from, to) else {
            return;
        };
        let area = self.zone_area(zone, columns);
        let role = role(standing);
        let is_broken = matches!(
            standing,
            Standing::BrokenResistance | Standing::BrokenSupport
        );
        let fill = if is_broken { 8 } else { fill_pct(zone.tests) };
        self.pen.rect(Look::new(Part::Zone, role).faint(fill), area);
        let dashes = if is_broken { (2.0, 4.0) } else { (6.0, 4.0) };
        // The far edge is the one a close must pass.
        let (far, near) = if role == Role::Resistance {
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
        let Some(columns) = zone
            .formed_at
            .and_then(|from| self.columns(from, Some(zone.known_at)))
        else {
            return;
        };
        let area = self.zone_area(zone, columns);
        let standing = zone
            .spans
            .first()
            .map_or(Standing::Resistance, |span| span.standing);
        let look = Look::new(Part::Zone, role(standing)).faint(60);
        for edge in [area.top, area.bottom - 1.0] {
            self.pen.dashes(look, columns, edge, (1.0, 3.0));
        }
    }

    pub(super) fn zone_labels(&mut self) {
        let zones: Vec<ZoneMark> = self.drawn_zones().into_iter().cloned().collect();
        for zone in &zones {
            let Some(first) = zone.spans.first() else {
                continue;
            };
            let next = zone.spans.get(1).map(|span| span.from);
            let visible = self.columns(zone.formed_at.unwrap_or(zone.known_at), next);
            if visible.is_some() || zone.spans.len() == 1 {
                let text = self.zone_text(zone, first.standing);
                self.zone_label(zone, visible, role(first.standing), &[text.0, text.1]);
            }
            if let [.., before, last] = zone.spans.as_slice() {
                let texts =
                    self.later_texts(zone, before.standing, last.standing, visible.is_some());
                let columns = self.columns(last.from.max(zone.known_at), None);
                self.zone_label(zone, columns, role(last.standing), &texts);
            }
        }
    }

    /// `Resistance 156.42–160.39 · 3 touches` and a shorter form without the counts.
    fn zone_text(&self, zone: &ZoneMark, standing: Standing) -> (String, String) {
        let short = format!("{} {}", standing.name(), self.bounds(zone));
        let mut counts: Vec<String> = zone
            .evidence
            .iter()
            .map(|fact| counted(fact.count, &fact.noun))
            .collect();
        let is_left = zone.touches.iter().all(|&at| at < self.window.first);
        if let Some(last) = zone
            .last_touch
            .filter(|_| is_left && !zone.touches.is_empty())
        {
            let reference = self.scene.bars.last().map_or(last, |bar| bar.time.date());
            counts.push(format!("last {} ←", short_date(last, reference)));
        }
        let long = if counts.is_empty() {
            short.clone()
        } else {
            format!("{short} · {}", counts.join(", "))
        };
        (long, short)
    }

    fn bounds(&self, zone: &ZoneMark) -> String {
        format!("{}–{}", self.price(zone.low), self.price(zone.high))
    }

    /// What a zone is after its first standing, with its bounds if no other label shows them.
    fn later_texts(
        &self,
        zone: &ZoneMark,
        before: Standing,
        last: Standing,
        has_bounds: bool,
    ) -> [String; 2] {
        let name = match (before, last) {
            (_, Standing::Support) if before != Standing::Support => {
                "Former resistance, now support"
            }
            (_, Standing::Resistance) if before != Standing::Resistance => {
                "Former support, now resistance"
            }
            _ => last.name(),
        };
        // A break that failed leaves the zone what it was.
        let is_same = zone
            .spans
            .first()
            .is_some_and(|first| first.standing == last);
        let name = if is_same { last.name() } else { name };
        if has_bounds {
            [name.to_owned(), name.to_owned()]
        } else {
            let long = format!("{name} {}", self.bounds(zone));
            [long.clone(), long]
        }
    }

    /// Puts the first of `texts` that finds room near the zone.
    fn zone_label(
        &mut self,
        zone: &ZoneMark,
        columns: Option<(f64, f64)>,
        role: Role,
        texts: &[String; 2],
    ) {
        let plot = self.layout.price;
        let columns = columns.unwrap_or((plot.left, plot.right));
        let area = self.zone_area(zone, columns);
        let kind = Type::LABEL;
        for text in texts {
            let width = kind.width(text);
            let candidates = zone_candidates(area, plot, width);
            if let Some(place) = self.placer.place((width, LABEL), candidates) {
                let inside = place.area.top >= area.top && place.area.bottom <= area.bottom;
                if !inside {
                    self.chip_if(place);
                }
                let at = (place.area.left, place.area.top + LABEL / 2.0);
                let look = Look::new(Part::Label, role);
                self.pen.text(look, kind, At::Start(at), text);
                return;
            }
        }
    }

    /// A background under a label that lines or the grid cross.
    pub(super) fn chip_if(&mut self, place: Place) {
        if place.is_crossed {
            let chip = Area {
                left: place.area.left - 3.0,
                top: place.area.top - 1.0,
                right: place.area.right + 3.0,
                bottom: place.area.bottom + 1.0,
            };
            self.pen
                .rect(Look::new(Part::Label, Role::Background).faint(86), chip);
        }
    }

    pub(super) fn ranges(&mut self) {
        let ranges = self.scene.ranges.clone();
        for range in &ranges {
            let Some((left, right)) = self.columns(range.start, Some(range.end + 1)) else {
                continue;
            };
            let plot = self.layout.price;
            let row = |price: f64| self.scale.y(price).round().clamp(plot.top, plot.bottom);
            let (top, bottom) = (row(range.high), row(range.low).max(row(range.high) + 2.0));
            let area = Area {
                left,
                top,
                right,
                bottom,
            };
            self.pen
                .rect(Look::new(Part::Zone, Role::Third).faint(7), area);
            let line = Look::new(Part::Zone, Role::Third).faint(60);
            self.pen.across(line, (left, right), top);
            self.pen.across(line, (left, right), bottom - 1.0);
            self.pen.down(line, left, (top, bottom));
            self.pen.down(line, right - 1.0, (top, bottom));
        }
    }

    /// How many bars a box of sideways trading covers, and how tight it is.
    pub(super) fn range_labels(&mut self) {
        let ranges = self.scene.ranges.clone();
        for range in &ranges {
            let Some((left, right)) = self.columns(range.start, Some(range.end + 1)) else {
                continue;
            };
            let high_pct = 100.0 * (range.high / range.low - 1.0);
            let mut text = format!(
                "Sideways {} bars · {} high",
                range.end + 1 - range.start,
                percent(high_pct, 1).trim_start_matches('+')
            );
            if let Some(tighter) = range.tighter_than_pct {
                let _ = write!(text, " · tighter than {}\u{202F}%", fixed(tighter, 0));
            }
            let kind = Type::PLAIN;
            let width = kind.width(&text);
            let (top, bottom) = (self.scale.y(range.high), self.scale.y(range.low));
            let middle = ((left + right - width) / 2.0).max(self.layout.price.left);
            let shifts = [0.0, 40.0, -40.0, 80.0, -80.0, 140.0, -140.0, -220.0];
            let rows = [
                bottom + 11.0,
                top - 11.0,
                bottom + 26.0,
                top - 26.0,
                bottom + 44.0,
            ];
            let candidates = rows.iter().enumerate().flat_map(|(row, &y)| {
                shifts.iter().map(move |shift: &f64| Candidate {
                    left: middle + shift,
                    middle: y,
                    penalty: row as f64 * 6.0 + shift.abs() * 0.1,
                })
            });
            if let Some(place) = self.placer.place((width, LABEL), candidates) {
                self.chip_if(place);
                let at = (place.area.left, place.area.top + LABEL / 2.0);
                let look = Look::new(Part::Label, Role::Second);
                self.pen.text(look, kind, At::Start(at), &text);
            }
        }
    }
}

/// Inside a high zone, else along its upper edge, along its lower edge, left of it, then farther off.
fn zone_candidates(area: Area, plot: Area, width: f64) -> Vec<Candidate> {
    let mut places = Vec::new();
    let reach = (area.left - 0.0, plot.right);
    let middle = f64::midpoint(area.top, area.bottom);
    if area.bottom - area.top >= 20.0 {
        places.extend(along((area.left, area.right), width, middle, 0.0).preferred());
    }
    for (row, more) in [(area.top - 11.0, 2.0), (area.bottom + 10.0, 4.0)] {
        places.extend(
            along(reach, width, row, 0.0)
                .preferred()
                .map(|place| Candidate {
                    penalty: place.penalty + more,
                    ..place
                }),
        );
    }
    places.push(Candidate {
        left: area.left - width - 10.0,
        middle,
        penalty: 5.0,
    });
    for step in 1..5 {
        let far = f64::from(step) * 13.0;
        for (row, more) in [
            (area.top - 11.0 - far, 0.0),
            (area.bottom + 10.0 + far, 2.0),
        ] {
            places.extend(
                along(reach, width, row, 0.0)
                    .preferred()
                    .map(|place| Candidate {
                        penalty: place.penalty + 10.0 + far + more,
                        ..place
                    }),
            );
        }
    }
    places
}
