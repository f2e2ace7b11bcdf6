//! The words of the language that are not studies: one table of what each takes, gives and speaks of.
//!
//! A new word is a [`Word`], its line in [`WORDS`], and its value: in [`Word::apply`] for a function of numbers, in
//! `window` for one of the last bars, in `known` for one of the position or the level.

/// What a part of a rule is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// A number.
    Number,
    /// True or false.
    Condition,
}

/// A word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    InConsolidation,
    EntryPrice,
    LastEntryPrice,
    Units,
    /// What a value was at the close of the decision.
    AtEntry,
    BarsHeld,
    HighestSinceEntry,
    LowestSinceEntry,
    Resistance,
    Support,
    State,
    Tests,
    Highs,
    Lows,
    KnownAge,
    /// The open of the bar on which an order works.
    NextOpen,
    Weekday,
    DayOfMonth,
    Month,
    SessionOfMonth,
    SessionsLeftInMonth,
    /// One of two numbers, by a condition.
    If,
    Abs,
    Floor,
    Ceil,
    Round,
    Sqrt,
    Ln,
    Exp,
    Larger,
    Smaller,
    Highest,
    Lowest,
    Mean,
    Sum,
    /// On how many of the bars a condition held.
    Count,
}

/// What a word speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    /// The bars: it has a value on each of them.
    Bars,
    /// The open position.
    Position,
    /// The level a rule speaks of.
    Level,
    /// The bar on which an order works.
    Order,
    /// The values in its brackets.
    Values,
    /// The last bars of what stands first in its brackets, how many stands second.
    Window,
}

/// A line of the table.
pub(super) struct Entry {
    pub(super) name: &'static str,
    pub(super) word: Word,
    pub(super) topic: Topic,
    /// What stands in its brackets, at most.
    pub(super) takes: &'static [Type],
    pub(super) gives: Type,
}

const fn entry(name: &'static str, word: Word, topic: Topic, takes: &'static [Type]) -> Entry {
    let gives = match word {
        Word::InConsolidation => Type::Condition,
        _ => Type::Number,
    };
    Entry {
        name,
        word,
        topic,
        takes,
        gives,
    }
}

const ONE: &[Type] = &[Type::Number];
const TWO: &[Type] = &[Type::Number, Type::Number];
const CHOICE: &[Type] = &[Type::Condition, Type::Number, Type::Number];

/// All words.
pub(super) const WORDS: [Entry; 36] = [
    entry("entry_price", Word::EntryPrice, Topic::Position, &[]),
    entry(
        "last_entry_price",
        Word::LastEntryPrice,
        Topic::Position,
        &[],
    ),
    entry("units", Word::Units, Topic::Position, &[]),
    entry("at_entry", Word::AtEntry, Topic::Position, ONE),
    entry("bars_held", Word::BarsHeld, Topic::Position, &[]),
    entry(
        "highest_since_entry",
        Word::HighestSinceEntry,
        Topic::Position,
        &[],
    ),
    entry(
        "lowest_since_entry",
        Word::LowestSinceEntry,
        Topic::Position,
        &[],
    ),
    entry("resistance", Word::Resistance, Topic::Level, &[]),
    entry("support", Word::Support, Topic::Level, &[]),
    entry("state", Word::State, Topic::Level, &[]),
    entry("tests", Word::Tests, Topic::Level, &[]),
    entry("highs", Word::Highs, Topic::Level, &[]),
    entry("lows", Word::Lows, Topic::Level, &[]),
    entry("known_age", Word::KnownAge, Topic::Level, &[]),
    entry("in_consolidation", Word::InConsolidation, Topic::Bars, &[]),
    entry("next_open", Word::NextOpen, Topic::Order, &[]),
    entry("weekday", Word::Weekday, Topic::Bars, &[]),
    entry("day_of_month", Word::DayOfMonth, Topic::Bars, &[]),
    entry("month", Word::Month, Topic::Bars, &[]),
    entry("session_of_month", Word::SessionOfMonth, Topic::Bars, &[]),
    entry(
        "sessions_left_in_month",
        Word::SessionsLeftInMonth,
        Topic::Bars,
        &[],
    ),
    entry("if", Word::If, Topic::Values, CHOICE),
    entry("abs", Word::Abs, Topic::Values, ONE),
    entry("floor", Word::Floor, Topic::Values, ONE),
    entry("ceil", Word::Ceil, Topic::Values, ONE),
    entry("round", Word::Round, Topic::Values, TWO),
    entry("sqrt", Word::Sqrt, Topic::Values, ONE),
    entry("ln", Word::Ln, Topic::Values, ONE),
    entry("exp", Word::Exp, Topic::Values, ONE),
    entry("larger", Word::Larger, Topic::Values, TWO),
    entry("smaller", Word::Smaller, Topic::Values, TWO),
    entry("highest", Word::Highest, Topic::Window, TWO),
    entry("lowest", Word::Lowest, Topic::Window, TWO),
    entry("mean", Word::Mean, Topic::Window, TWO),
    entry("sum", Word::Sum, Topic::Window, TWO),
    entry(
        "count",
        Word::Count,
        Topic::Window,
        &[Type::Condition, Type::Number],
    ),
];

/// The line of that name.
pub(super) fn find(name: &str) -> Option<&'static Entry> {
    WORDS.iter().find(|entry| entry.name == name)
}

impl Word {
    fn entry(self) -> &'static Entry {
        let found = WORDS.iter().find(|entry| entry.word == self);
        found.unwrap_or(&WORDS[0])
    }

    /// As it is written.
    pub(super) fn name(self) -> &'static str {
        self.entry().name
    }

    /// What it speaks of.
    pub(super) fn topic(self) -> Topic {
        self.entry().topic
    }

    /// What stands in its brackets, at most.
    pub(super) fn takes(self) -> &'static [Type] {
        self.entry().takes
    }

    /// What it is worth.
    pub(super) fn gives(self) -> Type {
        self.entry().gives
    }

    /// How many values stand in its brackets, at least.
    pub(super) fn least(self) -> usize {
        match self {
            Self::Round => 1,
            _ => self.takes().len(),
        }
    }

    /// A function of one value.
    pub(super) fn apply(self, value: f64) -> f64 {
        match self {
            Self::Abs => value.abs(),
            Self::Floor => value.floor(),
            Self::Ceil => value.ceil(),
            Self::Sqrt => value.sqrt(),
            Self::Ln => value.ln(),
            Self::Exp => value.exp(),
            _ => f64::NAN,
        }
    }

    /// Whether its value on a bar is read off the date.
    pub(super) fn is_date(self) -> bool {
        matches!(
            self,
            Self::Weekday
                | Self::DayOfMonth
                | Self::Month
                | Self::SessionOfMonth
                | Self::SessionsLeftInMonth
        )
    }

    /// A function of two values.
    pub(super) fn apply_two(self, a: f64, b: f64) -> f64 {
        match self {
            Self::Round => round(a, b),
            Self::Larger => a.max(b),
            Self::Smaller => a.min(b),
            _ => f64::NAN,
        }
    }
}

/// `value` to so many decimal places; halves away from 0.
fn round(value: f64, digits: f64) -> f64 {
    let scale = 10_f64.powf(digits.round());
    (value * scale).round() / scale
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_finds_its_line() {
        for entry in &WORDS {
            assert_eq!(entry.word.name(), entry.name);
            assert_eq!(find(entry.name).map(|found| found.word), Some(entry.word));
        }
    }
}
