//! Charts in a terminal: characters, or the picture itself where the terminal takes pictures.
//!
//! [`draw`] gives lines of text with one column a bar and two heights a line; [`kitty`] wraps a PNG in the graphics
//! protocol of kitty, which several terminals speak, and [`sixel`] writes pixels in the older one of DEC. Whether a terminal has colours or pictures is for the caller to know.

mod cell;
mod kitty;
mod sixel;

pub use kitty::kitty;
pub use sixel::sixel;

use super::axis::{time_ticks, value_ticks};
use super::options::{ChartOptions, Range};
use super::scale::Scale;
use super::scene::{BarRow, Scene, Way, ZoneMark, ZoneRole};
use crate::text::Medium::Picture;
use crate::text::{Prices, day};
use crate::{Error, Result};
use cell::{Cell, Half, Tint};

/// Whether a terminal shows colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Terminal {
    /// Characters only.
    #[default]
    Plain,
    /// The eight colours of every terminal, chosen by its user.
    Ansi,
}

/// Lines of the header and of the time axis.
const AROUND: usize = 2;
/// Lines of the volume.
const VOLUME: usize = 2;
/// Most zones.
const ZONES: usize = 3;
/// Least columns and lines.
const LEAST: (usize, usize) = (40, 10);

/// The last bars of `scene` as lines of text, `size` columns by lines, one column a bar.
///
/// Of `options` the range and the kind of the price axis count: of [`Range::Bars`] no more are shown than it asks for; with [`Range::Levels`] there are as many as fit.
///
/// Without colours a rising body is a double line and a falling one a heavy line. Zones are dotted rows with their
/// bounds at the right, breaks are triangles.
///
/// # Errors
///
/// What [`Scene::check`] finds; [`Error::Parameter`] if `size` is below 40 by 10.
pub fn draw(
    scene: &Scene,
    size: (usize, usize),
    options: &ChartOptions,
    ink: Terminal,
) -> Result<String> {
    scene.check()?;
    if size.0 < LEAST.0 || size.1 < LEAST.1 {
        let value = format!("{} x {}", size.0, size.1);
        let rule = format!("must be at least {} x {}", LEAST.0, LEAST.1);
        return Err(Error::parameter("terminal size", value, rule));
    }
    let screen = TermChart::new(scene, size, options);
    let mut lines = vec![screen.header()];
    lines.extend(screen.price_lines(ink));
    lines.extend(screen.volume_lines(ink));
    lines.push(screen.time_line());
    let mut out = String::new();
    for line in lines {
        out.push_str(line.trim_end());
        out.push('\n');
    }
    Ok(out)
}

/// What is where.
struct TermChart<'a> {
    scene: &'a Scene,
    /// Visible bars, one a column.
    bars: &'a [BarRow],
    /// Index of the first of them.
    first: usize,
    width: usize,
    /// Lines of the price.
    rows: usize,
    has_volume: bool,
    /// From prices to half lines.
    scale: Scale,
    prices: Prices,
}

impl<'a> TermChart<'a> {
    fn new(scene: &'a Scene, (columns, lines): (usize, usize), options: &ChartOptions) -> Self {
        let last = scene.bars.last().map_or(1.0, |bar| bar.close);
        let zones = scene.zones.iter().take(ZONES);
        let prices = scene.prices(zones.flat_map(|zone| [zone.low, zone.high]));
        // A bound of a zone and its role: `S 157.59–158.70`.
        let axis = 2 * prices.price(last).len() + 6;
        let width = columns.saturating_sub(axis).max(1);
        let shown = match options.range {
            Range::Bars(bars) => bars.clamp(1, width),
            Range::Levels { .. } => width,
        };
        let first = scene.bars.len().saturating_sub(shown);
        let bars = &scene.bars[first..];
        let has_volume = lines >= 16 && bars.iter().any(|bar| bar.volume.is_some());
        let rows = lines - AROUND - if has_volume { VOLUME } else { 0 };
        let low = bars.iter().map(|bar| bar.low).fold(f64::INFINITY, f64::min);
        let high = bars.iter().map(|bar| bar.high).fold(0.0, f64::max);
        let scale = Scale::of_prices((low, high), (0.0, 2.0 * rows as f64), options.axis);
        Self {
            scene,
            bars,
            first,
            width,
            rows,
            has_volume,
            scale,
            prices,
        }
    }

