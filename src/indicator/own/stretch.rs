//! What a study of our own is, and the gap-free stretch of bars that it computes.

use std::ops::Range;

use chrono::NaiveDate;
use ta_lib::abstract_api::FuncId;

use super::super::column::Column;
use super::super::feed::Feed;
use super::super::field::BarField;
use super::super::group::Group;
use super::super::param::{Param, ParamValues, Value};
use super::super::plan::{Pane, Style};
use super::super::talib::TalibCall;
use crate::market::reaches_back;
use crate::{Bars, Error, Remedy, Result, Time, Timeframe};

/// A study of our own.
#[derive(Debug)]
pub(in crate::indicator) struct Own {
    pub name: &'static str,
    pub aliases: &'static [&'static str],
    pub title: &'static str,
    pub group: Group,
    pub params: fn() -> Vec<Param>,
    pub outputs: &'static [(&'static str, Pane, Style)],
    pub needs_volume: bool,
    pub needs_benchmark: bool,
    /// Bars before the first value; `None` where it depends on dates.
    pub lookback: fn(ParamValues<'_>) -> Option<usize>,
    /// Bars after those until the start no longer matters; `None` where it depends on dates or never ends.
    pub settle: fn(ParamValues<'_>) -> Option<usize>,
    pub run: fn(&Stretch<'_>, &mut [Column]) -> Result<()>,
    pub notes: &'static str,
}

impl Own {
    /// A study of prices that knows no warm-up: what is not said otherwise.
    pub(super) const PLAIN: Self = Self {
        name: "",
        aliases: &[],
        title: "",
        group: Group::Overlap,
        params: Vec::new,
        outputs: &[],
        needs_volume: false,
        needs_benchmark: false,
        lookback: |_| None,
        settle: |_| None,
        run: |_, _| Ok(()),
        notes: "",
    };
}

/// One gap-free stretch to compute, not empty.
#[derive(Debug)]
pub(in crate::indicator) struct Stretch<'a> {
    pub feed: Feed<'a>,
    pub range: Range<usize>,
    pub params: ParamValues<'a>,
}

impl<'a> Stretch<'a> {
    /// A part of the stretch, counted from its start.
    pub(super) fn part(&self, part: Range<usize>) -> Self {
        let start = self.range.start;
        Self {
            range: start + part.start..start + part.end,
            ..*self
        }
    }

    /// The bar of the series that the stretch begins with.
    pub(super) fn start(&self) -> usize {
        self.range.start
    }

    /// Refuses a `span` that is shorter than the bars: nothing can begin anew within one.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`], with the spans there are.
    pub(super) fn refuse_shorter(&self, study: &str, span: Timeframe) -> Result<()> {
        let own = self.bars().timeframe();
        if span >= own {
            return Ok(());
        }
        let wide = [Timeframe::Week, Timeframe::Month].into_iter();
        let wide: Vec<String> = wide.filter(|it| *it >= own).map(Timeframe::name).collect();
        let rule = format!(
            "must be {}, not shorter than the {own} bars it reads",
            wide.join(" or ")
        );
        Err(Error::parameter(format!("{study}.span"), span, rule))
    }

    /// Whether the stretch surely holds every bar from the begin of the day `since` on, `at` being its first one from then
    /// on: the bar before it vouches for that, or its date does, or the calendar.
    pub(super) fn reaches_back(&self, since: NaiveDate, at: usize) -> bool {
        let timeframe = self.bars().timeframe();
        at > 0 || reaches_back(timeframe, since, self.time()[at], self.feed.calendar)
    }

    /// Number of bars.
    pub(super) fn len(&self) -> usize {
        self.range.len()
    }

    pub(super) fn bars(&self) -> &'a Bars {
        self.feed.bars
    }

    pub(super) fn time(&self) -> &'a [Time] {
        &self.feed.bars.time()[self.range.clone()]
    }

    pub(super) fn open(&self) -> &'a [f64] {
        &self.feed.bars.open()[self.range.clone()]
    }

    pub(super) fn high(&self) -> &'a [f64] {
        &self.feed.bars.high()[self.range.clone()]
    }

    pub(super) fn low(&self) -> &'a [f64] {
        &self.feed.bars.low()[self.range.clone()]
    }

    pub(super) fn close(&self) -> &'a [f64] {
        &self.feed.bars.close()[self.range.clone()]
    }

    pub(super) fn volume(&self) -> Result<&'a [f64]> {
        Ok(&BarField::Volume.of(self.feed.bars)?[self.range.clone()])
    }

    /// TA-Lib's `id` over the stretch, one column an output, as long as the stretch.
    pub(super) fn talib(
        &self,
        id: FuncId,
        params: &[Value],
        series: Option<&[f64]>,
    ) -> Result<Vec<Column>> {
        let mut columns = vec![Column::missing(self.len()); id.info().outputs.len()];
        let volume = self.feed.bars.volume();
        let call = TalibCall {
            id,
            params,
            prices: [self.open(), self.high(), self.low(), self.close()],
            volume: volume.map(|all| &all[self.range.clone()]),
            free: series.into_iter().collect(),
        };
        call.run(0..self.len(), &mut columns)?;
        Ok(columns)
    }

    /// Writes the volume-weighted average price over `part`, which is counted from the start of the stretch: from the
    /// first bar on that something is traded on.
    pub(super) fn vwap(&self, part: Range<usize>, column: &mut Column) -> Result<()> {
        let first = self.start() + part.start;
        let dry = self.volume()?[part.clone()]
            .iter()
            .take_while(|&&volume| volume <= 0.0)
            .count();
        // TA-Lib gives 0 where there is nothing to average.
        let all = self.part(part).talib(FuncId::VWAP, &[], None)?;
        for (at, value) in all[0].iter().enumerate().skip(dry) {
            if let Some(value) = value {
                column.set(first + at, value);
            }
        }
        Ok(())
    }

    pub(super) fn benchmark(&self) -> Result<&'a Bars> {
        self.feed.benchmark.ok_or_else(|| {
            let rule = "needs an index to compare with";
            let help = Remedy::set("name one:", "benchmark", "FILE");
            Error::parameter("benchmark", "none", rule).helped(help)
        })
    }
}
