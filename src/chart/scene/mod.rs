//! What is on a chart, as plain data.
//!
//! A [`Scene`] holds bars, zones with their evidence, breaks, lines, studies and words, all by bar index. Pictures are drawn
//! from it and JSON is written from it, so the two cannot disagree. Build one with [`Scene::new`] from bars and fill its
//! public fields. Nothing here finds a level or computes a study, and nothing here knows of pixels or colours.

mod mark;
mod of_reading;
mod study;
mod weekly;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use mark::{
    BreakMark, BreakOutcome, Counted, Flag, LineKind, PriceLine, RangeBox, RelativeVolume,
    RoleSpan, TradeMark, Way, ZoneMark, ZoneRole,
};
use study::DrawnStudy;
pub use study::{LineStyle, StudyLine, StudyPane};

use crate::indicator::{Feed, Study};
pub use crate::market::Stale;
use crate::text::{Medium, Prices, average_of, short_day};
use crate::{Bars, Basis, Error, Result, Time, Timeframe};

/// Version of the JSON that a scene is written as.
pub const SCHEMA: u32 = 1;

/// Bars from which it is seen how prices are quoted.
const QUOTED_BARS: usize = 250;

/// One bar of a scene.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BarRow {
    /// When the bar is.
    pub time: Time,
    /// First price.
    pub open: f64,
    /// Highest price.
    pub high: f64,
    /// Lowest price.
    pub low: f64,
    /// Last price.
    pub close: f64,
    /// Traded quantity, if the series has one.
    pub volume: Option<f64>,
}

/// The sentence on a chart that says where price stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateChip {
    /// The words, such as `testing resistance 160.89–161.58`.
    pub text: String,
    /// The role of the zone it speaks of, if any.
    pub role: Option<ZoneRole>,
}

/// Everything a chart shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scene {
    /// [`SCHEMA`].
    pub schema: u32,
    /// Ticker.
    pub symbol: String,
    /// Name of the company or index.
    pub name: Option<String>,
    /// Span of a bar.
    pub timeframe: Timeframe,
    /// Basis of the prices.
    pub basis: Basis,
    /// Currency of the prices.
    pub currency: Option<String>,
    /// Where the data come from.
    pub source: String,
    /// How many rows of the data could not stand and are not among the bars.
    #[serde(default)]
    pub left_out: usize,
    /// Set if the data are older than they should be.
    pub stale: Option<Stale>,
    /// The bars, oldest first.
    pub bars: Vec<BarRow>,
    /// Average true range of 14 bars at the last bar, if there are as many.
    #[serde(default)]
    pub atr: Option<f64>,
    /// Prices that are not written alike unless they are the same, besides those that are drawn.
    #[serde(default)]
    pub apart: Vec<f64>,
    /// Where price stands, in words.
    pub state: Option<StateChip>,
    /// Price zones, the most important first.
    pub zones: Vec<ZoneMark>,
    /// Closes beyond a zone, the most important first.
    pub breaks: Vec<BreakMark>,
    /// Stretches of sideways trading.
    pub ranges: Vec<RangeBox>,
    /// Single prices: targets, invalidations, claims.
    pub lines: Vec<PriceLine>,
    /// Trades of a backtest on these bars.
    #[serde(default)]
    pub trades: Vec<TradeMark>,
    /// Events outside the prices, at the session in which they took effect.
    pub flags: Vec<Flag>,
    /// Studies in units of the price.
    pub overlays: Vec<StudyLine>,
    /// Closes of another series on the same sessions, drawn from the same height at the left edge.
    pub comparison: Option<StudyLine>,
    /// Average of the volume.
    pub volume_average: Option<StudyLine>,
    /// Studies in units of their own.
    pub studies: Vec<StudyPane>,
}

