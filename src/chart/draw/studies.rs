//! Studies in units of their own, each in a pane below the volume.

use super::axes;
use super::canvas::Canvas;
use super::curve::Curve;
use super::frame::Frame;
use crate::chart::axis::value_ticks;
use crate::chart::drawing::Part;
use crate::chart::layout::{Area, TITLE};
use crate::chart::pen::{At, Lettering, Look, Pen};
use crate::chart::scale::Scale;
use crate::chart::scene::{StudyLine, StudyPane};
use crate::chart::theme::Hue;
use crate::text::Medium::Picture;

/// Free rows at the edges of a pane, so that a line at a bound is as wide as elsewhere.
const AT_BOUND: f64 = 2.0;

/// Draws the studies for which there are panes.
pub(super) fn draw(frame: &Frame<'_>, canvas: &mut Canvas) {
    let panes = frame.places.studies.iter();
    for (number, (study, &pane)) in frame.scene.studies.iter().zip(panes).enumerate() {
        let pane = Pane {
            frame,
            study,
            part: Part::Study(number),
            area: pane,
            body: frame.places.below_title(pane),
        };
        pane.draw(&mut canvas.pen);
    }
}

/// The pane of one study.
struct Pane<'f, 'a> {
    frame: &'f Frame<'a>,
    study: &'a StudyPane,
    part: Part,
    area: Area,
    /// The part below the title, where the curves are.
    body: Area,
}

impl Pane<'_, '_> {
    fn draw(&self, pen: &mut Pen) {
        let Some(range) = self.range() else {
            return self.title(pen);
        };
        let rows = (self.body.top + AT_BOUND, self.body.bottom - AT_BOUND);
        let scale = Scale::linear(range, rows);
        self.guides(pen, &scale);
        self.histogram(pen, &scale);
        let window = self.frame.plot.window;
        let curve = Curve {
            window,
            clip: self.body,
            width: 1.5,
            is_dashed: false,
        };
        for (line, hue) in self.study.lines.iter().zip(line_hues()) {
            let values = window.of(&line.values).iter();
            let heights = values.map(|value| value.map(|value| scale.y(value)));
            let heights: Vec<Option<f64>> = heights.collect();
            curve.draw_line(pen, Look::new(self.part, hue), line, &heights);
        }
        self.title(pen);
        self.axis(pen, &scale);
    }

    /// All that the study can be if it has bounds; else least and greatest of what is visible and of the guides, with a
    /// little room.
    fn range(&self) -> Option<(f64, f64)> {
        let study = self.study;
        let lines = study.lines.iter().chain(&study.histogram);
        let window = &self.frame.plot.window;
        let values = lines.flat_map(|line| window.of(&line.values).iter().copied().flatten());
        let zero = study.histogram.as_ref().map(|_| 0.0);
        let all = values.chain(study.guides.iter().copied()).chain(zero);
        let (low, high) = all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        let room = 0.08 * (high - low);
        (low <= high).then(|| study.bounds.unwrap_or((low - room, high + room)))
    }

    fn guides(&self, pen: &mut Pen, scale: &Scale) {
        let guides = &self.study.guides;
        if let (Some(first), Some(last)) = (guides.first(), guides.last()) {
            let area = Area {
                top: scale.y(first.max(*last)).round(),
                bottom: scale.y(first.min(*last)).round(),
                ..self.area
            };
            pen.rect(Look::new(self.part, Hue::LineC).faint(6), area);
        }
        let columns = (self.area.left, self.area.right);
        for &guide in guides {
            let look = Look::new(self.part, Hue::Third).faint(60);
            pen.dashes(look, columns, scale.y(guide), (4.0, 4.0));
        }
    }

    fn histogram(&self, pen: &mut Pen, scale: &Scale) {
        let Some(line) = &self.study.histogram else {
            return;
        };
        let window = &self.frame.plot.window;
        let zero = scale.y(0.0).round();
        for at in window.first..window.end() {
            let Some(value) = line.values[at] else {
                continue;
            };
            let left = window.column(at) - (window.body - 1.0) / 2.0;
            let y = scale.y(value).round();
            let area = Area {
                left,
                top: y.min(zero),
                right: left + window.body.min(window.pitch),
                bottom: y.max(zero),
            };
            let hue = if value >= 0.0 { Hue::Up } else { Hue::Down };
            let look = Look::new(self.part, hue).faint(45);
            let is_grey = line.is_unsettled(at);
            pen.rect(if is_grey { look.unsettled() } else { look }, area);
        }
    }

    /// The name of the study, and the name and value of each line in its colour.
    fn title(&self, pen: &mut Pen) {
        let study = self.study;
        let with_value = |name: &str, line: Option<&StudyLine>| {
            let value = line.and_then(StudyLine::last).map(study_value);
            value.map_or_else(|| name.to_owned(), |value| format!("{name}  {value}"))
        };
        let mut texts: Vec<(String, Hue)> = Vec::new();
        if study.lines.len() != 1 {
            // Bars alone have no line that could tell their last value.
            let bars = study.histogram.as_ref().filter(|_| study.lines.is_empty());
            texts.push((with_value(&study.name, bars), Hue::Second));
        }
        for (line, hue) in study.lines.iter().zip(line_hues()) {
            let is_single = study.lines.len() == 1;
            let name = if is_single { &study.name } else { &line.name };
            texts.push((with_value(name, Some(line)), hue));
        }
        let (mut x, y) = (self.area.left, self.area.top + TITLE / 2.0);
        for (text, hue) in texts {
            let width = Lettering::NAME.width(&text);
            if x + width > self.area.right {
                return;
            }
            let look = Look::new(self.part, hue).with_halo();
            pen.text(look, Lettering::NAME, At::Start((x, y)), &text);
            x += width + 14.0;
        }
    }

    /// Labels at the guides, or at round values; the last value as a tag.
    fn axis(&self, pen: &mut Pen, scale: &Scale) {
        let study = self.study;
        let values = match study.guides.as_slice() {
            [] => value_ticks(scale, 32.0).values,
            [low, high] if scale.y(*low) - scale.y(*high) > 50.0 => {
                vec![*low, f64::midpoint(*low, *high), *high]
            }
            guides => guides.to_vec(),
        };
        let body = self.body;
        let last = study.lines.first().and_then(StudyLine::last);
        let tag = last.map(|value| scale.y(value).clamp(body.top + 10.0, body.bottom - 10.0));
        let labels: Vec<_> = values
            .into_iter()
            .map(|value| (scale.y(value), study_value(value)))
            .filter(|(y, _)| (body.top - 8.0..=body.bottom - 4.0).contains(y))
            .collect();
        axes::values(self.frame, pen, &labels, tag.as_slice());
        if let (Some(y), Some(value)) = (tag, last) {
            axes::tag(self.frame, pen, (Hue::LineC, y), &study_value(value));
        }
    }
}

fn line_hues() -> impl Iterator<Item = Hue> {
    [Hue::LineC, Hue::LineA, Hue::LineB, Hue::LineD]
        .into_iter()
        .cycle()
}

/// A value of a study: about three digits, or short for large quantities.
fn study_value(value: f64) -> String {
    let decimals = match value.abs() {
        size if size >= 10_000.0 => return Picture.compact(value, 2),
        size if size >= 1000.0 || (value.fract() == 0.0 && size >= 10.0) => 0,
        size if size >= 10.0 => 1,
        size if size >= 0.1 || size == 0.0 => 2,
        _ => 4,
    };
    Picture.fixed(value, decimals)
}
