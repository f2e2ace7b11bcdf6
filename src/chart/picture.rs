//! A picture: laid out once, and drawn by every output.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use plotters::coord::Shift;
use plotters::prelude::{DrawingArea, DrawingBackend, IntoDrawingArea};

use super::drawing::Drawing;
use super::options::ChartOptions;
use super::png::{self, Encoding};
use super::raster::{Raster, canvas};
use super::scene::Scene;
use super::theme::Theme;
use super::visible::Visible;
use super::{draw, svg};
use crate::Result;

/// A picture, laid out and ready to be drawn: of a scene, or of a backtest by [`tear`](super::tear).
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
    pub(super) drawing: Drawing,
    shown: Visible,
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
        let (drawing, shown) = draw::compose(scene, options)?;
        Ok(Self::from_drawing(drawing, shown, options))
    }

    /// A picture of `drawing`, which shows `shown`.
    pub(super) fn from_drawing(drawing: Drawing, shown: Visible, options: &ChartOptions) -> Self {
        Self {
            drawing,
            shown,
            theme: options.theme,
            scale: options.scale,
        }
    }

    /// Name and symbol of what is drawn.
    pub fn title(&self) -> &str {
        &self.drawing.title
    }

    /// What is drawn where, one figure a line, in pixels: part, colour, opacity, places, words. For snapshots, and for
    /// who wants to know what a picture says.
    pub fn listing(&self) -> String {
        self.drawing.listing()
    }

    /// Which part of the scene is visible.
    pub fn shown(&self) -> &Visible {
        &self.shown
    }

    /// What the chart shows, in words: for the `alt` text of a page.
    pub fn description(&self) -> &str {
        &self.drawing.description
    }

    /// Draws on any drawing area of `plotters`, one of its pixels for each 1/16 pixel of the chart.
    ///
    /// # Errors
    ///
    /// [`Error::Chart`](crate::Error::Chart) with the message of the backend.
    pub fn draw_on<B: DrawingBackend>(&self, area: &DrawingArea<B, Shift>) -> Result<()> {
        self.drawing.draw_on(area, self.theme)
    }

    /// The pixels.
    ///
    /// # Errors
    ///
    /// [`Error::Chart`](crate::Error::Chart) if memory cannot hold the picture.
    pub fn pixels(&self) -> Result<tiny_skia::Pixmap> {
        let mut pixmap = canvas(self.drawing.size, self.scale)?;
        self.draw_on(&Raster::new(&mut pixmap, self.scale).into_drawing_area())?;
        Ok(pixmap)
    }

    /// A PNG file with title, description and source inside.
    ///
    /// # Errors
    ///
    /// As [`Chart::pixels`], or if the encoder refuses.
    pub fn png(&self, encoding: Encoding) -> Result<Vec<u8>> {
        png::encode(&self.pixels()?, &self.drawing, self.scale, encoding)
    }

    /// The PNG file as a `data:` address, for a page that holds its pictures itself.
    ///
    /// # Errors
    ///
    /// As [`Chart::png`].
    pub fn data_uri(&self, encoding: Encoding) -> Result<String> {
        let png = BASE64_STANDARD.encode(self.png(encoding)?);
        Ok(format!("data:image/png;base64,{png}"))
    }

    /// An SVG document with title and description.
    ///
    /// # Errors
    ///
    /// [`Error::Chart`](crate::Error::Chart) if drawing fails.
    pub fn svg(&self) -> Result<String> {
        svg::write(&self.drawing, self.theme)
    }
}
