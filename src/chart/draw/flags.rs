//! Events outside the prices: letters below the bars, at the session in which each took effect.

use super::frame::Frame;
use crate::chart::drawing::Part;
use crate::chart::layout::Area;
use crate::chart::pen::{At, Lettering, Look, Pen};
use crate::chart::scene::{Flag, Scene};
use crate::chart::theme::Hue;
use crate::market::HappeningKind;
use crate::text::short_day;

/// Side of a flag, and the space around it.
const SIDE: f64 = 15.0;
const AROUND: f64 = 2.0;
/// Most flags above each other; the rest stays in the scene.
const ROWS: usize = 3;
/// Most flags that are told in words above the chart.
const TOLD: usize = 3;

/// The flags for which there is room below the bars of a chart.
pub(super) struct Flags<'a> {
    scene: &'a Scene,
    lane: Area,
    /// The middle and the row of each.
    placed: Vec<(f64, usize, &'a Flag)>,
}

impl<'a> Flags<'a> {
    pub(super) fn of(frame: &Frame<'a>) -> Self {
        let lane = frame.places.flags;
        let window = &frame.plot.window;
        let mut flags: Vec<&'a Flag> = frame.scene.flags.iter().collect();
        flags.retain(|flag| window.shows(flag.at));
        flags.sort_by_key(|flag| (flag.at, flag.kind));
        let mut free = [f64::MIN; ROWS];
        let place = |flag: &'a Flag| {
            let half = SIDE / 2.0;
            let x = window.column(flag.at) + 0.5;
            let x = x.clamp(lane.left + half, lane.right - half);
            let row = free.iter().position(|&free| x - half >= free)?;
            free[row] = x + half + AROUND;
            Some((x, row, flag))
        };
        Self {
            scene: frame.scene,
            lane,
            placed: flags.into_iter().filter_map(place).collect(),
        }
    }

    /// Height that they need.
    pub(super) fn height(&self) -> f64 {
        let rows = self.placed.iter().map(|(_, row, _)| row + 1);
        rows.max()
            .map_or(0.0, |rows| rows as f64 * (SIDE + AROUND) + AROUND)
    }

    /// Letters in squares, filled where the venue traded on the day itself and hollow where it was closed.
    pub(super) fn draw(&self, pen: &mut Pen) {
        for &(x, row, flag) in &self.placed {
            let middle = self.lane.bottom - AROUND - SIDE / 2.0 - row as f64 * (SIDE + AROUND);
            let square = |half: f64| Area {
                left: x - half,
                top: middle - half,
                right: x + half,
                bottom: middle + half,
            };
            pen.rect(Look::new(Part::Mark, Hue::Second), square(SIDE / 2.0));
            let is_hollow = flag.closed_on.is_some();
            if is_hollow {
                let inner = Look::new(Part::Mark, Hue::Background);
                pen.rect(inner, square(SIDE / 2.0 - 1.0));
            }
            let hue = if is_hollow { Hue::Second } else { Hue::OnTag };
            pen.text(
                Look::new(Part::Mark, hue),
                Lettering::SMALL_NAME,
                At::Middle((x, middle)),
                letter(flag.kind),
            );
        }
    }

    /// What the letters mean: a few events each in its words, many by their kinds.
    pub(super) fn legend(&self) -> Vec<String> {
        let last = self.scene.bars.last().map(|bar| bar.time.date());
        if self.placed.len() <= TOLD {
            let told = self.placed.iter().map(|(_, _, flag)| {
                let date = self.scene.bars[flag.at].time.date();
                let date = short_day(flag.closed_on.unwrap_or(date), last.unwrap_or(date));
                format!("{} {date} {}", letter(flag.kind), flag.text)
            });
            return told.collect();
        }
        let is_placed =
            |kind: &HappeningKind| self.placed.iter().any(|(_, _, flag)| flag.kind == *kind);
        let kinds = HappeningKind::ALL.into_iter().filter(is_placed);
        kinds
            .map(|kind| format!("{} {}", letter(kind), kind.name()))
            .collect()
    }
}

fn letter(kind: HappeningKind) -> &'static str {
    match kind {
        HappeningKind::News => "N",
        HappeningKind::Dividend => "D",
        HappeningKind::Split => "S",
        HappeningKind::Results => "R",
    }
}
