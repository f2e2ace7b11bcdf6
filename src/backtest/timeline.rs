//! Which series has a bar when: several series of bars on one axis of moments.

use std::borrow::Cow;

use crate::account::{Close, CorporateAction};
use crate::strategy::WarmUp;
use crate::{Bars, Time};

use super::Input;
use super::broker::Prices;

/// All series on one axis, and the moment that is now.
#[derive(Debug)]
pub(super) struct Timeline<'a> {
    /// Moments at which any series has a bar, rising; borrowed where one series has them all.
    axis: Cow<'a, [Time]>,
    /// The moment that is now, by its place on the axis.
    now: usize,
    tracks: Vec<Track<'a>>,
}

/// One series and where it lies on the axis.
#[derive(Debug)]
struct Track<'a> {
    places: Alignment,
    bars: &'a Bars,
    actions: &'a [CorporateAction],
    warm_up: usize,
}

/// Where the bars of a series lie on the axis.
#[derive(Debug)]
enum Alignment {
    /// Side by side from this moment on.
    From(usize),
    /// By moment, how many bars there were up to it.
    Counts(Vec<usize>),
}

impl<'a> Timeline<'a> {
    pub(super) fn new(inputs: &[Input<'a>], warm_up: &[WarmUp]) -> Self {
        let (axis, places) = laid_out(inputs);
        let tracks = inputs
            .iter()
            .zip(warm_up)
            .zip(places)
            .map(|((input, warm_up), places)| Track {
                places,
                bars: input.bars,
                actions: input.actions,
                warm_up: warm_up.bars,
            })
            .collect();
        Self {
            axis,
            now: 0,
            tracks,
        }
    }

    /// Goes to a later moment.
    #[inline]
    pub(super) fn go_to(&mut self, moment: usize) {
        self.now = moment;
    }

    /// How many moments there are.
    #[inline]
    pub(super) fn len(&self) -> usize {
        self.axis.len()
    }

    /// When it is; the moment must exist.
    #[inline]
    pub(super) fn time(&self) -> Time {
        self.axis[self.now]
    }

    /// Time since the moment before, if there was one.
    pub(super) fn since_last(&self) -> Option<chrono::TimeDelta> {
        let last = self.now.checked_sub(1)?;
        Some(self.time() - self.axis[last])
    }

    /// All moments.
    pub(super) fn into_times(self) -> Vec<Time> {
        self.axis.into_owned()
    }

    /// Number of series.
    pub(super) fn symbols(&self) -> usize {
        self.tracks.len()
    }

    /// When the last bar of `symbol` up to now is, if there was one.
    pub(super) fn last_time(&self, symbol: usize) -> Option<Time> {
        let at = self.last_at(symbol)?;
        Some(self.tracks[symbol].bars.time()[at])
    }

    /// Index of the current bar of `symbol`, if it has one now.
    #[inline]
    pub(super) fn at(&self, symbol: usize) -> Option<usize> {
        let track = &self.tracks[symbol];
        match &track.places {
            Alignment::From(start) => {
                let at = self.now.checked_sub(*start)?;
                (at < track.bars.len()).then_some(at)
            }
            Alignment::Counts(counts) => {
                let count = counts[self.now];
                let before = self.now.checked_sub(1).map_or(0, |last| counts[last]);
                (count > before).then(|| count - 1)
            }
        }
    }

    /// Index of the last bar of `symbol` up to now, if there was one.
    pub(super) fn last_at(&self, symbol: usize) -> Option<usize> {
        let track = &self.tracks[symbol];
        let last = self.axis.len().checked_sub(1)?.min(self.now);
        let count = match &track.places {
            Alignment::From(start) => (last + 1).saturating_sub(*start).min(track.bars.len()),
            Alignment::Counts(counts) => counts[last],
        };
        count.checked_sub(1)
    }

    /// Index of the current bar of `symbol`, if it has one at whose close it can be decided on.
    #[inline]
    pub(super) fn decision(&self, symbol: usize) -> Option<usize> {
        self.at(symbol)
            .filter(|at| *at >= self.tracks[symbol].warm_up)
    }

    #[inline]
    pub(super) fn bars(&self, symbol: usize) -> &'a Bars {
        self.tracks[symbol].bars
    }

    /// The current bar of `symbol`, if it has one in which something traded.
    #[inline]
    pub(super) fn traded(&self, symbol: usize) -> Option<(usize, Prices)> {
        let at = self.at(symbol)?;
        let bars = self.tracks[symbol].bars;
        let is_dry = bars.volume().is_some_and(|volume| volume[at] == 0.0);
        (!is_dry).then(|| (at, row(bars, at)))
    }

