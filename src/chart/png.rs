//! PNG files from a pixel buffer, with the words for those who cannot see them.
//!
//! The default is deflate level 3 without a row filter: charts are flat, so filters only cost. [`Encoding::Fast`] is four
//! times as fast and twice as large. The title, the description, the source and the software stand in `iTXt` chunks, the
//! density in `pHYs`. No clock: the same chart is the same bytes.

use png::{BitDepth, ColorType, DeflateCompression, Encoder, Filter, PixelDimensions, Unit};
use tiny_skia::Pixmap;

use super::drawing::Drawing;
use crate::{Error, Result};

/// Pixels a metre at 96 pixels an inch, what a pixel means in CSS.
const CSS_DENSITY: u32 = 3780;

/// How much time to spend on a small file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// Deflate level 3: for pictures that are kept.
    #[default]
    Small,
    /// fdeflate: for batches.
    Fast,
}

/// Encodes `pixmap`, the pixels of `drawing` at `scale`, as 8-bit RGB.
///
/// # Errors
///
/// [`Error::Chart`] if the encoder refuses, such as for a text with characters PNG cannot hold.
pub(super) fn encode(
    pixmap: &Pixmap,
    drawing: &Drawing,
    scale: u32,
    encoding: Encoding,
) -> Result<Vec<u8>> {
    let failed = |error: png::EncodingError| Error::Chart {
        problem: format!("PNG: {error}"),
    };
    let mut out = Vec::with_capacity(256 * 1024);
    let mut encoder = Encoder::new(&mut out, pixmap.width(), pixmap.height());
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    match encoding {
        Encoding::Small => {
            encoder.set_deflate_compression(DeflateCompression::Level(3));
            encoder.set_filter(Filter::NoFilter);
        }
        Encoding::Fast => encoder.set_compression(png::Compression::Fast),
    }
    let density = CSS_DENSITY.saturating_mul(scale);
    encoder.set_pixel_dims(Some(PixelDimensions {
        xppu: density,
        yppu: density,
        unit: Unit::Meter,
    }));
    let software = concat!("strandline ", env!("CARGO_PKG_VERSION"));
    for (keyword, text) in [
        ("Title", drawing.title.as_str()),
        ("Description", &drawing.description),
        ("Source", &drawing.source),
        ("Software", software),
    ] {
        encoder
            .add_itxt_chunk(keyword.into(), text.into())
            .map_err(failed)?;
    }
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(&rgb(pixmap)).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(out)
}

/// The colours without alpha, which is 255 everywhere because a drawing begins with an opaque background.
fn rgb(pixmap: &Pixmap) -> Vec<u8> {
    let pixels = pixmap.data().chunks_exact(4);
    let mut out = vec![0; pixels.len() * 3];
    for (rgb, pixel) in out.chunks_exact_mut(3).zip(pixels) {
        rgb.copy_from_slice(&pixel[..3]);
    }
    out
}