    fn header(&self) -> String {
        let scene = self.scene;
        let (first, last) = (self.bars[0], self.bars[self.bars.len() - 1]);
        let change = scene.change().map_or(String::new(), |(_, change_pct)| {
            format!("  {}", Picture.percent(change_pct, 2))
        });
        let state = scene
            .state
            .as_ref()
            .map_or(String::new(), |state| format!("  {}", state.text));
        let dates = format!(
            "{}, {} – {}",
            scene.frequency(),
            day(first.time.date()),
            day(last.time.date())
        );
        let price = self.prices.price(last.close);
        format!("{}  {price}{change}  {dates}{state}", scene.symbol)
    }

    /// Half line of a price, from the top.
    fn half(&self, price: f64) -> usize {
        let most = 2.0 * self.rows as f64 - 1.0;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to the lines of a terminal"
        )]
        let half = self.scale.y(price).floor().clamp(0.0, most) as usize;
        half
    }

    /// The zones that are visible, the first ones of the scene.
    fn zones(&self) -> impl Iterator<Item = &'a ZoneMark> {
        let scale = self.scale;
        let zones = self.scene.zones.iter();
        zones
            .filter(move |zone| zone.low <= scale.high && zone.high >= scale.low)
            .take(ZONES)
    }

    fn price_lines(&self, ink: Terminal) -> Vec<String> {
        let mut cells = vec![vec![Cell::default(); self.width]; self.rows];
        self.put_zones(&mut cells);
        for (column, bar) in self.bars.iter().enumerate() {
            self.put_bar(&mut cells, column, bar);
        }
        self.put_breaks(&mut cells);
        let labels = self.labels();
        let rows = cells.iter().zip(&labels);
        rows.map(|(row, label)| format!("{} {label}", cell::line(row, ink)))
            .collect()
    }

    fn put_bar(&self, cells: &mut [Vec<Cell>], column: usize, bar: &BarRow) {
        let is_up = bar.close >= bar.open;
        let body = self.half(bar.open.max(bar.close))..=self.half(bar.open.min(bar.close));
        for half in self.half(bar.high)..=self.half(bar.low) {
            let cell = &mut cells[half / 2][column];
            let kind = if body.contains(&half) {
                Half::Body
            } else {
                Half::Wick
            };
            cell.put(half % 2, kind, is_up);
        }
    }

    fn put_zones(&self, cells: &mut [Vec<Cell>]) {
        for zone in self.zones() {
            let from = zone.known_at.saturating_sub(self.first).min(self.width);
            let tint = tint(zone.role());
            for row in &mut cells[self.half(zone.high) / 2..=self.half(zone.low) / 2] {
                for cell in &mut row[from..] {
                    cell.shade(tint);
                }
            }
        }
    }

    /// A triangle under (over) the bar of each break of a visible zone, where there is room.
    fn put_breaks(&self, cells: &mut [Vec<Cell>]) {
        for mark in &self.scene.breaks {
            let Some(column) = mark.at.checked_sub(self.first) else {
                continue;
            };
            if !self.zones().any(|zone| zone.id == mark.zone) {
                continue;
            }
            let bar = &self.bars[column];
            let (row, sign) = match mark.direction {
                Way::Up => (Some(self.half(bar.low) / 2 + 1), '▲'),
                Way::Down => ((self.half(bar.high) / 2).checked_sub(1), '▼'),
            };
            if let Some(row) = row.and_then(|row| cells.get_mut(row)) {
                row[column].sign(sign);
            }
        }
    }

    /// What stands right of each line: the close, else a zone, else a round price.
    fn labels(&self) -> Vec<String> {
        let mut labels = vec![String::new(); self.rows];
        for &value in &value_ticks(&self.scale, 8.0).values {
            let row = self.half(value) / 2;
            labels[row] = format!("┤ {}", self.prices.price(value));
        }
        for zone in self.zones() {
            let sign = if zone.role().is_resistance() {
                'R'
            } else {
                'S'
            };
            let bounds = self.prices.zone(zone.bounds());
            labels[(self.half(zone.high) + self.half(zone.low)) / 4] = format!("{sign} {bounds}");
        }
        if let Some(last) = self.bars.last() {
            let row = self.half(last.close) / 2;
            labels[row] = format!("◄ {}", self.prices.price(last.close));
        }
        labels
    }

    fn volume_lines(&self, ink: Terminal) -> Vec<String> {
        if !self.has_volume {
            return Vec::new();
        }
        let volumes = || self.bars.iter().map(|bar| bar.volume.unwrap_or(0.0));
        let most = volumes().fold(0.0, f64::max);
        let eighths = (VOLUME * 8) as f64;
        let heights: Vec<usize> = volumes()
            .map(|volume| {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a share of a few lines"
                )]
                let height = (volume / most.max(1.0) * eighths).round() as usize;
                height
            })
            .collect();
        (0..VOLUME)
            .map(|line| {
                let floor = (VOLUME - 1 - line) * 8;
                let bars = self.bars.iter().zip(&heights);
                let row: Vec<Cell> = bars
                    .map(|(bar, height)| {
                        Cell::block(height.saturating_sub(floor).min(8), bar.close >= bar.open)
                    })
                    .collect();
                let label = if line == 0 {
                    Picture.compact(most, 1)
                } else {
                    String::new()
                };
                let blank = " ".repeat(self.width - row.len());
                format!("{}{blank} {label}", cell::line(&row, ink))
            })
            .collect()
    }

    /// Labels of months or years under the first bar of each; one that would touch its neighbour is left out.
    fn time_line(&self) -> String {
        let times: Vec<_> = self.bars.iter().map(|bar| bar.time).collect();
        let before = self.first.checked_sub(1).map(|at| self.scene.bars[at].time);
        let mut line = String::new();
        // A column is about as wide as eight pixels of text.
        for tick in time_ticks(before, &times, 8.0) {
            let used = line.chars().count();
            if tick.at >= used + usize::from(used > 0) {
                line.push_str(&" ".repeat(tick.at - used));
                line.push_str(&tick.label);
            }
        }
        line
    }
}

