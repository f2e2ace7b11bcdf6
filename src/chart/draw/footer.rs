//! The words below the panes: source, what was left out, last bar and age, and what a chart is not.

use super::frame::Frame;
use crate::chart::drawing::Part;
use crate::chart::layout::Area;
use crate::chart::pen::{At, Lettering, Look, Pen};
use crate::chart::scene::Scene;
use crate::chart::theme::Hue;
use crate::text::{age, count, day};

/// What a chart is and is not, in the words there is room for.
const NOTES: [&str; 3] = [
    "Technical description, not investment advice",
    "Not investment advice",
    "Not advice",
];
/// Height of a row, and the least of the footer.
const ROW: f64 = 13.0;
const LEAST: f64 = 34.0;
/// Most rows.
const MOST_ROWS: usize = 4;

/// The rows of a footer.
#[derive(Debug)]
pub(super) struct Footer {
    rows: Vec<String>,
    /// What stands at the end of the last row.
    note: &'static str,
    hue: Hue,
}

impl Footer {
    pub(super) fn of(frame: &Frame<'_>) -> Self {
        let scene = frame.scene;
        let (rows, note) = rows(
            &parts(scene),
            frame.places.axis_right - frame.plot.area.left,
        );
        let hue = if scene.stale.is_some() {
            Hue::Warning
        } else {
            Hue::Third
        };
        Self { rows, note, hue }
    }

    /// Height that it needs.
    pub(super) fn height(&self) -> f64 {
        (self.rows.len() as f64 * ROW + 8.0).max(LEAST)
    }

    /// Writes it; amber where the data are stale.
    pub(super) fn draw(&self, pen: &mut Pen, area: Area, right: f64) {
        let look = Look::new(Part::Frame, Hue::Grid);
        pen.across(look, (area.left, right), area.top);
        let middle = f64::midpoint(area.top, area.bottom);
        let first = middle - ROW / 2.0 * (self.rows.len() - 1) as f64;
        let last = first + ROW * (self.rows.len() - 1) as f64;
        let look = Look::new(Part::Frame, Hue::Third);
        pen.text(look, Lettering::SMALL, At::End((right, last)), self.note);
        let look = Look::new(Part::Frame, self.hue);
        for (row, text) in self.rows.iter().enumerate() {
            let at = At::Start((area.left, first + ROW * row as f64));
            pen.text(look, Lettering::SMALL, at, text);
        }
    }
}

/// What the footer says, part by part.
fn parts(scene: &Scene) -> Vec<String> {
    let last = scene.bars.last().map(|bar| day(bar.time.date()));
    let last = last.map(|last| format!("last bar {last}"));
    let mut parts = Vec::new();
    if let Some(stale) = &scene.stale {
        let (age, last) = (age(*stale), last.clone().unwrap_or_default());
        parts.push(format!("Stale on {}: {last}, {age}", day(stale.today)));
    }
    if !scene.source.is_empty() {
        parts.push(format!("Source: {}", scene.source));
    }
    if scene.left_out > 0 {
        parts.push(format!("{} left out", count(scene.left_out, "row")));
    }
    if scene.stale.is_none() {
        parts.extend(last);
    }
    parts.push(concat!("strandline ", env!("CARGO_PKG_VERSION")).into());
    parts
}

/// `parts` in rows of `width` pixels, and the longest note that the last one has room for. The last part, the version of the
/// program, is left out where it would need a row of its own; a part that no row holds whole is broken between its words.
fn rows(parts: &[String], width: f64) -> (Vec<String>, &'static str) {
    let kind = Lettering::SMALL;
    let mut rows: Vec<String> = vec![String::new()];
    for (at, part) in parts.iter().enumerate() {
        let row = rows.last_mut().expect("a first row");
        let joined = if row.is_empty() {
            part.clone()
        } else {
            format!("{row} · {part}")
        };
        let is_last = at + 1 == parts.len();
        let room = if is_last {
            width - kind.width(NOTES[0]) - 24.0
        } else {
            width
        };
        if kind.width(&joined) <= room {
            *row = joined;
        } else if !is_last {
            rows.extend(kind.wrap(part, width));
        }
    }
    rows.retain(|row| !row.is_empty());
    let room = |rows: &[String]| width - rows.last().map_or(0.0, |row| kind.width(row)) - 24.0;
    let fitting = |rows: &[String]| {
        NOTES
            .into_iter()
            .find(|note| kind.width(note) <= room(rows))
    };
    if fitting(&rows).is_none() {
        rows.push(String::new());
    }
    rows.truncate(MOST_ROWS);
    let note = fitting(&rows).unwrap_or(NOTES[2]);
    (rows, note)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_narrow_footer_keeps_age_and_source_in_more_rows() {
        let parts = [
            "Stale on 26 Nov 2026: last bar 31 Dec 2025, 235 weekdays ago",
            "Source: XOM.csv, sha256 49d126938cf6bece, 6539 bars, levels/2",
            "strandline 0.1.0",
        ];
        let parts = parts.map(String::from);
        for (width, least) in [(1560.0, 1), (660.0, 2), (440.0, 2), (344.0, 3)] {
            let (rows, note) = rows(&parts, width);
            let text = rows.join(" ");
            assert_eq!(rows.len(), least, "{width}: {rows:?}");
            assert!(NOTES.contains(&note), "{width}: {text}");
            assert!(rows.iter().all(|row| Lettering::SMALL.width(row) <= width));
            for word in ["235 weekdays ago", "6539 bars, levels/2"] {
                assert!(text.contains(word), "{width}: {text}");
            }
        }
    }
}
