//! The panes below the price: volume, and studies in units of their own.

use super::Frame;
use crate::chart::axis::value_ticks;
use crate::chart::drawing::Part;
use crate::chart::layout::{Area, Detail, TITLE};
use crate::chart::number::{compact, fixed};
use crate::chart::pen::{At, Lettering, Look};
use crate::chart::scale::Scale;
use crate::chart::scene::{StudyLine, StudyPane};
use crate::chart::theme::Hue;

impl Frame<'_> {
    /// The part of a pane below its title, where the curves are.
    fn below_title(&self, pane: Area) -> Area {
        let title = if self.layout.detail == Detail::Full {
            TITLE
        } else {
            4.0
        };
        Area {
            top: (pane.top + title).min(pane.bottom - 1.0),
            ..pane
        }
    }

    pub(super) fn volume(&mut self) {
        let Some(pane) = self.layout.volume else {
            return;
        };
        let scene = self.scene;
        let body = self.below_title(pane);
        let average = scene.volume_average.as_ref();
        let average: &[Option<f64>] = average.map_or(&[], |line| {
            &line.values[self.window.first..self.window.end()]
        });
        let volumes = self.visible_bars().iter().filter_map(|bar| bar.volume);
        let most = volumes
            .chain(average.iter().copied().flatten())
            .fold(0.0, f64::max);
        let scale = Scale::linear((0.0, most * 1.02), (body.top, body.bottom));
        self.volume_grid(&scale);
        self.volume_bars(&scale);
        if let Some(line) = &scene.volume_average {
            let heights = average
                .iter()
                .map(|value| value.map(|value| scale.y(value)));
            let look = Look::new(Part::Volume, Hue::Third);
            for (look, heights) in self.tones(look, line, heights.collect()) {
                self.pen_curve(look, 1.25, &heights, body);
            }
        }
        if self.layout.detail == Detail::Full {
            let name = match &scene.volume_average {
                Some(line) => format!("Volume, {}", line.name),
                None => "Volume".into(),
            };
            let at = (pane.left, pane.top + TITLE / 2.0);
            let look = Look::new(Part::Axis, Hue::Second);
            self.over_grid(look, Lettering::PLAIN, at, &name);
        }
    }

    fn volume_grid(&mut self, scale: &Scale) {
        if self.layout.detail != Detail::Full {
            return;
        }
        let (left, right) = (self.layout.price.left, self.layout.axis_left);
        let ticks = value_ticks(scale, 32.0);
        let above_zero = ticks.values.into_iter().filter(|&value| value > 0.0);
        let labels: Vec<(f64, String)> = above_zero
            .map(|value| (scale.y(value), compact(value, 2)))
            .collect();
        for (y, _) in &labels {
            self.pen
                .across(Look::new(Part::Axis, Hue::Grid), (left, right), *y);
        }
        self.value_labels(&labels, &[]);
    }

    /// Faint bars in the colour of the price bar; the bars of breaks at full strength.
    fn volume_bars(&mut self, scale: &Scale) {
        let breaks: Vec<usize> = self.drawn_breaks().iter().map(|mark| mark.at).collect();
        for side in [Hue::Up, Hue::Down] {
            for (at, bar) in (self.window.first..).zip(self.visible_bars()) {
                let Some(volume) = bar.volume.filter(|_| super::bars::role(bar) == side) else {
                    continue;
                };
                let (left, right) = self.window.columns(at);
                let strength = match side {
                    _ if breaks.contains(&at) => 100,
                    // Both colours are one on paper: rising volume is lighter there.
                    Hue::Up if self.options.theme.is_hollow() => 22,
                    _ => 45,
                };
                let area = Area {
                    left,
                    top: scale.y(volume).round(),
                    right,
                    bottom: scale.bottom,
                };
                self.pen
                    .rect(Look::new(Part::Volume, side).faint(strength), area);
            }
        }
    }

    pub(super) fn studies(&mut self) {
        let scene = self.scene;
        let panes = self.layout.studies.clone();
        for (number, (study, pane)) in scene.studies.iter().zip(panes).enumerate() {
            self.study(number, study, pane);
        }
    }

    fn study(&mut self, number: usize, study: &StudyPane, pane: Area) {
        let body = self.below_title(pane);
        let Some(range) = self.study_range(study) else {
            return self.study_title(number, study, pane);
        };
        let scale = Scale::linear(range, (body.top, body.bottom));
        self.guides(number, study, &scale, pane);
        self.histogram(number, study, &scale);
        for (line, role) in study.lines.iter().zip(line_roles()) {
            let visible = &line.values[self.window.first..self.window.end()];
            let heights: Vec<_> = visible
                .iter()
                .map(|value| value.map(|value| scale.y(value)))
                .collect();
            let look = Look::new(Part::Study(number), role);
            for (look, heights) in self.tones(look, line, heights) {
                self.pen_curve(look, 1.5, &heights, body);
            }
        }
        self.study_title(number, study, pane);
        self.study_axis(study, &scale, body);
    }

    /// Least and greatest of what is visible and of the guides, with a little room, within the bounds of the study.
    fn study_range(&self, study: &StudyPane) -> Option<(f64, f64)> {
        let window = self.window.first..self.window.end();
        let lines = study.lines.iter().chain(&study.histogram);
        let values = lines.flat_map(|line| line.values[window.clone()].iter().copied().flatten());
        let zero = study.histogram.as_ref().map(|_| 0.0);
        let all = values.chain(study.guides.iter().copied()).chain(zero);
        let (low, high) = all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        if low > high {
            return None;
        }
        let room = 0.08 * (high - low);
        let (low, high) = (low - room, high + room);
        Some(match study.bounds {
            Some((least, most)) => (low.max(least), high.min(most)),
            None => (low, high),
        })
    }

    fn guides(&mut self, number: usize, study: &StudyPane, scale: &Scale, pane: Area) {
        let columns = (pane.left, pane.right);
        if let (Some(first), Some(last)) = (study.guides.first(), study.guides.last()) {
            let area = Area {
                top: scale.y(first.max(*last)).round(),
                bottom: scale.y(first.min(*last)).round(),
                ..pane
            };
            let look = Look::new(Part::Study(number), Hue::LineC);
            self.pen.rect(look.faint(6), area);
        }
        for &guide in &study.guides {
            let look = Look::new(Part::Study(number), Hue::Third).faint(60);
            self.pen.dashes(look, columns, scale.y(guide), (4.0, 4.0));
        }
    }

    fn histogram(&mut self, number: usize, study: &StudyPane, scale: &Scale) {
        let Some(line) = &study.histogram else {
            return;
        };
        let zero = scale.y(0.0).round();
        for at in self.window.first..self.window.end() {
            let Some(value) = line.values[at] else {
                continue;
            };
            let left = self.window.column(at) - (self.window.body - 1.0) / 2.0;
            let y = scale.y(value).round();
            let role = if value >= 0.0 { Hue::Up } else { Hue::Down };
            let area = Area {
                left,
                top: y.min(zero),
                right: left + self.window.body.min(self.window.pitch),
                bottom: y.max(zero),
            };
            let look = Look::new(Part::Study(number), role).faint(45);
            let is_grey = line.is_unsettled(at);
            self.pen
                .rect(if is_grey { look.unsettled() } else { look }, area);
        }
    }

    /// The name of the study, and the name and value of each line in its colour.
    fn study_title(&mut self, number: usize, study: &StudyPane, pane: Area) {
        let y = pane.top + TITLE / 2.0;
        let mut x = pane.left;
        let is_single = study.lines.len() == 1;
        if !is_single {
            // Bars alone have no line that could tell their last value.
            let bars = study.histogram.as_ref().filter(|_| study.lines.is_empty());
            let value = bars.and_then(StudyLine::last);
            let value = value.map(|value| format!("  {}", study_value(value)));
            let name = format!("{}{}", study.name, value.unwrap_or_default());
            let look = Look::new(Part::Study(number), Hue::Second);
            self.pen
                .text(look, Lettering::NAME, At::Start((x, y)), &name);
            x += Lettering::NAME.width(&name) + 14.0;
        }
        for (line, role) in study.lines.iter().zip(line_roles()) {
            let name = if is_single { &study.name } else { &line.name };
            let value = line.last().map(|value| format!("  {}", study_value(value)));
            let text = format!("{name}{}", value.unwrap_or_default());
            if x + Lettering::NAME.width(&text) > pane.right {
                return;
            }
            let look = Look::new(Part::Study(number), role);
            self.over_grid(look, Lettering::NAME, (x, y), &text);
            x += Lettering::NAME.width(&text) + 14.0;
        }
    }

    /// Labels at the guides, or at round values; the last value as a tag.
    fn study_axis(&mut self, study: &StudyPane, scale: &Scale, body: Area) {
        let values = match study.guides.as_slice() {
            [] => value_ticks(scale, 32.0).values,
            [low, high] if scale.y(*low) - scale.y(*high) > 50.0 => {
                vec![*low, f64::midpoint(*low, *high), *high]
            }
            guides => guides.to_vec(),
        };
        let last = study.lines.first().and_then(StudyLine::last);
        let tag = last.map(|value| scale.y(value).clamp(body.top + 10.0, body.bottom - 10.0));
        let labels: Vec<_> = values
            .into_iter()
            .map(|value| (scale.y(value), study_value(value)))
            .filter(|(y, _)| (body.top - 8.0..=body.bottom - 4.0).contains(y))
            .collect();
        self.value_labels(&labels, tag.as_slice());
        if let (Some(y), Some(value)) = (tag, last) {
            self.filled_tag(Hue::LineC, y, &study_value(value));
        }
    }
}

fn line_roles() -> impl Iterator<Item = Hue> {
    [Hue::LineC, Hue::LineA, Hue::LineB, Hue::LineD]
        .into_iter()
        .cycle()
}

/// A value of a study: about three digits, or short for large quantities.
fn study_value(value: f64) -> String {
    match value.abs() {
        size if size >= 10_000.0 => compact(value, 2),
        size if size >= 1000.0 || (value.fract() == 0.0 && size >= 10.0) => fixed(value, 0),
        size if size >= 10.0 => fixed(value, 1),
        size if size >= 0.1 || size == 0.0 => fixed(value, 2),
        _ => fixed(value, 4),
    }
}
