//! Parameters of a study: their names, what they may be, what they are.
//!
//! The catalog lists a [`Param`] for each; the parser turns what the user wrote into a [`Value`] or says what was
//! expected. Nothing here knows which study a parameter belongs to.

use std::fmt;

use chrono::NaiveDate;

/// Longest period any study takes, in bars: TA-Lib's own bound.
const MAX_PERIOD: i32 = 100_000;

/// One parameter of a study.
#[derive(Debug, Clone, PartialEq)]
pub struct Param {
    /// Its name in a spec, such as `period`.
    pub name: String,
    /// One line on what it does.
    pub hint: &'static str,
    /// What it may be.
    pub domain: Domain,
}

/// What a parameter may be, and what it is if it is not given.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq)]
pub enum Domain {
    /// A whole number in `min..=max`.
    Integer {
        /// Smallest.
        min: i32,
        /// Largest.
        max: i32,
        /// If not given.
        default: i32,
    },
    /// A finite number in `min..=max`.
    Real {
        /// Smallest.
        min: f64,
        /// Largest.
        max: f64,
        /// If not given.
        default: f64,
    },
    /// One of a few words.
    Choice {
        /// The words, each with the number it stands for.
        options: Vec<(i32, String)>,
        /// Number of the word if not given.
        default: i32,
    },
    /// A day; it must be given.
    Date,
}

/// What a parameter is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// Of [`Domain::Integer`].
    Integer(i32),
    /// Of [`Domain::Real`].
    Real(f64),
    /// Number of the word, of [`Domain::Choice`].
    Choice(i32),
    /// Of [`Domain::Date`].
    Date(NaiveDate),
}

impl Param {
    /// A parameter of that domain.
    pub fn new(name: &str, hint: &'static str, domain: Domain) -> Self {
        let name = name.to_owned();
        Self { name, hint, domain }
    }

    /// A period in bars, from `min` on.
    pub fn bars(name: &str, hint: &'static str, min: i32, default: i32) -> Self {
        let max = MAX_PERIOD;
        Self::new(name, hint, Domain::Integer { min, max, default })
    }

    /// A number in `min..=max`.
    pub fn real(name: &str, hint: &'static str, [min, max]: [f64; 2], default: f64) -> Self {
        Self::new(name, hint, Domain::Real { min, max, default })
    }

    /// One of `words`, numbered from 0; the first if not given.
    pub fn choice(name: &str, hint: &'static str, words: &[&str]) -> Self {
        let options = (0..).zip(words.iter().map(ToString::to_string)).collect();
        let default = 0;
        Self::new(name, hint, Domain::Choice { options, default })
    }

    /// `value` as it is written in a spec.
    pub fn show(&self, value: Value) -> String {
        match (value, &self.domain) {
            (Value::Choice(number), Domain::Choice { options, .. }) => options
                .iter()
                .find(|(option, _)| *option == number)
                .map_or_else(|| number.to_string(), |(_, word)| word.clone()),
            (Value::Integer(number) | Value::Choice(number), _) => number.to_string(),
            (Value::Real(number), _) => number.to_string(),
            (Value::Date(date), _) => date.to_string(),
        }
    }
}

impl Domain {
    /// The value if none is given.
    pub fn default_value(&self) -> Option<Value> {
        match *self {
            Self::Integer { default, .. } => Some(Value::Integer(default)),
            Self::Real { default, .. } => Some(Value::Real(default)),
            Self::Choice { default, .. } => Some(Value::Choice(default)),
            Self::Date => None,
        }
    }

    /// The value a number stands for, if it may.
    pub(super) fn read_number(&self, number: f64) -> Option<Value> {
        match *self {
            Self::Integer { min, max, .. } => {
                let is_whole = number.fract() == 0.0;
                let fits = number >= f64::from(min) && number <= f64::from(max);
                #[expect(clippy::cast_possible_truncation, reason = "whole and between two i32")]
                (is_whole && fits).then_some(Value::Integer(number as i32))
            }
            Self::Real { min, max, .. } => {
                (number >= min && number <= max).then_some(Value::Real(number))
            }
            Self::Choice { .. } | Self::Date => None,
        }
    }

