//! The columns of one series of bars, each computed once for all the rules that name it.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::expression::{Expression, Kind};
use super::level::consolidations;
use super::program::Program;
use super::series::Series;
use super::window;
use super::{Rule, block};
use crate::analysis::{Analysis, AnalysisConfig, analyze};
use crate::indicator::{Study, run_together};
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

    /// Computes the studies of `rules` that go eight at a time, before rules ask for one after the other. The rest, and
    /// what is refused, is left to the rule that asks for it.
    pub(crate) fn compute_together<'r>(&mut self, rules: impl Iterator<Item = &'r Rule>) {
        let is_new = |name: &String| !self.series.contains_key(name.as_str());
        let names: BTreeSet<String> = rules.flat_map(Rule::studies).filter(is_new).collect();
        let read = |name: String| Some((Study::parse(&name, "rule").ok()?, name));
        let (studies, names): (Vec<Study>, Vec<String>) =
            names.into_iter().filter_map(read).unzip();
        for (place, column) in run_together(&studies, self.bars) {
            let series = Arc::new(Series::of_column(column));
            self.series.insert(names[place].as_str().into(), series);
        }
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

#[cfg(test)]
mod tests {
    use super::super::{Origin, Parameters, Scope, Type};
    use super::*;
    use crate::{Basis, Ohlcv, Timeframe};

    fn rule(text: &str) -> Rule {
        let (origin, parameters) = (Origin::alone("rule", text), Parameters::new());
        Rule::parse(text, origin, &parameters, Type::Condition, Scope::Entry).unwrap()
    }

    fn saw() -> Bars {
        let mut builder = Bars::builder("ACME".parse().unwrap(), Timeframe::Day, Basis::Raw);
        let first = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
        for (day, date) in (0_u32..60).zip(first.iter_days()) {
            let row = Ohlcv::flat(50.0 + f64::from(day * 37 % 101));
            builder.push(date.into(), row).unwrap();
        }
        builder.build()
    }

    #[test]
    fn rules_see_the_same_in_columns_that_were_computed_together() {
        let bars = saw();
        let rules = [
            rule("sma(5) > ema( 5 ) and highest(rsi(3), 4) > 50"),
            rule("sma(9) > ema( 9 ) and rsi(4)[2] > 50 and wma(4) < 60"),
        ];
        let mut together = Library::new(&bars);
        together.compute_together(rules.iter());
        let names: Vec<&str> = together.series.keys().map(|name| &**name).collect();
        assert_eq!(
            names,
            ["ema(5)", "ema(9)", "rsi(3)", "rsi(4)", "sma(5)", "sma(9)"]
        );
        for rule in rules {
            let alone = rule.bind(&mut Library::new(&bars)).unwrap();
            assert_eq!(rule.bind(&mut together).unwrap(), alone);
        }
    }
}
