//! The bars of the price, in one of four styles.

use super::frame::Frame;
use crate::chart::drawing::Part;
use crate::chart::layout::{Area, Detail};
use crate::chart::options::BarStyle;
use crate::chart::pen::{Look, Pen};
use crate::chart::scene::BarRow;
use crate::chart::theme::Hue;

/// The colour of a bar: by its body, and an unchanged one is a rise.
pub(super) fn hue(bar: &BarRow) -> Hue {
    if bar.close >= bar.open {
        Hue::Up
    } else {
        Hue::Down
    }
}

/// The bars of a chart, in the style that it has room for.
struct Bars<'f, 'a> {
    frame: &'f Frame<'a>,
    pen: &'f mut Pen,
}

/// Draws the bars.
pub(super) fn draw(frame: &Frame<'_>, pen: &mut Pen) {
    let mut bars = Bars { frame, pen };
    match frame.style() {
        BarStyle::Candle => bars.candles(false),
        BarStyle::Hollow => bars.candles(true),
        BarStyle::Ohlc => bars.ohlc(),
        BarStyle::Line => bars.close_line(),
    }
}

impl Bars<'_, '_> {
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

    /// The visible bars with their numbers.
    fn visible(&self) -> impl Iterator<Item = (usize, BarRow)> {
        (self.frame.plot.window.first..).zip(self.frame.bars().iter().copied())
    }

    fn bars_of(&self, side: Hue) -> Vec<(usize, BarRow)> {
        self.visible().filter(|(_, bar)| hue(bar) == side).collect()
    }

    /// From low to high; hollow bodies are left open.
    fn wick(&mut self, look: Look, at: usize, bar: &BarRow, hollow: bool) {
        let left = self.frame.plot.window.column(at) - (self.frame.plot.window.wick - 1.0) / 2.0;
        let row = |price: f64| self.frame.plot.y(price).round();
        let mut parts = vec![(row(bar.high), row(bar.low).max(row(bar.high) + 1.0))];
        if hollow && bar.close >= bar.open && self.frame.plot.window.body >= 3.0 {
            parts = vec![
                (row(bar.high), row(bar.close)),
                (row(bar.open), row(bar.low)),
            ];
        }
        for (top, bottom) in parts {
            let right = left + self.frame.plot.window.wick;
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
        let left = self.frame.plot.window.column(at) - (self.frame.plot.window.body - 1.0) / 2.0;
        let top = self.frame.plot.y(bar.open.max(bar.close)).round();
        let bottom = self
            .frame
            .plot
            .y(bar.open.min(bar.close))
            .round()
            .max(top + 1.0);
        let right = left + self.frame.plot.window.body;
        let outer = Area {
            left,
            top,
            right,
            bottom,
        };
        if !hollow
            || bar.close < bar.open
            || bottom - top < 3.0
            || self.frame.plot.window.body < 3.0
        {
            self.pen.rect(look, outer);
            return;
        }
        let line = self.frame.plot.window.wick;
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
                let column = self.frame.plot.window.column(at);
                let arm = ((self.frame.plot.window.body - 1.0) / 2.0).max(1.0);
                let (open, close) = (self.frame.plot.y(bar.open), self.frame.plot.y(bar.close));
                self.pen.across(look, (column - arm, column), open.round());
                self.pen
                    .across(look, (column + 1.0, column + 1.0 + arm), close.round());
            }
        }
    }

    /// The closes as a line, with the span from low to high as a band where there is room for it.
    fn close_line(&mut self) {
        let clip = self.frame.plot.area;
        let points = |price: fn(&BarRow) -> f64| -> Vec<(f64, f64)> {
            let bars = self.visible();
            bars.map(|(at, bar)| self.frame.plot.point(at, price(&bar)))
                .collect()
        };
        let (highs, lows, closes) = (
            points(|bar| bar.high),
            points(|bar| bar.low),
            points(|bar| bar.close),
        );
        let is_spark = self.frame.detail() == Detail::Spark;
        let hue = match (self.frame.bars().first(), self.frame.bars().last()) {
            (Some(first), Some(last)) if is_spark && last.close < first.close => Hue::Down,
            _ if is_spark => Hue::Up,
            _ => Hue::Ink,
        };
        if !is_spark && closes.len() > 1 {
            let band: Vec<_> = highs.iter().chain(lows.iter().rev()).copied().collect();
            self.pen
                .polygon(Look::new(Part::Bars, Hue::Third).faint(25), &band);
        }
        let look = Look::new(Part::Bars, hue);
        let width = if is_spark { 1.5 } else { 1.25 };
        self.pen.curve(look, width, &closes, clip);
        if let Some(&last) = closes.last().filter(|_| is_spark || closes.len() == 1) {
            self.pen.disc(look, last, 2.0);
        }
    }
}
