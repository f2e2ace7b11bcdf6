//! From a scene to a drawing: each part of a chart in a file of its own.
//!
//! [`compose`] fixes the frame (places, visible bars, scale of the price) and lets the parts draw in the order in which they
//! cover each other: grid, zones, lines, bars, marks, labels, axis, tags. Everything that is drawn comes from the scene;
//! nothing is searched for in the prices.

mod axes;
mod bars;
mod callouts;
mod canvas;
mod comparison;
mod curve;
mod describe;
mod flags;
mod footer;
mod frame;
mod header;
mod legend;
mod lines;
mod marks;
mod names;
mod overlays;
mod period;
mod plot;
mod ranges;
mod studies;
mod trades;
mod volume;
mod zones;

#[cfg(test)]
mod invariants;

use super::drawing::Drawing;
use super::layout::{Detail, Margins};
use super::options::ChartOptions;
use super::page::{Geometry, PlacedBar, PlacedZone};
use super::scene::Scene;
use super::visible::Visible;
use super::window::Count;
use crate::Result;
use canvas::Canvas;
use flags::Flags;
use footer::Footer;
use frame::Frame;
use header::Header;
use legend::Legend;
use marks::Marks;
use names::Names;

/// What the words around the bars need before anybody has measured them.
const MARGINS: Margins = Margins {
    axis: axes::LEAST_WIDTH,
    names: 190.0,
    flags: 0.0,
    legend: 0.0,
    headline: 0.0,
    footer: 34.0,
};

/// Draws `scene`.
///
/// # Errors
///
/// What [`Scene::check`] and [`ChartOptions::check`] find.
pub(super) fn compose(scene: &Scene, options: &ChartOptions) -> Result<(Drawing, Visible)> {
    options.check()?;
    scene.check()?;
    let weekly = period::weeks(scene, options, MARGINS);
    let (scene, wanted) = weekly.as_ref().map_or_else(
        || (scene, period::wanted(scene, options)),
        |(weeks, wanted)| (weeks, *wanted),
    );
    let (frame, canvas) = drawn(scene, options, wanted);
    let drawing = Drawing {
        size: options.size,
        title: header::title(scene),
        description: describe::describe(&frame),
        source: scene.source.clone(),
        inks: canvas.pen.inks,
    };
    Ok((drawing, visible(&frame)))
}

/// Where bars, prices and zones of that drawing stand.
///
/// # Errors
///
/// As [`compose`].
pub(super) fn geometry(scene: &Scene, options: &ChartOptions) -> Result<Geometry> {
    options.check()?;
    scene.check()?;
    let weekly = period::weeks(scene, options, MARGINS);
    let (scene, wanted) = weekly.as_ref().map_or_else(
        || (scene, period::wanted(scene, options)),
        |(weeks, wanted)| (weeks, *wanted),
    );
    let (frame, _) = drawn(scene, options, wanted);
    let (area, scale, window) = (frame.plot.area, frame.plot.scale, frame.plot.window);
    let bars = frame.bars().iter().enumerate();
    Ok(Geometry {
        size: options.size,
        plot: [area.left, area.top, area.right, area.bottom],
        bottom: frame.places.bottom,
        pitch: window.pitch,
        scale: (scale.low, scale.high, scale.top, scale.bottom, scale.is_log),
        bars: bars
            .map(|(place, bar)| PlacedBar {
                x: window.middle(window.first + place),
                time: bar.time,
                open: bar.open,
                high: bar.high,
                low: bar.low,
                close: bar.close,
                volume: bar.volume,
            })
            .collect(),
        zones: frame
            .zones
            .iter()
            .map(|zone| PlacedZone {
                id: zone.id.clone(),
                low: zone.low,
                high: zone.high,
            })
            .collect(),
    })
}

/// The chart, drawn so that every level on it is named: where the names find no room among the bars, they stand in the
/// legend.
fn drawn<'a>(scene: &'a Scene, options: &'a ChartOptions, bars: Count) -> (Frame<'a>, Canvas) {
    let frame = fitted(scene, options, bars, false);
    let mut canvas = Canvas::new(frame.placer());
    if draw(&frame, &mut canvas) {
        return (frame, canvas);
    }
    let frame = fitted(scene, options, bars, true);
    let mut canvas = Canvas::new(frame.placer());
    draw(&frame, &mut canvas);
    (frame, canvas)
}