fn tint(role: ZoneRole) -> Tint {
    match role {
        ZoneRole::Resistance | ZoneRole::BrokenSupport => Tint::Resistance,
        ZoneRole::Support | ZoneRole::BrokenResistance => Tint::Support,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Bars, Basis, Ohlcv, Timeframe};

    /// A chart of as many bars as `range` says.
    fn of(range: Range) -> ChartOptions {
        ChartOptions {
            range,
            ..ChartOptions::default()
        }
    }

    fn scene() -> Scene {
        let mut builder = Bars::builder("ACME".parse().unwrap(), Timeframe::Day, Basis::Raw);
        let start = chrono::NaiveDate::from_ymd_opt(2024, 1, 29).unwrap();
        let closes = [10.0, 11.0, 12.0, 13.0, 12.0, 11.0, 12.0, 14.0, 15.0, 14.0];
        for (at, close) in closes.into_iter().enumerate() {
            let open = if at == 0 { 10.0 } else { closes[at - 1] };
            let row = Ohlcv {
                open,
                high: open.max(close) + 0.5,
                low: open.min(close) - 0.5,
                close,
                volume: 100.0 * (at + 1) as f64,
            };
            let date = start + chrono::Days::new(at as u64);
            builder.push(date.into(), row).unwrap();
        }
        Scene::new(&builder.build())
    }

    #[test]
    fn bars_are_columns_and_falls_differ_from_rises_without_colour() {
        let text = draw(
            &scene(),
            (40, 16),
            &ChartOptions::default(),
            Terminal::Plain,
        )
        .unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 16);
        assert!(lines[0].starts_with("ACME  14.00  −6.67"), "{}", lines[0]);
        assert!(text.contains('║') && text.contains('┃') && text.contains("◄ 14.00"));
        assert!(lines[15].trim_start().starts_with("Feb") || lines[15].contains("Feb"));
        assert!(lines.iter().all(|line| line.chars().count() <= 60));
        assert!(!text.contains('\u{1b}'));
    }

    #[test]
    fn a_range_is_the_most_bars_shown() {
        let first_line = |bars| {
            let text = draw(&scene(), (40, 16), &of(Range::Bars(bars)), Terminal::Plain).unwrap();
            text.lines().next().unwrap().to_owned()
        };
        // The last bar is of 7 February.
        for (bars, from) in [(0, "7 Feb"), (1, "7 Feb"), (3, "5 Feb"), (500, "29 Jan")] {
            let dates = format!("{from} 2024 – 7 Feb 2024");
            assert!(
                first_line(bars).contains(&dates),
                "{bars}: {}",
                first_line(bars)
            );
        }
    }

    #[test]
    fn colours_end_where_they_begin() {
        let text = draw(&scene(), (40, 16), &ChartOptions::default(), Terminal::Ansi).unwrap();
        let starts = text.matches("\u{1b}[3").count();
        assert!(starts > 0);
        assert_eq!(starts, text.matches("\u{1b}[0m").count());
    }

    #[test]
    fn a_terminal_that_is_too_small_is_refused() {
        let error = draw(&scene(), (20, 5), &ChartOptions::default(), Terminal::Plain).unwrap_err();
        assert_eq!(
            error.to_string(),
            "terminal size = 20 x 5: must be at least 40 x 10"
        );
    }
}
