//! The words below the panes: source, last bar and age, and what a chart is not.

use super::Frame;
use crate::chart::drawing::Part;
use crate::chart::number::date;
use crate::chart::pen::{At, Lettering, Look};
use crate::chart::theme::Hue;
use crate::text::age;

/// What a chart is and is not, in the words there is room for.
const NOTES: [&str; 3] = [
    "Technical description, not investment advice",
    "Not investment advice",
    "Not advice",
];

impl Frame<'_> {
    /// Source, last bar and age; amber where the data are stale.
    pub(super) fn footer(&mut self) {
        let Some(area) = self.layout.footer else {
            return;
        };
        let right = self.layout.axis_right;
        let look = Look::new(Part::Frame, Hue::Grid);
        self.pen.across(look, (area.left, right), area.top);
        let (parts, role) = self.footer_parts();
        let (rows, note) = footer_rows(&parts, right - area.left);
        let step = 13.0;
        let middle = f64::midpoint(area.top, area.bottom);
        let first = middle - step / 2.0 * (rows.len() - 1) as f64;
        let last = first + step * (rows.len() - 1) as f64;
        let look = Look::new(Part::Frame, Hue::Third);
        self.pen
            .text(look, Lettering::SMALL, At::End((right, last)), note);
        let look = Look::new(Part::Frame, role);
        for (row, text) in rows.iter().enumerate() {
            let at = At::Start((area.left, first + step * row as f64));
            self.pen.text(look, Lettering::SMALL, at, text);
        }
    }

    /// What the footer says, part by part, and its colour.
    fn footer_parts(&self) -> (Vec<String>, Hue) {
        let scene = self.scene;
        let mut parts = Vec::new();
        let last = scene.bars.last().map(|bar| date(bar.time.date()));
        let last = last.map(|last| format!("last bar {last}"));
        if let Some(stale) = &scene.stale {
            let age = age(*stale);
            let last = last.clone().unwrap_or_default();
            parts.push(format!("Stale on {}: {last}, {age}", date(stale.today)));
        }
        if !scene.source.is_empty() {
            parts.push(format!("Source: {}", scene.source));
        }
        if scene.stale.is_none() {
            parts.extend(last);
        }
        parts.push(concat!("strandline ", env!("CARGO_PKG_VERSION")).into());
        let role = if scene.stale.is_some() {
            Hue::Warning
        } else {
            Hue::Third
        };
        (parts, role)
    }
}

/// The parts of a footer of `width` pixels in one row or two, and the note at the end of the last one. The last part, the
/// version of the program, is the first to go.
fn footer_rows(parts: &[String], width: f64) -> (Vec<String>, &'static str) {
    let room = |note: &str| width - Lettering::SMALL.width(note) - 24.0;
    let joined = |parts: &[String]| parts.join(" · ");
    let fits = |parts: &[String], room: f64| Lettering::SMALL.width(&joined(parts)) <= room;
    if fits(parts, room(NOTES[0])) {
        return (vec![joined(parts)], NOTES[0]);
    }
    let held = (1..parts.len())
        .rev()
        .find(|&len| fits(&parts[..len], width));
    let (above, below) = parts.split_at(held.unwrap_or(1).min(parts.len()));
    let fewer = &below[..below.len().saturating_sub(1)];
    let wanted = [below, fewer]
        .into_iter()
        .flat_map(|parts| NOTES.map(|note| (parts, note)));
    let fitting = wanted
        .into_iter()
        .find(|(parts, note)| fits(parts, room(note)));
    // What no row holds whole is cut.
    let (below, note) = fitting.unwrap_or((fewer, NOTES[2]));
    let rows = vec![
        Lettering::SMALL.fit(&joined(above), width),
        Lettering::SMALL.fit(&joined(below), room(note)),
    ];
    (rows, note)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_narrow_footer_keeps_age_and_source_in_two_rows() {
        let parts = [
            "Stale on 26 Nov 2026: last bar 31 Dec 2025, 235 weekdays ago",
            "Source: XOM.csv, sha256 49d126938cf6bece, 6539 bars, levels/1",
            "strandline 0.1.0",
        ];
        let parts = parts.map(String::from);
        for (width, rows) in [(1560.0, 1), (660.0, 2), (440.0, 2)] {
            let (told, note) = footer_rows(&parts, width);
            let text = told.join(" · ");
            assert_eq!(told.len(), rows, "{width}: {text}");
            assert!(
                text.contains(&parts[0]) && text.contains(&parts[1]),
                "{width}: {text}"
            );
            assert!(
                !text.contains('…') && NOTES.contains(&note),
                "{width}: {text}"
            );
        }
    }
}
