//! A strategy as a TOML file: rules, levels, size, parameters.
//!
//! ```toml
//! name = "Channel breakout"
//!
//! [parameters]                                  # {entry} in a rule; a sweep varies them
//! entry = 55
//! exit = 20
//!
//! [long]
//! enter = "close > highest(high, {entry})[1]"   # decided at the close, filled at the next open
//! size = "floor(20000 / close)"                 # shares; or size_equity_pct, size_risk_pct ...; all of the money without
//! stop = "close - 2 * atr(20)"                  # told at the decision, live from the fill
//! exit = "close < lowest(low, {exit})[1]"       # asked at every close of the trade
//!
//! [account]                                     # settings of the backtest that belong to the strategy
//! cash = 100000
//! ```
//!
//! Reading checks every rule and complains with line and column of the file. Nothing is computed before a run.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use super::side::Side;
use super::side_text::SideText;
use super::text::FileText;
use crate::account::Direction;
use crate::rule::{Origin, Parameters, constraint};
use crate::{Error, Result};

/// A strategy that was read and makes sense, with the parameters it was read with.
#[derive(Debug, Clone, PartialEq)]
pub struct StrategyFile {
    name: String,
    parameters: Parameters,
    account: toml::Table,
    sides: Vec<Side>,
    /// Conditions of the parameters that were added to that of the file.
    constraints: Vec<Arc<str>>,
    written: Arc<Written>,
    text: Arc<str>,
    origin: Arc<str>,
}

/// The file as TOML sees it.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: Option<String>,
    #[serde(rename = "where")]
    constraint: Option<Spanned<String>>,
    #[serde(default)]
    parameters: BTreeMap<String, Spanned<f64>>,
    long: Option<SideText>,
    short: Option<SideText>,
    #[serde(default)]
    account: toml::Table,
}

impl Written {
    fn parameters(&self, file: FileText<'_>) -> Result<Parameters> {
        let number = |(name, value): (&String, &Spanned<f64>)| {
            if value.get_ref().is_finite() {
                return Ok((name.clone(), *value.get_ref()));
            }
            let problem = format!("{name} is not a number");
            Err(file.wrong(value.span().start, problem, None))
        };
        self.parameters.iter().map(number).collect()
    }

    /// Whether its key `where` holds for these parameters.
    fn allows(&self, file: FileText<'_>, parameters: &Parameters) -> Result<bool> {
        let Some(text) = &self.constraint else {
            return Ok(true);
        };
        let origin = Origin {
            name: file.origin,
            whole: file.text,
            start: text.span().start + 1,
        };
        constraint(text.get_ref(), origin, parameters)
    }

    fn sides(&self, file: FileText<'_>, parameters: &Parameters) -> Result<Vec<Side>> {
        let sides = [
            (Direction::Long, &self.long),
            (Direction::Short, &self.short),
        ];
        let written = sides
            .into_iter()
            .filter_map(|(direction, side)| Some((direction, side.as_ref()?)));
        written
            .map(|(direction, side)| Side::read(direction, side, file, parameters))
            .collect()
    }
}

impl StrategyFile {
    /// Reads the file at `path`.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if it cannot be read, and those of [`StrategyFile::parse`].
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|source| Error::io(path, source))?;
        Self::parse(&text, &path.display().to_string())
    }

    /// Reads `text`, which stands at `origin`.
    ///
    /// # Errors
    ///
    /// [`Error::Syntax`] at the first letter that is wrong.
    pub fn parse(text: &str, origin: &str) -> Result<Self> {
        let file = FileText { text, origin };
        let written: Written = toml::from_str(text).map_err(|error| file.toml_error(&error))?;
        let parameters = written.parameters(file)?;
        let sides = written.sides(file, &parameters)?;
        written.allows(file, &parameters)?;
        if sides.is_empty() {
            let problem = "neither [long] nor [short]: nothing would ever be bought".into();
            return Err(file.wrong(0, problem, Some("add [long] with enter and exit".into())));
        }
        Ok(Self {
            name: written.name.clone().unwrap_or_else(|| origin.to_owned()),
            parameters,
            account: written.account.clone(),
            sides,
            constraints: Vec::new(),
            written: Arc::new(written),
            text: text.into(),
            origin: origin.into(),
        })
    }

    /// The same strategy with other values of some parameters.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] if the file has no such parameter, and those of [`StrategyFile::parse`]: a study may refuse
    /// the value.
    pub fn vary(&self, values: &Parameters) -> Result<Self> {
        let parameters = self.with_values(values)?;
        Ok(Self {
            name: self.name.clone(),
            account: self.account.clone(),
            sides: self.sides_by(&parameters)?,
            parameters,
            constraints: self.constraints.clone(),
            written: Arc::clone(&self.written),
            text: Arc::clone(&self.text),
            origin: Arc::clone(&self.origin),
        })
    }

    /// The same strategy whose parameters must also fulfil `text`, as in `fast < slow`.
    ///
    /// # Errors
    ///
    /// [`Error::Syntax`] if it is no condition of the parameters.
    pub fn with_constraint(mut self, text: &str) -> Result<Self> {
        constraint(text, Origin::alone("where", text), &self.parameters)?;
        self.constraints.push(text.into());
        Ok(self)
    }

    /// Whether other values of some parameters fulfil what the file and what was added says of them.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] if the file has no such parameter.
    pub fn allows(&self, values: &Parameters) -> Result<bool> {
        let parameters = self.with_values(values)?;
        let file = FileText {
            text: &self.text,
            origin: &self.origin,
        };
        if !self.written.allows(file, &parameters)? {
            return Ok(false);
        }
        for text in &self.constraints {
            if !constraint(text, Origin::alone("where", text), &parameters)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// What its parameters must fulfil, if anything.
    pub fn is_constrained(&self) -> bool {
        self.written.constraint.is_some() || !self.constraints.is_empty()
    }

    /// A complaint of TOML about the text of the file.
    pub(crate) fn toml_error(&self, error: &toml::de::Error) -> Error {
        let file = FileText {
            text: &self.text,
            origin: &self.origin,
        };
        file.toml_error(error)
    }

    /// Its parameters with other values of some.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] if the file has no such parameter.
    pub(crate) fn with_values(&self, values: &Parameters) -> Result<Parameters> {
        let mut parameters = self.parameters.clone();
        for (name, value) in values {
            let Some(parameter) = parameters.get_mut(name) else {
                let known: Vec<&str> = parameters.keys().map(String::as_str).collect();
                let rule = format!("no such parameter; the file has: {}", known.join(", "));
                return Err(Error::parameter(name, value, rule));
            };
            *parameter = *value;
        }
        Ok(parameters)
    }

    /// Its sides by all of its `parameters`, for those who have thousands of them made.
    ///
    /// # Errors
    ///
    /// Those of [`StrategyFile::parse`].
    pub(crate) fn sides_by(&self, parameters: &Parameters) -> Result<Vec<Side>> {
        let file = FileText {
            text: &self.text,
            origin: &self.origin,
        };
        self.written.sides(file, parameters)
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The file as it was read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its parameters and their values.
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// Its table `[account]`, for the settings of the backtest.
    pub fn account(&self) -> &toml::Table {
        &self.account
    }

    /// Whether one of its rules speaks of a level.
    pub fn speaks_of_levels(&self) -> bool {
        let mut rules = self.sides.iter().flat_map(Side::rules);
        rules.any(|(_, rule)| rule.has_level())
    }

    /// Its sides, long first.
    pub fn sides(&self) -> &[Side] {
        &self.sides
    }
}
