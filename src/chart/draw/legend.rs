//! The legend above the bars: values of the last bar, overlays, comparison, marks.

use super::{Frame, lines};
use crate::chart::drawing::Part;
use crate::chart::number::percent;
use crate::chart::pen::{Lettering, Look};
use crate::chart::scene::StudyLine;
use crate::chart::theme::Hue;

/// A part of the legend: its words, how they are set, their colour.
type LegendPart = (String, Lettering, Hue);

/// Height of a row of the legend after the first, and the space between its parts.
const LEGEND_ROW: f64 = 18.0;
const LEGEND_GAP: f64 = 18.0;
/// Most rows of the legend.
const LEGEND_ROWS: usize = 4;

impl Frame<'_> {
    /// Values of the last bar, and overlays in their colours, in rows as wide as the legend has room.
    pub(super) fn legend(&mut self, room: f64) {
        let area = self.layout.legend;
        for (row, parts) in self.legend_rows(room).into_iter().enumerate() {
            let (mut x, y) = (area.left, area.top + 10.0 + LEGEND_ROW * row as f64);
            for (text, kind, role) in parts {
                self.over_grid(Look::new(Part::Frame, role), kind, (x, y), &text);
                x += kind.width(&text) + LEGEND_GAP;
            }
        }
    }

    /// Height of the rows of the legend after the first.
    pub(super) fn more_legend(&self) -> f64 {
        let rows = self.legend_rows(self.legend_room()).len();
        LEGEND_ROW * rows.saturating_sub(1) as f64
    }

    /// Every line is named, in the first row of `room` pixels or in one below it; a name that no row holds alone is left out.
    fn legend_rows(&self, room: f64) -> Vec<Vec<LegendPart>> {
        let (values, mut parts) = (self.values_legend(), self.lines_legend());
        let width = |part: &LegendPart| part.1.width(&part.0) + LEGEND_GAP;
        let total: f64 = values.iter().chain(&parts).map(width).sum();
        // The values of the last bar are the first to go: the close stands in the header and on the axis.
        if total - LEGEND_GAP <= room {
            parts.splice(0..0, values);
        }
        let mut rows: Vec<Vec<LegendPart>> = vec![Vec::new()];
        let mut free = room;
        for part in parts {
            let wide = width(&part);
            if wide - LEGEND_GAP > free && wide - LEGEND_GAP <= self.layout.price.width() {
                rows.push(Vec::new());
                free = self.layout.price.width();
            }
            if wide - LEGEND_GAP <= free {
                free -= wide;
                rows.last_mut().expect("a first row").push(part);
            }
        }
        rows.truncate(LEGEND_ROWS);
        rows
    }

    fn values_legend(&self) -> Option<LegendPart> {
        let bar = self.scene.bars.last()?;
        let text = format!(
            "O {}  H {}  L {}  C {}",
            self.price(bar.open),
            self.price(bar.high),
            self.price(bar.low),
            self.price(bar.close)
        );
        Some((text, Lettering::PLAIN, Hue::Second))
    }

    fn lines_legend(&self) -> Vec<LegendPart> {
        let overlays = self.scene.overlays.iter().enumerate();
        // What is nowhere drawn, such as the fourth pair of classic pivots, has no name either.
        let visible = self.window.first..self.window.end();
        let overlays =
            overlays.filter(|(_, line)| line.values[visible.clone()].iter().any(Option::is_some));
        let overlays = overlays.map(|(at, line)| {
            let (role, is_dashed) = lines::overlay_look(at);
            let sample = if is_dashed { "– – " } else { "" };
            let value = line.last().map(|value| format!("  {}", self.price(value)));
            let text = format!("{sample}{}{}", line.name, value.unwrap_or_default());
            (text, Lettering::NAME, role)
        });
        let plain = |text: String| (text, Lettering::PLAIN, Hue::Second);
        overlays
            .chain(self.unsettled_legend().map(plain))
            .chain(self.comparison_legend())
            .chain(self.trades_legend().map(plain))
            .chain(self.flags_legend().into_iter().map(plain))
            .collect()
    }

    /// What grey means, if a part of a line is grey.
    fn unsettled_legend(&self) -> Option<String> {
        let visible = self.window.first..self.window.end();
        let is_grey = |line: &StudyLine| {
            let mut bars = visible.clone();
            bars.any(|at| line.is_unsettled(at) && line.values[at].is_some())
        };
        let is_any = self.scene.study_lines().any(is_grey);
        is_any.then(|| "grey: not settled".to_owned())
    }

    /// The benchmark and the series with their returns over the visible bars.
    fn comparison_legend(&self) -> Option<(String, Lettering, Hue)> {
        let (comparison, own) = self.comparison_returns()?;
        let text = format!(
            "{} {}, {} {}",
            self.scene.comparison.as_ref()?.name,
            percent(comparison, 1),
            self.scene.symbol,
            percent(own, 1)
        );
        Some((text, Lettering::NAME, Hue::Third))
    }

    /// Returns of the benchmark and of the series from the first to the last visible bar that the benchmark has.
    pub(super) fn comparison_returns(&self) -> Option<(f64, f64)> {
        let line = self.scene.comparison.as_ref()?;
        let visible = &line.values[self.window.first..self.window.end()];
        let first = visible.iter().position(Option::is_some)?;
        let last = visible.iter().rposition(Option::is_some)?;
        let bars = self.visible_bars();
        let change = |first: f64, last: f64| 100.0 * (last / first - 1.0);
        Some((
            change(visible[first]?, visible[last]?),
            change(bars[first].close, bars[last].close),
        ))
    }
}
