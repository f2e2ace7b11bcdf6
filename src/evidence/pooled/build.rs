//! Pooled tables from series.

use std::collections::BTreeMap;

use super::{FAMILIES, HoldKey, Pooled, PooledSource, SEED};
use crate::Time;
use crate::analysis::{Analysis, RULES};
use crate::evidence::control::{Context, Entry, entries};
use crate::evidence::forward::{HORIZONS, LikeFact, Quarters, like_facts, returns};
use crate::evidence::{Measure, Reliability, Tally};

/// Every so many series one is left out of the table that its calibration is measured by.
const HELD_OUT: usize = 5;

/// What one series or many count.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PooledBuilder {
    holds: BTreeMap<HoldKey, Tally>,
    returns: BTreeMap<(LikeFact, usize), Quarters>,
    base: BTreeMap<usize, Quarters>,
    source: PooledSource,
}

impl PooledBuilder {
    /// What one series counts, and the entries at its levels, without the arbitrary prices beside them.
    pub fn of(analysis: &Analysis) -> (Self, Vec<Entry>) {
        let bars = analysis.bars();
        let mut builder = Self {
            source: PooledSource {
                series: 1,
                bars: bars.len(),
                first: bars.time().first().map(Time::date),
                last: bars.time().last().map(Time::date),
                rules: RULES.to_owned(),
                ..PooledSource::default()
            },
            ..Self::default()
        };
        let mut all = entries(analysis, &FAMILIES, SEED, usize::MAX);
        for entry in &all {
            builder.count(entry);
        }
        for (like, from) in like_facts(analysis, usize::MAX) {
            for horizon in HORIZONS {
                let after = returns(bars, from.iter().copied(), horizon, usize::MAX);
                builder.returns.insert((like, horizon), after);
            }
        }
        for horizon in HORIZONS {
            let any = returns(bars, 0..bars.len(), horizon, usize::MAX);
            builder.base.insert(horizon, any);
        }
        all.retain(|entry| !entry.is_control);
        (builder, all)
    }

    /// Counts an entry where it belongs; what is known besides family and side only for the first measure.
    fn count(&mut self, entry: &Entry) {
        for measure in Measure::ALL {
            let contexts: &[Context] = match measure {
                Measure::K1 => &Context::ALL,
                _ => &[Context::All],
            };
            for &context in contexts.iter().filter(|&&context| entry.is_of(context)) {
                let key = HoldKey {
                    family: entry.family,
                    role: entry.role,
                    context,
                    measure,
                };
                let tally = self.holds.entry(key).or_default();
                tally.count(entry, measure, usize::MAX);
            }
        }
    }

    /// Adds what another series counted.
    pub fn add(&mut self, other: &Self) {
        for (key, tally) in &other.holds {
            self.holds.entry(*key).or_default().add(tally);
        }
        let add = |own: &mut Quarters, other: &Quarters| {
            for (quarter, sums) in other {
                own.entry(*quarter).or_default().add(*sums, 1.0);
            }
        };
        for (key, quarters) in &other.returns {
            add(self.returns.entry(*key).or_default(), quarters);
        }
        for (key, quarters) in &other.base {
            add(self.base.entry(*key).or_default(), quarters);
        }
        let (own, other) = (&mut self.source, &other.source);
        own.series += other.series;
        own.bars += other.bars;
        own.first = own.first.into_iter().chain(other.first).min();
        own.last = own.last.max(other.last);
        own.rules.clone_from(&other.rules);
    }

    /// The table of what was counted; name, hash, floor and calibration of its source are for the caller to fill in.
    pub fn table(self) -> Pooled {
        let holds = self.holds.into_iter();
        Pooled {
            source: self.source,
            holds: holds
                .map(|(key, tally)| (key, tally.quarters().collect()))
                .collect(),
            returns: self.returns,
            base: self.base,
        }
    }
}

/// How well the rates of a table come true on series that are not in it: of every fifth of `series`, told by a table of the
/// others as of the day of each entry, how often levels held. Also how many series and entries that were.
pub fn calibration(series: &[(PooledBuilder, Vec<Entry>)]) -> Option<(Reliability, usize, usize)> {
    let is_left_out = |place: usize| place % HELD_OUT == HELD_OUT - 1;
    let mut others = PooledBuilder::default();
    for (_, (builder, _)) in series
        .iter()
        .enumerate()
        .filter(|(at, _)| !is_left_out(*at))
    {
        others.add(builder);
    }
    let table = others.table();
    let left_out: Vec<&Entry> = series
        .iter()
        .enumerate()
        .filter(|(place, _)| is_left_out(*place))
        .flat_map(|(_, (_, entries))| entries)
        .collect();
    let found = table.reliability(left_out.iter().copied(), Measure::K1)?;
    let entries = found.n;
    Some((found, series.len() / HELD_OUT, entries))
}

impl Pooled {
    /// How often what this table tells of levels came true at `entries`, told as of the day of each.
    pub fn reliability<'e>(
        &self,
        entries: impl IntoIterator<Item = &'e Entry>,
        measure: Measure,
    ) -> Option<Reliability> {
        let mut told = BTreeMap::new();
        let cases = entries.into_iter().filter_map(|entry| {
            let (outcome, _) = entry.outcome(measure)?;
            let quarter = crate::evidence::control::quarter(entry.date);
            let p = told
                .entry((entry.family, entry.role, quarter))
                .or_insert_with(|| self.told(entry.family, entry.role, measure, entry.date));
            Some(((*p)?, outcome.held))
        });
        Reliability::of(cases.collect())
    }
}
