//! A study by name: what the rest of the engine, and the user, work with.

use std::fmt;
use std::str::FromStr;

use super::column::Column;
use super::compile::compile;
use super::feed::Feed;
use super::letters::{Letters, Origin, Parameters};
use super::live::Live;
use super::node::Node;
use super::plan::{Output, Plan};
use super::spec::call;
use crate::{Error, Result};

/// An indicator with its parameters, ready to run.
///
/// Read from text such as `rsi(14)`, `macd(12, 26, 9).signal`, `ema(rsi(14), 5)`, `bb(20, nb_dev_up = 1.5)`,
/// `weekly(sma(10))` or `ta:rsi(14)`. What names there are, [`catalog`](super::catalog) says; [`register`](super::register)
/// adds one of your own.
///
/// # Examples
///
/// ```
/// use strandline::indicator::Study;
/// use strandline::{Bars, Basis, Ohlcv, Timeframe};
///
/// let mut builder = Bars::builder("ACME".parse()?, Timeframe::Day, Basis::Raw);
/// for (day, close) in (1..).zip([10.0, 11.0, 10.0, 12.0]) {
///     let time = chrono::NaiveDate::from_ymd_opt(2024, 1, day).unwrap().into();
///     builder.push(time, Ohlcv { open: close, high: close, low: close, close, volume: 1.0 })?;
/// }
/// let rsi: Study = "rsi(2)".parse()?;
/// let column = &rsi.run(&builder.build())?[0];
/// assert_eq!(column.get(1), None);                        // warming up
/// assert_eq!(column.get(2), Some(50.0));                  // by hand: gains 1, losses 1
///
/// let error = "rsi(1)".parse::<Study>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "study, line 1, column 5: rsi.period = 1: must be a whole number from 2 to 100000"
/// );
/// # Ok::<(), strandline::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Study {
    text: String,
    node: Node,
}

impl Study {
    /// Reads a study; `origin` says in complaints where the text stands: an option, a key of a file.
    ///
    /// # Errors
    ///
    /// [`Error::Syntax`] at the letter that is wrong, with what would be right.
    pub fn parse(text: &str, origin: &str) -> Result<Self> {
        let none = Parameters::new();
        let mut letters = Letters::new(text, Origin::alone(origin, text), &none);
        let study = Self::read(&mut letters)?;
        letters.end()?;
        Ok(study)
    }

    /// Reads the study that comes next in a longer text; parameters are filled in.
    pub(crate) fn read(letters: &mut Letters<'_>) -> Result<Self> {
        let call = call(letters)?;
        Ok(Self {
            node: compile(letters, &call)?,
            text: letters.written(call.place),
        })
    }

    /// What the study will give.
    pub fn plan(&self) -> Plan {
        self.node.plan.clone()
    }

    /// A heading for each column: the study's text, with the output's name where it has several.
    pub fn headings(&self) -> Vec<String> {
        let outputs = self.plan().outputs;
        if let [_] = outputs.as_slice() {
            return vec![self.text.clone()];
        }
        let heading = |output: Output| format!("{}.{}", self.text, output.name);
        outputs.into_iter().map(heading).collect()
    }

    /// Computes the study, one column an output.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] if the bars have no volume and the study reads it; [`Error::Parameter`] if it needs a benchmark and
    /// the feed has none; those of [`resample`](crate::market::resample) for a study on longer bars.
    pub fn run<'a>(&self, feed: impl Into<Feed<'a>>) -> Result<Vec<Column>> {
        self.node.run(feed.into())
    }

    /// Runs the study bar by bar, from the end of `feed` on, with the values that [`Study::run`] gives.
    ///
    /// # Errors
    ///
    /// Those of [`Study::run`].
    pub fn open<'a>(&'a self, feed: impl Into<Feed<'a>>) -> Result<Live<'a>> {
        Live::open(&self.node, feed.into())
    }
}

impl FromStr for Study {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text, "study")
    }
}

/// The text it was read from.
impl fmt::Display for Study {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}
