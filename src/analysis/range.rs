//! The consolidation price is in, and how rare it is.

use std::collections::VecDeque;

use super::{Analysis, AsOf};
use crate::level::extremes::Extremes;
use crate::level::{Consolidation, LENGTHS, box_of, is_said, taus as taus_of};
use crate::market::{Bars, Timeframe};

/// Years of ranges a consolidation is ranked among.
const RANK_YEARS: usize = 5;

impl AsOf<'_> {
    /// The consolidation price is in, if it is in one. Bars on which nothing was traded are absent.
    pub fn consolidation(&self) -> Option<Consolidation> {
        let atr = self.atr_log()?;
        let bars = self.bars();
        let ranked = ranked_among(bars);
        let longest = LENGTHS[LENGTHS.len() - 1];
        let seen = self.analysis().traded.last(self.at(), ranked + longest + 1);
        let (now, before) = seen.split_last()?;
        let mut extremes = Extremes::new();
        // tau of every length, and the ATR it was measured by.
        let mut taus = Vec::with_capacity(ranked);
        for (place, &at) in before.iter().enumerate() {
            extremes.push(place, bars.high()[at].ln(), bars.low()[at].ln());
            if place + ranked >= before.len() {
                let atr = self.analysis().atr_log(at);
                taus.extend(atr.map(|atr| (taus_of(&extremes, atr), atr)));
            }
        }
        extremes.push(before.len(), bars.high()[*now].ln(), bars.low()[*now].ln());
        let range = box_of(&extremes, atr)?;
        let length = LENGTHS.iter().position(|&bars| bars == range.bars)?;
        let mut ranked = Vec::with_capacity(taus.len());
        for (taus, atr) in &taus {
            ranked.extend(taus[length].map(|tau| (tau, tau * atr)));
        }
        let share = |is_wider: &dyn Fn(&(f64, f64)) -> bool| {
            let wider = ranked.iter().filter(|before| is_wider(before)).count();
            (!ranked.is_empty()).then(|| 100.0 * wider as f64 / ranked.len() as f64)
        };
        Some(Consolidation {
            start: seen[seen.len() - range.bars],
            bars: range.bars,
            zone: range.zone.price(),
            height_atr: 2.0 * range.zone.half / atr,
            tau: range.tau,
            wider_pct: share(&|&(_, height)| height > range.tau * atr),
            wider_for_atr_pct: share(&|&(tau, _)| tau > range.tau),
            ranked_among: ranked.len(),
        })
    }
}

/// How many earlier bars a range is ranked among: five years.
fn ranked_among(bars: &Bars) -> usize {
    match bars.timeframe() {
        Timeframe::Week => 52 * RANK_YEARS,
        Timeframe::Month => 12 * RANK_YEARS,
        _ => 252 * RANK_YEARS,
    }
}

impl Analysis {
    /// Of each bar, whether price was in a consolidation at its close, tight enough for the word; of an untraded bar, at
    /// the close before.
    pub(crate) fn in_consolidation(&self) -> Vec<bool> {
        let bars = self.bars();
        let mut extremes = Extremes::new();
        let mut before = [const { Ranked::new() }; LENGTHS.len()];
        let mut is_inside = vec![false; bars.len()];
        let traded = self.traded.last(bars.len(), bars.len());
        let ends = traded.iter().skip(1).copied().chain([bars.len()]);
        for (place, (&at, end)) in traded.iter().zip(ends).enumerate() {
            extremes.push(place, bars.high()[at].ln(), bars.low()[at].ln());
            let Some(atr) = self.atr_log(at) else {
                continue;
            };
            let range = box_of(&extremes, atr).and_then(|range| {
                let length = LENGTHS.iter().position(|&bars| bars == range.bars)?;
                before[length].wider_pct(range.tau)
            });
            is_inside[at..end].fill(range.is_some_and(is_said));
            for (ranked, tau) in before.iter_mut().zip(taus_of(&extremes, atr)) {
                ranked.push(tau, ranked_among(bars));
            }
        }
        is_inside
    }
}

/// tau of one length at the last bars, to rank the next one among.
struct Ranked {
    by_bar: VecDeque<Option<f64>>,
    sorted: Vec<f64>,
}

impl Ranked {
    const fn new() -> Self {
        Self {
            by_bar: VecDeque::new(),
            sorted: Vec::new(),
        }
    }

    /// Share of them that are wider, in percent.
    fn wider_pct(&self, tau: f64) -> Option<f64> {
        let wider = self.sorted.len() - self.sorted.partition_point(|&before| before <= tau);
        (!self.sorted.is_empty()).then(|| 100.0 * wider as f64 / self.sorted.len() as f64)
    }

    /// Takes in the value of the next bar, and forgets the one `most` bars before it.
    fn push(&mut self, tau: Option<f64>, most: usize) {
        if self.by_bar.len() == most
            && let Some(Some(oldest)) = self.by_bar.pop_front()
        {
            let place = self.sorted.partition_point(|&before| before < oldest);
            self.sorted.remove(place);
        }
        self.by_bar.push_back(tau);
        if let Some(tau) = tau {
            let place = self.sorted.partition_point(|&before| before < tau);
            self.sorted.insert(place, tau);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::data::sample::Sample;
    use crate::data::{ReadOptions, read_bytes};
    use crate::{AnalysisConfig, analyze};

    #[test]
    fn the_word_of_a_rule_is_the_word_of_the_day() {
        let csv = Sample::named("MSFT").unwrap().csv().to_vec();
        let loaded = read_bytes("MSFT".as_ref(), csv, &ReadOptions::default());
        let bars = loaded.unwrap().remove(0).bars;
        let analysis = analyze(&bars, &AnalysisConfig::default()).unwrap();
        let is_inside = analysis.in_consolidation();
        let mut replay = analysis.replay();
        let (mut ranges, mut said) = (0, 0);
        for at in (0..bars.len()).step_by(7) {
            let range = replay.advance_to(at).consolidation();
            let is_tight = range.is_some_and(|range| range.is_tight());
            assert_eq!(is_inside[at], is_tight, "bar {at}");
            ranges += usize::from(range.is_some());
            said += usize::from(is_tight);
        }
        assert!(said > 100 && said < ranges, "{said} of {ranges}");
    }
}
