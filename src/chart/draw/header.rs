//! The words around the panes: title, subtitle, last price, state.

use super::Frame;
use crate::chart::drawing::Part;
use crate::chart::font;
use crate::chart::layout::{Area, Detail};
use crate::chart::number::{date, percent, signed};
use crate::chart::pen::{At, Lettering, Look};
use crate::chart::scene::Scene;
use crate::chart::theme::Hue;
use crate::{Basis, Timeframe};

/// Name and symbol, or the symbol alone where the name cannot be drawn.
pub(super) fn title(scene: &Scene) -> String {
    match &scene.name {
        Some(name) if font::covers(name) => format!("{name} ({})", scene.symbol),
        _ => scene.symbol.clone(),
    }
}

/// `Daily`, `Weekly`, `5m`.
pub(in crate::chart) fn frequency(timeframe: Timeframe) -> String {
    match timeframe {
        Timeframe::Day => "Daily".into(),
        Timeframe::Week => "Weekly".into(),
        Timeframe::Month => "Monthly".into(),
        other @ Timeframe::Minutes(_) => other.name(),
    }
}

impl Frame<'_> {
    pub(super) fn header(&mut self) {
        if self.layout.detail == Detail::Thumb {
            return self.thumb_header();
        }
        let area = self.layout.header;
        self.last_price((area.right, 31.0, 55.0));
        let room = self.title_room();
        let title = Lettering::TITLE.fit(&title(self.scene), room);
        let look = Look::new(Part::Frame, Hue::Ink);
        self.pen
            .text(look, Lettering::TITLE, At::Start((area.left, 31.0)), &title);
        let (subtitle, kind, y) = self.fitting_subtitle(room);
        let look = Look::new(Part::Frame, Hue::Second);
        self.pen
            .text(look, kind, At::Start((area.left, y)), &subtitle);
        let legend = self.legend_room();
        if let Some((text, _)) = self.state_text() {
            if self.is_state_beside_title() {
                self.state_chip(self.beside_title(), 31.0, &text);
            } else {
                let (left, y) = (self.layout.legend.left, self.layout.legend.top + 10.0);
                self.state_chip(left + legend + 16.0, y, &text);
            }
        }
        self.legend(legend);
    }

    /// Width of the title and the subtitle: what the last price leaves.
    fn title_room(&self) -> f64 {
        self.layout.header.width() - self.last_price_width() - 24.0
    }

    /// Where a chip beside the title begins.
    fn beside_title(&self) -> f64 {
        let title = Lettering::TITLE.fit(&title(self.scene), self.title_room());
        self.layout.header.left + Lettering::TITLE.width(&title) + 16.0
    }

    /// The finding stands beside the title; where there is no room, above the bars at the right.
    fn is_state_beside_title(&self) -> bool {
        let right = self.layout.header.left + self.title_room();
        self.state_text()
            .is_none_or(|(_, width)| self.beside_title() + width <= right)
    }

    /// Width of the first row of the legend.
    pub(super) fn legend_room(&self) -> f64 {
        let room = self.layout.price.width();
        match self.state_text() {
            Some((_, width)) if !self.is_state_beside_title() => room - width - 26.0,
            _ => room,
        }
    }

    /// The subtitle, how it is set and at which height: whole beside the change, else in fewer words, else in a row of its
    /// own.
    fn fitting_subtitle(&self, room: f64) -> (String, Lettering, f64) {
        let full = self.subtitle().join(" · ");
        let short = full.replacen(" with range", "", 1);
        let (beside, below) = ((room, 55.0), (self.layout.header.width(), 73.0));
        let wanted = [
            (&full, Lettering::SUBTITLE, beside),
            (&short, Lettering::SUBTITLE, beside),
            (&full, Lettering::SUBTITLE, below),
            (&short, Lettering::SMALL, below),
        ];
        let fitting = wanted
            .iter()
            .find(|(text, kind, (room, _))| kind.width(text) <= *room);
        let &(text, kind, (room, y)) = fitting.unwrap_or(&wanted[3]);
        (kind.fit(text, room), kind, y)
    }

    /// Measure and period, basis, currency, axis: what is shown and in which unit.
    fn subtitle(&self) -> Vec<String> {
        let scene = self.scene;
        let what = match self.style() {
            crate::chart::BarStyle::Line => "closes with range",
            crate::chart::BarStyle::Ohlc => "bars",
            _ => "candles",
        };
        let bars = self.visible_bars();
        let (first, last) = (bars[0].time.date(), bars[bars.len() - 1].time.date());
        let mut parts = vec![format!(
            "{} {what}, {} – {}",
            frequency(scene.timeframe),
            date(first),
            date(last)
        )];
        parts.push(match scene.basis {
            Basis::Raw => "raw prices".into(),
            Basis::Unknown => "basis unknown".into(),
            other => other.to_string(),
        });
        parts.extend(scene.currency.clone());
        if self.scale.is_log {
            parts.push("log scale".into());
        }
        parts
    }

    /// Width of the last close and its change.
    fn last_price_width(&self) -> f64 {
        let close = self.scene.bars.last().map(|bar| self.price(bar.close));
        let close = close.map_or(0.0, |text| Lettering::TITLE.width(&text));
        let change = self.change_text();
        close.max(change.map_or(0.0, |(text, _)| Lettering::CHANGE.width(&text) + 18.0))
    }

    /// The change of the last close in words, and as a number.
    fn change_text(&self) -> Option<(String, f64)> {
        let (change, change_pct) = self.scene.change()?;
        let span = match self.scene.timeframe {
            Timeframe::Day => " on the day",
            Timeframe::Week => " on the week",
            Timeframe::Month => " on the month",
            Timeframe::Minutes(_) => "",
        };
        let text = format!(
            "{} ({}){span}",
            signed(change, self.decimals),
            percent(change_pct, 2)
        );
        Some((text, change))
    }

    /// The last close and its change, right-aligned.
    fn last_price(&mut self, (right, first, second): (f64, f64, f64)) {
        let Some(last) = self.scene.bars.last() else {
            return;
        };
        let text = self.price(last.close);
        let look = Look::new(Part::Frame, Hue::Ink);
        self.pen
            .text(look, Lettering::TITLE, At::End((right, first)), &text);
        let Some((text, change)) = self.change_text() else {
            return;
        };
        let role = if change < 0.0 {
            Hue::DownText
        } else {
            Hue::UpText
        };
        let look = Look::new(Part::Frame, role);
        self.pen
            .text(look, Lettering::CHANGE, At::End((right, second)), &text);
        let left = right - Lettering::CHANGE.width(&text) - 18.0;
        if change != 0.0 {
            let (base, tip) = if change < 0.0 {
                (-4.5, 4.5)
            } else {
                (4.5, -4.5)
            };
            let points = [(left, base), (left + 12.0, base), (left + 6.0, tip)];
            self.pen
                .polygon(look, &points.map(|(x, y)| (x, second + y)));
        }
    }

    /// A text at the top of a pane, where no data are, on a background that hides the grid.
    pub(super) fn over_grid(
        &mut self,
        look: Look,
        kind: Lettering,
        (x, y): (f64, f64),
        text: &str,
    ) {
        let back = Area {
            left: x - 3.0,
            // Up to the edge of the pane, ten pixels above.
            top: y - 10.0,
            right: x + kind.width(text) + 3.0,
            bottom: y + 8.0,
        };
        self.pen.rect(Look::new(Part::Frame, Hue::Background), back);
        self.pen.text(look, kind, At::Start((x, y)), text);
    }

    /// Where price stands in words that fit, and the width of its chip; none rather than a number that is cut.
    fn state_text(&self) -> Option<(String, f64)> {
        let full = &self.scene.state.as_ref()?.text;
        let short = full
            .replacen("resistance", "R", 1)
            .replacen("support", "S", 1);
        let fits = |text: &&String| Lettering::NAME.width(text) <= self.layout.price.width() - 40.0;
        let text = [full, &short].into_iter().find(fits)?.clone();
        let width = Lettering::NAME.width(&text) + 20.0;
        Some((text, width))
    }

    /// The words for where price stands, on a tint of the level they speak of.
    fn state_chip(&mut self, left: f64, y: f64, text: &str) {
        let role = self.scene.state.as_ref().and_then(|state| state.role);
        let role = role.map_or(Hue::Signal, super::zones::color);
        let chip = Area {
            left,
            top: y - 10.0,
            right: left + Lettering::NAME.width(text) + 20.0,
            bottom: y + 10.0,
        };
        self.pen.rect(Look::new(Part::Frame, Hue::Background), chip);
        self.pen.rect(Look::new(Part::Frame, role).faint(12), chip);
        let look = Look::new(Part::Frame, role);
        self.pen
            .text(look, Lettering::NAME, At::Start((left + 10.0, y)), text);
    }

    /// Symbol, date and change on one line.
    fn thumb_header(&mut self) {
        let area = self.layout.header;
        let y = 17.0;
        let right = self.layout.axis_right;
        let kind = Lettering::CHANGE;
        let mut left = right;
        if let Some((_, change_pct)) = self.scene.change() {
            let text = percent(change_pct, 2);
            let role = if change_pct < 0.0 {
                Hue::DownText
            } else {
                Hue::UpText
            };
            self.pen.text(
                Look::new(Part::Frame, role),
                kind,
                At::End((right, y)),
                &text,
            );
            left -= kind.width(&text) + 12.0;
        }
        let name = Lettering::CHANGE.fit(&self.scene.symbol, left - area.left);
        let look = Look::new(Part::Frame, Hue::Ink);
        self.pen.text(look, kind, At::Start((area.left, y)), &name);
        let from = area.left + kind.width(&name) + 10.0;
        let subtitle = Lettering::SMALL.fit(&self.subtitle()[0], left - from - 10.0);
        let role = if self.scene.stale.is_some() {
            Hue::Warning
        } else {
            Hue::Second
        };
        self.pen.text(
            Look::new(Part::Frame, role),
            Lettering::SMALL,
            At::Start((from, y)),
            &subtitle,
        );
    }
}
