//! What a chart shows, in words for those who cannot see it.

use std::fmt::Write as _;

use super::frame::Frame;
use crate::chart::scene::{BreakMark, LineKind, Way};
use crate::text::Medium::Picture;
use crate::text::{age, count, day};

/// One or a few sentences built from the facts of the scene that are drawn.
///
/// `Alibaba (BABA), daily, 15 May 2017 to 31 Oct 2017: closed at 184.89, +1.82 % on the bar before. Resistance 156.42–160.39
/// ...`
pub(super) fn describe(frame: &Frame<'_>) -> String {
    let scene = frame.scene;
    let bars = frame.bars();
    let (Some(first), Some(last)) = (bars.first(), bars.last()) else {
        return scene.symbol.clone();
    };
    let name = match &scene.name {
        Some(name) => format!("{name} ({})", scene.symbol),
        None => scene.symbol.clone(),
    };
    let mut text = format!(
        "{name}, {}, {} to {}: closed at {}",
        scene.frequency().to_lowercase(),
        day(first.time.date()),
        day(last.time.date()),
        frame.price(last.close)
    );
    if let Some((_, change_pct)) = scene.change() {
        let change = Picture.percent(change_pct, 2);
        let _ = write!(text, ", {change} on the bar before");
    }
    text.push('.');
    if let Some(stale) = &scene.stale {
        let _ = write!(text, " Stale: the last bar was {}.", age(*stale));
    }
    if let Some(state) = &scene.state {
        let _ = write!(text, " {}.", state.text.trim_end_matches('.'));
    }
    for zone in &frame.zones {
        let bounds = frame.prices.zone(zone.bounds());
        let tests = count(zone.tests, "test");
        let _ = write!(text, " {} {bounds}, {tests}.", zone.role().name());
    }
    for mark in &frame.breaks {
        text += &break_sentence(frame, mark);
    }
    for line in frame
        .lines
        .iter()
        .filter(|line| line.kind == LineKind::Claim)
    {
        let price = frame.price(line.price);
        let label = line.text.as_ref().map(|text| format!(" ({text})"));
        let _ = write!(
            text,
            " {}{}: {price}.",
            line.judged(),
            label.unwrap_or_default()
        );
    }
    text
}

fn break_sentence(frame: &Frame<'_>, mark: &BreakMark) -> String {
    let side = match mark.direction {
        Way::Up => "above",
        Way::Down => "below",
    };
    let mut text = format!(
        " On {} it closed {side} {} at {}",
        frame.scene.moment(mark.at, mark.date),
        frame.price(mark.edge),
        frame.price(mark.close)
    );
    if let Some(volume) = &mark.volume {
        let ratio = Picture.fixed(volume.ratio, 1);
        let _ = write!(text, " with {ratio} times average volume");
    }
    if let Some(outcome) = &mark.outcome {
        let moment = frame.scene.moment(outcome.at, outcome.date);
        let _ = write!(text, "; {} on {moment}", outcome.word);
    }
    text + "."
}
