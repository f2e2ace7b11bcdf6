//! Boxes around stretches of sideways trading.

use std::fmt::Write as _;

use super::Frame;
use crate::chart::drawing::Part;
use crate::chart::labels::{LABEL, LabelSpot};
use crate::chart::layout::Area;
use crate::chart::number::{fixed, percent};
use crate::chart::pen::{Lettering, Look};
use crate::chart::theme::Hue;

impl Frame<'_> {
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
            // A box over half the plot needs no fill to be seen, and would only grey the picture.
            if right - left < plot.width() / 2.0 {
                let fill = Look::new(Part::Zone, Hue::Third).faint(7);
                self.pen.rect(fill, area);
            }
            self.placer.add_row(top);
            self.placer.add_row(bottom - 1.0);
            let line = Look::new(Part::Zone, Hue::Third).faint(60);
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
            let mut text = format!(
                "Consolidation, {} bars, {} high",
                range.bars,
                percent(range.height_pct, 1).trim_start_matches('+')
            );
            if let Some(tighter) = range.tighter_than_pct {
                let _ = write!(
                    text,
                    ", tighter than {}\u{202F}% of those before",
                    fixed(tighter, 0)
                );
            }
            let kind = Lettering::PLAIN;
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
                shifts.iter().map(move |shift: &f64| {
                    LabelSpot::new(middle + shift, y, row as f64 * 6.0 + shift.abs() * 0.1)
                })
            });
            if let Some(place) = self.placer.place((width, LABEL), candidates) {
                self.name(place, Hue::Second, kind, &text);
            }
        }
    }
}
