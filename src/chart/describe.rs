//! What a chart shows, in words for those who cannot see it.

use std::fmt::Write as _;

use super::draw::frequency;
use super::number::{counted, date, fixed, percent, price_decimals};
use super::scene::{BreakMark, Scene, Way, ZoneMark};
use super::window::BarWindow;
use crate::text::age;

/// One or a few sentences built from the facts of the scene that are drawn.
///
/// `Alibaba (BABA), daily, 15 May 2017 to 31 Oct 2017: closed at 184.89, +1.82 % on the bar before. Resistance 156.42–160.39
/// ...`
pub(super) fn describe(
    scene: &Scene,
    window: &BarWindow,
    (zones, breaks): (&[&ZoneMark], &[&BreakMark]),
) -> String {
    let bars = &scene.bars[window.first..window.end()];
    let (Some(first), Some(last)) = (bars.first(), bars.last()) else {
        return scene.symbol.clone();
    };
    let decimals = price_decimals(last.close);
    let price = |value: f64| fixed(value, decimals);
    let name = match &scene.name {
        Some(name) => format!("{name} ({})", scene.symbol),
        None => scene.symbol.clone(),
    };
    let mut text = format!(
        "{name}, {}, {} to {}: closed at {}",
        frequency(scene.timeframe).to_lowercase(),
        date(first.time.date()),
        date(last.time.date()),
        price(last.close)
    );
    if let Some((_, change_pct)) = scene.change() {
        let _ = write!(text, ", {} on the bar before", percent(change_pct, 2));
    }
    text.push('.');
    if let Some(stale) = &scene.stale {
        let _ = write!(text, " Stale: the last bar was {}.", age(*stale));
    }
    if let Some(state) = &scene.state {
        let _ = write!(text, " {}.", state.text);
    }
    for zone in zones {
        let _ = write!(
            text,
            " {} {}–{}, {}.",
            zone.role().name(),
            price(zone.low),
            price(zone.high),
            counted(zone.tests, "test")
        );
    }
    for mark in breaks {
        text += &break_sentence(scene, mark, decimals);
    }
    text
}

fn break_sentence(scene: &Scene, mark: &BreakMark, decimals: usize) -> String {
    let side = match mark.direction {
        Way::Up => "above",
        Way::Down => "below",
    };
    let mut text = format!(
        " On {} it closed {side} {} at {}",
        scene.moment(mark.at, mark.date),
        fixed(mark.edge, decimals),
        fixed(mark.close, decimals)
    );
    if let Some(volume) = &mark.volume {
        let _ = write!(
            text,
            " with {} times average volume",
            fixed(volume.ratio, 1)
        );
    }
    if let Some(outcome) = &mark.outcome {
        let _ = write!(
            text,
            "; {} on {}",
            outcome.word,
            scene.moment(outcome.at, outcome.date)
        );
    }
    text + "."
}
