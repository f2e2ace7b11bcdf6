//! The columns of bars, as series a study can read.

use crate::{Bars, Error, Result};

/// A column of [`Bars`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum BarField {
    Open,
    High,
    Low,
    Close,
    Volume,
}

impl BarField {
    /// All fields.
    pub(super) const ALL: [Self; 5] =
        [Self::Open, Self::High, Self::Low, Self::Close, Self::Volume];

    /// Their words.
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        Self::ALL.into_iter().map(Self::name)
    }

    /// The word for it in a spec.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::High => "high",
            Self::Low => "low",
            Self::Close => "close",
            Self::Volume => "volume",
        }
    }

    /// The field of that name, in either case.
    pub(super) fn find(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|field| field.name().eq_ignore_ascii_case(name))
    }

    /// Its values.
    pub(super) fn of(self, bars: &Bars) -> Result<&[f64]> {
        match self {
            Self::Open => Ok(bars.open()),
            Self::High => Ok(bars.high()),
            Self::Low => Ok(bars.low()),
            Self::Close => Ok(bars.close()),
            Self::Volume => bars.volume().ok_or_else(|| no_volume(bars)),
        }
    }
}

/// The complaint about bars whose source has no volume.
pub(super) fn no_volume(bars: &Bars) -> Error {
    Error::Data {
        what: bars.symbol().to_string(),
        problem: "there is no volume, which the study reads".into(),
        help: Some("choose a study of prices, or a source with volume".into()),
    }
}
