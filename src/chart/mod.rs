//! Charts.
//!
//! ```text
//! Scene (what is on it, as data) -> Chart -> PNG, SVG, any drawing area of plotters
//!                                -> term::draw (characters)      -> Scene::to_json
//! ```
//!
//! A [`Scene`] is filled by the caller; a [`Chart`] lays it out, once, as a [`Sheet`] of
//! shapes with meanings; every output draws that sheet. The same scene gives the same bytes on every machine: fonts are
//! embedded, coordinates are whole numbers, and there is no clock. Nothing here computes a level or a study.

mod axis;
mod base64;
mod describe;
mod draw;
pub mod font;
mod glyph;
mod labels;
mod layout;
mod number;
mod options;
mod pen;
mod png;
mod raster;
mod scale;
pub mod scene;
pub mod sheet;
mod shown;
mod svg;
pub mod tear;
pub mod term;
mod theme;
mod window;

use plotters::coord::Shift;
use plotters::prelude::{DrawingArea, DrawingBackend, IntoDrawingArea};

pub use options::{BarStyle, ChartOptions, Preset, Range};
pub use png::Encoding;
pub use raster::{Raster, canvas};
pub use shown::Shown;
pub use theme::{Palette, Rgb, Role, Theme, contrast};

use crate::Result;
use scene::Scene;
use sheet::Sheet;

/// A picture, laid out and ready to be drawn: of a scene, or of a backtest by [`tear`].
///
/// # Examples
///
/// ```
/// use strandline::chart::{Chart, Encoding, Preset, scene::Scene};
/// # use strandline::{Bars, Basis, Ohlcv, Timeframe};
/// # let mut builder = Bars::builder("ACME".parse()?, Timeframe::Day, Basis::Raw);
/// # let row = Ohlcv { open: 1.0, high: 2.0, low: 1.0, close: 2.0, volume: 1.0 };
/// # builder.push("2024-01-02T00:00:00".parse().expect("a time"), row)?;
/// # let bars = builder.build();
/// let mut scene = Scene::new(&bars);
/// scene.source = "prices.csv".into();
/// let chart = Chart::new(&scene, &Preset::Thumb.into())?;
/// let png: Vec<u8> = chart.png(Encoding::Small)?;
/// assert_eq!(&png[1..4], b"PNG");
/// # Ok::<(), strandline::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Chart {
    sheet: Sheet,
    shown: Shown,
    theme: Theme,
    scale: u32,
}

impl Chart {
    /// Lays out `scene`.
    ///
    /// # Errors
    ///
    /// [`Error::Insufficient`](crate::Error::Insufficient) without bars, [`Error::Chart`](crate::Error::Chart) for a mark
    /// at a bar that is not there, [`Error::Parameter`](crate::Error::Parameter) for a size that cannot be drawn.
    pub fn new(scene: &Scene, options: &ChartOptions) -> Result<Self> {
        let (sheet, shown) = draw::compose(scene, options)?;
        Ok(Self::from_sheet(sheet, shown, options))
    }

    fn from_sheet(sheet: Sheet, shown: Shown, options: &ChartOptions) -> Self {
        Self {
            sheet,
            shown,
            theme: options.theme,
            scale: options.scale,
        }
    }

    /// What is drawn where.
    pub fn sheet(&self) -> &Sheet {
        &self.sheet
    }

    /// Which part of the scene is visible.
    pub fn shown(&self) -> &Shown {
        &self.shown
    }

    /// What the chart shows, in words: for the `alt` text of a page.
    pub fn description(&self) -> &str {
        &self.sheet.description
    }

    /// Draws on any drawing area of `plotters`, one of its pixels for each 1/16 pixel of the chart.
    ///
    /// # Errors
    ///
    /// [`Error::Chart`](crate::Error::Chart) with the message of the backend.
    pub fn draw_on<B: DrawingBackend>(&self, area: &DrawingArea<B, Shift>) -> Result<()> {
        self.sheet.draw_on(area, self.theme)
    }

    /// The pixels.
    ///
    /// # Errors
    ///
    /// [`Error::Chart`](crate::Error::Chart) if memory cannot hold the picture.
    pub fn pixels(&self) -> Result<tiny_skia::Pixmap> {
        let mut pixmap = canvas(self.sheet.size, self.scale)?;
        self.draw_on(&Raster::new(&mut pixmap, self.scale).into_drawing_area())?;
        Ok(pixmap)
    }

    /// A PNG file with title, description and source inside.
    ///
    /// # Errors
    ///
    /// As [`Chart::pixels`], or if the encoder refuses.
    pub fn png(&self, encoding: Encoding) -> Result<Vec<u8>> {
        png::encode(&self.pixels()?, &self.sheet, self.scale, encoding)
    }

    /// The PNG file as a `data:` address, for a page that holds its pictures itself.
    ///
    /// # Errors
    ///
    /// As [`Chart::png`].
    pub fn data_uri(&self, encoding: Encoding) -> Result<String> {
        let png = base64::base64(&self.png(encoding)?);
        Ok(format!("data:image/png;base64,{png}"))
    }

    /// An SVG document with title and description.
    ///
    /// # Errors
    ///
    /// [`Error::Chart`](crate::Error::Chart) if drawing fails.
    pub fn svg(&self) -> Result<String> {
        svg::write(&self.sheet, self.theme)
    }
}
