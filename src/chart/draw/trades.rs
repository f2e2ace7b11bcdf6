//! Trades on the price: where each began and ended, and whether it gained.

use super::Frame;
use crate::chart::drawing::Part;
use crate::chart::layout::Area;
use crate::chart::number::{counted, percent};
use crate::chart::pen::Look;
use crate::chart::scene::{TradeMark, Way};
use crate::chart::theme::Hue;

/// Half the base and the height of a trade's triangle.
const TRIANGLE: (f64, f64) = (4.5, 8.0);

impl Frame<'_> {
    /// The trades that have a part in the visible bars.
    fn visible_trades(&self) -> Vec<&TradeMark> {
        let is_visible = |trade: &&TradeMark| {
            let end = trade.exit.map_or(usize::MAX, |(at, _)| at);
            trade.entry.0 < self.window.end() && end >= self.window.first
        };
        self.scene.trades.iter().filter(is_visible).collect()
    }

    /// A line from entry to exit in the colour of the result, a triangle at the entry that points the way of the
    /// position, a ring at the exit.
    pub(super) fn trades(&mut self) {
        let trades: Vec<TradeMark> = self.visible_trades().into_iter().cloned().collect();
        let clip = self.layout.price;
        let last = self.scene.bars.len() - 1;
        for trade in &trades {
            let role = match trade.return_pct {
                Some(pct) if pct < 0.0 => Hue::DownText,
                Some(_) => Hue::UpText,
                None => Hue::Signal,
            };
            let place = |(at, price): (usize, f64)| (self.window.middle(at), self.scale.y(price));
            let entry = place(trade.entry);
            let end = trade.exit.unwrap_or((last, self.scene.bars[last].close));
            let exit = place(end);
            let look = Look::new(Part::Overlay, role);
            let visible = [entry, exit].map(|(x, y)| (x.max(clip.left), y));
            self.pen.curve(look.faint(70), 1.5, &visible, clip);
            if self.window.shows(trade.entry.0) {
                self.entry(trade.direction, entry);
            }
            if trade.exit.is_some() && self.window.shows(end.0) {
                self.pen.ring(Look::new(Part::Mark, role), exit, 3.5, 1.75);
            }
        }
    }

    fn entry(&mut self, direction: Way, (x, y): (f64, f64)) {
        let (half, height) = TRIANGLE;
        let base = match direction {
            Way::Up => y + height,
            Way::Down => y - height,
        };
        let look = Look::new(Part::Mark, Hue::Signal);
        self.pen
            .polygon(look, &[(x, y), (x + half, base), (x - half, base)]);
        self.placer.take(Area {
            left: x - half,
            top: y.min(base),
            right: x + half,
            bottom: y.max(base),
        });
    }

    /// What the marks of trades mean, for the legend.
    pub(super) fn trades_legend(&self) -> Option<String> {
        let trades = self.visible_trades();
        let closed: Vec<f64> = trades.iter().filter_map(|trade| trade.return_pct).collect();
        let gained = closed.iter().filter(|pct| **pct > 0.0).count();
        let best = closed.iter().copied().reduce(f64::max)?;
        Some(format!(
            "\u{25B2} entry \u{25CB} exit: {}, {gained} gained, best {}",
            counted(trades.len(), "trade"),
            percent(best, 1)
        ))
    }
}
