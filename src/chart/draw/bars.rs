//! The bars of the price, in one of four styles.

use super::Frame;
use crate::chart::drawing::Part;
use crate::chart::layout::{Area, Detail};
use crate::chart::options::BarStyle;
use crate::chart::pen::Look;
use crate::chart::scene::BarRow;
use crate::chart::theme::Hue;

/// The colour of a bar: by its body, and an unchanged one is a rise.
pub(super) fn role(bar: &BarRow) -> Hue {
    if bar.close >= bar.open {
        Hue::Up
    } else {
        Hue::Down
    }
}

impl Frame<'_> {
    /// The colour of the last price: by its change, as it is told in the corner, and of a single bar by its body.
    pub(super) fn last_role(&self, last: &BarRow) -> Hue {
        match self.scene.change() {
            Some((change, _)) if change < 0.0 => Hue::Down,
            Some(_) => Hue::Up,
            None => role(last),
        }
    }

    pub(super) fn bars(&mut self) {
        match self.style() {
            BarStyle::Candle => self.candles(false),
            BarStyle::Hollow => self.candles(true),
            BarStyle::Ohlc => self.ohlc(),
            BarStyle::Line => self.close_line(),
        }
    }

    /// First all rising, then all falling bars, so that an SVG needs four paths and not two a bar.
    fn candles(&mut self, hollow: bool) {
        for side in [Hue::Up, Hue::Down] {
            let look = Look::new(Part::Bars, side);
            for (at, bar) in self.bars_of(side) {
                self.wick(look, at, &bar, hollow);
            }
            for (at, bar) in self.bars_of(side) {
                self.body(look, at, &bar, hollow);
            }
        }
    }

    fn bars_of(&self, side: Hue) -> Vec<(usize, BarRow)> {
        let bars = (self.window.first..).zip(self.visible_bars().iter().copied());
        bars.filter(|(_, bar)| role(bar) == side).collect()
    }

    /// From low to high; hollow bodies are left open.
    fn wick(&mut self, look: Look, at: usize, bar: &BarRow, hollow: bool) {
        let left = self.window.column(at) - (self.window.wick - 1.0) / 2.0;
        let row = |price: f64| self.scale.y(price).round();
        let mut parts = vec![(row(bar.high), row(bar.low).max(row(bar.high) + 1.0))];
        if hollow && bar.close >= bar.open && self.window.body >= 3.0 {
            parts = vec![
                (row(bar.high), row(bar.close)),
                (row(bar.open), row(bar.low)),
            ];
        }
        for (top, bottom) in parts {
            let right = left + self.window.wick;
            self.pen.rect(
                look,
                Area {
                    left,
                    top,
                    right,
                    bottom,
                },
            );
        }
    }

    /// From open to close, at least one pixel high.
    fn body(&mut self, look: Look, at: usize, bar: &BarRow, hollow: bool) {
        let left = self.window.column(at) - (self.window.body - 1.0) / 2.0;
        let top = self.scale.y(bar.open.max(bar.close)).round();
        let bottom = self.scale.y(bar.open.min(bar.close)).round().max(top + 1.0);
        let right = left + self.window.body;
        let outer = Area {
            left,
            top,
            right,
            bottom,
        };
        if !hollow || bar.close < bar.open || bottom - top < 3.0 || self.window.body < 3.0 {
            self.pen.rect(look, outer);
            return;
        }
        let line = self.window.wick;
        for side in [
            Area {
                bottom: top + line,
                ..outer
            },
            Area {
                top: bottom - line,
                ..outer
            },
            Area {
                right: left + line,
                top: top + line,
                bottom: bottom - line,
                ..outer
            },
            Area {
                left: right - line,
                top: top + line,
                bottom: bottom - line,
                ..outer
            },
        ] {
            self.pen.rect(look, side);
        }
    }

    fn ohlc(&mut self) {
        for side in [Hue::Up, Hue::Down] {
            let look = Look::new(Part::Bars, side);
            for (at, bar) in self.bars_of(side) {
                self.wick(look, at, &bar, false);
                let column = self.window.column(at);
                let arm = ((self.window.body - 1.0) / 2.0).max(1.0);
                let (open, close) = (self.scale.y(bar.open), self.scale.y(bar.close));
                self.pen.across(look, (column - arm, column), open.round());
                self.pen
                    .across(look, (column + 1.0, column + 1.0 + arm), close.round());
            }
        }
    }

    /// The closes as a line, with the span from low to high as a band where there is room for it.
    fn close_line(&mut self) {
        let clip = self.layout.price;
        let points = |price: fn(&BarRow) -> f64| -> Vec<(f64, f64)> {
            let bars = (self.window.first..).zip(self.visible_bars());
            bars.map(|(at, bar)| (self.window.middle(at), self.scale.y(price(bar))))
                .collect()
        };
        let (highs, lows, closes) = (
            points(|bar| bar.high),
            points(|bar| bar.low),
            points(|bar| bar.close),
        );
        let is_spark = self.layout.detail == Detail::Spark;
        let role = match (self.visible_bars().first(), self.visible_bars().last()) {
            (Some(first), Some(last)) if is_spark && last.close < first.close => Hue::Down,
            _ if is_spark => Hue::Up,
            _ => Hue::Ink,
        };
        if !is_spark && closes.len() > 1 {
            let band: Vec<_> = highs.iter().chain(lows.iter().rev()).copied().collect();
            self.pen
                .polygon(Look::new(Part::Bars, Hue::Third).faint(25), &band);
        }
        let look = Look::new(Part::Bars, role);
        let width = if is_spark { 1.5 } else { 1.25 };
        self.pen.curve(look, width, &closes, clip);
        if let Some(&last) = closes.last().filter(|_| is_spark || closes.len() == 1) {
            self.pen.disc(look, last, 2.0);
        }
    }
}
