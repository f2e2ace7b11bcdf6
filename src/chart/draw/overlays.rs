//! Studies over the price, and the last close across it.

use super::canvas::Canvas;
use super::curve::Curve;
use super::frame::Frame;
use crate::chart::drawing::Part;
use crate::chart::pen::{Look, Pen};
use crate::chart::scene::{LineStyle, StudyLine};
use crate::chart::theme::Hue;

/// Draws the studies in units of the price.
pub(super) fn draw(frame: &Frame<'_>, canvas: &mut Canvas) {
    for (at, line) in frame.scene.overlays.iter().enumerate() {
        let (hue, is_dashed) = look(at);
        let look = Look::new(Part::Overlay, hue);
        if line.style == LineStyle::Dots {
            dots(frame, &mut canvas.pen, look, line);
            continue;
        }
        let heights = frame.plot.heights(&line.values);
        canvas.placer.add_curve(&heights);
        let curve = Curve {
            window: frame.plot.window,
            clip: frame.plot.area,
            width: 1.5,
            is_dashed,
        };
        curve.draw_line(&mut canvas.pen, look, line, &heights);
    }
}

fn dots(frame: &Frame<'_>, pen: &mut Pen, look: Look, line: &StudyLine) {
    let plot = &frame.plot;
    for at in plot.window.first..plot.window.end() {
        if let Some(value) = line.values[at].filter(|&value| plot.scale.shows(value)) {
            let is_grey = line.is_unsettled(at);
            let look = if is_grey { look.unsettled() } else { look };
            pen.disc(look, plot.point(at, value), 1.25);
        }
    }
}

/// The colour of the overlay `at`, and whether it is dashed: where colours come round again, strokes tell lines apart.
pub(super) fn look(at: usize) -> (Hue, bool) {
    let colours = Hue::LINES.len();
    (Hue::LINES[at % colours], (at / colours) % 2 == 1)
}

/// Draws the last close across the plot, dotted.
pub(super) fn last_close(frame: &Frame<'_>, canvas: &mut Canvas) {
    let y = frame.close_row();
    canvas.placer.add_row(y);
    let look = Look::new(Part::Tag, frame.last_hue()).faint(80);
    let columns = (frame.plot.area.left, frame.places.axis_left);
    canvas.pen.dashes(look, columns, y, (1.0, 3.0));
}

#[cfg(test)]
#[expect(clippy::single_range_in_vec_init, reason = "a list of one range")]
mod tests {
    use super::*;
    use crate::Ohlcv;
    use crate::chart::draw::compose;
    use crate::chart::drawing::UNITS;
    use crate::chart::extent::Extent;
    use crate::chart::options::{ChartOptions, Range};
    use crate::chart::scene::Scene;
    use crate::market::testing::daily;

    #[test]
    fn where_colours_come_round_again_lines_are_dashed() {
        assert_eq!(look(1), (Hue::LINES[1], false));
        assert_eq!(look(5), (Hue::LINES[1], true));
    }

    /// The overlays of a chart of the last `bars` of 60, whose one study is not settled on its first 20: role, left and
    /// right end of each; and what the legend says of them.
    fn drawn(style: LineStyle, bars: usize) -> (Vec<(Hue, Extent)>, bool) {
        let rows = (0..60).map(|day| Ohlcv::flat(f64::from(100 + day % 3)));
        let mut scene = Scene::new(&daily(rows));
        scene.overlays = vec![StudyLine {
            style,
            unsettled: vec![0..20],
            ..StudyLine::new("EMA 5", (0..60).map(|_| Some(101.0)))
        }];
        let options = ChartOptions {
            range: Range::Bars(bars),
            ..ChartOptions::default()
        };
        let (drawing, _) = compose(&scene, &options).unwrap();
        let overlays = drawing.inks.iter().filter(|ink| ink.part == Part::Overlay);
        let is_told = drawing.texts().any(|(text, _)| text == "grey: not settled");
        (
            overlays.map(|ink| (ink.hue, ink.extent())).collect(),
            is_told,
        )
    }

    #[test]
    fn a_line_is_grey_up_to_the_bar_on_which_it_is_settled() {
        let (lines, is_told) = drawn(LineStyle::Line, 60);
        let hues: Vec<Hue> = lines.iter().map(|(hue, _)| *hue).collect();
        assert_eq!(hues, [Hue::Third, Hue::LineA]);
        let [(_, grey), (_, own)] = lines[..] else {
            panic!("{lines:?}")
        };
        // Twenty steps of one bar, then 39, and half a line at each end.
        let line = 1.5 * f64::from(UNITS);
        let share = (grey.right - grey.left - line) / (own.right - own.left - line);
        assert!((share - 20.0 / 39.0).abs() < 0.01, "{lines:?}");
        assert!((grey.right - own.left - line).abs() < 2.0, "{lines:?}");
        assert!(is_told);
    }

    #[test]
    fn dots_are_grey_where_they_are_not_settled() {
        let (dots, _) = drawn(LineStyle::Dots, 60);
        let grey = dots.iter().take_while(|(hue, _)| *hue == Hue::Third);
        assert_eq!((grey.count(), dots.len()), (20, 60));
    }

    #[test]
    fn what_is_grey_before_the_first_bar_of_the_chart_is_not_told() {
        for (bars, grey) in [(41, 1), (40, 0)] {
            let (lines, is_told) = drawn(LineStyle::Line, bars);
            assert_eq!(lines.len(), 1 + grey);
            assert_eq!(is_told, grey > 0);
        }
    }
}
