//! One bar at a time: events of the levels that are there, then what becomes known at the close.

use chrono::NaiveDate;

use super::compare::{above, at_least, at_most, below};
use super::consolidation::{box_of, has_left, is_outside_shortest};
use super::extremes::Extremes;
use super::{
    Change, DRIFT_ATR, Expiry, FactLog, Family, Finder, Live, Living, LogAtr, LogPivot, Moment,
    Note, Pivot, PivotFinder, PivotRule, Role, Scene, State, UserLevel, VolumeProfile, advance,
};
use crate::market::{Ohlcv, Timeframe};

/// Reads the bars of one series, oldest first, and keeps the log of what became known.
///
/// It sees one bar at a time, so it cannot look ahead. Memory besides the log is bounded.
#[derive(Debug, Clone)]
pub(crate) struct Tracker {
    families: Vec<FamilyTracker>,
    atr: LogAtr,
    /// The bars on which anything was traded. What is counted in bars counts these: a clock.
    traded: Vec<usize>,
    before: Option<Before>,
    came_from: Role,
    pivots: PivotFinder,
    extremes: Extremes,
    profile: Option<VolumeProfile>,
    tick: Option<f64>,
    log: FactLog,
    pivots_known: Vec<Pivot>,
    found: Vec<LogPivot>,
    changes: Vec<Change>,
}

impl Tracker {
    /// A tracker of these families, for bars of `timeframe`.
    pub(crate) fn new(
        families: &[Family],
        timeframe: Timeframe,
        pivot: PivotRule,
        tick: Option<f64>,
        given: &[UserLevel],
    ) -> Self {
        let has_profile = families
            .iter()
            .any(|family| matches!(family, Family::Hvn | Family::Lvn));
        Self {
            families: families
                .iter()
                .map(|&family| FamilyTracker::new(family, given))
                .collect(),
            atr: LogAtr::default(),
            traded: Vec::new(),
            before: None,
            came_from: Role::Resistance,
            pivots: PivotFinder::new(pivot),
            extremes: Extremes::new(),
            profile: has_profile.then(|| VolumeProfile::new(timeframe)),
            tick,
            log: FactLog::default(),
            pivots_known: Vec::new(),
            found: Vec::new(),
            changes: Vec::new(),
        }
    }

    /// Reads the next bar; the ATR of log prices at its close, from the 15th traded bar on.
    pub(crate) fn push(&mut self, date: NaiveDate, row: Ohlcv) -> Option<f64> {
        let prices = [row.high, row.low, row.close].map(f64::ln);
        if !self.is_untraded(prices, row.volume) {
            self.push_traded(date, row, prices);
        }
        self.log.end_bar();
        self.before?.atr
    }

    /// What became known: facts and levels, pivots, and on which bars anything was traded.
    pub(crate) fn finish(self) -> (FactLog, Vec<Pivot>, Vec<usize>) {
        (self.log, self.pivots_known, self.traded)
    }

    /// Whether the whole bar lies at the close before it, without volume: such a bar is absent.
    fn is_untraded(&self, [high, low, _]: [f64; 3], volume: f64) -> bool {
        let is_there = |before: Before| at_most(high, before.close) && at_least(low, before.close);
        volume <= 0.0 && self.before.is_some_and(is_there)
    }

    fn push_traded(&mut self, date: NaiveDate, row: Ohlcv, [high, low, close]: [f64; 3]) {
        let at = self.traded.len();
        self.traded.push(self.log.bars());
        if let Some(Before {
            close: close_before,
            atr: Some(atr_before),
        }) = self.before
        {
            self.events(Moment {
                at,
                open_price: row.open,
                high,
                low,
                close,
                close_before,
                atr_before,
            });
            self.range_left(close);
        }
        self.came_from = match self.before {
            Some(before) if above(close, before.close) => Role::Resistance,
            Some(before) if below(close, before.close) => Role::Support,
            _ => self.came_from,
        };
        for family in &mut self.families {
            family.finder.push(at, high, low);
        }
        self.extremes.push(at, high, low);
        if let Some(profile) = &mut self.profile {
            profile.push(date, (high, low), row.volume);
        }
        let atr = self.atr.push(high, low, close);
        self.before = Some(Before { close, atr });
        self.found.clear();
        if let Some(atr) = atr {
            self.find_pivots(at, high, low, atr);
        }
        if let Some(atr) = atr.filter(|&atr| above(atr, 0.0)) {
            self.become_known(at, date, atr);
        }
    }

    /// What happens on a bar to what was known before it.
    fn events(&mut self, moment: Moment) {
        let by_role = moment.seen_by_roles();
        for family in &mut self.families {
            family.events(&by_role, &mut self.log);
        }
    }

