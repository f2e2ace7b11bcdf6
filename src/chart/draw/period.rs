//! Which bars a chart shows, and whether as weeks.

use crate::Timeframe;
use crate::chart::layout::{Detail, Margins, Places};
use crate::chart::options::{BarStyle, ChartOptions, Range};
use crate::chart::scene::Scene;
use crate::chart::window::{BarWindow, Count};

/// Bars narrower than this are drawn a week at a time.
const NARROWEST_DAY: f64 = 3.0;
/// Fewest bars of a range that follows the levels.
const LEAST_BARS: usize = 30;

/// The weeks that hold the days asked for, if those would be too narrow to be read.
pub(super) fn weeks(
    scene: &Scene,
    options: &ChartOptions,
    margins: Margins,
) -> Option<(Scene, Count)> {
    let places = Places::new(scene, options, margins);
    let wanted = wanted(scene, options);
    let window = BarWindow::new(scene.bars.len(), wanted, places.price, places.detail);
    let is_too_narrow = scene.timeframe == Timeframe::Day
        && places.detail != Detail::Spark
        && window.pitch < NARROWEST_DAY;
    is_too_narrow.then(|| (scene.weekly(), wanted.map(|days| scene.weeks_of_last(days))))
}

/// How many bars to show.
///
/// Of [`Range::Levels`] those since the first evidence of what is under way, the leading zone and the consolidation, and a
/// third as many before it, so that its life fills three quarters of the picture. Of a zone whose evidence is older than the
/// picture can hold, those since the oldest touch that it can hold. At least a quarter of the most and [`LEAST_BARS`], at
/// most all of it.
pub(super) fn wanted(scene: &Scene, options: &ChartOptions) -> Count {
    let most = match options.range {
        Range::Bars(bars) if options.style == BarStyle::Line => return Count::Spread(bars),
        Range::Bars(bars) => return Count::Exactly(bars),
        Range::Levels { most } => most,
    };
    let zone = scene.zones.first().filter(|_| options.zones > 0);
    let evidence = zone.into_iter().flat_map(|zone| {
        let born = zone.formed_at.unwrap_or(zone.known_at);
        zone.touches.iter().copied().chain([born])
    });
    let ranges = scene.ranges.iter().map(|range| range.start);
    let ages = ranges.chain(evidence).map(|at| scene.bars.len() - at);
    let age = ages.filter(|&age| age <= most).max().unwrap_or(most);
    Count::About((age * 4 / 3).max(most / 4).max(LEAST_BARS).min(most))
}
