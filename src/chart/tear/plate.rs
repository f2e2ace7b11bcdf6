//! The frame that all charts of a backtest share: words above and below, value and time axes, named curves.

use chrono::NaiveDateTime;

use super::caption::Caption;
use crate::chart::axis::{time_ticks, value_ticks};
use crate::chart::drawing::{Drawing, Part};
use crate::chart::layout::Area;
use crate::chart::options::ChartOptions;
use crate::chart::pen::{At, Lettering, Look, Pen};
use crate::chart::scale::Scale;
use crate::chart::theme::Hue;
use crate::{Error, Result};

/// Space for the title and subtitle, for the footer, and at both sides.
const HEADER: f64 = 84.0;
const FOOTER: f64 = 34.0;
const LEFT: f64 = 24.0;
const RIGHT: f64 = 16.0;
/// Space for the labels of the time axis.
pub(super) const TIMES: f64 = 28.0;
/// Least width and height that hold a chart with its words.
const LEAST: (u32, u32) = (480, 320);

/// A picture with its words, and what is drawn on it so far.
pub(super) struct Plate<'a> {
    pub(super) pen: Pen,
    caption: &'a Caption,
    size: (u32, u32),
}

impl<'a> Plate<'a> {
    /// Draws the words.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for a size that cannot be drawn or holds no words.
    pub(super) fn new(caption: &'a Caption, options: &ChartOptions) -> Result<Self> {
        options.check()?;
        let (width, height) = options.size;
        if width < LEAST.0 || height < LEAST.1 {
            let rule = format!("must be at least {} x {}", LEAST.0, LEAST.1);
            return Err(Error::parameter(
                "chart.size",
                format!("{width} x {height}"),
                rule,
            ));
        }
        let mut plate = Self {
            pen: Pen::default(),
            caption,
            size: options.size,
        };
        plate.words();
        Ok(plate)
    }

    fn words(&mut self) {
        let (right, bottom) = (self.right(), f64::from(self.size.1));
        let room = right - LEFT;
        let title = Lettering::TITLE.fit(&self.caption.title, room);
        let ink = Look::new(Part::Frame, Hue::Ink);
        self.pen
            .text(ink, Lettering::TITLE, At::Start((LEFT, 31.0)), &title);
        let subtitle = Lettering::SUBTITLE.fit(&self.caption.subtitle, room);
        let second = Look::new(Part::Frame, Hue::Second);
        self.pen.text(
            second,
            Lettering::SUBTITLE,
            At::Start((LEFT, 55.0)),
            &subtitle,
        );
        let line = Look::new(Part::Frame, Hue::Grid);
        self.pen.across(line, (LEFT, right), bottom - FOOTER);
        let version = concat!("strandline ", env!("CARGO_PKG_VERSION"));
        let parts = [self.caption.source.as_str(), version];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let footer = Lettering::SMALL.fit(&parts.join(" · "), room);
        let third = Look::new(Part::Frame, Hue::Third);
        let at = (LEFT, bottom - FOOTER / 2.0);
        self.pen
            .text(third, Lettering::SMALL, At::Start(at), &footer);
    }

    fn right(&self) -> f64 {
        f64::from(self.size.0) - RIGHT
    }

    /// The area between the words.
    pub(super) fn body(&self) -> Area {
        Area {
            left: LEFT,
            top: HEADER,
            right: self.right(),
            bottom: f64::from(self.size.1) - FOOTER,
        }
    }

    /// Names above a pane, each in the colour of what it names; those that do not fit are left out.
    pub(super) fn names(&mut self, pane: Area, names: &[(Hue, String)]) {
        let mut x = pane.left;
        for (hue, name) in names {
            let text = Lettering::NAME.fit(name, pane.right - x);
            let look = Look::new(Part::Frame, *hue);
            self.pen.text(
                look,
                Lettering::NAME,
                At::Start((x, pane.top - 11.0)),
                &text,
            );
            x += Lettering::NAME.width(&text) + 18.0;
        }
    }

    /// Grid and labels of a value axis right of `pane`, and its borders.
    pub(super) fn values(
        &mut self,
        pane: Area,
        scale: &Scale,
        label: impl Fn(f64, usize) -> String,
    ) {
        let grid = Look::new(Part::Axis, Hue::Grid);
        let second = Look::new(Part::Axis, Hue::Second);
        let ticks = value_ticks(scale, (pane.height() / 8.0).max(28.0));
        for value in ticks.values {
            let y = scale.y(value);
            self.pen.across(grid, (pane.left, pane.right), y);
            let text = label(value, ticks.decimals);
            self.pen.text(
                second,
                Lettering::PLAIN,
                At::Start((pane.right + 10.0, y)),
                &text,
            );
        }
        let border = Look::new(Part::Frame, Hue::Axis);
        self.pen
            .across(border, (pane.left, pane.right), pane.bottom);
        self.pen
            .down(border, pane.right, (pane.top, pane.bottom + 1.0));
    }

    /// Grid of the time axis through `panes` and its labels below the last one.
    pub(super) fn times(&mut self, panes: &[Area], times: &[NaiveDateTime]) {
        let Some(last) = panes.last() else {
            return;
        };
        let pitch = last.width() / times.len().max(1) as f64;
        for tick in time_ticks(None, times, pitch) {
            let x = (last.left + pitch * tick.at as f64).floor();
            let grid = Look::new(Part::Axis, Hue::Grid);
            for pane in panes {
                self.pen.down(grid, x, (pane.top, pane.bottom));
            }
            let (kind, hue) = if tick.is_major {
                (Lettering::NAME, Hue::Ink)
            } else {
                (Lettering::PLAIN, Hue::Second)
            };
            let half = kind.width(&tick.label) / 2.0;
            if x - half >= last.left && x + half <= self.right() {
                let at = At::Middle((x + 0.5, last.bottom + TIMES / 2.0 + 1.0));
                self.pen
                    .text(Look::new(Part::Axis, hue), kind, at, &tick.label);
            }
        }
    }

    /// The points of a curve with one value for each of the times of `pane`.
    pub(super) fn points(pane: Area, scale: &Scale, values: &[f64]) -> Vec<(f64, f64)> {
        let pitch = pane.width() / values.len().max(1) as f64;
        let x = |at: usize| pane.left + pitch * (at as f64 + 0.5);
        let values = values.iter().enumerate();
        values.map(|(at, &value)| (x(at), scale.y(value))).collect()
    }

    pub(super) fn finish(self, description: String) -> Drawing {
        Drawing {
            size: self.size,
            title: self.caption.title.clone(),
            description,
            source: self.caption.source.clone(),
            inks: self.pen.inks,
        }
    }
}
