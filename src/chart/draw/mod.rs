//! From a scene to a drawing: each part of a chart in a file of its own.
//!
//! [`compose`] fixes the frame (places, visible bars, scale of the price) and lets the parts draw in the order in which they
//! cover each other: grid, zones, lines, bars, marks, labels, axis, tags. Everything that is drawn comes from the scene;
//! nothing is searched for in the prices.

mod axes;
mod bars;
mod flags;
mod footer;
mod header;
mod legend;
mod lines;
mod marks;
mod names;
mod panes;
mod ranges;
mod tags;
mod trades;
mod zones;

#[cfg(test)]
mod invariants;

pub(super) use header::frequency;
use marks::BarEnd;

use std::collections::BTreeMap;

use super::describe::describe;
use super::drawing::{Drawing, Part};
use super::labels::{LabelPlace, Placer};
use super::layout::{Area, Detail, Margins, Places};
use super::number;
use super::options::{BarStyle, ChartOptions, Range};
use super::pen::{At, Lettering, Look, Pen};
use super::scale::Scale;
use super::scene::{BarRow, Scene};
use super::theme::Hue;
use super::visible::Visible;
use super::window::{BarWindow, Count};
use crate::chart::axis::{Ticks, value_ticks};
use crate::{Result, Timeframe};

/// What stands right of the bars before anybody has measured it.
const MARGINS: Margins = Margins {
    axis: axes::LEAST_WIDTH,
    names: 190.0,
    flags: 0.0,
    legend: 0.0,
};
/// Bars narrower than this are drawn a week at a time.
const NARROWEST_DAY: f64 = 3.0;

/// What all parts of one chart share.
#[derive(Debug)]
struct Frame<'a> {
    scene: &'a Scene,
    options: &'a ChartOptions,
    layout: Places,
    window: BarWindow,
    /// Scale of the price.
    scale: Scale,
    /// Ticks of the price axis.
    ticks: Ticks,
    /// Decimals of a price in words.
    decimals: usize,
    pen: Pen,
    placer: Placer,
    /// How far the marks at each end of a bar reach.
    ends: BTreeMap<(usize, BarEnd), f64>,
}

/// Draws `scene`.
///
/// # Errors
///
/// What [`Scene::check`] and [`ChartOptions::check`] find.
pub(super) fn compose(scene: &Scene, options: &ChartOptions) -> Result<(Drawing, Visible)> {
    options.check()?;
    scene.check()?;
    let weekly = grouped(scene, options);
    let (scene, wanted) = weekly.as_ref().map_or_else(
        || (scene, wanted(scene, options)),
        |(weeks, wanted)| (weeks, *wanted),
    );
    let mut frame = Frame::new(scene, options, wanted);
    frame.draw();
    let drawn = (frame.drawn_zones(), frame.drawn_breaks());
    let description = describe(frame.scene, &frame.window, (&drawn.0, &drawn.1));
    let drawing = Drawing {
        size: options.size,
        title: header::title(scene),
        description,
        source: scene.source.clone(),
        inks: std::mem::take(&mut frame.pen.inks),
    };
    Ok((drawing, frame.shown()))
}

/// The weeks that hold the days asked for, if those would be too narrow to be read.
fn grouped(scene: &Scene, options: &ChartOptions) -> Option<(Scene, Count)> {
    let layout = Places::new(scene, options, MARGINS);
    let wanted = wanted(scene, options);
    let window = BarWindow::new(scene.bars.len(), wanted, layout.price, layout.detail);
    let is_too_narrow = scene.timeframe == Timeframe::Day
        && layout.detail != Detail::Spark
        && window.pitch < NARROWEST_DAY;
    is_too_narrow.then(|| {
        let of = |days: usize| scene.weeks_of_last(days);
        let weeks = match wanted {
            Count::Exactly(days) => Count::Exactly(of(days)),
            Count::Spread(days) => Count::Spread(of(days)),
            Count::About(days) => Count::About(of(days)),
        };
        (scene.weekly(), weeks)
    })
}

/// How many bars to show.
fn wanted(scene: &Scene, options: &ChartOptions) -> Count {
    let most = match options.range {
        Range::Bars(bars) if options.style == BarStyle::Line => return Count::Spread(bars),
        Range::Bars(bars) => return Count::Exactly(bars),
        Range::Levels { most } => most,
    };
    // What is under way decides; a level from long before may enter from the left.
    let zone = scene.zones.first().filter(|_| options.zones > 0);
    let known = zone.map(|zone| zone.formed_at.unwrap_or(zone.known_at));
    let ranges = scene.ranges.iter().map(|range| range.start);
    let first = ranges.chain(known).min();
    let age = first.map_or(0, |at| scene.bars.len() - at);
    Count::About((2 * age).clamp(most / 2, most))
}

impl<'a> Frame<'a> {
    /// The last bars of `scene`, as many as are wanted.
    fn new(scene: &'a Scene, options: &'a ChartOptions, bars: Count) -> Self {
        // Axis and names are as wide as their words, and these follow from what is visible: once around settles it.
        let first = Self::with(scene, options, bars, MARGINS);
        let margins = Margins {
            axis: first.axis_width(),
            names: first.names_width(),
            flags: first.flags_height(),
            ..MARGINS
        };
        let frame = Self::with(scene, options, bars, margins);
        // How many rows the legend has follows from what the names leave it.
        let legend = frame.more_legend();
        if legend == 0.0 {
            return frame;
        }
        Self::with(scene, options, bars, Margins { legend, ..margins })
    }

