//! Placebo levels: whether levels do what they claim more often than levels that are nowhere in particular.

use rayon::prelude::*;
use serde::Serialize;

use super::draws::Draws;
use super::random::Random;
use super::verdict::LevelEdge;
use crate::analysis::{Analysis, AnalysisConfig, analyze};
use crate::level::{FactKind, Family, Level, Role, Zone};
use crate::{Bars, Result};

/// A placebo lies at least this far from every level that was alive, of whatever family, in ATR.
const APART_ATR: f64 = 0.5;
/// Distances tried for a placebo before it is left out.
const TRIES: usize = 50;
/// A touch holds if a close is one ATR back before one is one ATR beyond, within so many bars.
const HOLD_BARS: usize = 20;
/// Standard errors that a difference takes to be measurable, with 97.5 %.
const MEASURABLE: f64 = 2.24;
/// Outcomes below which nothing is told.
const FEWEST: f64 = 20.0;

/// How levels compare with arbitrary ones.
///
/// Every level is replaced by one of the same date, side, family and width whose distance from the close is drawn from
/// the distances of all levels of that family and side, at least 0.5 ATR away from every level that was alive then;
/// what prices do to it is what they do there ([`Analysis::displaced`]). Compared is what levels claim, pooled over all
/// series: that touches hold, and that breaks last.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Placebo {
    /// Sets of arbitrary levels.
    pub runs: usize,
    /// Touches that held: a close one ATR back from the centre came before one as far beyond it, within 20 bars.
    pub holds: Option<ShareBeside>,
    /// Breaks that lasted: no close came back through the zone within 10 bars.
    pub breaks: Option<ShareBeside>,
    /// Share of the levels for which a free place was found.
    pub moved: f64,
    /// What the touches say. Breaks are told and not judged by: on random walks fewer breaks of real levels last than of
    /// arbitrary ones, by one or two points, which is geometry.
    pub edge: LevelEdge,
}

/// A share beside that of arbitrary levels.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ShareBeside {
    /// Share on the real levels.
    pub real: f64,
    /// Of so many outcomes.
    pub count: f64,
    /// Mean share over the sets of arbitrary levels.
    pub arbitrary: f64,
    /// Standard error of the difference: the deviation of the shares of the sets, times `sqrt(1 + 1/sets)`.
    pub error: f64,
}

impl ShareBeside {
    /// `None` below 20 outcomes on either side, or 2 sets.
    fn of(real: Tally, arbitrary: &[Tally]) -> Option<Self> {
        let shares: Vec<f64> = arbitrary.iter().filter_map(|it| it.share()).collect();
        let n = shares.len() as f64;
        if n < 2.0 || real.all < FEWEST {
            return None;
        }
        let mean = shares.iter().sum::<f64>() / n;
        let squares: f64 = shares.iter().map(|share| (share - mean).powi(2)).sum();
        Some(Self {
            real: real.share()?,
            count: real.all,
            arbitrary: mean,
            error: (squares / (n - 1.0) * (1.0 + 1.0 / n)).sqrt(),
        })
    }

    /// Real less arbitrary.
    pub fn difference(&self) -> f64 {
        self.real - self.arbitrary
    }

    /// Whether the difference is more than luck, and which way.
    pub fn edge(&self) -> LevelEdge {
        match self.difference() {
            difference if difference > MEASURABLE * self.error => LevelEdge::Better,
            difference if difference < -MEASURABLE * self.error => LevelEdge::Worse,
            _ => LevelEdge::NoDifference,
        }
    }
}

/// Outcomes, and how many were as claimed.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    claimed: f64,
    all: f64,
}

impl Tally {
    fn add(&mut self, is_as_claimed: bool) {
        self.claimed += f64::from(u8::from(is_as_claimed));
        self.all += 1.0;
    }

    fn join(&mut self, other: Self) {
        self.claimed += other.claimed;
        self.all += other.all;
    }

    fn share(self) -> Option<f64> {
        (self.all >= FEWEST).then(|| self.claimed / self.all)
    }
}

/// What became of touches and of breaks.
#[derive(Debug, Clone, Copy, Default)]
struct Outcomes {
    holds: Tally,
    breaks: Tally,
}

