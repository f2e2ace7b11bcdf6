//! A drawing as a list of inks: what is drawn where, in which role, before anything is a pixel.
//!
//! Everything of a chart ends here, and every output starts here: [`Sheet::draw_on`] paints it on any drawing area of
//! `plotters`, [`Sheet::listing`] prints it for snapshots, and tests ask it whether texts overlap. Coordinates are
//! whole units of 1/16 pixel, so that no rounding of a platform's logarithm reaches the picture.

use std::fmt::Write as _;

use plotters::coord::Shift;
use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::prelude::{DrawingArea, DrawingBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{
    Color as _, FontDesc, FontFamily, FontStyle, RGBAColor, ShapeStyle, TextStyle,
};

use super::font::{self, Weight};
use super::theme::{Role, Theme};
use crate::{Error, Result};

/// Units a pixel.
pub const UNITS: i32 = 16;

/// A point in units, from the top left corner.
pub type Point = (i32, i32);

/// Where a text stands relative to its point, which is on the middle of the capitals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// The text begins at the point.
    Start,
    /// The text is centred on the point.
    Middle,
    /// The text ends at the point.
    End,
}

/// Which part of a chart an ink belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
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
pub enum Shape {
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

/// A shape with its meaning and colour.
#[derive(Debug, Clone, PartialEq)]
pub struct Ink {
    /// What it belongs to.
    pub part: Part,
    /// What its colour stands for.
    pub role: Role,
    /// Opacity in percent.
    pub opacity_pct: u8,
    /// What is drawn.
    pub shape: Shape,
}

/// A drawing on a background, with the words for those who cannot see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// Short title.
    pub title: String,
    /// What the picture shows, in a sentence built from its facts.
    pub description: String,
    /// Where the data come from.
    pub source: String,
    /// The inks, in the order of drawing.
    pub inks: Vec<Ink>,
}

/// A rectangle in units, for tests of what overlaps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extent {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Lower edge.
    pub bottom: f64,
}

impl Extent {
    /// Whether the two share an area.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    /// Whether `other` lies inside, edges included.
    pub fn contains(&self, other: &Self) -> bool {
        self.left <= other.left
            && self.top <= other.top
            && self.right >= other.right
            && self.bottom >= other.bottom
    }
}

impl Ink {
    /// The area the ink covers; a text's is its advance width by the height of its line.
    pub fn extent(&self) -> Extent {
        let around = |points: &[Point], margin: f64| {
            let mut extent = Extent {
                left: f64::MAX,
                top: f64::MAX,
                right: f64::MIN,
                bottom: f64::MIN,
            };
            for &(x, y) in points {
                let (x, y) = (f64::from(x), f64::from(y));
                extent.left = extent.left.min(x - margin);
                extent.right = extent.right.max(x + margin);
                extent.top = extent.top.min(y - margin);
                extent.bottom = extent.bottom.max(y + margin);
            }
            extent
        };
        match &self.shape {
            Shape::Rect(from, to) => around(&[*from, *to], 0.0),
            Shape::Path(points, width) => around(points, f64::from(*width) / 2.0),
            Shape::Polygon(points) => around(points, 0.0),
            Shape::Ring(centre, radius, width) => {
                around(&[*centre], f64::from(*radius) + f64::from(*width) / 2.0)
            }
            Shape::Disc(centre, radius) => around(&[*centre], f64::from(*radius)),
            Shape::Text((x, y), text, size, weight, anchor) => {
                let size = f64::from(*size);
                let width = font::width(text, size, *weight);
                let half = font::line_box(size) / 2.0;
                let left = f64::from(*x)
                    - match anchor {
                        Anchor::Start => 0.0,
                        Anchor::Middle => width / 2.0,
                        Anchor::End => width,
                    };
                Extent {
                    left,
                    top: f64::from(*y) - half,
                    right: left + width,
                    bottom: f64::from(*y) + half,
                }
            }
        }
    }

    fn style(&self, theme: Theme) -> RGBAColor {
        let [red, green, blue] = theme.rgb(self.role);
        RGBAColor(red, green, blue, f64::from(self.opacity_pct) / 100.0)
    }
}

impl Sheet {
    /// Paints the background and every ink on `area`, one pixel of the area for each unit.
    ///
    /// # Errors
    ///
    /// [`Error::Chart`] with the message of the backend.
    pub fn draw_on<B: DrawingBackend>(
        &self,
        area: &DrawingArea<B, Shift>,
        theme: Theme,
    ) -> Result<()> {
        let failed = |problem: &dyn std::fmt::Display| Error::Chart {
            problem: problem.to_string(),
        };
        let [red, green, blue] = theme.rgb(Role::Background);
        area.fill(&RGBAColor(red, green, blue, 1.0))
            .map_err(|error| failed(&error))?;
        for ink in &self.inks {
            paint(ink, ink.style(theme), area).map_err(|error| failed(&error))?;
        }
        area.present().map_err(|error| failed(&error))
    }

    /// The extents of all texts with what they say.
    pub fn texts(&self) -> impl Iterator<Item = (&str, Extent)> {
        self.inks.iter().filter_map(|ink| match &ink.shape {
            Shape::Text(_, text, ..) => Some((text.as_str(), ink.extent())),
            _ => None,
        })
    }

    /// The drawing as text, one ink a line, in pixels: for snapshots that a person can read.
    pub fn listing(&self) -> String {
        let mut out = format!("{} x {}\n", self.size.0, self.size.1);
        for ink in &self.inks {
            let name = serde_json::to_value(ink.role).unwrap_or_default();
            let role = name.as_str().unwrap_or_default();
            let _ = writeln!(
                out,
                "{:?} {role} {}% {}",
                ink.part,
                ink.opacity_pct,
                describe(&ink.shape)
            );
        }
        out
    }
}

fn describe(shape: &Shape) -> String {
    let px = |units: i32| f64::from(units) / f64::from(UNITS);
    let at = |&(x, y): &Point| format!("{},{}", px(x), px(y));
    let list = |points: &[Point]| points.iter().map(at).collect::<Vec<_>>().join(" ");
    let size = |units: u32| f64::from(units) / f64::from(UNITS);
    match shape {
        Shape::Rect(from, to) => format!("rect {} to {}", at(from), at(to)),
        Shape::Path(points, width) => format!("path {} wide: {}", size(*width), list(points)),
        Shape::Polygon(points) => format!("polygon {}", list(points)),
        Shape::Ring(centre, radius, width) => {
            format!(
                "ring {} radius {} wide {}",
                at(centre),
                size(*radius),
                size(*width)
            )
        }
        Shape::Disc(centre, radius) => format!("disc {} radius {}", at(centre), size(*radius)),
        Shape::Text(point, text, font, weight, anchor) => {
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
    match &ink.shape {
        Shape::Rect(from, to) => area.draw(&Rectangle::new([*from, *to], style(true, 0))),
        Shape::Path(points, width) => {
            area.draw(&PathElement::new(points.as_slice(), style(false, *width)))
        }
        Shape::Polygon(points) => area.draw(&Polygon::new(points.as_slice(), style(true, 0))),
        Shape::Ring(centre, radius, width) => {
            area.draw(&Circle::new(*centre, *radius, style(false, *width)))
        }
        Shape::Disc(centre, radius) => area.draw(&Circle::new(*centre, *radius, style(true, 0))),
        Shape::Text(point, text, size, weight, anchor) => {
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
