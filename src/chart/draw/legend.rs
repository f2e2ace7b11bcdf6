//! The legend above the bars: values of the last bar, overlays, comparison, marks.

use super::frame::Frame;
use super::names::Names;
use super::{comparison, overlays};
use crate::chart::drawing::Part;
use crate::chart::layout::{Area, Detail};
use crate::chart::pen::{At, Lettering, Look, Pen};
use crate::chart::scene::StudyLine;
use crate::chart::theme::Hue;
use crate::text::Medium::Picture;

/// A part of the legend: its words, how they are set, their colour.
type LegendPart = (String, Lettering, Hue);

/// Height of a row of the legend after the first, and the space between its parts.
const ROW: f64 = 18.0;
const GAP: f64 = 18.0;
/// Most rows of the legend.
const MOST_ROWS: usize = 4;
/// The same where it also names levels.
const MOST_WITH_NAMES: usize = 7;

/// The parts of a legend in rows.
pub(super) struct Legend {
    area: Area,
    rows: Vec<Vec<LegendPart>>,
}

impl Legend {
    /// Every line is named, in the first row or in one below it, then what `marks` mean; a name that no row holds alone is
    /// left out.
    pub(super) fn of(frame: &Frame<'_>, marks: Vec<String>) -> Self {
        let area = frame.places.legend;
        let room = frame.plot.area.width();
        let plain = |text: String| (text, Lettering::PLAIN, Hue::Second);
        let mut parts = names(frame);
        parts.extend(lines(frame));
        parts.extend(unsettled(frame).into_iter().chain(marks).map(plain));
        let width = |part: &LegendPart| part.1.width(&part.0) + GAP;
        let values = values(frame);
        let total: f64 = parts.iter().map(width).sum::<f64>() + width(&values);
        // The values of the last bar are the first to go: the close stands in the header and on the axis.
        if total - GAP <= room && frame.detail() == Detail::Full {
            parts.insert(0, values);
        }
        let mut rows: Vec<Vec<LegendPart>> = vec![Vec::new()];
        let mut free = room;
        for part in parts.into_iter().filter(|part| width(part) - GAP <= room) {
            if width(&part) - GAP > free {
                rows.push(Vec::new());
                free = room;
            }
            free -= width(&part);
            rows.last_mut().expect("a first row").push(part);
        }
        rows.truncate(if frame.lists_names {
            MOST_WITH_NAMES
        } else {
            MOST_ROWS
        });
        Self { area, rows }
    }

    /// Height of the rows after the first.
    pub(super) fn more_height(&self) -> f64 {
        ROW * (self.rows.len() - 1) as f64
    }

    pub(super) fn draw(&self, pen: &mut Pen) {
        for (row, parts) in self.rows.iter().enumerate() {
            let (mut x, y) = (self.area.left, self.area.top + 10.0 + ROW * row as f64);
            for (text, kind, hue) in parts {
                let look = Look::new(Part::Frame, *hue).with_halo();
                pen.text(look, *kind, At::Start((x, y)), text);
                x += kind.width(text) + GAP;
            }
        }
    }
}

fn values(frame: &Frame<'_>) -> LegendPart {
    let bars = &frame.scene.bars;
    let bar = &bars[bars.len() - 1];
    let text = format!(
        "O {}  H {}  L {}  C {}",
        frame.price(bar.open),
        frame.price(bar.high),
        frame.price(bar.low),
        frame.price(bar.close)
    );
    (text, Lettering::PLAIN, Hue::Second)
}

/// The levels, where there is no room for their names among the bars.
fn names(frame: &Frame<'_>) -> Vec<LegendPart> {
    let names = frame.lists_names.then(|| Names::of(frame).listed());
    let part = |(text, hue)| (text, Lettering::SMALL_NAME, hue);
    names.into_iter().flatten().map(part).collect()
}

/// The overlays in their colours, and the comparison.
fn lines(frame: &Frame<'_>) -> Vec<LegendPart> {
    let overlays = frame.scene.overlays.iter().enumerate();
    // What is nowhere drawn, such as the fourth pair of classic pivots, has no name either.
    let is_visible = |line: &StudyLine| {
        frame
            .plot
            .window
            .of(&line.values)
            .iter()
            .any(Option::is_some)
    };
    let overlays = overlays.filter(|(_, line)| is_visible(line));
    let overlays = overlays.map(|(at, line)| {
        let (hue, is_dashed) = overlays::look(at);
        let sample = if is_dashed { "– – " } else { "" };
        let value = line.last().filter(|_| !frame.lists_names);
        let value = value.map(|value| format!("  {}", frame.price(value)));
        let text = format!("{sample}{}{}", line.name, value.unwrap_or_default());
        (text, Lettering::NAME, hue)
    });
    overlays.chain(compared(frame)).collect()
}

/// The benchmark and the series with their returns over the visible bars.
fn compared(frame: &Frame<'_>) -> Option<LegendPart> {
    let (comparison, own) = comparison::returns(frame)?;
    let text = format!(
        "{} {}, {} {}",
        frame.scene.comparison.as_ref()?.name,
        Picture.percent(comparison, 1),
        frame.scene.symbol,
        Picture.percent(own, 1)
    );
    Some((text, Lettering::NAME, Hue::Third))
}

/// What grey means, if a part of a line is grey.
fn unsettled(frame: &Frame<'_>) -> Option<String> {
    let window = &frame.plot.window;
    let is_grey = |line: &StudyLine| {
        let mut bars = window.first..window.end();
        bars.any(|at| line.is_unsettled(at) && line.values[at].is_some())
    };
    let is_any = frame.scene.study_lines().any(is_grey);
    is_any.then(|| "grey: not settled".to_owned())
}
