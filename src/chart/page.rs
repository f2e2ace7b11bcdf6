//! Charts for a page that people point at: the SVG with its colours by name, and where each bar and price stands.
//!
//! [`for_page`] draws a scene once in light and once in dark colours and keeps one SVG whose colours are CSS variables;
//! [`style`] sets them for either screen and holds the fonts once. Nothing here knows of scripts.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::draw;
use super::options::ChartOptions;
use super::scene::Scene;
use super::svg;
use super::theme::{Palette, Theme};
use crate::{Result, Time};

/// Colours of a page by the name of their variable: on light and on dark screens.
pub type Colours = BTreeMap<String, (String, String)>;

/// A chart with all that a script needs to know of it.
#[derive(Debug, Clone, PartialEq)]
pub struct PagePicture {
    /// The SVG element, without fonts, its colours variables of [`style`].
    pub svg: String,
    /// Where things stand on it.
    pub geometry: Geometry,
    /// What it shows, in words.
    pub description: String,
    /// Its fonts, as CSS.
    fonts: String,
    colours: Colours,
}

/// Where bars and prices stand on a chart, in pixels.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Geometry {
    /// Width and height of the picture.
    pub size: (u32, u32),
    /// Left, top, right and bottom of the price pane.
    pub plot: [f64; 4],
    /// Bottom of the lowest pane.
    pub bottom: f64,
    /// From one bar to the next.
    pub pitch: f64,
    /// Lowest and highest price of the axis, their rows, and whether it is logarithmic.
    pub scale: (f64, f64, f64, f64, bool),
    /// The visible bars; weeks where days would be too narrow.
    pub bars: Vec<PlacedBar>,
    /// The zones that are drawn, by the name of their level.
    pub zones: Vec<PlacedZone>,
}

/// One visible bar.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PlacedBar {
    /// Middle of the bar.
    pub x: f64,
    /// When it is.
    pub time: Time,
    /// First price.
    pub open: f64,
    /// Highest price.
    pub high: f64,
    /// Lowest price.
    pub low: f64,
    /// Last price.
    pub close: f64,
    /// Traded quantity, if the series has one.
    pub volume: Option<f64>,
}

/// One drawn zone.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlacedZone {
    /// Name of its level.
    pub id: String,
    /// Lower edge.
    pub low: f64,
    /// Upper edge.
    pub high: f64,
}

/// Draws `scene` for a page.
///
/// # Errors
///
/// As [`Chart::new`](super::Chart::new) and [`Chart::svg`](super::Chart::svg).
pub fn for_page(scene: &Scene, options: &ChartOptions) -> Result<PagePicture> {
    let (drawing, _) = draw::compose(scene, options)?;
    let with = |palette| {
        svg::write(
            &drawing,
            Theme {
                palette,
                ..options.theme
            },
        )
    };
    let (light, dark) = (with(Palette::Light)?, with(Palette::Dark)?);
    let mut colours = Colours::new();
    let svg = merged(&light, &dark, &mut colours).unwrap_or(light);
    let (svg, fonts) = without_fonts(&svg);
    Ok(PagePicture {
        svg,
        geometry: draw::geometry(scene, options)?,
        description: drawing.description,
        fonts,
        colours,
    })
}

/// The fonts and colours of `pictures`, as CSS.
pub fn style(pictures: &[PagePicture]) -> String {
    let mut fonts: Vec<&str> = Vec::new();
    let mut colours = Colours::new();
    for picture in pictures {
        for face in picture.fonts.split_inclusive('}') {
            if !fonts.contains(&face) {
                fonts.push(face);
            }
        }
        colours.extend(picture.colours.clone());
    }
    let (mut light, mut dark) = (String::new(), String::new());
    for (name, (on_light, on_dark)) in &colours {
        let _ = write!(light, "--{name}:{on_light};");
        let _ = write!(dark, "--{name}:{on_dark};");
    }
    format!(
        "{}\n:root{{{light}}}\n@media screen and (prefers-color-scheme: dark){{:root{{{dark}}}}}\n",
        fonts.concat()
    )
}

/// The text of `light` with every colour that differs from that of `dark` as a variable; `None` where they differ in
/// anything else.
fn merged(light: &str, dark: &str, colours: &mut Colours) -> Option<String> {
    let mut out = String::with_capacity(light.len());
    let (mut light, mut dark) = (light.split('#'), dark.split('#'));
    let first = light.next().filter(|first| dark.next() == Some(first))?;
    out.push_str(first);
    for (one, other) in light.by_ref().zip(dark.by_ref()) {
        let (of_light, of_dark) = (one.get(..6)?, other.get(..6)?);
        if one.get(6..) != other.get(6..) {
            return None;
        }
        if of_light == of_dark {
            let _ = write!(out, "#{one}");
        } else {
            let name = format!("c{of_light}{of_dark}");
            let _ = write!(out, "var(--{name}){}", one.get(6..)?);
            colours.insert(name, (format!("#{of_light}"), format!("#{of_dark}")));
        }
    }
    (light.next().is_none() && dark.next().is_none()).then_some(out)
}

/// The SVG without its style element, and what that held.
fn without_fonts(svg: &str) -> (String, String) {
    let found = svg.split_once("<style>").and_then(|(before, rest)| {
        let (fonts, after) = rest.split_once("</style>")?;
        Some((format!("{before}{after}"), fonts.to_owned()))
    });
    found.unwrap_or_else(|| (svg.to_owned(), String::new()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_that_differ_become_variables() {
        let mut colours = Colours::new();
        let found = merged(
            "<a fill=\"#111827\" b=\"#ffffff\"/>",
            "<a fill=\"#e5e7eb\" b=\"#ffffff\"/>",
            &mut colours,
        );
        assert_eq!(
            found.unwrap(),
            "<a fill=\"var(--c111827e5e7eb)\" b=\"#ffffff\"/>"
        );
        assert_eq!(
            colours["c111827e5e7eb"],
            ("#111827".into(), "#e5e7eb".into())
        );
        assert_eq!(merged("<a #111111>", "<b #222222>", &mut colours), None);
        assert_eq!(merged("#111111", "#222222#333333", &mut colours), None);
    }
}
