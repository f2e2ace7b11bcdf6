//! Facts to read.

use std::fmt;
use std::iter::FusedIterator;

use super::Fact;
use super::fact_log::FactLog;

/// Facts in the order in which they became known.
///
/// Reads like a slice, but hands out its facts by value: they are kept packed.
///
/// ```
/// # use strandline::{AnalysisConfig, Bars, Basis, Timeframe, analyze};
/// # let bars = Bars::builder("ACME".parse()?, Timeframe::Day, Basis::Raw).build();
/// let analysis = analyze(&bars, &AnalysisConfig::default())?;
/// for fact in analysis.facts() {
///     println!("{}: {}", fact.at, fact.kind.name());
/// }
/// # Ok::<(), strandline::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    log: &'a FactLog,
    /// Places in the log.
    first: usize,
    end: usize,
}

impl<'a> Facts<'a> {
    /// Those of bars `first ..= last`.
    pub(crate) fn of_bars(log: &'a FactLog, first: usize, last: usize) -> Self {
        let end = log.known_at(last);
        let before = first.checked_sub(1).map_or(0, |at| log.known_at(at));
        Self {
            log,
            first: before.min(end),
            end,
        }
    }

    /// How many there are.
    pub fn len(self) -> usize {
        self.end - self.first
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.first == self.end
    }

    /// The one at `index`, counted from the first. Its bar is looked up in O(log bars); [`iter`](Self::iter) walks along.
    pub fn get(self, index: usize) -> Option<Fact> {
        let place = self.first + index;
        (index < self.len()).then(|| self.log.fact(place, self.log.bar_of(place)))
    }

    /// The last one.
    pub fn last(self) -> Option<Fact> {
        self.get(self.len().checked_sub(1)?)
    }

    /// The facts one by one, from either end.
    pub fn iter(self) -> FactsIter<'a> {
        FactsIter {
            log: self.log,
            next: self.first,
            end: self.end,
            at: self.log.bar_of(self.first),
            last_at: self.log.bar_of(self.end.saturating_sub(1)),
        }
    }
}

impl PartialEq for Facts<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl fmt::Debug for Facts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<'a> IntoIterator for Facts<'a> {
    type Item = Fact;
    type IntoIter = FactsIter<'a>;

    fn into_iter(self) -> FactsIter<'a> {
        self.iter()
    }
}

/// Iterator over [`Facts`].
#[derive(Debug, Clone)]
pub struct FactsIter<'a> {
    log: &'a FactLog,
    next: usize,
    end: usize,
    /// Bar of the fact at `next`, or an earlier one.
    at: usize,
    /// Bar of the fact before `end`, or a later one.
    last_at: usize,
}

impl Iterator for FactsIter<'_> {
    type Item = Fact;

    fn next(&mut self) -> Option<Fact> {
        if self.next == self.end {
            return None;
        }
        while self.log.known_at(self.at) <= self.next {
            self.at += 1;
        }
        let fact = self.log.fact(self.next, self.at);
        self.next += 1;
        Some(fact)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.end - self.next;
        (left, Some(left))
    }
}

impl DoubleEndedIterator for FactsIter<'_> {
    fn next_back(&mut self) -> Option<Fact> {
        if self.next == self.end {
            return None;
        }
        self.end -= 1;
        while self.last_at > 0 && self.log.known_at(self.last_at - 1) > self.end {
            self.last_at -= 1;
        }
        Some(self.log.fact(self.end, self.last_at))
    }
}

impl ExactSizeIterator for FactsIter<'_> {}
impl FusedIterator for FactsIter<'_> {}

#[cfg(test)]
mod tests {
    use crate::data::sample::Sample;
    use crate::data::{ReadOptions, read_bytes};
    use crate::{AnalysisConfig, Fact, analyze};

    #[test]
    fn facts_read_alike_from_either_end_and_by_index() {
        let sample = Sample::named("IBM").unwrap();
        let loaded = read_bytes(
            "IBM.csv".as_ref(),
            sample.csv().to_vec(),
            &ReadOptions::default(),
        );
        let bars = loaded.unwrap().remove(0).bars;
        let analysis = analyze(&bars, &AnalysisConfig::default()).unwrap();
        for facts in [
            analysis.facts(),
            analysis.facts_of_bars(0, 10),
            analysis.facts_of_bars(700, 900),
            analysis.facts_of_bars(900, 700),
        ] {
            let forward: Vec<Fact> = facts.iter().collect();
            let mut backward: Vec<Fact> = facts.iter().rev().collect();
            backward.reverse();
            assert_eq!(forward, backward);
            assert_eq!(forward.len(), facts.len());
            assert_eq!(
                (facts.last(), facts.get(facts.len())),
                (forward.last().copied(), None)
            );
            let middle = facts.len() / 2;
            assert_eq!(facts.get(middle), forward.get(middle).copied());
            assert!(forward.is_sorted_by_key(|fact| fact.at));
        }
        let between = analysis.facts_of_bars(700, 900);
        let filtered = analysis
            .facts()
            .iter()
            .filter(|fact| (700..=900).contains(&fact.at));
        assert!(!between.is_empty() && between.iter().eq(filtered));
    }
}
