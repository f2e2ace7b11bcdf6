//! Finds room for labels: never over bars, marks or other labels, over lines only where nothing else is free.
//!
//! A label comes with candidates in a fixed order, each with a penalty. The cheapest one wins, the earlier of equals, so
//! the same scene always gives the same picture. A label without room is left out; its facts stay in the scene.

use super::layout::Area;
use super::window::BarWindow;

/// Height of the box of a one-line label.
pub(super) const LABEL: f64 = 14.0;
/// Penalty for each square pixel of a line under a label.
const LINE_COST: f64 = 0.5;
/// Penalty for each square pixel of a fill under a label.
const FILL_COST: f64 = 0.02;
/// Free space around a label.
const MARGIN: f64 = 3.0;

/// Where a label could go: the middle of its left edge, and how unwelcome that is.
#[derive(Debug, Clone, Copy)]
pub(super) struct LabelSpot {
    pub(super) left: f64,
    pub(super) middle: f64,
    pub(super) penalty: f64,
    /// The line from the label to what it names, if they lie apart.
    pub(super) leader: Option<Area>,
}

impl LabelSpot {
    pub(super) fn new(left: f64, middle: f64, penalty: f64) -> Self {
        Self {
            left,
            middle,
            penalty,
            leader: None,
        }
    }
}

/// A place that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct LabelPlace {
    pub(super) area: Area,
    /// Whether lines run under it, so that it wants a background.
    pub(super) is_crossed: bool,
    /// The line to what it names.
    pub(super) leader: Option<Area>,
}

/// What is in the way in one pane.
#[derive(Debug)]
pub(super) struct Placer {
    pane: Area,
    window: BarWindow,
    /// Upper and lower end of each visible bar.
    bars: Vec<(f64, f64)>,
    /// Upper and lower end of each line between a visible bar and the one after it.
    lines: Vec<(f64, f64, usize)>,
    taken: Vec<Area>,
    rows: Vec<f64>,
    /// Fills that a label should rather not lie on.
    fills: Vec<Area>,
}

impl Placer {
    pub(super) fn new(pane: Area, window: BarWindow, bars: Vec<(f64, f64)>) -> Self {
        Self {
            pane,
            window,
            bars,
            lines: Vec::new(),
            taken: Vec::new(),
            rows: Vec::new(),
            fills: Vec::new(),
        }
    }

    /// Keeps later labels off `area`.
    pub(super) fn take(&mut self, area: Area) {
        self.taken.push(area);
    }

    /// A fill that labels should rather not lie on.
    pub(super) fn add_fill(&mut self, area: Area) {
        self.fills.push(area);
    }

    /// A horizontal line that labels should rather not lie on.
    pub(super) fn add_row(&mut self, y: f64) {
        self.rows.push(y);
    }

    /// A curve that labels should rather not lie on: heights from visible bar `column` on.
    pub(super) fn add_curve(&mut self, heights: &[Option<f64>]) {
        for (column, pair) in heights.windows(2).enumerate() {
            let [Some(from), Some(to)] = *pair else {
                continue;
            };
            if self.window.pitch <= BarWindow::WIDEST {
                self.lines.push((from.min(to), from.max(to), column));
                continue;
            }
            // From the middle of one wide column to the middle of the next.
            let half = f64::midpoint(from, to);
            self.lines.push((from.min(half), from.max(half), column));
            self.lines.push((half.min(to), half.max(to), column + 1));
        }
    }

    /// The cheapest free place for a label of `width` by `height` pixels.
    pub(super) fn place(
        &mut self,
        (width, height): (f64, f64),
        candidates: impl IntoIterator<Item = LabelSpot>,
    ) -> Option<LabelPlace> {
        let mut best: Option<(f64, LabelPlace)> = None;
        for candidate in candidates {
            if best.is_some_and(|(cost, _)| cost <= candidate.penalty) {
                continue;
            }
            let area = Area {
                left: candidate.left,
                top: candidate.middle - height / 2.0,
                right: candidate.left + width,
                bottom: candidate.middle + height / 2.0,
            };
            if !self.is_free(area) || !candidate.leader.is_none_or(|leader| self.can_pass(leader)) {
                continue;
            }
            let crossed = self.crossed(area);
            let covered: f64 = self.fills.iter().map(|fill| overlap(area, *fill)).sum();
            let cost = candidate.penalty + LINE_COST * crossed + FILL_COST * covered;
            if best.is_none_or(|(least, _)| cost < least) {
                let is_crossed = crossed + covered > 0.0;
                let leader = candidate.leader;
                best = Some((
                    cost,
                    LabelPlace {
                        area,
                        is_crossed,
                        leader,
                    },
                ));
            }
        }
        let (_, place) = best?;
        self.taken.push(place.area);
        self.taken.extend(place.leader);
        Some(place)
    }

