//! Which area an ink covers: for tests of what overlaps.

use super::drawing::{Anchor, Drawing, Figure, Ink, Point};
use super::font;

/// Share of the font size above and below the middle of the capitals that a text may fill, accents aside.
const HALF_LINE: f64 = 0.55;

/// A rectangle in units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Extent {
    /// Left edge.
    pub(super) left: f64,
    /// Upper edge.
    pub(super) top: f64,
    /// Right edge.
    pub(super) right: f64,
    /// Lower edge.
    pub(super) bottom: f64,
}

impl Extent {
    /// Whether the two share an area.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    /// Whether `other` lies inside, edges included.
    pub(super) fn contains(&self, other: &Self) -> bool {
        self.left <= other.left
            && self.top <= other.top
            && self.right >= other.right
            && self.bottom >= other.bottom
    }
}

impl Ink {
    /// The area the ink covers; a text's is its advance width by the height of its line.
    pub(super) fn extent(&self) -> Extent {
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
        match &self.figure {
            Figure::Rect(from, to) => around(&[*from, *to], 0.0),
            Figure::Path(points, width) => around(points, f64::from(*width) / 2.0),
            Figure::Polygon(points) => around(points, 0.0),
            Figure::Ring(centre, radius, width) => {
                around(&[*centre], f64::from(*radius) + f64::from(*width) / 2.0)
            }
            Figure::Disc(centre, radius) => around(&[*centre], f64::from(*radius)),
            Figure::Text((x, y), text, size, weight, anchor) => {
                let size = f64::from(*size);
                let width = font::width(text, size, *weight);
                let half = HALF_LINE * size;
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
}

impl Drawing {
    /// The extents of all texts with what they say.
    pub(super) fn texts(&self) -> impl Iterator<Item = (&str, Extent)> {
        self.inks.iter().filter_map(|ink| match &ink.figure {
            Figure::Text(_, text, ..) => Some((text.as_str(), ink.extent())),
            _ => None,
        })
    }
}
