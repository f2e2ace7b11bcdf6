//! Shelves: highs (lows) of many bars at one price, though no swing turned there.
//!
//! Equal highs on consecutive days are one swing to a pivot rule; a shelf counts the bars.

use std::cmp::Ordering;
use std::collections::VecDeque;

use super::{Birth, Change, Scene};
use crate::level::compare::{SAME, above, at_most};
use crate::level::{Book, LogZone, Role, State};

/// Bars looked back on.
const WINDOW_BARS: usize = 60;
/// Fewest highs.
const MIN_COUNT: usize = 4;
/// Widest span of the highs, in ATR.
const MAX_SPAN_ATR: f64 = 0.30;
/// A span counts at least this much when chance is reckoned, in ATR.
const MIN_SPAN_ATR: f64 = 0.10;
/// Highs this near make up the crowd from which chance is reckoned, in ATR to each side.
const CROWD_ATR: f64 = 1.5;
/// A shelf has at least this many times the highs that chance would put there.
const MIN_LIFT: f64 = 2.0;
/// Least half width of the zone, in ATR.
const MIN_HALF_ATR: f64 = 0.05;
/// How far the zone's centre may move from where it was born, in ATR at birth.
const DRIFT_ATR: f64 = 0.25;

/// At each bar, tries the bar's own high with its neighbours among the last 60 highs, and its low likewise.
///
/// ```text
/// k = highs in the run, s = its span, N = highs within 1.5 A of this bar's high
/// e = N max(s, 0.10 A) / (3 A)          highs that chance puts into such a span
/// k >= 4, s <= 0.30 A, k >= 2 e; the run with the largest k ln(k / e) - (k - e) is taken
/// ```
#[derive(Debug, Clone)]
pub(crate) struct Shelf {
    highs: Crowd,
    lows: Crowd,
}

impl Shelf {
    pub(super) fn new() -> Self {
        Self {
            highs: Crowd::default(),
            lows: Crowd::default(),
        }
    }

    pub(super) fn push(&mut self, at: usize, high: f64, low: f64) {
        self.highs.push(at, high);
        self.lows.push(at, -low);
    }

    pub(super) fn find(&self, scene: &Scene<'_>, book: &Book, changes: &mut Vec<Change>) {
        let sides = [
            (Role::Resistance, &self.highs, scene.high),
            (Role::Support, &self.lows, -scene.low),
        ];
        for (role, crowd, reach) in sides {
            if let Some(run) = crowd.best_run(reach, role.seen(scene.close), scene.atr) {
                changes.extend(place(role, &run, scene, book));
            }
        }
    }
}

/// Neighbours among the sorted highs (negated lows).
#[derive(Debug, Clone, Copy)]
struct Run {
    low: f64,
    high: f64,
    count: usize,
    first_at: usize,
}

impl Run {
    fn span(&self) -> f64 {
        self.high - self.low
    }
}

/// Whether the run is a new shelf, another high of a living one, or neither.
fn place(role: Role, run: &Run, scene: &Scene<'_>, book: &Book) -> Option<Change> {
    let centre = role.seen(f64::midpoint(run.low, run.high));
    let zone = LogZone::around(centre, (run.span() / 2.0).max(MIN_HALF_ATR * scene.atr));
    let count = u32::try_from(run.count).unwrap_or(u32::MAX);
    let Some((slot, live)) = book.nearest(centre, |live| live.zone.meets(zone.low(), zone.high()))
    else {
        return Some(Change::Born(Birth {
            role,
            state: State::Active,
            zone,
            first_at: run.first_at,
            count,
        }));
    };
    let is_resting = matches!(live.state, State::Active | State::Testing);
    let stays = at_most(
        (centre - live.birth_centre).abs(),
        DRIFT_ATR * live.birth_atr,
    );
    let moved =
        (zone.centre - live.zone.centre).abs() > SAME || (zone.half - live.zone.half).abs() > SAME;
    let is_news = moved || count != live.count;
    (live.role == role && is_resting && stays && is_news).then_some(Change::Redrawn {
        slot,
        zone,
        count,
    })
}

/// The highs (negated lows) of the last 60 bars, as they came and sorted.
#[derive(Debug, Clone, Default)]
struct Crowd {
    arrived: VecDeque<(f64, usize)>,
    sorted: Vec<(f64, usize)>,
}

fn order(a: &(f64, usize), b: &(f64, usize)) -> Ordering {
    a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))
}

impl Crowd {
    fn push(&mut self, at: usize, price: f64) {
        if self.arrived.len() == WINDOW_BARS
            && let Some(oldest) = self.arrived.pop_front()
            && let Ok(index) = self.sorted.binary_search_by(|other| order(other, &oldest))
        {
            self.sorted.remove(index);
        }
        let newest = (price, at);
        self.arrived.push_back(newest);
        let index = self
            .sorted
            .partition_point(|other| order(other, &newest).is_lt());
        self.sorted.insert(index, newest);
    }

