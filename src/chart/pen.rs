//! Draws in pixels: lines on the pixel grid, dashes, clipped curves, text.

use super::drawing::{Anchor, Figure, Ink, Part, Point, UNITS};
use super::font::Weight;
use super::layout::Area;
use super::theme::Hue;

/// Collects inks of one part after another.
#[derive(Debug, Default)]
pub(super) struct Pen {
    pub(super) inks: Vec<Ink>,
}

/// What an ink is and how it looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    part: Part,
    hue: Hue,
    opacity_pct: u8,
    has_halo: bool,
}

impl Look {
    pub(super) fn new(part: Part, hue: Hue) -> Self {
        Self {
            part,
            hue,
            opacity_pct: 100,
            has_halo: false,
        }
    }

    pub(super) fn faint(self, opacity_pct: u8) -> Self {
        Self {
            opacity_pct,
            ..self
        }
    }

    /// With a narrow edge of paper around the letters of a text, so that a line under them does not disturb and is not
    /// cut either.
    pub(super) fn with_halo(self) -> Self {
        Self {
            has_halo: true,
            ..self
        }
    }

    /// Light grey in every theme: what depends on where the history begins.
    pub(super) fn unsettled(self) -> Self {
        let hue = Hue::Third;
        Self { hue, ..self }.faint(60)
    }
}

/// Where the start, the middle or the end of a text stands.
#[derive(Debug, Clone, Copy)]
pub(super) enum At {
    Start((f64, f64)),
    Middle((f64, f64)),
    End((f64, f64)),
}

/// How a text is set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lettering {
    pub(super) size: f64,
    pub(super) weight: Weight,
}

impl Lettering {
    pub(super) const TITLE: Self = Self::new(22.0, Weight::SemiBold);
    pub(super) const COMPACT_TITLE: Self = Self::new(18.0, Weight::SemiBold);
    pub(super) const SUBTITLE: Self = Self::new(13.0, Weight::Regular);
    pub(super) const CHANGE: Self = Self::new(13.0, Weight::SemiBold);
    pub(super) const LABEL: Self = Self::new(12.5, Weight::SemiBold);
    pub(super) const NAME: Self = Self::new(12.0, Weight::SemiBold);
    pub(super) const PLAIN: Self = Self::new(12.0, Weight::Regular);
    pub(super) const SMALL: Self = Self::new(11.0, Weight::Regular);
    pub(super) const SMALL_NAME: Self = Self::new(11.0, Weight::SemiBold);

    pub(super) const fn new(size: f64, weight: Weight) -> Self {
        Self { size, weight }
    }

    pub(super) fn width(self, text: &str) -> f64 {
        super::font::width(text, self.size, self.weight)
    }

    /// `text` in rows of at most `room` pixels, broken between words but not after a number; a longer word has a row
    /// of its own.
    pub(super) fn wrap(self, text: &str, room: f64) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        for word in text.split(' ') {
            match words.last_mut() {
                Some(number) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
                    number.extend([" ", word]);
                }
                _ => words.push(word.to_owned()),
            }
        }
        let mut rows: Vec<String> = Vec::new();
        for word in words {
            match rows.last_mut() {
                Some(row) if self.width(&format!("{row} {word}")) <= room => {
                    row.extend([" ", &word]);
                }
                _ => rows.push(word),
            }
        }
        rows
    }

    /// `text`, or as much of it as fits into `room` with an ellipsis, or nothing.
    pub(super) fn fit(self, text: &str, room: f64) -> String {
        if self.width(text) <= room {
            return text.to_owned();
        }
        let ends = text.char_indices().map(|(at, _)| at).rev();
        ends.map(|end| format!("{}…", text[..end].trim_end()))
            .find(|short| short != "…" && self.width(short) <= room)
            .unwrap_or_default()
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "`as` saturates, and canvases are far smaller"
)]
fn unit(pixels: f64) -> i32 {
    (pixels * f64::from(UNITS)).round() as i32
}

fn length(pixels: f64) -> u32 {
    unit(pixels).unsigned_abs()
}

fn point((x, y): (f64, f64)) -> Point {
    (unit(x), unit(y))
}

impl Pen {
    fn push(&mut self, look: Look, figure: Figure) {
        self.inks.push(Ink {
            part: look.part,
            hue: look.hue,
            opacity_pct: look.opacity_pct,
            has_halo: look.has_halo,
            figure,
        });
    }

    /// Fills `area`, unless it has no extent.
    pub(super) fn rect(&mut self, look: Look, area: Area) {
        let (from, to) = (
            point((area.left, area.top)),
            point((area.right, area.bottom)),
        );
        if to.0 > from.0 && to.1 > from.1 {
            self.push(look, Figure::Rect(from, to));
        }
    }

    /// A horizontal line of one pixel in the pixel row that holds `y`.
    pub(super) fn across(&mut self, look: Look, (left, right): (f64, f64), y: f64) {
        let top = y.floor();
        self.rect(
            look,
            Area {
                left,
                top,
                right,
                bottom: top + 1.0,
            },
        );
    }

