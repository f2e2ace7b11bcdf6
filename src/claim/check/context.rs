//! What claims are asked of: an analysis, and what else is known about its series.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use chrono::NaiveDate;

use super::fact::Fact;
use super::verdict::{Answer, Verdict};
use crate::indicator::{Column, Feed, Study};
use crate::market::{Calendar, Happening};
use crate::reading::When;
use crate::{Analysis, AsOf, Bars};

/// A split inside the bars.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SplitInside {
    /// The first session under the new terms.
    pub date: NaiveDate,
    /// New shares per old share.
    pub ratio: f64,
    /// Whether the prices before it were divided by it. Where they were not, nothing that reaches across it is decided.
    pub is_adjusted: bool,
}

/// What claims are asked of. Studies are computed when they are first needed and kept for the next claim.
#[derive(Debug)]
pub struct Context<'a> {
    analysis: &'a Analysis,
    calendar: Option<Calendar>,
    benchmark: Option<&'a Bars>,
    splits: Vec<SplitInside>,
    happenings: Vec<Happening>,
    score_to: Option<usize>,
    studies: RefCell<BTreeMap<String, Option<Rc<Vec<Column>>>>>,
}

impl<'a> Context<'a> {
    /// An analysis and nothing else.
    pub fn new(analysis: &'a Analysis) -> Self {
        Self {
            analysis,
            calendar: None,
            benchmark: None,
            splits: Vec::new(),
            happenings: Vec::new(),
            score_to: None,
            studies: RefCell::default(),
        }
    }

    /// With the calendar the series is traded by, which names closed days.
    #[must_use]
    pub fn with_calendar(self, calendar: Option<Calendar>) -> Self {
        Self { calendar, ..self }
    }

    /// With a series to compare with.
    #[must_use]
    pub fn with_benchmark(self, benchmark: Option<&'a Bars>) -> Self {
        Self { benchmark, ..self }
    }

    /// With the splits inside the bars.
    #[must_use]
    pub fn with_splits(self, splits: Vec<SplitInside>) -> Self {
        Self { splits, ..self }
    }

    /// With dated news, each of which took effect in a session.
    #[must_use]
    pub fn with_happenings(self, happenings: Vec<Happening>) -> Self {
        Self { happenings, ..self }
    }

    /// With a later bar up to which it is told what came of a claim.
    #[must_use]
    pub fn scored_to(self, at: Option<usize>) -> Self {
        Self {
            score_to: at,
            ..self
        }
    }
}

/// The bars up to one bar, and what was known at its close.
pub(super) struct Seen<'a> {
    context: &'a Context<'a>,
    at: usize,
    now: OnceCell<AsOf<'a>>,
}

impl<'a> Seen<'a> {
    /// `None` where there is no bar `at`.
    pub(super) fn new(context: &'a Context<'a>, at: usize) -> Option<Self> {
        (at < context.analysis.bars().len()).then(|| Self {
            context,
            at,
            now: OnceCell::new(),
        })
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// What the engine knew.
    pub(super) fn now(&self) -> &AsOf<'a> {
        self.now
            .get_or_init(|| self.context.analysis.as_of(self.at))
    }

