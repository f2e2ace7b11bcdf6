//! Which series has a bar when: several series of bars walked through as one.

use crate::account::CorporateAction;
use crate::strategy::WarmUp;
use crate::{Bars, Time};

use super::Input;
use super::broker::Row;

/// Walks through all series, one moment at a time.
#[derive(Debug)]
pub(super) struct Calendar<'a> {
    tracks: Vec<Track<'a>>,
    present: Vec<usize>,
    has_actions: bool,
}

/// One series and how far it is.
#[derive(Debug)]
struct Track<'a> {
    bars: &'a Bars,
    actions: &'a [CorporateAction],
    /// Index of the next bar; the one before it is the current one if the series is present.
    next: usize,
    is_present: bool,
    warm_up: usize,
}

impl<'a> Calendar<'a> {
    pub(super) fn new(inputs: &[Input<'a>], warm_up: &[WarmUp]) -> Self {
        let tracks = inputs
            .iter()
            .zip(warm_up)
            .map(|(input, warm_up)| Track {
                bars: input.bars,
                actions: input.actions,
                next: 0,
                is_present: false,
                warm_up: warm_up.bars,
            })
            .collect();
        Self {
            tracks,
            present: Vec::with_capacity(inputs.len()),
            has_actions: inputs.iter().any(|input| !input.actions.is_empty()),
        }
    }

    /// Goes to the next moment at which any series has a bar.
    #[inline]
    pub(super) fn advance(&mut self) -> Option<Time> {
        let time = self
            .tracks
            .iter()
            .filter_map(|track| track.bars.time().get(track.next))
            .min()
            .copied()?;
        self.present.clear();
        for (symbol, track) in self.tracks.iter_mut().enumerate() {
            track.is_present = track.bars.time().get(track.next) == Some(&time);
            if track.is_present {
                track.next += 1;
                self.present.push(symbol);
            }
        }
        Some(time)
    }

    /// Series with a bar now, rising.
    pub(super) fn present(&self) -> &[usize] {
        &self.present
    }

    /// Index of the current bar of `symbol`, if it has one now.
    #[inline]
    pub(super) fn at(&self, symbol: usize) -> Option<usize> {
        let track = &self.tracks[symbol];
        track.is_present.then(|| track.next - 1)
    }

    /// Index of the last bar of `symbol` up to now, if there was one.
    pub(super) fn last_at(&self, symbol: usize) -> Option<usize> {
        self.tracks[symbol].next.checked_sub(1)
    }

    pub(super) fn bars(&self, symbol: usize) -> &'a Bars {
        self.tracks[symbol].bars
    }

    /// The current bar of `symbol`, if it has one in which something traded.
    #[inline]
    pub(super) fn traded(&self, symbol: usize) -> Option<(usize, Row)> {
        let at = self.at(symbol)?;
        let bars = self.tracks[symbol].bars;
        let is_dry = bars.volume().is_some_and(|volume| volume[at] == 0.0);
        (!is_dry).then(|| (at, row(bars, at)))
    }

    /// Volume of the current bar, if the source has any.
    pub(super) fn volume(&self, symbol: usize) -> Option<f64> {
        let at = self.at(symbol)?;
        self.tracks[symbol].bars.volume().map(|volume| volume[at])
    }

    /// Whether the strategy may be asked about `symbol` now.
    #[inline]
    pub(super) fn is_warm(&self, symbol: usize, at: usize) -> bool {
        at >= self.tracks[symbol].warm_up
    }

    pub(super) fn has_actions(&self) -> bool {
        self.has_actions
    }

    /// The next corporate action of `symbol` that is due at its current bar. An action on a day without a bar is due at
    /// the bar after it.
    pub(super) fn due_action(&mut self, symbol: usize) -> Option<CorporateAction> {
        let at = self.at(symbol)?;
        let track = &mut self.tracks[symbol];
        let (first, rest) = track.actions.split_first()?;
        if first.at > at {
            return None;
        }
        track.actions = rest;
        Some(*first)
    }
}

/// The prices of bar `at`.
fn row(bars: &Bars, at: usize) -> Row {
    Row {
        open: bars.open()[at],
        high: bars.high()[at],
        low: bars.low()[at],
        close: bars.close()[at],
    }
}
