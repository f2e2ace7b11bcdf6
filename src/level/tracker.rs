//! One bar at a time: events of the levels that are there, then what becomes known at the close.

use chrono::NaiveDate;

use super::compare::{SAME, above};
use super::consolidation::{box_of, has_left, is_outside_shortest};
use super::extremes::Extremes;
use super::{
    Change, DRIFT_ATR, Expiry, FactLog, Family, Finder, Live, Living, LogAtr, LogPivot, Moment,
    Note, Pivot, PivotFinder, PivotRule, Role, Scene, State, UserLevel, VolumeProfile, advance,
};
use crate::market::Ohlcv;

/// Reads the bars of one series, oldest first, and keeps the log of what became known.
///
/// It sees one bar at a time, so it cannot look ahead. Memory besides the log is bounded.
#[derive(Debug, Clone)]
pub(crate) struct Tracker {
    families: Vec<FamilyTracker>,
    atr: LogAtr,
    before: Option<Before>,
    came_from: Role,
    pivots: PivotFinder,
    extremes: Extremes,
    profile: Option<VolumeProfile>,
    tick: Option<f64>,
    pub(crate) log: FactLog,
    pub(crate) pivots_known: Vec<Pivot>,
    found: Vec<LogPivot>,
    changes: Vec<Change>,
}

impl Tracker {
    /// A tracker of these families.
    pub(crate) fn new(
        families: &[Family],
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
            before: None,
            came_from: Role::Resistance,
            pivots: PivotFinder::new(pivot),
            extremes: Extremes::new(),
            profile: has_profile.then(VolumeProfile::new),
            tick,
            log: FactLog::default(),
            pivots_known: Vec::new(),
            found: Vec::new(),
            changes: Vec::new(),
        }
    }

    /// Reads bar `at`; its ATR of log prices, from bar 14 on.
    pub(crate) fn push(&mut self, at: usize, date: NaiveDate, row: Ohlcv) -> Option<f64> {
        let [high, low, close] = [row.high, row.low, row.close].map(f64::ln);
        let open_price = row.open;
        if let Some(Before {
            close: close_before,
            atr: Some(atr_before),
            ..
        }) = self.before
        {
            self.events(Moment {
                at,
                open_price,
                high,
                low,
                close,
                close_before,
                atr_before,
            });
            self.range_left(close);
        }
        if let Some(before) = self
            .before
            .filter(|before| (close - before.close).abs() > SAME)
        {
            self.came_from = if close > before.close {
                Role::Resistance
            } else {
                Role::Support
            };
        }
        for family in &mut self.families {
            family.finder.push(at, high, low);
        }
        self.extremes.push(at, high, low);
        if let Some(profile) = &mut self.profile {
            profile.push(high, low, row.volume);
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
        self.log.end_bar();
        atr
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
        let profile = self.profile.as_mut().filter(|_| VolumeProfile::is_due(at));
        let peaks = profile.map(|profile| profile.peaks(close, atr));
        let scene = Scene {
            at,
            date,
            close,
            atr,
            came_from: self.came_from,
            tick: self.tick,
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
            at: pivot.at,
            known_at: at,
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
                    log.formed(scene.at, self.family, &live);
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
        log.formed(scene.at, family, live);
    } else {
        log.redrawn(live, Note::Merged);
    }
}
