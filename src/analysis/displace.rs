//! The same levels at other prices: what rules that speak of levels are to be measured against.
//!
//! [`Analysis::displaced`] keeps the date, the side, the family and the width of every level, moves it by a given
//! distance, and lets prices do to it whatever they do there. Nothing here chooses the distance.

use std::sync::OnceLock;

use super::Analysis;
use crate::level::compare::{above, below};
use crate::level::{
    Expiry, Fact, FactKind, FactLog, Family, Level, LevelId, Live, Living, LogZone, Moment, Note,
    Role, State, Zone, advance,
};

impl Analysis {
    /// The analysis of the same bars with each level moved by its entry of `shifts`, in log prices and in the order of
    /// [`Analysis::levels`]; a level without one is left out.
    ///
    /// A moved level becomes known when its original did, on the same side and as wide, and is drawn anew, joined by
    /// pivots and superseded when its original is. Tests, breaks and everything else that prices do is what they do at
    /// the new price; bars out of zone are counted from the bar that made it known. Pivots, ATR and consolidations stay
    /// as they are.
    #[must_use]
    pub fn displaced(&self, shifts: &[Option<f64>]) -> Analysis {
        let mut copy = Copied {
            original: self,
            shifts,
            living: Family::ALL
                .map(|family| Living::new(family.patience(), family != Family::User)),
            twins: vec![None; self.levels().len()],
            log: FactLog::default(),
            came_from: Role::Resistance,
        };
        copy.walk();
        let log = copy.log;
        Analysis {
            by_id: log.index_by_id(),
            log,
            bars: self.bars.clone(),
            config: self.config.clone(),
            pivots: self.pivots.clone(),
            traded: self.traded.clone(),
            atr: self.atr.clone(),
            context: self.context.clone(),
            about: OnceLock::new(),
        }
    }
}

/// The moved levels as they live.
struct Copied<'a> {
    original: &'a Analysis,
    shifts: &'a [Option<f64>],
    /// By family, in the order of [`Family::ALL`].
    living: [Living; Family::ALL.len()],
    /// The moved level of each original, once it is known.
    twins: Vec<Option<LevelId>>,
    log: FactLog,
    came_from: Role,
}

impl Copied<'_> {
    fn walk(&mut self) {
        let mut before: Option<f64> = None;
        let bars = self.original.bars();
        let traded = self.original.traded.last(bars.len(), bars.len());
        for (clock, bar) in traded.iter().filter_map(|&at| bars.get(at)).enumerate() {
            while self.log.bars() < bar.at() {
                self.log.end_bar();
            }
            let close = bar.close().ln();
            let atr_before = bar
                .at()
                .checked_sub(1)
                .and_then(|at| self.original.atr_log(at));
            if let (Some(close_before), Some(atr_before)) = (before, atr_before) {
                self.events(Moment {
                    at: clock,
                    open_price: bar.open(),
                    high: bar.high().ln(),
                    low: bar.low().ln(),
                    close,
                    close_before,
                    atr_before,
                });
            }
            self.came_from = match before {
                Some(before) if above(close, before) => Role::Resistance,
                Some(before) if below(close, before) => Role::Support,
                _ => self.came_from,
            };
            for fact in self.original.facts_of_bars(bar.at(), bar.at()) {
                self.repeat(fact, close, clock);
            }
            for living in &mut self.living {
                living.enforce_bound(&mut self.log);
            }
            self.log.end_bar();
            before = Some(close);
        }
        while self.log.bars() < bars.len() {
            self.log.end_bar();
        }
    }

    /// What a bar does to the levels that were known before it.
    fn events(&mut self, moment: Moment) {
        let by_role = moment.seen_by_roles();
        let reached = (
            moment.low.min(moment.close_before),
            moment.high.max(moment.close_before),
        );
        for living in &mut self.living {
            living.each_concerned(moment.at, reached, |live, patience| {
                advance(live, &by_role, patience, &mut self.log);
            });
        }
    }

    /// Does to the moved level what its family's rule did to the original; what prices did to that is not repeated.
    fn repeat(&mut self, fact: Fact, close: f64, clock: usize) {
        let Some(id) = fact.level else {
            if let FactKind::RangeLeft { is_up, zone, bars } = fact.kind {
                self.log.range_left(zone, bars, is_up);
            }
            return;
        };
        let Some(&Some(index)) = self.original.by_id.get(id.0 as usize) else {
            return;
        };
        let Some(shift) = self.shifts.get(index).copied().flatten() else {
            return;
        };
        let original = self.original.levels()[index];
        match fact.kind {
            FactKind::Formed { .. } => self.form(index, &original, shift, clock),
            FactKind::Merged { zone, count, .. } => {
                let zone = moved(zone, shift);
                let role = side(close, zone, self.came_from);
                self.change(index, original.family, |live, log| {
                    if live.is_open() {
                        (live.zone, live.count, live.role) = (zone, count, role);
                        log.redrawn(live, Note::Merged);
                    }
                });
            }
            FactKind::Redrawn { zone, count } => {
                let zone = moved(zone, shift);
                self.change(index, original.family, |live, log| {
                    if live.is_open() {
                        (live.zone, live.count) = (zone, count);
                        log.redrawn(live, Note::Redrawn);
                    }
                });
            }
            FactKind::Labelled { count } => {
                self.change(index, original.family, |live, log| {
                    live.count = count;
                    log.redrawn(live, Note::Labelled);
                });
            }
            FactKind::Expired {
                reason: reason @ (Expiry::Superseded | Expiry::Crowded),
            } => self.expire(index, original.family, reason),
            _ => {}
        }
    }

    fn form(&mut self, index: usize, original: &Level, shift: f64, clock: usize) {
        let zone = moved(original.born, shift);
        let live = Live {
            id: self.log.next_id(),
            role: original.role,
            born_role: original.role,
            state: State::Active,
            zone,
            birth_centre: zone.centre,
            birth_atr: self.original.atr_log(original.known_at).unwrap_or(0.0),
            first_at: original.first_at,
            count: original.count,
            quiet_since: clock,
            broke_at: 0,
            confirmed_at: 0,
            is_retested: false,
        };
        self.twins[index] = Some(live.id);
        self.log.formed(original.family, &live, original.first_at);
        self.living[original.family as usize].add(live);
    }

    /// Lets something happen to the moved level, if it is still alive.
    fn change(
        &mut self,
        index: usize,
        family: Family,
        happen: impl FnOnce(&mut Live, &mut FactLog),
    ) {
        if let Some((slot, _)) = self.alive(index, family) {
            self.living[family as usize].update(slot, |live| happen(live, &mut self.log));
        }
    }

    /// As the rules of families have it, a broken level outlives the end of its evidence.
    fn expire(&mut self, index: usize, family: Family, reason: Expiry) {
        if let Some((slot, state)) = self.alive(index, family)
            && !state.is_broken()
        {
            let living = &mut self.living[family as usize];
            living.expire(slot, reason, &mut self.log);
            living.sweep();
        }
    }

    fn alive(&self, index: usize, family: Family) -> Option<(usize, State)> {
        let id = self.twins[index]?;
        let mut alive = self.living[family as usize].alive();
        let (slot, live) = alive.find(|(_, live)| live.id == id)?;
        Some((slot, live.state))
    }
}