    /// Whether `area` with its margin lies in the pane and off bars, marks and labels.
    fn is_free(&self, area: Area) -> bool {
        let inside = area.left >= self.pane.left
            && area.right <= self.pane.right
            && area.top >= self.pane.top
            && area.bottom <= self.pane.bottom;
        let wide = grow(area, MARGIN);
        inside
            && !self.taken.iter().any(|taken| overlap(wide, *taken) > 0.0)
            && !self
                .columns(wide)
                .any(|(top, bottom)| top < wide.bottom && wide.top < bottom)
    }

    /// Whether a leader crosses no mark and no other label; it may pass over bars.
    fn can_pass(&self, leader: Area) -> bool {
        !self.taken.iter().any(|taken| overlap(leader, *taken) > 0.0)
    }

    fn columns(&self, area: Area) -> impl Iterator<Item = (f64, f64)> {
        let (from, to) = self.column_range(area);
        self.bars[from..to].iter().copied()
    }

    /// The visible bars that `area` may touch, as a range of `self.bars`.
    fn column_range(&self, area: Area) -> (usize, usize) {
        let start = self.window.left_of(self.window.first);
        let column = |x: f64| (x - start) / self.window.pitch;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to the number of visible bars"
        )]
        let clamp = |at: f64| at.clamp(0.0, self.bars.len() as f64) as usize;
        // Of bars apart by no whole number of pixels, each stands up to half a pixel off.
        let slack = if self.window.pitch.fract() == 0.0 {
            0.0
        } else {
            0.5
        };
        (
            clamp(column(area.left - slack).floor()),
            clamp(column(area.right + slack).ceil()),
        )
    }

    /// Square pixels of lines under `area`.
    fn crossed(&self, area: Area) -> f64 {
        let (from, to) = self.column_range(area);
        let curves = self
            .lines
            .iter()
            .filter(|(_, _, column)| (from..to).contains(column))
            .map(|&(top, bottom, _)| {
                let high = bottom.min(area.bottom) - top.max(area.top);
                if high < -1.0 {
                    0.0
                } else {
                    (high + 2.0) * self.window.pitch
                }
            });
        let rows = self
            .rows
            .iter()
            .filter(|&&row| row > area.top - 1.0 && row < area.bottom + 1.0)
            .map(|_| area.width() * 0.25);
        curves.sum::<f64>() + rows.sum::<f64>()
    }
}

fn grow(area: Area, by: f64) -> Area {
    Area {
        left: area.left - by,
        top: area.top - by,
        right: area.right + by,
        bottom: area.bottom + by,
    }
}

fn overlap(a: Area, b: Area) -> f64 {
    let wide = a.right.min(b.right) - a.left.max(b.left);
    let high = a.bottom.min(b.bottom) - a.top.max(b.top);
    if wide > 0.0 && high > 0.0 {
        wide * high
    } else {
        0.0
    }
}

/// The upper edges of boxes, each given by the edge it wants, its height and its weight, as near as they can be to what
/// they want without overlapping, in their order, between `top` and `bottom` where there is room for all.
///
/// Less the heights before it, each edge must not lie above the one before: isotonic regression by pooling adjacent
/// violators, which is exact. Source: Barlow et al., *Statistical Inference under Order Restrictions*, 1972.
pub(super) fn stack(boxes: &[(f64, f64, f64)], (top, bottom): (f64, f64)) -> Vec<f64> {
    let mut used = 0.0;
    // Pools of boxes that touch: where the first one stands less the heights before it, their weight, their number.
    let mut pools: Vec<(f64, f64, usize)> = Vec::new();
    for &(wanted, height, weight) in boxes {
        let mut pool = (wanted - used, weight, 1);
        used += height;
        while let Some(above) = pools.pop_if(|above| above.0 > pool.0) {
            let weight = above.1 + pool.1;
            let place = (above.0 * above.1 + pool.0 * pool.1) / weight;
            pool = (place, weight, above.2 + pool.2);
        }
        pools.push(pool);
    }
    let lowest = (bottom - used).max(top);
    let places = pools
        .iter()
        .flat_map(|&(place, _, len)| std::iter::repeat_n(place.clamp(top, lowest), len));
    let mut before = 0.0;
    let edges = places.zip(boxes).map(|(place, &(_, height, _))| {
        let edge = place + before;
        before += height;
        edge.round()
    });
    edges.collect()
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "whole pixels are exact")]
mod tests {
    use super::*;
    use crate::chart::layout::Detail;
    use crate::chart::window::Count;

