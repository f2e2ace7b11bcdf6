//! Proof on the user's own bars that nothing changed after it was known.
//!
//! [`prove`] recomputes something from the first bars only, at many cuts, and compares it with what the computation
//! over all bars says was known then. [`audit`] does so for everything an [`Analysis`] tells; any
//! other computation over bars (a study, a strategy) can be handed to [`prove`].

use std::collections::BTreeMap;
use std::fmt::{self, Debug};

use serde::Serialize;

use super::{Analysis, AnalysisConfig, AsOf, analyze};
use crate::Result;
use crate::level::{Fact, Level, Pivot};
use crate::market::{Bars, Basis};

/// One thing a computation told, with the bar at whose close it claims to have known it.
#[derive(Debug, Clone, PartialEq)]
pub struct Dated<T> {
    /// The bar.
    pub at: usize,
    /// What was told.
    pub what: T,
}

/// A place where the whole series tells something else than its first bars did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Bars that were read.
    pub cut: usize,
    /// Bar of the first difference.
    pub at: usize,
    /// What was told when only those bars were there.
    pub then: String,
    /// What is told for the same bar with all bars there.
    pub now: String,
}

/// The result of an audit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Audit {
    /// Numbers of bars at which was cut.
    pub cuts: Vec<usize>,
    /// Things compared, over all cuts.
    pub compared: usize,
    /// At most one difference a cut: the first.
    pub differences: Vec<Difference>,
}

impl Audit {
    /// Whether nothing changed afterwards.
    pub fn is_clean(&self) -> bool {
        self.differences.is_empty()
    }
}

/// Recomputes the analysis at `cuts` cuts spread evenly over the bars and compares facts, levels, pivots, ATR, and at
/// the cut itself the standing of every level and the consolidation.
///
/// # Errors
///
/// Those of [`analyze`].
pub fn audit(bars: &Bars, config: &AnalysisConfig, cuts: usize) -> Result<Audit> {
    audit_as_known(bars, config, cuts, |_| bars.basis(), || {})
}

/// As [`audit`], for prices whose basis became known only on the way: `basis(at)` is the one known at the close of bar
/// `at`, under which the first bars up to there are read, and all bars they are compared with. Calls `done` after each
/// cut.
///
/// # Errors
///
/// Those of [`analyze`].
pub fn audit_as_known(
    bars: &Bars,
    config: &AnalysisConfig,
    cuts: usize,
    basis: impl Fn(usize) -> Basis,
    done: impl Fn(),
) -> Result<Audit> {
    let mut audit = Audit {
        cuts: spread(bars.len(), cuts),
        compared: 0,
        differences: Vec::new(),
    };
    let mut by_basis: BTreeMap<Basis, Vec<usize>> = BTreeMap::new();
    for &cut in &audit.cuts {
        by_basis.entry(basis(cut - 1)).or_default().push(cut);
    }
    for (basis, cuts) in by_basis {
        let bars = bars.clone().with_basis(basis);
        let whole = analyze(&bars, config)?;
        let all = told(&whole);
        let mut now = whole.replay();
        for cut in cuts {
            let part = bars.prefix(cut);
            let then = analyze(&part, config)?;
            let (compared, changed) = first_difference(cut, &told(&then), &all);
            audit.compared += compared + 1;
            let standing = || standing_difference(&then.as_of(cut - 1), now.advance_to(cut - 1));
            audit.differences.extend(changed.or_else(standing));
            done();
        }
    }
    audit.differences.sort_by_key(|difference| difference.cut);
    Ok(audit)
}

/// One thing an analysis tells.
#[derive(PartialEq)]
enum Told {
    Fact(Fact),
    Level(Level),
    Pivot(Pivot),
    Atr(Option<f64>),
}

impl Debug for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fact(fact) => fact.fmt(f),
            Self::Level(level) => level.fmt(f),
            Self::Pivot(pivot) => pivot.fmt(f),
            Self::Atr(atr) => write!(f, "atr {atr:?}"),
        }
    }
}

/// Everything that `analysis` tells, by the bar at whose close it claims to have known it.
fn told(analysis: &Analysis) -> Vec<Dated<Told>> {
    let dated = |at: usize, what: Told| Dated { at, what };
    let facts = analysis.facts().iter();
    let levels = analysis.levels().iter();
    let pivots = analysis.pivots().iter();
    let bars = 0..analysis.bars().len();
    by_bar(
        facts
            .map(|fact| dated(fact.at, Told::Fact(fact)))
            .chain(levels.map(|level| dated(level.known_at, Told::Level(*level))))
            .chain(pivots.map(|pivot| dated(pivot.known_at, Told::Pivot(*pivot))))
            .chain(bars.map(|at| dated(at, Told::Atr(analysis.atr_log(at)))))
            .collect(),
    )
}

/// Where the living levels or the consolidation at the last bar of a part differ from those of the whole at that bar.
fn standing_difference(then: &AsOf<'_>, now: &AsOf<'_>) -> Option<Difference> {
    let (then_range, now_range) = (then.consolidation(), now.consolidation());
    if then.levels() == now.levels() && then_range == now_range {
        return None;
    }
    Some(Difference {
        cut: then.at() + 1,
        at: then.at(),
        then: format!("{:?} {then_range:?}", then.levels()),
        now: format!("{:?} {now_range:?}", now.levels()),
    })
}