fn moved(zone: Zone, shift: f64) -> LogZone {
    let zone = LogZone::from(zone);
    LogZone {
        centre: zone.centre + shift,
        ..zone
    }
}

/// The side the close lies on; at the centre itself, where it came from.
fn side(close: f64, zone: LogZone, came_from: Role) -> Role {
    if below(close, zone.centre) {
        Role::Resistance
    } else if above(close, zone.centre) {
        Role::Support
    } else {
        came_from
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Bars;
    use crate::analysis::{AnalysisConfig, analyze};
    use crate::data::sample::Sample;
    use crate::data::{ReadOptions, read_bytes};

    fn ibm() -> Bars {
        let sample = Sample::named("IBM").unwrap();
        let file = std::path::Path::new("IBM.csv");
        let read = read_bytes(file, sample.csv().to_vec(), &ReadOptions::default());
        read.unwrap().remove(0).bars
    }

    /// What happened to a level, without its number: zones to a billionth, since they pass through logs once more.
    fn told(analysis: &Analysis) -> Vec<(usize, String)> {
        let rounded = |zone: &mut Zone| {
            zone.low = (zone.low * 1e6).round();
            zone.high = (zone.high * 1e6).round();
        };
        let mut told: Vec<(usize, String)> = analysis
            .facts()
            .iter()
            .map(|fact| {
                let mut kind = fact.kind;
                match &mut kind {
                    FactKind::Formed { zone, .. }
                    | FactKind::Merged { zone, .. }
                    | FactKind::Redrawn { zone, .. } => rounded(zone),
                    _ => {}
                }
                let level = fact.level.and_then(|id| analysis.level(id));
                let born = level.map(|level| (level.family, level.known_at, level.first_at));
                (fact.at, format!("{born:?} {kind:?}"))
            })
            .collect();
        told.sort();
        told
    }

    #[test]
    fn levels_moved_by_nothing_live_the_life_they_had() {
        let bars = ibm();
        // Not swings: those are out of zone since before they are known, a copy since then.
        let families = [Family::Shelf, Family::Extreme, Family::Hvn, Family::Lvn];
        let analysis = analyze(&bars, &AnalysisConfig::of(families)).unwrap();
        let shifts = vec![Some(0.0); analysis.levels().len()];
        let copy = analysis.displaced(&shifts);
        let (original, copied) = (told(&analysis), told(&copy));
        assert!(original.len() > 1000);
        let differ = original.iter().zip(&copied).find(|(a, b)| a != b);
        assert_eq!(differ, None);
        assert_eq!(original.len(), copied.len());
    }

    #[test]
    fn a_moved_level_keeps_its_date_and_side_and_is_broken_at_its_own_price() {
        let bars = ibm();
        let analysis = analyze(&bars, &AnalysisConfig::of([Family::Extreme])).unwrap();
        let mut shifts = vec![None; analysis.levels().len()];
        shifts[3] = Some(0.05);
        let copy = analysis.displaced(&shifts);
        let (original, copied) = (analysis.levels()[3], copy.levels()[0]);
        assert_eq!(copy.levels().len(), 1);
        assert_eq!(
            (copied.known_at, copied.role),
            (original.known_at, original.role)
        );
        assert!((copied.born.low / original.born.low - 0.05_f64.exp()).abs() < 1e-9);
        let breaks = copy.facts().iter().filter(|fact| fact.kind.is_break());
        for fact in breaks {
            let close = bars.close()[fact.at];
            assert!(close > copied.born.high || close < copied.born.low);
        }
    }
}
