//! What is drawn so far, and where there is room for labels.

use crate::chart::drawing::Part;
use crate::chart::labels::{LabelPlace, Placer};
use crate::chart::pen::{At, Lettering, Look, Pen};
use crate::chart::theme::Hue;

/// A pen that knows where it has drawn on the price pane.
#[derive(Debug)]
pub(super) struct Canvas {
    pub(super) pen: Pen,
    pub(super) placer: Placer,
}

impl Canvas {
    pub(super) fn new(placer: Placer) -> Self {
        Self {
            pen: Pen::default(),
            placer,
        }
    }

    /// Writes a label at its place.
    pub(super) fn label(&mut self, place: LabelPlace, hue: Hue, kind: Lettering, text: &str) {
        let middle = f64::midpoint(place.area.top, place.area.bottom);
        self.row(place, (hue, kind), middle, text);
    }

    /// Writes a row of a label; where lines cross the label, the paper shows around its letters.
    pub(super) fn row(
        &mut self,
        place: LabelPlace,
        (hue, kind): (Hue, Lettering),
        middle: f64,
        text: &str,
    ) {
        let look = Look::new(Part::Label, hue);
        let look = if place.is_crossed {
            look.with_halo()
        } else {
            look
        };
        let at = At::Start((place.area.left, middle));
        self.pen.text(look, kind, at, text);
    }
}
