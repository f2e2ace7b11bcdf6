//! What sort of statement a claim is, and how its parts stand to each other.

use serde::Serialize;

/// The sort of a statement. [`Kind::name`] is its word in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// A price or zone is resistance or support.
    Level,
    /// A level is, or was, being tested.
    Testing,
    /// Price closed, or stands, beyond a price.
    Break,
    /// A break lasted.
    Sustained,
    /// A break came back.
    Failed,
    /// A level turned price back or kept it.
    Hold,
    /// Price stayed in a range.
    Consolidation,
    /// The highest or lowest of a period.
    Extreme,
    /// Price against a moving average, or one average against another.
    Average,
    /// RSI, MACD, rate of change and other measures of momentum.
    Momentum,
    /// Any other study with a value or a relation.
    Study,
    /// A change of price, a gap or a streak.
    Move,
    /// Shares traded, against their usual number.
    Volume,
    /// Price trends: higher highs, an uptrend.
    Trend,
    /// If a price is reached, something follows.
    Conditional,
    /// A price aimed at or planned: entry, stop, target, watch.
    Target,
    /// Trade outside the session.
    Premarket,
    /// News with a date.
    Event,
    /// A recommendation or an analyst's price target.
    Rating,
    /// A fact that no price can decide: earnings, buybacks, market shares.
    External,
    /// Urging or advertising.
    Promotional,
}

impl Kind {
    /// All of them, in the order of the documentation.
    pub const ALL: [Self; 21] = [
        Self::Level,
        Self::Testing,
        Self::Break,
        Self::Sustained,
        Self::Failed,
        Self::Hold,
        Self::Consolidation,
        Self::Extreme,
        Self::Average,
        Self::Momentum,
        Self::Study,
        Self::Move,
        Self::Volume,
        Self::Trend,
        Self::Conditional,
        Self::Target,
        Self::Premarket,
        Self::Event,
        Self::Rating,
        Self::External,
        Self::Promotional,
    ];

    /// Its word in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Level => "level",
            Self::Testing => "testing",
            Self::Break => "break",
            Self::Sustained => "sustained",
            Self::Failed => "failed",
            Self::Hold => "hold",
            Self::Consolidation => "consolidation",
            Self::Extreme => "extreme",
            Self::Average => "average",
            Self::Momentum => "momentum",
            Self::Study => "study",
            Self::Move => "move",
            Self::Volume => "volume",
            Self::Trend => "trend",
            Self::Conditional => "conditional",
            Self::Target => "target",
            Self::Premarket => "premarket",
            Self::Event => "event",
            Self::Rating => "rating",
            Self::External => "external",
            Self::Promotional => "promotional",
        }
    }
}

/// Which side of the price a level is on, or which way something went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// A level above the price.
    Resistance,
    /// A level below the price.
    Support,
    /// Upward, above, positive, overbought.
    Up,
    /// Downward, below, negative, oversold.
    Down,
}

impl Side {
    /// Its word in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Resistance => "resistance",
            Self::Support => "support",
            Self::Up => "up",
            Self::Down => "down",
        }
    }
}

/// What a planned price is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Plan {
    /// Where to get in.
    Entry,
    /// Where to give up.
    Stop,
    /// Where to take profit.
    Target,
    /// What to keep an eye on.
    Watch,
}

/// How price, study and value stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Relation {
    /// The study has the stated value or lies at the stated price.
    Value,
    /// Price, or the first of two averages, is above.
    Above,
    /// Price, or the first of two averages, is below.
    Below,
    /// Price is at it, within a hair.
    At,
    /// It crossed from below to above: a break of an average, a golden cross, a MACD cross.
    CrossedUp,
    /// It crossed from above to below.
    CrossedDown,
    /// The study, or volume, rises.
    Rising,
    /// The study, or volume, falls.
    Falling,
    /// Above zero.
    Positive,
    /// Below zero.
    Negative,
    /// Went from below to above zero, or the other way: the side tells which.
    SignChange,
    /// Higher than is usual for the study (RSI above 70, %K above 80).
    Overbought,
    /// Lower than is usual for the study (RSI below 30, %K below 20).
    Oversold,
    /// Neither overbought nor oversold.
    Neutral,
    /// Price and study disagree.
    Divergence,
    /// Price was turned back at it.
    Rejected,
    /// It kept price from falling through, or from rising through.
    Held,
    /// Price jumped at the open.
    Gap,
    /// The days of a streak, one after another.
    Streak,
    /// Price filled a gap.
    GapFilled,
    /// Lately wide, strong, trending: bands expand, ADX above 25.
    Strong,
    /// Lately narrow, weak, without trend.
    Weak,
}

/// What must have reached a price for the claim to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Basis {
    /// The close of a day.
    Close,
    /// The close of a week.
    WeeklyClose,
    /// The close of a month.
    MonthlyClose,
    /// The open of a day.
    Open,
    /// Any trade: highs and lows count.
    Intraday,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_what_serde_writes() {
        for kind in Kind::ALL {
            let written = serde_json::to_string(&kind).unwrap();
            assert_eq!(written, format!("\"{}\"", kind.name()));
        }
    }
}