/// The frame whose margins hold its words.
///
/// Axis and names are as wide as their words, and these follow from what is visible: once around settles it. How many rows
/// the legend and the headline have follows from what the names leave them.
fn fitted<'a>(
    scene: &'a Scene,
    options: &'a ChartOptions,
    bars: Count,
    lists_names: bool,
) -> Frame<'a> {
    let with = |margins| Frame {
        lists_names,
        ..Frame::new(scene, options, bars, margins)
    };
    let first = with(MARGINS);
    let detail = first.detail();
    let mut margins = Margins {
        axis: axes::width(&first),
        names: Names::of(&first).width(),
        ..MARGINS
    };
    if !detail.has_words() {
        return with(margins);
    }
    margins.flags = Flags::of(&first).height();
    margins.footer = Footer::of(&first).height();
    let second = with(margins);
    margins.legend = legend(&second).more_height();
    margins.headline = Header::of(&second).more_height();
    if margins.legend + margins.headline == 0.0 {
        return second;
    }
    with(margins)
}

fn legend(frame: &Frame<'_>) -> Legend {
    let marks = trades::legend(frame).into_iter();
    let marks = marks.chain(marks::legend(frame));
    Legend::of(frame, marks.chain(Flags::of(frame).legend()).collect())
}

/// Whether all levels that should be named are.
fn draw(frame: &Frame<'_>, canvas: &mut Canvas) -> bool {
    match frame.detail() {
        Detail::Spark => {
            zones::draw(frame, canvas);
            bars::draw(frame, &mut canvas.pen);
            true
        }
        Detail::Thumb => {
            draw_thumb(frame, canvas);
            true
        }
        Detail::Compact | Detail::Full => draw_full(frame, canvas),
    }
}

/// Only what needs no name: a stamp has no room for legends.
fn draw_thumb(frame: &Frame<'_>, canvas: &mut Canvas) {
    axes::grid(frame, canvas);
    zones::draw(frame, canvas);
    bars::draw(frame, &mut canvas.pen);
    overlays::last_close(frame, canvas);
    volume::draw(frame, canvas);
    Marks::new(frame).breaks(canvas);
    axes::borders(frame, &mut canvas.pen);
    axes::prices(frame, &mut canvas.pen);
    Header::of(frame).draw(&mut canvas.pen);
}

fn draw_full(frame: &Frame<'_>, canvas: &mut Canvas) -> bool {
    axes::grid(frame, canvas);
    ranges::draw(frame, canvas);
    zones::draw(frame, canvas);
    lines::draw(frame, canvas);
    comparison::draw(frame, canvas);
    overlays::draw(frame, canvas);
    bars::draw(frame, &mut canvas.pen);
    overlays::last_close(frame, canvas);
    volume::draw(frame, canvas);
    studies::draw(frame, canvas);
    trades::draw(frame, canvas);
    let mut marks = Marks::new(frame);
    marks.touches(canvas);
    marks.breaks(canvas);
    Flags::of(frame).draw(&mut canvas.pen);
    // What has the least choice finds its place first.
    callouts::draw(frame, canvas, &marks);
    ranges::labels(frame, canvas);
    let is_named = Names::of(frame).draw(canvas);
    axes::borders(frame, &mut canvas.pen);
    axes::prices(frame, &mut canvas.pen);
    Header::of(frame).draw(&mut canvas.pen);
    legend(frame).draw(&mut canvas.pen);
    if let Some(area) = frame.places.footer {
        Footer::of(frame).draw(&mut canvas.pen, area, frame.places.axis_right);
    }
    is_named
}

/// What is visible, and the numbers that follow from it.
fn visible(frame: &Frame<'_>) -> Visible {
    let bars = frame.bars();
    let (first, last) = (&bars[0], &bars[bars.len() - 1]);
    let change = frame.scene.change();
    let returns = comparison::returns(frame);
    Visible {
        first: first.time,
        last: last.time,
        bars: bars.len(),
        timeframe: Some(frame.scene.timeframe),
        change: change.map(|(change, _)| change),
        change_pct: change.map(|(_, change_pct)| change_pct),
        comparison_return_pct: returns.map(|(comparison, _)| comparison),
        own_return_pct: returns.map(|(_, own)| own),
        price_ticks: frame.ticks.values.clone(),
        prices: Some((frame.plot.scale.low, frame.plot.scale.high)),
    }
}