    /// The same in dashes of `on` pixels with `off` pixels between.
    pub(super) fn dashes(
        &mut self,
        look: Look,
        (left, right): (f64, f64),
        y: f64,
        (on, off): (f64, f64),
    ) {
        let mut from = left;
        while from < right {
            self.across(look, (from, (from + on).min(right)), y);
            from += on + off;
        }
    }

    /// A vertical line of one pixel in the pixel column that holds `x`.
    pub(super) fn down(&mut self, look: Look, x: f64, (top, bottom): (f64, f64)) {
        let left = x.floor();
        self.rect(
            look,
            Area {
                left,
                top,
                right: left + 1.0,
                bottom,
            },
        );
    }

    /// A line through `points`, cut off at the upper and lower edge of `clip`.
    pub(super) fn curve(&mut self, look: Look, width: f64, points: &[(f64, f64)], clip: Area) {
        let inner = (clip.top + width / 2.0, clip.bottom - width / 2.0);
        for piece in clip_rows(points, inner) {
            let piece: Vec<Point> = piece.into_iter().map(point).collect();
            if piece.len() > 1 {
                self.push(look, Figure::Path(piece, length(width)));
            }
        }
    }

    pub(super) fn polygon(&mut self, look: Look, points: &[(f64, f64)]) {
        let points = points.iter().copied().map(point).collect();
        self.push(look, Figure::Polygon(points));
    }

    pub(super) fn ring(&mut self, look: Look, centre: (f64, f64), radius: f64, width: f64) {
        self.push(
            look,
            Figure::Ring(point(centre), length(radius), length(width)),
        );
    }

    pub(super) fn disc(&mut self, look: Look, centre: (f64, f64), radius: f64) {
        self.push(look, Figure::Disc(point(centre), length(radius)));
    }

    /// A line of text, on the middle of its capitals.
    pub(super) fn text(&mut self, look: Look, kind: Lettering, at: At, text: &str) {
        let (at, anchor) = match at {
            At::Start(at) => (at, Anchor::Start),
            At::Middle(at) => (at, Anchor::Middle),
            At::End(at) => (at, Anchor::End),
        };
        if !text.is_empty() {
            let text = super::font::drawable(text);
            let figure = Figure::Text(point(at), text, length(kind.size), kind.weight, anchor);
            self.push(look, figure);
        }
    }
}

/// The parts of a line through `points` that lie between two heights.
fn clip_rows(points: &[(f64, f64)], rows: (f64, f64)) -> Vec<Vec<(f64, f64)>> {
    let mut pieces: Vec<Vec<(f64, f64)>> = Vec::new();
    for pair in points.windows(2) {
        let Some((from, to)) = clip_segment(pair[0], pair[1], rows) else {
            continue;
        };
        match pieces
            .last_mut()
            .filter(|piece| piece.last() == Some(&from))
        {
            Some(piece) => piece.push(to),
            None => pieces.push(vec![from, to]),
        }
    }
    pieces
}

type Segment = ((f64, f64), (f64, f64));

fn clip_segment(from: (f64, f64), to: (f64, f64), (top, bottom): (f64, f64)) -> Option<Segment> {
    if from.1.max(to.1) < top || from.1.min(to.1) > bottom {
        return None;
    }
    let at_row = |row: f64| {
        let share = (row - from.1) / (to.1 - from.1);
        (from.0 + share * (to.0 - from.0), row)
    };
    let clip = |point: (f64, f64)| match point.1 {
        y if y < top => at_row(top),
        y if y > bottom => at_row(bottom),
        _ => point,
    };
    Some((clip(from), clip(to)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_is_cut_where_it_leaves_its_pane() {
        let points = [(0.0, 5.0), (10.0, 15.0), (20.0, 5.0), (30.0, 5.0)];
        let pieces = clip_rows(&points, (0.0, 10.0));
        assert_eq!(
            pieces,
            [
                vec![(0.0, 5.0), (5.0, 10.0)],
                vec![(15.0, 10.0), (20.0, 5.0), (30.0, 5.0)]
            ]
        );
        assert_eq!(clip_rows(&[(0.0, 20.0), (9.0, 30.0)], (0.0, 10.0)).len(), 0);
        // Across the whole pane in one step.
        let through = clip_rows(&[(0.0, -10.0), (30.0, 20.0)], (0.0, 10.0));
        assert_eq!(through, [vec![(10.0, 0.0), (20.0, 10.0)]]);
    }

    #[test]
    fn a_text_is_broken_between_words() {
        let room = Lettering::PLAIN.width("closed at 12.5");
        let rows = Lettering::PLAIN.wrap("closed at 12.5 above it", room);
        assert_eq!(rows, ["closed at 12.5", "above it"]);
    }

    #[test]
    fn a_text_that_does_not_fit_ends_in_an_ellipsis() {
        let short = Lettering::PLAIN.fit("Alibaba Group Holding Limited", 80.0);
        assert!(
            short.ends_with('…') && Lettering::PLAIN.width(&short) <= 80.0,
            "{short}"
        );
        assert_eq!(Lettering::PLAIN.fit("BABA", 80.0), "BABA");
        assert_eq!(Lettering::PLAIN.fit("BABA", 3.0), "");
    }
}