impl Outcomes {
    /// Of all levels of `analysis`.
    fn of(analysis: &Analysis) -> Self {
        let mut outcomes = Self::default();
        let mut zones: Vec<Option<(Zone, Role)>> = Vec::new();
        for fact in analysis.facts() {
            let Some(number) = fact.level.map(|id| id.0 as usize) else {
                continue;
            };
            if zones.len() <= number {
                zones.resize(number + 1, None);
            }
            let stands = &mut zones[number];
            match fact.kind {
                FactKind::Formed { zone, role, .. } | FactKind::Merged { zone, role, .. } => {
                    *stands = Some((zone, role));
                }
                FactKind::Redrawn { zone, .. } => {
                    *stands = stands.map(|(_, role)| (zone, role));
                }
                FactKind::Flipped { role } => *stands = stands.map(|(zone, _)| (zone, role)),
                FactKind::Test | FactKind::Touch => {
                    let held = stands.and_then(|(zone, role)| held(analysis, fact.at, zone, role));
                    if let Some(held) = held {
                        outcomes.holds.add(held);
                    }
                }
                FactKind::Sustained | FactKind::Lapsed => outcomes.breaks.add(true),
                FactKind::Failed => outcomes.breaks.add(false),
                _ => {}
            }
        }
        outcomes
    }

    fn join(&mut self, other: Self) {
        self.holds.join(other.holds);
        self.breaks.join(other.breaks);
    }
}

/// Whether the touch of bar `at` held; `None` if neither came.
fn held(analysis: &Analysis, at: usize, zone: Zone, role: Role) -> Option<bool> {
    let atr = analysis.atr_log(at.checked_sub(1)?)?;
    let centre = zone.centre().ln();
    let closes = analysis.bars().close();
    let until = closes.len().min(at + 1 + HOLD_BARS);
    closes[at..until].iter().find_map(|close| {
        let beyond = match role {
            Role::Resistance => close.ln() - centre,
            Role::Support => centre - close.ln(),
        };
        if beyond <= -atr {
            Some(true)
        } else if beyond >= atr {
            Some(false)
        } else {
            None
        }
    })
}

impl Placebo {
    /// Compares the levels of all `series` with `draws.count` sets of arbitrary ones. `None` without draws.
    ///
    /// # Errors
    ///
    /// Those of [`analyze`].
    pub fn of(series: &[&Bars], draws: Draws<'_>) -> Result<Option<Self>> {
        let mut series = series.to_vec();
        series.sort_by_key(|bars| bars.symbol());
        let all = series
            .par_iter()
            .map(|bars| Sites::of(bars))
            .collect::<Result<Vec<_>>>()?;
        let mut real = Outcomes::default();
        for sites in &all {
            real.join(Outcomes::of(&sites.analysis));
        }
        let sets: Vec<(Outcomes, f64)> = (0..draws.count as u64)
            .into_par_iter()
            .map(|number| {
                let set = arbitrary(&all, (draws.seed, number));
                (draws.told)();
                set
            })
            .collect();
        if sets.is_empty() {
            return Ok(None);
        }
        let beside = |of: fn(&Outcomes) -> Tally| {
            let sets: Vec<Tally> = sets.iter().map(|(outcomes, _)| of(outcomes)).collect();
            ShareBeside::of(of(&real), &sets)
        };
        let (holds, breaks) = (beside(|it| it.holds), beside(|it| it.breaks));
        Ok(Some(Self {
            runs: sets.len(),
            holds,
            breaks,
            moved: sets.iter().map(|(_, moved)| moved).sum::<f64>() / sets.len() as f64,
            edge: holds.map_or(LevelEdge::NoDifference, |it| it.edge()),
        }))
    }
}

/// What became of one set of arbitrary levels, and the share that found a place.
fn arbitrary(all: &[Sites], (seed, number): (u64, u64)) -> (Outcomes, f64) {
    let mut outcomes = Outcomes::default();
    let (mut moved, mut levels) = (0, 0);
    for (stream, sites) in (number * all.len() as u64..).zip(all) {
        let shifts = sites.shifts(&mut Random::new(seed, stream));
        moved += shifts.iter().flatten().count();
        levels += shifts.len();
        outcomes.join(Outcomes::of(&sites.analysis.displaced(&shifts)));
    }
    (outcomes, moved as f64 / levels.max(1) as f64)
}

/// The levels of one series, and where others could have been.
struct Sites {
    analysis: Analysis,
    each: Vec<Site>,
    /// Distances of levels from the close that made them known, in ATR, by [`Sites::pool`].
    pools: Vec<Vec<f64>>,
}

/// The surroundings of a level when it became known, as distances from the close in ATR.
struct Site {
    pool: usize,
    atr: f64,
    own: f64,
    /// Living levels of all families, itself included.
    taken: Vec<f64>,
}

