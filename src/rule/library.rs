//! The columns of one series of bars, each computed once for all the rules that name it.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::block;
use super::expression::{Expression, Kind};
use super::level::consolidations;
use super::program::Program;
use super::series::Series;
use super::window;
use crate::analysis::{Analysis, AnalysisConfig, analyze};
use crate::indicator::Study;
use crate::{Bars, Error, Result};

/// Columns of one series of bars by what they are: studies, windows, the analysis of levels.
///
/// Rules that are compiled with the same library share them, so that a sweep computes `sma(20)` once.
#[derive(Debug)]
pub struct Library<'a> {
    bars: &'a Bars,
    config: AnalysisConfig,
    series: BTreeMap<Arc<str>, Arc<Series>>,
    analysis: OnceCell<Analysis>,
}

impl<'a> Library<'a> {
    /// An empty library of `bars`; levels are found by the default settings.
    pub fn new(bars: &'a Bars) -> Self {
        Self {
            bars,
            config: AnalysisConfig::default(),
            series: BTreeMap::new(),
            analysis: OnceCell::new(),
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
            series: self.series.clone(),
            analysis: OnceCell::from(analysis),
        }
    }

    /// The bars.
    pub fn bars(&self) -> &'a Bars {
        self.bars
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

    pub(super) fn check_volume(&self) -> Result<()> {
        if self.bars.volume().is_some() {
            return Ok(());
        }
        Err(Error::Data {
            what: self.bars.symbol().to_string(),
            problem: "there is no volume, which the rule reads".into(),
            help: Some("choose a rule of prices, or a source with volume".into()),
        })
    }

    /// The column of a study, a window or a consolidation, with its name.
    pub(super) fn series(&mut self, part: &Expression) -> Result<(Arc<str>, Arc<Series>)> {
        let name = canonical(part);
        if let Some((name, series)) = self.series.get_key_value(name.as_str()) {
            return Ok((Arc::clone(name), Arc::clone(series)));
        }
        let name: Arc<str> = name.into();
        let series = Arc::new(self.compute(part)?);
        self.series.insert(Arc::clone(&name), Arc::clone(&series));
        Ok((name, series))
    }

    fn compute(&mut self, part: &Expression) -> Result<Series> {
        match &part.kind {
            Kind::Study(text) => {
                let columns = Study::parse(text, "rule")?.run(self.bars)?;
                let first = columns.into_iter().next();
                Ok(first.map_or_else(
                    || Series {
                        values: vec![0.0; self.bars.len()],
                        runs: Vec::new(),
                    },
                    Series::of_column,
                ))
            }
            Kind::Window {
                function,
                of,
                length,
            } => {
                let program = Program::new(of, self)?;
                let inner = block::numbers(&program, self.bars);
                Ok(window::apply(*function, &inner, *length))
            }
            _ => Ok(consolidations(self.analysis()?)),
        }
    }
}

/// The part as text, the same for equal parts however they are written.
pub(super) fn canonical(part: &Expression) -> String {
    let mut text = String::new();
    put(part, &mut text);
    text
}

fn put(part: &Expression, text: &mut String) {
    let mut call = |name: &str, values: &[Expression]| {
        *text += name;
        text.push('(');
        for (place, value) in values.iter().enumerate() {
            *text += if place == 0 { "" } else { ", " };
            put(value, text);
        }
    };
    match &part.kind {
        Kind::Window {
            function,
            of,
            length,
        } => {
            call(function.name(), std::slice::from_ref(&**of));
            *text += ", ";
            *text += &length.to_string();
            text.push(')');
        }
        Kind::Call(function, values) => {
            call(function.name(), values);
            text.push(')');
        }
        Kind::Number(value) => *text += &value.to_string(),
        Kind::Text(inner) => text.extend(["\"", inner, "\""]),
        Kind::Field(field) => *text += field.name(),
        Kind::Study(study) => text.extend(study.chars().filter(|c| !c.is_whitespace())),
        Kind::Position(word) => *text += word.name(),
        Kind::Level(word) => *text += word.name(),
        Kind::InConsolidation => *text += super::word::IN_CONSOLIDATION,
        Kind::Negate(inner) => {
            text.push('-');
            put(inner, text);
        }
        Kind::Not(inner) => {
            *text += "not ";
            put(inner, text);
        }
        Kind::Lag(inner, bars) => {
            put(inner, text);
            text.extend(["[", &bars.to_string(), "]"]);
        }
        Kind::Binary(operator, left, right) => {
            text.push('(');
            put(left, text);
            text.extend([" ", operator.name(), " "]);
            put(right, text);
            text.push(')');
        }
    }
}
