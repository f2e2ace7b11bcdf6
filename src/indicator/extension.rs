//! The seam to the `ta` crate: any type that takes a bar and gives a row is a study.
//!
//! [`Study::from_ta`](super::Study::from_ta) takes the user's own; the crate's own indicators stand in the catalog as
//! `ta:NAME`, each with a note on how it differs from TA-Lib's of that name. What a row is, [`Row`] says.

mod foreign;
mod row;
mod table;

pub use row::Row;

pub(super) use foreign::{Foreign, entries};

use crate::Bar;

/// An indicator behind the seam, whatever its type.
pub(super) trait NextBar: Send + Sync {
    /// Takes the next bar and writes its row.
    fn next_bar(&mut self, bar: Bar<'_>, row: &mut [f64]);

    /// An independent copy.
    fn copy(&self) -> Box<dyn NextBar>;
}

/// Carries a `ta` indicator.
#[derive(Debug, Clone)]
pub(super) struct Carrier<T>(pub(super) T);

impl<T, R> NextBar for Carrier<T>
where
    T: for<'a, 'b> ta::Next<&'b Bar<'a>, Output = R> + Clone + Send + Sync + 'static,
    R: Row,
{
    fn next_bar(&mut self, bar: Bar<'_>, row: &mut [f64]) {
        self.0.next(&bar).write(row);
    }

    fn copy(&self) -> Box<dyn NextBar> {
        Box::new(self.clone())
    }
}