impl Sites {
    fn of(bars: &Bars) -> Result<Self> {
        let analysis = analyze(bars, &AnalysisConfig::default())?;
        let mut pools = vec![Vec::new(); 2 * Family::ALL.len()];
        let mut each = Vec::with_capacity(analysis.levels().len());
        let mut replay = analysis.replay();
        for level in analysis.levels() {
            let now = replay.advance_to(level.known_at);
            let atr = analysis.atr_log(level.known_at).unwrap_or(f64::NAN);
            let close = bars.close()[level.known_at].ln();
            let distance = |centre: f64| (centre.ln() - close) / atr;
            let site = Site {
                pool: pool(level),
                atr,
                own: distance(level.born.centre()),
                taken: now
                    .levels()
                    .iter()
                    .map(|standing| distance(standing.zone.centre()))
                    .collect(),
            };
            pools[site.pool].push(site.own);
            each.push(site);
        }
        Ok(Self {
            analysis,
            each,
            pools,
        })
    }

    /// How far each level is moved, in log prices.
    fn shifts(&self, random: &mut Random) -> Vec<Option<f64>> {
        let place = |site: &Site| {
            let pool = &self.pools[site.pool];
            let drawn = (0..TRIES).map(|_| pool[random.below(pool.len())]);
            let mut free = drawn.filter(|place| site.is_free(*place));
            Some((free.next()? - site.own) * site.atr)
        };
        self.each.iter().map(place).collect()
    }
}

impl Site {
    fn is_free(&self, place: f64) -> bool {
        self.taken
            .iter()
            .all(|taken| (taken - place).abs() >= APART_ATR)
    }
}

fn pool(level: &Level) -> usize {
    2 * level.family as usize + usize::from(level.role == Role::Support)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Basis, Ohlcv, Timeframe};

    /// A market that turns within a whisker of 100 and of 110, again and again, with days of noise between. It tells no
    /// volume: an even one has its peaks at prices where nothing turns.
    fn range_bound() -> Bars {
        let symbol = "ACME".parse().unwrap();
        let builder = Bars::builder(symbol, Timeframe::Day, Basis::SplitAdjusted);
        let mut builder = builder.without_volume();
        let first = chrono::NaiveDate::from_ymd_opt(2020, 1, 1).unwrap();
        let mut random = Random::new(11, 0);
        let mut close = 105.0;
        let mut slope: f64 = 1.0;
        for day in 0..1500_u64 {
            let open = close;
            close += slope * random.unit() * 1.6 - 0.3 * slope;
            slope = if close >= 109.5 {
                -1.0
            } else if close <= 100.5 {
                1.0
            } else {
                slope
            };
            close = close.clamp(100.2, 109.8);
            let row = Ohlcv {
                open,
                high: open.max(close) + 0.2 * random.unit(),
                low: open.min(close) - 0.2 * random.unit(),
                close,
                volume: 1000.0,
            };
            let time = (first + chrono::Days::new(day)).into();
            builder.push(time, row).unwrap();
        }
        builder.build()
    }

    #[test]
    fn where_price_does_turn_at_its_levels_more_touches_hold() {
        let bars = range_bound();
        let found = Placebo::of(&[&bars], Draws::silent(12, 1))
            .unwrap()
            .unwrap();
        let holds = found.holds.unwrap();
        assert!(holds.difference() > 0.0, "{found:?}");
        assert!(found.moved > 0.3, "{found:?}");
        assert_eq!(Placebo::of(&[&bars], Draws::silent(0, 1)).unwrap(), None);
    }

    #[test]
    fn a_difference_within_its_error_is_none() {
        let share = |real| ShareBeside {
            real,
            count: 400.0,
            arbitrary: 0.60,
            error: 0.02,
        };
        assert_eq!(share(0.64).edge(), LevelEdge::NoDifference);
        assert_eq!(share(0.65).edge(), LevelEdge::Better);
        assert_eq!(share(0.55).edge(), LevelEdge::Worse);
    }

    #[test]
    fn shares_of_sets_by_hand() {
        let tally = |claimed: f64| Tally {
            claimed,
            all: 100.0,
        };
        let found = ShareBeside::of(tally(70.0), &[tally(50.0), tally(60.0), tally(55.0)]).unwrap();
        // Mean 0.55, deviation 0.05, times sqrt(4 / 3).
        assert!((found.arbitrary - 0.55).abs() < 1e-12);
        assert!((found.error - 0.05 * (4.0_f64 / 3.0).sqrt()).abs() < 1e-12);
        let few = Tally {
            claimed: 9.0,
            all: 19.0,
        };
        assert_eq!(ShareBeside::of(few, &[tally(1.0), tally(2.0)]), None);
    }
}