    fn placer() -> Placer {
        let pane = Area {
            left: 0.0,
            top: 0.0,
            right: 114.0,
            bottom: 100.0,
        };
        // Ten bars of 10 pixels, each from 40 to 60.
        let window = BarWindow::new(10, Count::Exactly(10), pane, Detail::Full);
        Placer::new(pane, window, vec![(40.0, 60.0); 10])
    }

    fn at(left: f64, middle: f64, penalty: f64) -> LabelSpot {
        LabelSpot::new(left, middle, penalty)
    }

    #[test]
    fn a_label_never_lies_on_a_bar() {
        let place = placer().place((30.0, 10.0), [at(20.0, 50.0, 0.0), at(20.0, 20.0, 9.0)]);
        assert_eq!(place.unwrap().area.top, 15.0);
        assert_eq!(placer().place((30.0, 10.0), [at(20.0, 50.0, 0.0)]), None);
        assert_eq!(placer().place((30.0, 10.0), [at(-5.0, 20.0, 0.0)]), None);
    }

    #[test]
    fn two_labels_never_share_a_place_and_equals_keep_their_order() {
        let mut placer = placer();
        let both = [at(20.0, 20.0, 1.0), at(60.0, 20.0, 1.0)];
        assert_eq!(placer.place((30.0, 10.0), both).unwrap().area.left, 20.0);
        assert_eq!(placer.place((30.0, 10.0), both).unwrap().area.left, 60.0);
        assert_eq!(placer.place((30.0, 10.0), both), None);
    }

    #[test]
    fn a_line_is_avoided_but_not_forbidden() {
        let mut placer = placer();
        placer.add_curve(&[Some(20.0); 10]);
        let place = placer.place((30.0, 10.0), [at(20.0, 20.0, 0.0), at(20.0, 80.0, 5.0)]);
        assert_eq!(place.unwrap().area.top, 75.0);
        let only = placer.place((30.0, 10.0), [at(60.0, 20.0, 0.0)]).unwrap();
        assert!(only.is_crossed);
    }

    #[test]
    fn a_leader_never_crosses_a_label() {
        let mut placer = placer();
        placer.place((30.0, 10.0), [at(20.0, 20.0, 0.0)]).unwrap();
        let leader = |left: f64| Area {
            left,
            top: 10.0,
            right: left + 1.0,
            bottom: 70.0,
        };
        let with = |left: f64| LabelSpot {
            leader: Some(leader(left)),
            ..at(left, 75.0, 0.0)
        };
        assert_eq!(placer.place((30.0, 10.0), [with(30.0)]), None);
        assert!(placer.place((30.0, 10.0), [with(60.0)]).is_some());
    }

    #[test]
    fn boxes_move_apart_in_their_order_and_stay_inside() {
        let boxes = |wanted: &[f64]| wanted.iter().map(|&y| (y, 22.0, 1.0)).collect::<Vec<_>>();
        // Two that want 50 and 52 share the way: 11 up and 11 down from 51.
        assert_eq!(stack(&boxes(&[50.0, 52.0]), (0.0, 100.0)), [40.0, 62.0]);
        assert_eq!(stack(&boxes(&[2.0, 99.0]), (10.0, 112.0)), [10.0, 90.0]);
        let many = stack(&boxes(&[95.0, 96.0, 97.0]), (0.0, 100.0));
        assert_eq!(many, [34.0, 56.0, 78.0]);
        // A heavy one stays where it is.
        let heavy = [(40.0, 22.0, 1.0), (50.0, 6.0, 1e9), (51.0, 22.0, 1.0)];
        assert_eq!(stack(&heavy, (0.0, 100.0)), [28.0, 50.0, 56.0]);
    }
}
