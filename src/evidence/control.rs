//! Levels and arbitrary prices side by side: where price came to them, and what it did there.
//!
//! As of every tenth bar the levels known then that lie 0.75 to 5 ATR away are taken. An entry is the first bar within the
//! next ten that reaches the zone; what is asked of it is an [`Outcome`](super::Outcome). Beside each level stand
//! arbitrary prices: of the same series, date and side, with distance and width drawn from those that levels of the family
//! and side have had up to then, at least half an ATR from every living level of the family.

use chrono::{Datelike, NaiveDate};

use super::outcome::{Met, Outcome, Seen};
use super::{Measure, Random};
use crate::analysis::Analysis;
use crate::level::{Family, LogZone, Role};

/// Bars from one look at the levels to the next, and bars within which price must come to one.
pub(super) const EVERY_BARS: usize = 10;
/// Nearest and farthest distance of a level that is looked at, in ATR.
const DISTANCES_ATR: (f64, f64) = (0.75, 5.0);
/// Distances by which levels and arbitrary prices are compared.
pub(super) const DISTANCE_BINS: usize = 12;
/// An arbitrary price lies at least this far from every living level of the family, in ATR.
const APART_ATR: f64 = 0.5;
/// Distances tried for an arbitrary price before it is left out.
const TRIES: usize = 50;
/// Arbitrary prices for each level.
const CONTROLS: usize = 8;
/// Bars over which the trend is told by its sign, and over which the ATR is ranked.
const TREND_BARS: usize = 20;
const VOLATILITY_BARS: usize = 252;

/// What is known about a level besides its family and side, in few steps that were fixed in advance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Context {
    /// Any.
    All,
    /// Known for fewer than 20 bars, 20 to 60, or more: 0, 1, 2.
    Age(u8),
    /// The close lies above that of 20 bars before, or not.
    TrendUp(bool),
    /// The ATR lies in the lower, middle or upper third of its last 252 values: 0, 1, 2.
    Volatility(u8),
}

impl Context {
    /// Every context, in the order of outputs.
    pub const ALL: [Self; 9] = [
        Self::All,
        Self::Age(0),
        Self::Age(1),
        Self::Age(2),
        Self::TrendUp(true),
        Self::TrendUp(false),
        Self::Volatility(0),
        Self::Volatility(1),
        Self::Volatility(2),
    ];

    /// The words used in every output.
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Age(0) => "known <20 bars",
            Self::Age(1) => "known 20-60 bars",
            Self::Age(_) => "known >60 bars",
            Self::TrendUp(true) => "trend up",
            Self::TrendUp(false) => "trend down",
            Self::Volatility(0) => "quiet third",
            Self::Volatility(1) => "middle third",
            Self::Volatility(_) => "volatile third",
        }
    }
}

/// A bar on which price came to a level, or to an arbitrary price beside it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    /// Family of the level.
    pub family: Family,
    /// Its side.
    pub role: Role,
    /// Visits the level had when it was looked at; an arbitrary price has those of the level beside it.
    pub tests: usize,
    /// Whether the price is an arbitrary one.
    pub is_control: bool,
    /// The bar.
    pub at: usize,
    /// Its date.
    pub date: NaiveDate,
    /// Place of its distance from the close, when it was looked at, among the twelve stretches that are compared apart.
    pub bin: usize,
    /// Age of the level, trend and volatility when it was looked at.
    pub contexts: [Option<Context>; 3],
    /// By measure: how it ended, and the quarter in which that was known.
    pub(super) outcomes: [Option<(Outcome, i32)>; 3],
}

impl Entry {
    /// How it ended, if that is known, and the calendar quarter in which it was, counted from year 0.
    pub fn outcome(&self, measure: Measure) -> Option<(Outcome, i32)> {
        self.outcomes[measure as usize]
    }

    /// Whether it is one of those of `context`.
    pub fn is_of(&self, context: Context) -> bool {
        context == Context::All || self.contexts.contains(&Some(context))
    }
}

/// The calendar quarter of a date, counted from year 0.
pub(super) fn quarter(date: NaiveDate) -> i32 {
    #[expect(clippy::cast_possible_wrap, reason = "a month is at most 12")]
    let month = date.month0() as i32;
    date.year() * 4 + month / 3
}

/// A place that is looked at: where it lies in ATR from the close, which way is up, and its half width in ATR.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) role: Role,
    /// Above 0 above the close.
    pub(super) away: f64,
    pub(super) half: f64,
    /// Bars since it is known.
    pub(super) age: usize,
    /// Visits since then.
    pub(super) tests: usize,
}

/// Distances and widths that places of one family and side have had.
type Pools = [Vec<(f64, f64)>; 2];

/// Collects the entries of one series.
pub(super) struct Collector<'a> {
    analysis: &'a Analysis,
    seed: u64,
    family: Family,
    pools: Pools,
    entries: Vec<Entry>,
}

impl<'a> Collector<'a> {
    /// For places that are told as levels of `family`.
    pub(super) fn new(analysis: &'a Analysis, family: Family, seed: u64) -> Self {
        Self {
            analysis,
            seed,
            family,
            pools: Pools::default(),
            entries: Vec::new(),
        }
    }

    pub(super) fn done(self) -> Vec<Entry> {
        self.entries
    }

