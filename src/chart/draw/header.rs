//! The words around the panes: title, subtitle, last price, legend, state, footer.

use super::Frame;
use crate::chart::font;
use crate::chart::layout::{Area, Detail};
use crate::chart::number::{date, percent, signed};
use crate::chart::pen::{At, Look, Type};
use crate::chart::scene::Scene;
use crate::chart::sheet::Part;
use crate::chart::theme::Role;
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
        let used = self.last_price((area.right, 31.0, 55.0));
        let room = area.width() - used - 24.0;
        let title = Type::TITLE.fit(&title(self.scene), room);
        let look = Look::new(Part::Frame, Role::Ink);
        self.pen
            .text(look, Type::TITLE, At::Start((area.left, 31.0)), &title);
        let subtitle = Type::SUBTITLE.fit(&self.subtitle().join(" · "), room);
        let look = Look::new(Part::Frame, Role::Second);
        self.pen.text(
            look,
            Type::SUBTITLE,
            At::Start((area.left, 55.0)),
            &subtitle,
        );
        // The finding stands beside the title; where there is no room, above the bars at the right.
        let beside = area.left + Type::TITLE.width(&title) + 16.0;
        let mut legend = self.layout.price.width();
        if let Some((text, width)) = self.state_text(legend) {
            if beside + width <= area.left + room {
                self.state_chip(beside, 31.0, &text);
            } else {
                legend -= width + 26.0;
                let (left, y) = (self.layout.legend.left, self.layout.legend.top + 10.0);
                self.state_chip(left + legend + 16.0, y, &text);
            }
        }
        self.legend(legend);
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

    /// The last close and its change, right-aligned; returns the width used.
    fn last_price(&mut self, (right, first, second): (f64, f64, f64)) -> f64 {
        let Some(last) = self.scene.bars.last() else {
            return 0.0;
        };
        let text = self.price(last.close);
        let look = Look::new(Part::Frame, Role::Ink);
        self.pen
            .text(look, Type::TITLE, At::End((right, first)), &text);
        let width = Type::TITLE.width(&text);
        let Some((change, change_pct)) = self.scene.change() else {
            return width;
        };
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
        let role = if change < 0.0 {
            Role::DownText
        } else {
            Role::UpText
        };
        let look = Look::new(Part::Frame, role);
        self.pen
            .text(look, Type::CHANGE, At::End((right, second)), &text);
        let left = right - Type::CHANGE.width(&text) - 18.0;
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
        width.max(right - left)
    }

    /// Values of the last bar, and overlays in their colours.
    fn legend(&mut self, room: f64) {
        let area = self.layout.legend;
        let y = area.top + 10.0;
        let mut parts = Vec::new();
        if let Some(bar) = self.scene.bars.last() {
            let text = format!(
                "O {}  H {}  L {}  C {}",
                self.price(bar.open),
                self.price(bar.high),
                self.price(bar.low),
                self.price(bar.close)
            );
            parts.push((text, Type::PLAIN, Role::Second));
        }
        for (line, role) in self.scene.overlays.iter().zip(Role::LINES.iter().cycle()) {
            let value = line.last().map(|value| format!("  {}", self.price(value)));
            let text = format!("{}{}", line.name, value.unwrap_or_default());
            parts.push((text, Type::NAME, *role));
        }
        parts.extend(self.comparison_legend());
        parts.extend(
            self.trades_legend()
                .map(|text| (text, Type::PLAIN, Role::Second)),
        );
        let flags = self.flags_legend().into_iter();
        parts.extend(flags.map(|text| (text, Type::PLAIN, Role::Second)));
        let gap = 18.0;
        let total: f64 = parts
            .iter()
            .map(|(text, kind, _)| kind.width(text) + gap)
            .sum();
        // The values of the last bar are the first to go: the close stands in the header and on the axis.
        let skip = usize::from(total - gap > room);
        let mut x = area.left;
        for (text, kind, role) in parts.iter().skip(skip) {
            let width = kind.width(text);
            if x + width > area.left + room {
                break;
            }
            self.over_grid(Look::new(Part::Frame, *role), *kind, (x, y), text);
            x += width + gap;
        }
    }

    /// A text at the top of a pane, where no data are, on a background that hides the grid.
    pub(super) fn over_grid(&mut self, look: Look, kind: Type, (x, y): (f64, f64), text: &str) {
        let back = Area {
            left: x - 3.0,
            // Up to the edge of the pane, ten pixels above.
            top: y - 10.0,
            right: x + kind.width(text) + 3.0,
            bottom: y + 8.0,
        };
        self.pen
            .rect(Look::new(Part::Frame, Role::Background), back);
        self.pen.text(look, kind, At::Start((x, y)), text);
    }

    /// The benchmark and the series with their returns over the visible bars.
    fn comparison_legend(&self) -> Option<(String, Type, Role)> {
        let (comparison, own) = self.comparison_returns()?;
        let text = format!(
            "{} {}, {} {}",
            self.scene.comparison.as_ref()?.name,
            percent(comparison, 1),
            self.scene.symbol,
            percent(own, 1)
        );
        Some((text, Type::NAME, Role::Third))
    }

    /// Returns of the benchmark and of the series from the first to the last visible bar that the benchmark has.
    pub(super) fn comparison_returns(&self) -> Option<(f64, f64)> {
        let line = self.scene.comparison.as_ref()?;
        let visible = &line.values[self.window.first..self.window.end()];
        let first = visible.iter().position(Option::is_some)?;
        let last = visible.iter().rposition(Option::is_some)?;
        let bars = self.visible_bars();
        let change = |first: f64, last: f64| 100.0 * (last / first - 1.0);
        Some((
            change(visible[first]?, visible[last]?),
            change(bars[first].close, bars[last].close),
        ))
    }

    /// Where price stands, and the width of its chip.
    fn state_text(&self, room: f64) -> Option<(String, f64)> {
        let state = self.scene.state.as_ref()?;
        let text = Type::NAME.fit(&state.text, room - 40.0);
        let width = Type::NAME.width(&text) + 20.0;
        Some((text, width))
    }

    /// The words for where price stands, on a tint of the level they speak of.
    fn state_chip(&mut self, left: f64, y: f64, text: &str) {
        let role = self.scene.state.as_ref().and_then(|state| state.role);
        let role = role.map_or(Role::Signal, super::zones::color);
        let chip = Area {
            left,
            top: y - 10.0,
            right: left + Type::NAME.width(text) + 20.0,
            bottom: y + 10.0,
        };
        self.pen
            .rect(Look::new(Part::Frame, Role::Background), chip);
        self.pen.rect(Look::new(Part::Frame, role).faint(12), chip);
        let look = Look::new(Part::Frame, role);
        self.pen
            .text(look, Type::NAME, At::Start((left + 10.0, y)), text);
    }

    /// Symbol, date and change on one line.
    fn thumb_header(&mut self) {
        let area = self.layout.header;
        let y = 17.0;
        let right = self.layout.axis_right;
        let kind = Type::CHANGE;
        let mut left = right;
        if let Some((_, change_pct)) = self.scene.change() {
            let text = percent(change_pct, 2);
            let role = if change_pct < 0.0 {
                Role::DownText
            } else {
                Role::UpText
            };
            self.pen.text(
                Look::new(Part::Frame, role),
                kind,
                At::End((right, y)),
                &text,
            );
            left -= kind.width(&text) + 12.0;
        }
        let name = Type::CHANGE.fit(&self.scene.symbol, left - area.left);
        let look = Look::new(Part::Frame, Role::Ink);
        self.pen.text(look, kind, At::Start((area.left, y)), &name);
        let from = area.left + kind.width(&name) + 10.0;
        let subtitle = Type::SMALL.fit(&self.subtitle()[0], left - from - 10.0);
        let role = if self.scene.stale.is_some() {
            Role::Warning
        } else {
            Role::Second
        };
        self.pen.text(
            Look::new(Part::Frame, role),
            Type::SMALL,
            At::Start((from, y)),
            &subtitle,
        );
    }

    /// Source, last bar and age; amber where the data are stale.
    pub(super) fn footer(&mut self) {
        let Some(area) = self.layout.footer else {
            return;
        };
        let right = self.layout.axis_right;
        let look = Look::new(Part::Frame, Role::Grid);
        self.pen.across(look, (area.left, right), area.top);
        let note = "Technical description, not investment advice";
        let y = area.top + area.height() / 2.0;
        let note_width = Type::SMALL.width(note);
        let look = Look::new(Part::Frame, Role::Third);
        self.pen.text(look, Type::SMALL, At::End((right, y)), note);
        let (text, role) = self.footer_text();
        let text = Type::SMALL.fit(&text, right - area.left - note_width - 24.0);
        let look = Look::new(Part::Frame, role);
        self.pen
            .text(look, Type::SMALL, At::Start((area.left, y)), &text);
    }

    fn footer_text(&self) -> (String, Role) {
        let scene = self.scene;
        let mut parts = Vec::new();
        let last = scene.bars.last().map(|bar| date(bar.time.date()));
        let last = last.map(|last| format!("last bar {last}"));
        if let Some(stale) = &scene.stale {
            let age = stale.age();
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
            Role::Warning
        } else {
            Role::Third
        };
        (parts.join(" · "), role)
    }
}
