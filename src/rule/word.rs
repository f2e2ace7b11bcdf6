//! The words of the language that are not studies.

/// A column of the bars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Open,
    High,
    Low,
    Close,
    Volume,
}

/// Something about the open position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PositionWord {
    EntryPrice,
    BarsHeld,
    HighestSinceEntry,
    LowestSinceEntry,
}

/// Something about the level a rule speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LevelWord {
    Resistance,
    Support,
    State,
    Tests,
    Highs,
    Lows,
    KnownAge,
}

/// A function of numbers of one bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Abs,
    Floor,
    Ceil,
    Round,
    Sqrt,
    Ln,
    Exp,
    Larger,
    Smaller,
}

/// A function of the last bars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WindowFunction {
    Highest,
    Lowest,
    Mean,
    Sum,
    /// On how many of the bars a condition held.
    Count,
}

/// One table for names and back.
macro_rules! names {
    ($type:ty, $($variant:ident = $name:literal),+ $(,)?) => {
        impl $type {
            /// All of them with their names.
            pub(super) const NAMES: &'static [(&'static str, $type)] =
                &[$(($name, <$type>::$variant)),+];

            /// The one of that name.
            pub(super) fn find(name: &str) -> Option<Self> {
                Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, word)| *word)
            }

            /// As it is written.
            pub(super) fn name(self) -> &'static str {
                Self::NAMES.iter().find(|(_, word)| *word == self).map_or("", |(name, _)| name)
            }
        }
    };
}

names!(
    Field,
    Open = "open",
    High = "high",
    Low = "low",
    Close = "close",
    Volume = "volume"
);
names!(
    PositionWord,
    EntryPrice = "entry_price",
    BarsHeld = "bars_held",
    HighestSinceEntry = "highest_since_entry",
    LowestSinceEntry = "lowest_since_entry",
);
names!(
    LevelWord,
    Resistance = "resistance",
    Support = "support",
    State = "state",
    Tests = "tests",
    Highs = "highs",
    Lows = "lows",
    KnownAge = "known_age",
);
names!(
    Function,
    Abs = "abs",
    Floor = "floor",
    Ceil = "ceil",
    Round = "round",
    Sqrt = "sqrt",
    Ln = "ln",
    Exp = "exp",
    Larger = "larger",
    Smaller = "smaller",
);
names!(
    WindowFunction,
    Highest = "highest",
    Lowest = "lowest",
    Mean = "mean",
    Sum = "sum",
    Count = "count",
);

/// The word for a consolidation.
pub(super) const IN_CONSOLIDATION: &str = "in_consolidation";

/// Words that join others.
pub(super) const OPERATORS: [&str; 5] = ["and", "or", "not", "crosses_above", "crosses_below"];

impl Function {
    /// How many numbers it takes, at least and at most.
    pub(super) fn arity(self) -> (usize, usize) {
        match self {
            Self::Larger | Self::Smaller => (2, 2),
            Self::Round => (1, 2),
            _ => (1, 1),
        }
    }

    /// Its value; not finite where it has none.
    pub(super) fn apply(self, a: f64, b: f64) -> f64 {
        match self {
            Self::Abs => a.abs(),
            Self::Floor => a.floor(),
            Self::Ceil => a.ceil(),
            Self::Round => round(a, b),
            Self::Sqrt => a.sqrt(),
            Self::Ln => a.ln(),
            Self::Exp => a.exp(),
            Self::Larger => a.max(b),
            Self::Smaller => a.min(b),
        }
    }
}

/// `value` to so many decimal places; halves away from 0.
fn round(value: f64, digits: f64) -> f64 {
    let scale = 10_f64.powf(digits.round());
    (value * scale).round() / scale
}

/// Words for what can be read.
pub(super) fn values() -> impl Iterator<Item = &'static str> {
    names(Field::NAMES)
        .chain(names(PositionWord::NAMES))
        .chain(names(LevelWord::NAMES))
        .chain(OPERATORS)
        .chain([IN_CONSOLIDATION])
}

/// Words for what can be computed.
pub(super) fn functions() -> impl Iterator<Item = &'static str> {
    names(Function::NAMES).chain(names(WindowFunction::NAMES))
}

fn names<T>(table: &'static [(&'static str, T)]) -> impl Iterator<Item = &'static str> {
    table.iter().map(|(name, _)| *name)
}
