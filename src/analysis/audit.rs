//! Proof on the user's own bars that nothing changed after it was known.
//!
//! [`prove`] recomputes something from the first bars only, at many cuts, and compares it with what the computation
//! over all bars says was known then. [`audit`] does so for everything an [`Analysis`](super::Analysis) tells; any
//! other computation over bars (a study, a strategy) can be handed to [`prove`].

use std::fmt::Debug;

use serde::Serialize;

use super::{AnalysisConfig, analyze};
use crate::Result;
use crate::market::Bars;

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
    audit_telling(bars, config, cuts, || {})
}

/// [`audit`] that calls `done` as it goes: once for the whole series and twice for every cut.
///
/// # Errors
///
/// Those of [`analyze`].
pub fn audit_telling(
    bars: &Bars,
    config: &AnalysisConfig,
    cuts: usize,
    done: impl Fn(),
) -> Result<Audit> {
    let all = analyze(bars, config)?;
    prove(bars, cuts, |part| {
        let analysis = analyze(part, config)?;
        let mut told: Vec<Dated<String>> = Vec::new();
        let mut tell = |at: usize, what: String| told.push(Dated { at, what });
        for fact in analysis.facts() {
            tell(fact.at, format!("{fact:?}"));
        }
        for level in analysis.levels() {
            tell(level.known_at, format!("{level:?}"));
        }
        for pivot in analysis.pivots() {
            tell(pivot.known_at, format!("{pivot:?}"));
        }
        for at in 0..part.len() {
            tell(at, format!("atr {:?}", analysis.atr_log(at)));
        }
        done();
        Ok(told)
    })
    .and_then(|mut audit| {
        for &cut in &audit.cuts {
            let part = bars.prefix(cut);
            let analysis = analyze(&part, config)?;
            let (then, now) = (analysis.as_of(cut - 1), all.as_of(cut - 1));
            let tell =
                |now: &super::AsOf<'_>| format!("{:?} {:?}", now.levels(), now.consolidation());
            audit.compared += 1;
            if then.levels() != now.levels() || then.consolidation() != now.consolidation() {
                audit.differences.push(Difference {
                    cut,
                    at: cut - 1,
                    then: tell(&then),
                    now: tell(&now),
                });
            }
            done();
        }
        Ok(audit)
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
    let len = bars.len();
    let cuts: Vec<usize> = match cuts.min(len) {
        0 => Vec::new(),
        wanted => (1..=wanted)
            .map(|index| (index * len).div_ceil(wanted))
            .collect(),
    };
    let mut audit = Audit {
        cuts,
        compared: 0,
        differences: Vec::new(),
    };
    for &cut in &audit.cuts {
        let part = by_bar(tell(&bars.prefix(cut))?);
        let known = all.partition_point(|dated| dated.at < cut);
        audit.compared += part.len().max(known);
        let same = part
            .iter()
            .zip(&all[..known])
            .take_while(|(then, now)| then == now)
            .count();
        if same < part.len().max(known) {
            let (then, now) = (part.get(same), all[..known].get(same));
            let at = then
                .into_iter()
                .chain(now)
                .map(|dated| dated.at)
                .min()
                .unwrap_or(0);
            let text = |dated: Option<&Dated<T>>| {
                dated.map_or("nothing".into(), |dated| format!("{:?}", dated.what))
            };
            audit.differences.push(Difference {
                cut,
                at,
                then: text(then),
                now: text(now),
            });
        }
    }
    Ok(audit)
}

fn by_bar<T>(mut told: Vec<Dated<T>>) -> Vec<Dated<T>> {
    told.sort_by_key(|dated| dated.at);
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Basis, Ohlcv, Timeframe};

    fn bars() -> Bars {
        let mut builder = Bars::builder("ACME".parse().unwrap(), Timeframe::Day, Basis::Raw);
        let start = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
        for day in 0..30u32 {
            let close = f64::from(100 + (day * 7) % 11);
            let time = (start + chrono::Days::new(day.into())).into();
            builder
                .push(
                    time,
                    Ohlcv {
                        open: close,
                        high: close,
                        low: close,
                        close,
                        volume: 0.0,
                    },
                )
                .unwrap();
        }
        builder.build()
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
    fn the_analysis_is_clean() {
        let audit = audit(&bars(), &AnalysisConfig::default(), 30).unwrap();
        assert!(audit.is_clean(), "{:?}", audit.differences);
        assert!(audit.compared > 400);
    }
}