    pub(super) fn analysis(&self) -> &'a Analysis {
        self.context.analysis
    }

    pub(super) fn calendar(&self) -> Option<Calendar> {
        self.context.calendar
    }

    pub(super) fn benchmark(&self) -> Option<&'a Bars> {
        self.context.benchmark
    }

    /// News, each with its day and the session in which it took effect, of those seen.
    pub(super) fn happenings(
        &self,
    ) -> impl Iterator<Item = (&'a Happening, NaiveDate, usize)> + '_ {
        self.context.happenings.iter().filter_map(|happening| {
            let (day, first) = happening.days(self.context.calendar);
            Some((happening, day, self.at_or_after(first)?))
        })
    }

    pub(super) fn score_to(&self) -> Option<usize> {
        let last = self.analysis().bars().len().checked_sub(1)?;
        let to = self.context.score_to?.min(last);
        (to > self.at).then_some(to)
    }

    fn bars(&self) -> &'a Bars {
        self.context.analysis.bars()
    }

    fn seen(&self, column: &'a [f64]) -> &'a [f64] {
        column.get(..=self.at).unwrap_or_default()
    }

    pub(super) fn open(&self) -> &'a [f64] {
        self.seen(self.bars().open())
    }

    pub(super) fn high(&self) -> &'a [f64] {
        self.seen(self.bars().high())
    }

    pub(super) fn low(&self) -> &'a [f64] {
        self.seen(self.bars().low())
    }

    pub(super) fn close(&self) -> &'a [f64] {
        self.seen(self.bars().close())
    }

    pub(super) fn volume(&self) -> Option<&'a [f64]> {
        self.bars().volume().map(|volume| self.seen(volume))
    }

    pub(super) fn close_at(&self, at: usize) -> Option<f64> {
        self.close().get(at).copied()
    }

    /// The close of the as-of bar.
    pub(super) fn last_close(&self) -> f64 {
        self.close().last().copied().unwrap_or_default()
    }

    pub(super) fn when(&self, at: usize) -> When {
        When::new(self.bars(), at.min(self.at))
    }

    pub(super) fn date(&self, at: usize) -> NaiveDate {
        self.when(at).time.date()
    }

    /// The day of the question.
    pub(super) fn today(&self) -> NaiveDate {
        self.date(self.at)
    }

    /// The last bar at or before the end of `date`, of those seen.
    pub(super) fn at_or_before(&self, date: NaiveDate) -> Option<usize> {
        self.bars().at_or_before(date).map(|at| at.min(self.at))
    }

    /// The first bar on or after `date`, of those seen.
    pub(super) fn at_or_after(&self, date: NaiveDate) -> Option<usize> {
        let before = date
            .pred_opt()
            .and_then(|day| self.bars().at_or_before(day));
        let at = before.map_or(0, |at| at + 1);
        (at <= self.at).then_some(at)
    }

    /// ATR(14) of log prices.
    pub(super) fn atr_log(&self, at: usize) -> Option<f64> {
        let atr = self.analysis().atr_log(at.min(self.at));
        atr.filter(|&atr| atr > 0.0)
    }

    /// The same as a share of the close, with a usual day's where there is none yet.
    pub(super) fn atr_or_usual(&self, at: usize) -> f64 {
        self.atr_log(at).unwrap_or(0.02)
    }

    /// The outputs of a study; `None` where it does not exist or needs what is not there.
    pub(super) fn columns(&self, study: &str) -> Option<Rc<Vec<Column>>> {
        let mut known = self.context.studies.borrow_mut();
        let entry = known.entry(study.to_owned()).or_insert_with(|| {
            let mut feed = Feed::from(self.bars());
            if let Some(benchmark) = self.context.benchmark {
                feed = feed.with_benchmark(benchmark);
            }
            if let Some(calendar) = self.context.calendar {
                feed = feed.with_calendar(calendar);
            }
            let study = Study::parse(study, "claim").ok()?;
            study.run(feed).ok().map(Rc::new)
        });
        entry.clone()
    }

    /// Output number `output` of a study at bar `at`.
    pub(super) fn study(&self, study: &str, output: usize, at: usize) -> Option<f64> {
        if at > self.at {
            return None;
        }
        self.columns(study)?.get(output)?.get(at)
    }

    /// Says that a split lies inside what was looked at, and decides nothing across one that prices were not divided by.
    pub(super) fn mind_splits(&self, verdict: &mut Verdict) {
        let Some(from) = verdict.from else { return };
        let (first, last) = (self.date(from), self.today());
        let inside = |split: &&SplitInside| split.date > first && split.date <= last;
        for split in self.context.splits.iter().filter(inside) {
            if !split.is_adjusted && verdict.answer.is_decided() {
                verdict.answer = Answer::Undetermined;
            }
            verdict.facts.push(Fact::SplitInside {
                date: split.date,
                ratio: split.ratio,
                is_adjusted: split.is_adjusted,
            });
        }
    }

    /// What the change over a split looks like in prices that are not divided: the product of the ratios.
    pub(super) fn split_ratio(&self, from: usize, to: usize) -> f64 {
        let (first, last) = (self.date(from), self.date(to));
        let inside = |split: &&SplitInside| split.date > first && split.date <= last;
        let splits = self.context.splits.iter().filter(inside);
        splits.map(|split| split.ratio).product()
    }
}
