//! Charts.
//!
//! [`Scene`](scene::Scene) says what is on a chart as plain data.
//! Nothing here computes a level or a study, opens a font file or asks a clock.

pub mod font;
pub mod png;
pub mod raster;
pub mod sheet;
pub mod svg;
pub mod theme;