impl Scene {
    /// The bars and what they say of themselves, with nothing else on the chart.
    pub fn new(bars: &Bars) -> Self {
        let row = |bar: crate::Bar<'_>| BarRow {
            time: bar.time(),
            open: bar.open(),
            high: bar.high(),
            low: bar.low(),
            close: bar.close(),
            volume: bar.volume(),
        };
        Self {
            schema: SCHEMA,
            symbol: bars.symbol().to_string(),
            name: None,
            timeframe: bars.timeframe(),
            basis: bars.basis(),
            currency: None,
            source: String::new(),
            left_out: 0,
            stale: None,
            bars: bars.iter().map(row).collect(),
            atr: None,
            apart: Vec::new(),
            state: None,
            zones: Vec::new(),
            breaks: Vec::new(),
            ranges: Vec::new(),
            lines: Vec::new(),
            trades: Vec::new(),
            flags: Vec::new(),
            overlays: Vec::new(),
            comparison: None,
            volume_average: None,
            studies: Vec::new(),
        }
    }

    /// Computes a study of the bars of this scene and puts each of its outputs where its plan says; whether it has a value
    /// on any of the bars of `feed`.
    ///
    /// A scene as of an earlier bar shows the first values of the column only. Of outputs over the volume the last one
    /// is kept.
    ///
    /// # Errors
    ///
    /// Those of [`Study::run`]; [`Error::Chart`] if `feed` has fewer bars than the scene.
    pub fn add_study<'a>(&mut self, study: &Study, feed: impl Into<Feed<'a>>) -> Result<bool> {
        let drawn = DrawnStudy::of(study, feed.into(), self.bars.len())?;
        self.overlays.extend(drawn.overlays);
        self.volume_average = drawn.volume.or(self.volume_average.take());
        self.studies.extend(drawn.panes);
        Ok(drawn.has_value)
    }

    /// Adds what a price chart usually carries: the means of 20 and 50 closes, RSI(14), the mean of 20 volumes.
    ///
    /// What has no value yet, or no volume to read, is left out.
    ///
    /// # Errors
    ///
    /// As [`Scene::add_study`].
    pub fn add_usual_studies<'a>(&mut self, feed: impl Into<Feed<'a>>) -> Result<()> {
        let feed = feed.into();
        let mut usual = vec!["sma(20)", "sma(50)", "rsi(14)"];
        if self.bars.iter().any(|bar| bar.volume.is_some()) {
            usual.push("sma(volume, 20)");
        }
        for text in usual {
            self.add_study(&Study::parse(text, "usual studies")?, feed)?;
        }
        self.overlays.retain(StudyLine::has_value);
        self.studies
            .retain(|pane| pane.lines.iter().any(StudyLine::has_value));
        self.volume_average = self.volume_average.take().filter(StudyLine::has_value);
        if let Some(average) = &mut self.volume_average {
            average.name = average_of(20, self.timeframe);
        }
        Ok(())
    }

    /// Checks that there is something to draw and that every bar index lies within the bars.
    ///
    /// # Errors
    ///
    /// [`Error::Insufficient`] without bars; [`Error::Chart`] naming the first index or length that does not fit.
    pub fn check(&self) -> Result<()> {
        if self.bars.is_empty() {
            return Err(Error::Insufficient {
                what: self.symbol.clone(),
                have: 0,
                need: 1,
                purpose: "a chart".into(),
            });
        }
        let zones = self.zones.iter().flat_map(ZoneMark::indices);
        let breaks = self.breaks.iter().flat_map(BreakMark::indices);
        let ranges = self
            .ranges
            .iter()
            .flat_map(|range| [range.start, range.end]);
        let lines = self.lines.iter().map(|line| line.from);
        let flags = self.flags.iter().map(|flag| flag.at);
        let trades = self.trades.iter().flat_map(TradeMark::indices);
        let unsettled = self.study_lines().flat_map(|line| &line.unsettled);
        let unsettled = unsettled.filter_map(|range| range.end.checked_sub(1));
        let marks = zones.chain(breaks).chain(ranges).chain(lines);
        let mut indices = marks.chain(flags).chain(trades).chain(unsettled);
        if let Some(at) = indices.find(|&at| at >= self.bars.len()) {
            return Err(self.misfit(&format!("a mark at bar {at}")));
        }
        let odd = self
            .study_lines()
            .find(|line| line.values.len() != self.bars.len());
        match odd {
            Some(line) => {
                let what = format!("{} with {} values", line.name, line.values.len());
                Err(self.misfit(&what))
            }
            None => Ok(()),
        }
    }

    fn misfit(&self, what: &str) -> Error {
        Error::Chart {
            problem: format!("{what} does not fit a scene of {} bars", self.bars.len()),
        }
    }

    /// Every line: over the price, of the volume, in panes of their own.
    pub(super) fn study_lines(&self) -> impl Iterator<Item = &StudyLine> {
        let panes = self
            .studies
            .iter()
            .flat_map(|pane| pane.lines.iter().chain(&pane.histogram));
        self.overlays
            .iter()
            .chain(&self.comparison)
            .chain(&self.volume_average)
            .chain(panes)
    }

    /// `Daily`, `Weekly`, `5m`.
    pub(super) fn frequency(&self) -> String {
        match self.timeframe {
            Timeframe::Day => "Daily".into(),
            Timeframe::Week => "Weekly".into(),
            Timeframe::Month => "Monthly".into(),
            other @ Timeframe::Minutes(_) => other.name(),
        }
    }

    /// How a picture of this scene writes prices: as the last bars are quoted, and no two of `edges` alike.
    pub(super) fn prices(&self, edges: impl IntoIterator<Item = f64>) -> Prices {
        let close = self.bars.last().map_or(1.0, |bar| bar.close);
        let seen = &self.bars[self.bars.len().saturating_sub(QUOTED_BARS)..];
        let quoted = seen.iter().flat_map(|bar| [bar.high, bar.low, bar.close]);
        let edges = edges.into_iter().chain(self.apart.iter().copied());
        let prices = Prices::about(close, self.atr).quoted_as(quoted);
        prices.apart(edges).on(Medium::Picture)
    }

    /// The change of the last close against the one before, absolute and in percent.
    pub fn change(&self) -> Option<(f64, f64)> {
        let (last, before) = (self.bars.last()?, self.bars.iter().nth_back(1)?);
        let change = last.close - before.close;
        Some((change, 100.0 * change / before.close))
    }

    /// The session `date` of the bar at `at`, `17 Aug`, with the year if it is not that of the last bar; where a session has
    /// many bars also which of them, `17 Aug 14:35`, for a fact is known no sooner.
    pub(super) fn moment(&self, at: usize, date: NaiveDate) -> String {
        let last = self.bars.last().map_or(date, |bar| bar.time.date());
        let time = self.bars.get(at).map(|bar| bar.time);
        match (self.timeframe, time) {
            (Timeframe::Minutes(_), Some(time)) => {
                let day = short_day(time.date(), last);
                format!("{day} {}", time.format("%H:%M"))
            }
            _ => short_day(date, last),
        }
    }

    /// The scene as JSON, numbers unrounded.
    ///
    /// # Errors
    ///
    /// [`Error::Chart`] if a number is not finite.
    pub fn to_json(&self) -> Result<String> {
        serde_json::to_string_pretty(self).map_err(|error| Error::Chart {
            problem: format!("JSON: {error}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Ohlcv;

    #[test]
    fn a_moment_among_many_bars_of_a_day_has_a_time() {
        let mut builder = Bars::builder("ACME".parse().unwrap(), Timeframe::Minutes(5), Basis::Raw);
        for time in ["2025-12-31T19:55:00", "2026-01-02T14:30:00"] {
            let row = Ohlcv::flat(1.0);
            builder.push(time.parse().unwrap(), row).unwrap();
        }
        let bars = builder.build();
        let mut scene = Scene::new(&bars);
        assert_eq!(scene.moment(0, bars.date(0)), "31 Dec 2025 19:55");
        assert_eq!(scene.moment(1, bars.date(1)), "2 Jan 14:30");
        scene.timeframe = Timeframe::Day;
        assert_eq!(scene.moment(1, bars.date(1)), "2 Jan");
    }
}
