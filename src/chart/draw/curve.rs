//! Lines through one value a bar.

use crate::chart::layout::Area;
use crate::chart::pen::{Look, Pen};
use crate::chart::scene::StudyLine;
use crate::chart::window::BarWindow;

/// How a line through values of the visible bars is drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Curve {
    pub(super) window: BarWindow,
    /// The pane that it stays in.
    pub(super) clip: Area,
    pub(super) width: f64,
    pub(super) is_dashed: bool,
}

impl Curve {
    /// Through `heights`, one a visible bar, broken where there is none.
    pub(super) fn draw(&self, pen: &mut Pen, look: Look, heights: &[Option<f64>]) {
        let bars = (self.window.first..).zip(heights);
        let points: Vec<Option<(f64, f64)>> = bars
            .map(|(at, height)| height.map(|y| (self.window.middle(at), y)))
            .collect();
        for run in points.split(Option::is_none) {
            let run: Vec<(f64, f64)> = run.iter().copied().flatten().collect();
            if self.is_dashed {
                for dash in dashes(&run, (6.0, 4.0)) {
                    pen.curve(look, self.width, &dash, self.clip);
                }
            } else {
                pen.curve(look, self.width, &run, self.clip);
            }
        }
    }

    /// The same for the heights of `line`: as far as it is settled as `look` says, before that grey.
    pub(super) fn draw_line(
        &self,
        pen: &mut Pen,
        look: Look,
        line: &StudyLine,
        heights: &[Option<f64>],
    ) {
        let is_grey: Vec<bool> = (self.window.first..self.window.end())
            .map(|at| line.is_unsettled(at))
            .collect();
        let only = |is_kept: &dyn Fn(usize) -> bool| -> Vec<Option<f64>> {
            let heights = heights.iter().enumerate();
            heights
                .map(|(at, height)| height.filter(|_| is_kept(at)))
                .collect()
        };
        if is_grey.contains(&true) {
            // The grey part reaches to the first settled value, so that the line has no hole.
            let grey = only(&|at| is_grey[at] || at > 0 && is_grey[at - 1]);
            self.draw(pen, look.unsettled(), &grey);
        }
        self.draw(pen, look, &only(&|at| !is_grey[at]));
    }
}

/// The parts of a line through `points` that are drawn if `on` pixels of its length are and the next `off` are not.
fn dashes(points: &[(f64, f64)], (on, off): (f64, f64)) -> Vec<Vec<(f64, f64)>> {
    let mut parts = Vec::new();
    let mut part: Vec<(f64, f64)> = points.first().copied().into_iter().collect();
    let (mut is_on, mut left) = (true, on);
    for pair in points.windows(2) {
        let ((mut x, mut y), (to_x, to_y)) = (pair[0], pair[1]);
        let mut length = (to_x - x).hypot(to_y - y);
        while length > left {
            let share = left / length;
            (x, y) = (x + (to_x - x) * share, y + (to_y - y) * share);
            length -= left;
            part.push((x, y));
            if is_on {
                parts.push(std::mem::take(&mut part));
            }
            is_on = !is_on;
            left = if is_on { on } else { off };
            part = vec![(x, y)];
        }
        left -= length;
        part.push((to_x, to_y));
    }
    parts.extend(is_on.then_some(part));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_go_on_around_a_corner() {
        // Eight pixels to the right and twelve down: six drawn, four not, around the corner the same.
        let line = [(0.0, 0.0), (8.0, 0.0), (8.0, 12.0)];
        let parts = dashes(&line, (6.0, 4.0));
        assert_eq!(
            parts,
            [vec![(0.0, 0.0), (6.0, 0.0)], vec![(8.0, 2.0), (8.0, 8.0)],]
        );
    }
}
