//! Labels of the price axis, and the tag of the last close.
//!
//! Zones and lines have no tags of their own: their names, with their bounds, stand beside the axis.

use super::Frame;
use super::axes::TO_LABEL;
use crate::chart::drawing::Part;
use crate::chart::layout::Detail;
use crate::chart::number::fixed;
use crate::chart::pen::{At, Lettering, Look};
use crate::chart::theme::Hue;

impl Frame<'_> {
    pub(super) fn tags(&mut self) {
        let Some(last) = self.scene.bars.last() else {
            return;
        };
        let plot = self.layout.price_pane();
        let y = self
            .scale
            .y(last.close)
            .clamp(plot.top + 10.0, plot.bottom - 10.0);
        let ticks = self.ticks.values.iter();
        let labels: Vec<(f64, String)> = ticks
            .map(|&value| (self.scale.y(value), fixed(value, self.ticks.decimals)))
            .filter(|(y, _)| (plot.top + 6.0..plot.bottom - 6.0).contains(y))
            .collect();
        self.value_labels(&labels, &[y]);
        let role = match self.last_role(last) {
            Hue::Up => Hue::UpText,
            _ => Hue::DownText,
        };
        self.filled_tag(role, y, &self.price(last.close));
    }

    /// A filled tag that points at the plot from the price axis.
    pub(super) fn filled_tag(&mut self, role: Hue, y: f64, text: &str) {
        let left = self.layout.axis_left + 1.0;
        let right = self.layout.axis_right;
        let half = 10.0;
        let y = y.round();
        let look = Look::new(Part::Tag, role);
        self.pen.polygon(
            look,
            &[
                (left, y),
                (left + 6.0, y - half),
                (right, y - half),
                (right, y + half),
                (left + 6.0, y + half),
            ],
        );
        let look = Look::new(Part::Tag, Hue::OnTag);
        let at = (left - 1.0 + TO_LABEL, y);
        self.pen.text(look, self.tag_type(), At::Start(at), text);
    }

    fn tag_type(&self) -> Lettering {
        match self.layout.detail {
            Detail::Full => Lettering::NAME,
            _ => Lettering::SMALL_NAME,
        }
    }
}
