//! Charts.
//!
//! ```text
//! Scene (what is on it, as data) -> Chart -> PNG, SVG, any drawing area of plotters
//!                                -> term::draw (characters)      -> Scene::to_json
//! ```
//!
//! A [`Scene`](scene::Scene) is filled by the caller; a [`Chart`] lays it out, once, as a list of figures
//! with meanings, and every output draws that list. The same scene gives the same bytes on every machine: fonts are
//! embedded, coordinates are whole numbers, and there is no clock. Nothing here computes a level or a study.

mod axis;
mod draw;
mod drawing;
#[cfg(test)]
mod extent;
mod font;
mod glyph;
mod labels;
mod layout;
mod options;
pub mod page;
mod pen;
mod picture;
mod png;
mod raster;
mod scale;
pub mod scene;
mod svg;
pub mod tear;
pub mod term;
mod theme;
mod visible;
mod window;

pub use options::{BarStyle, ChartOptions, Preset, PriceAxis, Range};
pub use picture::Chart;
pub use png::Encoding;
pub use raster::{Raster, canvas};
pub use theme::{Palette, Theme};
pub use visible::Visible;
