//! The consolidation price is in, and how rare it is.

use chrono::{Datelike, NaiveDate, Weekday};

use super::{Analysis, AsOf};
use crate::level::extremes::Extremes;
use crate::level::{Consolidation, LENGTHS, box_of, is_said, taus as taus_of};
use crate::market::{Bars, Timeframe};

/// Years of ranges a consolidation is ranked among.
const RANK_YEARS: usize = 5;
/// Days within which a market that never closes has bars on a Saturday and on a Sunday, even where one is missing.
const OPEN_DAYS: usize = 14;

impl AsOf<'_> {
    /// The consolidation price is in, if it is in one. Bars on which nothing was traded are absent.
    pub fn consolidation(&self) -> Option<Consolidation> {
        let atr = self.atr_log()?;
        let bars = self.bars();
        let ranked = ranked_among(bars, self.at());
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

/// How many earlier bars the range of bar `at` is ranked among: five years of them; of bars shorter than a day as many as
/// five years have days.
fn ranked_among(bars: &Bars, at: usize) -> usize {
    match bars.timeframe() {
        Timeframe::Week => 52 * RANK_YEARS,
        Timeframe::Month => 12 * RANK_YEARS,
        _ if never_closes(bars, at) => 365 * RANK_YEARS,
        _ => 252 * RANK_YEARS,
    }
}

/// Whether there are bars on a Saturday and on a Sunday of the last days up to bar `at`, as where crypto currencies are
/// traded.
fn never_closes(bars: &Bars, at: usize) -> bool {
    let known = &bars.time()[..=at];
    let has_bar = |date: &NaiveDate| {
        let first = known.partition_point(|time| time.date() < *date);
        known.get(first).is_some_and(|time| time.date() == *date)
    };
    let days = || bars.date(at).iter_days().rev().take(OPEN_DAYS);
    let is_open = |day: Weekday| days().any(|date| date.weekday() == day && has_bar(&date));
    is_open(Weekday::Sat) && is_open(Weekday::Sun)
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
            let most = ranked_among(bars, at);
            for ranked in &mut before {
                ranked.keep(most);
            }
            let range = box_of(&extremes, atr).and_then(|range| {
                let length = LENGTHS.iter().position(|&bars| bars == range.bars)?;
                before[length].wider_pct(range.tau)
            });
            is_inside[at..end].fill(range.is_some_and(is_said));
            for (ranked, tau) in before.iter_mut().zip(taus_of(&extremes, atr)) {
                ranked.push(tau);
            }
        }
        is_inside
    }
}

/// tau of one length at every bar, those of the last ones sorted, to rank the next one among.
struct Ranked {
    by_bar: Vec<Option<f64>>,
    sorted: Vec<f64>,
    /// The first bar of those that are sorted.
    first: usize,
}

impl Ranked {
    const fn new() -> Self {
        Self {
            by_bar: Vec::new(),
            sorted: Vec::new(),
            first: 0,
        }
    }

    /// Keeps the last `most` bars sorted.
    fn keep(&mut self, most: usize) {
        let first = self.by_bar.len().saturating_sub(most);
        if first < self.first {
            self.sorted = self.by_bar[first..].iter().flatten().copied().collect();
            self.sorted.sort_by(f64::total_cmp);
        }
        for oldest in self.by_bar[self.first.min(first)..first].iter().flatten() {
            let place = self.sorted.partition_point(|before| before < oldest);
            self.sorted.remove(place);
        }
        self.first = first;
    }

    /// Share of them that are wider, in percent.
    fn wider_pct(&self, tau: f64) -> Option<f64> {
        let wider = self.sorted.len() - self.sorted.partition_point(|&before| before <= tau);
        (!self.sorted.is_empty()).then(|| 100.0 * wider as f64 / self.sorted.len() as f64)
    }

    /// Takes in the value of the next bar.
    fn push(&mut self, tau: Option<f64>) {
        self.by_bar.push(tau);
        if let Some(tau) = tau {
            let place = self.sorted.partition_point(|&before| before < tau);
            self.sorted.insert(place, tau);
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike, NaiveDate};

    use crate::data::sample::Sample;
    use crate::data::{ReadOptions, read_bytes};
    use crate::{Analysis, AnalysisConfig, Bars, analyze};

    fn msft() -> Bars {
        let csv = Sample::named("MSFT").unwrap().csv().to_vec();
        let loaded = read_bytes("MSFT".as_ref(), csv, &ReadOptions::default());
        loaded.unwrap().remove(0).bars
    }

    fn analyzed(bars: &Bars) -> Analysis {
        analyze(bars, &AnalysisConfig::default()).unwrap()
    }

    /// Compares the word of rules with the word of the day on every seventh bar; number of ranges and of consolidations.
    fn compare(analysis: &Analysis) -> (usize, usize) {
        let is_inside = analysis.in_consolidation();
        let mut replay = analysis.replay();
        let (mut ranges, mut said) = (0, 0);
        for at in (0..analysis.bars().len()).step_by(7) {
            let range = replay.advance_to(at).consolidation();
            let is_tight = range.is_some_and(|range| range.is_tight());
            assert_eq!(is_inside[at], is_tight, "bar {at}");
            ranges += usize::from(range.is_some());
            said += usize::from(is_tight);
        }
        (ranges, said)
    }

    #[test]
    fn the_word_of_a_rule_is_the_word_of_the_day() {
        let (ranges, said) = compare(&analyzed(&msft()));
        assert!(said > 100 && said < ranges, "{said} of {ranges}");
    }

    #[test]
    fn a_market_that_never_closes_has_five_years_of_365_days() {
        let prices = msft();
        // Monday to Friday for 400 weeks, which are 2,000 bars; from then on every day.
        let start = NaiveDate::from_ymd_opt(2000, 1, 3).unwrap();
        let days = start
            .iter_days()
            .enumerate()
            .filter(|(day, date)| *day >= 2800 || date.weekday().number_from_monday() < 6);
        let dates = days.map(|(_, date)| date);
        let mut builder =
            Bars::builder(prices.symbol().clone(), prices.timeframe(), prices.basis());
        for (bar, date) in prices.iter().zip(dates) {
            builder.push(date.into(), bar.ohlcv()).unwrap();
        }
        let analysis = analyzed(&builder.build());
        let among = |at: usize| {
            let mut ranges = (at..).filter_map(|at| analysis.as_of(at).consolidation());
            ranges.next().unwrap().ranked_among
        };
        assert_eq!((among(1950), among(2050)), (1260, 1825));
        compare(&analysis);
    }
}