    /// Whether this close left the consolidation that was there one bar earlier.
    fn range_left(&mut self, close: f64) {
        let Some(Before { atr: Some(atr), .. }) = self.before else {
            return;
        };
        // Every box contains the shortest: most closes have not left that.
        if !is_outside_shortest(&self.extremes, close) {
            return;
        }
        if let Some(range) = box_of(&self.extremes, atr)
            && let Some(is_up) = has_left(&range, close, atr)
        {
            let bars = u32::try_from(range.bars).unwrap_or(u32::MAX);
            self.log.range_left(range.zone.price(), bars, is_up);
        }
    }

    /// Births and redraws at the close of the bar read last.
    fn become_known(&mut self, at: usize, date: NaiveDate, atr: f64) {
        let Some(Before { close, .. }) = self.before else {
            return;
        };
        let profile = self.profile.as_ref();
        let peaks = profile.and_then(|profile| profile.peaks(atr));
        let scene = Scene {
            at,
            date,
            close,
            atr,
            came_from: self.came_from,
            tick: self.tick,
            traded: &self.traded,
            pivots: &self.found,
            extremes: &self.extremes,
            peaks: peaks.as_ref(),
        };
        for family in &mut self.families {
            family.births(&scene, &mut self.changes, &mut self.log);
        }
    }

    fn find_pivots(&mut self, at: usize, high: f64, low: f64, atr: f64) {
        self.found
            .extend(self.pivots.push(at, high, low, atr).into_iter().flatten());
        let public = |pivot: &LogPivot| Pivot {
            at: self.traded[pivot.at],
            known_at: self.traded[at],
            role: pivot.role,
            price: pivot.price.exp(),
        };
        self.pivots_known.extend(self.found.iter().map(public));
    }
}

/// What the next bar needs to know of the one before it, in log prices.
#[derive(Debug, Clone, Copy)]
struct Before {
    close: f64,
    atr: Option<f64>,
}

/// One family: its rule and its living levels.
#[derive(Debug, Clone)]
struct FamilyTracker {
    family: Family,
    finder: Finder,
    living: Living,
}

impl FamilyTracker {
    fn new(family: Family, given: &[UserLevel]) -> Self {
        let living = Living::new(family.patience(), family != Family::User);
        Self {
            family,
            finder: Finder::new(family, given),
            living,
        }
    }

    fn events(&mut self, bar: &[Moment; 2], log: &mut FactLog) {
        let Moment {
            at,
            high,
            low,
            close_before,
            ..
        } = bar[Role::Resistance as usize];
        let reached = (low.min(close_before), high.max(close_before));
        self.living.each_concerned(at, reached, |live, patience| {
            advance(live, bar, patience, log);
        });
    }

    fn births(&mut self, scene: &Scene<'_>, changes: &mut Vec<Change>, log: &mut FactLog) {
        changes.clear();
        self.finder.find(scene, &self.living, changes);
        for change in &*changes {
            self.apply(*change, scene, log);
        }
        if !changes.is_empty() {
            self.living.sweep();
            self.living.enforce_bound(log);
        }
    }

    fn apply(&mut self, change: Change, scene: &Scene<'_>, log: &mut FactLog) {
        match change {
            Change::Born(birth) => {
                let live = Live {
                    id: log.next_id(),
                    role: birth.role,
                    born_role: birth.role,
                    state: birth.state,
                    zone: birth.zone,
                    birth_centre: birth.zone.centre,
                    birth_atr: scene.atr,
                    first_at: birth.first_at,
                    count: birth.count,
                    quiet_since: scene.at,
                    broke_at: 0,
                    confirmed_at: 0,
                    is_retested: false,
                };
                if live.state == State::Active {
                    log.formed(self.family, &live, scene.traded[live.first_at]);
                }
                self.living.add(live);
            }
            Change::Joined { slot, price } => {
                let family = self.family;
                self.living
                    .update(slot, |live| join(live, price, (family, scene), log));
            }
            Change::Redrawn { slot, zone, count } => {
                self.living.update(slot, |live| {
                    live.zone = zone;
                    live.count = count;
                    log.redrawn(live, Note::Redrawn);
                });
            }
            Change::Labelled { slot, count } => {
                self.living.update(slot, |live| {
                    live.count = count;
                    log.redrawn(live, Note::Labelled);
                });
            }
            Change::Superseded { slot } => {
                self.living.expire(slot, Expiry::Superseded, log);
            }
        }
    }
}

/// A pivot moves the zone towards itself, and makes a forming level known.
fn join(live: &mut Live, price: f64, (family, scene): (Family, &Scene<'_>), log: &mut FactLog) {
    live.count += 1;
    let drift = DRIFT_ATR * live.birth_atr;
    let centre = live.zone.centre + (price - live.zone.centre) / f64::from(live.count);
    live.zone.centre = centre.clamp(live.birth_centre - drift, live.birth_centre + drift);
    live.role = scene.role_of(live.zone);
    if live.state == State::Forming {
        live.state = State::Active;
        live.born_role = live.role;
        log.formed(family, live, scene.traded[live.first_at]);
    } else {
        log.redrawn(live, Note::Merged);
    }
}
