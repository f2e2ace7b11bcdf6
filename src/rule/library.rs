//! The columns of one series of bars, each computed once for all the rules that name it.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::analysis::{Analysis, AnalysisConfig, analyze};
use crate::indicator::{Column, Feed};
use crate::market::Calendar;
use crate::{Bars, Result};

/// Columns of one series of bars by what they are: studies, windows, the analysis of levels.
///
/// Rules that are compiled with the same library share them, so that a sweep computes `sma(20)` once.
#[derive(Debug)]
pub struct Library<'a> {
    bars: &'a Bars,
    config: AnalysisConfig,
    columns: BTreeMap<Arc<str>, Arc<Column>>,
    analysis: OnceCell<Analysis>,
    calendar: OnceCell<Calendar>,
}

impl<'a> Library<'a> {
    /// An empty library of `bars`; levels are found by the default settings.
    pub fn new(bars: &'a Bars) -> Self {
        Self {
            bars,
            config: AnalysisConfig::default(),
            columns: BTreeMap::new(),
            analysis: OnceCell::new(),
            calendar: OnceCell::new(),
        }
    }

    /// Finds levels by these settings.
    #[must_use]
    pub fn with_analysis(mut self, config: AnalysisConfig) -> Self {
        self.config = config;
        self.analysis = OnceCell::new();
        self
    }

    /// A library with the same columns of prices, whose rules see the levels of `analysis` instead.
    #[must_use]
    pub fn with_levels(&self, analysis: Analysis) -> Self {
        Self {
            bars: self.bars,
            config: analysis.config().clone(),
            columns: self.columns.clone(),
            analysis: OnceCell::from(analysis),
            calendar: self.calendar.clone(),
        }
    }

    /// The bars.
    pub fn bars(&self) -> &'a Bars {
        self.bars
    }

    /// The calendar of the bars: theirs, else the usual one of bars like these.
    pub fn calendar(&self) -> Calendar {
        let told = self.bars.calendar();
        told.unwrap_or_else(|| *self.calendar.get_or_init(|| Calendar::usual(self.bars)))
    }

    /// What a study of the bars reads.
    pub(super) fn feed(&self) -> Feed<'a> {
        Feed::from(self.bars).with_calendar(self.calendar())
    }

    /// The levels of the bars.
    ///
    /// # Errors
    ///
    /// Those of [`analyze`].
    pub fn analysis(&self) -> Result<&Analysis> {
        if let Some(analysis) = self.analysis.get() {
            return Ok(analysis);
        }
        let analysis = analyze(self.bars, &self.config)?;
        Ok(self.analysis.get_or_init(|| analysis))
    }

    /// The column of that name, with its name, if it was computed.
    pub(super) fn column(&self, name: &str) -> Option<(Arc<str>, Arc<Column>)> {
        let (name, column) = self.columns.get_key_value(name)?;
        Some((Arc::clone(name), Arc::clone(column)))
    }

    /// Keeps a column under its name.
    pub(super) fn keep(&mut self, name: String, column: Column) -> (Arc<str>, Arc<Column>) {
        let (name, column) = (Arc::from(name), Arc::new(column));
        self.columns.insert(Arc::clone(&name), Arc::clone(&column));
        (name, column)
    }
}
