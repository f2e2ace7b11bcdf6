//! Prices that a strategy is traded on: divided by the splits a file lists, unless the user says otherwise.

use super::input::InputArgs;
use crate::data::{Adjust, Loaded};
use crate::text::count;
use crate::{Basis, Result};

impl InputArgs {
    /// The same input for a strategy to be traded on: its prices are divided by the splits it lists and they show, unless
    /// the user said whether they are. What can be read once only is taken as it is.
    pub(super) fn traded(&self) -> Result<Self> {
        let mut traded = self.clone();
        if self.reading.adjust.is_none() && self.input != "-" {
            let shows_splits = |loaded: &Loaded| {
                loaded.bars.basis() == Basis::Raw
                    && loaded.events.iter().any(|it| it.split_ratio().is_some())
            };
            if self.load_all()?.iter().any(shows_splits) {
                traded.reading.adjust = Some(Adjust::Splits);
            }
        }
        Ok(traded)
    }

    /// What a footer says of prices that [`InputArgs::traded`] divided by splits though nobody had asked for it.
    pub(super) fn split_note(&self, asked: &Self, loaded: &Loaded) -> Option<String> {
        let splits = loaded.events.iter().filter(|it| it.split_ratio().is_some());
        let is_unasked = self.reading.adjust.is_some() && asked.reading.adjust.is_none();
        is_unasked.then(|| {
            format!(
                "{}: prices divided by {}, so that none looks like a fall; --adjust none leaves them",
                loaded.bars.symbol(),
                count(splits.count(), "split"),
            )
        })
    }
}
