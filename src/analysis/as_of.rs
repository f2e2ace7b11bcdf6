//! What was known at the close of a bar.

use std::cell::{OnceCell, RefCell};
use std::ops::Range;

use chrono::NaiveDate;

use super::late::Source;
use super::{Analysis, History, Label, Standing, Test, Visit};
use crate::level::compare::{above, at_least, at_most};
use crate::level::{Fact, FactKind, Facts, LevelId, LevelKey, Pivot, Role, State};
use crate::market::{Bar, Bars, Symbol, Time};

/// Bars in which price comes nearer for `approach`, and in which the reaction to a test is measured.
const NEAR_BARS: usize = 5;
/// Bars a relative volume is measured against.
const RVOL_BARS: usize = 50;

/// What was known at the close of one bar. Nothing it returns uses a later one.
#[derive(Debug, Clone)]
pub struct AsOf<'a> {
    analysis: Source<'a>,
    at: usize,
    /// Living levels by id, once they were asked for.
    levels: OnceCell<Vec<Standing>>,
    earlier: RefCell<Earlier>,
}

/// Levels as they stood at an earlier bar, from which those of now are told.
#[derive(Debug, Clone, Default)]
struct Earlier {
    levels: Vec<Standing>,
    /// First bar whose facts are not told yet.
    next_bar: usize,
}