    /// The run that contains `reach`, the price pushed last, and is least likely by chance.
    fn best_run(&self, reach: f64, close: f64, atr: f64) -> Option<Run> {
        if !above(reach, close) {
            return None;
        }
        let (from, to) = self.neighbours(reach, close, atr);
        if to - from < MIN_COUNT {
            return None;
        }
        let mine = from + self.sorted[from..to].partition_point(|&(price, _)| price < reach);
        let crowd = self.crowd(reach, atr);
        let mut best: Option<(f64, usize, usize)> = None;
        for first in from..=mine {
            for last in (first + MIN_COUNT - 1).max(mine)..to {
                let span = self.sorted[last].0 - self.sorted[first].0;
                if !at_most(span, MAX_SPAN_ATR * atr) {
                    break;
                }
                let Some(score) = score(
                    last - first + 1,
                    crowd * span.max(MIN_SPAN_ATR * atr) / (2.0 * CROWD_ATR * atr),
                ) else {
                    continue;
                };
                if best.is_none_or(|best| self.beats((score, first, last), best)) {
                    best = Some((score, first, last));
                }
            }
        }
        best.map(|(_, first, last)| self.run(first, last))
    }

    /// Sorted highs above the close and within the widest span of `reach`: `from .. to`.
    fn neighbours(&self, reach: f64, close: f64, atr: f64) -> (usize, usize) {
        let widest = MAX_SPAN_ATR * atr;
        let from = self
            .sorted
            .partition_point(|&(price, _)| price < reach - widest - SAME || !above(price, close));
        let to = self
            .sorted
            .partition_point(|&(price, _)| price <= reach + widest + SAME);
        (from, to.max(from))
    }

    /// Highs within 1.5 ATR of `reach`.
    fn crowd(&self, reach: f64, atr: f64) -> f64 {
        let from = self
            .sorted
            .partition_point(|&(price, _)| price < reach - CROWD_ATR * atr - SAME);
        let to = self
            .sorted
            .partition_point(|&(price, _)| price <= reach + CROWD_ATR * atr + SAME);
        (to - from) as f64
    }

    /// A higher score; of equal ones the smaller span, then the one nearer the close, which is the lower.
    fn beats(&self, new: (f64, usize, usize), old: (f64, usize, usize)) -> bool {
        if (new.0 - old.0).abs() > SAME {
            return new.0 > old.0;
        }
        let span =
            |(_, first, last): (f64, usize, usize)| self.sorted[last].0 - self.sorted[first].0;
        if (span(new) - span(old)).abs() > SAME {
            return span(new) < span(old);
        }
        self.sorted[new.1].0 < self.sorted[old.1].0 - SAME
    }

    fn run(&self, first: usize, last: usize) -> Run {
        let members = &self.sorted[first..=last];
        let first_at = members.iter().map(|&(_, at)| at).min().unwrap_or(0);
        Run {
            low: self.sorted[first].0,
            high: self.sorted[last].0,
            count: members.len(),
            first_at,
        }
    }
}

/// `k ln(k / e) - (k - e)`, if the run is no chance.
fn score(count: usize, expected: f64) -> Option<f64> {
    let count = count as f64;
    (count >= MIN_LIFT * expected).then(|| count * (count / expected).ln() - (count - expected))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crowd(prices: &[f64]) -> Crowd {
        let mut crowd = Crowd::default();
        for (at, &price) in prices.iter().enumerate() {
            crowd.push(at, price);
        }
        crowd
    }

    #[test]
    fn four_equal_highs_among_four_are_a_shelf() {
        // k = 4, N = 4, e = 4 * 0.1 / 3 = 0.1333: far below 4 / 2.
        let run = crowd(&[10.0, 10.0, 10.0, 10.0])
            .best_run(10.0, 9.0, 1.0)
            .unwrap();
        assert_eq!((run.count, run.first_at, run.span()), (4, 0, 0.0));
    }

    #[test]
    fn highs_below_the_close_do_not_count() {
        assert!(
            crowd(&[10.0, 10.0, 10.0, 10.0])
                .best_run(10.0, 10.0, 1.0)
                .is_none()
        );
        assert!(
            crowd(&[9.9, 10.0, 10.0, 10.0])
                .best_run(10.0, 9.95, 1.0)
                .is_none()
        );
    }

    #[test]
    fn a_spread_crowd_is_no_shelf() {
        // 31 highs a tenth apart: within 1.5 A of the last there are 16, so a span of 0.3 expects 1.6 and holds 4.
        let even: Vec<f64> = (0..31).map(|step| 10.0 + f64::from(step) * 0.1).collect();
        let run = crowd(&even).best_run(13.0, 9.0, 1.0).unwrap();
        assert_eq!(run.count, 4);
        // A twentieth apart there are 31, a span of 0.3 expects 3.1 and holds 7; a span of 0.1 expects 1.03, holds 3.
        let dense: Vec<f64> = (0..31).map(|step| 11.5 + f64::from(step) * 0.05).collect();
        assert_eq!(crowd(&dense).best_run(13.0, 9.0, 1.0).unwrap().count, 7);
        // Packed evenly and seen from the middle, no span holds twice its share.
        let packed: Vec<f64> = (0..60)
            .filter(|&step| step != 30)
            .map(|step| 10.0 + f64::from(step) * 0.05)
            .collect();
        let mut packed = crowd(&packed);
        packed.push(60, 11.5);
        assert!(packed.best_run(11.5, 9.0, 1.0).is_none());
    }

    #[test]
    fn the_window_forgets() {
        let mut prices = vec![10.0; 3];
        prices.extend(vec![5.0; 58]);
        prices.push(10.0);
        assert!(crowd(&prices).best_run(10.0, 4.0, 1.0).is_none());
    }
}
