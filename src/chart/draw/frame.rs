//! What all parts of one chart share: the scene, the places, the visible bars and levels, how prices are written.

use super::comparison::rebased;
use super::plot::Plot;
use crate::Family;
use crate::chart::axis::{Ticks, value_ticks};
use crate::chart::labels::Placer;
use crate::chart::layout::{Detail, Margins, Places};
use crate::chart::options::{BarStyle, ChartOptions};
use crate::chart::scale::Scale;
use crate::chart::scene::{BarRow, BreakMark, LineKind, PriceLine, Scene, ZoneMark};
use crate::chart::theme::Hue;
use crate::chart::window::{BarWindow, Count};
use crate::text::Prices;

/// Rows that the lowest bar of a low pane keeps free below it for its marks.
const MARK_ROOM: f64 = 8.0;
/// Calendar days from which on a chart is one of years, and shows levels of that scale only.
const LONG_DAYS: i64 = 900;
/// Part of the width that the life of a level fills at least to be of the scale of a chart of years, and of a chart that
/// shows it narrower than [`NARROWEST_ZONE`].
const LONG_LIFE: f64 = 1.0 / 20.0;
const NARROW_LIFE: f64 = 1.0 / 8.0;
/// Pixels between the middles of two zones of a chart of years.
const APART_ON_LONG: f64 = 20.0;
/// Pixels from which on a zone is seen as one.
const NARROWEST_ZONE: f64 = 2.0;

/// A chart that is laid out, before anything is drawn.
#[derive(Debug)]
pub(super) struct Frame<'a> {
    pub(super) scene: &'a Scene,
    pub(super) options: &'a ChartOptions,
    pub(super) places: Places,
    pub(super) plot: Plot,
    /// Ticks of the price axis.
    pub(super) ticks: Ticks,
    /// How prices are written.
    pub(super) prices: Prices,
    /// The zones that are drawn: the first ones of the scene that lie within the visible prices and are of its scale.
    pub(super) zones: Vec<&'a ZoneMark>,
    /// The breaks that are marked: the first ones of the scene that are of drawn zones, or of no zone of the scene.
    pub(super) breaks: Vec<&'a BreakMark>,
    /// The single prices that are drawn.
    pub(super) lines: Vec<&'a PriceLine>,
    /// Whether the names of zones and lines stand in the legend, for want of room among the bars.
    pub(super) lists_names: bool,
}

impl<'a> Frame<'a> {
    /// The last bars of `scene`, as many as are wanted.
    pub(super) fn new(
        scene: &'a Scene,
        options: &'a ChartOptions,
        bars: Count,
        margins: Margins,
    ) -> Self {
        let places = Places::new(scene, options, margins);
        let window = BarWindow::new(scene.bars.len(), bars, places.price, places.detail);
        let range = price_range(scene, &window, options.zones);
        let mut rows = (places.price.top, places.price.bottom);
        if places.detail == Detail::Compact {
            rows.1 -= MARK_ROOM;
        }
        let scale = Scale::of_prices(range, rows, options.axis);
        let plot = Plot {
            area: places.price,
            window,
            scale,
        };
        let zones = drawn_zones(scene, &plot, options.zones);
        let breaks = drawn_breaks(scene, &plot, &zones);
        let lines = scene.lines.iter().filter(|line| {
            let is_told = match line.kind {
                // A zone tells what lies in it, and a telephone has no room for more.
                LineKind::Landmark | LineKind::Invalidation if places.detail == Detail::Compact => {
                    true
                }
                LineKind::Landmark => zones.iter().any(|zone| zone.bounds().contains(line.price)),
                _ => false,
            };
            scale.shows(line.price) && !is_told
        });
        let lines: Vec<&PriceLine> = lines.collect();
        let edges = zones.iter().flat_map(|zone| [zone.low, zone.high]);
        let edges = edges.chain(lines.iter().map(|line| line.price));
        Self {
            ticks: value_ticks(&scale, (places.price.height() / 11.0).max(30.0)),
            prices: scene.prices(edges),
            breaks: breaks.take(options.breaks).collect(),
            scene,
            options,
            places,
            plot,
            zones,
            lines,
            lists_names: false,
        }
    }

