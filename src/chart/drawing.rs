//! A drawing as a list of inks: what is drawn where, in which hue, before anything is a pixel.
//!
//! Everything of a chart ends here, and every output starts here: [`Drawing::draw_on`] paints it on any drawing area of
//! `plotters`, and [`Drawing::listing`] prints it for snapshots. Coordinates are
//! whole units of 1/16 pixel, so that no rounding of a platform's logarithm reaches the picture.

use std::fmt::Write as _;

use plotters::coord::Shift;
use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::prelude::{DrawingArea, DrawingBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{
    Color as _, FontDesc, FontFamily, FontStyle, RGBAColor, ShapeStyle, TextStyle,
};

use super::font::Weight;
use super::theme::{Hue, Theme};
use crate::{Error, Result};

/// Units a pixel.
pub(super) const UNITS: i32 = 16;

/// A point in units, from the top left corner.
pub(super) type Point = (i32, i32);

/// Where a text stands relative to its point, which is on the middle of the capitals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    /// The text begins at the point.
    Start,
    /// The text is centred on the point.
    Middle,
    /// The text ends at the point.
    End,
}

/// Which part of a chart an ink belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// Borders, header, footer.
    Frame,
    /// Grid lines and axis labels.
    Axis,
    /// Zones, boxes and lines at a price.
    Zone,
    /// Lines over the price.
    Overlay,
    /// Bars of the price.
    Bars,
    /// Bars of the volume, and their average.
    Volume,
    /// Lines of the study pane of this number.
    Study(usize),
    /// Touches, breaks, flags.
    Mark,
    /// Names of what is drawn, inside a pane.
    Label,
    /// Values on the price axis.
    Tag,
}

/// One geometric thing.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Figure {
    /// A filled rectangle from its top left corner up to, not including, its bottom right corner.
    Rect(Point, Point),
    /// A line of this width through points.
    Path(Vec<Point>, u32),
    /// A filled polygon.
    Polygon(Vec<Point>),
    /// A circle line of this radius and line width.
    Ring(Point, u32, u32),
    /// A filled circle of this radius.
    Disc(Point, u32),
    /// A line of text of this font size in units.
    Text(Point, String, u32, Weight, Anchor),
}

/// A figure with its meaning and colour.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ink {
    /// What it belongs to.
    pub(super) part: Part,
    /// What its colour stands for.
    pub(super) hue: Hue,
    /// Opacity in percent.
    pub(super) opacity_pct: u8,
    /// Whether the letters of a text stand on a narrow edge of paper.
    pub(super) has_halo: bool,
    /// What is drawn.
    pub(super) figure: Figure,
}

/// A drawing on a background, with the words for those who cannot see it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Drawing {
    /// Width and height in pixels.
    pub(super) size: (u32, u32),
    /// Short title.
    pub(super) title: String,
    /// What the picture shows, in a sentence built from its facts.
    pub(super) description: String,
    /// Where the data come from.
    pub(super) source: String,
    /// The inks, in the order of drawing.
    pub(super) inks: Vec<Ink>,
}

/// How far the halo of a text reaches beyond its letters, in units.
const HALO: i32 = 24;

impl Ink {
    /// The paper around a text: the text itself in the colour of the paper, moved a little to all sides.
    fn halo(&self) -> impl Iterator<Item = Self> {
        let sides = (-1..=1).flat_map(|x| (-1..=1).map(move |y| (x, y)));
        sides.filter(|side| *side != (0, 0)).map(|(x, y)| {
            // On a circle: a corner of the square is 10/7 as far.
            let reach = if x != 0 && y != 0 {
                HALO * 7 / 10
            } else {
                HALO
            };
            Self {
                hue: Hue::Background,
                opacity_pct: 100,
                ..self.moved((reach * x, reach * y))
            }
        })
    }

    /// The same ink, so many units further right and down.
    pub(super) fn moved(&self, (right, down): (i32, i32)) -> Self {
        let point = |&(x, y): &Point| (x + right, y + down);
        let points = |points: &[Point]| points.iter().map(point).collect();
        let figure = match &self.figure {
            Figure::Rect(from, to) => Figure::Rect(point(from), point(to)),
            Figure::Path(path, width) => Figure::Path(points(path), *width),
            Figure::Polygon(corners) => Figure::Polygon(points(corners)),
            Figure::Ring(centre, radius, width) => Figure::Ring(point(centre), *radius, *width),
            Figure::Disc(centre, radius) => Figure::Disc(point(centre), *radius),
            Figure::Text(at, text, size, weight, anchor) => {
                Figure::Text(point(at), text.clone(), *size, *weight, *anchor)
            }
        };
        Self {
            figure,
            ..self.clone()
        }
    }

