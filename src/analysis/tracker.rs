//! One bar at a time: events of the levels that are there, then what becomes known at the close.

use chrono::NaiveDate;

use crate::breakout::{BoxFinder, LogBox, advance, has_left};
use crate::level::compare::{SAME, above};
use crate::level::{
    Book, Change, Expiry, Fact, FactKind, Family, Finder, Live, LogAtr, LogPivot, LogZone, Moment,
    Peaks, Pivot, PivotFinder, Record, Role, Scene, State, VolumeProfile,
};
use crate::market::Ohlcv;

use super::AnalysisConfig;

/// How far a zone that takes in pivots may move from where it was born, in ATR at birth.
const DRIFT_ATR: f64 = 0.25;

/// Reads the bars of one series, oldest first, and keeps the record of what became known.
///
/// It sees one bar at a time, so it cannot look ahead. Memory besides the record is bounded.
#[derive(Debug, Clone)]
pub(crate) struct Tracker {
    families: Vec<FamilyTracker>,
    atr: LogAtr,
    atr_before: Option<f64>,
    close_before: Option<f64>,
    came_from: Role,
    pivots: PivotFinder,
    boxes: BoxFinder,
    box_before: Option<LogBox>,
    profile: Option<VolumeProfile>,
    tick: Option<f64>,
    pub(crate) record: Record,
    pub(crate) pivots_known: Vec<Pivot>,
    found: Vec<LogPivot>,
    concerned: Vec<usize>,
    changes: Vec<Change>,
}

impl Tracker {
    /// A tracker of the families in `config`; `has_volume` and `is_raw` say which of them the series can have.
    pub(crate) fn new(config: &AnalysisConfig, has_volume: bool, is_raw: bool) -> Self {
        let can_have = |family: &Family| match family {
            Family::Hvn | Family::Lvn => has_volume,
            Family::Round => is_raw,
            _ => true,
        };
        let families: Vec<_> = config.families.iter().copied().filter(can_have).collect();
        let has_profile = families
            .iter()
            .any(|family| matches!(family, Family::Hvn | Family::Lvn));
        Self {
            families: families
                .iter()
                .map(|&family| FamilyTracker::new(family, config))
                .collect(),
            atr: LogAtr::default(),
            atr_before: None,
            close_before: None,
            came_from: Role::Resistance,
            pivots: PivotFinder::new(config.pivot),
            boxes: BoxFinder::new(),
            box_before: None,
            profile: has_profile.then(VolumeProfile::new),
            tick: config.tick,
            record: Record::default(),
            pivots_known: Vec::new(),
            found: Vec::new(),
            concerned: Vec::new(),
            changes: Vec::new(),
        }
    }

    /// Reads bar `at`; its ATR of log prices, from bar 14 on.
    pub(crate) fn push(&mut self, at: usize, date: NaiveDate, row: Ohlcv) -> Option<f64> {
        let [open, high, low, close] = [row.open, row.high, row.low, row.close].map(f64::ln);
        if let (Some(close_before), Some(atr_before)) = (self.close_before, self.atr_before) {
            self.events(Moment {
                at,
                open,
                high,
                low,
                close,
                close_before,
                atr_before,
            });
        }
        if let Some(before) = self.close_before.replace(close)
            && (close - before).abs() > SAME
        {
            self.came_from = if close > before {
                Role::Resistance
            } else {
                Role::Support
            };
        }
        for family in &mut self.families {
            family.finder.push(at, high, low);
        }
        self.boxes.push(at, high, low);
        if let Some(profile) = &mut self.profile {
            profile.push(high, low, row.volume);
        }
        let atr = self.atr.push(high, low, close);
        self.atr_before = atr;
        let usable = atr.filter(|&atr| above(atr, 0.0));
        self.box_before = usable.and_then(|atr| self.boxes.current(atr));
        if let Some(atr) = atr {
            self.find_pivots(at, high, low, atr);
        }
        if let Some(atr) = usable {
            let peaks = self.peaks(at, close, atr);
            let pivots = std::mem::take(&mut self.found);
            let (tick, came_from) = (self.tick, self.came_from);
            self.births(&Scene {
                at,
                date,
                high,
                low,
                close,
                atr,
                came_from,
                tick,
                pivots: &pivots,
                peaks: peaks.as_ref(),
            });
            self.found = pivots;
        }
        atr
    }

