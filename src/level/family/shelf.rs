//! Shelves: highs (lows) of many bars at one price, though no swing turned there.
//!
//! Equal highs on consecutive days are one swing to a pivot rule; a shelf counts the bars.

use std::hint::select_unpredictable;

use super::{Birth, Change, Scene};
use crate::level::compare::{SAME, above, at_least, at_most, below};
use crate::level::{DRIFT_ATR, Living, LogZone, Role, State};

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
            highs: Crowd::new(),
            lows: Crowd::new(),
        }
    }

    pub(super) fn push(&mut self, at: usize, high: f64, low: f64) {
        self.highs.push(at, high);
        self.lows.push(at, -low);
    }

    pub(super) fn find(&self, scene: &Scene<'_>, living: &Living, changes: &mut Vec<Change>) {
        let sides = [(Role::Resistance, &self.highs), (Role::Support, &self.lows)];
        for (role, crowd) in sides {
            if let Some(run) = crowd.best_run(role.seen(scene.close), scene.atr) {
                changes.extend(place(role, &run, crowd, (scene, living)));
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
    /// Prices that chance puts into such a span.
    expected: f64,
}

impl Run {
    fn span(&self) -> f64 {
        self.high - self.low
    }

    fn is_no_chance(&self) -> bool {
        at_least(self.count as f64, MIN_LIFT * self.expected)
    }

    /// `k ln(k / e) - (k - e)`.
    fn score(&self) -> f64 {
        let (count, expected) = (self.count as f64, self.expected);
        count * (count / expected).ln() - (count - expected)
    }

    /// Whether this longer run beats a shorter one: by a higher score; of equal ones the smaller span, then the one
    /// nearer the close, which is the lower.
    fn beats(&self, shorter: &Self) -> bool {
        let by = |new: f64, old: f64| (above(new, old) || below(new, old)).then_some(new > old);
        by(self.score(), shorter.score())
            .or_else(|| by(shorter.span(), self.span()))
            .unwrap_or(below(self.low, shorter.low))
    }
}

/// Whether a run of `crowd` is a new shelf, another high of a living one, or neither.
fn place(
    role: Role,
    run: &Run,
    crowd: &Crowd,
    (scene, living): (&Scene<'_>, &Living),
) -> Option<Change> {
    let centre = role.seen(f64::midpoint(run.low, run.high));
    let zone = LogZone::around(centre, (run.span() / 2.0).max(MIN_HALF_ATR * scene.atr));
    let count = u32::try_from(run.count).unwrap_or(u32::MAX);
    let Some((slot, live)) = living.nearest(centre, (zone.low(), zone.high()), |_| true) else {
        let first_at = crowd.first_at(run);
        return Some(Change::Born(Birth {
            role,
            state: State::Active,
            zone,
            first_at,
            count,
        }));
    };
    let is_resting = matches!(live.state, State::Active | State::Testing);
    let stays = at_most(
        (centre - live.birth_centre).abs(),
        DRIFT_ATR * live.birth_atr,
    );
    let differs = |a: f64, b: f64| (a - b).abs() > SAME;
    let moved = differs(zone.centre, live.zone.centre) || differs(zone.half, live.zone.half);
    let is_news = moved || count != live.count;
    (live.role == role && is_resting && stays && is_news).then_some(Change::Redrawn {
        slot,
        zone,
        count,
    })
}

/// The highs (negated lows) of the last 60 bars, as they came and sorted.
#[derive(Debug, Clone)]
struct Crowd {
    /// The price of bar `at` is at `at % WINDOW_BARS`.
    arrived: [f64; WINDOW_BARS],
    /// Rising; infinite where there are fewer than 60 bars yet.
    sorted: [f64; WINDOW_BARS],
    /// Bar of the price pushed last, and its place among the sorted: the first of equal ones.
    at: usize,
    newest: usize,
}

impl Crowd {
    fn new() -> Self {
        Self {
            arrived: [f64::INFINITY; WINDOW_BARS],
            sorted: [f64::INFINITY; WINDOW_BARS],
            at: 0,
            newest: 0,
        }
    }

    /// Puts the price in the place of the one that leaves: only those that stand between the two move.
    fn push(&mut self, at: usize, price: f64) {
        let oldest = std::mem::replace(&mut self.arrived[at % WINDOW_BARS], price);
        let (to, from) = (self.first_from(price), self.first_from(oldest));
        self.newest = if to > from {
            self.sorted.copy_within(from + 1..to, from);
            to - 1
        } else {
            self.sorted.copy_within(to..from, to + 1);
            to
        };
        self.sorted[self.newest] = price;
        self.at = at;
    }

    /// Number of prices below `price`.
    fn first_from(&self, price: f64) -> usize {
        self.sorted.partition_point(|&other| other < price)
    }

    /// Number of prices that are not above `price`.
    fn first_above(&self, price: f64) -> usize {
        self.sorted.partition_point(|&other| other <= price)
    }

    /// The sorted prices around the one pushed last that can be in a run with it, and its place among them.
    fn near(&self, close: f64, widest: f64) -> (&[f64], usize) {
        let reach = self.sorted[self.newest];
        // The least price above the close begins the runs that may be looked at.
        let low = (reach - widest).max(close + 2.0 * SAME) - SAME;
        let first = self.first_from(low).min(self.newest);
        let end = self.first_above(reach + widest + SAME);
        (&self.sorted[first..end], self.newest - first)
    }

    /// Number of prices within `distance` of the one pushed last.
    fn count_within(&self, distance: f64) -> usize {
        let reach = self.sorted[self.newest];
        let (low, high) = (reach - distance, reach + distance);
        self.first_above(high + SAME) - self.first_from(low - SAME)
    }

    /// The run that contains the price pushed last and is least likely by chance.
    fn best_run(&self, close: f64, atr: f64) -> Option<Run> {
        if !above(self.sorted[self.newest], close) {
            return None;
        }
        let widest = MAX_SPAN_ATR * atr;
        let (near, mine) = self.near(close, widest);
        if near.len() < MIN_COUNT {
            return None;
        }
        let crowd = self.count_within(CROWD_ATR * atr) as f64;
        let mut best: Option<Run> = None;
        for count in MIN_COUNT..=near.len() {
            // Of the runs of one length the narrowest is the least likely; a longer one is never narrower.
            let (low, high) = narrowest(near, mine, count);
            if !at_most(high - low, widest) {
                break;
            }
            let expected = crowd * (high - low).max(MIN_SPAN_ATR * atr) / (2.0 * CROWD_ATR * atr);
            let run = Run {
                low,
                high,
                count,
                expected,
            };
            if run.is_no_chance() {
                best = best.filter(|best| !run.beats(best)).or(Some(run));
            }
        }
        best
    }

    /// The oldest bar of a run.
    fn first_at(&self, run: &Run) -> usize {
        let oldest = (self.at + 1).saturating_sub(WINDOW_BARS);
        let is_member = |at: &usize| (run.low..=run.high).contains(&self.arrived[at % WINDOW_BARS]);
        (oldest..self.at).find(is_member).unwrap_or(self.at)
    }
}

/// Ends of the narrowest run of `count` prices that contains the one at `mine`; of equal ones the lowest.
fn narrowest(near: &[f64], mine: usize, count: usize) -> (f64, f64) {
    let first = (mine + 1).saturating_sub(count);
    let (lows, highs) = (&near[first..=mine], &near[first + count - 1..]);
    let (mut best, mut least) = (0, f64::INFINITY);
    for (index, (low, high)) in lows.iter().zip(highs).enumerate() {
        let span = high - low;
        let is_narrower = below(span, least);
        best = select_unpredictable(is_narrower, index, best);
        least = select_unpredictable(is_narrower, span, least);
    }
    (lows[best], highs[best])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn crowd(prices: &[f64]) -> Crowd {
        let mut crowd = Crowd::new();
        for (at, &price) in prices.iter().enumerate() {
            crowd.push(at, price);
        }
        crowd
    }

    #[test]
    fn four_equal_highs_among_four_are_a_shelf() {
        // k = 4, N = 4, e = 4 * 0.1 / 3 = 0.1333: far below 4 / 2.
        let crowd = crowd(&[10.0, 10.0, 10.0, 10.0]);
        let run = crowd.best_run(9.0, 1.0).unwrap();
        assert_eq!((run.count, crowd.first_at(&run)), (4, 0));
        assert!(run.span() <= 0.0);
    }

    #[test]
    fn highs_below_the_close_do_not_count() {
        assert!(
            crowd(&[10.0, 10.0, 10.0, 10.0])
                .best_run(10.0, 1.0)
                .is_none()
        );
        assert!(
            crowd(&[9.9, 10.0, 10.0, 10.0])
                .best_run(9.95, 1.0)
                .is_none()
        );
    }

    #[test]
    fn a_spread_crowd_is_no_shelf() {
        // 31 highs a tenth apart: within 1.5 A of the last there are 16, so a span of 0.3 expects 1.6 and holds 4.
        let even: Vec<f64> = (0..31).map(|step| 10.0 + f64::from(step) * 0.1).collect();
        let run = crowd(&even).best_run(9.0, 1.0).unwrap();
        assert_eq!(run.count, 4);
        // A twentieth apart there are 31, a span of 0.3 expects 3.1 and holds 7; a span of 0.1 expects 1.03, holds 3.
        let dense: Vec<f64> = (0..31).map(|step| 11.5 + f64::from(step) * 0.05).collect();
        assert_eq!(crowd(&dense).best_run(9.0, 1.0).unwrap().count, 7);
        // Packed evenly and seen from the middle, no span holds twice its share.
        let packed: Vec<f64> = (0..60)
            .filter(|&step| step != 30)
            .map(|step| 10.0 + f64::from(step) * 0.05)
            .collect();
        let mut packed = crowd(&packed);
        packed.push(60, 11.5);
        assert!(packed.best_run(9.0, 1.0).is_none());
    }

    #[test]
    fn the_window_forgets() {
        let mut prices = vec![10.0; 3];
        prices.extend(vec![5.0; 58]);
        prices.push(10.0);
        assert!(crowd(&prices).best_run(4.0, 1.0).is_none());
    }

    /// Every run of sorted neighbours that contains the price pushed last, tried by the letter of the definition; the
    /// `(count, low, high)` of the best one.
    fn by_definition(prices: &[f64], close: f64, atr: f64) -> Option<(usize, f64, f64)> {
        let last = &prices[prices.len().saturating_sub(WINDOW_BARS)..];
        let reach = *last.last()?;
        if !above(reach, close) {
            return None;
        }
        let crowd = last
            .iter()
            .filter(|&&price| at_most((price - reach).abs(), CROWD_ATR * atr));
        let crowd = crowd.count() as f64;
        let mut sorted: Vec<f64> = last.iter().copied().filter(|&p| above(p, close)).collect();
        sorted.sort_by(f64::total_cmp);
        let mut best: Option<((usize, f64, f64), f64)> = None;
        for (first, &low) in sorted.iter().enumerate() {
            for (after, &high) in sorted[first..].iter().enumerate() {
                let (count, span) = (after + 1, high - low);
                let expected = crowd * span.max(MIN_SPAN_ATR * atr) / (2.0 * CROWD_ATR * atr);
                let k = count as f64;
                let is_shelf = count >= MIN_COUNT
                    && (low..=high).contains(&reach)
                    && at_most(span, MAX_SPAN_ATR * atr)
                    && at_least(k, MIN_LIFT * expected);
                let score = k * (k / expected).ln() - (k - expected);
                let wins = |&((_, l, h), other): &((usize, f64, f64), f64)| {
                    let narrower = below(span, h - l) || !above(span, h - l) && below(low, l);
                    above(score, other) || !below(score, other) && narrower
                };
                if is_shelf && best.as_ref().is_none_or(wins) {
                    best = Some(((count, low, high), score));
                }
            }
        }
        best.map(|(run, _)| run)
    }

    proptest! {
        /// Prices a fortieth of an ATR apart, so that many are equal and many runs are as good as another.
        #[test]
        fn the_search_finds_the_run_of_the_definition(
            steps in prop::collection::vec(0u8..100, 1..90),
            close in 0u8..100,
        ) {
            let prices: Vec<f64> = steps.iter().map(|&step| 4.0 + f64::from(step) * 0.025).collect();
            let close = 4.0 + f64::from(close) * 0.0125;
            let found = crowd(&prices).best_run(close, 1.0);
            let found = found.map(|run| (run.count, run.low, run.high));
            prop_assert_eq!(found, by_definition(&prices, close, 1.0));
        }
    }
}