impl<'a> AsOf<'a> {
    /// The bar.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The bar itself; `None` only where the series is empty.
    pub fn bar(&self) -> Option<Bar<'a>> {
        self.bars().get(self.at)
    }

    /// Its date; `None` only where the series is empty.
    pub fn date(&self) -> Option<NaiveDate> {
        self.bar().map(|bar| bar.time().date())
    }

    /// When it is; `None` only where the series is empty.
    pub fn time(&self) -> Option<Time> {
        self.bar().map(Bar::time)
    }

    /// What the series is of.
    pub fn symbol(&self) -> &'a Symbol {
        self.bars().symbol()
    }

    /// The bar `ago` bars before, if there is one.
    pub fn ago(&self, ago: usize) -> Option<Bar<'a>> {
        self.bars().get(self.at.checked_sub(ago)?)
    }

    /// Opens up to now, the one of this bar last.
    pub fn opens(&self) -> &'a [f64] {
        self.up_to_now(self.bars().open())
    }

    /// Highs up to now, the one of this bar last.
    pub fn highs(&self) -> &'a [f64] {
        self.up_to_now(self.bars().high())
    }

    /// Lows up to now, the one of this bar last.
    pub fn lows(&self) -> &'a [f64] {
        self.up_to_now(self.bars().low())
    }

    /// Closes up to now, the one of this bar last.
    pub fn closes(&self) -> &'a [f64] {
        self.up_to_now(self.bars().close())
    }

    /// Volumes up to now, the one of this bar last; `None` where the source has none.
    pub fn volumes(&self) -> Option<&'a [f64]> {
        self.bars().volume().map(|column| self.up_to_now(column))
    }

    fn up_to_now<'c>(&self, column: &'c [f64]) -> &'c [f64] {
        column.get(..=self.at).unwrap_or_default()
    }

    /// The analysis, which may know later bars.
    pub(super) fn analysis(&self) -> &'a Analysis {
        self.analysis.analysis()
    }

    /// The bars of the analysis, later ones among them.
    pub(crate) fn bars(&self) -> &'a Bars {
        self.analysis.bars()
    }

    /// Living levels, by id.
    pub fn levels(&self) -> &[Standing] {
        self.levels.get_or_init(|| {
            let Earlier {
                mut levels,
                next_bar,
            } = self.earlier.take();
            for fact in self.facts_since(next_bar) {
                self.tell(&fact, &mut levels);
            }
            levels
        })
    }

    /// What a fact does to living levels.
    fn tell(&self, fact: &Fact, levels: &mut Vec<Standing>) {
        let Some(id) = fact.level else { return };
        match levels.binary_search_by_key(&id, |standing| standing.level.id) {
            Ok(index) => {
                levels[index].take(fact);
                if levels[index].state == State::Expired {
                    levels.remove(index);
                }
            }
            Err(index) => {
                let level = self.analysis.level(id);
                if let Some(level) = level.filter(|_| matches!(fact.kind, FactKind::Formed { .. }))
                {
                    levels.insert(index, Standing::new(*level, *fact));
                }
            }
        }
    }

    /// The living level of that number.
    pub fn level(&self, id: LevelId) -> Option<&Standing> {
        let levels = self.levels();
        let index = levels
            .binary_search_by_key(&id, |standing| standing.level.id)
            .ok()?;
        Some(&levels[index])
    }

    /// The name of a level outside this analysis.
    pub fn key(&self, standing: &Standing) -> LevelKey {
        LevelKey::of(&standing.level, self.bars())
    }

    /// Bars that are left of the `bars` after bar `at`, of those in which something was traded; 0 once they are over.
    pub(crate) fn bars_left(&self, at: usize, bars: usize) -> usize {
        bars - self.analysis.traded.between(at, self.at, bars).len()
    }

    /// Living levels by the distance of their centre from the close, the nearest first; ties: the smaller id.
    pub fn nearest(&self) -> Vec<&Standing> {
        let mut levels: Vec<_> = self.levels().iter().collect();
        if let Some(bar) = self.bar() {
            let distance = |standing: &Standing| (standing.zone.centre() / bar.close()).ln().abs();
            levels.sort_by(|a, b| {
                distance(a)
                    .total_cmp(&distance(b))
                    .then(a.level.id.cmp(&b.level.id))
            });
        }
        levels
    }

    /// Facts known, oldest first.
    pub fn facts(&self) -> Facts<'a> {
        self.analysis().facts_of_bars(0, self.at)
    }

    /// Facts that became known on bar `first` or later, oldest first.
    pub fn facts_since(&self, first: usize) -> Facts<'a> {
        self.analysis().facts_of_bars(first, self.at)
    }

    /// Facts known about one level, oldest first.
    pub fn facts_of(&self, id: LevelId) -> impl DoubleEndedIterator<Item = Fact> + use<'a> {
        let known = self.facts();
        let analysis = self.analysis();
        let places = analysis.places_of(id);
        let end = places.partition_point(|&place| (place as usize) < known.len());
        let places = places[..end].iter();
        places.filter_map(move |&place| known.get(place as usize))
    }

    /// The life of a living level up to this bar. Reads the facts about it alone.
    pub fn history(&self, standing: &Standing) -> History {
        let mut facts = self.facts_of(standing.level.id);
        let born = facts.next().unwrap_or(standing.last);
        let mut history = History::new(standing.level, born);
        facts.for_each(|fact| history.take(&fact));
        history
    }

    /// The stretches of bars on which nothing was traded, oldest first: the whole bar at the close before it, without
    /// volume. For levels, ranges and all that is counted in bars about them such bars are absent.
    pub fn untraded(&self) -> Vec<Range<usize>> {
        self.analysis().traded.gaps(self.at())
    }

    /// For how many bars nothing has been traded, up to and with this one.
    pub fn untraded_bars(&self) -> usize {
        let last = self.analysis().traded.last(self.at(), 1);
        last.first().map_or(0, |last| self.at() - last)
    }

    /// Pivots known, by the bar that made them known.
    pub fn pivots(&self) -> &'a [Pivot] {
        let pivots = self.analysis().pivots();
        &pivots[..pivots.partition_point(|pivot| pivot.known_at <= self.at)]
    }

    /// ATR(14) of log prices: about ATR / close.
    pub fn atr_log(&self) -> Option<f64> {
        self.analysis.atr_log(self.at)
    }

    /// Distance of the close from the level's centre, in ATR of log prices; `None` where that is 0.
    pub fn dist_atr(&self, standing: &Standing) -> Option<f64> {
        self.distance(standing, self.at)
    }

    fn distance(&self, standing: &Standing, at: usize) -> Option<f64> {
        let close = *self.bars().close().get(at)?;
        let atr = self.atr_log().filter(|&atr| atr > 0.0)?;
        Some((standing.zone.centre() / close).ln().abs() / atr)
    }

    /// The word for what the level is doing, beside its state.
    pub fn label(&self, standing: &Standing) -> Label {
        if self.is_approached(standing) {
            Label::Approach
        } else {
            Label::Last(standing.last.kind.name())
        }
    }

    /// The bar so many traded bars before the last one.
    fn traded_ago(&self, bars: usize) -> Option<usize> {
        let last = self.analysis.traded.last(self.at, bars + 1);
        last.first().copied().filter(|_| last.len() > bars)
    }

    /// Active, 0.75 to 2 ATR away, and at least 1 ATR nearer than five bars ago; both closes are measured from the zone
    /// as it is now, by the ATR of now.
    fn is_approached(&self, standing: &Standing) -> bool {
        let (Some(now), Some(before)) = (
            self.dist_atr(standing),
            self.traded_ago(NEAR_BARS)
                .and_then(|at| self.distance(standing, at)),
        ) else {
            return false;
        };
        let is_near = above(now, 0.75) && at_most(now, 2.0);
        standing.state == State::Active && is_near && at_least(before - now, 1.0)
    }

    /// The tests of a level with their measures, oldest first.
    pub fn tests(&self, standing: &Standing) -> Vec<Test> {
        standing
            .tests
            .iter()
            .filter(|visit| visit.at <= self.at)
            .filter_map(|&visit| self.test(standing, visit))
            .collect()
    }

    fn test(&self, standing: &Standing, visit: Visit) -> Option<Test> {
        let Visit { at, role } = visit;
        let bar = self.bars().get(at)?;
        let atr = self.analysis.atr_log(at).filter(|&atr| atr > 0.0)?;
        let after = self.analysis.traded.between(at, self.at, NEAR_BARS);
        let (extreme, away) = match role {
            Role::Resistance => {
                let lows = after.iter().map(|&at| self.bars().low()[at]);
                (
                    bar.high(),
                    (bar.high() / lows.fold(bar.low(), f64::min)).ln(),
                )
            }
            Role::Support => {
                let highs = after.iter().map(|&at| self.bars().high()[at]);
                (
                    bar.low(),
                    (highs.fold(bar.high(), f64::max) / bar.low()).ln(),
                )
            }
        };
        Some(Test {
            at,
            role,
            extreme,
            close: bar.close(),
            dist_atr: (standing.zone.centre() / bar.close()).ln().abs() / atr,
            reaction_atr: away / atr,
            rvol: self.rvol(at),
        })
    }

    /// Volume of bar `at` over the mean of the 50 traded bars before it; `None` without volume, history, or any volume
    /// then.
    pub fn rvol(&self, at: usize) -> Option<f64> {
        let volume = self.bars().volume()?.get(..=self.at)?;
        let before = self.analysis.traded.last(at.checked_sub(1)?, RVOL_BARS);
        if before.len() < RVOL_BARS {
            return None;
        }
        let mean = before.iter().map(|&at| volume[at]).sum::<f64>() / RVOL_BARS as f64;
        volume
            .get(at)
            .filter(|_| mean > 0.0)
            .map(|volume| volume / mean)
    }
}

/// Walks a series bar by bar and holds what was known at the current one.
#[derive(Debug, Clone)]
pub struct Replay<'a> {
    now: AsOf<'a>,
}

impl<'a> Replay<'a> {
    pub(super) fn new(analysis: Source<'a>) -> Self {
        Self {
            now: AsOf {
                analysis,
                at: 0,
                levels: OnceCell::new(),
                earlier: RefCell::default(),
            },
        }
    }

    /// What was known at the current bar.
    pub fn now(&self) -> &AsOf<'a> {
        &self.now
    }

    pub(super) fn into_now(self) -> AsOf<'a> {
        self.now
    }

    /// Moves on to bar `at`, at most the last one; without effect if it lies behind. Levels are told when they are asked
    /// for.
    pub fn advance_to(&mut self, at: usize) -> &AsOf<'a> {
        let last = self.now.bars().len().saturating_sub(1);
        let at = at.min(last);
        if at > self.now.at {
            if let Some(levels) = self.now.levels.take() {
                let next_bar = self.now.at + 1;
                *self.now.earlier.get_mut() = Earlier { levels, next_bar };
            }
            self.now.at = at;
        }
        &self.now
    }
}
