//! Studies that neither library has, one a file.
//!
//! Each is a constant [`Own`]: a line of the catalog and a function over one gap-free stretch of bars.

mod anchored_vwap;
mod chandelier;
mod pivots;
mod profile;
mod regression;
mod relative;
mod session_vwap;
mod squeeze;
mod stretch;

#[cfg(test)]
pub(super) mod testing;

pub(super) use stretch::{Own, Stretch};

/// All of them.
pub(super) const STUDIES: &[Own] = &[
    anchored_vwap::STUDY,
    chandelier::STUDY,
    pivots::STUDY,
    profile::STUDY,
    regression::CHANNEL,
    regression::RAFF,
    relative::STUDY,
    session_vwap::STUDY,
    squeeze::STUDY,
];
