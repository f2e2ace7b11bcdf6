//! The consolidation price is in, and how rare it is.

use super::{Analysis, AsOf};
use crate::level::extremes::Extremes;
use crate::level::{Consolidation, LENGTHS, box_of, taus as taus_of};
use crate::market::{Bars, Timeframe};

/// Years of ranges a consolidation is ranked among.
const RANK_YEARS: usize = 5;

impl AsOf<'_> {
    /// The consolidation price is in, if it is in one. Bars on which nothing was traded are absent.
    pub fn consolidation(&self) -> Option<Consolidation> {
        let atr = self.atr_log()?;
        let bars = self.bars();
        let ranked = ranked(bars);
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
fn ranked(bars: &Bars) -> usize {
    match bars.timeframe() {
        Timeframe::Week => 52 * RANK_YEARS,
        Timeframe::Month => 12 * RANK_YEARS,
        _ => 252 * RANK_YEARS,
    }
}

impl Analysis {
    /// Of each bar, whether price was in a consolidation at its close; of an untraded bar, at the close before.
    pub(crate) fn in_consolidation(&self) -> Vec<bool> {
        let bars = self.bars();
        let mut extremes = Extremes::new();
        let mut is_inside = vec![false; bars.len()];
        let traded = self.traded.last(bars.len(), bars.len());
        let ends = traded.iter().skip(1).copied().chain([bars.len()]);
        for (place, (&at, end)) in traded.iter().zip(ends).enumerate() {
            extremes.push(place, bars.high()[at].ln(), bars.low()[at].ln());
            let atr = self.atr_log(at);
            let inside = atr.is_some_and(|atr| box_of(&extremes, atr).is_some());
            is_inside[at..end].fill(inside);
        }
        is_inside
    }
}
