//! Pixels: a `plotters` backend on `tiny-skia`.
//!
//! [`Raster`] reports a canvas of 16 units a pixel, because coordinates of `plotters` are whole numbers: so lines fall
//! between pixels, strokes have fractions of a pixel, and a scale of 2 or 3 is one factor. Text is drawn as filled
//! outlines of the embedded fonts, centred on its capitals. Any drawing of `plotters` can use it, not only our charts.

use std::convert::Infallible;

use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontStyle,
};
use tiny_skia::{
    Color, FillRule, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, Rect, Stroke, Transform,
};

use super::drawing::UNITS;
use super::font::{self, CAP_HEIGHT, TextRun, Weight};
use super::glyph::{self, PlacedGlyph};
use crate::{Error, Result};

/// A drawing backend that fills a pixel buffer.
#[derive(Debug)]
pub struct Raster<'a> {
    pixmap: &'a mut Pixmap,
    size: (u32, u32),
    /// Device pixels a unit.
    factor: f32,
}

/// What a method of a backend that cannot fail returns.
pub(super) type Drawn = std::result::Result<(), DrawingErrorKind<Infallible>>;

/// A buffer for a canvas of `size` pixels at `scale` device pixels each.
///
/// # Errors
///
/// [`Error::Chart`] if it would hold no pixel, or more than memory can.
pub fn canvas(size: (u32, u32), scale: u32) -> Result<Pixmap> {
    let pixels = |length: u32| length.checked_mul(scale);
    let pixmap = pixels(size.0)
        .zip(pixels(size.1))
        .and_then(|(width, height)| Pixmap::new(width, height));
    pixmap.ok_or_else(|| Error::Chart {
        problem: format!(
            "a picture of {} x {} at scale {scale} is not possible",
            size.0, size.1
        ),
    })
}

impl<'a> Raster<'a> {
    /// Draws on `pixmap`, which [`canvas`] made with the same `scale`.
    pub fn new(pixmap: &'a mut Pixmap, scale: u32) -> Self {
        let size = (
            pixmap.width() / scale.max(1),
            pixmap.height() / scale.max(1),
        );
        #[expect(clippy::cast_possible_truncation, reason = "a small ratio")]
        let factor = (f64::from(scale) / f64::from(UNITS)) as f32;
        Self {
            pixmap,
            size,
            factor,
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "canvas sizes are far below 2^24 units"
    )]
    fn at(&self, (x, y): BackendCoord) -> (f32, f32) {
        (
            (f64::from(x) * f64::from(self.factor)) as f32,
            (f64::from(y) * f64::from(self.factor)) as f32,
        )
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "lengths are far below 2^24 units"
    )]
    fn length(&self, units: u32) -> f32 {
        units as f32 * self.factor
    }

    fn path(&self, points: impl IntoIterator<Item = BackendCoord>, close: bool) -> Option<Path> {
        let mut builder = PathBuilder::new();
        for point in points {
            let (x, y) = self.at(point);
            if builder.is_empty() {
                builder.move_to(x, y);
            } else {
                builder.line_to(x, y);
            }
        }
        if close {
            builder.close();
        }
        builder.finish()
    }

    /// Fills a rectangle of whole pixels directly; false if its edges lie between pixels.
    ///
    /// Most of a chart is such rectangles, and a general path filler takes ten times as long for them.
    fn fill_pixels(&mut self, from: BackendCoord, to: BackendCoord, color: BackendColor) -> bool {
        let scale = i64::from(self.pixmap.width() / self.size.0.max(1));
        let device = |units: i32| i64::from(units) * scale;
        let unit = i64::from(UNITS);
        let edges = [from.0, from.1, to.0, to.1].map(device);
        if edges.iter().any(|edge| edge % unit != 0) {
            return false;
        }
        let (width, height) = (self.pixmap.width(), self.pixmap.height());
        let clamp = |edge: i64, most: u32| {
            usize::try_from((edge / unit).clamp(0, i64::from(most))).unwrap_or_default()
        };
        let (left, right) = (clamp(edges[0], width), clamp(edges[2], width));
        let (top, bottom) = (clamp(edges[1], height), clamp(edges[3], height));
        let paint = Blend::new(color);
        let row = width as usize * 4;
        for line in self
            .pixmap
            .data_mut()
            .chunks_exact_mut(row)
            .take(bottom)
            .skip(top)
        {
            if let Some(pixels) = line.get_mut(4 * left..4 * right) {
                paint.over(pixels);
            }
        }
        true
    }

    /// Lays `paint` over the pixels that a glyph covers, as far as they are on the canvas.
    fn blend_glyph(&mut self, glyph: &PlacedGlyph, paint: &Blend) {
        let (width, height) = (self.pixmap.width() as usize, self.pixmap.height() as usize);
        let mask = &glyph.mask;
        let row_bytes = width * 4;
        for (line, coverage) in mask.pixels.chunks_exact(mask.width.max(1)).enumerate() {
            let Some(y) = glyph
                .top
                .checked_add_unsigned(line)
                .filter(|&y| y < height.cast_signed())
            else {
                continue;
            };
            let Ok(y) = usize::try_from(y) else {
                continue;
            };
            let row = &mut self.pixmap.data_mut()[y * row_bytes..(y + 1) * row_bytes];
            for (column, &cover) in coverage.iter().enumerate() {
                let x = glyph.left.checked_add_unsigned(column).map(usize::try_from);
                if let Some(Ok(x)) = x.filter(|_| cover > 0)
                    && let Some(pixel) = row.get_mut(4 * x..4 * x + 4)
                {
                    paint.cover(pixel, cover);
                }
            }
        }
    }

    fn fill(&mut self, path: Option<&Path>, color: BackendColor) {
        if let Some(path) = path {
            self.pixmap.fill_path(
                path,
                &paint(color),
                FillRule::Winding,
                Transform::identity(),
                None,
            );
        }
    }

    fn stroke(&mut self, path: Option<&Path>, color: BackendColor, width: u32) {
        let stroke = Stroke {
            width: self.length(width),
            line_cap: LineCap::Butt,
            line_join: LineJoin::Round,
            ..Stroke::default()
        };
        if let Some(path) = path {
            self.pixmap
                .stroke_path(path, &paint(color), &stroke, Transform::identity(), None);
        }
    }
}