    /// Looks at `places`, all of the family that live at the close of bar `at`.
    pub(super) fn look(&mut self, at: usize, places: &[Place]) {
        let Some(scene) = Scene::at(self.analysis, at) else {
            return;
        };
        let is_near =
            |place: &&Place| (DISTANCES_ATR.0..=DISTANCES_ATR.1).contains(&place.away.abs());
        for place in places.iter().filter(is_near) {
            self.pools[place.role as usize].push((place.away.abs(), place.half));
        }
        // Streams by date: what is drawn on a day does not depend on where the file begins.
        let day = u64::from(scene.date.num_days_from_ce().unsigned_abs());
        let mut random = Random::new(self.seed, day * 16 + self.family as u64);
        for place in places.iter().filter(is_near) {
            self.enter(&scene, place, false);
            for _ in 0..CONTROLS {
                if let Some(arbitrary) = self.arbitrary(place, places, &mut random) {
                    self.enter(&scene, &arbitrary, true);
                }
            }
        }
    }

    /// A price on the side of `place` that is no level.
    fn arbitrary(&self, place: &Place, taken: &[Place], random: &mut Random) -> Option<Place> {
        let pool = &self.pools[place.role as usize];
        let sign = place.away.signum();
        (0..TRIES).find_map(|_| {
            let (distance, half) = *pool.get(random.below(pool.len()))?;
            let away = sign * distance;
            let is_free = taken
                .iter()
                .all(|level| (level.away - away).abs() >= APART_ATR);
            is_free.then_some(Place {
                away,
                half,
                ..*place
            })
        })
    }

    fn enter(&mut self, scene: &Scene, place: &Place, is_control: bool) {
        let zone = LogZone::around(scene.close + place.away * scene.atr, place.half * scene.atr);
        let seen = Seen::new(self.analysis, place.role);
        let Some(Met { at, outcomes }) = seen.meet(zone, scene.at, EVERY_BARS) else {
            return;
        };
        let age = match place.age {
            0..20 => 0,
            20..=60 => 1,
            _ => 2,
        };
        self.entries.push(Entry {
            family: self.family,
            role: place.role,
            tests: place.tests,
            is_control,
            at,
            date: self.analysis.bars().date(at),
            bin: bin(place.away.abs()),
            contexts: [
                Some(Context::Age(age)),
                scene.is_up.map(Context::TrendUp),
                scene.volatility.map(Context::Volatility),
            ],
            outcomes: outcomes.map(|outcome| {
                let closed = self.analysis.bars().date(outcome?.closed_at);
                Some((outcome?, quarter(closed)))
            }),
        });
    }
}

/// What a look needs to know of its bar.
struct Scene {
    at: usize,
    date: NaiveDate,
    close: f64,
    atr: f64,
    is_up: Option<bool>,
    volatility: Option<u8>,
}

impl Scene {
    fn at(analysis: &Analysis, at: usize) -> Option<Self> {
        let bars = analysis.bars();
        let close = bars.close().get(at)?.ln();
        let atr = analysis.atr_log(at).filter(|&atr| atr > 0.0)?;
        let before = at.checked_sub(TREND_BARS).map(|at| bars.close()[at].ln());
        let first = (at + 1).checked_sub(VOLATILITY_BARS);
        let rank = first.map(|first| {
            let values = (first..=at).filter_map(|at| analysis.atr_log(at));
            values.filter(|&value| value < atr).count()
        });
        let third = |rank: usize| match rank * 3 / VOLATILITY_BARS {
            0 => 0,
            1 => 1,
            _ => 2,
        };
        Some(Self {
            at,
            date: bars.date(at),
            close,
            atr,
            is_up: before.map(|before| close > before),
            volatility: rank.map(third),
        })
    }
}

/// The step of a distance in ATR.
fn bin(distance: f64) -> usize {
    let (nearest, farthest) = DISTANCES_ATR;
    let share = (distance - nearest) / (farthest - nearest);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of at least 0, and the cast saturates"
    )]
    let step = (share * DISTANCE_BINS as f64) as usize;
    step.min(DISTANCE_BINS - 1)
}

/// The entries at the levels of `families` and at arbitrary prices beside them, by family and bar of the look.
///
/// The control of a level is drawn from what was known at that bar: the entries of the first bars of a series are those of
/// the whole series as far as those bars know them.
pub fn entries(analysis: &Analysis, families: &[Family], seed: u64, last: usize) -> Vec<Entry> {
    let mut collectors: Vec<Collector<'_>> = families
        .iter()
        .map(|&family| Collector::new(analysis, family, seed))
        .collect();
    let bars = analysis.bars();
    let mut replay = analysis.replay();
    let mut places: Vec<Vec<Place>> = vec![Vec::new(); families.len()];
    for at in (0..=last.min(bars.len().saturating_sub(1))).step_by(EVERY_BARS) {
        let Some(atr) = analysis.atr_log(at).filter(|&atr| atr > 0.0) else {
            continue;
        };
        let close = bars.close()[at].ln();
        places.iter_mut().for_each(Vec::clear);
        for standing in replay.advance_to(at).levels() {
            let family = families.iter().position(|&it| it == standing.level.family);
            let zone = LogZone::from(standing.zone);
            let away = (zone.centre - close) / atr;
            if let Some(places) = family.and_then(|family| places.get_mut(family)) {
                places.push(Place {
                    role: if away > 0.0 {
                        Role::Resistance
                    } else {
                        Role::Support
                    },
                    away,
                    half: zone.half / atr,
                    age: at - standing.level.known_at,
                    tests: standing.tests.len(),
                });
            }
        }
        for (collector, places) in collectors.iter_mut().zip(&places) {
            collector.look(at, places);
        }
    }
    collectors.into_iter().flat_map(Collector::done).collect()
}