    /// What is in the way of labels before anything is drawn.
    pub(super) fn placer(&self) -> Placer {
        let extent = |bar: &BarRow| (self.plot.y(bar.high), self.plot.y(bar.low));
        let extents = self.bars().iter().map(extent).collect();
        Placer::new(self.plot.area, self.plot.window, extents)
    }

    /// The visible bars.
    pub(super) fn bars(&self) -> &'a [BarRow] {
        self.plot.window.of(&self.scene.bars)
    }

    pub(super) fn detail(&self) -> Detail {
        self.places.detail
    }

    /// `price` as this chart writes prices.
    pub(super) fn price(&self, price: f64) -> String {
        self.prices.price(price)
    }

    /// Row of the last close.
    pub(super) fn close_row(&self) -> f64 {
        let bars = &self.scene.bars;
        self.plot.y(bars[bars.len() - 1].close)
    }

    /// The colour of the last price: by its change, as it is written in the corner, and of a single bar by its body.
    pub(super) fn last_hue(&self) -> Hue {
        match (self.scene.change(), self.scene.bars.last()) {
            (Some((change, _)), _) if change < 0.0 => Hue::Down,
            (None, Some(bar)) if bar.close < bar.open => Hue::Down,
            _ => Hue::Up,
        }
    }

    /// How bars are drawn: as wished, or as a line where they would be too narrow.
    pub(super) fn style(&self) -> BarStyle {
        if self.plot.window.pitch < BarWindow::NARROWEST_BAR || self.detail() == Detail::Spark {
            BarStyle::Line
        } else if self.options.style == BarStyle::Candle && self.options.theme.is_hollow() {
            BarStyle::Hollow
        } else {
            self.options.style
        }
    }
}

/// How far beyond the bars, as a share of the price, a line still belongs on the chart.
fn reach(kind: LineKind) -> f64 {
    match kind {
        LineKind::Target | LineKind::Invalidation | LineKind::Trigger => 0.12,
        LineKind::Landmark => 0.0,
        LineKind::Claim | LineKind::Given => 0.30,
    }
}

/// Lowest and highest price to show: bars and overlays, and the first `zones` zones and the lines that lie near them.
fn price_range(scene: &Scene, window: &BarWindow, zones: usize) -> (f64, f64) {
    let bars = window.of(&scene.bars).iter();
    let mut prices: Vec<f64> = bars.flat_map(|bar| [bar.low, bar.high]).collect();
    for line in &scene.overlays {
        prices.extend(window.of(&line.values).iter().flatten());
    }
    let (low, high) = ends(&prices);
    let is_near =
        |from: f64, to: f64, reach: f64| from <= high * (1.0 + reach) && to >= low / (1.0 + reach);
    let near = scene
        .zones
        .iter()
        .filter(|zone| is_near(zone.low, zone.high, 0.08));
    prices.extend(near.take(zones).flat_map(|zone| [zone.low, zone.high]));
    let lines = scene
        .lines
        .iter()
        .map(|line| (line.price, reach(line.kind)));
    prices.extend(
        lines
            .filter(|&(price, reach)| is_near(price, price, reach))
            .map(|(price, _)| price),
    );
    if let Some(line) = &scene.comparison {
        prices.extend(rebased(line, scene, window).iter().flatten());
    }
    ends(&prices)
}

/// Least and greatest.
fn ends(values: &[f64]) -> (f64, f64) {
    let start = (f64::INFINITY, f64::NEG_INFINITY);
    values.iter().fold(start, |(low, high), &value| {
        (low.min(value), high.max(value))
    })
}

