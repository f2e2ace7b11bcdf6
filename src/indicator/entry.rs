//! One line of the catalog: a study before its parameters are chosen.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;
use ta_lib::abstract_api::FuncId;

use super::extension::{Foreign, NextBar};
use super::field::Field;
use super::own::Own;
use super::param::Param;
use super::plan::Output;
use crate::Timeframe;

/// A study of the catalog.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its name, in small letters.
    pub name: String,
    /// Other names for it.
    pub aliases: &'static [&'static str],
    /// What it is, in a few words.
    pub title: &'static str,
    /// What kind of study it is.
    pub group: Group,
    /// Who computes it.
    pub source: Source,
    /// Its parameters, in the order of a spec.
    pub params: Vec<Param>,
    /// Its outputs with all defaults; none here where they are those of another study.
    pub outputs: Vec<Output>,
    /// What else there is to know: formula, differences, limits.
    pub notes: &'static str,
    /// The series it reads, with their defaults; `None` must be given.
    pub(super) series: Vec<Option<Field>>,
    pub(super) binding: Binding,
}

/// Who computes a study.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// TA-Lib, the field's reference.
    TaLib,
    /// This crate.
    Own,
    /// The `ta` crate.
    Ta,
}

/// What kind of study it is: TA-Lib's groups, and one for longer timeframes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// Dominant cycles.
    Cycle,
    /// Sums, extremes and arithmetic of series.
    MathOperator,
    /// One value into another.
    MathTransform,
    /// Speed of change.
    Momentum,
    /// Drawn over the prices.
    Overlap,
    /// Shapes of one or a few bars.
    Pattern,
    /// One price from a bar's four.
    Price,
    /// Distribution and regression.
    Statistic,
    /// Width of the moves.
    Volatility,
    /// What was traded.
    Volume,
    /// A study on longer bars.
    Timeframe,
}

impl Group {
    /// All groups.
    pub const ALL: [Self; 11] = [
        Self::Cycle,
        Self::MathOperator,
        Self::MathTransform,
        Self::Momentum,
        Self::Overlap,
        Self::Pattern,
        Self::Price,
        Self::Statistic,
        Self::Volatility,
        Self::Volume,
        Self::Timeframe,
    ];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cycle => "cycle",
            Self::MathOperator => "math-operator",
            Self::MathTransform => "math-transform",
            Self::Momentum => "momentum",
            Self::Overlap => "overlap",
            Self::Pattern => "pattern",
            Self::Price => "price",
            Self::Statistic => "statistic",
            Self::Volatility => "volatility",
            Self::Volume => "volume",
            Self::Timeframe => "timeframe",
        }
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::TaLib => "TA-Lib",
            Self::Own => "strandline",
            Self::Ta => "the ta crate",
        })
    }
}

/// Where the values come from.
#[derive(Clone)]
pub(super) enum Binding {
    Field(Field),
    TaLib(FuncId),
    Own(&'static Own),
    Ta(&'static Foreign),
    /// An indicator of the user's own: a fresh one, to be cloned for each gap-free stretch.
    Custom(Arc<dyn NextBar>),
    Longer(Timeframe),
}

impl fmt::Debug for Binding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(field) => write!(f, "Field({field:?})"),
            Self::TaLib(id) => write!(f, "TaLib({id:?})"),
            Self::Own(own) => write!(f, "Own({})", own.name),
            Self::Ta(foreign) => write!(f, "Ta({})", foreign.name),
            Self::Custom(_) => write!(f, "Custom"),
            Self::Longer(timeframe) => write!(f, "Longer({timeframe})"),
        }
    }
}