    /// The value a word stands for, if it does.
    pub(super) fn read_word(&self, word: &str) -> Option<Value> {
        let Self::Choice { options, .. } = self else {
            return None;
        };
        options
            .iter()
            .find(|(_, option)| option.eq_ignore_ascii_case(word))
            .map(|&(number, _)| Value::Choice(number))
    }
}

/// The rule, as in `must be a whole number from 2 to 100000`.
impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer { min, max, .. } => {
                write!(f, "must be a whole number from {min} to {max}")
            }
            // TA-Lib's bounds for "any number".
            Self::Real { min, max, .. } if *min < -1e37 && *max > 1e37 => {
                write!(f, "must be a number")
            }
            Self::Real { min, max, .. } if *max > 1e37 => {
                write!(f, "must be a number of at least {min}")
            }
            Self::Real { min, max, .. } => write!(f, "must be a number from {min} to {max}"),
            Self::Choice { options, .. } => {
                let words: Vec<&str> = options.iter().map(|(_, word)| word.as_str()).collect();
                write!(f, "must be one of {}", words.join(", "))
            }
            Self::Date => write!(f, "must be a day such as 2024-01-31"),
        }
    }
}

/// The values of a study's parameters, read by their place in its list. Reading a place that the list does not have, or
/// as another kind than it declares, is a mistake in the study and panics.
#[derive(Debug, Clone, Copy)]
pub struct ParamValues<'a>(pub(super) &'a [Value]);

impl ParamValues<'_> {
    /// The whole number, or the number of the word, at `index`.
    ///
    /// # Panics
    ///
    /// If neither is declared there.
    pub fn integer(self, index: usize) -> i32 {
        match self.0.get(index) {
            Some(&(Value::Integer(number) | Value::Choice(number))) => number,
            other => unreachable!("parameter {index} is declared as a whole number, not {other:?}"),
        }
    }

    /// The number of bars at `index`.
    ///
    /// # Panics
    ///
    /// If no whole number of at least 0 is declared there.
    pub fn bars(self, index: usize) -> usize {
        usize::try_from(self.integer(index)).expect("periods are declared to be above 0")
    }

    /// The number at `index`.
    ///
    /// # Panics
    ///
    /// If none is declared there.
    pub fn real(self, index: usize) -> f64 {
        match self.0.get(index) {
            Some(&Value::Real(number)) => number,
            other => unreachable!("parameter {index} is declared as a number, not {other:?}"),
        }
    }

    /// The day at `index`.
    ///
    /// # Panics
    ///
    /// If none is declared there.
    pub fn date(self, index: usize) -> NaiveDate {
        match self.0.get(index) {
            Some(&Value::Date(date)) => date,
            other => unreachable!("parameter {index} is declared as a day, not {other:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_outside_its_range_has_no_value() {
        let period = Param::bars("period", "bars", 2, 14).domain;
        assert_eq!(period.read_number(2.0), Some(Value::Integer(2)));
        for wrong in [1.0, -1.0, 0.0, 2.5, 100_001.0, 1e300, f64::NAN] {
            assert_eq!(period.read_number(wrong), None, "{wrong}");
        }
        assert_eq!(
            period.to_string(),
            "must be a whole number from 2 to 100000"
        );
        let width = Param::real("width", "ATRs", [0.0, 3e37], 3.0).domain;
        assert_eq!(width.read_number(f64::INFINITY), None);
        assert_eq!(width.to_string(), "must be a number of at least 0");
    }

    #[test]
    fn a_word_is_found_without_regard_to_case() {
        let param = Param::choice("span", "which", &["day", "week"]);
        assert_eq!(param.domain.read_word("WEEK"), Some(Value::Choice(1)));
        assert_eq!(param.domain.read_word("year"), None);
        assert_eq!(param.show(Value::Choice(1)), "week");
    }
}
