//! What kinds of studies there are and who computes them.

use std::fmt;

use serde::Serialize;

/// Who computes a study.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StudySource {
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

impl fmt::Display for StudySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::TaLib => "TA-Lib",
            Self::Own => "strandline",
            Self::Ta => "the ta crate",
        })
    }
}