/// Recomputes `tell` from the first bars at `cuts` cuts spread evenly and compares it with what it tells for all bars.
///
/// `tell` returns everything it claims to have known, each with its bar, in any order that depends on earlier bars
/// only. Something it tells of a bar before the cut must be told alike whether or not later bars are there.
///
/// # Errors
///
/// Those of `tell`.
pub fn prove<T: PartialEq + Debug>(
    bars: &Bars,
    cuts: usize,
    tell: impl Fn(&Bars) -> Result<Vec<Dated<T>>>,
) -> Result<Audit> {
    let all = by_bar(tell(bars)?);
    let mut audit = Audit {
        cuts: spread(bars.len(), cuts),
        compared: 0,
        differences: Vec::new(),
    };
    for &cut in &audit.cuts {
        let part = by_bar(tell(&bars.prefix(cut))?);
        let (compared, changed) = first_difference(cut, &part, &all);
        audit.compared += compared;
        audit.differences.extend(changed);
    }
    Ok(audit)
}

/// Numbers of bars to cut at: `cuts` of them spread evenly, the last one all `len`; fewer where there are fewer bars.
fn spread(len: usize, cuts: usize) -> Vec<usize> {
    let wanted = cuts.min(len);
    let cuts = (1..=wanted).map(|index| (index * len).div_ceil(wanted));
    cuts.collect()
}

/// How many things the first `cut` bars and the whole tell of these bars, and the first in which they differ.
fn first_difference<T: PartialEq + Debug>(
    cut: usize,
    part: &[Dated<T>],
    all: &[Dated<T>],
) -> (usize, Option<Difference>) {
    let known = &all[..all.partition_point(|dated| dated.at < cut)];
    let count = part.len().max(known.len());
    let pairs = part.iter().zip(known);
    let same = pairs.take_while(|(then, now)| then == now).count();
    if same == count {
        return (count, None);
    }
    let (then, now) = (part.get(same), known.get(same));
    let at = [then, now].into_iter().flatten().map(|dated| dated.at);
    let text = |dated: Option<&Dated<T>>| {
        dated.map_or("nothing".into(), |dated| format!("{:?}", dated.what))
    };
    let difference = Difference {
        cut,
        at: at.min().unwrap_or(0),
        then: text(then),
        now: text(now),
    };
    (count, Some(difference))
}

fn by_bar<T>(mut told: Vec<Dated<T>>) -> Vec<Dated<T>> {
    told.sort_by_key(|dated| dated.at);
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Ohlcv;
    use crate::market::testing::daily;

    fn bars() -> Bars {
        daily((0..30).map(|day| Ohlcv::flat(f64::from(100 + (day * 7) % 11))))
    }

    #[test]
    fn a_column_that_reads_tomorrow_is_caught_at_its_bar() {
        let leak = |bars: &Bars| {
            let close = bars.close();
            let tomorrow = |at: usize| close.get(at + 1).copied().unwrap_or(close[at]);
            Ok((0..bars.len())
                .map(|at| Dated {
                    at,
                    what: tomorrow(at),
                })
                .collect())
        };
        let audit = prove(&bars(), 3, leak).unwrap();
        assert_eq!(audit.cuts, [10, 20, 30]);
        let places: Vec<_> = audit
            .differences
            .iter()
            .map(|difference| (difference.cut, difference.at))
            .collect();
        assert_eq!(places, [(10, 9), (20, 19)]);
    }

    #[test]
    fn a_column_that_reads_the_past_is_clean() {
        let sums = |bars: &Bars| {
            let mut sum = 0.0;
            let told = bars.iter().map(|bar| {
                sum += bar.close();
                Dated {
                    at: bar.at(),
                    what: sum,
                }
            });
            Ok(told.collect())
        };
        let audit = prove(&bars(), 100, sums).unwrap();
        assert!(audit.is_clean());
        assert_eq!(audit.cuts.len(), 30);
    }

    #[test]
    fn a_basis_that_became_known_on_the_way_is_no_difference() {
        // Round numbers are levels on raw prices only, so they appear with the proof that prices are raw.
        let proven = |at: usize| if at < 20 { Basis::Unknown } else { Basis::Raw };
        let config = AnalysisConfig::default();
        let known = audit_as_known(&bars(), &config, 30, proven, || {}).unwrap();
        assert!(known.is_clean(), "{:?}", known.differences);
        let raw = bars();
        let unknown = bars().with_basis(Basis::Unknown);
        let facts = |bars: &Bars| analyze(bars, &config).unwrap().facts().len();
        assert!(
            facts(&raw) > facts(&unknown),
            "the basis matters to these bars"
        );
    }

    #[test]
    fn the_analysis_is_clean() {
        let audit = audit(&bars(), &AnalysisConfig::default(), 30).unwrap();
        assert!(audit.is_clean(), "{:?}", audit.differences);
        assert!(audit.compared > 400);
    }
}
