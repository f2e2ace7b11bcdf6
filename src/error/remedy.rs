//! What to do about an error, apart from the words of one program.
//!
//! The floors below `cli` name settings and listings here; the library writes `decimal = comma`, the command line
//! writes `--decimal comma` (`text::remedy`). Nothing here knows which errors there are.

use std::fmt;

use serde::{Serialize, Serializer};

/// What can be done about an [`Error`](super::Error).
///
/// Made from text by `into()` where no setting is named. The text of `advice` ends as a sentence goes on with the
/// setting: `say which:`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remedy {
    /// Words for everybody.
    Advice(String),
    /// To give settings.
    Set(Box<Choice>),
    /// To look at the catalog of studies, beside what else can be done.
    Studies(&'static str),
    /// To look at all that is wrong with the rows of the file, beside what else can be done.
    Findings(&'static str),
}

/// Settings of which those of one way are to be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What they are for.
    pub advice: String,
    /// One or more.
    pub ways: Vec<Vec<Setting>>,
}

/// A setting by the name that it has in the options of the library, with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Such as `date_order`.
    pub name: &'static str,
    /// As it is written.
    pub value: String,
}

impl Remedy {
    /// To give one setting.
    pub fn set(advice: &str, name: &'static str, value: impl Into<String>) -> Self {
        Self::set_all(advice, vec![Setting::new(name, value)])
    }

    /// To give a setting one of two values.
    pub fn either(advice: &str, name: &'static str, values: [&str; 2]) -> Self {
        Self::Set(Box::new(Choice {
            advice: advice.to_owned(),
            ways: values.map(|value| vec![Setting::new(name, value)]).to_vec(),
        }))
    }

    /// To give all of `settings`.
    pub fn set_all(advice: &str, settings: Vec<Setting>) -> Self {
        Self::Set(Box::new(Choice {
            advice: advice.to_owned(),
            ways: vec![settings],
        }))
    }
}

impl Setting {
    /// `name` with `value`.
    pub fn new(name: &'static str, value: impl Into<String>) -> Self {
        Self {
            name,
            value: value.into(),
        }
    }
}

impl From<String> for Remedy {
    fn from(advice: String) -> Self {
        Self::Advice(advice)
    }
}

impl From<&str> for Remedy {
    fn from(advice: &str) -> Self {
        Self::Advice(advice.to_owned())
    }
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Advice(advice) => f.write_str(advice),
            Self::Set(choice) => {
                let ways: Vec<String> = choice.ways.iter().map(|all| all_of(all)).collect();
                write!(f, "{} {}", choice.advice, ways.join(" or "))
            }
            Self::Studies(advice) => write!(f, "{}the catalog has all studies", before(advice)),
            Self::Findings(advice) => {
                let before = before(advice);
                write!(f, "{before}the findings name all rows that are wrong")
            }
        }
    }
}

impl Serialize for Remedy {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

/// The advice, if there is one, as the first part of a sentence.
pub(crate) fn before(advice: &str) -> String {
    if advice.is_empty() {
        return String::new();
    }
    format!("{advice}; ")
}

fn all_of(settings: &[Setting]) -> String {
    let written = settings
        .iter()
        .map(|it| format!("{} = {}", it.name, it.value));
    written.collect::<Vec<_>>().join(", ")
}