/// The first `most` zones that are visible and of the scale of the plot, of each side one within an ATR; those that somebody
/// gave, and the one a claim is about, are of every scale.
///
/// The first zone of the scene, of which the headline speaks, is drawn on every chart but one of years: there a level of a
/// few weeks is a smudge at the right edge, the oldest levels come first, and no two lie within [`APART_ON_LONG`] pixels.
fn drawn_zones<'a>(scene: &'a Scene, plot: &Plot, most: usize) -> Vec<&'a ZoneMark> {
    let (low, high) = (plot.scale.low, plot.scale.high);
    let bars = plot.window.of(&scene.bars);
    let is_long = (bars[bars.len() - 1].time - bars[0].time).num_days() > LONG_DAYS;
    let claimed: Vec<&ZoneMark> = claimed_zones(scene).collect();
    let is_given = |zone: &ZoneMark| {
        zone.family == Family::User.name() || claimed.iter().any(|it| it.id == zone.id)
    };
    let zones = scene.zones.iter().enumerate().filter(|(at, zone)| {
        let is_visible = zone.low <= high && zone.high >= low && zone.low <= zone.high;
        let is_lead = *at == 0 && !is_long;
        is_visible && (is_lead || is_given(zone) || is_of_scale(plot, zone, is_long))
    });
    let mut zones: Vec<(usize, &ZoneMark)> = zones.collect();
    if is_long {
        zones.sort_by_key(|(_, zone)| zone.formed_at.unwrap_or(zone.known_at));
    }
    let apart = scene.atr.unwrap_or(0.0);
    let is_beside = |zone: &ZoneMark, other: &ZoneMark| {
        let is_one_smudge = (plot.y(zone.middle()) - plot.y(other.middle())).abs() < APART_ON_LONG;
        zone.role().acts_as_resistance() == other.role().acts_as_resistance()
            && (zone.middle() - other.middle()).abs() < apart
            || is_long && is_one_smudge
    };
    let mut drawn: Vec<&ZoneMark> = Vec::new();
    for (at, zone) in zones {
        if at == 0 || is_given(zone) || !drawn.iter().any(|other| is_beside(zone, other)) {
            drawn.push(zone);
        }
    }
    // The zone that a claim is about is not the one to go.
    drawn.sort_by_key(|zone| !claimed.iter().any(|it| it.id == zone.id));
    drawn.truncate(most);
    drawn
}

/// The zone next to each price that is claimed, if there is one within an ATR of it.
fn claimed_zones(scene: &Scene) -> impl Iterator<Item = &ZoneMark> {
    let most = scene.atr.unwrap_or(0.0);
    let claims = scene
        .lines
        .iter()
        .filter(|line| line.kind == LineKind::Claim);
    claims.filter_map(move |line| {
        let away = |zone: &ZoneMark| (zone.low - line.price).max(line.price - zone.high).max(0.0);
        let nearest = scene
            .zones
            .iter()
            .min_by(|a, b| away(a).total_cmp(&away(b)));
        nearest.filter(|zone| away(zone) <= most)
    })
}

/// Whether a zone is large enough, in height or in length, to be seen for what it is.
fn is_of_scale(plot: &Plot, zone: &ZoneMark, is_long: bool) -> bool {
    let born = plot.window.left_of(zone.formed_at.unwrap_or(zone.known_at));
    let life = (plot.window.left_of(plot.window.end()) - born) / plot.area.width();
    if is_long {
        life >= LONG_LIFE
    } else {
        let height = plot.y(zone.low) - plot.y(zone.high);
        height >= NARROWEST_ZONE || life >= NARROW_LIFE
    }
}

fn drawn_breaks<'a>(
    scene: &'a Scene,
    plot: &Plot,
    zones: &[&ZoneMark],
) -> impl Iterator<Item = &'a BreakMark> {
    scene.breaks.iter().filter(|mark| {
        let is_known = scene.zones.iter().any(|zone| zone.id == mark.zone);
        let is_shown = zones.iter().any(|zone| zone.id == mark.zone);
        plot.window.shows(mark.at) && (is_shown || !is_known)
    })
}