    fn with(scene: &'a Scene, options: &'a ChartOptions, bars: Count, margins: Margins) -> Self {
        let layout = Places::new(scene, options, margins);
        let window = BarWindow::new(scene.bars.len(), bars, layout.price, layout.detail);
        let range = price_range(scene, &window, options.zones);
        let scale = Scale::of_prices(range, (layout.price.top, layout.price.bottom));
        let ticks = value_ticks(&scale, axes::price_gap(&layout));
        let extents = visible(scene, &window)
            .iter()
            .map(|bar| (scale.y(bar.high), scale.y(bar.low)))
            .collect();
        let placer = Placer::new(layout.price, window, extents);
        Self {
            scene,
            options,
            layout,
            window,
            scale,
            ticks,
            decimals: number::price_decimals(scene.bars.last().map_or(1.0, |bar| bar.close)),
            pen: Pen::default(),
            placer,
            ends: BTreeMap::new(),
        }
    }

    fn draw(&mut self) {
        match self.layout.detail {
            Detail::Spark => {
                self.zones();
                self.bars();
            }
            Detail::Thumb => self.draw_thumb(),
            Detail::Full => self.draw_full(),
        }
    }

    /// Only what needs no name: a stamp has no room for legends.
    fn draw_thumb(&mut self) {
        self.grid();
        self.zones();
        self.bars();
        self.last_price_line();
        self.volume();
        self.breaks();
        self.axes();
        self.tags();
        self.header();
    }

    fn draw_full(&mut self) {
        self.grid();
        self.ranges();
        self.zones();
        self.price_lines();
        self.overlays();
        self.bars();
        self.last_price_line();
        self.volume();
        self.studies();
        self.trades();
        self.touches();
        self.breaks();
        self.flags();
        // What has the least choice finds its place first.
        self.callouts();
        self.range_labels();
        self.names();
        self.axes();
        self.tags();
        self.header();
        self.footer();
    }

    /// Writes a name at its place, on a background if lines cross it, with the leader to what it names.
    fn name(&mut self, place: LabelPlace, role: Hue, kind: Lettering, text: &str) {
        let look = Look::new(Part::Label, role);
        if let Some(leader) = place.leader {
            self.pen
                .down(look, leader.left, (leader.top, leader.bottom));
        }
        self.chip_if(place);
        let middle = f64::midpoint(place.area.top, place.area.bottom);
        self.pen
            .text(look, kind, At::Start((place.area.left, middle)), text);
    }

    /// A background under a label that lines or the grid cross.
    fn chip_if(&mut self, place: LabelPlace) {
        if place.is_crossed {
            let chip = Area {
                left: place.area.left - 3.0,
                top: place.area.top - 1.0,
                right: place.area.right + 3.0,
                bottom: place.area.bottom + 1.0,
            };
            let look = Look::new(Part::Label, Hue::Background);
            self.pen.rect(look.faint(86), chip);
        }
    }

    /// What is visible, and the numbers that follow from it.
    fn shown(&self) -> Visible {
        let bars = self.visible_bars();
        let (first, last) = (&bars[0], &bars[bars.len() - 1]);
        let change = self.scene.change();
        let returns = self.comparison_returns();
        Visible {
            first: first.time,
            last: last.time,
            bars: bars.len(),
            timeframe: Some(self.scene.timeframe),
            change: change.map(|(change, _)| change),
            change_pct: change.map(|(_, change_pct)| change_pct),
            comparison_return_pct: returns.map(|(comparison, _)| comparison),
            own_return_pct: returns.map(|(_, own)| own),
            price_ticks: self.ticks.values.clone(),
            prices: Some((self.scale.low, self.scale.high)),
        }
    }

    fn visible_bars(&self) -> &'a [BarRow] {
        visible(self.scene, &self.window)
    }

    /// `price` with the decimals of this chart.
    fn price(&self, price: f64) -> String {
        number::fixed(price, self.decimals)
    }

    /// How bars are drawn: as wished, or as a line where they would be too narrow.
    fn style(&self) -> BarStyle {
        if self.window.pitch < BarWindow::NARROWEST_BAR || self.layout.detail == Detail::Spark {
            BarStyle::Line
        } else if self.options.style == BarStyle::Candle && self.options.theme.is_hollow() {
            BarStyle::Hollow
        } else {
            self.options.style
        }
    }
}

fn visible<'a>(scene: &'a Scene, window: &BarWindow) -> &'a [BarRow] {
    &scene.bars[window.first..window.end()]
}

/// Lowest and highest price to show: bars and overlays, and the first `zones` zones and the lines that lie near them.
fn price_range(scene: &Scene, window: &BarWindow, zones: usize) -> (f64, f64) {
    let mut range = (f64::INFINITY, f64::NEG_INFINITY);
    let mut add = |low: f64, high: f64| range = (range.0.min(low), range.1.max(high));
    for bar in visible(scene, window) {
        add(bar.low, bar.high);
    }
    for line in &scene.overlays {
        for value in line.values[window.first..window.end()].iter().flatten() {
            add(*value, *value);
        }
    }
    let (low, high) = range;
    let near =
        |from: f64, to: f64, reach: f64| from <= high * (1.0 + reach) && to >= low / (1.0 + reach);
    let mut add = |low: f64, high: f64| range = (range.0.min(low), range.1.max(high));
    for zone in scene
        .zones
        .iter()
        .filter(|zone| near(zone.low, zone.high, 0.08))
        .take(zones)
    {
        add(zone.low, zone.high);
    }
    for line in &scene.lines {
        if near(line.price, line.price, lines::reach(line.kind)) {
            add(line.price, line.price);
        }
    }
    if let Some(line) = &scene.comparison {
        for value in lines::rebased(line, scene, window).into_iter().flatten() {
            add(value, value);
        }
    }
    range
}