    fn style(&self, theme: Theme) -> RGBAColor {
        let [red, green, blue] = theme.rgb(self.hue);
        RGBAColor(red, green, blue, f64::from(self.opacity_pct) / 100.0)
    }
}

impl Drawing {
    /// Paints the background and every ink on `area`, one pixel of the area for each unit.
    ///
    /// # Errors
    ///
    /// [`Error::Chart`] with the message of the backend.
    pub(super) fn draw_on<B: DrawingBackend>(
        &self,
        area: &DrawingArea<B, Shift>,
        theme: Theme,
    ) -> Result<()> {
        let failed = |problem: &dyn std::fmt::Display| Error::Chart {
            problem: problem.to_string(),
        };
        let [red, green, blue] = theme.rgb(Hue::Background);
        area.fill(&RGBAColor(red, green, blue, 1.0))
            .map_err(|error| failed(&error))?;
        for ink in &self.inks {
            if ink.has_halo {
                for halo in ink.halo() {
                    paint(&halo, halo.style(theme), area).map_err(|error| failed(&error))?;
                }
            }
            paint(ink, ink.style(theme), area).map_err(|error| failed(&error))?;
        }
        area.present().map_err(|error| failed(&error))
    }

    /// The drawing as text, one ink a line, in pixels: for snapshots that a person can read.
    pub(super) fn listing(&self) -> String {
        let mut out = format!("{} x {}\n", self.size.0, self.size.1);
        for ink in &self.inks {
            let name = serde_json::to_value(ink.hue).unwrap_or_default();
            let hue = name.as_str().unwrap_or_default();
            let halo = if ink.has_halo { " on paper" } else { "" };
            let _ = writeln!(
                out,
                "{:?} {hue} {}% {}{halo}",
                ink.part,
                ink.opacity_pct,
                describe(&ink.figure)
            );
        }
        out
    }
}

fn describe(figure: &Figure) -> String {
    let px = |units: i32| f64::from(units) / f64::from(UNITS);
    let at = |&(x, y): &Point| format!("{},{}", px(x), px(y));
    let list = |points: &[Point]| points.iter().map(at).collect::<Vec<_>>().join(" ");
    let size = |units: u32| f64::from(units) / f64::from(UNITS);
    match figure {
        Figure::Rect(from, to) => format!("rect {} to {}", at(from), at(to)),
        Figure::Path(points, width) => format!("path {} wide: {}", size(*width), list(points)),
        Figure::Polygon(points) => format!("polygon {}", list(points)),
        Figure::Ring(centre, radius, width) => {
            format!(
                "ring {} radius {} wide {}",
                at(centre),
                size(*radius),
                size(*width)
            )
        }
        Figure::Disc(centre, radius) => format!("disc {} radius {}", at(centre), size(*radius)),
        Figure::Text(point, text, font, weight, anchor) => {
            format!(
                "text {} {} {weight:?} {anchor:?} \"{text}\"",
                at(point),
                size(*font)
            )
        }
    }
}

fn paint<B: DrawingBackend>(
    ink: &Ink,
    color: RGBAColor,
    area: &DrawingArea<B, Shift>,
) -> std::result::Result<(), plotters::drawing::DrawingAreaErrorKind<B::ErrorType>> {
    let style = |filled, stroke_width| ShapeStyle {
        color,
        filled,
        stroke_width,
    };
    match &ink.figure {
        Figure::Rect(from, to) => area.draw(&Rectangle::new([*from, *to], style(true, 0))),
        Figure::Path(points, width) => {
            area.draw(&PathElement::new(points.as_slice(), style(false, *width)))
        }
        Figure::Polygon(points) => area.draw(&Polygon::new(points.as_slice(), style(true, 0))),
        Figure::Ring(centre, radius, width) => {
            area.draw(&Circle::new(*centre, *radius, style(false, *width)))
        }
        Figure::Disc(centre, radius) => area.draw(&Circle::new(*centre, *radius, style(true, 0))),
        Figure::Text(point, text, size, weight, anchor) => {
            let style = text_style(*size, *weight, *anchor, color);
            area.draw(&Text::new(text.as_str(), *point, style))
        }
    }
}

fn text_style(size: u32, weight: Weight, anchor: Anchor, color: RGBAColor) -> TextStyle<'static> {
    let style = match weight {
        Weight::Regular => FontStyle::Normal,
        Weight::SemiBold => FontStyle::Bold,
    };
    let horizontal = match anchor {
        Anchor::Start => HPos::Left,
        Anchor::Middle => HPos::Center,
        Anchor::End => HPos::Right,
    };
    let base = TextStyle::from(FontDesc::new(
        FontFamily::Name("Inter"),
        f64::from(size),
        style,
    ));
    TextStyle {
        color: color.to_backend_color(),
        pos: Pos::new(horizontal, VPos::Center),
        ..base
    }
}
