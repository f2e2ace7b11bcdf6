//! Events outside the prices: letters below the bars, at the session in which each took effect.

use super::Frame;
use crate::chart::drawing::Part;
use crate::chart::layout::Area;
use crate::chart::number::short_date;
use crate::chart::pen::{At, Lettering, Look};
use crate::chart::scene::Flag;
use crate::chart::theme::Hue;
use crate::market::HappeningKind;

/// Side of a flag, and the space around it.
const SIDE: f64 = 15.0;
const AROUND: f64 = 2.0;
/// Most flags above each other; the rest stays in the scene.
const ROWS: usize = 3;
/// Most flags that are told in words above the chart.
const TOLD: usize = 3;

impl<'a> Frame<'a> {
    /// Height of the flags of this chart.
    pub(super) fn flags_height(&self) -> f64 {
        let rows = self.placed_flags().into_iter().map(|(_, row, _)| row + 1);
        rows.max()
            .map_or(0.0, |rows| rows as f64 * (SIDE + AROUND) + AROUND)
    }

    /// Letters in squares, filled where the venue traded on the day itself and hollow where it was closed.
    pub(super) fn flags(&mut self) {
        let lane = self.layout.flags;
        for (x, row, flag) in self.placed_flags() {
            let middle = lane.bottom - AROUND - SIDE / 2.0 - row as f64 * (SIDE + AROUND);
            let square = |half: f64| Area {
                left: x - half,
                top: middle - half,
                right: x + half,
                bottom: middle + half,
            };
            let filled = Look::new(Part::Mark, Hue::Second);
            self.pen.rect(filled, square(SIDE / 2.0));
            let is_hollow = flag.closed_on.is_some();
            if is_hollow {
                let inner = Look::new(Part::Mark, Hue::Background);
                self.pen.rect(inner, square(SIDE / 2.0 - 1.0));
            }
            let role = if is_hollow { Hue::Second } else { Hue::OnTag };
            self.pen.text(
                Look::new(Part::Mark, role),
                Lettering::SMALL_NAME,
                At::Middle((x, middle)),
                letter(flag.kind),
            );
        }
    }

    /// The middle and the row of each visible flag for which there is room.
    fn placed_flags(&self) -> Vec<(f64, usize, &'a Flag)> {
        let scene = self.scene;
        let mut flags: Vec<&'a Flag> = scene.flags.iter().collect();
        flags.retain(|flag| self.window.shows(flag.at));
        flags.sort_by_key(|flag| (flag.at, flag.kind));
        let lane = self.layout.flags;
        let mut free = [f64::MIN; ROWS];
        let place = |flag: &'a Flag| {
            let half = SIDE / 2.0;
            let x = self.window.column(flag.at) + 0.5;
            let x = x.clamp(lane.left + half, lane.right - half);
            let row = free.iter().position(|&free| x - half >= free)?;
            free[row] = x + half + AROUND;
            Some((x, row, flag))
        };
        flags.into_iter().filter_map(place).collect()
    }

    /// What the letters mean: a few events each in its words, many by their kinds.
    pub(super) fn flags_legend(&self) -> Vec<String> {
        let placed = self.placed_flags();
        let last = self.scene.bars.last().map(|bar| bar.time.date());
        if placed.len() <= TOLD {
            let told = placed.iter().map(|(_, _, flag)| {
                let date = self.scene.bars[flag.at].time.date();
                let date = short_date(flag.closed_on.unwrap_or(date), last.unwrap_or(date));
                format!("{} {date} {}", letter(flag.kind), flag.text)
            });
            return told.collect();
        }
        let is_placed = |kind: &HappeningKind| placed.iter().any(|(_, _, flag)| flag.kind == *kind);
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
