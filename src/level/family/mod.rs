//! The kinds of levels, one a file: by what rule a price becomes one.
//!
//! A [`Finder`] reads every bar and, at its close, looks at the living levels of its family as the events of the bar
//! left them; it answers with [`Change`]s and touches nothing itself, so that no birth of a bar sees another one.
//! Families never look at each other: the facts of one are the same alone and beside the others.

mod extreme;
mod kind;
mod profile;
mod round;
mod scene;
mod shelf;
mod swing;
mod user;

use super::Living;

use extreme::Extreme;
pub use kind::Family;
use profile::Peaked;
pub(crate) use profile::VolumeProfile;
use round::Round;
pub(crate) use round::step as round_step;
pub(crate) use scene::{Birth, Change, Scene};
use shelf::Shelf;
use user::User;
pub use user::UserLevel;

/// Finds the levels of one family.
#[derive(Debug, Clone)]
pub(crate) enum Finder {
    Swing,
    Shelf(Box<Shelf>),
    Extreme(Extreme),
    Peaked(Peaked),
    Round(Round),
    User(User),
}

impl Finder {
    pub(crate) fn new(family: Family, given: &[UserLevel]) -> Self {
        match family {
            Family::Swing => Self::Swing,
            Family::Shelf => Self::Shelf(Box::new(Shelf::new())),
            Family::Extreme => Self::Extreme(Extreme::default()),
            Family::Hvn => Self::Peaked(Peaked::HIGH),
            Family::Lvn => Self::Peaked(Peaked::LOW),
            Family::Round => Self::Round(Round::default()),
            Family::User => Self::User(User::new(given)),
        }
    }

    /// Reads a bar, whether or not there is an ATR yet.
    pub(crate) fn push(&mut self, at: usize, high: f64, low: f64) {
        match self {
            Self::Shelf(finder) => finder.push(at, high, low),
            Self::Swing | Self::Extreme(_) | Self::Peaked(_) | Self::Round(_) | Self::User(_) => {}
        }
    }

    /// What becomes known at the close of the bar pushed last. Births are in order: resistance first.
    pub(crate) fn find(&mut self, scene: &Scene<'_>, living: &Living, changes: &mut Vec<Change>) {
        match self {
            Self::Swing => swing::find(scene, living, changes),
            Self::Shelf(finder) => finder.find(scene, living, changes),
            Self::Extreme(finder) => finder.find(scene, living, changes),
            Self::Peaked(finder) => finder.find(scene, living, changes),
            Self::Round(finder) => finder.find(scene, living, changes),
            Self::User(finder) => finder.find(scene, changes),
        }
    }
}