impl DrawingBackend for Raster<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        let units = UNITS.unsigned_abs();
        (self.size.0 * units, self.size.1 * units)
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Drawn {
        self.draw_rect((x, y), (x + 1, y + 1), &color, true)
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        if !fill {
            let corners = [from, (to.0, from.1), to, (from.0, to.1)];
            let path = self.path(corners, true);
            self.stroke(path.as_ref(), style.color(), style.stroke_width());
            return Ok(());
        }
        if self.fill_pixels(from, to, style.color()) {
            return Ok(());
        }
        let ((left, top), (right, bottom)) = (self.at(from), self.at(to));
        if let Some(rect) = Rect::from_ltrb(left, top, right, bottom) {
            self.pixmap
                .fill_rect(rect, &paint(style.color()), Transform::identity(), None);
        }
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let path = self.path(path, false);
        self.stroke(path.as_ref(), style.color(), style.stroke_width());
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        centre: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let (x, y) = self.at(centre);
        let path = PathBuilder::from_circle(x, y, self.length(radius));
        if fill {
            self.fill(path.as_ref(), style.color());
        } else {
            self.stroke(path.as_ref(), style.color(), style.stroke_width());
        }
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        points: I,
        style: &S,
    ) -> Drawn {
        let path = self.path(points, true);
        self.fill(path.as_ref(), style.color());
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &T,
        point: BackendCoord,
    ) -> Drawn {
        let run = TextRun::new(text, weight(style.style()));
        let size = style.size() * f64::from(self.factor);
        let (x, y) = self.at(point);
        let left = f64::from(x)
            - match style.anchor().h_pos {
                HPos::Left => 0.0,
                HPos::Center => run.width() * size / 2.0,
                HPos::Right => run.width() * size,
            };
        let below = match style.anchor().v_pos {
            VPos::Top => CAP_HEIGHT,
            VPos::Center => CAP_HEIGHT / 2.0,
            VPos::Bottom => 0.0,
        };
        // On the pixel grid, so that all stems of a line end alike.
        let baseline = (f64::from(y) + below * size).round();
        let paint = Blend::new(style.color());
        for glyph in glyph::placed(&run, size, (left, baseline)) {
            self.blend_glyph(&glyph, &paint);
        }
        Ok(())
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> std::result::Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let width = font::width(text, style.size(), weight(style.style())).ceil();
        let height = (CAP_HEIGHT * style.size()).ceil();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "sizes of texts are small and not negative"
        )]
        Ok((width as u32, height as u32))
    }
}

/// A colour that is laid over opaque pixels.
struct Blend {
    rgba: [u8; 4],
}

impl Blend {
    fn new(color: BackendColor) -> Self {
        let (red, green, blue) = color.rgb;
        Self {
            rgba: [red, green, blue, alpha(color)],
        }
    }

    fn over(&self, pixels: &mut [u8]) {
        let [.., alpha] = self.rgba;
        if alpha == 255 {
            for pixel in pixels.chunks_exact_mut(4) {
                pixel.copy_from_slice(&self.rgba);
            }
            return;
        }
        for pixel in pixels.chunks_exact_mut(4) {
            mix(pixel, self.rgba, alpha);
        }
    }

    /// The same for one pixel that is covered in part, out of 255.
    fn cover(&self, pixel: &mut [u8], coverage: u8) {
        let alpha = u32::from(self.rgba[3]) * u32::from(coverage) + 127;
        mix(
            pixel,
            self.rgba,
            u8::try_from(alpha / 255).unwrap_or(u8::MAX),
        );
    }
}

/// `alpha` parts of 255 of a colour, the rest of what is there; the pixel stays opaque.
fn mix(pixel: &mut [u8], [red, green, blue, _]: [u8; 4], alpha: u8) {
    let (share, keep) = (u32::from(alpha), 255 - u32::from(alpha));
    for (channel, color) in pixel.iter_mut().zip([red, green, blue, 255]) {
        let sum = u32::from(color) * share + u32::from(*channel) * keep + 127;
        *channel = u8::try_from(sum / 255).unwrap_or(u8::MAX);
    }
}

fn alpha(color: BackendColor) -> u8 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 0..=255 first"
    )]
    let alpha = (color.alpha * 255.0).round().clamp(0.0, 255.0) as u8;
    alpha
}

fn paint(color: BackendColor) -> Paint<'static> {
    let (red, green, blue) = color.rgb;
    let alpha = alpha(color);
    let mut paint = Paint::default();
    paint.set_color(Color::from_rgba8(red, green, blue, alpha));
    paint
}

pub(super) fn weight(style: FontStyle) -> Weight {
    match style {
        FontStyle::Bold => Weight::SemiBold,
        FontStyle::Normal | FontStyle::Oblique | FontStyle::Italic => Weight::Regular,
    }
}