    /// The current bar of `symbol` when it closes, if it has one.
    #[inline]
    pub(super) fn close(&self, symbol: usize) -> Option<Close> {
        let at = self.at(symbol)?;
        let bars = self.tracks[symbol].bars;
        Some(Close {
            at,
            high: bars.high()[at],
            low: bars.low()[at],
            price: bars.close()[at],
        })
    }

    /// Volume of the current bar, if the source has any.
    pub(super) fn volume(&self, symbol: usize) -> Option<f64> {
        let at = self.at(symbol)?;
        self.tracks[symbol].bars.volume().map(|volume| volume[at])
    }

    /// The next corporate action of `symbol` that is due at its current bar. An action on a day without a bar is due at
    /// the bar after it.
    pub(super) fn due_action(&mut self, symbol: usize) -> Option<CorporateAction> {
        let (first, rest) = self.tracks[symbol].actions.split_first()?;
        if first.at > self.at(symbol)? {
            return None;
        }
        self.tracks[symbol].actions = rest;
        Some(*first)
    }
}

impl Alignment {
    /// Where `times` lie on the axis; `None` if one of them is not on it.
    fn of(times: &[Time], axis: &[Time]) -> Option<Self> {
        let start = match times.first() {
            Some(first) => axis.partition_point(|time| time < first),
            None => axis.len(),
        };
        if axis.get(start..start + times.len()) == Some(times) {
            return Some(Self::From(start));
        }
        let mut count = 0;
        let counts = axis.iter().map(|time| {
            count += usize::from(times.get(count) == Some(time));
            count
        });
        let counts: Vec<usize> = counts.collect();
        (count == times.len()).then_some(Self::Counts(counts))
    }
}

/// Every moment of any series once, rising, and where the series lie on it. In most runs one series has all moments.
fn laid_out<'a>(inputs: &[Input<'a>]) -> (Cow<'a, [Time]>, Vec<Alignment>) {
    let all = || inputs.iter().map(|input| input.bars.time());
    let longest = all().max_by_key(|times| times.len()).unwrap_or_default();
    let on = |axis: &[Time]| -> Option<Vec<Alignment>> {
        all().map(|times| Alignment::of(times, axis)).collect()
    };
    if let Some(places) = on(longest) {
        return (Cow::Borrowed(longest), places);
    }
    let axis = all().fold(longest.to_vec(), |axis, times| merged(&axis, times));
    let places = on(&axis).expect("the axis has the moments of every series");
    (Cow::Owned(axis), places)
}

/// Both lists as one, what is in both once.
fn merged(a: &[Time], b: &[Time]) -> Vec<Time> {
    let mut all = [a, b].concat();
    all.sort();
    all.dedup();
    all
}

/// The prices of bar `at`.
#[inline]
fn row(bars: &Bars, at: usize) -> Prices {
    Prices {
        open: bars.open()[at],
        high: bars.high()[at],
        low: bars.low()[at],
        close: bars.close()[at],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Basis, Ohlcv, Timeframe};

    /// One bar for each of these days of a month.
    fn bars(name: &str, days: &[u32]) -> Bars {
        let mut builder = Bars::builder(name.parse().unwrap(), Timeframe::Day, Basis::Raw);
        for day in days {
            let date = chrono::NaiveDate::from_ymd_opt(2024, 1, *day).unwrap();
            let row = Ohlcv::flat(1.0);
            builder.push(date.into(), row).unwrap();
        }
        builder.build()
    }

    #[test]
    fn every_bar_is_found_at_its_moment_and_no_other() {
        let days: [&[u32]; 5] = [
            &[2, 3, 4, 5, 8, 9],
            &[4, 5, 8],
            &[2, 5, 9],
            &[1, 4, 12],
            &[],
        ];
        let names = ["AAA", "BBB", "CCC", "DDD", "EEE"];
        let all: Vec<Bars> = names
            .iter()
            .zip(days)
            .map(|(name, days)| bars(name, days))
            .collect();
        let inputs: Vec<Input<'_>> = all.iter().map(Input::new).collect();
        let mut timeline = Timeline::new(&inputs, &vec![WarmUp::default(); 5]);
        let axis = [1, 2, 3, 4, 5, 8, 9, 12];
        assert_eq!(timeline.len(), axis.len());
        for (moment, day) in axis.iter().enumerate() {
            timeline.go_to(moment);
            for (symbol, days) in days.iter().enumerate() {
                let at = days.iter().position(|own| own == day);
                assert_eq!(timeline.at(symbol), at, "{symbol} on {day}");
                let last = days.iter().rposition(|own| own <= day);
                assert_eq!(timeline.last_at(symbol), last, "{symbol} by {day}");
            }
        }
    }
}
