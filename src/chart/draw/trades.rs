//! Trades on the price: where each began and ended, and whether it gained.

use super::canvas::Canvas;
use super::frame::Frame;
use crate::chart::drawing::Part;
use crate::chart::layout::Area;
use crate::chart::pen::Look;
use crate::chart::scene::{TradeMark, Way};
use crate::chart::theme::Hue;
use crate::text::Medium::Picture;
use crate::text::count;

/// Half the base and the height of a trade's triangle.
const TRIANGLE: (f64, f64) = (4.5, 8.0);

/// The trades that have a part in the visible bars.
fn visible<'a>(frame: &Frame<'a>) -> impl Iterator<Item = &'a TradeMark> {
    let window = frame.plot.window;
    frame.scene.trades.iter().filter(move |trade| {
        let end = trade.exit.map_or(usize::MAX, |(at, _)| at);
        trade.entry.0 < window.end() && end >= window.first
    })
}

/// Draws a line from entry to exit in the colour of the result, a triangle at the entry that points the way of the position,
/// a ring at the exit.
pub(super) fn draw(frame: &Frame<'_>, canvas: &mut Canvas) {
    let plot = &frame.plot;
    let last = frame.scene.bars.len() - 1;
    for trade in visible(frame) {
        let hue = match trade.return_pct {
            Some(pct) if pct < 0.0 => Hue::DownText,
            Some(_) => Hue::UpText,
            None => Hue::Signal,
        };
        let end = trade.exit.unwrap_or((last, frame.scene.bars[last].close));
        let (entry, exit) = (
            plot.point(trade.entry.0, trade.entry.1),
            plot.point(end.0, end.1),
        );
        let look = Look::new(Part::Overlay, hue);
        let visible = [entry, exit].map(|(x, y)| (x.max(plot.area.left), y));
        canvas.pen.curve(look.faint(70), 1.5, &visible, plot.area);
        if plot.window.shows(trade.entry.0) {
            draw_entry(canvas, trade.direction, entry);
        }
        if trade.exit.is_some() && plot.window.shows(end.0) {
            let look = Look::new(Part::Mark, hue);
            canvas.pen.ring(look, exit, 3.5, 1.75);
        }
    }
}

fn draw_entry(canvas: &mut Canvas, direction: Way, (x, y): (f64, f64)) {
    let (half, height) = TRIANGLE;
    let base = match direction {
        Way::Up => y + height,
        Way::Down => y - height,
    };
    let look = Look::new(Part::Mark, Hue::Signal);
    let corners = [(x, y), (x + half, base), (x - half, base)];
    canvas.pen.polygon(look, &corners);
    canvas.placer.take(Area {
        left: x - half,
        top: y.min(base),
        right: x + half,
        bottom: y.max(base),
    });
}

/// What the marks of trades mean, for the legend.
pub(super) fn legend(frame: &Frame<'_>) -> Option<String> {
    let trades: Vec<&TradeMark> = visible(frame).collect();
    let closed: Vec<f64> = trades.iter().filter_map(|trade| trade.return_pct).collect();
    let gained = closed.iter().filter(|pct| **pct > 0.0).count();
    let best = closed.iter().copied().reduce(f64::max)?;
    Some(format!(
        "\u{25B2} entry \u{25CB} exit: {}, {gained} gained, best {}",
        count(trades.len(), "trade"),
        Picture.percent(best, 1)
    ))
}
