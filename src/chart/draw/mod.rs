//! From a scene to a sheet: each part of a chart in a file of its own.
//!
//! [`compose`] fixes the frame (places, visible bars, scale of the price) and lets the parts draw in the order in which they
//! cover each other: grid, zones, lines, bars, marks, labels, axis, tags. Everything that is drawn comes from the scene;
//! nothing is searched for in the prices.

mod axes;
mod bars;
mod header;
mod lines;
mod marks;
mod panes;
mod ranges;
mod tags;
mod trades;
mod zone_names;
mod zones;

#[cfg(test)]
mod invariants;

pub(super) use header::frequency;

use super::describe::describe;
use super::labels::{Place, Placer};
use super::layout::{Area, Detail, Layout, Window};
use super::number;
use super::options::{BarStyle, ChartOptions};
use super::pen::{At, Look, Pen, Type};
use super::scale::Scale;
use super::scene::{BarRow, Scene};
use super::sheet::{Part, Sheet};
use super::shown::Shown;
use super::theme::Role;
use crate::chart::axis::{Ticks, value_ticks};
use crate::{Result, Timeframe};

/// Bars narrower than this are drawn a week at a time.
const NARROWEST_DAY: f64 = 3.0;
/// Bars narrower than this are drawn as a line.
const NARROWEST_BAR: f64 = 2.0;

/// What all parts of one chart share.
#[derive(Debug)]
struct Frame<'a> {
    scene: &'a Scene,
    options: &'a ChartOptions,
    layout: Layout,
    window: Window,
    /// Scale of the price.
    scale: Scale,
    /// Ticks of the price axis.
    ticks: Ticks,
    /// Decimals of a price in words.
    decimals: usize,
    pen: Pen,
    placer: Placer,
}

/// Draws `scene`.
///
/// # Errors
///
/// What [`Scene::check`] and [`ChartOptions::check`] find.
pub(super) fn compose(scene: &Scene, options: &ChartOptions) -> Result<(Sheet, Shown)> {
    options.check()?;
    scene.check()?;
    let grouped = wants_weeks(scene, options).then(|| scene.weekly());
    let mut frame = Frame::new(grouped.as_ref().unwrap_or(scene), options);
    frame.draw();
    let drawn = (frame.drawn_zones(), frame.drawn_breaks());
    let description = describe(frame.scene, &frame.window, (&drawn.0, &drawn.1));
    let sheet = Sheet {
        size: options.size,
        title: header::title(scene),
        description,
        source: scene.source.clone(),
        inks: std::mem::take(&mut frame.pen.inks),
    };
    Ok((sheet, frame.shown()))
}

/// Whether the days asked for would be too narrow to be read.
fn wants_weeks(scene: &Scene, options: &ChartOptions) -> bool {
    let layout = Layout::new(scene, options, axes::LEAST_WIDTH);
    let window = Window::new(scene.bars.len(), options.bars, layout.price, layout.detail);
    scene.timeframe == Timeframe::Day
        && layout.detail != Detail::Spark
        && window.pitch < NARROWEST_DAY
}

impl<'a> Frame<'a> {
    fn new(scene: &'a Scene, options: &'a ChartOptions) -> Self {
        let days = if scene.timeframe == Timeframe::Week && wants_weeks(scene, options) {
            options.bars / 5
        } else {
            options.bars
        };
        let fit = |axis: f64| {
            let layout = Layout::new(scene, options, axis);
            let window = Window::new(scene.bars.len(), days, layout.price, layout.detail);
            let edges = (layout.price.top, layout.price.bottom);
            let scale = Scale::of_prices(price_range(scene, &window), edges);
            (layout, window, scale)
        };
        // The axis is as wide as its labels, and its labels follow from the range: once around settles it.
        let (first, _, scale) = fit(axes::LEAST_WIDTH);
        let ticks = value_ticks(&scale, axes::price_gap(&first));
        let decimals = number::price_decimals(scene.bars.last().map_or(1.0, |bar| bar.close));
        let width = axes::width(&first, &ticks, scale.high, decimals);
        let (layout, window, scale) = fit(width);
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
            decimals,
            pen: Pen::default(),
            placer,
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
        self.touches();
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
        let nameless = self.zone_labels();
        self.far_zone_labels(&nameless);
        self.line_names();
        self.range_labels();
        self.axes();
        self.tags();
        self.header();
        self.footer();
    }

    /// Writes a name at its place, on a background if lines cross it, with the leader to what it names.
    fn name(&mut self, place: Place, role: Role, kind: Type, text: &str) {
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
    fn chip_if(&mut self, place: Place) {
        if place.is_crossed {
            let chip = Area {
                left: place.area.left - 3.0,
                top: place.area.top - 1.0,
                right: place.area.right + 3.0,
                bottom: place.area.bottom + 1.0,
            };
            let look = Look::new(Part::Label, Role::Background);
            self.pen.rect(look.faint(86), chip);
        }
    }

    /// What is visible, and the numbers that follow from it.
    fn shown(&self) -> Shown {
        let bars = self.visible_bars();
        let (first, last) = (&bars[0], &bars[bars.len() - 1]);
        let change = self.scene.change();
        let returns = self.comparison_returns();
        Shown {
            first: first.time,
            last: last.time,
            bars: bars.len(),
            timeframe: Some(self.scene.timeframe),
            change: change.map(|(change, _)| change),
            change_pct: change.map(|(_, change_pct)| change_pct),
            comparison_return_pct: returns.map(|(comparison, _)| comparison),
            own_return_pct: returns.map(|(_, own)| own),
            price_ticks: self.ticks.values.clone(),
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
        if self.window.pitch < NARROWEST_BAR || self.layout.detail == Detail::Spark {
            BarStyle::Line
        } else if self.options.style == BarStyle::Candle && self.options.theme.is_hollow() {
            BarStyle::Hollow
        } else {
            self.options.style
        }
    }
}

fn visible<'a>(scene: &'a Scene, window: &Window) -> &'a [BarRow] {
    &scene.bars[window.first..window.end()]
}

/// Lowest and highest price to show: bars and overlays, and zones and lines that lie near them.
fn price_range(scene: &Scene, window: &Window) -> (f64, f64) {
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