    /// What happens on a bar to what was known before it.
    fn events(&mut self, moment: Moment) {
        for family in &mut self.families {
            family.events(moment, &mut self.concerned, &mut self.record);
        }
        let Moment {
            at,
            close,
            atr_before,
            ..
        } = moment;
        if let Some(range) = self.box_before
            && let Some(is_up) = has_left(&range, close, atr_before)
        {
            let bars = u32::try_from(range.bars).unwrap_or(u32::MAX);
            let kind = FactKind::RangeLeft {
                is_up,
                zone: range.zone.price(),
                bars,
            };
            self.record.facts.push(Fact {
                at,
                level: None,
                kind,
            });
        }
    }

    fn find_pivots(&mut self, at: usize, high: f64, low: f64, atr: f64) {
        self.found.clear();
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

    fn peaks(&mut self, at: usize, close: f64, atr: f64) -> Option<Peaks> {
        let profile = self
            .profile
            .as_mut()
            .filter(|_| VolumeProfile::is_due(at))?;
        Some(profile.peaks(close, atr))
    }

    fn births(&mut self, scene: &Scene<'_>) {
        for family in &mut self.families {
            self.changes.clear();
            family.finder.find(scene, &family.book, &mut self.changes);
            for change in &self.changes {
                family.apply(*change, scene, &mut self.record);
            }
            if !self.changes.is_empty() {
                family.book.enforce_bound(scene.at, &mut self.record);
            }
        }
    }
}

/// One family: its rule and its living levels.
#[derive(Debug, Clone)]
struct FamilyTracker {
    family: Family,
    finder: Finder,
    book: Book,
}

impl FamilyTracker {
    fn new(family: Family, config: &AnalysisConfig) -> Self {
        let book = Book::new(family.patience(), family != Family::User);
        Self {
            family,
            finder: Finder::new(family, &config.user),
            book,
        }
    }

    fn events(&mut self, moment: Moment, concerned: &mut Vec<usize>, record: &mut Record) {
        let low = moment.low.min(moment.close_before);
        let high = moment.high.max(moment.close_before);
        self.book.concerned(moment.at, low, high, concerned);
        let patience = self.book.patience();
        for &slot in &*concerned {
            advance(self.book.live(slot), moment, patience, record);
            self.book.settle(slot);
        }
    }

    fn apply(&mut self, change: Change, scene: &Scene<'_>, record: &mut Record) {
        match change {
            Change::Born(birth) => {
                let live = Live {
                    id: record.next_id(),
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
                    record.formed(scene.at, self.family, &live);
                }
                self.book.add(live);
            }
            Change::Joined { slot, price } => self.join(slot, price, scene, record),
            Change::Redrawn { slot, zone, count } => {
                self.book.move_to(slot, zone);
                let live = self.book.live(slot);
                live.count = count;
                record.note(
                    scene.at,
                    live,
                    FactKind::Redrawn {
                        zone: zone.price(),
                        count,
                    },
                );
            }
            Change::Labelled { slot, count } => {
                let live = self.book.live(slot);
                live.count = count;
                record.note(scene.at, live, FactKind::Labelled { count });
            }
            Change::Superseded { slot } => {
                record.expired(scene.at, self.book.live(slot), Expiry::Superseded);
                self.book.remove(slot);
            }
        }
    }

    /// A pivot moves the zone towards itself, and makes a forming level known.
    fn join(&mut self, slot: usize, price: f64, scene: &Scene<'_>, record: &mut Record) {
        let live = *self.book.live(slot);
        let count = live.count + 1;
        let drift = DRIFT_ATR * live.birth_atr;
        let centre = live.zone.centre + (price - live.zone.centre) / f64::from(count);
        let centre = centre.clamp(live.birth_centre - drift, live.birth_centre + drift);
        let zone = LogZone {
            centre,
            ..live.zone
        };
        self.book.move_to(slot, zone);
        let live = self.book.live(slot);
        live.count = count;
        live.role = scene.role_of(zone);
        if live.state == State::Forming {
            live.state = State::Active;
            live.born_role = live.role;
            record.formed(scene.at, self.family, live);
        } else {
            record.note(
                scene.at,
                live,
                FactKind::Merged {
                    zone: zone.price(),
                    role: live.role,
                    count,
                },
            );
        }
    }
}
