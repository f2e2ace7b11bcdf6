//! Glyphs as pixels: how much of each pixel a glyph covers, kept from one text to the next.
//!
//! A chart draws the same few letters hundreds of times, and filling their outlines anew is most of the cost of a text.
//! A glyph stands at one of four places within a pixel from left to right, and on whole pixels from top to bottom.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use harfrust::font::glyph::outline::PathElement as Segment;
use tiny_skia::{FillRule, Mask, Path, PathBuilder, Transform};

use super::font::{GlyphKey, TextRun};

/// Places of a glyph within a pixel.
const PLACES: f64 = 4.0;
/// Most glyphs kept; a few sizes and weights of Latin letters need about a thousand.
const MOST: usize = 8192;

/// How much of each pixel a glyph covers, out of 255, row by row.
#[derive(Debug, Default)]
pub(super) struct Coverage {
    pub(super) width: usize,
    pub(super) pixels: Vec<u8>,
    /// From the origin of the glyph to its left and upper edge.
    left: isize,
    top: isize,
}

/// A glyph on a canvas.
#[derive(Debug)]
pub(super) struct PlacedGlyph {
    pub(super) mask: Arc<Coverage>,
    /// Its left and upper edge in pixels, perhaps outside.
    pub(super) left: isize,
    pub(super) top: isize,
}

/// A glyph, its size in 1/64 pixel, its place within a pixel.
type Key = (GlyphKey, u32, u8);

static KEPT: Mutex<BTreeMap<Key, Arc<Coverage>>> = Mutex::new(BTreeMap::new());

/// The glyphs of `run` at a font size of `size` pixels, its baseline beginning at a position in pixels.
pub(super) fn placed(run: &TextRun, size: f64, (left, baseline): (f64, f64)) -> Vec<PlacedGlyph> {
    // A panic elsewhere leaves whole glyphs behind, never a part of one.
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.len() > MOST {
        kept.clear();
    }
    let place = |(glyph, x): (GlyphKey, f64)| {
        let quarters = ((left + x * size) * PLACES).round();
        let column = (quarters / PLACES).floor();
        let within = quarters - column * PLACES;
        let key = (
            glyph,
            whole(size * 64.0),
            u8::try_from(whole(within)).unwrap_or(0),
        );
        let mask = kept
            .entry(key)
            .or_insert_with(|| Arc::new(cover(glyph, size, within / PLACES)));
        PlacedGlyph {
            left: pixel(column) + mask.left,
            top: pixel(baseline) + mask.top,
            mask: Arc::clone(mask),
        }
    };
    run.glyphs().map(place).collect()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sizes of fonts are small and above 0, and `as` saturates"
)]
fn whole(value: f64) -> u32 {
    value.round() as u32
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "positions on a canvas, and `as` saturates"
)]
fn pixel(value: f64) -> isize {
    value as isize
}

/// The pixels of a glyph whose origin lies `within` a pixel.
fn cover(glyph: GlyphKey, size: f64, within: f64) -> Coverage {
    let Some(path) = outline(glyph, size, within) else {
        return Coverage::default();
    };
    let bounds = path.bounds();
    let (left, top) = (bounds.left().floor(), bounds.top().floor());
    let extent = |from: f32, to: f32| whole(f64::from(to.ceil() - from));
    let (width, height) = (extent(left, bounds.right()), extent(top, bounds.bottom()));
    let Some(mut mask) = Mask::new(width, height) else {
        return Coverage::default();
    };
    let to_mask = Transform::from_translate(-left, -top);
    mask.fill_path(&path, FillRule::Winding, true, to_mask);
    Coverage {
        width: width as usize,
        pixels: mask.take(),
        left: pixel(f64::from(left)),
        top: pixel(f64::from(top)),
    }
}

/// The outline of a glyph in pixels, y downwards.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a glyph is a few pixels wide"
)]
fn outline(glyph: GlyphKey, size: f64, within: f64) -> Option<Path> {
    let (segments, units_per_em) = glyph.outline();
    let factor = size / units_per_em;
    let at = |x: f32, y: f32| {
        (
            (within + f64::from(x) * factor) as f32,
            (-f64::from(y) * factor) as f32,
        )
    };
    let mut path = PathBuilder::new();
    for segment in segments {
        match *segment {
            Segment::MoveTo { x, y } => {
                let (x, y) = at(x, y);
                path.move_to(x, y);
            }
            Segment::LineTo { x, y } => {
                let (x, y) = at(x, y);
                path.line_to(x, y);
            }
            Segment::QuadTo { cx0, cy0, x, y } => {
                let ((cx, cy), (x, y)) = (at(cx0, cy0), at(x, y));
                path.quad_to(cx, cy, x, y);
            }
            Segment::CurveTo {
                cx0,
                cy0,
                cx1,
                cy1,
                x,
                y,
            } => {
                let ((ax, ay), (bx, by), (x, y)) = (at(cx0, cy0), at(cx1, cy1), at(x, y));
                path.cubic_to(ax, ay, bx, by, x, y);
            }
            Segment::Close => path.close(),
        }
    }
    path.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::font::Weight;

    #[test]
    fn a_bar_covers_as_many_pixels_as_it_is_large() {
        // The ink of an "l": its width times the height of an ascender, in pixels.
        let run = TextRun::new("l", Weight::Regular);
        let ink = |left: f64| {
            let placed = placed(&run, 40.0, (left, 50.0));
            let sum: u32 = placed[0]
                .mask
                .pixels
                .iter()
                .map(|&cover| u32::from(cover))
                .sum();
            f64::from(sum) / 255.0
        };
        // Wherever it stands within a pixel.
        assert!(
            (ink(10.0) - ink(10.25)).abs() < 2.0 && ink(10.0) > 60.0,
            "{}",
            ink(10.0)
        );
    }

    #[test]
    fn glyphs_stand_where_the_run_puts_them() {
        let run = TextRun::new("ll", Weight::Regular);
        let placed = placed(&run, 40.0, (10.0, 50.0));
        let step = f64::from(i32::try_from(placed[1].left - placed[0].left).unwrap());
        assert!((step - run.width() * 20.0).abs() <= 1.0);
        assert!(placed[0].top < 30 && placed[0].top > 10);
    }
}
