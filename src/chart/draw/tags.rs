//! Labels and tags of the price axis: the last close and the edges of the two nearest zones, pushed apart.

use super::Frame;
use super::axes::TO_LABEL;
use super::zones::color;
use crate::chart::labels::spread;
use crate::chart::layout::{Area, Detail};
use crate::chart::number::fixed;
use crate::chart::pen::{At, Look};
use crate::chart::scene::ZoneMark;
use crate::chart::sheet::Part;
use crate::chart::theme::Role;

/// Least pixels between the middles of two tags.
const APART: f64 = 22.0;

/// A value on the price axis.
struct Tag {
    value: f64,
    text: String,
    role: Role,
    is_last: bool,
}

impl Frame<'_> {
    pub(super) fn tags(&mut self) {
        let tags = self.price_tags();
        let wanted: Vec<f64> = tags.iter().map(|tag| self.scale.y(tag.value)).collect();
        let plot = self.layout.price;
        let heights = spread(&wanted, APART, (plot.top + 10.0, plot.bottom - 10.0));
        let labels: Vec<(f64, String)> = self
            .ticks
            .values
            .iter()
            .map(|&value| (self.scale.y(value), fixed(value, self.ticks.decimals)))
            .filter(|(y, _)| *y > self.layout.price_pane().top + 6.0 && *y < plot.bottom - 6.0)
            .collect();
        self.value_labels(&labels, &heights);
        for ((tag, y), true_y) in tags.iter().zip(heights).zip(wanted) {
            self.true_level(tag, true_y, y);
            if tag.is_last {
                self.filled_tag(tag.role, y, &tag.text);
            } else {
                self.tinted_tag(tag, y);
            }
        }
    }

    fn price_tags(&self) -> Vec<Tag> {
        let Some(last) = self.scene.bars.last() else {
            return Vec::new();
        };
        let tag = |value: f64, role: Role, is_last: bool| Tag {
            value,
            text: self.price(value),
            role,
            is_last,
        };
        let text_role = match super::bars::role(last) {
            Role::Up => Role::UpText,
            _ => Role::DownText,
        };
        let mut tags = vec![tag(last.close, text_role, true)];
        if self.layout.detail != Detail::Full {
            return tags;
        }
        let mut zones: Vec<&ZoneMark> = self.drawn_zones();
        let distance =
            |zone: &ZoneMark| (zone.low.max(last.close.min(zone.high)) - last.close).abs();
        zones.sort_by(|a, b| distance(a).total_cmp(&distance(b)));
        for zone in zones.into_iter().take(2) {
            let role = color(zone.role());
            tags.push(tag(zone.high, role, false));
            if self.price(zone.low) != self.price(zone.high) {
                tags.push(tag(zone.low, role, false));
            }
        }
        tags.retain(|tag| self.scale.shows(tag.value));
        tags
    }

    fn tinted_tag(&mut self, tag: &Tag, y: f64) {
        let left = self.layout.price.right + 7.0;
        let area = Area {
            left,
            top: y - 10.0,
            right: self.layout.axis_right,
            bottom: y + 10.0,
        };
        self.pen
            .rect(Look::new(Part::Tag, tag.role).faint(12), area);
        let at = (self.layout.price.right + TO_LABEL, y);
        let kind = self.tag_type();
        self.pen.text(
            Look::new(Part::Tag, tag.role),
            kind,
            At::Start(at),
            &tag.text,
        );
    }

    /// A line from the true height at the axis to a tag that was pushed away from it.
    fn true_level(&mut self, tag: &Tag, true_y: f64, y: f64) {
        let x = self.layout.price.right + 1.0;
        if !tag.is_last && (true_y - y).abs() > 1.0 {
            let clip = self.layout.price;
            let look = Look::new(Part::Tag, tag.role);
            self.pen
                .curve(look, 1.0, &[(x, true_y), (x + 6.0, y)], clip);
        }
    }
}
